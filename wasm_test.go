package wjs

import (
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/engine/editor"
)

// hog is a module that never ends by itself: in a loop, by calls that multiply,
// or when it is instantiated.
func hog(t testing.TB, start bool) string {
	m := editor.NewModule()
	none := m.AddType(editor.FuncType{})
	add := func(export string, code *editor.Asm) uint32 {
		fn, err := m.AddFunc(none, nil, code.Bytes())
		if err == nil && export != "" {
			err = m.AddExport(export, editor.KindFunc, fn)
		}
		if err != nil {
			t.Fatal(err)
		}
		return fn
	}
	if err := m.AddMemory(editor.Limits{Min: 1, Max: 1 << 16, HasMax: true}); err != nil {
		t.Fatal(err)
	}
	loop := add("loop", editor.NewAsm().Loop().Br(0).End())
	last := loop
	for i := range 60 {
		if i == 0 {
			last = add("", editor.NewAsm())
		} else {
			last = add("", editor.NewAsm().Call(last).Call(last))
		}
	}
	add("calls", editor.NewAsm().Call(last))
	add("fill", editor.NewAsm().I32Const(512).MemoryGrow().Drop().Loop().I32Const(0).I32Const(1).I32Const(32<<20).MemoryFill().Br(0).End())
	if start {
		if err := m.SetStart(loop); err != nil {
			t.Fatal(err)
		}
	}
	return "new WebAssembly.Instance(new WebAssembly.Module(Buffer.from('" + base64.StdEncoding.EncodeToString(m.Encode()) + "', 'base64')))"
}

// A module ends when the program's time is up, wherever it is, and never keeps
// Go's garbage collector waiting.
func TestModuleTimeout(t *testing.T) {
	for name, source := range map[string]string{
		"loop":           hog(t, false) + ".exports.loop()",
		"calls":          hog(t, false) + ".exports.calls()",
		"fill":           hog(t, false) + ".exports.fill()",
		"start function": hog(t, true),
	} {
		t.Run(name, func(t *testing.T) {
			const limit = 300 * time.Millisecond
			r := open(t, Options{Limits: Limits{Timeout: limit}})
			eval(t, r, "1")
			done := make(chan time.Duration)
			stop := make(chan struct{})
			go func() {
				var worst time.Duration
				for {
					select {
					case <-stop:
						done <- worst
						return
					default:
						begin := time.Now()
						runtime.GC()
						worst = max(worst, time.Since(begin))
					}
				}
			}()
			start := time.Now()
			_, err := r.Eval(t.Context(), source)
			took := time.Since(start)
			close(stop)
			var timeout *TimeoutError
			if !errors.As(err, &timeout) {
				t.Errorf("%v", err)
			}
			if took < limit || took > limit+slack {
				t.Errorf("took %v", took)
			}
			worst := <-done
			if worst > slack {
				t.Errorf("a collection took %v", worst)
			}
			t.Logf("%v after the deadline, collections took at most %v", took-limit, worst)
		})
	}
}

// What a module takes counts towards the program's memory and its fuel.
func TestModuleLimits(t *testing.T) {
	r := open(t, Options{Limits: Limits{Memory: 64 << 20}})
	for source, want := range map[string]string{
		"new WebAssembly.Memory({ initial: 65536 })":                                   "RangeError: WebAssembly.Memory(): could not allocate memory",
		"new WebAssembly.Memory({ initial: 1, maximum: 65536 }).grow(2000)":            "RangeError: WebAssembly.Memory.grow(): Maximum memory size exceeded",
		"const keep = []; for (;;) keep.push(new WebAssembly.Memory({ initial: 16 }))": "RangeError: WebAssembly.Memory(): could not allocate memory",
		"new WebAssembly.Table({ element: 'anyfunc', initial: 10000000 })":             "RangeError: WebAssembly.Table(): could not allocate table",
	} {
		got := eval(t, r, "(() => { try { "+source+"; return 'granted' } catch (e) { return String(e) } })()")
		if got != want {
			t.Errorf("%s: %v, want %s", source, got, want)
		}
	}
	small := open(t, Options{Limits: Limits{Fuel: 50_000_000}})
	var fuel *FuelError
	if _, err := small.Eval(t.Context(), hog(t, false)+".exports.loop()"); !errors.As(err, &fuel) {
		t.Errorf("fuel: %v", err)
	}
}

// Recursion in a module, in JavaScript, and through both, ends in a RangeError.
func TestModuleRecursion(t *testing.T) {
	m := editor.NewModule()
	none := m.AddType(editor.FuncType{})
	out, err := m.AddImportedFunc("a", "f", none)
	if err != nil {
		t.Fatal(err)
	}
	for name, callee := range map[string]uint32{"self": uint32(m.NumFuncs()), "out": out} {
		if name == "self" {
			callee = uint32(m.NumFuncs())
		}
		fn, err := m.AddFunc(none, nil, editor.NewAsm().Call(callee).Bytes())
		if err == nil {
			err = m.AddExport(name, editor.KindFunc, fn)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, Options{})
	got := eval(t, r, `
		let depth = 0;
		const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from('`+base64.StdEncoding.EncodeToString(m.Encode())+`', 'base64')), { a: { f() { depth++; exports.out() } } });
		const caught = [];
		for (const name of ['self', 'out', 'self', 'out']) try { exports[name]() } catch (e) { caught.push(String(e)) }
		[...new Set(caught), caught.length, depth > 300].join('|')`)
	if got != "RangeError: Maximum call stack size exceeded|4|true" {
		t.Errorf("%v", got)
	}
}

// Nothing of a module outlives its program.
func TestModuleLeaks(t *testing.T) {
	source := strings.Replace(hog(t, false), "new WebAssembly.Instance", "globalThis.kept = new WebAssembly.Instance", 1) + "; WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); 1"
	leakFree(t, 8, func() {
		for range 30 {
			r := bare(t, Options{})
			eval(t, r, source)
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
