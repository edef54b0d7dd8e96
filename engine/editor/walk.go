package editor

// Instr is one instruction of a body.
type Instr struct {
	Op  Op
	Pos int // of the opcode, in the bytes walked
	End int // just after the immediates
	// Imm holds the encoded immediates; a view of the bytes walked.
	Imm []byte
	// Depth is the number of blocks around the instruction, the function's own being one. The
	// else and the end of a block lie outside of it, at the depth of its opening; the end of
	// the function is at 0.
	Depth int
}

// U32 returns the first immediate as an unsigned number: an index, a label, an alignment.
func (in Instr) U32() uint32 { r := reader{buf: in.Imm}; return r.u32() }

// U32s returns the first two immediates as unsigned numbers.
func (in Instr) U32s() (first, second uint32) {
	r := reader{buf: in.Imm}
	first = r.u32()
	return first, r.u32()
}

// BlockType returns the index of a block's type, false if it is one of the short
// forms.
func (in Instr) BlockType() (uint32, bool) {
	r := reader{buf: in.Imm}
	t := r.signed(33)
	return uint32(t), t >= 0
}

// Labels returns the labels of a br_table, the last being where it goes otherwise.
func (in Instr) Labels() []uint32 {
	r := reader{buf: in.Imm}
	labels := make([]uint32, r.count("labels")+1)
	for i := range labels {
		labels[i] = r.u32()
	}
	return labels
}

// I32 returns the operand of i32.const.
func (in Instr) I32() int32 { r := reader{buf: in.Imm}; return int32(r.signed(32)) }

// Mem returns the exponent of the alignment and the offset of a load or a store.
func (in Instr) Mem() (align, offset uint32) {
	r := reader{buf: in.Imm}
	return r.u32(), r.u32()
}

// I64 returns the operand of i64.const.
func (in Instr) I64() int64 { r := reader{buf: in.Imm}; return r.signed(64) }

// Walk calls fn for every instruction of a function body (its locals, then its code, as
// Module.Body gives it) in order, the closing end included. It stops at fn's first error and
// returns it as it is; a body that cannot be decoded gives a *FormatError.
func Walk(body []byte, fn func(Instr) error) error {
	r := reader{buf: body}
	r.skipLocals()
	return r.walk(1, fn)
}

// walk reads instructions until depth falls to 0 or, when it starts there, to the end of input.
func (r *reader) walk(depth int, fn func(Instr) error) error {
	// One entry a block: the opcode that opened it, or OpElse past an else.
	open := make([]Op, depth, depth+16)
	for r.err == nil && (r.left() > 0 || len(open) > 0) {
		in := r.instr()
		if r.err != nil {
			break
		}
		switch in.Op {
		case OpEnd:
			if len(open) == 0 {
				r.fail(in.Pos, "end without a block")
				return r.err
			}
			open = open[:len(open)-1]
			in.Depth = len(open)
		case OpElse:
			if len(open) == 0 || open[len(open)-1] != OpIf {
				r.fail(in.Pos, "else without an if")
				return r.err
			}
			open[len(open)-1] = OpElse
			in.Depth = len(open) - 1
		case OpBlock, OpLoop, OpIf:
			in.Depth = len(open)
			open = append(open, in.Op)
		default:
			in.Depth = len(open)
		}
		if err := fn(in); err != nil {
			return err
		}
		if len(open) == 0 && depth > 0 {
			if r.left() > 0 {
				r.fail(r.pos, "%d bytes after the end of the function", r.left())
			}
			break
		}
	}
	if r.err != nil {
		return r.err
	}
	return nil
}

// skipLocals passes over the declarations of locals. Their number may be four billion: they are
// counted by group, never one by one.
func (r *reader) skipLocals() {
	var total uint64
	for n := r.count("groups of locals"); n > 0 && r.err == nil; n-- {
		start := r.pos
		if total += uint64(r.u32()); total > maxIndex {
			r.fail(start, "too many locals")
		}
		r.valType()
	}
}

const maxIndex = 1<<32 - 1

func (r *reader) valType() ValType {
	start := r.pos
	t := ValType(r.byte())
	if r.err == nil && !t.valid() {
		r.unsupported(start, "value type %#x", byte(t))
	}
	return t
}

func (r *reader) refType() ValType {
	start := r.pos
	t := ValType(r.byte())
	if r.err == nil && !t.isRef() {
		r.unsupported(start, "reference type %#x", byte(t))
	}
	return t
}

// instr reads one instruction, its nesting not looked at.
func (r *reader) instr() Instr {
	in := Instr{Pos: r.pos}
	in.Op = Op(r.byte()) // not in the literal: Go leaves open which of the two it evaluates first
	switch in.Op {
	case prefixMisc, prefixSIMD, prefixAtomic:
		sub := r.u32()
		if sub > 0xFFFF {
			r.unsupported(in.Pos, "opcode %#x %#x", byte(in.Op), sub)
			return in
		}
		in.Op = in.Op<<16 | Op(sub)
	}
	start := r.pos
	if r.err == nil && !r.immediates(in.Op) {
		r.unsupported(in.Pos, "opcode %v", in.Op)
	}
	in.End = r.pos
	in.Imm = r.since(start)
	return in
}

// immediates passes over what follows an opcode; false when the opcode is not known.
func (r *reader) immediates(op Op) bool {
	switch op.immediates() {
	case immNone:
	case immIndex:
		r.u32()
	case immIndex2:
		r.u32()
		r.u32()
	case immBlock:
		r.blockType()
	case immMem:
		r.memArg()
	case immMemLane:
		r.memArg()
		r.byte()
	case immLabels:
		for n := r.count("labels"); n >= 0 && r.err == nil; n-- {
			r.u32()
		}
	case immTypes:
		for n := r.count("types"); n > 0 && r.err == nil; n-- {
			r.valType()
		}
	case immRef:
		r.refType()
	case immI32:
		r.signed(32)
	case immI64:
		r.signed(64)
	case immMemory:
		r.memoryIndex()
	case immMemory2:
		r.memoryIndex()
		r.memoryIndex()
	case immDataMemory:
		r.u32()
		r.memoryIndex()
	case immByte:
		r.byte()
	case imm4:
		r.bytes(4)
	case imm8:
		r.bytes(8)
	case imm16:
		r.bytes(16)
	default:
		return false
	}
	return true
}

// blockType reads a type index, or one of the short forms, which are negative numbers.
func (r *reader) blockType() {
	start := r.pos
	t := r.signed(33)
	if r.err == nil && t < 0 && t != -0x40 && !(t >= -0x40 && ValType(t&0x7F).valid()) {
		r.unsupported(start, "block type %#x", t&0x7F)
	}
}

// memArg reads alignment and offset. Bit 6 of the alignment announces a memory index.
func (r *reader) memArg() {
	start := r.pos
	if align := r.u32(); align >= 64 {
		r.unsupported(start, "memory operand with alignment flags %#x", align)
	}
	r.u32()
}

func (r *reader) memoryIndex() {
	start := r.pos
	if b := r.byte(); r.err == nil && b != 0 {
		r.unsupported(start, "memory index %#x", b)
	}
}

// balanced checks that code closes every block it opens and none that it did not open.
func balanced(code []byte) error {
	r := reader{buf: code}
	return r.walk(0, func(Instr) error { return nil })
}
