package engine

import (
	"context"
	"errors"
	"testing"
	"time"
)

// spinners run for good in interpreted code, in ways that try to stay there.
var spinners = map[string]string{
	"loop":      "for (;;) {}",
	"do":        "let x = 0; do { x++ } while (true)",
	"catch":     "for (;;) { try { for (;;) {} } catch { for (;;) {} } finally { for (;;) {} } }",
	"calls":     "const f = () => 1; for (;;) f()",
	"callback":  "for (;;) [1, 2, 3].map((x) => x * 2)",
	"sort":      "Array.from({ length: 1000 }, (_, i) => i).sort(() => { for (;;) {} })",
	"getter":    "const o = { get x() { for (;;) {} } }; JSON.stringify(o)",
	"proxy":     "const p = new Proxy({}, { get() { for (;;) {} } }); `${p.x}`",
	"generator": "function* g() { try { for (;;) yield 1 } finally { for (;;) {} } } for (const x of g()) ;",
	"closing":   "for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { for (;;) {} } }) }) { for (;;) {} }",
	"async":     "(async () => { for (;;) {} })()",
	"executor":  "new Promise(() => { for (;;) {} })",
	"regexp":    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
	"stack":     "Error.prepareStackTrace = () => { for (;;) {} }; try { null.x } catch (e) { e.stack } for (;;) {}",
	"small":     "for (;;) [3, 1, 2].sort().join().split(',').reverse()",
}

func TestWithinRecovers(t *testing.T) {
	for name, source := range spinners {
		t.Run(name, func(t *testing.T) {
			iso := newIsolate(t, Hooks{}, Limits{})
			eval(t, iso, "globalThis.kept = 1; globalThis.after = () => ++kept")
			for range 3 {
				start := time.Now()
				b := Bounds{Deadline: start.Add(20 * time.Millisecond), Recover: true}
				err := iso.Within(b, func() error {
					_, err := iso.Eval("(() => {"+source+"})()", "spin.js")
					return err
				})
				var deadline *DeadlineError
				if !errors.As(err, &deadline) || !deadline.Deadline.Equal(b.Deadline) {
					t.Fatalf("%v (dead: %v)", err, iso.Dead())
				}
				if took := time.Since(start); took > time.Second && !interpreted {
					t.Errorf("took %v", took)
				}
			}
			if v := eval(t, iso, "after()"); v != Int(2) {
				t.Errorf("afterwards: %v", v)
			}
			if v := eval(t, iso, "Error.prepareStackTrace = undefined; try { null.x } catch (e) { e.name }"); v.Kind() != KindString {
				t.Errorf("what the program throws is no longer caught: %v", v)
			}
		})
	}
}

// A builtin that does not come back cannot be recovered from, and one that does
// in time can.
func TestWithinBuiltins(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	err := iso.Within(Bounds{Deadline: time.Now().Add(500 * time.Millisecond), Recover: true}, func() error {
		_, err := iso.Eval("new Array(1e9) + ''", "long.js")
		return err
	})
	var deadline *DeadlineError
	if !errors.As(err, &deadline) || iso.Dead() == nil {
		t.Errorf("%v (dead: %v)", err, iso.Dead())
	}
	var dead *DeadError
	if err := iso.Within(Bounds{}, func() error { return nil }); !errors.As(err, &dead) || !errors.As(err, &deadline) {
		t.Errorf("a dead isolate: %v", err)
	}
}

func TestWithinFuel(t *testing.T) {
	var at []uint64
	for range 2 {
		iso := newIsolate(t, Hooks{}, Limits{})
		eval(t, iso, "globalThis.n = 0")
		for _, fuel := range []uint64{1, 100, 9_999, 123_456} {
			before := iso.Fuel()
			err := iso.Within(Bounds{Fuel: fuel, Recover: true}, func() error {
				_, err := iso.Eval("n = 0; for (;;) n++", "fuel.js")
				return err
			})
			var over *FuelError
			if !errors.As(err, &over) || over.Limit != fuel {
				t.Fatal(err)
			}
			v := eval(t, iso, "n")
			n, _ := v.Int32()
			spent := iso.Fuel() - before
			if spent < fuel {
				t.Errorf("stopped after %d of %d units", spent, fuel)
			}
			at = append(at, uint64(n), spent)
			iso.Free(v)
		}
	}
	for i := range len(at) / 2 {
		if at[i] != at[len(at)/2+i] {
			t.Fatalf("two runs differ: %v", at)
		}
	}
	t.Log(at[:len(at)/2])
}

