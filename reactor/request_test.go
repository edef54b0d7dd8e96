package reactor_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

// tracedTask says which of its ends it came to.
type tracedTask struct {
	x    *trace
	name string
}

func (k tracedTask) Run()  { k.x.say(k.name) }
func (k tracedTask) Drop() { k.x.say("drop-" + k.name) }

func TestCompleteExactlyOnce(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	r := must(x.Begin("R", nil, x.saying("onDrop")))
	if !r.Pending() {
		t.Error("a fresh request is not pending")
	}
	if !r.Complete(x.saying("first")) {
		t.Error("the first completion was refused")
	}
	if r.CompleteTask(tracedTask{x, "second"}) {
		t.Error("a second completion was accepted while the first was queued")
	}
	check(t, x.Run(bg), nil)
	if r.Complete(x.saying("third")) {
		t.Error("a completion was accepted after the request ended")
	}
	if r.Cancel() {
		t.Error("a request that ended was cancelled")
	}
	check(t, x.Run(bg), nil)
	x.wants(t, "first")
}

func TestCompleteNil(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	must(x.Begin("R", nil, nil)).Complete(nil)
	check(t, x.Run(bg), nil)
	if n := x.Stats().Pending; n != 0 {
		t.Errorf("%d requests pending, want none", n)
	}
}

func TestCompleteRace(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	const requests, rivals = 50, 4
	var accepted, ran atomic.Int32
	var wg sync.WaitGroup
	for range requests {
		r := must(x.Begin("R", nil, nil))
		for range rivals {
			wg.Go(func() {
				if r.Complete(func() { ran.Add(1) }) {
					accepted.Add(1)
				}
			})
		}
	}
	check(t, x.Run(bg), nil)
	wg.Wait()
	if accepted.Load() != requests || ran.Load() != requests {
		t.Errorf("accepted %d, ran %d, want %d each", accepted.Load(), ran.Load(), requests)
	}
}

func TestCancel(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(x *trace, r *reactor.Request)
		want string
	}{
		{"before completion", func(x *trace, r *reactor.Request) {
			x.say(fmt.Sprint(r.Cancel()))
			x.say(fmt.Sprint(r.CompleteTask(tracedTask{x, "late"})))
		}, "onDrop true false"},
		{"after completion, before its turn", func(x *trace, r *reactor.Request) {
			r.CompleteTask(tracedTask{x, "done"})
			x.say(fmt.Sprint(r.Cancel()))
		}, "drop-done onDrop true"},
		{"twice", func(x *trace, r *reactor.Request) {
			x.say(fmt.Sprint(r.Cancel()))
			x.say(fmt.Sprint(r.Cancel()))
		}, "onDrop true false"},
		{"by the owner handle", func(x *trace, r *reactor.Request) {
			h := x.NewHandle("h")
			must(x.Begin("R", h, x.saying("one")))
			must(x.Begin("R", h, x.saying("two")))
			r.Cancel()
			h.Close(x.saying("closed"))
			x.say(fmt.Sprint(h.CancelPending(), h.Pending()))
		}, "onDrop one two 2 0 closed"},
		{"in the poll that would complete it", func(x *trace, r *reactor.Request) {
			x.Post(func() { r.Cancel() }) // ready before it
			r.CompleteTask(tracedTask{x, "done"})
		}, "drop-done onDrop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTrace(t, reactor.Options{})
			c.do(x, must(x.Begin("R", nil, x.saying("onDrop"))))
			check(t, x.Run(bg), nil)
			x.wants(t, c.want)
			if n := x.Stats().Pending; n != 0 {
				t.Errorf("%d requests pending, want none", n)
			}
		})
	}
}

