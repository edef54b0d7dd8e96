package hostcalls

import (
	"sync"
	"sync/atomic"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/reactor"
)

func release(kept []*Buffer) {
	for _, b := range kept {
		b.release()
	}
}

// pending is what an op in flight holds of the guest.
type pending struct {
	env   *Env
	req   engine.Value
	frame engine.Value // the async context in which the op was called
	kept  []*Buffer
	freed atomic.Bool
	work  bool // it counts as an op of Work in flight
	bytes uint64
}

// hold keeps the request object and the buffers of the call until finish or
// drop.
func (c *Call) hold(req engine.Value) *pending {
	p := &pending{env: c.env, req: c.env.iso.Dup(req), frame: c.env.iso.Dup(c.env.frame), kept: c.kept}
	c.kept = nil
	return p
}

// free gives everything back, once. It belongs to the goroutine that owns the
// isolate.
func (p *pending) free() {
	if p.freed.Swap(true) {
		return
	}
	if p.work {
		p.env.working--
		p.env.copied -= p.bytes
	}
	release(p.kept)
	p.env.iso.Free(p.req)
	p.env.iso.Free(p.frame)
}

// drop is free for an operation that is given up, perhaps twice (as a request
// and as its completion) and perhaps by the worker that it was running on: what
// belongs to the guest goes back in a later turn of the loop. A loop that is
// closed has none, and its isolate is closed next.
func (p *pending) drop() { _ = p.env.loop.PostTask(giveBack{p}) }

type giveBack struct{ p *pending }

func (g giveBack) Run() {
	g.p.free()
	g.p.env.resume()
}
func (g giveBack) Drop() {}

// finish enters JavaScript with the result of an op: the completion phase of
// the loop calls it.
func finish[R any](p *pending, r R, err error) {
	e := p.env
	result := engine.Undefined
	if err == nil {
		result, err = encode(e, &r)
	}
	problem := engine.Null
	if err != nil {
		result = engine.Undefined
		problem, err = e.NewError(err)
	}
	if err == nil {
		e.iso.Free(e.Enter(RootComplete, p.req, problem, result, p.frame))
	}
	e.iso.Free(result)
	e.iso.Free(problem)
	p.free()
	e.Check(err)
	e.resume()
}

// dropper is a result that owns something of Go when nobody takes it.
type dropper interface{ drop() }

func dropResult[R any](r R) {
	if d, ok := any(r).(dropper); ok {
		d.drop()
	}
}

// runWork runs the second step of a Work op: at once, or on the pool when a
// request object stands behind the n arguments.
func runWork[R any](c *Call, n int, f func() (func() (R, error), error)) (engine.Value, error) {
	req, async := c.request(n)
	if !async {
		c.Pace().Did(perWork)
		work, err := f()
		if err != nil {
			return engine.Undefined, err
		}
		r, err := work()
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	}
	if c.env.loop == nil {
		return engine.Undefined, errNoLoop
	}
	work, err := f()
	if refused := err; refused != nil { // it comes through the request like every other error
		work = func() (R, error) { var r R; return r, refused }
	}
	c.announce(req)
	weight := c.weight()
	p, turns := c.hold(req), c.turns
	var (
		r    R
		fail error
	)
	done := func() { finish(p, r, fail) }
	drop := func() {
		if fail == nil {
			dropResult(r)
		}
		p.drop()
	}
	run := func() { r, fail = work() }
	if loop := c.env.loop; turns == nil {
		_, err = loop.Work(requestKind(c.op), nil, run, done, drop)
	} else {
		_, err = loop.Work(requestKind(c.op), nil, run, func() { (&delayed{loop, *turns, done, drop}).Run() }, drop)
	}
	if err != nil {
		p.free()
		return engine.Undefined, err
	}
	p.work, p.bytes = true, weight
	c.env.working++
	c.env.copied += weight
	return engine.Undefined, nil
}

// announce tells async_hooks of a request that begins.
func (c *Call) announce(req engine.Value) {
	e := c.env
	if e.roots[RootRequest].IsUndefined() {
		return
	}
	name, err := e.iso.NewString(c.op.binding)
	if err != nil {
		return
	}
	defer e.iso.Free(name)
	v, err := e.CallRoot(RootRequest, req, name)
	e.iso.Free(v)
	e.Check(err)
}

