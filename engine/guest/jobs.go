package guest

import "github.com/wjs-run/wjs/engine/editor"

// addReactionJobs tells the host when a reaction of a promise runs, and when it
// has run, while the exported global is not 0: promise_reaction_job(ctx, argc,
// argv), whose first argument resolves the derived promise.
func (l *linker) addReactionJobs() {
	const ctx, argc, argv, result = 0, 1, 2, 3
	enabled := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	params, results := []editor.ValType{i32, i32, i32}, []editor.ValType{i64}
	original := l.displace(fnReactionJob, params, results)
	tell := func(code int32) []byte {
		return editor.NewAsm().LocalGet(ctx).I64Const(0).I32Const(code).LocalGet(argv).Call(fnHostImport).Drop().Bytes()
	}
	body, err := editor.NewBody([]editor.ValType{i64}, editor.NewAsm().
		GlobalGet(enabled).If().Raw(tell(CodeJob)).End().
		LocalGet(ctx).LocalGet(argc).LocalGet(argv).Call(original).LocalSet(result).
		// Asked anew: hooks come and go.
		GlobalGet(enabled).If().Raw(tell(CodeJobEnd)).End().
		LocalGet(result).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnReactionJob, body))
	l.export(ExportJobs, editor.KindGlobal, enabled)
}

// addQueueHook asks the host, while the exported global is not 0, to look at the
// queue before JS_ExecutePendingJob takes its head.
func (l *linker) addQueueHook() {
	enabled := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	l.enter(fnExecuteJob, editor.NewAsm().
		GlobalGet(enabled).If().
		I32Const(0).I64Const(0).I32Const(CodeNextJob).I32Const(0).Call(fnHostImport).Drop().
		End())
	l.export(ExportQueues, editor.KindGlobal, enabled)
}
