package wjs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// hogs never end by themselves.
var hogs = map[string]string{
	"loop":       "while (true) {}",
	"string":     "new Array(1e9) + ''",
	"microtasks": "const f = () => Promise.resolve().then(f); f(); new Promise(() => {})",
	"ticks":      "const f = () => process.nextTick(f); f(); new Promise(() => {})",
	"immediates": "const f = () => setImmediate(f); f(); new Promise(() => {})",
	"regexp":     "/^(a+)+$/.test('a'.repeat(40) + 'b')",
	"bigint":     "3n ** 10000000n",
	"catch":      "for (;;) { try { for (;;); } catch {} finally { continue } }",
	"sort":       "new Array(5e6).fill(0).map(Math.random).sort((a, b) => { for (;;); })",
	"parked":     "new Promise((f) => setTimeout(f, 1e8))",
}

// slack is how late a deadline may be: the machine of the tests is shared.
const slack = 700 * time.Millisecond

func TestTimeout(t *testing.T) {
	for name, source := range hogs {
		t.Run(name, func(t *testing.T) {
			const limit = 300 * time.Millisecond
			r := open(t, Options{Limits: Limits{Timeout: limit}})
			eval(t, r, "1")
			// Closures capture names of their own in each hog.
			start := time.Now()
			_, err := r.Eval(t.Context(), "(() => { "+source+" })(); new Promise((f) => setTimeout(f, 1e8))")
			took := time.Since(start)
			var timeout *TimeoutError
			if !errors.As(err, &timeout) || timeout.Timeout != limit {
				t.Errorf("%v", err)
			}
			if took < limit || took > limit+slack {
				t.Errorf("took %v", took)
			}
			t.Logf("%v after the deadline", took-limit)
			var dead *DeadError
			if _, err := r.Eval(t.Context(), "1"); !errors.As(err, &dead) || !errors.As(err, &timeout) {
				t.Errorf("used after its time: %v", err)
			}
			if err := r.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if _, err := r.Eval(t.Context(), "1"); !errors.Is(err, ErrClosed) {
				t.Errorf("used after Close: %v", err)
			}
		})
	}
}

func TestContextEnds(t *testing.T) {
	why := errors.New("enough")
	for name, source := range map[string]string{"running": hogs["loop"], "parked": hogs["parked"]} {
		t.Run(name, func(t *testing.T) {
			r := open(t, Options{})
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(100*time.Millisecond, func() { cancel(why) })
			start := time.Now()
			if _, err := r.Eval(ctx, source); !errors.Is(err, why) {
				t.Errorf("%v", err)
			}
			if took := time.Since(start); took > 100*time.Millisecond+slack {
				t.Errorf("took %v", took)
			}
			var dead *DeadError
			if _, err := r.Eval(t.Context(), "1"); !errors.As(err, &dead) || !errors.Is(err, why) {
				t.Errorf("used afterwards: %v", err)
			}
		})
	}
	t.Run("before", func(t *testing.T) {
		r := open(t, Options{})
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(why)
		_, err := r.Eval(ctx, "globalThis.ran = 1")
		if !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
		if x := eval(t, r, "typeof ran"); x != "undefined" {
			t.Errorf("it ran, or ended the runtime: %v", x)
		}
	})
}

