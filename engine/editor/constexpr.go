package editor

import (
	"encoding/binary"
	"math"
)

// ConstExpr is an encoded constant expression with its closing end.
type ConstExpr []byte

// ConstI32 is the expression i32.const v.
func ConstI32(v int32) ConstExpr { return constExpr(NewAsm().I32Const(v)) }

// ConstI64 is the expression i64.const v.
func ConstI64(v int64) ConstExpr { return constExpr(NewAsm().I64Const(v)) }

// ConstF64 is the expression f64.const v.
func ConstF64(v float64) ConstExpr { return constExpr(NewAsm().F64Const(v)) }

// ConstNull is the null reference of type t.
func ConstNull(t ValType) ConstExpr { return constExpr(NewAsm().RefNull(t)) }

func constExpr(a *Asm) ConstExpr { return append(a.Bytes(), byte(OpEnd)) }

// I32 returns the value of an expression that is a lone i32.const.
func (e ConstExpr) I32() (int32, bool) {
	in, ok := e.single(OpI32Const)
	return in.I32(), ok
}

// I64 returns the value of an expression that is a lone i64.const.
func (e ConstExpr) I64() (int64, bool) {
	in, ok := e.single(OpI64Const)
	return in.I64(), ok
}

// F64 returns the value of an expression that is a lone f64.const.
func (e ConstExpr) F64() (float64, bool) {
	in, ok := e.single(OpF64Const)
	if !ok {
		return 0, false
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(in.Imm)), true
}

// Global returns the index of an expression that is a lone global.get.
func (e ConstExpr) Global() (uint32, bool) {
	in, ok := e.single(OpGlobalGet)
	return in.U32(), ok
}

// single decodes an expression that is one instruction of the given opcode and its end.
func (e ConstExpr) single(op Op) (Instr, bool) {
	r := reader{buf: e}
	in := r.instr()
	if r.err != nil || in.Op != op || r.left() != 1 {
		return Instr{}, false
	}
	return in, true
}

// constExpr reads an expression up to its end. Only instructions that may be constant are let
// through, so that there are no blocks to follow.
func (r *reader) constExpr() ConstExpr {
	start := r.pos
	for {
		in := r.instr()
		if r.err != nil {
			return nil
		}
		switch in.Op {
		case OpEnd:
			return r.since(start)
		case OpI32Const, OpI64Const, OpF32Const, OpF64Const, OpV128Const,
			OpGlobalGet, OpRefNull, OpRefFunc,
			OpI32Add, OpI32Sub, OpI32Mul, OpI64Add, OpI64Sub, OpI64Mul:
		default:
			r.fail(in.Pos, "opcode %v in a constant expression", in.Op)
			return nil
		}
	}
}

// Walk calls fn for every instruction of the expression, its end included.
func (e ConstExpr) Walk(fn func(Instr) error) error {
	r := reader{buf: e}
	return r.walk(1, fn)
}

// RefFunc returns the function of a lone ref.func.
func (e ConstExpr) RefFunc() (uint32, bool) {
	in, ok := e.single(OpRefFunc)
	return in.U32(), ok
}

// refFunc returns the function of a lone ref.func, or NullFunc for a lone ref.null.
func (e ConstExpr) refFunc() (uint32, bool) {
	if in, ok := e.single(OpRefFunc); ok {
		return in.U32(), true
	}
	_, ok := e.single(OpRefNull)
	return NullFunc, ok
}

// ConstF32Bits is the expression f32.const of the number with these bits.
func ConstF32Bits(bits uint32) ConstExpr {
	return constExpr(NewAsm().Op(OpF32Const).Raw(binary.LittleEndian.AppendUint32(nil, bits)))
}

// ConstF64Bits is the expression f64.const of the number with these bits.
func ConstF64Bits(bits uint64) ConstExpr {
	return constExpr(NewAsm().Op(OpF64Const).Raw(binary.LittleEndian.AppendUint64(nil, bits)))
}

// ConstFunc is a reference to a function.
func ConstFunc(fn uint32) ConstExpr { return constExpr(NewAsm().RefFunc(fn)) }
