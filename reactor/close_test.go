package reactor_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

// noLeak checks that the test ends with as many goroutines as it began with.
func noLeak(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		until(t, "goroutines are gone", func() bool { return runtime.NumGoroutine() <= before })
	})
}

func TestCloseDropsInOrder(t *testing.T) {
	x := newTrace(t, reactor.Options{MaxPerTurn: 1})
	h := x.NewHandle("h")
	first := must(x.Begin("R", h, x.saying("drop-first")))
	second := must(x.Begin("R", nil, x.saying("drop-second")))
	h.Close(x.saying("closed"))
	x.PostTask(tracedTask{x, "post"})
	x.PostTask(tracedTask{x, "snapshot"})
	must(x.RunNoWait()) // runs one, and leaves the other in the snapshot
	third := must(x.Begin("R", nil, x.saying("drop-third")))
	third.CompleteTask(tracedTask{x, "result"})
	x.DeferTask(tracedTask{x, "deferred"})
	x.ArmTimer(0)
	x.setImmediate()
	x.Close()
	x.Close()
	x.wants(t, "post drop-deferred drop-snapshot drop-result drop-third drop-first drop-second")

	for _, r := range []*reactor.Request{first, second, third} {
		if r.Complete(x.saying("late")) || r.Cancel() || r.Pending() {
			t.Error("a request outlived the loop")
		}
	}
	_, begin := x.Begin("R", nil, nil)
	_, work := x.Work("W", nil, func() {}, nil, nil)
	_, once := x.RunOnce(bg)
	for _, err := range []error{
		x.Run(bg), once, x.Do(x.saying("do")), x.Post(x.saying("p")), x.Defer(x.saying("d")), begin, work,
	} {
		check(t, err, reactor.ErrClosed)
	}
	late := x.NewHandle("late")
	late.Start()
	if !late.Closed() || late.Close(x.saying("closed")) || x.Alive() {
		t.Error("a closed loop made a handle that lives")
	}
	if s := x.Stats(); s.Pending != 0 || s.Handles != 0 || s.Queued != 0 {
		t.Errorf("left over: %+v", s)
	}
	check(t, x.Wait(bg), nil)
}

