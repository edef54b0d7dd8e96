package engine

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wjs-run/wjs/engine/guest"
)

// frozen is a snapshot of an isolate in which source was run.
func frozen(t testing.TB, source string) *Snapshot {
	t.Helper()
	first := newIsolate(t, Hooks{}, Limits{})
	if _, err := first.Eval(source, "frozen.js"); err != nil {
		t.Fatal(err)
	}
	snap, err := first.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = snap.Close() })
	return snap
}

func cloneOf(t testing.TB, snap *Snapshot, limits Limits) *Isolate {
	t.Helper()
	iso, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = iso.Close() })
	return iso
}

func text(t testing.TB, iso *Isolate, source string) string {
	t.Helper()
	v, err := iso.Eval("String("+source+")", "text.js")
	if err != nil {
		t.Fatal(err)
	}
	defer iso.Free(v)
	s, _ := iso.String(v)
	return s
}

// What a clone does is seen by no other: not by one that lives beside it, nor by
// one that its instance becomes afterwards.
func TestClonesAreIndependent(t *testing.T) {
	snap := frozen(t, "globalThis.n = 1; globalThis.list = Array.from({length: 5000}, (_, i) => ({i}))")
	const change = "n++; delete Array.prototype.map; Object.prototype.leak = 1; list.forEach((x) => { x.i = -1 }); globalThis.secret = 's'.repeat(3e5)"
	const look = "[n, typeof [].map, ({}).leak, list[4999].i, typeof secret]"
	const fresh = "1,function,,4999,undefined"
	for range 5 {
		a, b := cloneOf(t, snap, Limits{}), cloneOf(t, snap, Limits{})
		if got := text(t, a, look); got != fresh {
			t.Fatalf("a new clone sees %s", got)
		}
		if _, err := a.Eval(change, "change.js"); err != nil {
			t.Fatal(err)
		}
		if got := text(t, b, look); got != fresh {
			t.Fatalf("a clone sees what another did: %s", got)
		}
		a.Close()
		b.Close()
	}
}

func TestClonesDrawDifferentNumbers(t *testing.T) {
	snap := frozen(t, "Math.random()")
	seen := map[string]bool{}
	for range 20 {
		iso := cloneOf(t, snap, Limits{})
		n := text(t, iso, "Math.random()")
		if seen[n] {
			t.Fatalf("two clones drew %s", n)
		}
		seen[n] = true
		iso.Close()
	}
}

// An instance that was used is, byte for byte, the snapshot again.
func TestRecycledInstance(t *testing.T) {
	snap := frozen(t, "globalThis.list = []")
	for name, source := range map[string]string{
		"little": "list.push(1)",
		"much":   "for (let i = 0; i < 3e4; i++) list.push({i})", // within the room of the snapshot or not
		"deep":   "(function f(n) { return n && 1 + f(n - 1) })(2000)",
		"throw":  "try { null.x } catch (e) { globalThis.e = e }",
	} {
		iso := cloneOf(t, snap, Limits{})
		if _, err := iso.Eval(source, "use.js"); err != nil {
			t.Fatal(name, err)
		}
		iso.HookReactions(true)
		in := iso.instance
		grown := in.mem.Size() != snap.Size()
		iso.Close()
		again := snap.idle.take()
		if grown {
			if again != nil {
				t.Errorf("%s: an instance that had grown was kept", name)
			}
			continue
		}
		if again != in {
			t.Fatalf("%s: the instance was not kept", name)
		}
		if !bytes.Equal(in.mem.Bytes(), snap.image.Bytes()) {
			t.Errorf("%s: the memory is not the snapshot's", name)
		}
		if in.state() != snap.globals {
			t.Errorf("%s: globals are %v, not %v", name, in.state(), snap.globals)
		}
		if name == "deep" && in.entries != nil {
			t.Errorf("%s: stacks that have grown were kept", name)
		}
		_ = in.close()
	}
}

func TestDeadClonesAreNotRecycled(t *testing.T) {
	snap := frozen(t, "")
	for name, end := range map[string]func(iso *Isolate){
		"killed":   func(iso *Isolate) { iso.Kill(errors.New("enough")) },
		"deadline": func(iso *Isolate) { iso.SetDeadline(time.Now()); _, _ = iso.Eval("for (;;);", "x.js") },
		"builtin": func(iso *Isolate) {
			iso.SetDeadline(time.Now().Add(20 * time.Millisecond))
			_, _ = iso.Eval("new Array(1e9) + ''", "x.js")
		},
		"memory": func(iso *Isolate) {
			_, _ = iso.Eval("const a = []; for (;;) a.push('x'.repeat(1e5) + a.length)", "x.js")
		},
	} {
		iso := cloneOf(t, snap, Limits{Memory: 32 << 20})
		end(iso)
		if iso.Dead() == nil {
			t.Fatalf("%s: it lives", name)
		}
		iso.Close()
		if snap.idle.take() != nil {
			t.Errorf("%s: the instance was kept", name)
		}
	}
}

// A limit is the clone's own, whatever its instance was used for before.
func TestLimitOfRecycledInstance(t *testing.T) {
	snap := frozen(t, "")
	for _, mb := range []uint64{64, 16, 128, 32} {
		iso := cloneOf(t, snap, Limits{Memory: mb << 20})
		_, err := iso.Eval("const a = []; for (;;) a.push(new Uint8Array(1e6))", "x.js")
		var limit *MemoryLimitError
		if !errors.As(err, &limit) || limit.Limit != mb<<20 {
			t.Errorf("%d MB: %v", mb, err)
		}
		iso.Close()
		iso = cloneOf(t, snap, Limits{Memory: mb << 20})
		if _, err := iso.Eval("1", "x.js"); err != nil {
			t.Error(err)
		}
		iso.Close()
	}
	if _, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, Limits{Memory: 1 << 20}); err == nil {
		t.Error("a limit below the snapshot's size was accepted")
	}
}

