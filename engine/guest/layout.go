package guest

// Functions of the guest by index, for those that it does not export.
// See RATIONALE.md, "How do we know the guest's functions by number?".
const (
	fnHostImport     = 0   // env.jsFunctionProxy(ctx, this, argc, argv) → JSValue
	fnMalloc         = 252 // js_malloc(ctx, size) → void*, or 0 with an exception
	fnFree           = 254 // js_free(ctx, ptr)
	fnRealloc        = 106 // realloc(ptr, size) → void*
	fnCallNative     = 257 // js_call_c_function(ctx, func, this, argc, argv, flags) → JSValue
	fnInterpreter    = 266 // JS_CallInternal
	fnExecuteJob     = 279 // JS_ExecutePendingJob(rt, JSContext**) → 1, 0 or -1
	fnTypeError      = 261 // JS_ThrowTypeError(ctx, format, arguments) → JS_EXCEPTION
	fnAtomTypeError  = 394 // JS_ThrowTypeErrorAtom(ctx, format, atom)
	fnAtomString     = 314 // JS_AtomGetStrRT(rt, buffer, atom) → char*
	fnReferenceError = 379
	fnNotDefined     = 400  // JS_ThrowReferenceErrorNotDefined(ctx, atom)
	fnGetProperty    = 309  // JS_GetPropertyInternal(ctx, object, atom, receiver, throw_ref_error) → JSValue
	fnHasProperty    = 406  // JS_HasProperty(ctx, object, atom) → 1, 0 or -1
	fnAddProperty    = 308  // add_property(ctx, JSObject*, atom, flags) → JSProperty*, or 0
	fnDefineProperty = 293  // JS_DefineProperty(ctx, object, atom, value, getter, setter, flags) → 1, 0 or -1
	fnToDescriptor   = 625  // js_obj_to_desc(ctx, JSPropertyDescriptor*, object) → 0 or -1
	fnProxySet       = 702  // js_proxy_set(ctx, object, atom, value, receiver, flags) → 1, 0 or -1
	fnProxyGetOwn    = 696  // js_proxy_get_own_property
	fnProxyOwnKeys   = 697  // js_proxy_get_own_property_names
	fnProxyDefine    = 699  // js_proxy_define_own_property(ctx, object, atom, …)
	fnGetOwnProperty = 402  // JS_GetOwnPropertyInternal(ctx, JSPropertyDescriptor*, JSObject*, atom) → 1, 0 or -1
	fnConcat         = 472  // JS_ConcatString(ctx, a, b) → JSValue; takes both
	fnBufferRealloc  = 548  // string_buffer_realloc(StringBuffer*, length, character) → 0 or -1
	fnNewString      = 348  // JS_NewStringLen(ctx, char*, length) → JSValue
	fnPad            = 966  // js_string_pad
	fnRepeat         = 963  // js_string_repeat
	fnRegExpFlag     = 674  // js_regexp_get_flag(ctx, this, flag) → JSValue
	fnCompileRegExp  = 317  // js_compile_regexp(ctx, pattern, flags) → JSValue
	fnParseTerm      = 235  // re_parse_term(REParseState*, is_backward_dir) → 0 or -1
	fnBufferInsert   = 238  // dbuf_insert(DynBuf*, at, size) → 0 or -1
	fnDefineNamed    = 298  // JS_DefinePropertyValueStr(ctx, object, char* name, value, flags) → 1, 0 or -1
	fnGetPropertyStr = 412  // JS_GetPropertyStr(ctx, object, char* name) → JSValue
	fnReactionJob    = 651  // promise_reaction_job(ctx, argc, argv) → JSValue
	fnRunGC          = 273  // JS_RunGC(rt)
	fnUninitialized  = 397  // JS_ThrowReferenceErrorUninitialized(ctx, atom)
	fnInstanceOf     = 388  // JS_IsInstanceOf(ctx, value, target)
	fnResolvePromise = 333  // js_promise_resolve_function(ctx, func, this, argc, argv, flags)
	fnDataView       = 329  // js_dataview_constructor
	fnTypedArray     = 328  // js_typed_array_constructor
	fnSetPrototype   = 381  // JS_SetPrototypeInternal
	fnSetProperty    = 414  // JS_SetPropertyInternal
	fnCreateProperty = 430  // JS_CreateProperty(ctx, object, atom, …)
	fnThrowOrFalse   = 420  // JS_ThrowTypeErrorOrFalse(ctx, flags, format) → -1 or 0
	fnStringify      = 529  // js_json_check and what calls it
	fnNewContext     = 285  // JS_NewContext(rt) → JSContext*
	fnNewCFunction   = 289  // JS_NewCFunction3(ctx, func, name, length, proto, magic, prototype)
	fnCall           = 451  // JS_Call(ctx, func, this, argc, argv) → JSValue
	fnNamespace      = 484  // JS_GetModuleNamespace(ctx, JSModuleDef*) → JSValue
	fnImportJob      = 460  // js_dynamic_import_job(ctx, argc, argv) → JSValue
	fnNewModule      = 480  // js_new_module_def(ctx, atom) → JSModuleDef*, or 0; takes the atom
	fnAddExport      = 481  // add_export_entry2(ctx, parser, m, local, name, type) → JSExportEntry*, or 0
	fnSetExport      = 483  // JS_SetModuleExport(ctx, m, char* name, value) → 0 or -1; takes the value
	fnCreateModule   = 490  // js_create_module_function(ctx, m) → 0 or -1
	fnLinkModule     = 491  // js_inner_module_linking(ctx, m, JSModuleDef** stack, index) → index or -1
	fnEvalFunction   = 488  // JS_EvalFunction(ctx, function) → JSValue
	fnEval           = 493  // JS_Eval(ctx, text, length, filename, flags) → JSValue
	fnEvalInternal   = 318  // __JS_EvalInternal(ctx, …) → JSValue; what compiles all text
	fnCreateFunction = 565  // js_create_function(ctx, JSFunctionDef*) → JSValue; takes the definition
	fnCopyText       = 256  // js_strndup(ctx, char*, length) → char*, or 0 with an exception
	fnNextToken      = 559  // next_token(JSParseState*) → 0 or -1
	fnResolveModule  = 494  // JS_ResolveModule(ctx, module) → 0 or -1
	fnFreeValue      = 280  // JS_FreeValue(ctx, value)
	fnLocaltime      = 187  // localtime_r(time_t*, tm*)
	fnSetDateField   = 760  // set_date_field(ctx, this, argc, argv, magic)
	fnRegExpExec     = 675  // js_regexp_exec(ctx, this, argc, argv)
	fnDefineValue    = 436  // JS_DefinePropertyValue(ctx, object, atom, value, flags) → 1, 0 or -1
	fnSetDateFields  = 555  // set_date_fields(double fields[], isLocal) → ms
	fnBacktrace      = 374  // build_backtrace(ctx, error, filter, file, line, column, flags)
	fnSettlePromise  = 543  // fulfill_or_reject_promise(ctx, promise, value, isReject)
	fnResumeAsync    = 544  // js_async_function_resume(ctx, JSAsyncFunctionData*) → 1 or 0
	fnPromiseOf      = 732  // js_promise_resolve(ctx, constructor, argc, argv, isReject) → JSValue
	fnPerformThen    = 650  // perform_promise_then(ctx, promise, handlers[2], capability[2]) → 0 or -1
	fnTransfer       = 1030 // js_array_buffer_transfer(ctx, this, argc, argv, fixed)
	fnArrayBuffer    = 511  // js_array_buffer_constructor3(ctx, newTarget, length, maxLength*, class, bytes, free, copy)
)

