package engine

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// denials are attacks on the host's time. Some end by themselves, in an error or
// after long; none may hold anything up.
var denials = map[string]string{
	// Interpreted code.
	"loop":      "for (;;) {}",
	"catch":     "for (;;) { try { for (;;) {} } finally { continue } }",
	"long body": "eval('for (;;) {' + 'x = 1;'.repeat(2e5) + '}'); var x",
	"long call": "var x; const f = new Function('x = 1;'.repeat(2e5)); for (;;) f()",
	"forward":   "eval('for (;;) { if (x) {' + 'x++;'.repeat(1e5) + '} }'); var x = 0",
	"proto":     "let o = {}; for (let i = 0; i < 1e5; i++) o = Object.create(o); for (;;) o.missing",
	"generator": "function* g() { for (;;) yield* [1, 2, 3] } for (const x of g()) ;",
	"microtask": "const f = () => Promise.resolve().then(f); f()",
	"await":     "(async () => { for (;;) await 0 })()",
	"thenable":  "const t = { then(f) { f(t) } }; Promise.resolve(t)",
	"proxies":   "let p = {}; for (let i = 0; i < 3000; i++) p = new Proxy(p, {}); for (;;) p.x",
	"getters":   "const o = { get x() { return Reflect.ownKeys(this) } }; for (;;) o.x",
	"scopes":    "for (;;) eval('let a = 1; { let b = a; (() => b)() }')",

	// Builtins.
	"join":       "new Array(1e9) + ''",
	"redos":      "/^(a+)+$/.test('a'.repeat(40) + 'b')",
	"redos2":     "/(.*)*x\\1/.test('a'.repeat(5e4))",
	"lookbehind": "/(?<=(a+)+)c/.test('a'.repeat(3e4))",
	"classes":    "/[\\p{L}--]*\\p{Lu}/u.test('a'.repeat(3e7))",
	"bigint":     "3n ** 10000000n",
	"bigdiv":     "const a = (1n << 6000000n) - 1n; a / ((1n << 3000000n) - 3n)",
	"bigtext":    "((1n << 3000000n) - 1n).toString()",
	"bigparse":   "BigInt('9'.repeat(1e6))",
	"sort":       "Array.from({ length: 1e6 }, (_, i) => (i * 7919) % 1000003).sort()",
	"typedsort":  "for (;;) new Float64Array(1e6).map((_, i) => (i * 7919) % 1000003).sort()",
	"fill":       "Array(3e6).fill(0).join('').split('')",
	"repeat":     "for (;;) 'abc'.repeat(1e7).length",
	"replace":    "'a'.repeat(1e6).replaceAll('a', 'bb')",
	"replacefn":  "'a'.repeat(3e6).replace(/a/g, (x) => x + x)",
	"indexof":    "for (;;) 'a'.repeat(1e6).indexOf('a'.repeat(1000) + 'b')",
	"compare":    "const a = 'x'.repeat(3e7), b = 'x'.repeat(3e7); for (;;) a === b",
	"concat":     "let a = [1]; for (;;) a = a.concat(a)",
	"copy":       "const a = new Uint8Array(1 << 26); for (;;) a.copyWithin(1, 0)",
	"set":        "const a = new Uint8Array(1 << 25), b = new Uint8Array(1 << 25); for (;;) a.set(b)",
	"fillbytes":  "const a = new Uint8Array(1 << 26); for (;;) a.fill(1)",
	"fillfloats": "const a = new Float64Array(1 << 23); for (;;) a.fill(1)",
	"json":       "JSON.parse('[' + '[1,{\"a\":\"b\"}],'.repeat(1e6) + '0]')",
	"stringify":  "const a = Array(1e4).fill({ a: 'x'.repeat(100) }); JSON.stringify(Array(1000).fill(a))",
	"indent":     "let a = 1; for (let i = 0; i < 2000; i++) a = [a, a]; JSON.stringify(a, null, 10)",
	"normalize":  "('\\u1e9b\\u0323'.repeat(1e6)).normalize('NFKD')",
	"upper":      "for (;;) '\\u00df'.repeat(1e6).toUpperCase()",
	"locale":     "for (;;) 'a'.repeat(1e6).localeCompare('a'.repeat(1e6) + 'b')",
	"holes":      "const a = []; a[4294967294] = 1; a.indexOf(2)",
	"reverse":    "const a = []; a[4e9] = 1; a.reverse()",
	"arraylike":  "Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)",
	"splice":     "const a = Array(1e5).fill(0); for (;;) { a.splice(0, 1); a.splice(0, 0, 1) }",
	"shift":      "const a = Array(1e6).fill(0); for (;;) a.push(a.shift())",
	"map":        "const m = new Map(); for (let i = 0; i < 1e6; i++) m.set(i, i); for (;;) for (const x of m) ;",
	"collide":    "const m = new Map(); for (let i = 0; i < 1e6; i++) m.set(i * 2 ** 32, i)",
	"keys":       "const o = {}; for (let i = 0; i < 3e5; i++) o['k' + i] = i; for (;;) Object.keys(o)",
	"deletes":    "const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = i; for (const k in o) delete o[k]",
	"flat":       "let a = [1]; for (let i = 0; i < 20; i++) a = [a, a]; for (;;) a.flat(Infinity)",
	"garbage":    "const a = []; for (let i = 0; i < 3e5; i++) a.push({ a }); for (;;) ({}).x = { a: {} }",
	"cycles":     "let a; for (;;) { a = {}; for (let i = 0; i < 1e5; i++) a = { a, b: [a] } }",
	"parse":      "for (;;) new Function('x' + '+x'.repeat(1e5))",
	"source":     "eval('[' + '1,'.repeat(2e6) + ']')",
	"regexp":     "new RegExp('(a|b)?'.repeat(1e5)).test('a'.repeat(1e4))",
	"dates":      "for (;;) new Date(2020, 0, 1e5).toString()",
	"numbers":    "for (;;) (1.1e-300).toString(3) + (1e300).toFixed(100)",
	"escape":     "encodeURIComponent('\\u20ac'.repeat(5e6))",
	"matchall":   "[...'a'.repeat(1e6).matchAll(/a/g)].length",
	"template":   "String.raw({ raw: { length: 1e9 } })",
	"raw":        "'x'.padEnd(2 ** 29).split('x')",
	"symbols":    "for (;;) Symbol('x'.repeat(1e5)).toString()",
	"weak":       "const w = new WeakMap(); for (;;) { const k = {}; w.set(k, { k, w }) }",
	"structured": "const a = []; a.length = 3e7; a.sort()",

	// Depth: a RangeError, then more of it.
	"deep":        "function f() { return f() + 1 } for (;;) try { f() } catch {}",
	"deepjson":    "for (;;) try { JSON.parse('['.repeat(1e5)) } catch {}",
	"deepregexp":  "for (;;) try { new RegExp('('.repeat(1e4) + ')'.repeat(1e4)) } catch {}",
	"deepproxy":   "const p = new Proxy({}, { get(t, k, r) { return r[k] } }); for (;;) try { p.x } catch {}",
	"deepgetter":  "const o = { get x() { return this.x } }; for (;;) try { o.x } catch {}",
	"deepsource":  "for (;;) try { eval('('.repeat(1e5)) } catch {}",
	"deepstrings": "const o = { toString() { return `${o}` } }; for (;;) try { `${o}` } catch {}",
	"deepfree":    "for (;;) { let a = null; for (let i = 0; i < 1e5; i++) a = { a } ; a = null }",
}

