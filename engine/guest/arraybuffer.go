package guest

import "github.com/wjs-run/wjs/engine/editor"

// LargeBuffer is the size in bytes above which the guest asks the host whether
// there is room for an ArrayBuffer before it takes it.
const LargeBuffer = 1 << 20

// addBufferRoom lets an ArrayBuffer that does not fit be refused with an error
// that a program can catch, as everywhere. Without, the guest's allocator would
// run into the limit, which ends the isolate: what it makes of having no memory
// in the middle of something is not to be relied on.
//
// The question stands where QuickJS looks at the length itself: the object is
// made, so that the prototype was read, and a branch away it is freed.
func (l *linker) addBufferRoom() {
	const ctx, length, maxLength, alloc = 0, 2, 3, 7
	const sp, refused = globalStackPointer, 2
	ask := editor.NewAsm().
		LocalGet(alloc).If().
		LocalGet(length).I64Const(LargeBuffer).I64GtU().LocalGet(maxLength).I32Or().If().
		GlobalGet(sp).I32Const(16).I32Sub().GlobalSet(sp).
		GlobalGet(sp).LocalGet(length).I64Store(0).
		GlobalGet(sp).LocalGet(length).I64Store(8).
		LocalGet(maxLength).If().
		GlobalGet(sp).LocalGet(maxLength).I64Load(0).I64Store(8).
		End().
		LocalGet(ctx).I64Const(0).I32Const(CodeBufferRoom).GlobalGet(sp).Call(fnHostImport).
		GlobalGet(sp).I32Const(16).I32Add().GlobalSet(sp).
		I64Const(int64(valueException)).I64Eq().BrIf(refused).
		End().End()
	asked := false
	body, err := editor.Replace(l.m.Body(fnArrayBuffer), func(in editor.Instr) []byte {
		if asked || in.Op != editor.OpI64Const || in.I64() != 1<<31 {
			return nil
		}
		asked = true
		return ask.I64Const(1 << 31).Bytes()
	})
	l.fail(err)
	l.expect(asked, "no length of an ArrayBuffer is looked at as expected")
	l.fail(l.m.SetBody(fnArrayBuffer, body))
}

// addTypedArrayLength lets a length that is none be told, as V8 does: the guest's
// message does not say which. js_typed_array_constructor(ctx, newTarget, argc,
// argv, class), of which argv has 3 at least.
func (l *linker) addTypedArrayLength() {
	const ctx, argv = 0, 3
	l.enter(fnTypedArray, editor.NewAsm().
		// A double, or an integer below 0.
		LocalGet(argv).I64Load(0).I64Const(-tagFirst<<32).I64Add().I64Const(32).I64ShrU().I32WrapI64().
		I32Const(tagFloat-tagFirst).I32GeU().
		LocalGet(argv).I64Load(0).I64Const(1<<31).I64Sub().I64Const(1<<31).I64LtU().
		I32Or().If().
		LocalGet(ctx).I64Const(0).I32Const(CodeViewLength).LocalGet(argv).Call(fnHostImport).
		I64Const(int64(valueException)).I64Eq().If().
		I64Const(int64(valueException)).Return().
		End().End())
}

// The least and the greatest tag of a JSValue, of which the latter stands for all
// that are none: those of a double.
const (
	tagFirst = -9
	tagFloat = 8
)
