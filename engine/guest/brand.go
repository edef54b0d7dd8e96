package guest

import (
	"slices"

	"github.com/wjs-run/wjs/engine/editor"
)

// addBrand lets the host say of which class a receiver should have been that has
// no private method: the guest's message does not tell.
func (l *linker) addBrand() {
	const sp = 9 // of the interpreter's locals; the method is on top
	missing := l.fn([]editor.ValType{i32, i64}, []editor.ValType{i64}, []editor.ValType{i32}, editor.NewAsm().
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(2).GlobalSet(globalStackPointer).
		LocalGet(2).LocalGet(1).I64Store(0).
		LocalGet(0).I64Const(0).I32Const(CodeBrand).LocalGet(2).Call(fnHostImport).
		LocalGet(2).I32Const(16).I32Add().GlobalSet(globalStackPointer))
	words := l.stringsOf("invalid brand on object")
	place := 0 // of the three instructions: words, 0, JS_ThrowTypeError
	body, err := editor.Replace(l.m.Body(fnInterpreter), func(in editor.Instr) []byte {
		switch {
		case place == 0 && in.Op == editor.OpI32Const && slices.Contains(words, in.I32()):
			place++
			return editor.NewAsm().LocalGet(sp).I32Const(8).I32Sub().I64Load(0).Bytes()
		case place == 1 && in.Op == editor.OpI32Const:
			place++
			return []byte{}
		case place == 2 && in.Op == editor.OpCall && in.U32() == fnTypeError:
			place++
			return editor.NewAsm().Call(missing).Bytes()
		}
		return nil
	})
	l.fail(err)
	l.expect(place == 3, "no private method is looked for as expected")
	l.fail(l.m.SetBody(fnInterpreter, body))
}