// Clones outlive their snapshot, and closing it races with closing them.
func TestSnapshotClosedBeforeClones(t *testing.T) {
	for range 20 {
		snap := frozen(t, "globalThis.x = 42")
		var clones []*Isolate
		for range 4 {
			clones = append(clones, cloneOf(t, snap, Limits{}))
		}
		var wg sync.WaitGroup
		for _, iso := range clones {
			wg.Go(func() {
				if v, err := iso.Eval("x", "x.js"); err != nil || v != Int(42) {
					t.Errorf("%v, %v", v, err)
				}
				_ = iso.Close()
			})
		}
		_ = snap.Close()
		wg.Wait()
		if len(snap.idle.list) != 0 {
			t.Error("a closed snapshot keeps instances")
		}
		if _, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, Limits{}); err == nil {
			t.Fatal("a closed snapshot was cloned")
		}
	}
}

func TestReset(t *testing.T) {
	snap := frozen(t, "globalThis.x = 1")
	iso := cloneOf(t, snap, Limits{})
	first := text(t, iso, "[x++, Math.random()]")
	if err := iso.Reset(); err != nil {
		t.Fatal(err)
	}
	second := text(t, iso, "[x++, Math.random()]")
	if first[:2] != "1," || second[:2] != "1," || first == second {
		t.Errorf("%s, then %s", first, second)
	}
	iso.Kill(errors.New("enough"))
	if err := iso.Reset(); err == nil {
		t.Error("a dead isolate was reset")
	}
	own := newIsolate(t, Hooks{}, Limits{})
	if err := own.Reset(); err == nil {
		t.Error("what is no clone was reset")
	}
}

// privateLimit is what a clone may cost in memory of its own.
const privateLimit = 600 << 10

// heap5MB makes 5 MB of live objects and a small function over them.
const heap5MB = "globalThis.heap = Array.from({length: 35000}, (_, i) => ({id: i, name: 'n' + i})); function small(a) { return a + heap.length }"

func TestPrivateMemory(t *testing.T) {
	snap := frozen(t, heap5MB)
	iso := cloneOf(t, snap, Limits{})
	if used := iso.HeapUsed(); used < 5<<20 {
		t.Fatalf("%d bytes are live", used)
	}
	if got := text(t, iso, "small(1)"); got != "35001" {
		t.Fatal(got)
	}
	pages, ok := iso.mem.Written(nil)
	if !ok {
		t.Skip("this system does not tell")
	}
	private := len(pages) * os.Getpagesize()
	t.Logf("%d KB", private>>10)
	if private == 0 || private > privateLimit {
		t.Errorf("%d bytes are private", private)
	}
}

// TestCyclesLeakNothing makes, uses and closes clones; WJS_CYCLES names another number.
func TestCyclesLeakNothing(t *testing.T) {
	n := 2000
	if s := os.Getenv("WJS_CYCLES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	snap := frozen(t, heap5MB)
	run := func(n int) {
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for i := range n / 2 {
					limits := Limits{}
					if i%64 == 0 {
						limits.Memory = 32 << 20
					}
					iso, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, limits)
					if err != nil {
						t.Error(err)
						return
					}
					if i%100 == 0 { // grows, so that its instance is not kept
						_, err = iso.Eval("heap.concat(Array(500000).fill(1)).length", "x.js")
					} else {
						_, err = iso.Eval("small(1)", "x.js")
					}
					if err != nil {
						t.Error(err)
					}
					if i%100 == 1 {
						iso.Kill(ErrInterrupted)
					}
					_ = iso.Close()
				}
			})
		}
		wg.Wait()
		runtime.GC()
	}
	run(400)
	before := measureProcess(t)
	run(n)
	after := measureProcess(t)
	t.Logf("%d cycles: before %+v, after %+v", n, before, after)
	if after.goroutines > before.goroutines || after.descriptors > before.descriptors || after.mappings > before.mappings+20 || after.rss > before.rss+16<<20 {
		t.Errorf("%d cycles leak: before %+v, after %+v", n, before, after)
	}
}

type processFootprint struct{ goroutines, descriptors, mappings, rss int }

func measureProcess(t *testing.T) (f processFootprint) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	maps, _ := os.ReadFile("/proc/self/maps")
	statm, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(string(bytes.Fields(statm)[1]))
	return processFootprint{runtime.NumGoroutine(), len(fds), bytes.Count(maps, []byte("\n")), pages * os.Getpagesize()}
}

func TestGlobalsAreAllKnown(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	if len(iso.globals) < 3 || len(iso.globals) > guest.MaxGlobals {
		t.Errorf("%d mutable globals", len(iso.globals))
	}
}

func BenchmarkClone(b *testing.B) {
	snap := frozen(b, heap5MB)
	cycle := func(b *testing.B) {
		iso, err := testEngine(b).Clone(context.Background(), snap, Hooks{}, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if v, err := iso.Eval("small(1)", "x.js"); err != nil || v != Int(35001) {
			b.Fatal(v, err)
		}
		iso.Close()
	}
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cycle(b)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				cycle(b)
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "clones/s")
	})
}
