package guest

import (
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine/editor"
)

// Codes that the guest passes to the host import where argc stands. What is not
// negative is a call of a host function: magic<<8 | min(argc, 255).
const (
	CodePoll      = -1 // the fuel ran out inside a builtin
	CodeInterrupt = -2 // it is about to run out in the interpreter, which throws when the answer is not 0
	CodeRejection = -3 // argv → {promise, value JSValue; i32: 0 rejected, 1 handled, 2 rejected or 3 resolved once more}
	CodeResolve   = -4 // argv → {base, name char*}; answers a char* from js_malloc, or 0 with an exception
	CodeLoad      = -5 // argv → char* name; answers a JSModuleDef*, or 0 with an exception
	CodeThen      = -6 // argv → the two handlers of a reaction, to be replaced by owned ones
	CodePromise   = -7 // argv → {promise, parent JSValue; event i32}
	// argv → an i64 of seconds since 1970; answers local time's seconds east of UTC.
	CodeZoneAtUTC   = -8  // at that moment
	CodeZoneAtLocal = -9  // when the clocks show that time
	CodeThenable    = -10 // argv → the then method of an object, to be replaced by an owned one
	CodeEvalRefused = -13 // code is compiled in a realm that refuses it; answers an exception
	CodeRegExp      = -14 // argv → {pattern, flags JSValue} with a v, to be replaced by owned ones; answers true, undefined when they stay, or an exception
	CodeJob         = -15 // argv → what resolves the promise that a reaction, which begins, derives
	CodeJobEnd      = -16 // argv is the same when it has run
	CodeBufferRoom  = -17 // argv → {length, most u64} of an ArrayBuffer; answers undefined when there is room, or an exception
	CodeViewLength  = -18 // argv → the length number of a typed array; answers undefined when it is one, or an exception
	CodeGroupNames  = -20 // argv → {pattern to be replaced by an owned one, flags}; answers true, undefined when it stays, or an exception
	CodeNextJob     = -21 // a job is about to be taken from the queue
	CodeBrand       = -19 // argv → the private method that is missing; answers an exception
	CodeModuleInit  = -12 // argv is a JSModuleDef* without text that is evaluated; answers 0, or -1 with an exception
	CodeImport      = -11 // argv → {resolve, reject, base, specifier JSValue}; answers 1 when the host settles the promise
)

// Image is a linked guest.
type Image struct {
	Wasm   []byte
	NoCode bool // see Hollow
	Loops  int  // loop headers that were instrumented

	// Table indices of the appended functions, to be written into JSRuntime or
	// handed to NewCFunction.
	HostFunction, Microtasks, Interrupt, Rejection, Resolve, Load, Promise, UsableSize, ModuleInit, EvalRefused uint32
}

// Names of the exports that Link adds.
const (
	ExportStackPointer  = "__stack_pointer"
	ExportFuel          = "wjs_fuel"
	ExportJobs          = "wjs_job_hook"
	ExportThen          = "wjs_then_hook"
	ExportSettled       = "wjs_settled_hook"
	ExportQueues        = "wjs_queue_hook"
	ExportInitData      = "wjs_init_data"
	ExportMalloc        = "wjs_malloc"
	ExportFree          = "wjs_free"
	ExportAllocString   = "wjs_alloc_string"
	ExportAllocStrings  = "wjs_alloc_strings"
	ExportNewContext    = "wjs_new_context"
	ExportNewCFunction  = "wjs_new_function"
	ExportCall          = "wjs_call"
	ExportEval          = "wjs_eval"
	ExportEvalFunction  = "wjs_eval_function"
	ExportNamespace     = "wjs_module_namespace"
	ExportResolveModule = "wjs_resolve_module"
	ExportArrayBuffer   = "wjs_array_buffer"
	ExportForeignBuffer = "wjs_foreign_buffer"
	ExportRealloc       = "wjs_realloc"
	ExportDefineValue   = "wjs_define_value"
	ExportExecuteJob    = "wjs_execute_job"
	ExportRunGC         = "wjs_run_gc"
	ExportNewModule     = "wjs_new_module"
	ExportAddExport     = "wjs_add_export"
	ExportSetExport     = "wjs_set_export"
	ExportCreateModule  = "wjs_create_module"
	ExportLinkModule    = "wjs_link_module"
	ExportWriteBytecode = "wjs_write_bytecode"
	ExportReadBytecode  = "wjs_read_bytecode"
)

