package guest

import "github.com/wjs-run/wjs/engine/editor"

// addCaptureReset lets each turn of a quantifier forget the groups that the turn
// before has matched, as the specification has it: of /(?:(a)|b)*/ on "ab" the
// group is undefined. libregexp forgets them before the first turn only. See
// https://tc39.es/ecma262/#sec-runtime-semantics-repeatmatcher-abstract-operation.
func (l *linker) addCaptureReset() {
	// Locals of the function where it has measured the atom to be repeated.
	const state, start, most, length, before, least = 0, 5, 7, 15, 18, 20
	const captures, reset, resetSize = 44, 14, 3
	var code []editor.Instr
	at := -1
	body := l.m.Body(fnParseTerm)
	l.fail(editor.Walk(body, func(in editor.Instr) error {
		code = append(code, in)
		n := len(code) - 7
		// least == 0 ? state.captures != before ? …
		if n >= 0 && at < 0 && in.Op == editor.OpI32Ne && code[n+5].Op == editor.OpLocalGet && code[n+5].U32() == before &&
			code[n+4].Op == editor.OpI32Load && offsetOf(code[n+4]) == captures &&
			code[n+1].Op == editor.OpI32Eqz && code[n].Op == editor.OpLocalGet && code[n].U32() == least {
			at = code[n].Pos
		}
		return nil
	}))
	l.expect(at >= 0, "no quantifier has groups as expected")
	byteAt := func(offset int32) *editor.Asm {
		return editor.NewAsm().LocalGet(state).I32Load(0).LocalGet(start).I32Add().I32Const(offset).I32Add()
	}
	body, err := editor.Replace(body, func(in editor.Instr) []byte {
		if in.Pos != at {
			return nil
		}
		return editor.NewAsm().
			LocalGet(state).I32Load(captures).LocalGet(before).I32Ne().
			LocalGet(most).I32Const(1).I32GtS().I32And().If().
			LocalGet(state).LocalGet(start).I32Const(resetSize).Call(fnBufferInsert).BrIf(2). // out of memory
			Raw(byteAt(0).I32Const(reset).I32Store8(0).Bytes()).
			Raw(byteAt(1).LocalGet(before).I32Store8(0).Bytes()).
			Raw(byteAt(2).LocalGet(state).I32Load(captures).I32Const(1).I32Sub().I32Store8(0).Bytes()).
			LocalGet(length).I32Const(resetSize).I32Add().LocalSet(length).
			End().
			LocalGet(least).Bytes()
	})
	l.fail(err)
	l.fail(l.m.SetBody(fnParseTerm, body))
}