// Close from every state the loop can be in, by itself and by another goroutine.
func TestCloseInEveryState(t *testing.T) {
	live := func(x *trace) { x.NewHandle("h").Start() }
	for _, c := range []struct {
		name  string
		setup func(x *trace)
	}{
		{"in a post", func(x *trace) { x.Post(x.Close) }},
		{"in a deferred callback", func(x *trace) { x.Defer(x.Close) }},
		{"in the check phase", func(x *trace) { x.immediates = x.Close; x.setImmediate() }},
		{"in a closing callback", func(x *trace) {
			x.NewHandle("b").Close(x.saying("wrong"))
			x.NewHandle("a").Close(x.Close)
		}},
		{"in the timers hook on entry", func(x *trace) {
			x.timers = func(time.Duration) { x.Close() }
			x.ArmTimer(0)
			x.Post(x.saying("wrong"))
		}},
		{"in the timers hook after poll", func(x *trace) {
			x.timers = func(time.Duration) { x.Close() }
			x.Post(func() { x.ArmTimer(0) })
		}},
		{"in a completion", func(x *trace) {
			must(x.Begin("R", nil, x.saying("wrong"))).Complete(x.Close)
		}},
		{"in done of Work", func(x *trace) {
			must(x.Work("W", nil, func() {}, x.Close, x.saying("wrong")))
		}},
		{"on another goroutine while a callback runs", func(x *trace) {
			x.Post(func() {
				closed := make(chan bool)
				go func() { x.Close(); close(closed) }()
				<-closed // does not wait for us
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			noLeak(t)
			x := newTrace(t, reactor.Options{})
			live(x)
			must(x.Begin("R", nil, x.saying("dropped")))
			c.setup(x)
			check(t, x.Run(bg), reactor.ErrClosed)
			check(t, x.Wait(bg), nil)
			for _, what := range x.log {
				if what == "wrong" {
					t.Error("something ran after Close")
				}
			}
			if n := len(x.log); n == 0 || x.log[n-1] != "dropped" {
				t.Errorf("log %v, want the pending request dropped last", x.log)
			}
		})
	}

	t.Run("never run", func(t *testing.T) {
		noLeak(t)
		x := newTrace(t, reactor.Options{})
		x.Close()
		check(t, x.Wait(bg), nil)
	})
	t.Run("parked", func(t *testing.T) {
		noLeak(t)
		x := newTrace(t, reactor.Options{})
		live(x)
		done := make(chan error)
		go func() { done <- x.Run(bg) }()
		waitParked(t, x.Loop)
		x.Close()
		check(t, <-done, reactor.ErrClosed)
	})
	t.Run("parked for the real clock", func(t *testing.T) {
		noLeak(t)
		l := reactor.New(reactor.Options{})
		l.ArmTimer(time.Hour)
		done := make(chan error)
		go func() { done <- l.Run(bg) }()
		waitParked(t, l)
		l.Close()
		check(t, <-done, reactor.ErrClosed)
	})
	t.Run("in Do", func(t *testing.T) {
		noLeak(t)
		x := newTrace(t, reactor.Options{})
		check(t, x.Do(func() {
			must(x.Begin("R", nil, x.saying("dropped")))
			x.Close()
			x.say("still here")
		}), reactor.ErrClosed)
		x.wants(t, "still here dropped")
	})
	t.Run("in a drop", func(t *testing.T) {
		x := newTrace(t, reactor.Options{})
		r := must(x.Begin("R", nil, func() { x.say("one"); x.Close() }))
		must(x.Begin("R", nil, func() { x.say("two"); r.Cancel() }))
		x.Close()
		x.wants(t, "one two")
	})
	t.Run("work queued and running", func(t *testing.T) {
		noLeak(t)
		pool := reactor.NewPool(1, 0)
		x := newTrace(t, reactor.Options{Pool: pool})
		var mu sync.Mutex
		var log []string
		say := func(s string) func() {
			return func() { mu.Lock(); log = append(log, s); mu.Unlock() }
		}
		started, release := make(chan bool), make(chan bool)
		must(x.Work("W", nil, func() { close(started); <-release; say("ran")() }, say("wrong"), say("drop-running")))
		must(x.Work("W", nil, say("wrong"), say("wrong"), say("drop-queued")))
		<-started
		x.Close()
		ctx, cancel := context.WithTimeout(bg, time.Millisecond)
		defer cancel()
		check(t, x.Wait(ctx), context.DeadlineExceeded)
		if s := pool.Stats(); s.Queued != 0 || s.Running != 1 {
			t.Errorf("pool after Close: %+v", s)
		}
		close(release)
		check(t, x.Wait(bg), nil)
		pool.Close()
		x.log = log
		x.wants(t, "drop-queued ran drop-running")
	})
}

func TestContext(t *testing.T) {
	t.Run("ended before", func(t *testing.T) {
		x := newTrace(t, reactor.Options{})
		ctx, cancel := context.WithCancel(bg)
		cancel()
		x.Post(x.saying("post"))
		check(t, x.Run(ctx), context.Canceled)
		x.wants(t, "")
		check(t, x.Run(bg), nil)
		x.wants(t, "post")
	})
	t.Run("ends while parked", func(t *testing.T) {
		noLeak(t)
		x := newTrace(t, reactor.Options{})
		r := must(x.Begin("R", nil, nil))
		ctx, cancel := context.WithCancel(bg)
		done := make(chan error)
		go func() { done <- x.Run(ctx) }()
		waitParked(t, x.Loop)
		cancel()
		check(t, <-done, context.Canceled)
		r.Complete(x.saying("read"))
		check(t, x.Run(bg), nil)
		x.wants(t, "read")
	})
	t.Run("ends at a deadline", func(t *testing.T) {
		l := reactor.New(reactor.Options{})
		defer l.Close()
		l.NewHandle("h").Start()
		ctx, cancel := context.WithTimeout(bg, 2*time.Millisecond)
		defer cancel()
		check(t, l.RunUntil(ctx, func() bool { return false }), context.DeadlineExceeded)
	})
	t.Run("ends in a callback", func(t *testing.T) {
		x := newTrace(t, reactor.Options{})
		ctx, cancel := context.WithCancel(bg)
		x.Post(func() { cancel(); x.setImmediate() })
		x.Post(x.saying("post"))
		check(t, x.Run(ctx), context.Canceled)
		x.wants(t, "")
		check(t, x.Run(bg), nil)
		x.wants(t, "post immediates")
	})
	t.Run("ends while immediates spin", func(t *testing.T) {
		l := reactor.New(reactor.Options{Immediates: func() {}})
		defer l.Close()
		l.SetImmediatesPending(true)
		ctx, cancel := context.WithTimeout(bg, 2*time.Millisecond)
		defer cancel()
		check(t, l.Run(ctx), context.DeadlineExceeded)
	})
	t.Run("races with a wake-up", func(t *testing.T) {
		x := newTrace(t, reactor.Options{})
		x.NewHandle("h").Start()
		posted := 0
		for range 300 {
			ctx, cancel := context.WithCancel(bg)
			go cancel()
			go x.Post(func() { posted++ })
			check(t, x.Run(ctx), context.Canceled)
		}
		ctx, cancel := context.WithTimeout(bg, 10*time.Second)
		defer cancel()
		check(t, x.RunUntil(ctx, func() bool { return posted == 300 }), nil)
	})
}

// Whoever posts either has its task run or dropped, or learns that it was
// refused; and never more than one of these.
func TestNothingPostedIsLost(t *testing.T) {
	noLeak(t)
	for round := range 30 {
		l := reactor.New(reactor.Options{})
		l.NewHandle("h").Start()
		var ran, dropped, refused, total atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 200 {
					total.Add(1)
					err := l.PostTask(countTask{&ran, &dropped})
					if errors.Is(err, reactor.ErrClosed) {
						refused.Add(1)
					}
				}
			})
		}
		run := make(chan error)
		go func() { run <- l.Run(bg) }()
		if round%2 == 0 {
			runtime.Gosched()
		} else {
			until(t, "something ran", func() bool { return ran.Load() > 0 })
		}
		l.Close()
		if err := <-run; !errors.Is(err, reactor.ErrClosed) {
			t.Fatalf("Run: %v", err)
		}
		wg.Wait()
		check(t, l.Wait(bg), nil)
		if ran.Load()+dropped.Load()+refused.Load() != total.Load() {
			t.Fatalf("ran %d, dropped %d, refused %d of %d", ran.Load(), dropped.Load(), refused.Load(), total.Load())
		}
	}
}