var exports = []struct {
	name string
	fn   uint32
}{
	{ExportMalloc, fnMalloc},
	{ExportFree, fnFree},
	{ExportNewContext, fnNewContext},
	{ExportNewCFunction, fnNewCFunction},
	{ExportCall, fnCall},
	{ExportEval, fnEval},
	{ExportEvalFunction, fnEvalFunction},
	{ExportNamespace, fnNamespace},
	{ExportResolveModule, fnResolveModule},
	{ExportExecuteJob, fnExecuteJob},
	{ExportRunGC, fnRunGC},
	{ExportRealloc, fnRealloc},
	{ExportDefineValue, fnDefineValue},
	{ExportNewModule, fnNewModule},
	{ExportAddExport, fnAddExport},
	{ExportSetExport, fnSetExport},
	{ExportCreateModule, fnCreateModule},
	{ExportLinkModule, fnLinkModule},
}

const (
	i32 = editor.I32
	i64 = editor.I64

	globalStackPointer = 0
)

// Link makes of the original binary the one that isolates run.
func Link(original []byte) (*Image, error) {
	m, err := editor.Parse(original)
	if err != nil {
		return nil, fmt.Errorf("guest: %w", err)
	}
	l := &linker{m: m, img: &Image{}}
	l.link()
	if l.err != nil {
		return nil, fmt.Errorf("guest: linking: %w", l.err)
	}
	l.img.Wasm = m.Encode()
	return l.img, nil
}

type linker struct {
	m   *editor.Module
	img *Image
	err error

	fuel  uint32            // the global that counts down
	words map[string]uint32 // where the texts of addMessages are
}

func (l *linker) link() {
	l.m.DropCustom()
	l.addTransferDetach()
	l.addTimezone()
	l.addMessages()
	l.addBuiltins()
	l.addStringLimit()
	l.addBrand()
	l.addColumns()
	l.addEvalSource()
	l.addExoticGlobal()
	l.addImportHook()
	l.addModuleInit()
	l.addCaptureReset()
	l.addGroupNames()
	l.addRegExpHook()
	l.quickenRegExp()
	l.addBufferRoom()
	l.addTypedArrayLength()
	l.addReactionJobs()
	l.addQueueHook()
	l.addFuel()
	l.addNativeCalls()
	l.quickenDispatch()
	l.quickenProperties()
	l.quickenIncrement()
	l.addHooks()
	l.addThenHook()
	l.addAwaitParent()
	l.addRejectionEvent()
	l.addSettledHook()
	l.addBacktraceReserve()
	l.addAllocString()
	l.addArrayBuffer()
	l.addBytecode()
	for _, e := range exports {
		l.export(e.name, editor.KindFunc, e.fn)
	}
	l.export(ExportStackPointer, editor.KindGlobal, globalStackPointer)
	l.exportGlobals()
	l.addWhole()
	// Clones take their memory from a snapshot; only a first boot needs the data.
	if _, err := l.m.PassiveData(ExportInitData); err != nil {
		l.fail(err)
	}
}