func TestMaxPending(t *testing.T) {
	x := newTrace(t, reactor.Options{MaxPending: 2})
	a := must(x.Begin("R", nil, nil))
	b := must(x.Begin("R", nil, nil))
	_, err := x.Begin("R", nil, nil)
	check(t, err, reactor.ErrTooManyPending)
	_, err = x.Work("W", nil, func() { t.Error("ran beyond the quota") }, nil, nil)
	check(t, err, reactor.ErrTooManyPending)
	a.Cancel()
	a = must(x.Begin("R", nil, nil))
	// The completion finds its own place free.
	a.Complete(func() { _, err = x.Begin("R", nil, nil) })
	b.Complete(nil)
	must(x.RunNoWait())
	check(t, err, nil)
}

func TestHandleCountsOnlyWhileActiveAndRefd(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	h := x.NewHandle("h")
	alive := func(want bool, when string) {
		t.Helper()
		if x.Alive() != want {
			t.Errorf("alive %v %s", !want, when)
		}
	}
	alive(false, "with a handle not started")
	h.Start()
	h.Start()
	alive(true, "with a started handle")
	h.Unref()
	h.Unref()
	alive(false, "with an unref'd handle")
	h.Ref()
	h.Stop()
	alive(false, "with a stopped handle")
	r := must(x.Begin("R", h, nil))
	alive(true, "with a request")
	h.Unref()
	alive(false, "with a request of an unref'd handle")
	s := must(x.Begin("R", h, nil))
	alive(false, "with two requests of an unref'd handle")
	h.Ref()
	h.Ref()
	r.Cancel()
	alive(true, "with one request left")
	s.Cancel()
	alive(false, "with no request left")
	h.Start()
	if !h.Close(nil) || h.Close(nil) {
		t.Error("a handle closes once")
	}
	h.Start()
	alive(true, "with a closing handle")
	if _, err := x.Begin("R", h, nil); !errors.Is(err, reactor.ErrClosed) {
		t.Errorf("Begin on a closed handle: %v", err)
	}
	check(t, x.Run(bg), nil)
	alive(false, "with a closed handle")
	if n := x.Stats().Handles; n != 0 {
		t.Errorf("%d handles, want none", n)
	}
}

func TestActive(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	srv, tty := x.NewHandle("TCPServerWrap"), x.NewHandle("TTYWrap")
	tty.Unref()
	must(x.Begin("FSReqCallback", nil, nil))
	must(x.Begin("ReadWrap", tty, nil))
	must(x.Begin("FSReqPromise", nil, nil))
	srv.Start()
	x.NewHandle("Idle")
	var got []string
	for _, a := range x.Active() {
		got = append(got, fmt.Sprintf("%s:%v:%v:%v", a.Kind, a.Request, a.Active, a.Ref))
	}
	want := "FSReqCallback:true:true:true ReadWrap:true:true:false FSReqPromise:true:true:true " +
		"TCPServerWrap:false:true:true TTYWrap:false:true:false Idle:false:false:true"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestStats(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	x.NewHandle("h")
	r := must(x.Begin("R", nil, nil))
	x.Post(nil)
	x.Post(nil)
	s := x.Stats()
	if s.Pending != 1 || s.Handles != 1 || s.Queued != 2 || s.Turns != 0 {
		t.Errorf("before: %+v", s)
	}
	must(x.RunNoWait())
	done := make(chan error)
	go func() { done <- x.Run(bg) }()
	waitParked(t, x.Loop)
	x.clock.Advance(5 * time.Second)
	if idle := x.Stats().Idle; idle != 5*time.Second {
		t.Errorf("idle %v while asleep, want 5s", idle)
	}
	r.Complete(nil)
	check(t, <-done, nil)
	s = x.Stats()
	if s.Pending != 0 || s.Queued != 0 || s.Turns != 2 || s.Events != 3 || s.EventsWaiting != 2 || s.Idle != 5*time.Second {
		t.Errorf("after: %+v", s)
	}
}

// waitParked returns when the loop sleeps in its poll.
func waitParked(t *testing.T, l *reactor.Loop) {
	t.Helper()
	until(t, "the loop sleeps", func() bool { return reactor.Parked(l) })
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
		runtime.Gosched()
		time.Sleep(50 * time.Microsecond)
	}
}
