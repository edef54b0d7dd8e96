package performance

import (
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, policy ...wasi.Option) *calltest.Guest {
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Policy: policy})
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestClock(t *testing.T) {
	g := newGuest(t)
	check(t, g.Run(`
		const a = performance.now(), origin = performance.timeOrigin();
		const until = Date.now() + 5;
		while (Date.now() < until);
		const b = performance.now();
		log(a > 0, b - a >= 3, b - a < 10000, origin === performance.timeOrigin());
		log(Math.abs(origin + performance.now() - Date.now()) < 100);
	`), "true true true true\ntrue")
}

func TestCoarseClock(t *testing.T) {
	g := newGuest(t, wasi.WithClock(wasi.ClockRule{Precision: time.Millisecond}))
	check(t, g.Run(`log([performance.now(), performance.timeOrigin(), performance.loopIdleTime()].every(Number.isInteger))`), "true")
	at := time.UnixMilli(1234567890123)
	frozen := newGuest(t, wasi.WithClock(wasi.ClockRule{Frozen: true, At: at}))
	check(t, frozen.Run(`log(performance.now(), performance.timeOrigin())`), "0 1234567890123")
}

func TestMilestones(t *testing.T) {
	g := newGuest(t)
	check(t, g.Run(`log([...performance.milestones()])`), "[0,0,0,-1,-1,-1]")
	for _, m := range []Milestone{NodeStart, EngineStart, Environment, BootstrapComplete, LoopStart, LoopExit} {
		Mark(g.Env, m)
		time.Sleep(time.Millisecond)
	}
	order := `
		const [node, v8, environment, loopStart, loopExit, bootstrap] = performance.milestones();
		log(0 < node && node < v8 && v8 < environment && environment < bootstrap && bootstrap < loopStart && loopStart < loopExit && loopExit < performance.now());
	`
	check(t, g.Run("{"+order+"}"), "true")
	before := g.Run(`log([...performance.milestones()])`)
	Mark(g.Env, LoopStart)
	check(t, g.Run(`log([...performance.milestones()])`), before)
	Mark(g.Env, LoopExit)
	if after := g.Run(`log([...performance.milestones()])`); after == before {
		t.Error("the last exit of the loop does not count")
	}
}

func TestLoop(t *testing.T) {
	g := newGuest(t)
	g.Run(`globalThis.before = [performance.loopIdleTime(), ...performance.loopMetrics()]`)
	r, err := g.Loop.Begin("test", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(20 * time.Millisecond)
		r.Complete(func() {})
	}()
	g.Run(``)
	check(t, g.Run(`
		const after = [performance.loopIdleTime(), ...performance.loopMetrics()];
		log(after.length, after[0] - before[0] >= 10, after[0] <= performance.now(), after[1] > before[1], after[2] > before[2], after[3] <= after[2]);
	`), "4 true true true true true")
}
