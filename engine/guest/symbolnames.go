package guest

import "github.com/wjs-run/wjs/engine/editor"

// addSymbolNames lets messages about a property that is keyed by a well-known
// symbol show Symbol(Symbol.iterator), as V8 does, in the functions given.
func (l *linker) addSymbolNames(in ...uint32) {
	const buffer, text, length = 1, 3, 4
	// JS_AtomGetStrRT(rt, buffer, atom) → char*; the buffer has 64 bytes.
	named := l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32, i32}, editor.NewAsm().
		LocalGet(0).LocalGet(1).LocalGet(2).Call(fnAtomString).LocalTee(text).LocalGet(buffer).I32Ne().If().LocalGet(text).Return().End().
		LocalGet(text).I32Load(0).I32Const(0x626d7953).I32Ne().If().LocalGet(text).Return().End(). // Symb
		LocalGet(text).I32Load(3).I32Const(0x2e6c6f62).I32Ne().If().LocalGet(text).Return().End(). // bol.
		Block().Loop().
		LocalGet(text).LocalGet(length).I32Add().I32Load8U(0).I32Eqz().BrIf(1).
		LocalGet(length).I32Const(50).I32GtU().If().LocalGet(text).Return().End().
		LocalGet(length).I32Const(1).I32Add().LocalSet(length).Br(0).
		End().End().
		LocalGet(text).I32Const(7).I32Add().LocalGet(text).LocalGet(length).MemoryCopy().
		LocalGet(text).I32Const('(').I32Store8(6).
		LocalGet(text).LocalGet(length).I32Add().LocalTee(length).I32Const(')').I32Store8(7).
		LocalGet(length).I32Const(0).I32Store8(8).
		LocalGet(text))
	for _, fn := range in {
		swapped := 0
		body, err := editor.Replace(l.m.Body(fn), func(in editor.Instr) []byte {
			if in.Op != editor.OpCall || in.U32() != fnAtomString {
				return nil
			}
			swapped++
			return editor.NewAsm().Call(named).Bytes()
		})
		l.fail(err)
		l.expect(swapped > 0, "no name of a property in a message")
		l.fail(l.m.SetBody(fn, body))
	}
}
