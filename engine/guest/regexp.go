package guest

import "github.com/wjs-run/wjs/engine/editor"

// Flags of libregexp.
const (
	flagUnicode     = 1 << 4
	flagUnicodeSets = 1 << 8
)

// addRegExpHook makes the flag v what it should be. libregexp knows it by name
// alone: the host lowers such a pattern to one of the flag u, and what is
// compiled is marked with both. js_compile_regexp(ctx, pattern, flags) →
// bytecode. The RegExp keeps the source that it was given.
func (l *linker) addRegExpHook() {
	const (
		ctx, pattern, flags    = 0, 1, 2
		text, left, argv, code = 3, 4, 5, 6
	)
	params, results := []editor.ValType{i32, i64, i64}, []editor.ValType{i64}
	original := l.displace(fnCompileRegExp, params, results)
	pass := editor.NewAsm().LocalGet(ctx).LocalGet(pattern).LocalGet(flags).Call(original).Return().Bytes()
	body, err := editor.NewBody([]editor.ValType{i32, i32, i32, i64}, editor.NewAsm().
		// Flags are a Latin-1 string, or there are none.
		LocalGet(flags).I64Const(32).I64ShrU().I32WrapI64().I32Const(tagString).I32Ne().If().Raw(pass).End().
		LocalGet(flags).I32WrapI64().LocalTee(text).I32Load(StringLength).LocalTee(left).I32Const(16).I32GtU().If().Raw(pass).End().
		Block().Loop().
		LocalGet(left).I32Eqz().If().Raw(pass).End().
		LocalGet(left).I32Const(1).I32Sub().LocalTee(left).LocalGet(text).I32Add().I32Load8U(StringData).I32Const('v').I32Eq().BrIf(1).
		Br(0).
		End().End().
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(argv).GlobalSet(globalStackPointer).
		LocalGet(argv).LocalGet(pattern).I64Store(0).
		LocalGet(argv).LocalGet(flags).I64Store(8).
		LocalGet(ctx).I64Const(0).I32Const(CodeRegExp).LocalGet(argv).Call(fnHostImport).LocalSet(code).
		LocalGet(argv).I64Load(0).LocalSet(pattern).
		LocalGet(argv).I64Load(8).LocalSet(flags).
		LocalGet(argv).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		LocalGet(code).I64Const(int64(valueException)).I64Eq().If().LocalGet(code).Return().End().
		LocalGet(code).I64Const(int64(valueUndefined)).I64Eq().If().Raw(pass).End().
		LocalGet(ctx).LocalGet(pattern).LocalGet(flags).Call(original).LocalSet(code).
		LocalGet(ctx).LocalGet(pattern).Call(fnFreeValue).
		LocalGet(ctx).LocalGet(flags).Call(fnFreeValue).
		LocalGet(code).I64Const(32).I64ShrU().I32WrapI64().I32Const(tagString).I32Eq().If().
		LocalGet(code).I32WrapI64().LocalTee(text).LocalGet(text).I32Load16U(StringData).I32Const(flagUnicodeSets).I32Or().I32Store16(StringData).
		End().
		LocalGet(code).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnCompileRegExp, body))

	// js_regexp_get_flag(ctx, this, flag): a RegExp has u or v, not both.
	const this, flag, value = 1, 2, 3
	get := l.displace(fnRegExpFlag, []editor.ValType{i32, i64, i32}, results)
	body, err = editor.NewBody([]editor.ValType{i64}, editor.NewAsm().
		LocalGet(ctx).LocalGet(this).LocalGet(flag).Call(get).LocalSet(value).
		LocalGet(flag).I32Const(flagUnicode).I32Eq().If().
		LocalGet(value).I64Const(int64(valueTrue)).I64Eq().If().
		LocalGet(ctx).LocalGet(this).I32Const(flagUnicodeSets).Call(get).I64Const(1).I64Xor().Return().
		End().End().
		LocalGet(value).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnRegExpFlag, body))
}

const (
	tagString = -7 // the upper half of a JSValue that is a string
	valueTrue = uint64(1)<<32 | 1
)