// addHooks appends the functions that QuickJS calls through its table.
func (l *linker) addHooks() {
	v, w := []editor.ValType{i32, i64, i32, i32, i32}, []editor.ValType{i64}

	// JSCFunctionMagic(ctx, this, argc, argv, magic): a host function.
	l.img.HostFunction = l.tableFn(v, w, nil, editor.NewAsm().
		LocalGet(0).LocalGet(1).
		LocalGet(4).I32Const(8).I32Shl().
		LocalGet(2).I32Const(maxHostArgs).LocalGet(2).I32Const(maxHostArgs).I32LtS().Select().
		I32Or().
		LocalGet(3).Call(fnHostImport))
	l.addHostCall()

	// JSCFunctionMagic: runs jobs until none is left, without leaving the guest.
	// A job that throws (a microtask made by queueMicrotask) ends the run with its
	// exception; the jobs behind it stay queued.
	l.img.Microtasks = l.tableFn(v, w, []editor.ValType{i32, i32, i32}, editor.NewAsm().
		LocalGet(0).I32Load(contextRuntime).LocalSet(5).
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(6).GlobalSet(globalStackPointer).
		Loop().
		LocalGet(5).LocalGet(6).Call(fnExecuteJob).LocalTee(7).I32Const(0).I32GtS().BrIf(0).
		End().
		LocalGet(6).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		I64Const(int64(valueUndefined)).I64Const(int64(valueException)).LocalGet(7).I32Eqz().Select())

	// JSInterruptHandler(rt, opaque).
	l.img.Interrupt = l.tableFn([]editor.ValType{i32, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		I32Const(0).I64Const(0).I32Const(CodeInterrupt).I32Const(0).Call(fnHostImport).I32WrapI64())

	// JSHostPromiseRejectionTracker(ctx, promise, reason, handled, opaque).
	l.img.Rejection = l.tableFn([]editor.ValType{i32, i64, i64, i32, i32}, nil, []editor.ValType{i32}, editor.NewAsm().
		GlobalGet(globalStackPointer).I32Const(32).I32Sub().LocalTee(5).GlobalSet(globalStackPointer).
		LocalGet(5).LocalGet(1).I64Store(0).
		LocalGet(5).LocalGet(2).I64Store(8).
		LocalGet(5).LocalGet(3).I32Store(16).
		LocalGet(0).I64Const(0).I32Const(CodeRejection).LocalGet(5).Call(fnHostImport).Drop().
		LocalGet(5).I32Const(32).I32Add().GlobalSet(globalStackPointer))

	// JSPromiseHook(ctx, type, promise, parent, opaque).
	l.img.Promise = l.tableFn([]editor.ValType{i32, i32, i64, i64, i32}, nil, []editor.ValType{i32}, editor.NewAsm().
		GlobalGet(globalStackPointer).I32Const(32).I32Sub().LocalTee(5).GlobalSet(globalStackPointer).
		LocalGet(5).LocalGet(2).I64Store(0).
		LocalGet(5).LocalGet(3).I64Store(8).
		LocalGet(5).LocalGet(1).I32Store(16).
		LocalGet(0).I64Const(0).I32Const(CodePromise).LocalGet(5).Call(fnHostImport).Drop().
		LocalGet(5).I32Const(32).I32Add().GlobalSet(globalStackPointer))

	// js_malloc_usable_size(ptr): WASI's libc answers 0, so that QuickJS would count
	// no bytes and collect garbage too late. dlmalloc keeps a chunk's size, with
	// three flags, in the word before it; four bytes of it are overhead.
	l.img.UsableSize = l.tableFn([]editor.ValType{i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(0).If().
		LocalGet(0).I32Const(4).I32Sub().I32Load(0).I32Const(-8).I32And().I32Const(4).I32Sub().Return().
		End().
		I32Const(0))

	// JSModuleNormalizeFunc(ctx, base, name, opaque).
	l.img.Resolve = l.tableFn([]editor.ValType{i32, i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32, i32}, editor.NewAsm().
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(4).GlobalSet(globalStackPointer).
		LocalGet(4).LocalGet(1).I32Store(0).
		LocalGet(4).LocalGet(2).I32Store(4).
		LocalGet(0).I64Const(0).I32Const(CodeResolve).LocalGet(4).Call(fnHostImport).I32WrapI64().LocalSet(5).
		LocalGet(4).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		LocalGet(5))

	// JSModuleLoaderFunc(ctx, name, opaque).
	l.img.Load = l.tableFn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(0).I64Const(0).I32Const(CodeLoad).LocalGet(1).Call(fnHostImport).I32WrapI64())
}

// addThenHook lets the host replace the handlers of promise reactions while the
// exported global is not 0: what `then` and `await` give on goes through
// perform_promise_then. QuickJS's own promise hook does not see reactions run.
func (l *linker) addThenHook() {
	enabled := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	params, results := []editor.ValType{i32, i64, i32, i32}, []editor.ValType{i32}
	original := l.displace(fnPerformThen, params, results)
	const argv, result = 4, 5
	body, err := editor.NewBody([]editor.ValType{i32, i32}, editor.NewAsm().
		GlobalGet(enabled).I32Eqz().If().
		LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3).Call(original).Return().
		End().
		GlobalGet(globalStackPointer).I32Const(32).I32Sub().LocalTee(argv).GlobalSet(globalStackPointer).
		LocalGet(argv).LocalGet(2).I64Load(0).I64Store(0).
		LocalGet(argv).LocalGet(2).I64Load(8).I64Store(8).
		LocalGet(argv).LocalGet(1).I64Store(16).
		LocalGet(argv).LocalGet(3).I64Load(0).I64Store(24).
		LocalGet(0).I64Const(0).I32Const(CodeThen).LocalGet(argv).Call(fnHostImport).Drop().
		LocalGet(0).LocalGet(1).LocalGet(argv).LocalGet(3).Call(original).LocalSet(result).
		LocalGet(0).LocalGet(argv).I64Load(0).Call(fnFreeValue).
		LocalGet(0).LocalGet(argv).I64Load(8).Call(fnFreeValue).
		LocalGet(argv).I32Const(32).I32Add().GlobalSet(globalStackPointer).
		LocalGet(result).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnPerformThen, body))
	l.export(ExportThen, editor.KindGlobal, enabled)
	l.addThenableHook(enabled)
}

