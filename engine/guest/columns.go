package guest

import "github.com/wjs-run/wjs/engine/editor"

// addColumns lets columns count UTF-16 units, as everywhere else in JavaScript:
// QuickJS takes the bytes of UTF-8 between the line's end and the token. How many
// of them are too many is remembered from token to token, so that a line is
// looked at once; where the parser goes back, the same bytes are counted off.
func (l *linker) addColumns() {
	line := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	last := l.m.AddGlobal(i32, true, editor.ConstI32(0))   // the token before
	excess := l.m.AddGlobal(i32, true, editor.ConstI32(0)) // of bytes over units from line to last
	count := l.addExcess()

	const mark, start = 0, 1
	column := l.fn([]editor.ValType{i32, i32}, []editor.ValType{i32}, nil, editor.NewAsm().
		LocalGet(start).GlobalGet(line).I32Ne().If().
		LocalGet(start).GlobalSet(line).
		LocalGet(start).GlobalSet(last).
		I32Const(0).GlobalSet(excess).
		End().
		GlobalGet(excess).
		LocalGet(mark).GlobalGet(last).I32GeU().IfOf(i32).
		GlobalGet(last).LocalGet(mark).Call(count).
		Else().
		I32Const(0).LocalGet(mark).GlobalGet(last).Call(count).I32Sub().
		End().
		I32Add().GlobalSet(excess).
		LocalGet(mark).GlobalSet(last).
		LocalGet(mark).LocalGet(start).I32Sub().GlobalGet(excess).I32Sub())

	var before editor.Instr
	counted := 0
	body, err := editor.Replace(l.m.Body(fnNextToken), func(in editor.Instr) []byte {
		last := before
		before = in
		// mark, line, sub
		if in.Op != editor.OpI32Sub || last.Op != editor.OpI32Load || offsetOf(last) != parseLine {
			return nil
		}
		counted++
		return editor.NewAsm().Call(column).Bytes()
	})
	l.fail(err)
	l.expect(counted == 1, "no token has a column as expected")
	l.fail(l.m.SetBody(fnNextToken, body))
	// Another text may lie where the last one was.
	l.enter(fnEvalInternal, editor.NewAsm().I32Const(0).GlobalSet(line))
}

// addExcess appends (from, to) → how many more bytes than UTF-16 units the UTF-8
// between two addresses has: one for each byte that continues a character, less
// one for each character of two units.
func (l *linker) addExcess() uint32 {
	const from, to, n, c = 0, 1, 2, 3
	const eight = -0x7f7f7f7f7f7f7f80 // the top bits of eight bytes
	return l.fn([]editor.ValType{i32, i32}, []editor.ValType{i32}, []editor.ValType{i32, i32}, editor.NewAsm().
		Block().Loop().
		Block().Loop(). // eight at a time as long as they are ASCII
		LocalGet(to).LocalGet(from).I32Sub().I32Const(8).I32LtU().BrIf(1).
		LocalGet(from).Mem(editor.OpI64Load, 0, 0).I64Const(eight).I64And().I64Eqz().I32Eqz().BrIf(1).
		LocalGet(from).I32Const(8).I32Add().LocalSet(from).Br(0).
		End().End().
		LocalGet(from).LocalGet(to).I32GeU().BrIf(1).
		LocalGet(n).
		LocalGet(from).I32Load8U(0).LocalTee(c).I32Const(0xc0).I32And().I32Const(0x80).I32Eq().I32Add().
		LocalGet(c).I32Const(0xf0).I32GeU().I32Sub().LocalSet(n).
		LocalGet(from).I32Const(1).I32Add().LocalSet(from).Br(0).
		End().End().
		LocalGet(n))
}
