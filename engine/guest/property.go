package guest

import "github.com/wjs-run/wjs/engine/editor"

const (
	fnFreeZero = 269 // js_free_value_rt(rt, value) of a value that nobody has any more
	fnGetValue = 467 // JS_GetPropertyValue(ctx, object, property) → JSValue; takes the property
	fnSetValue = 416 // JS_SetPropertyValue(ctx, object, property, value, flags) → 1, 0 or -1; takes both
)

// Offsets into JSShape, and into the JSShapeProperty that a hash of 1 is for,
// counted from the shape.
const (
	shapeMask  = 24
	shapeNext  = 48 - 8 // 26 bits; above them the flags
	shapeAtom  = shapeNext + 4
	shapeFlags = 26 // getters and the like have one of the upper two of them

	// plainMask, of the word with shapeNext, and what it leaves of the flags of a
	// property that can be written to without more ado: no getter, not length.
	plainMask     = 0xe8000000
	plainWritable = 0x08000000

	objectProperties = 20 // JSProperty[], of 8 bytes
	flagExotic       = 1 << 2
	flagFastArray    = 1 << 3
)

const (
	tagObject = -1
	tagInt    = 0
	// firstCounted is the first tag, as an unsigned number, of values that are counted.
	firstCounted = -9
	// lookups is how many properties and prototypes are looked at before the
	// guest's own function begins anew, which spends fuel on each.
	lookups = 16
)

// quickenProperties puts the common case in front of the functions that read and
// write properties. Without the other cases, and without the polls of their
// loops, there are few locals, which stay in registers. What is done here is
// bounded, so that it needs no fuel.
func (l *linker) quickenProperties() {
	l.quickenGet()
	l.quickenSet()
	l.quickenGetElement()
	l.quickenSetElement()
}

// inFront makes code the body of fn, which goes on with what was fn's body where
// code has not returned. The parameters are the first locals.
func (l *linker) inFront(fn uint32, locals []editor.ValType, code *editor.Asm) {
	t, _ := l.m.FuncType(fn)
	original := l.displace(fn, t.Params, t.Results)
	for i := range t.Params {
		code.LocalGet(uint32(i))
	}
	body, err := editor.NewBody(locals, code.Call(original).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fn, body))
}

// tagOf is the upper half of a JSValue.
func tagOf(value uint32) []byte {
	return editor.NewAsm().LocalGet(value).I64Const(32).I64ShrU().I32WrapI64().Bytes()
}

// retained is the value in a local, counted once more.
func retained(value, scratch uint32) []byte {
	return editor.NewAsm().Raw(tagOf(value)).I32Const(firstCounted).I32GeU().If().
		LocalGet(value).I32WrapI64().LocalTee(scratch).LocalGet(scratch).I32Load(0).I32Const(1).I32Add().I32Store(0).
		End().
		LocalGet(value).Bytes()
}

// replaced stores a value where slot points to, and frees the one there.
func replaced(ctx, slot, value, old, scratch uint32) []byte {
	return editor.NewAsm().LocalGet(slot).I64Load(0).LocalSet(old).
		LocalGet(slot).LocalGet(value).I64Store(0).
		Raw(tagOf(old)).I32Const(firstCounted).I32GeU().If().
		LocalGet(old).I32WrapI64().LocalTee(slot).LocalGet(slot).I32Load(0).LocalTee(scratch).I32Const(1).I32Sub().I32Store(0).
		LocalGet(scratch).I32Const(1).I32LeS().If().
		LocalGet(ctx).I32Load(contextRuntime).LocalGet(old).Call(fnFreeZero).
		End().
		End().Bytes()
}

// lookup goes through the properties with the hash of atom in the object at,
// until found, which runs two blocks further in and is to leave; label is where
// it goes to, seen from here, when it has looked at as many as it may.
func lookup(at, atom, shape, hash, property, left, label uint32, found []byte) []byte {
	return editor.NewAsm().
		LocalGet(at).I32Load(ObjectShape).LocalTee(shape).
		LocalGet(shape).I32Load(shapeMask).LocalGet(atom).I32And().I32Const(-1).I32Xor().I32Const(2).I32Shl().
		I32Add().I32Load(0).LocalTee(hash).If().
		Loop().
		LocalGet(shape).LocalGet(hash).I32Const(3).I32Shl().I32Add().LocalTee(property).I32Load(shapeAtom).LocalGet(atom).I32Eq().If().
		Raw(found).
		End().
		LocalGet(left).I32Const(1).I32Sub().LocalTee(left).I32Eqz().BrIf(label + 2).
		LocalGet(property).I32Load(shapeNext).I32Const(1<<shapeFlags - 1).I32And().LocalTee(hash).BrIf(0).
		End().
		End().Bytes()
}

// slotOf is the address of the property with that hash.
func slotOf(at, hash uint32) []byte {
	return editor.NewAsm().LocalGet(at).I32Load(objectProperties).LocalGet(hash).I32Const(3).I32Shl().I32Add().I32Const(8).I32Sub().Bytes()
}

