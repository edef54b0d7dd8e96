package reactor_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

func TestWork(t *testing.T) {
	noLeak(t)
	x := newTrace(t, reactor.Options{})
	h := x.NewHandle("h")
	sum := 0
	must(x.Work("W", h, func() { sum = 42 }, func() {
		if sum != 42 {
			t.Errorf("done before run: %d", sum)
		}
		x.say("done")
	}, x.saying("dropped")))
	must(x.Work("W", nil, func() {}, nil, nil))
	check(t, x.Run(bg), nil)
	x.wants(t, "done")
	h.Close(nil)
	_, err := x.Work("W", h, func() {}, nil, nil)
	check(t, err, reactor.ErrClosed)
}

func TestWorkCancel(t *testing.T) {
	noLeak(t)
	x := newTrace(t, reactor.Options{Pool: reactor.NewPool(1, 0)})
	started, release := make(chan bool), make(chan bool)
	running := must(x.Work("W", nil, func() { close(started); <-release }, x.saying("done"), x.saying("dropped")))
	queued := must(x.Work("W", nil, func() { t.Error("ran though cancelled") }, x.saying("wrong"), x.saying("drop-queued")))
	<-started
	if running.Cancel() {
		t.Error("running work was cancelled")
	}
	if !queued.Cancel() || queued.Cancel() {
		t.Error("queued work is cancelled once")
	}
	close(release)
	check(t, x.Run(bg), nil)
	x.wants(t, "drop-queued done")

	// Between Work and done it can be taken back.
	finished := must(x.Work("W", nil, func() {}, x.saying("wrong"), x.saying("drop-finished")))
	until(t, "the completion is queued", func() bool { return x.Stats().Queued == 1 })
	if !finished.Cancel() {
		t.Error("finished work was not cancelled")
	}
	check(t, x.Run(bg), nil)
	x.wants(t, "drop-queued done drop-finished")
}

func TestWorkPanic(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		name string
		run  func()
		want string
		is   error
	}{
		{"error", func() { panic(boom) }, "reactor: job panicked: boom", boom},
		{"value", func() { panic("bang") }, "reactor: job panicked: bang", nil},
		{"Goexit", runtime.Goexit, "reactor: job ended its goroutine", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			noLeak(t)
			x := newTrace(t, reactor.Options{Pool: reactor.NewPool(1, 0)})
			must(x.Work("W", nil, c.run, x.saying("wrong"), x.saying("dropped")))
			must(x.Work("W", nil, func() {}, x.saying("next"), nil))
			func() {
				defer func() {
					p, ok := recover().(*reactor.WorkPanic)
					if !ok || p.Error() != c.want || c.is != nil && !errors.Is(p, c.is) || len(p.Stack) == 0 {
						t.Errorf("recovered %v, want %q with a stack", p, c.want)
					}
				}()
				x.Run(bg)
			}()
			check(t, x.Run(bg), nil)
			x.wants(t, "next")
			if n := x.Stats().Pending; n != 0 {
				t.Errorf("%d requests pending, want none", n)
			}
		})
	}
}

