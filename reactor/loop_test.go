package reactor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/reactor/clocktest"
)

// trace is a loop on a hand-moved clock with a log of what its callbacks did.
// Hooks are fields so that a test can say what happens in them.
type trace struct {
	*reactor.Loop
	clock      *clocktest.Clock
	log        []string
	timers     func(now time.Duration)
	immediates func()
}

func newTrace(t *testing.T, o reactor.Options) *trace {
	t.Helper()
	x := &trace{}
	if o.Clock == nil {
		x.clock = clocktest.New()
		o.Clock = x.clock
	} else {
		x.clock = o.Clock.(*clocktest.Clock)
	}
	o.Timers = func(now time.Duration) {
		x.say("timers")
		if x.timers != nil {
			x.timers(now)
		}
	}
	o.Immediates = func() {
		x.say("immediates")
		x.SetImmediatesPending(false)
		if x.immediates != nil {
			x.immediates()
		}
	}
	x.Loop = reactor.New(o)
	t.Cleanup(x.Close)
	return x
}

func (x *trace) say(what string) { x.log = append(x.log, what) }

func (x *trace) saying(what string) func() { return func() { x.say(what) } }

func (x *trace) setImmediate() { x.SetImmediatesPending(true) }

func (x *trace) wants(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(x.log, " "); got != want {
		t.Errorf("order of callbacks\n got %s\nwant %s", got, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Errorf("error %v, want %v", got, want)
	}
}

var bg = context.Background()

// TestOrder has one case for each ordering rule of the package comment.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(x *trace)
		want  string
	}{
		{"empty loop runs nothing", func(x *trace) {}, ""},
		{"a due timer runs on entry, before poll and check", func(x *trace) {
			x.ArmTimer(time.Millisecond)
			x.clock.Advance(time.Millisecond)
			x.Post(x.saying("post"))
			x.setImmediate()
		}, "timers post immediates"},
		{"a timer not yet due runs after the check phase", func(x *trace) {
			x.ArmTimer(time.Millisecond)
			x.setImmediate()
			x.immediates = func() { x.clock.Advance(time.Millisecond) }
		}, "immediates timers"},
		{"all phases in one turn", func(x *trace) {
			h := x.NewHandle("H")
			x.Post(func() {
				x.say("post")
				x.Defer(x.saying("deferred"))
				x.setImmediate()
				x.ArmTimer(0)
				h.Close(x.saying("closed"))
			})
		}, "post deferred immediates closed timers"},
		{"from a completion, immediates go before timers that are due", func(x *trace) {
			r := must(x.Begin("R", nil, nil))
			r.Complete(func() {
				x.say("read")
				x.ArmTimer(0)
				x.setImmediate()
			})
		}, "read immediates timers"},
		{"from a timer, the immediate goes before the next timer", func(x *trace) {
			x.ArmTimer(0)
			x.timers = func(time.Duration) {
				x.timers = nil
				x.setImmediate()
				x.ArmTimer(0)
			}
		}, "timers immediates timers"},
		{"an immediate from an immediate is for the next turn", func(x *trace) {
			x.setImmediate()
			x.immediates = func() {
				x.immediates = nil
				x.setImmediate()
				x.Post(x.saying("post"))
			}
		}, "immediates post immediates"},
		{"deferred callbacks go before poll when queued outside", func(x *trace) {
			x.Post(x.saying("post"))
			x.Defer(x.saying("deferred"))
		}, "deferred post"},
		{"a post from a post waits for the next poll", func(x *trace) {
			x.Post(func() {
				x.say("first")
				x.Post(x.saying("second"))
				x.setImmediate()
			})
		}, "first immediates second"},
		{"the last closed is told first", func(x *trace) {
			for _, name := range []string{"a", "b", "c"} {
				x.NewHandle(name).Close(x.saying(name))
			}
		}, "c b a"},
		{"closing in a closing callback waits for the next turn", func(x *trace) {
			x.NewHandle("a").Close(func() {
				x.say("a")
				x.NewHandle("b").Close(x.saying("b"))
				x.ArmTimer(0)
			})
		}, "a timers b"},
		{"a close waits for the handle's requests", func(x *trace) {
			h := x.NewHandle("h")
			r := must(x.Begin("R", h, nil))
			h.Close(x.saying("closed"))
			x.setImmediate()
			x.immediates = func() { r.Complete(x.saying("aborted")) }
		}, "immediates aborted closed"},
		{"completions run in the order they were handed in", func(x *trace) {
			a, b := must(x.Begin("R", nil, nil)), must(x.Begin("R", nil, nil))
			b.Complete(x.saying("b"))
			x.Post(x.saying("post"))
			a.Complete(x.saying("a"))
		}, "b post a"},
		{"an unref'd immediate alone does not run", func(x *trace) {
			x.setImmediate()
			x.ToggleImmediateRef(false)
		}, ""},
		{"an unref'd immediate runs along", func(x *trace) {
			x.setImmediate()
			x.ToggleImmediateRef(false)
			x.Post(x.saying("post"))
		}, "post immediates"},
		{"an unref'd timer alone does not run, due or not", func(x *trace) {
			x.ArmTimer(0)
			x.ToggleTimerRef(false)
		}, ""},
		{"an unref'd timer runs along", func(x *trace) {
			x.ArmTimer(0)
			x.ToggleTimerRef(false)
			x.Post(x.saying("post"))
		}, "timers post"},
		{"an unref'd handle's completion does not keep the loop", func(x *trace) {
			h := x.NewHandle("h")
			h.Unref()
			must(x.Begin("R", h, nil)).Complete(x.saying("read"))
		}, ""},
		{"an unref'd handle's completion runs along", func(x *trace) {
			h := x.NewHandle("h")
			h.Unref()
			must(x.Begin("R", h, nil)).Complete(x.saying("read"))
			x.Post(x.saying("post"))
		}, "read post"},
		{"an unref'd handle's close is awaited all the same", func(x *trace) {
			h := x.NewHandle("h")
			h.Unref()
			h.Close(x.saying("closed"))
		}, "closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTrace(t, reactor.Options{})
			c.setup(x)
			check(t, x.Run(bg), nil)
			x.wants(t, c.want)
		})
	}
}