// lateness is by how much the tests allow a deadline to be missed: 10 ms on an
// idle machine, which WJS_STRICT says that this is.
func lateness() (kill, collect time.Duration) {
	if os.Getenv("WJS_STRICT") != "" {
		return 10 * time.Millisecond, 50 * time.Millisecond
	}
	if raced {
		return 2 * time.Second, 4 * time.Second
	}
	return 500 * time.Millisecond, time.Second
}

// Attacks end at their deadline while garbage is collected and a neighbour goes
// on being called.
func TestDenialOfTime(t *testing.T) {
	maxKill, maxCollect := lateness()
	neighbour := newIsolate(t, Hooks{}, Limits{})
	eval(t, neighbour, "globalThis.f = (n) => n + 1")
	f, err := neighbour.Global("f")
	if err != nil {
		t.Fatal(err)
	}
	var worstKill, worstGC, worstCall time.Duration
	for name, source := range denials {
		t.Run(name, func(t *testing.T) {
			iso := newIsolate(t, Hooks{}, Limits{})
			var late atomic.Int64
			done := make(chan error, 1)
			const limit = 200 * time.Millisecond
			go func() {
				deadline := time.Now().Add(limit)
				iso.SetDeadline(deadline)
				_, err := iso.Eval("(() => {"+source+"})()", "denial.js")
				for more := err == nil; more; {
					more, err = iso.RunJob()
					more = more && err == nil
				}
				late.Store(int64(time.Since(deadline)))
				done <- err
			}()
			var gc, call time.Duration
			collected := make(chan struct{})
			stop := make(chan struct{})
			go func() {
				defer close(collected)
				for {
					start := time.Now()
					runtime.GC()
					gc = max(gc, time.Since(start))
					select {
					case <-stop:
						return
					case <-time.After(2 * time.Millisecond):
					}
				}
			}()
			for err, running := error(nil), true; running; {
				select {
				case err = <-done:
					running = false
					var deadline *DeadlineError
					var thrown *ThrownError
					var memory *MemoryLimitError
					switch {
					case errors.As(err, &deadline), errors.As(err, &memory), errors.As(err, &thrown):
						t.Log(strings.SplitN(describe(iso, err), "\n", 2)[0])
					case err != nil:
						t.Errorf("%v", err)
					}
				default:
					start := time.Now()
					if v, err := neighbour.Call(f, Undefined, Int(1)); err != nil || v != Int(2) {
						t.Fatal("the neighbour:", v, err)
					}
					call = max(call, time.Since(start))
					time.Sleep(time.Millisecond)
				}
			}
			close(stop)
			<-collected
			after := time.Duration(late.Load())
			if after > maxKill || gc > maxCollect {
				t.Errorf("ended %v after its deadline; a collection took %v", after, gc)
			}
			worstKill, worstGC, worstCall = max(worstKill, after), max(worstGC, gc), max(worstCall, call)
			t.Logf("ended %v after its deadline; the longest collection took %v, the longest call of a neighbour %v", after, gc, call)
		})
	}
	t.Logf("at worst: ended %v after a deadline, collected for %v, called for %v", worstKill, worstGC, worstCall)
	neighbour.Free(f)
}

