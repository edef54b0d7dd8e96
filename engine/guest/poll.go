package guest

import "github.com/wjs-run/wjs/engine/editor"

// Offsets into JSContext and JSFunctionBytecode.
const (
	// JSContext's own countdown counts calls and jumps, ten thousand at a time,
	// however long the code between them.
	contextInterrupts = 272
	bytecodeLength    = 24
)

// Locals of the interpreter where it jumps.
const (
	localNewPC = 6 // or the distance, where the sum is not formed yet
	localOldPC = 10
)

// bytesPerUnit is, as a power of two, how much bytecode costs one unit of fuel.
const bytesPerUnit = 4

// pollByFuel makes the places where QuickJS counts calls and jumps spend fuel
// and look at it instead. Its code there reads
//
//	context, context, load, tee old, 1, sub, store … old, 1, le
//
// and becomes: spend, set old to what is left … old, Soft + 1, le.
func (l *linker) pollByFuel(fn uint32, body []byte, fuel uint32) ([]byte, error) {
	var code []editor.Instr
	with := map[int][]byte{}
	jumps, calls, entries := 0, 0, 0
	old, compared := -1, true
	err := editor.Walk(body, func(in editor.Instr) error {
		code = append(code, in)
		n := len(code) - 5
		switch {
		case n > 5 && isCountdown(code[n:]):
			l.expect(compared, "a poll without its comparison")
			left := code[n+1].U32()
			spend := editor.NewAsm().Drop().GlobalGet(fuel).I32Const(1).I32Sub()
			if fn == fnInterpreter && code[n-3].Op == editor.OpLocalSet && code[n-3].U32() == localNewPC {
				spend.Raw(jumpCost(left, code[n-4].Op == editor.OpEnd))
				jumps++
			} else {
				calls++
			}
			with[code[n].Pos] = spend.LocalTee(left).GlobalSet(fuel).Bytes()
			with[code[n+1].Pos], with[code[n+2].Pos], with[code[n+3].Pos] = []byte{}, []byte{}, []byte{}
			with[in.Pos] = editor.NewAsm().Drop().Bytes()
			old, compared = int(left), false
		case !compared && n > 0 && in.Op == editor.OpI32LeS && code[n+2].Op == editor.OpLocalGet && code[n+2].U32() == uint32(old):
			with[code[n+3].Pos] = editor.NewAsm().I32Const(Soft + 1).Bytes()
			compared = true
		// Where the bytecode of a function that is called begins to be pc.
		case fn == fnInterpreter && entries == 0 && n > 0 && in.Op == editor.OpEnd &&
			code[n+3].Op == editor.OpI32Load && offsetOf(code[n+3]) == BytecodeBuffer && code[n+2].Op == editor.OpLocalGet:
			entries++
			load := body[code[n+3].Pos:code[n+3].End]
			with[code[n+3].Pos] = editor.NewAsm().Raw(load).
				GlobalGet(fuel).LocalGet(code[n+2].U32()).I32Load(bytecodeLength).I32Const(bytesPerUnit).I32ShrU().I32Sub().GlobalSet(fuel).
				Bytes()
		}
		return nil
	})
	if err != nil || len(with) == 0 {
		return body, err
	}
	l.expect(compared, "a poll without its comparison")
	if fn == fnInterpreter {
		l.expect(jumps == 7 && calls == 3 && entries == 1, "the interpreter polls elsewhere")
	}
	return editor.Replace(body, func(in editor.Instr) []byte { return with[in.Pos] })
}

// isCountdown reports whether code is load, tee, 1, sub, store of the countdown.
func isCountdown(code []editor.Instr) bool {
	return code[0].Op == editor.OpI32Load && offsetOf(code[0]) == contextInterrupts &&
		code[1].Op == editor.OpLocalTee && code[2].Op == editor.OpI32Const && code[3].Op == editor.OpI32Sub &&
		code[4].Op == editor.OpI32Store && offsetOf(code[4]) == contextInterrupts
}

// jumpCost adds, to what is on the stack, the cost of a jump back as a negative
// number.
func jumpCost(scratch uint32, summed bool) []byte {
	distance := editor.NewAsm().LocalGet(localNewPC)
	if summed {
		distance.LocalGet(localOldPC).I32Sub()
	}
	return distance.LocalTee(scratch).I32Const(bytesPerUnit).I32ShrS().
		LocalGet(scratch).I32Const(31).I32ShrS().I32And().I32Add().Bytes()
}

// offsetOf is the offset of a load or a store.
func offsetOf(in editor.Instr) uint32 {
	_, offset := in.Mem()
	return offset
}