func TestTimersHookOncePerTurn(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	x.ArmTimer(0)
	n := 0
	x.timers = func(now time.Duration) {
		if n++; n < 4 {
			x.ArmTimer(0)
		}
		x.Post(x.saying("post"))
	}
	check(t, x.Run(bg), nil)
	x.wants(t, "timers post timers post timers post timers post")
}

func TestTimerIsRoundedAsInLibuv(t *testing.T) {
	clock := clocktest.New()
	clock.Advance(10*time.Millisecond + 900*time.Microsecond)
	x := newTrace(t, reactor.Options{Clock: clock})
	if x.Now() != 10*time.Millisecond {
		t.Fatalf("loop time %v, want whole milliseconds", x.Now())
	}
	x.ArmTimer(time.Millisecond)
	var fired time.Duration
	x.timers = func(now time.Duration) { fired = now }
	done := make(chan error)
	go func() { done <- x.Run(bg) }()
	clock.WaitAlarms(1)
	clock.Advance(999 * time.Microsecond)
	if clock.Alarms() != 1 {
		t.Fatal("the sleep ended before the timer's full millisecond")
	}
	clock.Advance(time.Microsecond)
	check(t, <-done, nil)
	if fired != 11*time.Millisecond {
		t.Errorf("fired at loop time %v, want 11ms", fired)
	}
}

func TestJumpingClock(t *testing.T) {
	clock := clocktest.NewJumping()
	x := newTrace(t, reactor.Options{Clock: clock})
	var at []time.Duration
	x.timers = func(now time.Duration) {
		if at = append(at, now); len(at) < 3 {
			x.ArmTimer(time.Duration(len(at)) * time.Hour)
		}
	}
	x.ArmTimer(time.Second)
	check(t, x.Run(bg), nil)
	want := []time.Duration{time.Second, time.Second + time.Hour, time.Second + 3*time.Hour}
	if !slices.Equal(at, want) {
		t.Errorf("fired at %v, want %v", at, want)
	}
}

// A flood of posts that post again must not keep timers and immediates waiting
// for more than one bounded poll.
func TestNoStarvation(t *testing.T) {
	x := newTrace(t, reactor.Options{MaxPerTurn: 10})
	posts := 0
	var again func()
	again = func() {
		posts++
		x.Post(again)
	}
	for range 25 {
		x.Post(again)
	}
	x.ArmTimer(time.Millisecond)
	x.clock.Advance(0)
	var seen []int
	x.setImmediate()
	x.immediates = func() {
		seen = append(seen, posts)
		x.setImmediate()
		if len(seen) == 4 {
			x.clock.Advance(time.Millisecond)
		}
	}
	timerAt := 0
	x.timers = func(time.Duration) { timerAt = posts; x.Stop() }
	check(t, x.Run(bg), nil)
	// 25 are taken as one snapshot, run 10, 10, 5; only then comes what they posted.
	if want := []int{10, 20, 25, 35}; !slices.Equal(seen, want) || timerAt != 35 {
		t.Errorf("immediates after %v posts, timer after %d; want %v, 35", seen, timerAt, want)
	}
}

