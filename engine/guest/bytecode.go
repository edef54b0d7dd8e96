package guest

import "github.com/wjs-run/wjs/engine/editor"

// Functions of compiled code in bytes.
const (
	fnWriteObject  = 497 // JS_WriteObject(ctx, size_t*, value, flags) → uint8_t* of js_malloc, or 0 with an exception
	fnReadObject   = 504 // JS_ReadObject(ctx, uint8_t*, length, flags) → JSValue
	fnReadValue    = 506 // JS_ReadObjectRec(BCReaderState*) → JSValue, functions and modules included
	fnResolveGraph = 495 // js_resolve_module(ctx, JSModuleDef*) → 0 or -1
	fnResolveOne   = 496 // js_host_resolve_imported_module_atom(ctx, base, name atoms) → JSModuleDef*, or 0
	fnFreeModule   = 345 // js_free_module_def(ctx, JSModuleDef*)
	fnFreeLast     = 269 // js_free_value_rt(rt, value), of which the last count was given back
)

// objectBytecode is JS_WRITE_OBJ_BYTECODE, and JS_READ_OBJ_BYTECODE.
const objectBytecode = 1

// tagBytecode and tagModule are the tags of compiled functions and modules.
const (
	tagBytecode = -2
	tagModule   = -3
)

// addBytecode exports the writer and the reader of compiled code. The reader
// believes what it reads: see RATIONALE.md, "Who may load bytecode?".
func (l *linker) addBytecode() {
	l.resolveAfterReading()
	l.freezeTemplates()
	l.freeUnread()
	const ctx, at, n, read = 0, 1, 2, 3
	l.export(ExportWriteBytecode, editor.KindFunc, l.fn([]editor.ValType{i32, i64, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(0).LocalGet(2).LocalGet(1).I32Const(objectBytecode).Call(fnWriteObject)))
	l.export(ExportReadBytecode, editor.KindFunc, l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i64}, []editor.ValType{i64}, editor.NewAsm().
		LocalGet(ctx).LocalGet(at).LocalGet(n).I32Const(objectBytecode).Call(fnReadObject).LocalTee(read).
		// A module that cannot be resolved is not known, as when it is compiled.
		I64Const(32).I64ShrU().I32WrapI64().I32Const(tagModule).I32Eq().If().
		LocalGet(ctx).LocalGet(read).I32WrapI64().Call(fnResolveGraph).I32Const(0).I32LtS().If().
		LocalGet(ctx).LocalGet(read).I32WrapI64().Call(fnFreeModule).
		I64Const(int64(valueException)).Return().
		End().End().
		LocalGet(read)))
}

// resolveAfterReading keeps the reader from loading what a module imports while
// there is only half of it. Where an address goes that is not there yet it writes
// one that is none; nothing looks at it before resolving puts the right one there.
func (l *linker) resolveAfterReading() {
	const later = 1
	resolved := 0
	body, err := editor.Replace(l.m.Body(fnReadValue), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnResolveOne {
			return nil
		}
		resolved++
		return editor.NewAsm().Drop().Drop().Drop().I32Const(later).Bytes()
	})
	l.fail(err)
	l.expect(resolved == 1, "no module is read as expected")
	l.fail(l.m.SetBody(fnReadValue, body))
}

// freezeTemplates lets the array that a tagged template is called with keep its
// length when it was read, as it does when it was compiled: the reader only keeps
// anything from being added to it.
func (l *linker) freezeTemplates() {
	const ctx, array = 3, 6
	const atomLength, hasWritable = 50, 1 << 9
	frozen := 0
	body, err := editor.Replace(l.m.Body(fnReadValue), func(in editor.Instr) []byte {
		if in.Op != editor.OpI32Store8 || offsetOf(in) != ObjectFlags {
			return nil
		}
		frozen++
		undefined := int64(valueUndefined)
		return editor.NewAsm().Mem(editor.OpI32Store8, 0, ObjectFlags).
			LocalGet(ctx).LocalGet(array).I32Const(atomLength).I64Const(undefined).I64Const(undefined).I64Const(undefined).
			I32Const(hasWritable).Call(fnDefineProperty).Drop().Bytes()
	})
	l.fail(err)
	l.expect(frozen == 1, "no template is read as expected")
	l.fail(l.m.SetBody(fnReadValue, body))
}

// freeUnread lets a function be freed that could not be read to its end, because
// the stack was full: what frees functions would look for the names in code that
// is not there.
func (l *linker) freeUnread() {
	const v, fn = 1, 2
	free := l.fn([]editor.ValType{i32, i64}, nil, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(v).I64Const(32).I64ShrU().I32WrapI64().I32Const(tagBytecode).I32Eq().If().
		LocalGet(v).I32WrapI64().LocalTee(fn).I32Load(BytecodeBuffer).I32Eqz().If().
		LocalGet(fn).I32Const(0).I32Store(bytecodeLength).
		End().End().
		LocalGet(0).LocalGet(v).Call(fnFreeLast))
	freed := 0
	body, err := editor.Replace(l.m.Body(fnReadValue), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnFreeLast {
			return nil
		}
		freed++
		return editor.NewAsm().Call(free).Bytes()
	})
	l.fail(err)
	l.expect(freed == 12, "no function is read as expected")
	l.fail(l.m.SetBody(fnReadValue, body))
}
