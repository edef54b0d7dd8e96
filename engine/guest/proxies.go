package guest

import "github.com/wjs-run/wjs/engine/editor"

// keepProxyKeys lets the traps of proxies that complain of a property without
// saying which remember its atom in a local of their own, by function.
func (l *linker) keepProxyKeys() map[uint32]uint32 {
	const atom = 2
	keys := map[uint32]uint32{}
	for _, fn := range []uint32{fnProxyOwnKeys, fnProxyDefine, fnProxySet} {
		typ, _ := l.m.FuncType(fn)
		body, key, err := editor.AddLocal(l.m.Body(fn), i32)
		l.fail(err)
		key += uint32(len(typ.Params))
		keys[fn] = key
		if fn != fnProxyOwnKeys {
			body, err = editor.InsertAtEntry(body, editor.NewAsm().LocalGet(atom).LocalSet(key).Bytes())
		} else {
			body, err = editor.Replace(body, func(in editor.Instr) []byte {
				if in.Op != editor.OpCall || in.U32() != fnGetOwnProperty {
					return nil
				}
				return editor.NewAsm().LocalTee(key).Call(fnGetOwnProperty).Bytes()
			})
		}
		l.fail(err)
		l.fail(l.m.SetBody(fn, body))
	}
	return keys
}

// naming turns JS_ThrowTypeError(ctx, words, 0) into
// JS_ThrowTypeErrorAtom(ctx, words, key) behind each begin.
type naming struct {
	key  uint32 // the local that has the atom
	left int    // of the two instructions that follow the words
}

func (n *naming) begin() { n.left = 2 }

// next returns what takes the place of an instruction, or nil.
func (n *naming) next(in editor.Instr) []byte {
	if n.left == 0 {
		return nil
	}
	n.left--
	switch {
	case n.left == 1 && in.Op == editor.OpI32Const && in.I32() == 0:
		return editor.NewAsm().LocalGet(n.key).Bytes()
	case n.left == 0 && in.Op == editor.OpCall && in.U32() == fnTypeError:
		return editor.NewAsm().Call(fnAtomTypeError).I64Const(int64(valueException)).Bytes()
	}
	return editor.NewAsm().Unreachable().Bytes() // the editor's tests would tell
}