type countTask struct{ ran, dropped *atomic.Int64 }

func (c countTask) Run()  { c.ran.Add(1) }
func (c countTask) Drop() { c.dropped.Add(1) }

// A post that arrives as Run finds the loop dead is run by it or announced.
func TestNotifyNeverMissesAPost(t *testing.T) {
	notified := make(chan bool, 1)
	l := reactor.New(reactor.Options{Notify: func() {
		select {
		case notified <- true:
		default:
		}
	}})
	defer l.Close()
	ran := 0
	for i := 1; i <= 500; i++ {
		go l.Post(func() { ran++ })
		check(t, l.Run(bg), nil)
		for ran < i {
			select {
			case <-notified:
				check(t, l.Run(bg), nil)
			case <-time.After(10 * time.Second):
				t.Fatalf("post %d was forgotten", i)
			}
		}
		select {
		case <-notified: // came between our Run and the look at ran
		default:
		}
	}
}

func TestNotify(t *testing.T) {
	n := 0
	x := newTrace(t, reactor.Options{Notify: func() { n++ }})
	wants := func(want int, when string) {
		t.Helper()
		if n != want {
			t.Errorf("%d notifications %s, want %d", n, when, want)
		}
	}
	x.Post(func() { x.Post(x.saying("inner")) })
	x.Post(x.saying("post"))
	wants(1, "after two posts")
	check(t, x.Run(bg), nil)
	x.wants(t, "post inner")
	wants(1, "for what happened inside Run")

	check(t, x.Do(func() { must(x.Begin("R", nil, nil)).Complete(x.saying("read")) }), nil)
	wants(2, "after Do left something ready")
	check(t, x.Run(bg), nil)

	x.Do(func() { x.ArmTimer(time.Second) })
	x.clock.Advance(999 * time.Millisecond)
	wants(2, "before the timer is due")
	x.clock.Advance(time.Millisecond)
	wants(3, "when the timer is due")
	check(t, x.Run(bg), nil)

	x.Do(func() { x.ArmTimer(time.Second); x.ToggleTimerRef(false) })
	x.clock.Advance(time.Second)
	wants(3, "for an unref'd timer, which Run would not run")

	x.Close()
	wants(3, "for Close")
}
