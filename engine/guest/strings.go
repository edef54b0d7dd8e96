package guest

import "github.com/wjs-run/wjs/engine/editor"

// oldMaxString is what the guest was compiled with.
const oldMaxString = 1<<30 - 1

// addStringLimit lets strings end where V8's do, in all places where the guest
// compares a length with the limit. The compiler has made "length > limit" into
// "length >= limit + 1".
func (l *linker) addStringLimit() {
	for _, fn := range []uint32{fnNewString, fnConcat, fnBufferRealloc, fnRepeat, fnPad} {
		compared := 0
		body, err := editor.Replace(l.m.Body(fn), func(in editor.Instr) []byte {
			switch {
			case in.Op == editor.OpI32Const && in.I32() == oldMaxString+1:
				compared++
				return editor.NewAsm().I32Const(MaxString + 1).Bytes()
			case in.Op == editor.OpI64Const && in.I64() == oldMaxString+1:
				compared++
				return editor.NewAsm().I64Const(MaxString + 1).Bytes()
			case fn == fnBufferRealloc && in.Op == editor.OpI32Const && in.I32() == oldMaxString:
				return editor.NewAsm().I32Const(MaxString).Bytes() // as much as it makes room for
			}
			return nil
		})
		l.fail(err)
		l.expect(compared == 1, "no string is measured as expected")
		l.fail(l.m.SetBody(fn, body))
	}
	l.limitAppending()
}

// limitAppending keeps a string from growing beyond the limit into what its
// block has left: QuickJS appends there without asking.
func (l *linker) limitAppending() {
	const length, added = 8, 9
	limited, before := 0, editor.Op(0)
	body, err := editor.Replace(l.m.Body(fnConcat), func(in editor.Instr) []byte {
		last := before
		before = in.Op
		// The end of: usable size < header + ((length + added) << wide) + 1 - wide
		if in.Op != editor.OpI32LtU || last != editor.OpI32Add || limited > 0 {
			return nil
		}
		limited++
		return editor.NewAsm().I32LtU().
			LocalGet(length).LocalGet(added).I32Add().I32Const(MaxString).I32GtU().I32Or().Bytes()
	})
	l.fail(err)
	l.expect(limited == 1, "no string is appended to as expected")
	l.fail(l.m.SetBody(fnConcat, body))
}