// quickenGet is about JS_GetPropertyInternal: an object has the property, or one
// of its prototypes does, as a plain value.
func (l *linker) quickenGet() {
	const (
		object, atom, refuse                   = 1, 2, 4
		value, at, shape, hash, property, left = 5, 6, 7, 8, 9, 10
	)
	found := editor.NewAsm().
		LocalGet(property).I32Load(shapeNext).I32Const(30).I32ShrU().BrIf(4).
		Raw(slotOf(at, hash)).I64Load(0).LocalSet(value).
		Raw(retained(value, at)).Return().Bytes()
	l.inFront(fnGetProperty, []editor.ValType{i64, i32, i32, i32, i32, i32}, editor.NewAsm().
		Block().
		Raw(tagOf(object)).I32Const(tagObject).I32Ne().BrIf(0).
		LocalGet(object).I32WrapI64().LocalSet(at).
		I32Const(lookups).LocalSet(left).
		Loop().
		Raw(lookup(at, atom, shape, hash, property, left, 1, found)).
		// Elements of arrays are not what is looked for: on to the prototype.
		LocalGet(at).I32Load8U(ObjectFlags).LocalTee(property).I32Const(flagExotic).I32And().If().
		LocalGet(property).I32Const(flagFastArray).I32And().I32Eqz().BrIf(2).
		LocalGet(atom).I32Const(0).I32LtS().BrIf(2).
		LocalGet(at).I32Load16U(ObjectClass).I32Const(ClassUint8ClampedArray).I32Sub().I32Const(ClassFloat64Array-ClassUint8ClampedArray).I32LeU().BrIf(2).
		End().
		LocalGet(left).I32Const(1).I32Sub().LocalTee(left).I32Eqz().BrIf(1).
		LocalGet(shape).I32Load(ShapePrototype).LocalTee(at).BrIf(0).
		End().
		LocalGet(refuse).BrIf(0).
		I64Const(int64(valueUndefined)).Return().
		End())
}

// quickenSet is about JS_SetPropertyInternal: the receiver is the object, which
// has the property as a plain value.
func (l *linker) quickenSet() {
	const (
		ctx, object, atom, value, receiver            = 0, 1, 2, 3, 4
		old, at, shape, hash, property, left, scratch = 6, 7, 8, 9, 10, 11, 12
	)
	found := editor.NewAsm().
		LocalGet(property).I32Load(shapeNext).I32Const(plainMask - 1<<32).I32And().I32Const(plainWritable).I32Ne().BrIf(3).
		Raw(slotOf(at, hash)).LocalSet(at).
		Raw(replaced(ctx, at, value, old, scratch)).
		I32Const(1).Return().Bytes()
	l.inFront(fnSetProperty, []editor.ValType{i64, i32, i32, i32, i32, i32, i32}, editor.NewAsm().
		Block().
		Raw(tagOf(receiver)).I32Const(tagObject).I32Ne().BrIf(0).
		LocalGet(receiver).I32WrapI64().LocalTee(at).LocalGet(object).I32WrapI64().I32Ne().BrIf(0).
		I32Const(lookups).LocalSet(left).
		Raw(lookup(at, atom, shape, hash, property, left, 0, found)).
		End())
}

// element leaves the block around it unless object is an array that has, not as
// a property, the element with the number index; and it leaves its address.
func element(object, index, at uint32) []byte {
	return editor.NewAsm().
		Raw(tagOf(object)).I32Const(tagObject).I32Ne().BrIf(0).
		Raw(tagOf(index)).I32Const(tagInt).I32Ne().BrIf(0).
		LocalGet(object).I32WrapI64().LocalTee(at).I32Load16U(ObjectClass).I32Const(ClassArray).I32Ne().BrIf(0).
		LocalGet(at).I32Load(ArrayCount).LocalGet(index).I32WrapI64().I32LeU().BrIf(0).
		LocalGet(at).I32Load(ArrayValues).LocalGet(index).I32WrapI64().I32Const(3).I32Shl().I32Add().LocalSet(at).Bytes()
}

// quickenGetElement is about JS_GetPropertyValue.
func (l *linker) quickenGetElement() {
	const object, index, at = 1, 2, 3
	l.inFront(fnGetValue, []editor.ValType{i32}, editor.NewAsm().
		Block().
		Raw(element(object, index, at)).
		LocalGet(at).I64Load(0).LocalSet(index).
		Raw(retained(index, at)).Return().
		End())
}

// quickenSetElement is about JS_SetPropertyValue.
func (l *linker) quickenSetElement() {
	const ctx, object, index, value, at, scratch = 0, 1, 2, 3, 5, 6
	l.inFront(fnSetValue, []editor.ValType{i32, i32}, editor.NewAsm().
		Block().
		Raw(element(object, index, at)).
		Raw(replaced(ctx, at, value, index, scratch)).
		I32Const(1).Return().
		End())
}
