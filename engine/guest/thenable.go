package guest

import "github.com/wjs-run/wjs/engine/editor"

// addThenableHook lets the host replace the `then` of an object that a promise
// is resolved with, while the global of addThenHook is not 0: it is called from
// a job of its own, later. A native `then` stays: what it schedules goes
// through perform_promise_then.
func (l *linker) addThenableHook(enabled uint32) {
	const then, argv = 1, 2
	// (ctx, then JSValue) → JSValue; both are owned.
	hook := l.fn([]editor.ValType{i32, i64}, []editor.ValType{i64}, []editor.ValType{i32}, editor.NewAsm().
		GlobalGet(enabled).I32Eqz().If().LocalGet(then).Return().End().
		LocalGet(then).I32WrapI64().I32Load16U(ObjectClass).I32Const(ClassNativeFunction).I32Eq().If().LocalGet(then).Return().End().
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(argv).GlobalSet(globalStackPointer).
		LocalGet(argv).LocalGet(then).I64Store(0).
		LocalGet(0).I64Const(0).I32Const(CodeThenable).LocalGet(argv).Call(fnHostImport).Drop().
		LocalGet(0).LocalGet(then).Call(fnFreeValue).
		LocalGet(argv).I64Load(0).LocalSet(then).
		LocalGet(argv).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		LocalGet(then))
	// The place is where the job's third argument is stored.
	const jobThen, jobArgs = 2, 5
	var before []editor.Instr
	at := -1
	body := l.m.Body(fnResolvePromise)
	l.fail(editor.Walk(body, func(in editor.Instr) error {
		if n := len(before); at < 0 && n > 1 && in.Op == editor.OpI64Store && in.Imm[1] == 16 &&
			before[n-1].Op == editor.OpLocalGet && before[n-1].U32() == jobThen &&
			before[n-2].Op == editor.OpLocalGet && before[n-2].U32() == jobArgs {
			at = before[n-1].Pos
		}
		before = append(before, in)
		return nil
	}))
	l.expect(at >= 0, "no job for a thenable")
	body, err := editor.Replace(body, func(in editor.Instr) []byte {
		if in.Pos != at {
			return nil
		}
		return editor.NewAsm().LocalGet(0).LocalGet(jobThen).Call(hook).LocalTee(jobThen).Bytes()
	})
	l.fail(err)
	l.fail(l.m.SetBody(fnResolvePromise, body))
}
