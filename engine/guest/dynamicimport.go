package guest

import "github.com/wjs-run/wjs/engine/editor"

// addImportHook lets the host answer import() before QuickJS looks for a module
// of that name: js_dynamic_import_job(ctx, argc, argv) → JSValue ends at once
// when the host says that it has settled the promise.
func (l *linker) addImportHook() {
	l.enter(fnImportJob, editor.NewAsm().
		LocalGet(0).I64Const(0).I32Const(CodeImport).LocalGet(2).Call(fnHostImport).I32WrapI64().If().
		I64Const(int64(valueUndefined)).Return().
		End())
}
