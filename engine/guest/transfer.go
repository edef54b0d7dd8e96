package guest

import "github.com/wjs-run/wjs/engine/editor"

// addTransferDetach lets ArrayBuffer.prototype.transfer take the bytes away
// from the views too. QuickJS takes them from the buffer alone, so that a typed
// array over it goes on reading and writing what belongs to another buffer, or
// to nobody.
func (l *linker) addTransferDetach() {
	params, results := []editor.ValType{i32, i64, i32, i32, i32}, []editor.ValType{i64}
	original := l.displace(fnTransfer, params, results)
	const this, result, buffer, list, view, object = 1, 5, 6, 7, 8, 9
	body, err := editor.NewBody([]editor.ValType{i64, i32, i32, i32, i32}, editor.NewAsm().
		LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3).LocalGet(4).Call(original).LocalSet(result).
		Block().
		LocalGet(this).I64Const(32).I64ShrU().I32WrapI64().I32Const(-1).I32Ne().BrIf(0).
		LocalGet(this).I32WrapI64().LocalTee(buffer).I32Load16U(ObjectClass).I32Const(ClassArrayBuffer).I32Ne().BrIf(0).
		LocalGet(buffer).I32Load(ObjectPayload).LocalTee(buffer).I32Eqz().BrIf(0).
		LocalGet(buffer).I32Load8U(BufferDetached).I32Eqz().BrIf(0).
		LocalGet(buffer).I32Const(BufferViews).I32Add().LocalTee(list).I32Load(listNext).LocalSet(view).
		Loop().
		LocalGet(view).LocalGet(list).I32Eq().BrIf(1).
		LocalGet(view).I32Load(ViewObject).LocalTee(object).I32Load16U(ObjectClass).I32Const(ClassDataView).I32Ne().If().
		LocalGet(object).I32Const(0).I32Store(ArrayCount).
		LocalGet(object).I32Const(0).I32Store(ArrayValues).
		End().
		LocalGet(view).I32Load(listNext).LocalSet(view).Br(0).
		End().
		End().
		LocalGet(result).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnTransfer, body))
}

// listNext is the offset of the next entry in a list_head.
const listNext = 4

// guardTransfer keeps the bytes of a foreign buffer, the memory of a module, from
// being taken away: who owns them moves them, and nobody else may hold on.
func (l *linker) guardTransfer(message uint32) {
	const this = 1
	l.enter(fnTransfer, editor.NewAsm().
		Block().
		LocalGet(this).I64Const(32).I64ShrU().I32WrapI64().I32Const(-1).I32Ne().BrIf(0).
		LocalGet(this).I32WrapI64().I32Load16U(ObjectClass).I32Const(ClassArrayBuffer).I32Ne().BrIf(0).
		LocalGet(this).I32WrapI64().I32Load(ObjectPayload).I32Eqz().BrIf(0).
		LocalGet(this).I32WrapI64().I32Load(ObjectPayload).I32Load8U(BufferDetached).BrIf(0).
		LocalGet(this).I32WrapI64().I32Load(ObjectPayload).I32Load(BufferFree).BrIf(0).
		LocalGet(0).I32Const(int32(message)).I32Const(0).Call(fnTypeError).Return().
		End())
}
