package guest

import "github.com/wjs-run/wjs/engine/editor"

// addAwaitParent has the promise hook hear that the promise around an awaited
// value comes of the promise of the async function, as V8 says. QuickJS names a
// parent, in a list of the runtime, while Promise.prototype.then runs only.
func (l *linker) addAwaitParent() {
	const ctx, ctor, argc, argv, isReject, async = 0, 1, 2, 3, 4, 5
	const runtime, link, result = 6, 7, 8
	ask := editor.NewAsm().LocalGet(ctx).LocalGet(ctor).LocalGet(argc).LocalGet(argv).LocalGet(isReject).Call(fnPromiseOf).Bytes()
	promiseOf := l.fn([]editor.ValType{i32, i64, i32, i32, i32, i32}, []editor.ValType{i64}, []editor.ValType{i32, i32, i64}, editor.NewAsm().
		LocalGet(ctx).I32Load(contextRuntime).LocalTee(runtime).I32Load(RuntimePromiseHook).I32Eqz().If().
		Raw(ask).Return().
		End().
		// struct JSValueLink { JSValueLink *next; JSValue value }
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(link).GlobalSet(globalStackPointer).
		LocalGet(link).LocalGet(runtime).I32Load(RuntimePromiseParent).I32Store(0).
		LocalGet(link).LocalGet(async).I32Load(AsyncResolve).I32Load(ObjectPayload).I64Load(FunctionPromise).I64Store(8).
		LocalGet(runtime).LocalGet(link).I32Store(RuntimePromiseParent).
		Raw(ask).LocalSet(result).
		LocalGet(runtime).LocalGet(link).I32Load(0).I32Store(RuntimePromiseParent).
		LocalGet(link).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		LocalGet(result))
	calls := 0
	body, err := editor.Replace(l.m.Body(fnResumeAsync), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnPromiseOf {
			return nil
		}
		calls++
		const resumed = 1 // JSAsyncFunctionData*
		return editor.NewAsm().LocalGet(resumed).Call(promiseOf).Bytes()
	})
	l.fail(err)
	l.expect(calls == 1, "no promise around what an async function awaits")
	l.fail(l.m.SetBody(fnResumeAsync, body))
}

// addRejectionEvent has the promise hook hear that a promise is rejected too, as
// V8 says. QuickJS tells it when one is fulfilled.
func (l *linker) addRejectionEvent() {
	const ctx, promise, isReject = 0, 1, 3
	const resolved = 3 // JS_PROMISE_HOOK_RESOLVE
	hook := l.m.AddType(editor.FuncType{Params: []editor.ValType{i32, i32, i64, i64, i32}})
	l.enter(fnSettlePromise, editor.NewAsm().
		LocalGet(isReject).If().
		LocalGet(ctx).I32Load(contextRuntime).I32Load(RuntimePromiseHook).If().
		LocalGet(ctx).I32Const(resolved).LocalGet(promise).I64Const(int64(valueUndefined)).I32Const(0).
		LocalGet(ctx).I32Load(contextRuntime).I32Load(RuntimePromiseHook).CallIndirect(hook).
		End().
		End())
}

// addSettledHook tells the host, while the exported global is not 0, that one of
// the functions which settle a promise was called and has no effect, since one
// of them was called before.
func (l *linker) addSettledHook() {
	const ctx, function, argc, argv = 0, 1, 3, 4
	enabled := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	object := editor.NewAsm().LocalGet(function).I32WrapI64().Bytes()
	data := editor.NewAsm().Raw(object).I32Load(ObjectPayload).Bytes()
	frame := editor.NewAsm().GlobalGet(globalStackPointer).Bytes()
	l.enter(fnResolvePromise, editor.NewAsm().
		GlobalGet(enabled).If().
		Raw(data).If().
		Raw(data).I32Load(FunctionShared).I32Load8U(SharedIsResolved).If().
		Raw(frame).I32Const(32).I32Sub().GlobalSet(globalStackPointer).
		Raw(frame).Raw(data).I64Load(FunctionPromise).I64Store(0).
		Raw(frame).I64Const(int64(valueUndefined)).I64Store(8).
		LocalGet(argc).I32Const(0).I32GtS().If().
		Raw(frame).LocalGet(argv).I64Load(0).I64Store(8).
		End().
		Raw(frame).I32Const(2).Raw(object).I32Load16U(ObjectClass).I32Const(ClassPromiseResolveFunction).I32Eq().I32Add().I32Store(16).
		LocalGet(ctx).I64Const(0).I32Const(CodeRejection).Raw(frame).Call(fnHostImport).Drop().
		Raw(frame).I32Const(32).I32Add().GlobalSet(globalStackPointer).
		End().
		End().
		End())
	l.export(ExportSettled, editor.KindGlobal, enabled)
}
