package guest

import (
	"encoding/binary"
	"slices"

	"github.com/wjs-run/wjs/engine/editor"
)

// Where the interpreter finds the handler of an opcode: a table of numbers, as
// many as a byte has values, from which two is taken.
const (
	opcodeTable = 84480
	opcodeFirst = 2
)

// localPC points to the instruction that runs, localOldPC behind its opcode.
const localPC = localNewPC

// quickenDispatch changes how the interpreter goes from one instruction of the
// bytecode to the next, so that wazero makes better machine code of it. What each
// change gains is in RATIONALE.md. The code of the place is
//
//	loop … pc, load8_u, tee opcode, 2, shl, table, add, load, 2, sub, br_table
func (l *linker) quickenDispatch() {
	body := l.m.Body(fnInterpreter)
	code, err := instructions(body)
	l.fail(err)
	loop, _ := dispatch(code)
	if loop < 0 {
		l.expect(false, "no dispatch in the interpreter")
		return
	}
	body, err = inlineDerived(body, code, loop)
	l.fail(err)
	code, err = instructions(body)
	l.fail(err)
	loop, jump := dispatch(code)
	if l.err != nil {
		return
	}
	with := map[int][]byte{
		code[loop].Pos: l.dispatchHead(body[code[loop].Pos:code[loop].End]),
		code[jump].Pos: l.dispatchJump(code[jump]),
	}
	l.expect(code[jump-8].Op == editor.OpLocalTee && code[jump-5].Op == editor.OpI32Const &&
		code[jump-5].I32() == opcodeTable && code[jump-2].I32() == opcodeFirst, "the interpreter looks opcodes up elsewhere")
	for _, in := range code[jump-7 : jump] {
		with[in.Pos] = []byte{}
	}
	body, err = editor.Replace(body, func(in editor.Instr) []byte { return with[in.Pos] })
	l.fail(err)
	l.fail(l.m.SetBody(fnInterpreter, body))
}

// dispatchHead is the loop that every instruction of the bytecode begins at.
//
// The call before it does nothing: but what wazero holds in registers where a
// loop is entered it restores for each turn, and a call leaves few of them.
//
// The guest carries two locals from turn to turn, pc and the byte behind it; one
// can be had from the other.
func (l *linker) dispatchHead(loop []byte) []byte {
	nothing := l.fn(nil, nil, nil, editor.NewAsm())
	return editor.NewAsm().Call(nothing).Raw(loop).
		LocalGet(localOldPC).I32Const(1).I32Sub().LocalSet(localPC).Bytes()
}

// dispatchJump is the br_table with the table of opcodes folded into it.
func (l *linker) dispatchJump(in editor.Instr) []byte {
	labels := in.Labels()
	last := len(labels) - 1
	var table []byte
	for _, d := range l.m.Data() {
		at, ok := d.Offset.I32()
		if skip := opcodeTable - int(at); ok && skip >= 0 && skip+4*256 <= len(d.Bytes) {
			table = d.Bytes[skip:]
		}
	}
	if table == nil {
		l.expect(false, "no table of opcodes in the guest's data")
		return nil
	}
	folded := make([]uint32, 256)
	for op := range folded {
		i := binary.LittleEndian.Uint32(table[4*op:]) - opcodeFirst
		folded[op] = labels[min(i, uint32(last))]
	}
	return editor.NewAsm().BrTable(folded, labels[last]).Bytes()
}

// dispatch finds the loop in which the interpreter goes from instruction to
// instruction, the last one before its large br_table, and that br_table.
func dispatch(code []editor.Instr) (loop, jump int) {
	jump = slices.IndexFunc(code, func(in editor.Instr) bool { return in.Op == editor.OpBrTable && in.U32() > 200 })
	for loop = jump; loop >= 0 && code[loop].Op != editor.OpLoop; loop-- {
	}
	return loop, jump
}

func instructions(body []byte) (code []editor.Instr, err error) {
	err = editor.Walk(body, func(in editor.Instr) error {
		code = append(code, in)
		return nil
	})
	return code, err
}
