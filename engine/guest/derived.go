package guest

import "github.com/wjs-run/wjs/engine/editor"

// inlineDerived computes locals of the form base + constant, and the like, where
// they are read from instruction loop on, instead of once before. A compiler
// hoists such sums out of a loop to save an addition; wazero then carries each
// through the loop, in a register that it saves and restores with every turn.
//
// The local has to be set once, before loop, and its base never again once any
// loop around that place is entered: then both have one value from there on. That
// a local is set before it is read is taken for granted of compiled code.
func inlineDerived(body []byte, code []editor.Instr, loop int) ([]byte, error) {
	sets := map[uint32][]int{}
	for i, in := range code {
		if in.Op == editor.OpLocalSet || in.Op == editor.OpLocalTee {
			sets[in.U32()] = append(sets[in.U32()], i)
		}
	}
	derived := map[uint32]derivation{}
	for local, at := range sets {
		if len(at) != 1 || at[0] >= loop {
			continue
		}
		d, ok := derivedAt(code, at[0])
		if !ok {
			continue
		}
		limit := outermostLoop(code, at[0])
		for _, set := range sets[d.base()] {
			ok = ok && set < limit
		}
		if ok {
			derived[local] = d
		}
	}
	with := map[int][]byte{}
	for i := loop; i < len(code); i++ {
		d, ok := derived[code[i].U32()]
		if code[i].Op != editor.OpLocalGet || !ok {
			continue
		}
		// The constant becomes part of an offset, where one follows.
		if next := code[i+1]; d.isSum() && isLoad(next.Op) {
			align, offset := next.Mem()
			with[code[i].Pos] = editor.NewAsm().LocalGet(d.base()).Bytes()
			with[next.Pos] = editor.NewAsm().Mem(next.Op, align, offset+uint32(d[1].I32())).Bytes()
			continue
		}
		with[code[i].Pos] = body[d[0].Pos:d[len(d)-1].End]
	}
	return editor.Replace(body, func(in editor.Instr) []byte { return with[in.Pos] })
}

// derivation is a local.get and what is done to it: a constant and an operation,
// a wrap, or both.
type derivation []editor.Instr

func (d derivation) base() uint32 { return d[0].U32() }

// isSum reports whether it is a base plus a constant that can be an offset.
func (d derivation) isSum() bool {
	return len(d) == 3 && d[2].Op == editor.OpI32Add && d[1].I32() >= 0
}

// derivedAt returns the derivation before the local.set at i.
func derivedAt(code []editor.Instr, i int) (derivation, bool) {
	from := i - 1
	if from > 0 && code[from].Op == editor.OpI32WrapI64 {
		from--
	}
	if from > 1 && (code[from-1].Op == editor.OpI32Const || code[from-1].Op == editor.OpI64Const) {
		switch code[from].Op {
		case editor.OpI32Add, editor.OpI32And, editor.OpI64And, editor.OpI64ShrU:
			from -= 2
		}
	}
	if from < 0 || from == i-1 || code[from].Op != editor.OpLocalGet {
		return nil, false
	}
	return code[from:i], true
}

// outermostLoop returns the first loop around instruction i, or i.
func outermostLoop(code []editor.Instr, i int) int {
	for j := range i {
		if code[j].Op == editor.OpLoop && closing(code, j) > i {
			return j
		}
	}
	return i
}

// closing returns the end of the block that opens at i.
func closing(code []editor.Instr, i int) int {
	for j := i + 1; j < len(code); j++ {
		if code[j].Op == editor.OpEnd && code[j].Depth == code[i].Depth {
			return j
		}
	}
	return len(code)
}

func isLoad(op editor.Op) bool { return op >= editor.OpI32Load && op < editor.OpI32Store }
