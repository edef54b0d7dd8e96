package engine

import (
	"encoding/binary"

	"github.com/wjs-run/wjs/engine/guest"
)

// AsyncCaller is what waits for the function that runs: a function that is
// suspended in an await, or a combination of promises.
type AsyncCaller struct {
	Function Value // borrowed; undefined for a combination
	File     string
	Line     int // as the engine counts
	Column   int

	Combination string // "all", "allSettled" or "any"
	Index       int    // of the promise in it
}

// AsyncCallers follows the promises from the asynchronous function that the
// current job resumed to whoever waits for it, and on, for at most so many
// callers. It finds none where the stack begins with anything else, or where
// several wait. It runs no code of the program.
func (iso *Isolate) AsyncCallers(most int) (list []AsyncCaller) {
	promise := iso.promiseOfFrame(iso.resumedFrame())
	for steps := 0; len(list) < most && steps < 4*most; steps++ {
		reaction, rejection := iso.onlyReaction(promise)
		if reaction == 0 {
			break
		}
		handler := Value(iso.load64(reaction + guest.ReactionHandler))
		data := iso.load32(handler.ptr() + guest.ObjectPayload)
		frame := uint32(0)
		switch iso.Class(handler) {
		case guest.ClassAsyncFunctionResolve:
			frame = data + guest.AsyncFrame
		case guest.ClassNativeFunctionData:
			if generator := Value(iso.load64(data + guest.FunctionData)); iso.Class(generator) == guest.ClassAsyncGenerator {
				frame = iso.load32(generator.ptr()+guest.ObjectPayload) + guest.AsyncGeneratorFrame
			}
		}
		if frame != 0 {
			caller, ok := iso.suspended(frame)
			if !ok {
				break
			}
			list = append(list, caller)
			promise = iso.promiseOfFrame(frame)
			continue
		}
		if combined, index, ok := iso.combination(reaction, rejection, &promise); ok {
			list = append(list, AsyncCaller{Function: Undefined, Combination: combined, Index: index})
			continue
		}
		if next := iso.resolvedBy(handler); !next.IsUndefined() { // a promise resolved with this one
			promise = next
			continue
		}
		promise = iso.resolvedBy(Value(iso.load64(reaction + guest.ReactionResolve)))
	}
	return list
}

// resumedFrame is the frame with which the current job began, if a function of
// JavaScript did.
func (iso *Isolate) resumedFrame() (first uint32) {
	for at, n := iso.load32(iso.runtime+guest.RuntimeFrame), 0; at != 0; at, n = iso.load32(at+guest.FramePrevious), n+1 {
		fn := Value(iso.load64(at + guest.FrameFunction))
		if iso.Class(fn) == guest.ClassNativeFunction && iso.load32(fn.ptr()+guest.NativeFunction) == iso.engine.image.Microtasks {
			return first
		}
		if first = at; n == maxFrames {
			return 0
		}
	}
	return first
}

// maxFrames bounds the walk over a stack: behind so many no more are shown.
const maxFrames = 128

// promiseOfFrame is the promise that the asynchronous function of a frame will
// settle, borrowed, or undefined.
func (iso *Isolate) promiseOfFrame(frame uint32) Value {
	if frame < 1<<10 {
		return Undefined
	}
	switch iso.asyncKind(Value(iso.load64(frame + guest.FrameFunction))) {
	case asyncFunction:
		return iso.resolvedBy(Value(iso.load64(frame - guest.AsyncFrame + guest.AsyncResolve)))
	case asyncGenerator:
		data := frame - guest.AsyncGeneratorFrame
		request := iso.load32(data + guest.AsyncGeneratorQueue + 4) // list_head.next
		if request == data+guest.AsyncGeneratorQueue {
			return Undefined
		}
		return Value(iso.load64(request + guest.AsyncRequestPromise))
	}
	return Undefined
}

// What asyncKind tells, by QuickJS's numbers.
const (
	asyncFunction  = 2
	asyncGenerator = 3
)

// asyncKind is the kind of an asynchronous function, of which a module may be
// one, or 0.
func (iso *Isolate) asyncKind(fn Value) uint32 {
	switch iso.Class(fn) {
	case guest.ClassFunction, guest.ClassAsyncFunction, guest.ClassAsyncGeneratorFunction:
		kind := iso.load32(iso.load32(fn.ptr()+guest.ObjectPayload)+guest.BytecodeFlags) >> 5 & 3
		if kind >= asyncFunction {
			return kind
		}
	}
	return 0
}

