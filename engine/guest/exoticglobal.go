package guest

import "github.com/wjs-run/wjs/engine/editor"

// scratchCell is where a declaration stores the first value of a variable that
// lives behind a Proxy, which has been told of it already. It lies above the
// words of addMessages, in the stack that is used while booting alone.
const scratchCell = messageEnd

// Flags of JS_DefineProperty: an enumerable, writable, configurable data
// property whose value is given, or a TypeError.
const (
	flagConfigurable = 1
	flagsVariable    = 0x6707
	flagAccessor     = 1 << 4
	flagThrow        = 1 << 14
	flagThrowStrict  = 1 << 15
	flagsHasAccessor = 1<<11 | 1<<12
)

// frameStrict is the offset in JSStackFrame of a word that is negative for strict
// code.
const frameStrict = 36

// addExoticGlobal lets the global object of a context be a Proxy, as node:vm
// needs it. QuickJS has three places that take it for a plain object: a read of
// a variable that does not exist gives undefined rather than a ReferenceError,
// `var` puts a property on the Proxy itself, and a function declaration makes
// what V8, which tells its interceptors of an assignment, leaves configurable.
func (l *linker) addExoticGlobal() {
	l.addReferenceCheck()
	l.addDeclarations()
	l.addAccessorDescriptors()
	l.addReadOnlyGlobals()
}

// addReadOnlyGlobals says V8's words of an assignment that the global object
// refuses, where strict code makes it.
func (l *linker) addReadOnlyGlobals() {
	const ctx, object, atom, flags, result, frame = 0, 1, 2, 5, 6, 7
	params := []editor.ValType{i32, i64, i32, i64, i64, i32}
	original := l.displace(fnProxySet, params, []editor.ValType{i32})
	pass := func(a *editor.Asm, flags *editor.Asm) *editor.Asm {
		for i := range uint32(5) {
			a.LocalGet(i)
		}
		return a.Raw(flags.Bytes()).Call(original)
	}
	code := editor.NewAsm().LocalGet(object).LocalGet(ctx).I64Load(ContextGlobal).I64Ne().If()
	pass(code, editor.NewAsm().LocalGet(flags)).Return().End()
	pass(code, editor.NewAsm().LocalGet(flags).I32Const(^int32(flagThrow|flagThrowStrict)).I32And()).
		LocalTee(result).If().LocalGet(result).Return().End().
		LocalGet(flags).I32Const(flagThrow).I32And().I32Eqz().If().
		LocalGet(flags).I32Const(flagThrowStrict).I32And().I32Eqz().If().I32Const(0).Return().End().
		LocalGet(ctx).I32Load(contextRuntime).I32Load(RuntimeFrame).LocalTee(frame).I32Eqz().If().I32Const(0).Return().End().
		LocalGet(frame).I32Load(frameStrict).I32Const(0).I32GeS().If().I32Const(0).Return().End().
		End().
		LocalGet(ctx).I32Const(int32(l.words[messageReadOnly])).LocalGet(atom).Call(fnAtomTypeError).
		I32Const(-1)
	body, err := editor.NewBody([]editor.ValType{i32, i32}, code.Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnProxySet, body))
}

// addAccessorDescriptors lets the descriptor that a Proxy's trap answers with be
// that of an accessor: QuickJS forgets to say so, and takes it for a value.
func (l *linker) addAccessorDescriptors() {
	const descriptor, result = 1, 3
	// js_obj_to_desc(ctx, descriptor*, object) → 0 or -1
	toDescriptor := l.fn([]editor.ValType{i32, i32, i64}, []editor.ValType{i32}, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(0).LocalGet(1).LocalGet(2).Call(fnToDescriptor).LocalTee(result).I32Eqz().If().
		LocalGet(descriptor).I32Load(0).I32Const(flagsHasAccessor).I32And().If().
		LocalGet(descriptor).LocalGet(descriptor).I32Load(0).I32Const(flagAccessor).I32Or().I32Store(0).
		End().End().
		LocalGet(result))
	done := false
	body, err := editor.Replace(l.m.Body(fnProxyGetOwn), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnToDescriptor {
			return nil
		}
		done = true
		return editor.NewAsm().Call(toDescriptor).Bytes()
	})
	l.expect(done, "no descriptor from a Proxy")
	l.fail(err)
	l.fail(l.m.SetBody(fnProxyGetOwn, body))
}

