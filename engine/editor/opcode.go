package editor

import "fmt"

// Op is an opcode. One with a prefix byte is prefix<<16 | number: memory.copy, 0xFC 10, is
// 0xFC000A.
type Op uint32

const (
	prefixMisc   Op = 0xFC
	prefixSIMD   Op = 0xFD
	prefixAtomic Op = 0xFE
)

// The opcodes that this package or its users name. The others are numbers.
const (
	OpUnreachable        Op = 0x00
	OpNop                Op = 0x01
	OpBlock              Op = 0x02
	OpLoop               Op = 0x03
	OpIf                 Op = 0x04
	OpElse               Op = 0x05
	OpEnd                Op = 0x0B
	OpBr                 Op = 0x0C
	OpBrIf               Op = 0x0D
	OpBrTable            Op = 0x0E
	OpReturn             Op = 0x0F
	OpCall               Op = 0x10
	OpCallIndirect       Op = 0x11
	OpReturnCall         Op = 0x12
	OpReturnCallIndirect Op = 0x13
	OpDrop               Op = 0x1A
	OpSelect             Op = 0x1B
	OpSelectT            Op = 0x1C
	OpLocalGet           Op = 0x20
	OpLocalSet           Op = 0x21
	OpLocalTee           Op = 0x22
	OpGlobalGet          Op = 0x23
	OpGlobalSet          Op = 0x24
	OpTableGet           Op = 0x25
	OpTableSet           Op = 0x26

	OpI32Load    Op = 0x28
	OpI64Load    Op = 0x29
	OpF32Load    Op = 0x2A
	OpF64Load    Op = 0x2B
	OpI32Load8S  Op = 0x2C
	OpI32Load8U  Op = 0x2D
	OpI32Load16S Op = 0x2E
	OpI32Load16U Op = 0x2F
	OpI32Store   Op = 0x36
	OpI64Store   Op = 0x37
	OpF32Store   Op = 0x38
	OpF64Store   Op = 0x39
	OpI32Store8  Op = 0x3A
	OpI32Store16 Op = 0x3B
	OpI64Store32 Op = 0x3E
	OpMemorySize Op = 0x3F
	OpMemoryGrow Op = 0x40

	OpI32Const Op = 0x41
	OpI64Const Op = 0x42
	OpF32Const Op = 0x43
	OpF64Const Op = 0x44

	OpI32Eqz Op = 0x45
	OpI32Eq  Op = 0x46
	OpI32Ne  Op = 0x47
	OpI32LtS Op = 0x48
	OpI32LtU Op = 0x49
	OpI32GtS Op = 0x4A
	OpI32GtU Op = 0x4B
	OpI32LeS Op = 0x4C
	OpI32LeU Op = 0x4D
	OpI32GeS Op = 0x4E
	OpI32GeU Op = 0x4F
	OpI64Eqz Op = 0x50
	OpI64Eq  Op = 0x51
	OpI64Ne  Op = 0x52
	OpI64LtS Op = 0x53
	OpI64LtU Op = 0x54
	OpI64GtS Op = 0x55
	OpI64GtU Op = 0x56
	OpI64LeS Op = 0x57
	OpI64LeU Op = 0x58
	OpI64GeS Op = 0x59
	OpI64GeU Op = 0x5A

	OpI32Clz  Op = 0x67
	OpI32Ctz  Op = 0x68
	OpI32Add  Op = 0x6A
	OpI32Sub  Op = 0x6B
	OpI32Mul  Op = 0x6C
	OpI32DivS Op = 0x6D
	OpI32DivU Op = 0x6E
	OpI32RemS Op = 0x6F
	OpI32RemU Op = 0x70
	OpI32And  Op = 0x71
	OpI32Or   Op = 0x72
	OpI32Xor  Op = 0x73
	OpI32Shl  Op = 0x74
	OpI32ShrS Op = 0x75
	OpI32ShrU Op = 0x76
	OpI64Add  Op = 0x7C
	OpI64Sub  Op = 0x7D
	OpI64Mul  Op = 0x7E
	OpI64And  Op = 0x83
	OpI64Or   Op = 0x84
	OpI64Xor  Op = 0x85
	OpI64Shl  Op = 0x86
	OpI64ShrS Op = 0x87
	OpI64ShrU Op = 0x88

	OpI32WrapI64        Op = 0xA7
	OpI64ExtendI32S     Op = 0xAC
	OpI64ExtendI32U     Op = 0xAD
	OpI64ReinterpretF64 Op = 0xBD
	OpF64ReinterpretI64 Op = 0xBF

	OpRefNull   Op = 0xD0
	OpRefIsNull Op = 0xD1
	OpRefFunc   Op = 0xD2

	OpMemoryInit Op = prefixMisc<<16 | 8
	OpDataDrop   Op = prefixMisc<<16 | 9
	OpMemoryCopy Op = prefixMisc<<16 | 10
	OpMemoryFill Op = prefixMisc<<16 | 11
	OpTableInit  Op = prefixMisc<<16 | 12
	OpElemDrop   Op = prefixMisc<<16 | 13
	OpTableCopy  Op = prefixMisc<<16 | 14
	OpTableGrow  Op = prefixMisc<<16 | 15
	OpTableSize  Op = prefixMisc<<16 | 16
	OpTableFill  Op = prefixMisc<<16 | 17

	OpV128Const Op = prefixSIMD<<16 | 12
)