// onlyReaction is the one reaction to fulfilment and that to rejection of a
// pending promise, or 0.
func (iso *Isolate) onlyReaction(promise Value) (fulfilled, rejected uint32) {
	if state, _, ok := iso.Promise(promise); !ok || state != Pending {
		return 0, 0
	}
	data := iso.load32(promise.ptr() + guest.ObjectPayload)
	only := func(head uint32) uint32 {
		first := iso.load32(head + 4)
		if first == head || first != iso.load32(head) {
			return 0
		}
		return first
	}
	return only(data + guest.PromiseReactions), only(data + guest.PromiseReactions + 8)
}

// combination recognises an element of Promise.all and its kin; promise becomes
// that of the whole.
func (iso *Isolate) combination(fulfilled, rejected uint32, promise *Value) (name string, index int, ok bool) {
	for _, reaction := range []uint32{fulfilled, rejected} {
		handler := Value(iso.load64(reaction + guest.ReactionHandler))
		if reaction == 0 || iso.Class(handler) != guest.ClassNativeFunctionData {
			continue
		}
		data := iso.load32(handler.ptr() + guest.ObjectPayload)
		head := iso.view(data+guest.FunctionDataLength, 4)
		if head == nil || head[0] != 5 {
			continue
		}
		whole := iso.settledBy(Value(iso.load64(data + guest.FunctionData + 3*8)))
		at, isInt := Value(iso.load64(data + guest.FunctionData + 8)).Int32()
		kind := binary.LittleEndian.Uint16(head[1:]) & 3
		if whole.IsUndefined() || !isInt || int(kind) >= len(combinations) {
			continue
		}
		*promise = whole
		return combinations[kind], int(at), true
	}
	return "", 0, false
}

// settledBy returns the promise, borrowed, that a function resolves or rejects.
func (iso *Isolate) settledBy(fn Value) Value {
	if iso.Class(fn) == guest.ClassPromiseRejectFunction {
		return Value(iso.load64(iso.load32(fn.ptr()+guest.ObjectPayload) + guest.FunctionPromise))
	}
	return iso.resolvedBy(fn)
}

// combinations are by QuickJS's numbers.
var combinations = [...]string{"all", "allSettled", "any"}

// suspended tells where a suspended function waits.
func (iso *Isolate) suspended(frame uint32) (c AsyncCaller, ok bool) {
	c.Function = Value(iso.load64(frame + guest.FrameFunction))
	if iso.asyncKind(c.Function) == 0 {
		return c, false
	}
	code := iso.load32(c.Function.ptr() + guest.ObjectPayload)
	pc := iso.load32(frame+guest.FrameCode) - iso.load32(code+guest.BytecodeBuffer) - 1
	c.Line, c.Column = position(
		iso.view(iso.load32(code+guest.BytecodePositions), iso.load32(code+guest.BytecodePositions-4)),
		int(int32(iso.load32(code+guest.BytecodeLine))), int(int32(iso.load32(code+guest.BytecodeLine+4))), pc)
	v, err := iso.result(iso.call(fnAtomToValue, uint64(iso.context), uint64(iso.load32(code+guest.BytecodeFile))))
	if err != nil {
		return c, false
	}
	c.File, ok = iso.String(v)
	iso.Free(v)
	return c, ok
}

// position looks a place in bytecode up in its table of positions: steps of the
// place, the line and the column, small ones of the first two in one byte.
func position(table []byte, line, column int, pc uint32) (int, int) {
	const first, base, span = 1, -1, 5
	at := uint32(0)
	for len(table) > 0 {
		op := int(table[0])
		table = table[1:]
		newLine := line
		if op == 0 {
			step, n := binary.Uvarint(table)
			if n <= 0 {
				break
			}
			lines, m := sleb(table[n:])
			if m <= 0 {
				break
			}
			at += uint32(step)
			newLine += lines
			table = table[n+m:]
		} else {
			at += uint32((op - first) / span)
			newLine += (op-first)%span + base
		}
		columns, n := sleb(table)
		if n <= 0 || pc < at {
			break
		}
		table = table[n:]
		line, column = newLine, column+columns
	}
	return line, column
}

// sleb reads a signed number as QuickJS writes it, and how long it is.
func sleb(b []byte) (int, int) {
	u, n := binary.Uvarint(b)
	v := uint32(u)
	return int(int32(v>>1 ^ -(v & 1))), n
}