// StackReserve is how much more of the stack may be used, in bytes, while the
// stack of an error is captured: JavaScript does that, and a RangeError for a
// full stack is captured where the stack is full.
const StackReserve = 40 << 10

// addBacktraceReserve lowers the stack's limit while a backtrace is built.
func (l *linker) addBacktraceReserve() {
	params := []editor.ValType{i32, i64, i64, i32, i32, i32, i32}
	original := l.displace(fnBacktrace, params, nil)
	const runtime, limit = 7, 8
	body, err := editor.NewBody([]editor.ValType{i32, i32}, editor.NewAsm().
		LocalGet(0).I32Load(contextRuntime).LocalTee(runtime).
		LocalGet(runtime).I32Load(RuntimeStackLimit).LocalTee(limit).
		I32Const(StackReserve).I32Sub().
		I32Const(0).LocalGet(limit).I32Const(StackReserve).I32GtU().Select().
		I32Store(RuntimeStackLimit).
		LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3).LocalGet(4).LocalGet(5).LocalGet(6).Call(original).
		LocalGet(runtime).LocalGet(limit).I32Store(RuntimeStackLimit).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnBacktrace, body))
}

// addAllocString exports a maker of strings whose characters the host fills in:
// (ctx, length, isWide) → JSString*, or 0 with an exception.
func (l *linker) addAllocString() {
	const str = 3
	fn := l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(0).
		LocalGet(1).LocalGet(2).I32Shl().I32Const(StringData+1).I32Add().LocalGet(2).I32Sub().
		Call(fnMalloc).LocalTee(str).
		If().
		LocalGet(str).I32Const(1).I32Store(0).
		LocalGet(str).LocalGet(1).LocalGet(2).I32Const(31).I32Shl().I32Or().I32Store(StringLength).
		LocalGet(str).I64Const(0).Mem(editor.OpI64Store, 2, 8).
		LocalGet(str).I32Const(0).I32Store(16).
		LocalGet(2).I32Eqz().If().
		LocalGet(str).LocalGet(1).I32Add().I32Const(0).I32Store8(StringData).
		End().
		End().
		LocalGet(str))
	l.export(ExportAllocString, editor.KindFunc, fn)
	l.addAllocStrings(fn)
}