// delayed is a completion that comes so many turns of the loop later.
type delayed struct {
	loop      *reactor.Loop
	turns     int
	run, drop func()
}

func (d *delayed) Run() {
	if d.turns--; d.turns < 0 {
		d.run()
	} else if d.loop.PostTask(d) != nil {
		d.drop()
	}
}

func (d *delayed) Drop() { d.drop() }

// Completion ends an Async op. Resolve, Reject and Do may be called from any
// goroutine; the first of them counts, the others report false.
type Completion[R any] struct {
	p     *pending
	owner *reactor.Handle

	mu     sync.Mutex
	req    *reactor.Request
	early  reactor.Task // came before the request had begun
	done   bool
	cancel func()
}

// Own makes the op a request of the handle, so that it keeps the loop alive
// only while the handle is ref'd. It must be called before the op returns.
func (d *Completion[R]) Own(h *reactor.Handle) { d.owner = h }

// OnDrop sets what runs, on the goroutine that owns the isolate, when the op is
// given up because its handle or the isolate is closed. It must be called
// before the op returns.
func (d *Completion[R]) OnDrop(f func()) { d.cancel = f }

// Resolve ends the op with a result.
func (d *Completion[R]) Resolve(r R) bool { return d.end(&ending[R]{d: d, r: r}) }

// Reject ends the op with an error.
func (d *Completion[R]) Reject(err error) bool { return d.end(&ending[R]{d: d, err: err}) }

func (d *Completion[R]) end(t *ending[R]) bool {
	d.mu.Lock()
	if d.done {
		d.mu.Unlock()
		dropResult(t.r)
		return false
	}
	d.done = true
	if d.req == nil {
		d.early = t
		d.mu.Unlock()
		return true
	}
	d.mu.Unlock()
	if !d.req.CompleteTask(t) {
		dropResult(t.r)
		return false
	}
	return true
}

// ending is the completion as a task of the loop.
type ending[R any] struct {
	d   *Completion[R]
	r   R
	err error
}

func (t *ending[R]) Run() { finish(t.d.p, t.r, t.err) }

func (t *ending[R]) Drop() {
	dropResult(t.r)
	t.d.p.drop()
}

func runAsync[R any](c *Call, n int, f func(*Completion[R]) error) (engine.Value, error) {
	req, ok := c.request(n)
	if !ok {
		return engine.Undefined, &TypeError{Message: c.Name() + " needs a request object", Code: "ERR_INVALID_ARG_TYPE"}
	}
	if c.env.loop == nil {
		return engine.Undefined, errNoLoop
	}
	d := &Completion[R]{p: c.hold(req)}
	if err := f(d); err != nil {
		d.Reject(err)
	}
	r, err := c.env.loop.Begin(requestKind(c.op), d.owner, func() {
		if d.cancel != nil {
			d.cancel()
		}
		d.p.drop()
	})
	if err != nil {
		if d.cancel != nil {
			d.cancel()
		}
		d.mu.Lock()
		d.done = true
		early := d.early
		d.mu.Unlock()
		if early != nil {
			early.Drop()
		}
		d.p.free()
		return engine.Undefined, err
	}
	d.mu.Lock()
	d.req = r
	early := d.early
	d.mu.Unlock()
	if early != nil {
		r.CompleteTask(early)
	}
	return engine.Undefined, nil
}

// requestKind names the request as process.getActiveResourcesInfo shows it.
func requestKind(o *op) string {
	switch o.binding {
	case "fs":
		return "FSReqCallback"
	case "dns":
		return "GetAddrInfoReqWrap"
	}
	return o.binding + "." + o.name
}

// Check ends the run when err is the death of the isolate. Anything that
// JavaScript throws has been dealt with in JavaScript by then.
func (e *Env) Check(err error) {
	if err == nil {
		return
	}
	if t, ok := err.(*engine.ThrownError); ok {
		e.iso.Free(t.Value)
		return
	}
	if e.loop != nil {
		e.loop.Fail(err)
	}
}
