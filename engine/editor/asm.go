package editor

import (
	"encoding/binary"
	"math"
	"slices"
)

// Asm puts code together, instruction by instruction:
//
//	NewAsm().GlobalGet(fuel).I32Eqz().If().Call(gate).End().Bytes()
//
// It encodes what it is told; AddFunc, NewBody and the insertions check that blocks close. An
// Asm belongs to one goroutine.
type Asm struct{ buf []byte }

// NewAsm returns an empty builder.
func NewAsm() *Asm { return &Asm{} }

// Bytes returns a copy of the code so far.
func (a *Asm) Bytes() []byte { return slices.Clone(a.buf) }

// Op emits an instruction without immediates, prefixed ones included.
func (a *Asm) Op(op Op) *Asm {
	if op > 0xFF {
		a.buf = appendU32(append(a.buf, byte(op>>16)), uint32(op&0xFFFF))
		return a
	}
	a.buf = append(a.buf, byte(op))
	return a
}

// Raw emits encoded instructions.
func (a *Asm) Raw(code []byte) *Asm { a.buf = append(a.buf, code...); return a }

func (a *Asm) index(op Op, v uint32) *Asm {
	a.Op(op).buf = appendU32(a.buf, v)
	return a
}

func (a *Asm) index2(op Op, v, w uint32) *Asm {
	a.index(op, v).buf = appendU32(a.buf, w)
	return a
}

// Mem emits a load or a store with the given exponent of alignment and offset.
func (a *Asm) Mem(op Op, align, offset uint32) *Asm { return a.index2(op, align, offset) }

// Control. The plain block forms have no parameters and no results; those with a type have one
// result.

func (a *Asm) Unreachable() *Asm         { return a.Op(OpUnreachable) }
func (a *Asm) Nop() *Asm                 { return a.Op(OpNop) }
func (a *Asm) Block() *Asm               { return a.Op(OpBlock).Raw([]byte{0x40}) }
func (a *Asm) BlockOf(t ValType) *Asm    { return a.Op(OpBlock).Raw([]byte{byte(t)}) }
func (a *Asm) BlockAs(typ uint32) *Asm   { return a.Op(OpBlock).Raw(appendS64(nil, int64(typ))) }
func (a *Asm) Loop() *Asm                { return a.Op(OpLoop).Raw([]byte{0x40}) }
func (a *Asm) LoopOf(t ValType) *Asm     { return a.Op(OpLoop).Raw([]byte{byte(t)}) }
func (a *Asm) If() *Asm                  { return a.Op(OpIf).Raw([]byte{0x40}) }
func (a *Asm) IfOf(t ValType) *Asm       { return a.Op(OpIf).Raw([]byte{byte(t)}) }
func (a *Asm) Else() *Asm                { return a.Op(OpElse) }
func (a *Asm) End() *Asm                 { return a.Op(OpEnd) }
func (a *Asm) Br(label uint32) *Asm      { return a.index(OpBr, label) }
func (a *Asm) BrIf(label uint32) *Asm    { return a.index(OpBrIf, label) }
func (a *Asm) Return() *Asm              { return a.Op(OpReturn) }
func (a *Asm) Call(fn uint32) *Asm       { return a.index(OpCall, fn) }
func (a *Asm) ReturnCall(fn uint32) *Asm { return a.index(OpReturnCall, fn) }
func (a *Asm) Drop() *Asm                { return a.Op(OpDrop) }
func (a *Asm) Select() *Asm              { return a.Op(OpSelect) }

// BrTable branches to one of the labels, or to otherwise.
func (a *Asm) BrTable(labels []uint32, otherwise uint32) *Asm {
	a.index(OpBrTable, uint32(len(labels)))
	for _, label := range append(slices.Clone(labels), otherwise) {
		a.buf = appendU32(a.buf, label)
	}
	return a
}

// CallIndirect calls through table 0.
func (a *Asm) CallIndirect(typ uint32) *Asm { return a.index2(OpCallIndirect, typ, 0) }

// Variables.

func (a *Asm) LocalGet(i uint32) *Asm  { return a.index(OpLocalGet, i) }
func (a *Asm) LocalSet(i uint32) *Asm  { return a.index(OpLocalSet, i) }
func (a *Asm) LocalTee(i uint32) *Asm  { return a.index(OpLocalTee, i) }
func (a *Asm) GlobalGet(i uint32) *Asm { return a.index(OpGlobalGet, i) }
func (a *Asm) GlobalSet(i uint32) *Asm { return a.index(OpGlobalSet, i) }

// Constants and references.

func (a *Asm) I32Const(v int32) *Asm {
	a.Op(OpI32Const).buf = appendS64(a.buf, int64(v))
	return a
}

func (a *Asm) I64Const(v int64) *Asm {
	a.Op(OpI64Const).buf = appendS64(a.buf, v)
	return a
}

func (a *Asm) F64Const(v float64) *Asm {
	a.Op(OpF64Const).buf = binary.LittleEndian.AppendUint64(a.buf, math.Float64bits(v))
	return a
}

func (a *Asm) RefNull(t ValType) *Asm { return a.Op(OpRefNull).Raw([]byte{byte(t)}) }
func (a *Asm) RefFunc(fn uint32) *Asm { return a.index(OpRefFunc, fn) }

func (a *Asm) TableGet(table uint32) *Asm  { return a.index(OpTableGet, table) }
func (a *Asm) TableSet(table uint32) *Asm  { return a.index(OpTableSet, table) }
func (a *Asm) TableGrow(table uint32) *Asm { return a.index(OpTableGrow, table) }
func (a *Asm) TableSize(table uint32) *Asm { return a.index(OpTableSize, table) }

