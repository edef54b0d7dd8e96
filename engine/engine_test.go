package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// testSystem provides a clock and refuses everything else, as a guest at rest
// needs no more.
func testSystem(ctx context.Context, r wazero.Runtime) error {
	b := r.NewHostModuleBuilder("wasi_snapshot_preview1")
	const nosys = 52
	for name, params := range map[string]int{
		"args_get": 2, "args_sizes_get": 2, "environ_get": 2, "environ_sizes_get": 2, "fd_close": 1, "fd_fdstat_get": 2,
		"fd_fdstat_set_flags": 2, "fd_prestat_get": 2, "fd_prestat_dir_name": 3, "fd_read": 4, "fd_write": 4,
		"path_create_directory": 3, "path_remove_directory": 3, "path_unlink_file": 3, "path_rename": 6, "poll_oneoff": 4,
		"path_filestat_get": 5,
	} {
		types := make([]api.ValueType, params)
		for i := range types {
			types[i] = api.ValueTypeI32
		}
		b.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(_ context.Context, _ api.Module, s []uint64) { s[0] = nosys }),
			types, []api.ValueType{api.ValueTypeI32}).Export(name)
	}
	b.NewFunctionBuilder().WithFunc(func(_ context.Context, m api.Module, _ uint32, _ uint64, out uint32) uint32 {
		m.Memory().WriteUint64Le(out, uint64(time.Now().UnixNano()))
		return 0
	}).Export("clock_time_get")
	b.NewFunctionBuilder().WithFunc(func(uint32, uint64, uint32, uint32) uint32 { return nosys }).Export("fd_seek")
	b.NewFunctionBuilder().WithFunc(func(uint32, uint32, uint32, uint64, uint32) uint32 { return nosys }).Export("fd_readdir")
	b.NewFunctionBuilder().WithFunc(func(_, _, _, _ uint32, _, _ uint64, _ uint32) uint32 { return nosys }).Export("path_filestat_set_times")
	b.NewFunctionBuilder().WithFunc(func(_, _, _, _, _ uint32, _, _ uint64, _, _ uint32) uint32 { return nosys }).Export("path_open")
	b.NewFunctionBuilder().WithFunc(func(uint32) {}).Export("proc_exit")
	_, err := b.Instantiate(ctx)
	return err
}

var shared *Engine

// interpreted makes the tests run on wazero's interpreter.
var interpreted = os.Getenv("WJS_INTERPRETER") != ""

func testEngine(t testing.TB) *Engine {
	t.Helper()
	if shared == nil {
		var err error
		if shared, err = New(context.Background(), Config{System: testSystem, Interpreter: interpreted}); err != nil {
			t.Fatal(err)
		}
	}
	return shared
}

func newIsolate(t testing.TB, hooks Hooks, limits Limits) *Isolate {
	t.Helper()
	iso, err := testEngine(t).NewIsolate(context.Background(), hooks, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := iso.Close(); err != nil {
			t.Error(err)
		}
	})
	return iso
}

func eval(t testing.TB, iso *Isolate, source string) Value {
	t.Helper()
	v, err := iso.Eval(source, "test.js")
	if err != nil {
		t.Fatal(describe(iso, err))
	}
	return v
}

func describe(iso *Isolate, err error) string {
	var thrown *ThrownError
	if !errors.As(err, &thrown) {
		return err.Error()
	}
	msg, _ := iso.Get(thrown.Value, "message")
	text, _ := iso.String(msg)
	stack, _ := iso.Get(thrown.Value, "stack")
	trace, _ := iso.String(stack)
	return "thrown: " + text + "\n" + trace
}

func TestEval(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for source, want := range map[string]string{
		"1+1": "2", "'é'+'x'": "éx", "'\\u{1f600}'": "😀", "[1,2].map(x=>x*2).join()": "2,4",
		"0.1+0.2": "0.30000000000000004", "-0": "0", "NaN": "NaN", "typeof std+typeof os+typeof bjson+typeof print+typeof scriptArgs": "undefinedundefinedundefinedundefinedundefined",
	} {
		v := eval(t, iso, "String("+source+")")
		if got, _ := iso.String(v); got != want {
			t.Errorf("%s = %q, want %q", source, got, want)
		}
		iso.Free(v)
	}
	_, err := iso.Eval("null.x", "a.js")
	var thrown *ThrownError
	if !errors.As(err, &thrown) {
		t.Fatalf("err = %v, want a thrown error", err)
	}
	iso.Free(thrown.Value)
}

