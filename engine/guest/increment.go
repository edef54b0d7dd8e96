package guest

import "github.com/wjs-run/wjs/engine/editor"

const (
	fnToNumber = 260 // JS_ToNumberHintFree(ctx, value, hint) → JSValue; takes the value
	fnUnary    = 473 // js_unary_arith_slow(ctx, JSValue* behind the operand, opcode) → 0 or -1

	// Opcodes of the bytecode.
	opDec = 143
	opInc = 144
)

// quickenIncrement puts the common case in front of what i++ and i-- go through with
// whatever i is: that it is an integer.
func (l *linker) quickenIncrement() {
	const value = 1
	l.inFront(fnToNumber, nil, editor.NewAsm().
		Raw(tagOf(value)).I32Eqz().If().LocalGet(value).Return().End())

	const stack, op, number, sum = 1, 2, 3, 4
	l.inFront(fnUnary, []editor.ValType{i64, i64}, editor.NewAsm().
		Block().
		LocalGet(op).I32Const(opDec).I32Sub().I32Const(opInc-opDec).I32GtU().BrIf(0).
		LocalGet(stack).I32Const(8).I32Sub().I64Load(0).LocalTee(number).I64Const(1<<32-1).I64GtU().BrIf(0).
		LocalGet(number).I32WrapI64().I64ExtendI32S().
		LocalGet(op).I32Const(opDec).I32Sub().I32Const(1).I32Shl().I32Const(1).I32Sub().I64ExtendI32S().I64Add().LocalTee(sum).
		// It is one still.
		LocalGet(sum).I32WrapI64().I64ExtendI32S().I64Ne().BrIf(0).
		LocalGet(stack).I32Const(8).I32Sub().LocalGet(sum).I64Const(1<<32-1).I64And().I64Store(0).
		I32Const(0).Return().
		End())
}
