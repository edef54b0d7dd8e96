package guest

import "github.com/wjs-run/wjs/engine/editor"

// addModuleInit appends what QuickJS calls to evaluate a module without text,
// JSModuleInitFunc(ctx, m) → 0, or -1 with an exception, and what it calls to
// compile where nothing may be compiled.
func (l *linker) addModuleInit() {
	// JSContext.eval_internal(ctx, this, text, length, file, line, flags, scope).
	l.img.EvalRefused = l.tableFn([]editor.ValType{i32, i64, i32, i32, i32, i32, i32, i32}, []editor.ValType{i64}, nil, editor.NewAsm().
		LocalGet(0).I64Const(0).I32Const(CodeEvalRefused).I32Const(0).Call(fnHostImport))
	l.img.ModuleInit = l.tableFn([]editor.ValType{i32, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(0).I64Const(0).I32Const(CodeModuleInit).LocalGet(1).Call(fnHostImport).I32WrapI64())
}