func TestRecursion(t *testing.T) {
	for name, source := range map[string]string{
		"calls":   "function f(n) { return 1 + f(n+1) } f(0)",
		"args":    "function f(a,b,c,d,e,g,h) { return 1 + f(a+1,b,c,d,e,g,h) } f(0)",
		"getter":  "const o = { get x() { return this.x } }; o.x",
		"sort":    "function f() { [2,1].sort(f) } f()",
		"map":     "function f() { [2,1].map(f) } f()",
		"json":    "const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)",
		"nested":  "let a = []; for (let i = 0; i < 2e4; i++) a = [a]; JSON.stringify(a)",
		"parse":   "JSON.parse('['.repeat(1e6))",
		"regexp":  "new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).exec('')",
		"replace": "function f() { return 'a'.replace(/a/, f) } f()",
		"proxy":   "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x",
		"class":   "class A { constructor() { new A() } } new A()",
		"apply":   "function f() { return f.apply(this, arguments) } f(1)",
		"eval":    "function f() { return eval('f()') } f()",
		"string":  "const o = { toString() { return `${o}` } }; `${o}`",
		"spread":  "function f(...a) { return f(...a) } f(1,2,3)",
		"gen":     "function* g() { yield* g() } [...g()]",
		"async":   "async function f() { await f() } f()",
		"source":  "eval('('.repeat(1e5))",
		"bound":   "let f = () => 1; for (let i = 0; i < 4e3; i++) f = f.bind(); f()",
		"reduce":  "function f() { return [1,2].reduce(f) } f()",
	} {
		t.Run(name, func(t *testing.T) {
			iso := newIsolate(t, Hooks{}, Limits{})
			guarded := "let r = 'returned'; try { (function () {" + source + "})() } catch (e) { r = e.name } r"
			if interpreted && (name == "nested" || name == "parse" || name == "source" || name == "proxy") {
				// 2,000 functions nest there before the guest's stack ends: see Limits.Stack.
				var trap *TrapError
				if _, err := iso.Eval(guarded, "deep.js"); !errors.As(err, &trap) || iso.Dead() == nil {
					t.Errorf("%v", err)
				}
				return
			}
			v := eval(t, iso, guarded)
			got, _ := iso.String(v)
			if iso.Dead() != nil {
				t.Fatalf("died: %v", iso.Dead())
			}
			t.Log(got)
			if v := eval(t, iso, "6*7"); v != Int(42) {
				t.Error("the isolate does not go on")
			}
		})
	}
}

func TestHostCall(t *testing.T) {
	iso := newIsolate(t, Hooks{Call: func(iso *Isolate, id int, _ Value, args Args) Value {
		a, _ := args.At(0).Int32()
		b, _ := args.At(1).Int32()
		return Int(a + b + int32(id))
	}}, Limits{})
	fn, err := iso.NewFunction("add", 2, 100)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := iso.GlobalObject()
	if err := iso.Set(g, "add", fn); err != nil {
		t.Fatal(err)
	}
	iso.Free(g)
	if v := eval(t, iso, "add(1,2)"); v != Int(103) {
		t.Errorf("add(1,2) = %v", v)
	}
	if v := eval(t, iso, "add(...Array(1000).fill(1))"); v != Int(102) {
		t.Errorf("add(1,...) = %v", v)
	}
}

func TestKill(t *testing.T) {
	for name, source := range map[string]string{
		"loop":    "while(true){}",
		"join":    "new Array(1e9)+''",
		"regexp":  "/^(a+)+$/.test('a'.repeat(40)+'b')",
		"bigint":  "3n**10000000n",
		"promise": "function f() { Promise.resolve().then(f) } f()",
	} {
		t.Run(name, func(t *testing.T) {
			iso := newIsolate(t, Hooks{}, Limits{})
			start := time.Now()
			iso.SetDeadline(start.Add(100 * time.Millisecond))
			done := make(chan struct{})
			go func() {
				for time.Since(start) < 90*time.Millisecond {
					runtime.GC()
				}
				close(done)
			}()
			_, err := iso.Eval(source, "kill.js")
			for err == nil {
				if _, err = iso.RunJob(); err != nil {
					break
				}
			}
			<-done
			var deadline *DeadlineError
			if !errors.As(err, &deadline) {
				t.Fatalf("err = %v", err)
			}
			t.Log(time.Since(start))
		})
	}
}

func TestMemoryLimit(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{Memory: 16 << 20})
	_, err := iso.Eval("const a = []; for (;;) a.push('x'.repeat(1000) + a.length)", "m.js")
	var limit *MemoryLimitError
	if !errors.As(err, &limit) {
		t.Fatalf("err = %v", err)
	}
}

func TestClone(t *testing.T) {
	first := newIsolate(t, Hooks{}, Limits{})
	eval(t, first, "globalThis.n = 1; globalThis.list = Array.from({length: 1000}, (_, i) => ({i}))")
	snap, err := first.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	var seen []string
	for range 3 {
		iso, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		v := eval(t, iso, "n++; list.push(1); `${n} ${list.length} ${Math.random()}`")
		s, _ := iso.String(v)
		seen = append(seen, s)
		if err := iso.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if seen[0] == seen[1] || seen[0][:6] != seen[1][:6] {
		t.Errorf("clones saw %q", seen)
	}
}

func BenchmarkHostCall(b *testing.B) {
	iso := newIsolate(b, Hooks{Call: func(_ *Isolate, _ int, _ Value, args Args) Value {
		x, _ := args.At(0).Int32()
		y, _ := args.At(1).Int32()
		return Int(x + y)
	}}, Limits{})
	fn, _ := iso.NewFunction("add", 2, 0)
	g, _ := iso.GlobalObject()
	_ = iso.Set(g, "host", fn)
	eval(b, iso, "function plain(a, b) { return a + b } function run(f, n) { let s = 0; for (let i = 0; i < n; i++) s = f(i, 1); return s }")
	for _, name := range []string{"plain", "host"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.ResetTimer()
			eval(b, iso, fmt.Sprintf("run(%s, %d)", name, b.N))
		})
	}
}
