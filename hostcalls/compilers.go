package hostcalls

import (
	"context"
	"runtime"
)

// A compiler cannot be interrupted, or not at once, and a program can be written
// so that compiling it takes long. So compilers run on goroutines of their own,
// and an isolate that is ended waits for none. Each needs one of the places, for
// all isolates: half of the processors are left to programs that run.
var places = func() chan struct{} {
	n := max(1, runtime.GOMAXPROCS(0)/2)
	ch := make(chan struct{}, n)
	for range n {
		ch <- struct{}{}
	}
	return ch
}()

func leave() { places <- struct{}{} }

// Compile runs compiler when there is a place and returns what it returns. It
// polls meanwhile, with the isolate's Poll, and does not return if that does not:
// the context of the compiler ends then, and drop gets what it has returned.
func Compile[R any](poll func(), compiler func(context.Context) R, drop func(R)) R {
	Await(poll, places)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan R)
	go func() {
		defer leave()
		r := compiler(ctx)
		select {
		case done <- r:
		case <-ctx.Done():
			drop(r)
		}
	}()
	return Await(poll, done)
}

// compileLater runs compiler when there is a place and ends the op with what it
// returns. An isolate compiles one program at a time so: who else wants a place
// waits behind one of its programs, not behind all. The op counts as one of Work.
func compileLater[R any](c *Call, done *Completion[R], compiler func(context.Context) (R, error)) {
	e, p := c.env, done.p
	p.work, p.bytes = true, c.weight()
	e.working++
	e.copied += p.bytes
	ctx, cancel := context.WithCancel(context.Background())
	done.OnDrop(cancel)
	turn := e.compiles
	go func() {
		defer cancel()
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return
		}
		select {
		case <-places:
			defer leave()
		case <-ctx.Done():
			return
		}
		if r, err := compiler(ctx); err != nil {
			done.Reject(err)
		} else {
			done.Resolve(r)
		}
	}()
}
