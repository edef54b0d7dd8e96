package guest

import "github.com/wjs-run/wjs/engine/editor"

// addEvalSource lets what eval() and Function() compile keep its text, as
// functions do: it is shown where something goes wrong in it. Scripts and modules
// come from files, or from somebody who has their text.
func (l *linker) addEvalSource() {
	const ctx, def, text, length, flags, copied = 0, 1, 2, 3, 4, 5
	const typeMask, direct = 3, 2 // indirect is 3
	create := l.fn([]editor.ValType{i32, i32, i32, i32, i32}, []editor.ValType{i64}, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(flags).I32Const(typeMask).I32And().I32Const(direct).I32GeU().If().
		LocalGet(ctx).LocalGet(text).LocalGet(length).Call(fnCopyText).LocalTee(copied).If().
		LocalGet(def).LocalGet(copied).I32Store(defSource).
		LocalGet(def).LocalGet(length).I32Store(defSource+4).
		End().End().
		LocalGet(ctx).LocalGet(def).Call(fnCreateFunction))
	body := l.m.Body(fnEvalInternal)
	typ, _ := l.m.FuncType(fnEvalInternal)
	kept := make([]uint32, 3)
	enter := editor.NewAsm()
	for i, param := range []uint32{2, 3, 6} { // its text, length and flags
		var err error
		body, kept[i], err = editor.AddLocal(body, i32)
		l.fail(err)
		kept[i] += uint32(len(typ.Params))
		enter.LocalGet(param).LocalSet(kept[i])
	}
	body, err := editor.InsertAtEntry(body, enter.Bytes())
	l.fail(err)
	created := 0
	body, err = editor.Replace(body, func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnCreateFunction {
			return nil
		}
		created++
		return editor.NewAsm().LocalGet(kept[0]).LocalGet(kept[1]).LocalGet(kept[2]).Call(create).Bytes()
	})
	l.fail(err)
	l.expect(created == 2, "nothing is compiled as expected") // modules, and all else
	l.fail(l.m.SetBody(fnEvalInternal, body))
}
