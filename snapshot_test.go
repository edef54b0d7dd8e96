package wjs

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// frozenSource is frozen in these tests: an ES module with state.
const frozenSource = `data:text/javascript,
export let calls = 0;
export const heap = Array.from({length: 35000}, (_, i) => ({id: i, name: 'n' + i}));
export function small(a) { calls++; return a + heap.length; }
export function count() { return calls; }
export async function later(a) { await new Promise((f) => setTimeout(f, 1)); return a * 2; }
export function host() { return [process.argv.slice(1), process.env.NAME ?? null, double(21)]; }
export function warn() { process.emitWarning('careful'); }
export function fail() { null.x; }
`

func frozenProgram(t testing.TB) (*Snapshot, *Module) {
	t.Helper()
	ctx := context.Background()
	r, err := New(ctx, Options{Args: []string{"source"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	err = r.SetFunc("double", func(_ context.Context, args []any) (any, error) { return args[0].(int64) * 2, nil })
	if err != nil {
		t.Fatal(err)
	}
	m, err := r.Import(ctx, frozenSource)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := m.Call(ctx, "small", 1); err != nil || v != int64(35001) {
		t.Fatal(v, err)
	}
	s, err := r.Freeze(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if v, err := m.Call(ctx, "host"); err != nil || v.([]any)[0].([]any)[0] != "source" {
		t.Fatalf("the frozen runtime goes on with %v, %v", v, err)
	}
	return s, m
}

func TestSnapshot(t *testing.T) {
	ctx := context.Background()
	s, m := frozenProgram(t)
	random := map[any]bool{}
	for _, name := range []string{"a", "b", "a"} {
		var stderr bytes.Buffer
		r, err := New(ctx, Options{Snapshot: s, Args: []string{name}, Env: []string{"NAME=" + name}, Permissions: Permissions{Env: []string{"NAME"}}, Stderr: &stderr})
		if err != nil {
			t.Fatal(err)
		}
		in, err := m.In(r)
		if err != nil {
			t.Fatal(err)
		}
		call := func(function string, args ...any) any {
			t.Helper()
			v, err := in.Call(ctx, function, args...)
			if err != nil {
				t.Fatal(function, err)
			}
			return v
		}
		if n := call("count"); n != int64(1) {
			t.Errorf("%v calls in a new clone", n)
		}
		call("small", 1)
		if n := call("count"); n != int64(2) {
			t.Errorf("%v calls", n)
		}
		if n := call("later", 4); n != int64(8) {
			t.Errorf("later: %v", n)
		}
		h := call("host").([]any)
		if h[0].([]any)[0] != name || h[1] != name || h[2] != int64(42) {
			t.Errorf("host: %v", h)
		}
		// The same module, imported again, is the same.
		again, err := r.Import(ctx, frozenSource)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := again.Call(ctx, "count"); err != nil || n != int64(2) {
			t.Errorf("imported again: %v, %v", n, err)
		}
		call("warn")
		if _, err := r.Eval(ctx, "new Promise((f) => setTimeout(f, 5))"); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(stderr.String(), "careful"); n != 1 {
			t.Errorf("a warning was shown %d times: %s", n, &stderr)
		}
		var thrown *Error
		if _, err := in.Call(ctx, "fail"); !errors.As(err, &thrown) || !strings.Contains(thrown.Stack, "fail") {
			t.Errorf("fail: %v", err)
		}
		for _, source := range []string{"Math.random()", "crypto.getRandomValues(new Uint32Array(2)).join()", "crypto.randomUUID()"} {
			v, err := r.Eval(ctx, source)
			if err != nil || random[v] {
				t.Errorf("%s is %v again: %v", source, v, err)
			}
			random[v] = true
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestSnapshotRefusals(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{
		"timer":       "globalThis.t = setInterval(() => {}, 1e6); 1",
		"unref timer": "setTimeout(() => {}, 1e6).unref(); 1",
		"open file":   "process.getBuiltinModule('fs').openSync(" + quote(file) + ")",
		"request":     "process.getBuiltinModule('fs').readFile(" + quote(file) + ", () => {}); 1",
	} {
		r, err := New(ctx, Options{Permissions: Permissions{Read: []string{file}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Eval(ctx, source); err != nil {
			t.Fatal(name, err)
		}
		if s, err := r.Freeze(ctx); !errors.Is(err, ErrBusy) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
		_ = r.Close()
	}
	r, err := New(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, m := frozenProgram(t); m != nil {
		if _, err := m.In(r); err == nil {
			t.Error("a module was found in a runtime that has it not")
		}
	}
	_ = r.Close()
	if _, err := r.Freeze(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed runtime: %v", err)
	}
}

// A clone has its own permissions, whatever the frozen runtime had.
func TestSnapshotPermissions(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := New(ctx, Options{Permissions: Permissions{Read: []string{file}}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	read := "globalThis.fs = process.getBuiltinModule('fs'); globalThis.read = () => fs.readFileSync(" + quote(file) + ", 'utf8'); read()"
	if v, err := r.Eval(ctx, read); err != nil || v != "secret" {
		t.Fatal(v, err)
	}
	s, err := r.Freeze(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clone, err := New(ctx, Options{Snapshot: s})
	if err != nil {
		t.Fatal(err)
	}
	defer clone.Close()
	var denied *Error
	if v, err := clone.Eval(ctx, "read()"); !errors.As(err, &denied) || denied.Code != "ERR_ACCESS_DENIED" {
		t.Errorf("%v, %v", v, err)
	}
}

// A clone of the whole library and 5 MB of heap costs little memory of its own.
func TestSnapshotPrivateMemory(t *testing.T) {
	ctx := context.Background()
	s, m := frozenProgram(t)
	r, err := New(ctx, Options{Snapshot: s})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	in, err := m.In(r)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := in.Call(ctx, "small", 1); err != nil || v != int64(35001) {
		t.Fatal(v, err)
	}
	private, ok := r.iso.Private()
	if !ok {
		t.Skip("this system does not tell")
	}
	t.Logf("%d KB", private>>10)
	if private == 0 || private > 600<<10 {
		t.Errorf("%d bytes are private", private)
	}
}

// What a frozen program holds of its process is each clone's own.
func TestSnapshotProcess(t *testing.T) {
	ctx := context.Background()
	open := func(o Options) *Runtime {
		t.Helper()
		o.Permissions.Env = []string{"NAME", "SET", "NODE_NO_WARNINGS"}
		r, err := New(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	eval := func(r *Runtime, source string, want any) {
		t.Helper()
		if v, err := r.Eval(ctx, source); err != nil || v != want {
			t.Errorf("%s: %v, %v; want %v", source, v, err, want)
		}
	}
	r := open(Options{Env: []string{"NAME=first"}})
	eval(r, "globalThis.env = process.env; env.SET = 'x'; env.NAME", "first")
	eval(r, "process.listenerCount('warning')", int64(1))
	s, err := r.Freeze(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clone := open(Options{Snapshot: s, Env: []string{"NAME=second", "NODE_NO_WARNINGS=1"}})
	eval(clone, "env === process.env", true)
	eval(clone, "require('util').inspect(env)", "{ NAME: 'second', NODE_NO_WARNINGS: '1' }")
	eval(clone, "env.SET === undefined && env.NAME", "second")
	eval(clone, "process.listenerCount('warning')", int64(0))
	again, err := clone.Freeze(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	third := open(Options{Snapshot: again})
	eval(third, "process.listenerCount('warning')", int64(1))
	eval(third, "JSON.stringify(env)", "{}")
	eval(r, "env.NAME + env.SET", "firstx")
}

// BenchmarkSnapshot makes a clone of a program with 5 MB of live heap, calls a
// small function and closes it.
func BenchmarkSnapshot(b *testing.B) {
	ctx := context.Background()
	s, m := frozenProgram(b)
	cycle := func(b *testing.B) {
		r, err := New(ctx, Options{Snapshot: s})
		if err != nil {
			b.Fatal(err)
		}
		in, err := m.In(r)
		if err != nil {
			b.Fatal(err)
		}
		if v, err := in.Call(ctx, "small", 1); err != nil || v != int64(35001) {
			b.Fatal(v, err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
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