// tableArrayBufferFree is the table index of js_array_buffer_free.
const tableArrayBufferFree = 84

// Atoms.
const (
	atomThis     = 8
	atomIndex    = 88
	atomInput    = 89
	atomGroups   = 137
	atomIndices  = 138
	atomIterator = 215 // Symbol.iterator

	// matchFlags are those of the properties of a match: writable, enumerable,
	// configurable, and thrown when they cannot be defined.
	matchFlags = 16391
)

// Offsets into JSRuntime.
const (
	RuntimeUsableSize     = 16 // hook: the size of a block
	RuntimeMallocCount    = 20
	RuntimeMallocSize     = 24
	RuntimeMallocLimit    = 28
	RuntimeGCThreshold    = 116
	RuntimeStackSize      = 120
	RuntimeStackTop       = 124
	RuntimeStackLimit     = 128
	RuntimeException      = 136
	RuntimeFrame          = 148 // JSStackFrame* of the running function
	RuntimeInterrupt      = 152
	RuntimeInterruptData  = 156
	RuntimePromiseHook    = 160
	RuntimePromiseParent  = 168 // JSValueLink*: the promise that the one being made comes of
	RuntimeRejection      = 172
	RuntimeRejectionData  = 176
	RuntimeJobList        = 180
	RuntimeModuleResolve  = 188
	RuntimeModuleLoad     = 192
	RuntimeModuleLoadData = 196
)

