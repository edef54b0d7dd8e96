package guest

import "github.com/wjs-run/wjs/engine/editor"

// addModuleInit appends what QuickJS calls to evaluate a module without text:
// JSModuleInitFunc(ctx, m) → 0, or -1 with an exception.
func (l *linker) addModuleInit() {
	l.img.ModuleInit = l.tableFn([]editor.ValType{i32, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(0).I64Const(0).I32Const(CodeModuleInit).LocalGet(1).Call(fnHostImport).I32WrapI64())
}