func TestPoolIsBoundedAndEndsWhenIdle(t *testing.T) {
	noLeak(t)
	pool := reactor.NewPool(3, 100)
	var running, most, ran atomic.Int32
	release := make(chan bool)
	for range 20 {
		check(t, pool.Submit(func() {
			n := running.Add(1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			<-release
			running.Add(-1)
			ran.Add(1)
		}), nil)
	}
	until(t, "three run", func() bool { return running.Load() == 3 })
	if s := pool.Stats(); s != (reactor.PoolStats{Workers: 3, Running: 3, Queued: 17}) {
		t.Errorf("busy: %+v", s)
	}
	close(release)
	until(t, "the workers are gone", func() bool { return pool.Stats() == reactor.PoolStats{} })
	if most.Load() != 3 || ran.Load() != 20 {
		t.Errorf("%d at a time, %d in all; want 3, 20", most.Load(), ran.Load())
	}
	check(t, pool.Submit(func() { ran.Add(1) }), nil)
	pool.Close()
	pool.Close()
	if ran.Load() != 21 {
		t.Error("Close did not wait for what was queued")
	}
	check(t, pool.Submit(func() {}), reactor.ErrPoolClosed)
	l := reactor.New(reactor.Options{Pool: pool})
	defer l.Close()
	_, err := l.Work("W", nil, func() {}, nil, nil)
	check(t, err, reactor.ErrPoolClosed)
	if l.Alive() {
		t.Error("refused work keeps the loop alive")
	}
}

func TestPoolQueueIsBounded(t *testing.T) {
	pool := reactor.NewPool(1, 2)
	release := make(chan bool)
	for range 3 { // one that runs, two that wait
		check(t, pool.Submit(func() { <-release }), nil)
	}
	until(t, "one runs", func() bool { return pool.Stats().Running == 1 })
	check(t, pool.Submit(func() {}), reactor.ErrPoolFull)
	l := reactor.New(reactor.Options{Pool: pool})
	defer l.Close()
	_, err := l.Work("W", nil, func() {}, nil, nil)
	check(t, err, reactor.ErrPoolFull)
	if n := l.Stats().Pending; n != 0 || l.Alive() {
		t.Error("refused work is still on the books")
	}
	close(release)
	pool.Close()
}

// hold occupies the pool's only worker until the returned function is called.
func hold(t *testing.T, pool *reactor.Pool) (release func()) {
	t.Helper()
	started, gate := make(chan bool), make(chan bool)
	check(t, pool.Submit(func() { close(started); <-gate }), nil)
	<-started
	return func() { close(gate) }
}

func TestPoolLanesTakeTurns(t *testing.T) {
	pool := reactor.NewPool(1, 0)
	release := hold(t, pool)
	var mu sync.Mutex
	var order []string
	loops := map[string]*reactor.Loop{}
	submit := func(name string, n int) {
		l := loops[name]
		if l == nil {
			l = reactor.New(reactor.Options{Pool: pool})
			loops[name] = l
		}
		for range n {
			must(l.Work("W", nil, func() { mu.Lock(); order = append(order, name); mu.Unlock() }, nil, nil))
		}
	}
	submit("a", 5) // first, and greedy
	submit("b", 1)
	submit("c", 2)
	release()
	pool.Close()
	if got, want := strings.Join(order, ""), "abcacaaa"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	for _, l := range loops {
		l.Close()
		check(t, l.Wait(bg), nil)
	}
}

func TestMaxWorkersLeavesRoomForOthers(t *testing.T) {
	noLeak(t)
	pool := reactor.NewPool(3, 0)
	greedy := reactor.New(reactor.Options{Pool: pool, MaxWorkers: 2})
	modest := newTrace(t, reactor.Options{Pool: pool})
	release := make(chan bool)
	done := 0
	for range 10 {
		must(greedy.Work("W", nil, func() { <-release }, func() { done++ }, nil))
	}
	until(t, "the greedy loop's share is running", func() bool { return pool.Stats().Running == 2 })
	must(modest.Work("W", nil, func() {}, modest.saying("served"), nil))
	ctx, cancel := context.WithTimeout(bg, 10*time.Second)
	defer cancel()
	check(t, modest.Run(ctx), nil)
	modest.wants(t, "served")
	// The worker that served us was free for the greedy loop, and did not take it.
	until(t, "that worker has gone", func() bool { return pool.Stats().Workers == 2 })
	if s := pool.Stats(); s.Running != 2 || s.Queued != 8 {
		t.Errorf("the greedy loop has more than its share: %+v", s)
	}
	close(release)
	check(t, greedy.Run(ctx), nil)
	if done != 10 {
		t.Errorf("%d jobs done, want 10", done)
	}
	greedy.Close()
}

func TestClosedLoopLeavesTheSharedPool(t *testing.T) {
	pool := reactor.NewPool(1, 0)
	release := hold(t, pool)
	for range 50 {
		l := reactor.New(reactor.Options{Pool: pool})
		must(l.Work("W", nil, func() { t.Error("ran for a closed loop") }, nil, nil))
		l.Close()
		check(t, l.Wait(bg), nil)
	}
	if s := pool.Stats(); s.Queued != 0 {
		t.Errorf("closed loops left %d jobs", s.Queued)
	}
	x := newTrace(t, reactor.Options{Pool: pool})
	must(x.Work("W", nil, func() {}, x.saying("done"), nil))
	release()
	check(t, x.Run(bg), nil)
	x.wants(t, "done")
	pool.Close()
}

// Loops that share a pool, come and go while it works.
func TestSharedPoolStress(t *testing.T) {
	noLeak(t)
	pool := reactor.NewPool(4, 0)
	var wg sync.WaitGroup
	var ran, dropped, begun atomic.Int64
	for g := range 8 {
		wg.Go(func() {
			for round := range 20 {
				l := reactor.New(reactor.Options{Pool: pool, MaxWorkers: 1 + g%3})
				l.Do(func() {
					for range 20 {
						begun.Add(1)
						must(l.Work("W", nil, runtime.Gosched, func() { ran.Add(1) }, func() { dropped.Add(1) }))
					}
				})
				if round%2 == 0 {
					check(t, l.Run(bg), nil)
				} else {
					l.RunOnce(bg)
				}
				l.Close()
				check(t, l.Wait(bg), nil)
			}
		})
	}
	wg.Wait()
	pool.Close()
	if ran.Load()+dropped.Load() != begun.Load() || dropped.Load() == 0 {
		t.Errorf("ran %d and dropped %d of %d", ran.Load(), dropped.Load(), begun.Load())
	}
}