// hoards ask for memory without end, or for much at once.
var hoards = map[string]string{
	"strings":     "let s = 'x'; const a = []; for (;;) { s += s.slice(0, 1e5) + a.length; a.push(s) }",
	"doubling":    "let s = 'x'; for (;;) s += s",
	"views":       "const a = []; for (;;) a.push(new Uint8Array(1 << 20))",
	"buffers":     "const a = []; for (let n = 1; ; n *= 2) a.push(new ArrayBuffer(n))",
	"resizable":   "const b = new ArrayBuffer(1, { maxByteLength: 2 ** 30 }); for (let n = 1; ; n *= 2) b.resize(n)",
	"objects":     "const a = []; for (;;) a.push({ i: a.length, x: [1] })",
	"map":         "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })",
	"set":         "const m = new Set(); for (let i = 0; ; i++) m.add('k' + i)",
	"weakmap":     "const m = new WeakMap(), a = []; for (;;) { const k = {}; a.push(k); m.set(k, [1]) }",
	"properties":  "const o = {}; for (let i = 0; ; i++) o['p' + i] = i",
	"elements":    "const a = []; for (;;) a.push(1)",
	"closures":    "const a = []; for (;;) { const x = a.length; a.push(() => x) }",
	"symbols":     "const a = []; for (;;) a.push(Symbol('s' + a.length))",
	"bigints":     "let a = 1n; for (;;) a <<= 65536n",
	"functions":   "const a = []; for (;;) a.push(new Function('return ' + a.length))",
	"promises":    "const a = []; for (;;) a.push(new Promise(() => {}).then(() => {}))",
	"jobs":        "for (;;) Promise.resolve().then(() => {})",
	"generators":  "const a = []; for (;;) { const g = (function* () { yield 1 })(); g.next(); a.push(g) }",
	"regexps":     "const a = []; for (;;) a.push(new RegExp('a{' + a.length % 1000 + '}(b|c)*'))",
	"repeat":      "'x'.repeat(2 ** 29)",
	"array":       "new Array(1e8).fill(0)",
	"concat":      "let a = Array(1e6).fill(1); for (;;) a = a.concat(a)",
	"split":       "'x'.repeat(1e8).split('')",
	"json":        "JSON.stringify(Array(1e7).fill('x'.repeat(100)))",
	"parse":       "JSON.parse('[' + '[[]],'.repeat(3e7) + '0]')",
	"catching":    "const a = []; for (;;) try { a.push('x'.repeat(1e5) + a.length) } catch {}",
	"errors":      "const a = []; for (;;) try { null.x } catch (e) { a.push(e) }",
	"source":      "eval('[' + '{},'.repeat(2e7) + ']')",
	"match":       "'x'.repeat(1e8).match(/x/g)",
	"captures":    "/(?:(x)|y)*$/.exec('x'.repeat(1e8))",
	"realms":      "const a = []; for (;;) a.push(structure()); function structure() { return Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i + 'k', { i }])) }",
	"huge buffer": "new ArrayBuffer(2 ** 31 - 1)",
	"deep":        "let n = 0; function f() { n++; f() } try { f() } catch (e) { if (e.name !== 'RangeError' || n < 500) throw n } const a = []; for (;;) a.push(new Uint8Array(1 << 20))",
	"deep native": "try { JSON.parse('['.repeat(1e5)) } catch {} const a = []; for (;;) a.push(new Uint8Array(1 << 20))",
}