// addAllocStrings exports a maker of many strings of one byte a character:
// (ctx, list, count) puts a JSValue in the place of each 64-bit length and
// returns how many it could not make, if any with an exception.
func (l *linker) addAllocStrings(alloc uint32) {
	const list, count, str = 1, 2, 3
	fn := l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32}, editor.NewAsm().
		Block().Loop().
		LocalGet(count).I32Eqz().BrIf(1).
		LocalGet(0).LocalGet(list).I32Load(0).I32Const(0).Call(alloc).LocalTee(str).I32Eqz().BrIf(1).
		LocalGet(list).LocalGet(str).I64ExtendI32U().I64Const(tagString<<32).I64Or().I64Store(0).
		LocalGet(list).I32Const(8).I32Add().LocalSet(list).
		LocalGet(count).I32Const(1).I32Sub().LocalSet(count).
		Br(0).
		End().End().
		LocalGet(count))
	l.export(ExportAllocStrings, editor.KindFunc, fn)
}

// addArrayBuffer exports constructors of an ArrayBuffer with the arguments that
// never change filled in: of one that takes over bytes from the guest's malloc,
// and of one over bytes that stay somebody else's.
func (l *linker) addArrayBuffer() {
	l.exportArrayBuffer(ExportArrayBuffer, tableArrayBufferFree)
	l.exportArrayBuffer(ExportForeignBuffer, 0)
}

func (l *linker) exportArrayBuffer(name string, free int32) {
	fn := l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i64}, nil, editor.NewAsm().
		LocalGet(0).I64Const(int64(valueUndefined)).
		LocalGet(2).I64ExtendI32U().
		I32Const(0).I32Const(ClassArrayBuffer).LocalGet(1).
		I32Const(free).I32Const(0).Call(fnArrayBuffer))
	l.export(name, editor.KindFunc, fn)
}

// JS_UNDEFINED and JS_EXCEPTION.
const (
	valueUndefined = uint64(3) << 32
	valueException = uint64(6) << 32
)

// contextRuntime is the offset of JSContext's JSRuntime.
const contextRuntime = 16

// displace appends a function with the body of fn, whose own body is to be
// replaced by one that calls it.
func (l *linker) displace(fn uint32, params, results []editor.ValType) uint32 {
	original := l.fn(params, results, nil, editor.NewAsm().Unreachable())
	l.fail(l.m.SetBody(original, l.m.Body(fn)))
	return original
}

func (l *linker) fn(params, results, locals []editor.ValType, code *editor.Asm) uint32 {
	fn, err := l.m.AddFunc(l.m.AddType(editor.FuncType{Params: params, Results: results}), locals, code.Bytes())
	l.fail(err)
	return fn
}

func (l *linker) tableFn(params, results, locals []editor.ValType, code *editor.Asm) uint32 {
	index, err := l.m.AddTableElem(l.fn(params, results, locals, code))
	l.fail(err)
	return index
}

func (l *linker) export(name string, kind editor.Kind, index uint32) {
	if l.m.RemoveExport(name); l.err == nil {
		l.fail(l.m.AddExport(name, kind, index))
	}
}

func (l *linker) expect(ok bool, otherwise string) {
	if !ok {
		l.fail(errors.New(otherwise))
	}
}

func (l *linker) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// LinkVersion changes whenever Link makes something else of the same original.
const LinkVersion = 159
