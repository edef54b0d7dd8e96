package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// fromBytecode compiles apart, seals, opens and loads a script.
func fromBytecode(t testing.TB, iso *Isolate, file, source string) Value {
	t.Helper()
	text := NewText(TextScript, source)
	b, err := iso.CompileBytecode(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	key := [32]byte{1, 2, 3}
	if b, err = OpenBytecode(b.Seal(key), key, text); err != nil {
		t.Fatal(err)
	}
	code, err := iso.LoadScript(iso.Main(), b, file)
	if err != nil {
		t.Fatal(describe(iso, err))
	}
	return code
}

// TestBytecodeBehaves has what bytecode could lose, against the same text compiled.
func TestBytecodeBehaves(t *testing.T) {
	for _, source := range []string{
		`1 + 1`,
		`String(function f(a, /* é😀 */ b = 1) { return a + b })`,
		`String(class A { #x = 1; static s; get [Symbol.iterator]() { return this.#x } })`,
		`(function outer() { return String(() => { /* inner */ }) })()`,
		`String(eval('(function e() { return 1 })'))`,
		`(function () { return this === undefined })()`,
		`(function () { 'use strict'; return this === undefined })()`,
		`'use strict'; (function () { return this === undefined })()`,
		`var declared = 5; globalThis.declared + typeof lexical; let lexical = 3; lexical`,
		"const t = (s, ...v) => [Object.isFrozen(s), Object.isFrozen(s.raw), s.raw.join('|'), s.length, v].join(); t`a${1}\\n\\u{41}${2}é`",
		"const f = () => (s => s)`x`; f() === f()",
		"(s => s[0])`\\u`",
		`/(?<y>\d{4})|(?<m>é+)/u.exec('éé').groups.m`,
		`/[\p{L}--[a-z]]/v.test('A') + '' + /[\p{L}--[a-z]]/v.source`,
		`[...'aXbX'.matchAll(/x/gi)].length + /a/dgimsuy.flags`,
		`[123456789012345678901234567890n, -1n, 0n, -170141183460469231731687303715884105728n].join()`,
		`[-0, 1 / -0, 1e308, 5e-324, 0x7fffffff, -0x80000000, 4294967296, NaN, Infinity].join()`,
		`['\0a\0', '\ud800', 'é', '😀', '\u2028', ''].map((s) => s.length + ':' + s.charCodeAt(0)).join()`,
		`({ '\ud800': 1, '__proto__': null, ['a' + 1]: 2, 3: 4, 1e100: 5, 1n: 6 })['\ud800']`,
		`class A { static #p = 1; static has(o) { return #p in o } static { this.q = A.#p + 1 } accessor; }; A.has(A) + ':' + A.q`,
		`class B extends Array { constructor() { super(1, 2); this.n = new.target.name } get [Symbol.species]() {} }; new B().n + new B().length`,
		`function* g() { try { yield* [1, 2] } finally { yield 3 } }; [...g()].join()`,
		`label: for (const i of [1, 2, 3]) { for (;;) { if (i == 2) break label; continue label } }; 'done'`,
		`switch (3) { case 1: 'a'; break; default: 'b'; case 2: 'c' }`,
		`const { a: { b: [c = 7, ...d] = [] } = {}, ...rest } = { x: 1, y: 2 }; [c, d.length, Object.keys(rest)].join()`,
		`function scope(x) { var y = 2; { let z = 3; return eval('x + y + z') } }; scope(1)`,
		`function w(o) { with (o) { return p } }; w({ p: 9 })`,
		`(function (a, b) { arguments[0] = 5; return a + arguments.length + arguments.callee.name })(1, 2)`,
		`[(function f() {}).name, (() => {}).name, (class {}).name, ({ m() {} }).m.name, ({ get g() {} }, Object.getOwnPropertyDescriptor({ get g() {} }, 'g').get.name)].join()`,
		`[((a, b = 1, c) => {}).length, (function (...r) {}).length].join()`,
		`typeof new Function('a', 'return a') + new Function('a', 'return a')(4)`,
		`try { missing } catch ({ message }) { message }`,
		`try { null.x } catch (e) { e.message }`,
		`const c = 1; try { c = 2 } catch (e) { e.name + e.message }`,
		`try { tdz; let tdz } catch (e) { e.message }`,
		`new Error('here').stack`,
		"\n\n  (function named() {\n    return new Error('é😀').stack\n  })()",
		"const o = {\n  m() { throw new RangeError('x') } };\ntry { /* é😀 */ o.m() } catch (e) { e.stack }",
		`Error.prepareStackTrace = (e, s) => s.map((c) => [c.getFunctionName(), c.getFileName(), c.getLineNumber(), c.getColumnNumber()].join(':')).join(' '); (function f() { return new Error().stack })()`,
		`async function* ag() { yield await 1 }; typeof ag().next`,
		`Array.fromAsync.length + [1].at(-1)`,
		"`${1}${'a'}é`",
		`import.length`,
	} {
		run := func(apart bool) string {
			iso := newIsolate(t, Hooks{}, Limits{})
			var v Value
			var err error
			if !apart {
				v, err = iso.Eval(source, "dir/日é.js")
			} else if iso.Check(source, "dir/日é.js") != nil {
				if _, err := iso.CompileBytecode(NewText(TextScript, source)); !errors.Is(err, ErrText) {
					t.Errorf("%s: %v", source, err)
				}
				v, err = iso.Eval(source, "dir/日é.js")
			} else {
				v, err = iso.RunScript(fromBytecode(t, iso, "dir/日é.js", source))
			}
			if err != nil {
				return describe(iso, err)
			}
			if err := iso.Set(must(iso.GlobalObject()), "result", v); err != nil {
				t.Fatal(err)
			}
			return textOf(t, iso, eval(t, iso, "String(result)"))
		}
		if compiled, loaded := run(false), run(true); compiled != loaded {
			t.Errorf("%s\ncompiled %s\n  loaded %s", source, compiled, loaded)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The same code runs any number of times, in any realm that it is loaded in.
func TestBytecodeInRealm(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	anchor, _, err := iso.NewRealm()
	if err != nil {
		t.Fatal(err)
	}
	realm, _ := iso.RealmOf(anchor)
	b, err := iso.CompileBytecode(NewText(TextScript, "var n = (globalThis.n ?? 0) + 1; [n, [] instanceof Array, (s => s)`` instanceof Array].join()"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []Realm{iso.Main(), realm} {
		code, err := iso.LoadScript(r, b, "r.js")
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 2; n++ {
			v, err := iso.RunScriptIn(r, code)
			if err != nil {
				t.Fatal(describe(iso, err))
			}
			if got, want := textOf(t, iso, v), fmt.Sprint(n, ",true,true"); got != want {
				t.Errorf("%s, not %s", got, want)
			}
		}
	}
	if _, err := iso.LoadModule(iso.Main(), b, "r.js", Undefined); !errors.Is(err, ErrBytecode) {
		t.Errorf("a script was loaded as a module: %v", err)
	}
}

// graph is what the modules of the tests import, by name.
var graph = map[string]string{
	"main": `import def, { live, add, "string name" as named } from 'a'; import * as ns from 'star';
		import { back } from 'cycle'; export { def as default }; export * from 'star';
		add(); export const result = [def, live, named, Object.keys(ns), back(), import.meta.mark, await 'awaited', typeof (await import('a')).add].join();`,
	"a":     `export default 'default'; export let live = 1; export const add = () => { live++ }; const s = 2; export { s as "string name" };`,
	"star":  `export * from 'a'; export * as nested from 'a'; export const own = 1;`,
	"cycle": `import { result } from 'main'; export const back = () => { try { return result } catch (e) { return e.name } };`,
	"lacks": `import { missing } from 'a';`,
	"lost":  `import 'a'; import 'nowhere'; export {};`,
}

// withGraph is an isolate whose modules are those of graph, from bytecode or not.
func withGraph(t testing.TB, apart bool) (*Isolate, func(name string) (Module, error)) {
	var load func(iso *Isolate, name string) (Module, error)
	hooks := Hooks{
		ResolveModule: func(_ *Isolate, _, name string) (string, bool) { return name, true },
		LoadModule: func(iso *Isolate, name string) (Module, bool) {
			m, err := load(iso, name)
			if err != nil {
				iso.rethrow(err)
			}
			return m, err == nil
		},
	}
	load = func(iso *Isolate, name string) (Module, error) {
		source, ok := graph[name]
		if !ok {
			return 0, iso.rangeError("no module " + name)
		}
		source = strings.ReplaceAll(source, `"string name"`, StringNamePrefix+"737472696e67206e616d65")
		meta := must(iso.Eval("({ mark: 'meta' })", ""))
		if !apart {
			return iso.CompileModule(source, name, meta)
		}
		b, err := iso.CompileBytecode(NewText(TextModule, source))
		if err != nil {
			t.Fatal(name, err)
		}
		return iso.LoadModule(iso.Main(), b, name, meta)
	}
	iso := newIsolate(t, hooks, Limits{})
	return iso, func(name string) (Module, error) { return load(iso, name) }
}

func TestBytecodeModules(t *testing.T) {
	run := func(apart bool) string {
		iso, load := withGraph(t, apart)
		m, err := load("main")
		if err != nil {
			return describe(iso, err)
		}
		promise, err := iso.EvaluateModule(m)
		if err != nil {
			return describe(iso, err)
		}
		for more := true; more; {
			if more, err = iso.RunJob(); err != nil {
				return describe(iso, err)
			}
		}
		if state, v, _ := iso.Promise(promise); state != Fulfilled {
			return describe(iso, &ThrownError{v})
		}
		ns := must(iso.Namespace(m))
		if err := iso.Set(must(iso.GlobalObject()), "ns", ns); err != nil {
			return err.Error()
		}
		out := textOf(t, iso, eval(t, iso, "ns.result + ';' + Object.keys(ns)"))
		// What cannot be loaded is not known, and is looked for again.
		for _, name := range []string{"lacks", "lost"} {
			for range 2 {
				m, err := load(name)
				if err == nil {
					err = iso.LinkModule(m)
				}
				if err == nil {
					_, err = iso.EvaluateModule(m)
				}
				out += fmt.Sprintf(";%s %v %s", name, m != 0, describe(iso, err))
				if name == "lacks" {
					break
				}
			}
		}
		if err := iso.CollectGarbage(); err != nil {
			return err.Error()
		}
		return out
	}
	compiled, loaded := run(false), run(true)
	if compiled != loaded {
		t.Errorf("compiled %s\n  loaded %s", compiled, loaded)
	}
	if !strings.HasPrefix(loaded, "default,2,2,add,live,nested,own,") {
		t.Error(loaded)
	}
}

// What was loaded is freed like what was compiled.
func TestBytecodeIsFreed(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	b := must(iso.CompileBytecode(NewText(TextScript, "(function outer() { class A { #p = /x/; m(t) { return t`a${1}` + 12345678901234567890n } }; return (s) => new A().m(s) })()")))
	used := func() uint64 {
		for range 50 {
			code := must(iso.LoadScript(iso.Main(), b, "a.js"))
			iso.Free(must(iso.RunScript(code)))
			iso.Free(code)
		}
		if err := iso.CollectGarbage(); err != nil {
			t.Fatal(err)
		}
		return iso.HeapUsed()
	}
	used()
	if before, after := used(), used(); after > before {
		t.Errorf("%d bytes, then %d", before, after)
	}
}

// Every byte is vouched for, and the key, and the text.
func TestBytecodeIsAuthentic(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	text, key := NewText(TextScript, "(function f() { return 'a text of a function, long enough to be found' })()"), [32]byte{1, 2, 3}
	b, err := iso.CompileBytecode(text)
	if err != nil {
		t.Fatal(err)
	}
	data := b.Seal(key)
	refused := func(what string, data []byte, key [32]byte, text *Text) {
		t.Helper()
		if _, err := OpenBytecode(data, key, text); !errors.Is(err, ErrBytecode) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for n := range data {
		for bit := range 8 {
			data[n] ^= 1 << bit
			refused(fmt.Sprint("byte ", n), data, key, text)
			data[n] ^= 1 << bit
		}
	}
	for n := range data {
		refused("truncated", data[:n], key, text)
	}
	refused("longer", append(bytes.Clone(data), 0), key, text)
	refused("another key", data, [32]byte{1, 2, 4}, text)
	refused("another source", data, key, NewText(TextScript, text.source+" "))
	refused("another kind", data, key, NewText(TextModule, text.source))
	h := bytecodeHeader{Magic: bytecodeMagic, Link: 1, Kind: TextScript, Size: b.size}
	h.MAC = h.mac(key, text, b.delta)
	refused("another link", append(appendHeader(nil, &h), b.delta...), key, text)
	if _, err := OpenBytecode(data, key, text); err != nil {
		t.Error(err)
	}
}

// What a program has done to its own isolate, be it to memory, does not go into
// bytecode.
func TestBytecodeIsCompiledApart(t *testing.T) {
	text := NewText(TextScript, "`a${1}` + /x/.source + 1n + (t => t)`x`.raw[0]")
	clean := must(newIsolate(t, Hooks{}, Limits{}).CompileBytecode(text))
	iso := newIsolate(t, Hooks{}, Limits{})
	eval(t, iso, `const { ownKeys, defineProperty } = Reflect, keys = [Array, Object, String, RegExp, Function].map((c) => [c.prototype, ownKeys(c.prototype)]);
		for (let i = 0; i < keys.length; i++) for (let k = 0; k < keys[i][1].length; k++) try { keys[i][0][keys[i][1][k]] = () => 'evil' } catch {}
		for (const k in { 0: 0, 1: 1, raw: 2 }) defineProperty(keys[0][0], k, { set() { throw 1 }, get: () => 'evil', configurable: true })`)
	// Whoever can write to the memory can say what its strings are.
	memory := iso.mem.Bytes()
	for range bytes.Count(memory, []byte("length")) {
		copy(memory[bytes.Index(memory, []byte("length")):], "lenght")
	}
	if b := must(iso.CompileBytecode(text)); !bytes.Equal(b.delta, clean.delta) {
		t.Error("the bytecode differs")
	}
}

// Compiling for an isolate ends with it.
func TestBytecodeWithinBounds(t *testing.T) {
	large := strings.Repeat("function f() { return [1, 2, 3].map((x) => x + 1) }\n", 200_000)
	iso := newIsolate(t, Hooks{}, Limits{})
	start := time.Now()
	err := iso.Within(Bounds{Deadline: start.Add(50 * time.Millisecond)}, func() error {
		_, err := iso.CompileBytecode(NewText(TextScript, large))
		return err
	})
	if late := (*DeadlineError)(nil); !errors.As(err, &late) || time.Since(start) > time.Second {
		t.Errorf("deadline: %v after %v", err, time.Since(start))
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	time.AfterFunc(20*time.Millisecond, func() { cancel(errors.New("enough")) })
	if err := iso.Within(Bounds{Context: ctx}, func() error {
		_, err := iso.CompileBytecode(NewText(TextScript, large))
		return err
	}); err == nil || err.Error() != "enough" {
		t.Errorf("context: %v", err)
	}
	before := iso.Fuel()
	if err := iso.Within(Bounds{Fuel: 1 << 20}, func() error {
		_, err := iso.CompileBytecode(NewText(TextScript, large))
		return err
	}); !errors.As(err, new(*FuelError)) || iso.Fuel()-before < 1<<20 {
		t.Errorf("fuel: %v after %d", err, iso.Fuel()-before)
	}
	// Also what the host does with what was compiled, which nesting makes large.
	depth := 400
	if interpreted {
		depth = 100 // see Limits.Stack
	}
	nested := strings.Repeat("function f() { /* "+strings.Repeat("x", 200)+" */", depth) + strings.Repeat("}", depth)
	if b := must(iso.CompileBytecode(NewText(TextScript, nested))); b.size < uint64(len(nested)*depth/3) || len(b.delta) > len(nested) {
		t.Errorf("%d bytes of text are %d of bytecode and %d of difference", len(nested), b.size, len(b.delta))
	}
	if _, ok := delta(make([]byte, 64<<20), []byte(nested), func() bool { return true }); ok {
		t.Error("a difference was not stopped")
	}
	small := newIsolate(t, Hooks{}, Limits{Memory: 16 << 20})
	if _, err := small.CompileBytecode(NewText(TextScript, large)); !errors.As(err, new(*MemoryLimitError)) {
		t.Errorf("memory: %v", err)
	}
	eval(t, small, "1")
}

// Bytecode that needs more memory than there is leaves the isolate as it was.
func TestBytecodeWithoutRoom(t *testing.T) {
	b, err := newIsolate(t, Hooks{}, Limits{}).CompileBytecode(NewText(TextScript, strings.Repeat("(function () { return [1, 2, 3] });\n", 50_000)))
	if err != nil {
		t.Fatal(err)
	}
	iso := newIsolate(t, Hooks{}, Limits{Memory: 8 << 20})
	if _, err := iso.LoadScript(iso.Main(), b, "a.js"); !errors.Is(err, ErrNoRoom) {
		t.Error(err)
	}
	if v := eval(t, iso, "6 * 7"); v != Int(42) {
		t.Error(v)
	}
}

// Where the stack is full, code that nests deeply is not half read.
func TestBytecodeOnFullStack(t *testing.T) {
	const deep = 60
	source := strings.Repeat("(function () { var name = 'x' + arguments.length; return ", deep) + "1" + strings.Repeat(" })", deep)
	var b *Bytecode
	loads, failures := 0, 0
	iso := newIsolate(t, Hooks{Call: func(iso *Isolate, _ int, _ Value, _ Args) Value {
		v, err := iso.LoadScript(iso.Main(), b, "a.js")
		loads++
		if err != nil {
			failures++
			iso.rethrow(err)
			return Exception
		}
		iso.Free(v)
		return Undefined
	}}, Limits{})
	b = must(iso.CompileBytecode(NewText(TextScript, source)))
	if err := iso.Set(must(iso.GlobalObject()), "load", must(iso.NewFunction("load", 0, 1))); err != nil {
		t.Fatal(err)
	}
	eval(t, iso, `function dive() { try { dive() } catch {} try { load() } catch (e) { if (!/stack/i.test(e.message)) throw e } } dive()`)
	if err := iso.CollectGarbage(); err != nil {
		t.Fatal(err)
	}
	if loads-failures < 100 || failures == 0 {
		t.Errorf("%d loads, of which %d failed", loads, failures)
	}
	if v := eval(t, iso, "6 * 7"); v != Int(42) {
		t.Error(v)
	}
}

func FuzzOpenBytecode(f *testing.F) {
	iso := newIsolate(f, Hooks{}, Limits{})
	text, key := NewText(TextScript, "(function f() { return 'a text of a function, long enough to be found' })()"), [32]byte{7}
	b := must(iso.CompileBytecode(text))
	whole := b.Seal(key)
	f.Add(whole, b.size, b.file, b.delta)
	f.Add(whole[:bytecodeHeaderSize], uint64(1)<<63, uint64(1), []byte{})
	f.Add([]byte{}, uint64(1)<<30, uint64(1)<<31, []byte{0, 4, 0, 0})
	// The whole is fuzzed, and what only who has the key can make.
	f.Fuzz(func(t *testing.T, data []byte, size, file uint64, delta []byte) {
		if got, err := OpenBytecode(data, key, text); err == nil && !bytes.Equal(data, whole) {
			t.Fatal("opened", got)
		} else if err != nil && !errors.Is(err, ErrBytecode) {
			t.Fatal(err)
		}
		got, err := OpenBytecode((&Bytecode{text: text, size: size, file: file, delta: delta}).Seal(key), key, text)
		if err != nil {
			return
		}
		if got.file > got.size {
			t.Fatal("the file goes outside")
		}
		if dst := make([]byte, min(got.size, 1<<16)); applyDelta(dst, got.delta, text.source) == nil && uint64(len(dst)) != got.size {
			t.Fatal("applied to less")
		}
	})
}

func FuzzDelta(f *testing.F) {
	f.Add([]byte("one"), []byte("two"))
	long := []byte(strings.Repeat("0123456789abcdef", 9))
	f.Add(long, append([]byte("x"), long[7:]...))
	f.Add(append(long[3:90:90], long...), long)
	f.Fuzz(func(t *testing.T, code, text []byte) {
		for range 4 {
			d, ok := delta(code, text, func() bool { return false })
			if !ok {
				t.Fatal("stopped")
			}
			got := make([]byte, len(code))
			if err := applyDelta(got, d, string(text)); err != nil || !bytes.Equal(got, code) {
				t.Fatalf("%v: %q, not %q", err, got, code)
			}
			code, text = append(code, text...), append(text, code...) // and what has much in common
		}
	})
}

func BenchmarkBytecode(b *testing.B) {
	iso := newIsolate(b, Hooks{}, Limits{})
	var source strings.Builder
	for n := range 2000 {
		fmt.Fprintf(&source, "exports.f%d = function f%d(list) { return list.map((x) => ({ id: x.id + %d, name: `name ${x.name}` })) };\n", n, n, n)
	}
	text := NewText(TextScript, "(function (exports) {"+source.String()+"})")
	code := must(iso.CompileBytecode(text))
	sealed := code.Seal([32]byte{})
	b.Run("compile", func(b *testing.B) {
		b.SetBytes(int64(len(text.source)))
		for range b.N {
			iso.Free(must(iso.CompileScript(text.source, "a.js")))
		}
	})
	b.Run("load", func(b *testing.B) {
		b.SetBytes(int64(len(text.source)))
		b.ReportMetric(float64(len(sealed)), "B")
		for range b.N {
			iso.Free(must(iso.LoadScript(iso.Main(), must(OpenBytecode(sealed, [32]byte{}, text)), "a.js")))
		}
	})
	b.Run("apart", func(b *testing.B) {
		b.SetBytes(int64(len(text.source)))
		for range b.N {
			must(iso.CompileBytecode(text)).Seal([32]byte{})
		}
	})
}