// memoryConstant is what the process may take beyond an isolate's limit and a
// tenth of it: the heap of Go with the native stacks, on which deep recursion
// takes 25 times what it does in the guest, and which double when they grow.
const memoryConstant = 96 << 20

func TestDenialOfMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	if resident() == 0 {
		t.Skip("no way to see the memory of the process")
	}
	warm := newIsolate(t, Hooks{}, Limits{})
	eval(t, warm, "1")
	for _, limit := range []uint64{16 << 20, 64 << 20, 256 << 20} {
		var worst uint64
		for name, source := range hoards {
			t.Run(fmt.Sprintf("%d MB/%s", limit>>20, name), func(t *testing.T) {
				runtime.GC()
				before := resident()
				iso := newIsolate(t, Hooks{}, Limits{Memory: limit})
				iso.SetDeadline(time.Now().Add(20 * time.Second))
				stop, peak := make(chan struct{}), make(chan uint64)
				go func() {
					var most uint64
					for {
						most = max(most, resident())
						select {
						case <-stop:
							peak <- max(most, resident())
							return
						case <-time.After(time.Millisecond):
						}
					}
				}()
				_, err := iso.Eval("(() => {"+source+"})()", "hoard.js")
				close(stop)
				grown := int64(<-peak) - int64(before)
				var memory *MemoryLimitError
				var thrown *ThrownError
				var deadline *DeadlineError
				switch {
				case errors.As(err, &memory) && memory.Limit == limit:
				case errors.As(err, &thrown):
					t.Log(strings.SplitN(describe(iso, err), "\n", 2)[0])
				case errors.As(err, &deadline):
					t.Log("on a busy machine it takes longer")
				default:
					t.Errorf("%v", err)
				}
				t.Logf("the process grew by %.1f MB", float64(grown)/(1<<20))
				if grown > int64(limit+limit/10+memoryConstant) && !raced {
					t.Errorf("the process grew by %d MB", grown>>20)
				}
				worst = max(worst, uint64(max(grown, 0)))
			})
		}
		t.Logf("under a limit of %d MB the process grew by %.1f MB at most", limit>>20, float64(worst)/(1<<20))
	}
}

// resident is the memory of this process in bytes, 0 where it cannot be known.
func resident() uint64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages uint64
	if _, err := fmt.Sscan(string(b), &size, &pages); err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}
