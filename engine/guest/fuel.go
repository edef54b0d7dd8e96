package guest

import (
	"slices"

	"github.com/wjs-run/wjs/engine/editor"
)

// The guest counts its work down in one global, and asks the host to go on when
// it comes to its end. One unit is
//
//   - one call or jump of QuickJS's interpreter, and
//   - 16 bytes of the bytecode that is called, or jumped back over,
//   - one turn of any other loop of the guest, but for the bounded ones of
//     quickenProperties,
//   - 64 bytes of a bulk copy or fill.
//
// The same program on the same input spends the same everywhere. Counting every
// instruction of the bytecode would be simpler to tell, and was measured to cost
// loops a fifth of their time. What lies between two of the interpreter's polls
// is bounded nevertheless: code runs longer only by being called or by jumping
// back.
const (
	// Refill is what the countdown starts from anew: how much may happen between
	// two polls.
	Refill = 20000
	// Soft is what is left of the countdown when the interpreter asks, at a place
	// where it can throw. A loop of a builtin, where the host can only end the
	// isolate, asks at 0.
	Soft = 4000
)

// bulkChunk is how many bytes are copied or filled between two looks at the
// countdown.
const bulkChunk = 1 << 16

// addFuel lets all code count down.
func (l *linker) addFuel() {
	fuel := l.m.AddGlobal(i32, true, editor.ConstI32(Refill))
	l.fuel = fuel
	// The host answers by returning, or ends the isolate by unwinding the call.
	poll := l.fn(nil, nil, nil, editor.NewAsm().
		I32Const(0).I64Const(0).I32Const(CodePoll).I32Const(0).Call(fnHostImport).Drop())
	copyChunks, fillChunks := l.addBulk(fuel, poll)
	charge := editor.NewAsm().
		GlobalGet(fuel).I32Const(-1).I32Add().GlobalSet(fuel).
		GlobalGet(fuel).I32Const(0).I32LeS().If().Call(poll).End().Bytes()
	l.fail(l.m.RewriteBodies(func(fn uint32, body []byte) ([]byte, error) {
		if fn == poll || fn == copyChunks || fn == fillChunks {
			return body, nil
		}
		body, err := l.chargeLoops(fn, body, charge)
		if err != nil {
			return nil, err
		}
		body, err = editor.Replace(body, func(in editor.Instr) []byte {
			switch in.Op {
			case editor.OpMemoryCopy:
				return editor.NewAsm().Call(copyChunks).Bytes()
			case editor.OpMemoryFill:
				return editor.NewAsm().Call(fillChunks).Bytes()
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		return l.pollByFuel(fn, body, fuel)
	}))
	l.export(ExportFuel, editor.KindGlobal, fuel)
}

// chargeLoops inserts charge into all loops but the one in which the interpreter
// goes from instruction to instruction.
func (l *linker) chargeLoops(fn uint32, body, charge []byte) ([]byte, error) {
	free := -1
	if fn == fnInterpreter {
		code, err := instructions(body)
		if err != nil {
			return nil, err
		}
		loop, _ := dispatch(code)
		if l.expect(loop >= 0, "no dispatch in the interpreter"); loop >= 0 {
			free = code[loop].Pos
		}
	}
	return editor.Replace(body, func(in editor.Instr) []byte {
		if in.Op != editor.OpLoop || in.Pos == free {
			return nil
		}
		l.img.Loops++
		return slices.Concat(body[in.Pos:in.End], charge)
	})
}

// addBulk appends memory.copy and memory.fill in chunks: one instruction over
// hundreds of megabytes would hold up the deadline and Go's garbage collector.
func (l *linker) addBulk(fuel, poll uint32) (copyChunks, fillChunks uint32) {
	const to, from, n, chunk = 0, 1, 2, 3
	params, locals := []editor.ValType{i32, i32, i32}, []editor.ValType{i32}
	spend := func() []byte {
		return editor.NewAsm().
			LocalGet(n).I32Const(bulkChunk).LocalGet(n).I32Const(bulkChunk).I32LtU().Select().LocalSet(chunk).
			GlobalGet(fuel).LocalGet(chunk).I32Const(6).I32ShrU().I32Sub().GlobalSet(fuel).
			GlobalGet(fuel).I32Const(0).I32LeS().If().Call(poll).End().Bytes()
	}
	step := func(local uint32) []byte {
		return editor.NewAsm().LocalGet(local).LocalGet(chunk).I32Add().LocalSet(local).Bytes()
	}
	// Where the areas overlap the order matters: from the end when copying up.
	copyChunks = l.fn(params, nil, locals, editor.NewAsm().
		LocalGet(to).LocalGet(from).I32Sub().LocalGet(n).I32LtU().If().
		Loop().LocalGet(n).I32Eqz().If().Return().End().
		Raw(spend()).
		LocalGet(n).LocalGet(chunk).I32Sub().LocalSet(n).
		LocalGet(to).LocalGet(n).I32Add().LocalGet(from).LocalGet(n).I32Add().LocalGet(chunk).MemoryCopy().
		Br(0).End().
		End().
		Loop().LocalGet(n).I32Eqz().If().Return().End().
		Raw(spend()).
		LocalGet(to).LocalGet(from).LocalGet(chunk).MemoryCopy().
		Raw(step(to)).Raw(step(from)).LocalGet(n).LocalGet(chunk).I32Sub().LocalSet(n).
		Br(0).End())
	fillChunks = l.fn(params, nil, locals, editor.NewAsm().
		Loop().LocalGet(n).I32Eqz().If().Return().End().
		Raw(spend()).
		LocalGet(to).LocalGet(from).LocalGet(chunk).MemoryFill().
		Raw(step(to)).LocalGet(n).LocalGet(chunk).I32Sub().LocalSet(n).
		Br(0).End())
	return copyChunks, fillChunks
}