// MaxString is the most UTF-16 code units that a string can have: V8's limit, in
// place of QuickJS's (1<<30 - 1). Programs know it as buffer.constants.MAX_STRING_LENGTH.
const MaxString = 0x1fffffe8

// Offsets into JSString.
const (
	StringLength = 4 // 31 bits, the top bit says that it is wide
	StringHash   = 8 // 29 bits, then StringSlice, then two for the type of an atom
	StringData   = 20

	// A long part of another string has no text of its own: at StringData there
	// are that string's address and how many bytes into its text the part begins.
	StringSlice      = 1 << 29
	StringSliceStart = StringData + 4
)

// Offsets into JSObject, and into what hangs on its data.
const (
	ObjectFlags   = 5
	ObjectClass   = 6
	ObjectShape   = 16
	ObjectPayload = 32 // JSArrayBuffer*, JSTypedArray*, JSPromiseData*, …
	ArrayRoom     = 32 // for how many there is room at ArrayValues
	ArrayValues   = 36
	ArrayCount    = 40

	NativeRealm    = 32 // JSContext*
	NativeFunction = 36 // its index in the table
	NativeLength   = 40 // how many arguments it is given at least
	NativeKind     = 41 // how it is called, JSCFunctionEnum
	NativeMagic    = 42

	ShapePrototype = 44 // JSObject*, or 0

	BufferLength   = 0
	BufferDetached = 8
	BufferShared   = 9
	BufferData     = 12
	BufferViews    = 16 // list_head of JSTypedArray
	BufferFree     = 28 // the function that frees the bytes; 0 if they are somebody else's

	FunctionHome = 40 // the object that a method was defined on

	ViewObject = 8 // the entry in BufferViews is at 0
	ViewBuffer = 12
	ViewOffset = 16
	ViewLength = 20
	ViewTracks = 24

	PromiseState     = 0
	PromiseReactions = 4 // two list_heads of JSPromiseReactionData: to fulfilment and to rejection
	PromiseResult    = 24

	// JSAsyncFunctionData: the functions that settle the promise it returned.
	AsyncResolve = 16
	// JSPromiseFunctionData, of such a function: its promise, and what both
	// functions of it share.
	FunctionPromise  = 0
	FunctionShared   = 8
	SharedIsResolved = 4

	ProxyTarget  = 0
	ProxyHandler = 8
	ProxyRevoked = 17
)

// Offsets into JSStackFrame.
const (
	FramePrevious  = 0
	FrameFunction  = 8 // JSValue
	FrameArgs      = 16
	FrameCode      = 32 // behind the instruction that runs, or waits
	FrameArgsCount = 36 // and FrameIsStrict
	FrameIsStrict  = 1 << 31
)