// Memory, at natural alignment.

func (a *Asm) I32Load(offset uint32) *Asm    { return a.Mem(OpI32Load, 2, offset) }
func (a *Asm) I32Load8U(offset uint32) *Asm  { return a.Mem(OpI32Load8U, 0, offset) }
func (a *Asm) I32Load16U(offset uint32) *Asm { return a.Mem(OpI32Load16U, 1, offset) }
func (a *Asm) I64Load(offset uint32) *Asm    { return a.Mem(OpI64Load, 3, offset) }
func (a *Asm) F64Load(offset uint32) *Asm    { return a.Mem(OpF64Load, 3, offset) }
func (a *Asm) I32Store(offset uint32) *Asm   { return a.Mem(OpI32Store, 2, offset) }
func (a *Asm) I32Store8(offset uint32) *Asm  { return a.Mem(OpI32Store8, 0, offset) }
func (a *Asm) I32Store16(offset uint32) *Asm { return a.Mem(OpI32Store16, 1, offset) }
func (a *Asm) I64Store(offset uint32) *Asm   { return a.Mem(OpI64Store, 3, offset) }
func (a *Asm) F64Store(offset uint32) *Asm   { return a.Mem(OpF64Store, 3, offset) }

func (a *Asm) MemorySize() *Asm               { return a.index(OpMemorySize, 0) }
func (a *Asm) MemoryGrow() *Asm               { return a.index(OpMemoryGrow, 0) }
func (a *Asm) MemoryInit(segment uint32) *Asm { return a.index2(OpMemoryInit, segment, 0) }
func (a *Asm) DataDrop(segment uint32) *Asm   { return a.index(OpDataDrop, segment) }
func (a *Asm) MemoryCopy() *Asm               { return a.index2(OpMemoryCopy, 0, 0) }
func (a *Asm) MemoryFill() *Asm               { return a.index(OpMemoryFill, 0) }

// Numbers.

func (a *Asm) I32Eqz() *Asm  { return a.Op(OpI32Eqz) }
func (a *Asm) I32Eq() *Asm   { return a.Op(OpI32Eq) }
func (a *Asm) I32Ne() *Asm   { return a.Op(OpI32Ne) }
func (a *Asm) I32LtS() *Asm  { return a.Op(OpI32LtS) }
func (a *Asm) I32LtU() *Asm  { return a.Op(OpI32LtU) }
func (a *Asm) I32GtS() *Asm  { return a.Op(OpI32GtS) }
func (a *Asm) I32GtU() *Asm  { return a.Op(OpI32GtU) }
func (a *Asm) I32LeS() *Asm  { return a.Op(OpI32LeS) }
func (a *Asm) I32LeU() *Asm  { return a.Op(OpI32LeU) }
func (a *Asm) I32GeS() *Asm  { return a.Op(OpI32GeS) }
func (a *Asm) I32GeU() *Asm  { return a.Op(OpI32GeU) }
func (a *Asm) I64Eqz() *Asm  { return a.Op(OpI64Eqz) }
func (a *Asm) I64Eq() *Asm   { return a.Op(OpI64Eq) }
func (a *Asm) I64Ne() *Asm   { return a.Op(OpI64Ne) }
func (a *Asm) I64LtS() *Asm  { return a.Op(OpI64LtS) }
func (a *Asm) I64LtU() *Asm  { return a.Op(OpI64LtU) }
func (a *Asm) I64GtU() *Asm  { return a.Op(OpI64GtU) }
func (a *Asm) I64GeU() *Asm  { return a.Op(OpI64GeU) }
func (a *Asm) I32Add() *Asm  { return a.Op(OpI32Add) }
func (a *Asm) I32Sub() *Asm  { return a.Op(OpI32Sub) }
func (a *Asm) I32Mul() *Asm  { return a.Op(OpI32Mul) }
func (a *Asm) I32And() *Asm  { return a.Op(OpI32And) }
func (a *Asm) I32Or() *Asm   { return a.Op(OpI32Or) }
func (a *Asm) I32Xor() *Asm  { return a.Op(OpI32Xor) }
func (a *Asm) I32Shl() *Asm  { return a.Op(OpI32Shl) }
func (a *Asm) I32ShrS() *Asm { return a.Op(OpI32ShrS) }
func (a *Asm) I32ShrU() *Asm { return a.Op(OpI32ShrU) }
func (a *Asm) I64Add() *Asm  { return a.Op(OpI64Add) }
func (a *Asm) I64Sub() *Asm  { return a.Op(OpI64Sub) }
func (a *Asm) I64Mul() *Asm  { return a.Op(OpI64Mul) }
func (a *Asm) I64And() *Asm  { return a.Op(OpI64And) }
func (a *Asm) I64Or() *Asm   { return a.Op(OpI64Or) }
func (a *Asm) I64Xor() *Asm  { return a.Op(OpI64Xor) }
func (a *Asm) I64Shl() *Asm  { return a.Op(OpI64Shl) }
func (a *Asm) I64ShrS() *Asm { return a.Op(OpI64ShrS) }
func (a *Asm) I64ShrU() *Asm { return a.Op(OpI64ShrU) }

func (a *Asm) I32WrapI64() *Asm        { return a.Op(OpI32WrapI64) }
func (a *Asm) I64ExtendI32S() *Asm     { return a.Op(OpI64ExtendI32S) }
func (a *Asm) I64ExtendI32U() *Asm     { return a.Op(OpI64ExtendI32U) }
func (a *Asm) I64ReinterpretF64() *Asm { return a.Op(OpI64ReinterpretF64) }
func (a *Asm) F64ReinterpretI64() *Asm { return a.Op(OpF64ReinterpretI64) }