// CPU time does not pass while Go runs.
func TestWithinCPU(t *testing.T) {
	iso := newIsolate(t, Hooks{Call: func(*Isolate, int, Value, Args) Value {
		time.Sleep(60 * time.Millisecond)
		return Undefined
	}}, Limits{})
	wait, err := iso.NewFunction("wait", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer iso.Free(wait)
	within := Bounds{CPU: 50 * time.Millisecond, Recover: true}
	err = iso.Within(within, func() error {
		for range 2 {
			if _, err := iso.Call(wait, Undefined); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("a host function that waits: %v", err)
	}
	start := time.Now()
	err = iso.Within(within, func() error {
		_, err := iso.Eval("for (;;) {}", "spin.js")
		return err
	})
	var cpu *CPUError
	if !errors.As(err, &cpu) || cpu.Limit != within.CPU {
		t.Errorf("a loop: %v", err)
	}
	if took := time.Since(start); took < within.CPU {
		t.Errorf("ended after %v", took)
	}
	if iso.CPU() < within.CPU {
		t.Errorf("CPU() = %v", iso.CPU())
	}
}

func TestCPULimit(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{CPU: 50 * time.Millisecond})
	_, err := iso.Eval("for (;;) {}", "spin.js")
	var cpu *CPUError
	if !errors.As(err, &cpu) || iso.Dead() == nil {
		t.Error(err)
	}
}

func TestWithinContext(t *testing.T) {
	why := errors.New("enough")
	iso := newIsolate(t, Hooks{}, Limits{})
	ctx, cancel := context.WithCancelCause(context.Background())
	time.AfterFunc(20*time.Millisecond, func() { cancel(why) })
	spin := func() error { _, err := iso.Eval("for (;;) {}", "spin.js"); return err }
	if err := iso.Within(Bounds{Context: ctx, Recover: true}, spin); !errors.Is(err, why) {
		t.Error(err)
	}
	if err := iso.Within(Bounds{Context: ctx, Recover: true}, spin); !errors.Is(err, why) {
		t.Error("a context that had ended:", err)
	}
	if v := eval(t, iso, "1"); v != Int(1) {
		t.Error(v)
	}
	fatal, stop := context.WithCancelCause(context.Background())
	time.AfterFunc(20*time.Millisecond, func() { stop(why) })
	if err := iso.Within(Bounds{Context: fatal}, spin); !errors.Is(err, why) || iso.Dead() == nil {
		t.Error(err)
	}
}

// A host function that calls back, within bounds of its own, inside bounds.
func TestWithinNests(t *testing.T) {
	var inner error
	var iso *Isolate
	run := func(b Bounds) error {
		return iso.Within(b, func() error { _, err := iso.Eval("for (;;) {}", "inner.js"); return err })
	}
	var b Bounds
	iso = newIsolate(t, Hooks{Call: func(*Isolate, int, Value, Args) Value {
		inner = run(b)
		return Undefined
	}}, Limits{})
	fn, _ := iso.NewFunction("nested", 0, 1)
	g, _ := iso.GlobalObject()
	if err := iso.Set(g, "nested", fn); err != nil {
		t.Fatal(err)
	}
	iso.Free(g)
	var fuel *FuelError
	var deadline *DeadlineError

	b = Bounds{Fuel: 50_000, Recover: true}
	err := iso.Within(Bounds{Deadline: time.Now().Add(time.Minute), Recover: true}, func() error {
		v, err := iso.Eval("nested(); 7", "outer.js")
		if v != Int(7) {
			t.Errorf("the outer code: %v", v)
		}
		return err
	})
	if err != nil || !errors.As(inner, &fuel) {
		t.Errorf("the inner bound: %v, %v", inner, err)
	}

	b = Bounds{Fuel: 1 << 40, Recover: true}
	err = iso.Within(Bounds{Deadline: time.Now().Add(20 * time.Millisecond), Recover: true}, func() error {
		v, err := iso.Eval("try { nested() } catch {} globalThis.escaped = true; 7", "outer.js")
		iso.Free(v)
		return err
	})
	if !errors.As(err, &deadline) || errors.As(inner, &deadline) {
		t.Errorf("the outer bound: %v, inside %v", err, inner)
	}
	if v := eval(t, iso, "typeof escaped"); v.Kind() == KindString {
		if s, _ := iso.String(v); s != "undefined" {
			t.Error("code went on past the bound")
		}
	}

	iso.SetDeadline(time.Now().Add(20 * time.Millisecond))
	b = Bounds{Fuel: 1 << 40, Recover: true}
	err = iso.Within(Bounds{Recover: true, Fuel: 1 << 40}, func() error {
		_, err := iso.Eval("nested()", "outer.js")
		return err
	})
	if !errors.As(err, &deadline) || iso.Dead() == nil {
		t.Errorf("the isolate's own deadline: %v", err)
	}
}
