package hostcalls

import "github.com/wjs-run/wjs/engine"

// DefaultWorking is how many operations of a runtime the worker pool has at most
// at a time, queued there or running.
const DefaultWorking = 1024

// waiting are calls of Work ops that came when as many as may be were in flight,
// or when those had copied as much of the guest's memory as they may.
// Each is an array of the guest's, [op, async context, arguments…]: a program that
// begins operations without end, as Node.js lets it, fills its own memory, which
// has a limit, and not the host's. They are made in order as others end.
type waiting struct {
	calls []engine.Value
	next  int
}

// copiedShare is which part of the guest's memory limit the ops of Work in flight
// may take of the host's memory, but for the last that began.
const copiedShare = 16

// busy tells whether ops of Work have to wait for those in flight.
func (e *Env) busy() bool {
	return e.working >= e.maxWorking || e.copied > e.maxCopied
}

// weight is how much the arguments take, in bytes, when they are copied.
func (c *Call) weight() (n uint64) {
	for i := range c.args.Len() {
		v := c.args.At(i)
		if b, ok := c.env.iso.Bytes(v); ok {
			n += uint64(len(b))
		} else if s, ok := c.env.iso.View(v); ok {
			n += uint64(s.Len())
		}
	}
	return n
}

// mustWait tells whether the call, of a Work op, is one that has to wait.
func (e *Env) mustWait(c *Call) bool {
	if !e.busy() {
		return false
	}
	_, async := c.request(c.op.length - 1)
	return async
}

// waited ends a call that has to wait.
func (e *Env) waited(id int, c *Call) engine.Value {
	v, err := e.wait(id, c)
	e.depth--
	if err != nil {
		return e.Throw(err)
	}
	return v
}

// wait puts the call at the end of the queue.
func (e *Env) wait(id int, c *Call) (engine.Value, error) {
	values := make([]engine.Value, 0, 2+c.args.Len())
	values = append(values, engine.Int(int32(id)), e.iso.Dup(e.frame))
	for i := range c.args.Len() {
		values = append(values, e.iso.Dup(c.args.At(i)))
	}
	packed, err := e.iso.NewArray(values...)
	if err == nil {
		e.waiting.calls = append(e.waiting.calls, packed)
	}
	return engine.Undefined, err
}

// resume makes the calls that wait, as many as there is room for. It belongs
// where nothing of JavaScript runs.
func (e *Env) resume() {
	w := &e.waiting
	for w.next < len(w.calls) && !e.busy() && e.iso.Dead() == nil {
		packed := w.calls[w.next]
		w.next++
		if w.next == len(w.calls) {
			w.calls, w.next = w.calls[:0], 0
		} else if w.next > 1024 && w.next > len(w.calls)/2 {
			w.calls, w.next = w.calls[:copy(w.calls, w.calls[w.next:])], 0
		}
		var values []engine.Value
		e.iso.Elements(packed, func(v engine.Value) { values = append(values, v) })
		e.make(values)
		e.iso.Free(packed)
	}
}

// make makes one call that has waited. What refuses it is told to its request,
// since the program has long gone on.
func (e *Env) make(values []engine.Value) {
	id, _ := values[0].Int32()
	frame, args := values[1], engine.ArgsOf(values[2:]...)
	prior := e.frame
	e.frame = frame
	v, err := e.run(e.newCall(e.registry.ops[id], engine.Undefined, args))
	e.frame = prior
	e.iso.Free(v)
	if err == nil {
		return
	}
	problem, err := e.NewError(err)
	if err == nil {
		req := args.At(e.registry.ops[id].length - 1)
		e.iso.Free(e.Enter(RootComplete, req, problem, engine.Undefined, frame))
	}
	e.iso.Free(problem)
	e.Check(err)
}