// Offsets into what suspended functions, and those who wait for promises, are.
const (
	AsyncFrame = 56 // JSAsyncFunctionData: the frame

	AsyncGeneratorFrame = 24 // JSAsyncGeneratorData
	AsyncGeneratorQueue = 72 // list_head of JSAsyncGeneratorRequest
	AsyncRequestPromise = 24

	ReactionResolve = 8 // JSPromiseReactionData: what resolves the promise that it derives
	ReactionHandler = 24

	FunctionDataLength = 5 // JSCFunctionDataRecord; its magic is behind it
	FunctionData       = 8
)

// Offsets into JSFunctionBytecode.
const (
	BytecodeFlags     = 16 // bits 5 and 6: what kind of function
	BytecodeBuffer    = 20
	BytecodeFile      = 64 // an atom
	BytecodeLine      = 68 // and the column behind it
	BytecodePositions = 84 // the table of positions; its length is before it
)

// FlagUncatchable, in ObjectFlags of an error, keeps JavaScript from catching it.
const FlagUncatchable = 1 << 5

// Offsets into JSModuleDef.
const (
	ModuleRequests  = 16 // array of {atom, JSModuleDef*}, and their number behind it
	ModuleExports   = 28 // array of JSExportEntry, and their number
	ModuleImports   = 52 // array of JSImportEntry, and their number
	ModuleInit      = 80 // JSModuleInitFunc* of a module without text
	ModuleAwaits    = 84 // it has a top-level await
	ModuleResolved  = 85
	ModuleStatus    = 87
	ModuleStack     = 96 // the next module that is being linked
	ModuleFailed    = 160
	ModuleException = 168
	ModuleMeta      = 176 // import.meta
)

// defSource is the offset into JSFunctionDef of the text, whose length is behind it.
const defSource = 352

// parseLine is the offset into JSParseState of where the line before the token's
// ends.
const parseLine = 76

// Offsets into JSExportEntry and JSImportEntry: atoms.
const (
	ExportLocal = 12
	ExportName  = 16
	ExportSize  = 20
	ImportName  = 4
	ImportSize  = 12
)

// Offsets into JSContext.
const (
	ContextLink    = 20 // list_head of a runtime's contexts
	ContextGlobal  = 240
	ContextRandom  = 264 // the state behind Math.random
	ContextEval    = 288 // what compiles for eval()
	ContextModules = 276 // list_head of JSModuleDef
)

// Classes of objects.
const (
	ClassObject = iota + 1
	ClassArray
	ClassError
	ClassNumber
	ClassString
	ClassBoolean
	ClassSymbol
	ClassArguments
	ClassMappedArguments
	ClassDate
	ClassModuleNamespace
	ClassNativeFunction
	ClassFunction
	ClassBoundFunction
	ClassNativeFunctionData
	ClassGeneratorFunction
	ClassForInIterator
	ClassRegExp
	ClassArrayBuffer
	ClassSharedArrayBuffer
	ClassUint8ClampedArray
	ClassInt8Array
	ClassUint8Array
	ClassInt16Array
	ClassUint16Array
	ClassInt32Array
	ClassUint32Array
	ClassBigInt64Array
	ClassBigUint64Array
	ClassFloat16Array
	ClassFloat32Array
	ClassFloat64Array
	ClassDataView
	ClassBigInt
	ClassMap
	ClassSet
	ClassWeakMap
	ClassWeakSet
	ClassIterator
	ClassIteratorConcat
	ClassIteratorHelper
	ClassIteratorWrap
	ClassMapIterator
	ClassSetIterator
	ClassArrayIterator
	ClassStringIterator
	ClassRegExpStringIterator
	ClassGenerator
	ClassProxy
	ClassPromise
	ClassPromiseResolveFunction
	ClassPromiseRejectFunction
	ClassAsyncFunction
	ClassAsyncFunctionResolve
	ClassAsyncFunctionReject
	ClassAsyncFromSyncIterator
	ClassAsyncGeneratorFunction
	ClassAsyncGenerator
	ClassWeakRef
	ClassFinalizationRegistry
	ClassCallSite
)