// The deadline of one call does not reach into the next.
func TestTimeoutPerCall(t *testing.T) {
	r := open(t, Options{Limits: Limits{Timeout: 400 * time.Millisecond}})
	for range 4 {
		if _, err := r.Eval(t.Context(), "new Promise((f) => setTimeout(f, 150))"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.Eval(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	cancel()
	time.Sleep(10 * time.Millisecond)
	if x := eval(t, r, "2"); x != int64(2) {
		t.Errorf("after the context of an earlier call ended: %v", x)
	}
}

func TestMemoryLimit(t *testing.T) {
	const limit = 48 << 20
	for name, source := range map[string]string{
		"views":   "const a = []; for (;;) a.push(new Uint8Array(1 << 20))",
		"strings": "let s = 'x'; const a = []; for (;;) { s += s.slice(0, 1e5) + a.length; a.push(s) }",
		"objects": "const a = []; for (;;) a.push({ i: a.length, x: [1] })",
		"map":     "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })",
	} {
		t.Run(name, func(t *testing.T) {
			r, other := open(t, Options{Limits: Limits{Memory: limit}}), open(t, Options{})
			_, err := r.Eval(within(t, 30*time.Second), "(() => { "+source+" })()")
			var memory *MemoryLimitError
			if !errors.As(err, &memory) || memory.Limit != limit {
				t.Errorf("%v", err)
			}
			var dead *DeadError
			if _, err := r.Eval(t.Context(), "1"); !errors.As(err, &dead) {
				t.Errorf("used afterwards: %v", err)
			}
			if x := eval(t, other, "1"); x != int64(1) {
				t.Errorf("another runtime: %v", x)
			}
		})
	}
	r := open(t, Options{Limits: Limits{Memory: limit}})
	if x := eval(t, r, "new Uint8Array(20 << 20).length"); x != int64(20<<20) {
		t.Errorf("below the limit: %v", x)
	}
	if m := r.Memory(); m == 0 || m > limit {
		t.Errorf("Memory() = %d", m)
	}
}

// Fuel is counted alike in every run.
func TestFuelLimit(t *testing.T) {
	var used []uint64
	for range 2 {
		r := open(t, Options{Limits: Limits{Fuel: 2_000_000}})
		_, err := r.Eval(within(t, 20*time.Second), "for (;;);")
		var fuel *FuelError
		if !errors.As(err, &fuel) || fuel.Limit != 2_000_000 {
			t.Fatalf("%v", err)
		}
		used = append(used, r.Fuel())
	}
	if used[0] == 0 || used[0] != used[1] {
		t.Errorf("two runs used %v", used)
	}
}

// Computing counts, waiting and Go functions do not.
func TestCPULimit(t *testing.T) {
	const limit = 200 * time.Millisecond
	r := open(t, Options{Limits: Limits{CPU: limit}})
	if err := r.SetFunc("work", func(context.Context, []any) (any, error) { time.Sleep(2 * limit); return nil, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Eval(within(t, 20*time.Second), "work(); new Promise((f) => setTimeout(f, 500))"); err != nil {
		t.Errorf("waiting: %v", err)
	}
	_, err := r.Eval(within(t, 20*time.Second), "const g = () => setImmediate(g); g(); new Promise(() => {})")
	var cpu *CPUError
	if !errors.As(err, &cpu) || cpu.Limit != limit {
		t.Errorf("computing bit by bit: %v", err)
	}
}

func TestStackLimit(t *testing.T) {
	depth := func(stack uint64) int64 {
		r := open(t, Options{Limits: Limits{Stack: stack}})
		return eval(t, r, "(() => { let n = 0; const f = () => { n++; f() }; try { f() } catch {} return n })()").(int64)
	}
	if small, large := depth(256<<10), depth(0); small < 100 || small > large/2 {
		t.Errorf("%d calls in 256 KiB, %d by default", small, large)
	}
}

// What operations in flight have copied of the script's memory is bounded too.
func TestCopiesAreBounded(t *testing.T) {
	resident := func() (n int64) {
		b, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			t.Skip("no way to see the memory of the process")
		}
		var size int64
		_, _ = fmt.Sscan(string(b), &size, &n)
		return n * int64(os.Getpagesize())
	}
	const limit = 64 << 20
	dir := t.TempDir()
	r := open(t, Options{Limits: Limits{Memory: limit}, Permissions: Permissions{Write: []string{dir}, Read: []string{dir}}})
	before := resident()
	var most int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			most = max(most, resident()-before)
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	x, err := r.Eval(within(t, time.Minute), fmt.Sprintf(`
		const fs = require('node:fs');
		const b = Buffer.alloc(8 << 20, 1);
		const fd = fs.openSync(%q, 'w');
		const write = () => new Promise((ok, fail) => fs.write(fd, b, 0, b.length, 0, (e, n) => e ? fail(e) : ok(n)));
		Promise.all(Array.from({ length: 100 }, write)).then((all) => all.every((n) => n === b.length))`, dir+"/out"))
	close(stop)
	<-done
	if err != nil || x != true {
		t.Errorf("%v, %v", x, err)
	}
	if most > limit+limit/10+96<<20 && !raced {
		t.Errorf("the process grew by %d MB", most>>20)
	}
	t.Logf("the process grew by %d MB", most>>20)
}

func TestPendingLimit(t *testing.T) {
	r := open(t, Options{Limits: Limits{Pending: 10}})
	hold := make(chan struct{})
	defer close(hold)
	if err := r.SetAsyncFunc("wait", func(ctx context.Context, _ []any) (any, error) {
		select {
		case <-hold:
		case <-ctx.Done():
		}
		return nil, nil
	}); err != nil {
		t.Fatal(err)
	}
	_, err := r.Eval(within(t, 10*time.Second), "Promise.all(Array.from({ length: 11 }, () => wait()))")
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("11 operations in flight of 10: %v", err)
	}
	t.Log(err)
}

// What the worker pool does waits for its turn, whatever becomes of it.
func TestWaitingWork(t *testing.T) {
	r := open(t, Options{Limits: Limits{Pending: 10}, Permissions: Permissions{Dirs: []Dir{{Path: "/d", Host: t.TempDir()}}}})
	got, err := r.Eval(within(t, 20*time.Second), `(async () => {
		const { readdir } = require('fs/promises');
		const order = [];
		const all = Array.from({ length: 200 }, (_, i) => readdir(i % 2 ? '/d' : '/denied').then(() => order.push(i), (e) => order.push(e.code)));
		await Promise.all(all);
		return order.length + ' ' + order.filter((e) => e === 'ERR_ACCESS_DENIED').length;
	})()`)
	if err != nil || got != "200 100" {
		t.Errorf("%v, %v", got, err)
	}
}

// While a runtime runs wild and is killed, other goroutines go on and garbage is
// collected: nothing stops the world for longer than it takes.
func TestHostGoesOn(t *testing.T) {
	for name, source := range map[string]string{"loop": hogs["loop"], "string": hogs["string"], "regexp": hogs["regexp"]} {
		t.Run(name, func(t *testing.T) {
			r := open(t, Options{Limits: Limits{Timeout: 300 * time.Millisecond}})
			eval(t, r, "1")
			done := make(chan error, 1)
			go func() { _, err := r.Eval(context.Background(), source); done <- err }()
			var worst time.Duration
			rounds := 0
			for {
				start := time.Now()
				runtime.GC()
				if took := time.Since(start); took > worst {
					worst = took
				}
				rounds++
				select {
				case err := <-done:
					var timeout *TimeoutError
					if !errors.As(err, &timeout) {
						t.Errorf("%v", err)
					}
					if worst > 200*time.Millisecond || rounds < 3 {
						t.Errorf("%d collections, the longest took %v", rounds, worst)
					}
					t.Logf("%d collections, the longest took %v", rounds, worst)
					return
				default:
				}
			}
		})
	}
}

// Deep recursion is the script's error, in every shape, and does not end it.
func TestDeepRecursion(t *testing.T) {
	r := open(t, Options{})
	for name, source := range map[string]string{
		"calls":    "function f(n) { return n ? 1 + f(n - 1) : 0 } f(50000)",
		"forever":  "function g() { g() } g()",
		"getter":   "const o = { get x() { return this.x } }; o.x",
		"proxy":    "const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x",
		"toString": "const s = { toString() { return '' + this } }; '' + s",
		"json":     "JSON.parse('['.repeat(1e6))",
		"sort":     "const h = () => [2, 1].sort(h); h()",
	} {
		x := eval(t, r, fmt.Sprintf("(() => { try { %s } catch (e) { return e.name } return 'nothing' })()", source))
		if x != "RangeError" && (name != "json" || x != "SyntaxError") {
			t.Errorf("%s: %v", name, x)
		}
	}
	if x := eval(t, r, "[1, 2].map((x) => x * 2).join()"); x != "2,4" {
		t.Errorf("afterwards: %v", x)
	}
}