func TestDeferCannotHoldTheTurn(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	rounds := 0
	var again func()
	again = func() { rounds++; x.Defer(again) }
	x.Defer(again)
	x.setImmediate()
	at := 0
	x.immediates = func() { at = rounds; x.Stop() }
	check(t, x.Run(bg), nil)
	if at != 9 {
		t.Errorf("immediates after %d rounds, want one before the poll and 8 after", at)
	}
}

func TestRunOnce(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	x.Post(x.saying("a"))
	x.ArmTimer(0)
	alive, err := x.RunOnce(bg)
	check(t, err, nil)
	if alive {
		t.Error("alive after the last callback")
	}
	x.wants(t, "a timers") // no timers on entry

	x.log = nil
	h := x.NewHandle("h")
	h.Start()
	alive, err = x.RunNoWait()
	check(t, err, nil)
	if !alive {
		t.Error("not alive with an active handle")
	}
	// A turn that ran something deferred does not block, although the handle would.
	x.Defer(x.saying("deferred"))
	alive = must(x.RunOnce(bg))
	x.wants(t, "deferred")
	if !alive {
		t.Error("not alive with an active handle")
	}
}

func TestRunUntil(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	settled := false
	x.Post(func() { settled = true; x.setImmediate() })
	x.Post(x.saying("post"))
	x.ArmTimer(time.Hour)
	check(t, x.RunUntil(bg, func() bool { return settled }), nil)
	x.wants(t, "post immediates") // the turn was finished, the timer not awaited

	x.DisarmTimer()
	check(t, x.RunUntil(bg, func() bool { return false }), reactor.ErrNotAlive)
	check(t, x.RunUntil(bg, func() bool { return true }), nil)
}

func TestStop(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	x.NewHandle("h").Start()
	x.Post(func() {
		x.Stop()
		x.Post(x.saying("later"))
		x.setImmediate()
	})
	x.Post(x.saying("same poll"))
	check(t, x.Run(bg), nil)
	x.wants(t, "same poll immediates") // the turn is finished

	x.log = nil
	x.Stop()
	check(t, x.Run(bg), nil)
	x.wants(t, "") // a Stop beforehand ends the next Run at once, and only that
	x.Post(x.Stop)
	check(t, x.Run(bg), nil)
	x.wants(t, "later")
}

func TestFail(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	dead, other := errors.New("dead"), errors.New("other")
	x.Defer(x.saying("deferred"))
	x.Post(func() { x.say("fails"); x.Fail(dead); x.Fail(other); x.setImmediate() })
	x.Post(x.saying("left"))
	x.NewHandle("h").Close(x.saying("closed"))
	check(t, x.Run(bg), dead)
	x.wants(t, "deferred fails")
	check(t, x.Run(bg), nil) // the error is reported once, and nothing was lost
	x.wants(t, "deferred fails left immediates closed")
}

func TestReentrancyIsRefused(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	var inner []error
	x.Post(func() {
		_, once := x.RunOnce(bg)
		inner = []error{x.Run(bg), once, x.Do(func() {}), x.RunUntil(bg, func() bool { return true })}
	})
	check(t, x.Run(bg), nil)
	for _, err := range inner {
		check(t, err, reactor.ErrRunning)
	}
	check(t, x.Do(func() { inner[0] = x.Run(bg) }), nil)
	check(t, inner[0], reactor.ErrRunning)
}

func TestPanicLeavesTheLoopUsable(t *testing.T) {
	x := newTrace(t, reactor.Options{})
	x.Post(func() { panic("boom") })
	x.Post(x.saying("next"))
	x.Defer(func() { panic("first") })
	x.Defer(x.saying("deferred"))
	for _, want := range []string{"first", "boom"} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panic %v, want %v", got, want)
				}
			}()
			x.Run(bg)
			t.Errorf("Run returned, want panic %q", want)
		}()
	}
	check(t, x.Run(bg), nil)
	x.wants(t, "deferred next")
}