// addReferenceCheck lets a read through a Proxy honour throw_ref_error.
func (l *linker) addReferenceCheck() {
	const value, ctx, object, atom, throw, has = 0, 1, 2, 3, 4, 5
	check := l.fn([]editor.ValType{i64, i32, i64, i32, i32}, []editor.ValType{i64}, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(throw).I32Eqz().If().LocalGet(value).Return().End().
		LocalGet(value).I64Const(int64(valueUndefined)).I64Ne().If().LocalGet(value).Return().End().
		LocalGet(ctx).LocalGet(object).LocalGet(atom).Call(fnHasProperty).LocalTee(has).I32Const(0).I32GtS().If().LocalGet(value).Return().End().
		LocalGet(has).I32Eqz().If().LocalGet(ctx).LocalGet(atom).Call(fnNotDefined).End().
		I64Const(int64(valueException)))
	// get_property of the exotic methods is the first indirect call.
	const argCtx, argAtom, argThrow, theObject = 0, 2, 4, 1
	done := false
	body, err := editor.Replace(l.m.Body(fnGetProperty), func(in editor.Instr) []byte {
		if in.Op != editor.OpCallIndirect || done {
			return nil
		}
		done = true
		return editor.NewAsm().CallIndirect(in.U32()).
			LocalGet(argCtx).LocalGet(theObject).LocalGet(argAtom).LocalGet(argThrow).Call(check).Bytes()
	})
	l.expect(done, "no exotic get_property")
	l.fail(err)
	l.fail(l.m.SetBody(fnGetProperty, body))
}

// addDeclarations sends declarations of global variables through the Proxy.
func (l *linker) addDeclarations() {
	asObject := func(a *editor.Asm, local uint32) *editor.Asm {
		return a.LocalGet(local).I64ExtendI32U().I64Const(-1 << 32).I64Or()
	}
	isProxy := func(a *editor.Asm) *editor.Asm {
		return a.I32Load16U(ObjectClass).I32Const(ClassProxy).I32Eq()
	}
	// add_property(ctx, object, atom, flags) → where its value goes, or 0
	const ctx, object, atom, has = 0, 1, 2, 4
	add := editor.NewAsm()
	isProxy(add.LocalGet(object)).I32Eqz().If().
		LocalGet(ctx).LocalGet(object).LocalGet(atom).LocalGet(3).Call(fnAddProperty).Return().End()
	asObject(add.LocalGet(ctx), object).LocalGet(atom).Call(fnHasProperty).LocalTee(has).I32Eqz().If()
	asObject(add.LocalGet(ctx), object).LocalGet(atom).
		I64Const(int64(valueUndefined)).I64Const(int64(valueUndefined)).I64Const(int64(valueUndefined)).
		I32Const(flagsVariable).Call(fnDefineProperty).LocalSet(has).End().
		I32Const(0).I32Const(scratchCell).LocalGet(has).I32Const(0).I32LtS().Select()
	addVariable := l.fn([]editor.ValType{i32, i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32}, add)

	// JS_DefineProperty(ctx, object, atom, value, getter, setter, flags)
	const target, flags = 1, 6
	define := isProxy(editor.NewAsm().LocalGet(target).I32WrapI64()).If().
		LocalGet(flags).I32Const(flagConfigurable).I32Or().LocalSet(flags).End()
	for i := range uint32(7) {
		define.LocalGet(i)
	}
	defineFunction := l.fn([]editor.ValType{i32, i64, i32, i64, i64, i64, i32}, []editor.ValType{i32}, nil, define.Call(fnDefineProperty))

	// In the interpreter, `var` is where the flags of add_property are selected,
	// and a function declaration is the next property that is defined.
	var last editor.Op
	variable, function := false, false
	body, err := editor.Replace(l.m.Body(fnInterpreter), func(in editor.Instr) []byte {
		before := last
		last = in.Op
		switch {
		case in.Op == editor.OpCall && in.U32() == fnAddProperty && before == editor.OpSelect:
			l.expect(!variable, "two declarations of variables")
			variable = true
			return editor.NewAsm().Call(addVariable).Bytes()
		case in.Op == editor.OpCall && in.U32() == fnDefineProperty && variable && !function:
			function = true
			return editor.NewAsm().Call(defineFunction).Bytes()
		}
		return nil
	})
	l.expect(function, "no declaration of variables")
	l.fail(err)
	l.fail(l.m.SetBody(fnInterpreter, body))
}