func (op Op) String() string {
	if op > 0xFF {
		return fmt.Sprintf("%#x %#x", uint32(op>>16), uint32(op&0xFFFF))
	}
	return fmt.Sprintf("%#x", uint32(op))
}

// imm is the shape of an instruction's immediates.
type imm byte

const (
	immUnknown imm = iota
	immNone
	immIndex      // one index or label
	immIndex2     // two of them
	immBlock      // block type
	immMem        // alignment, offset
	immMemLane    // alignment, offset, lane
	immLabels     // labels and a default
	immTypes      // value types of a typed select
	immRef        // reference type
	immI32        // signed 32 bits
	immI64        // signed 64 bits
	immMemory     // memory index
	immMemory2    // two of them
	immDataMemory // data segment, memory index
	immByte       // lane or zero
	imm4
	imm8
	imm16
)

func (op Op) immediates() imm {
	switch op >> 16 {
	case prefixMisc:
		return miscImmediates(op & 0xFFFF)
	case prefixSIMD:
		return simdImmediates(op & 0xFFFF)
	case prefixAtomic:
		return atomicImmediates(op & 0xFFFF)
	}
	switch {
	case op >= OpBlock && op <= OpIf:
		return immBlock
	case op <= OpNop, op == OpElse, op == OpEnd, op == OpReturn, op == OpDrop, op == OpSelect:
		return immNone
	case op == OpBr, op == OpBrIf, op == OpCall, op == OpReturnCall, op >= OpLocalGet && op <= OpTableSet:
		return immIndex
	case op == OpBrTable:
		return immLabels
	case op == OpCallIndirect, op == OpReturnCallIndirect:
		return immIndex2
	case op == OpSelectT:
		return immTypes
	case op >= OpI32Load && op <= OpI64Store32:
		return immMem
	case op == OpMemorySize, op == OpMemoryGrow:
		return immMemory
	case op == OpI32Const:
		return immI32
	case op == OpI64Const:
		return immI64
	case op == OpF32Const:
		return imm4
	case op == OpF64Const:
		return imm8
	case op >= OpI32Eqz && op <= 0xC4: // comparisons, arithmetic, conversions, sign extension
		return immNone
	case op == OpRefNull:
		return immRef
	case op == OpRefIsNull:
		return immNone
	case op == OpRefFunc:
		return immIndex
	}
	return immUnknown
}

func miscImmediates(sub Op) imm {
	switch {
	case sub <= 7: // saturating truncation
		return immNone
	case sub == 8: // memory.init
		return immDataMemory
	case sub == 9, sub == 13, sub >= 15 && sub <= 17: // data.drop, elem.drop, table.grow, size, fill
		return immIndex
	case sub == 10: // memory.copy
		return immMemory2
	case sub == 11: // memory.fill
		return immMemory
	case sub == 12, sub == 14: // table.init, table.copy
		return immIndex2
	}
	return immUnknown
}

func simdImmediates(sub Op) imm {
	switch {
	case sub <= 11, sub == 92, sub == 93: // loads and the store; loads that zero-fill
		return immMem
	case sub == 12, sub == 13: // v128.const, i8x16.shuffle
		return imm16
	case sub >= 21 && sub <= 34: // extract and replace a lane
		return immByte
	case sub >= 84 && sub <= 91: // load and store a lane
		return immMemLane
	case sub >= 0x100 && sub <= 0x113: // relaxed
		return immNone
	}
	switch sub {
	case 0x9A, 0xA2, 0xA5, 0xA6, 0xAF, 0xB0, 0xB2, 0xB3, 0xB4, 0xBB, // holes in the numbering
		0xC2, 0xC5, 0xC6, 0xCF, 0xD0, 0xD2, 0xD3, 0xD4, 0xE2, 0xEE:
		return immUnknown
	}
	if sub <= 0xFF {
		return immNone
	}
	return immUnknown
}

func atomicImmediates(sub Op) imm {
	switch {
	case sub <= 2, sub >= 0x10 && sub <= 0x4E:
		return immMem
	case sub == 3: // atomic.fence
		return immByte
	}
	return immUnknown
}
