package preview1

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/wasi/errno"
)

// proxy assembles a module that imports every function, exports a wrapper of
// each under its name, and one page of memory: a guest to call them from.
func proxy() []byte {
	vec := func(items [][]byte) []byte {
		out := leb(len(items))
		for _, it := range items {
			out = append(out, it...)
		}
		return out
	}
	name := func(s string) []byte { return append(leb(len(s)), s...) }
	section := func(id byte, body []byte) []byte { return append(append([]byte{id}, leb(len(body))...), body...) }

	var types, imports, funcs, exports, codes [][]byte
	for i, f := range functions {
		t := append([]byte{0x60}, leb(len(f.params))...)
		t = append(t, f.params...)
		if f.void {
			t = append(t, 0)
		} else {
			t = append(t, 1, i32)
		}
		types = append(types, t)
		imports = append(imports, append(append(append(name(ModuleName), name(f.name)...), 0), leb(i)...))
		funcs = append(funcs, leb(i))
		exports = append(exports, append(append(name(f.name), 0), leb(len(functions)+i)...))
		code := []byte{0} // no locals
		for p := range f.params {
			code = append(append(code, 0x20), leb(p)...)
		}
		code = append(append(append(code, 0x10), leb(i)...), 0x0b)
		codes = append(codes, append(leb(len(code)), code...))
	}
	exports = append(exports, append(name("memory"), 2, 0))
	out := []byte{0, 'a', 's', 'm', 1, 0, 0, 0}
	out = append(out, section(1, vec(types))...)
	out = append(out, section(2, vec(imports))...)
	out = append(out, section(3, vec(funcs))...)
	out = append(out, section(5, []byte{1, 0, 1})...)
	out = append(out, section(7, vec(exports))...)
	return append(out, section(10, vec(codes))...)
}

func leb(n int) []byte {
	var out []byte
	for {
		b := byte(n & 0x7f)
		if n >>= 7; n == 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

// guest is a running proxy.
type guest struct {
	t   testing.TB
	sys *System
	mod api.Module
	mem api.Memory
}

func newGuest(t testing.TB, config Config) *guest {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { r.Close(ctx) })
	if _, err := Instantiate(ctx, r); err != nil {
		t.Fatal(err)
	}
	sys, err := NewSystem(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sys.Close() })
	mod, err := r.Instantiate(ctx, proxy())
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t, sys, mod, mod.Memory()}
	// What is not written to shows as what it was.
	all, _ := g.mem.Read(0, g.mem.Size())
	for i := range all {
		all[i] = '?'
	}
	return g
}

// call calls a function and returns its errno.
func (g *guest) call(name string, args ...uint64) errno.Errno {
	g.t.Helper()
	return g.callCtx(context.Background(), name, args...)
}

func (g *guest) callCtx(ctx context.Context, name string, args ...uint64) errno.Errno {
	g.t.Helper()
	res, err := g.mod.ExportedFunction(name).Call(WithSystem(ctx, g.sys), args...)
	if err != nil {
		g.t.Fatalf("%s: %v", name, err)
	}
	e, ok := errno.FromWASI(uint16(res[0]))
	if !ok {
		g.t.Fatalf("%s returned %d, which is no errno", name, res[0])
	}
	return e
}

// want calls a function and compares its errno.
func (g *guest) want(want errno.Errno, name string, args ...uint64) {
	g.t.Helper()
	if got := g.call(name, args...); got != want {
		g.t.Errorf("%s%v: %s, want %s", name, args, got.Name(), want.Name())
	}
}

// put stores text and returns its address and length as two arguments.
func (g *guest) put(at uint32, text string) (uint64, uint64) {
	g.t.Helper()
	if !g.mem.WriteString(at, text) {
		g.t.Fatalf("no room for %q at %d", text, at)
	}
	return uint64(at), uint64(len(text))
}

func (g *guest) bytes(at, n uint32) string {
	g.t.Helper()
	b, ok := g.mem.Read(at, n)
	if !ok {
		g.t.Fatalf("no memory at %d", at)
	}
	return string(b)
}

func (g *guest) u32(at uint32) uint32 {
	v, _ := g.mem.ReadUint32Le(at)
	return v
}

// Whatever a guest passes, it gets an errno: no panic, no wait without end.
func FuzzArguments(f *testing.F) {
	f.Add(uint64(1), uint64(0), uint16(0))
	f.Fuzz(func(t *testing.T, a, b uint64, which uint16) {
		g := newGuest(t, Config{Args: []string{"a"}, Env: []string{"K=v"}})
		rng := rand.New(rand.NewPCG(a, b))
		edge := []uint64{0, 1, 2, 3, 4, 7, 16, 24, 48, 65535, 65536, 65530, 1 << 31, 1<<32 - 1, 1<<32 - 8, 1 << 63, 1<<64 - 1}
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // poll_oneoff must not hold the fuzzer up
		for range 8 {
			fn := functions[(int(which)+rng.IntN(4))%len(functions)]
			if fn.void {
				continue
			}
			args := make([]uint64, len(fn.params))
			for i := range args {
				args[i] = edge[rng.IntN(len(edge))]
				if fn.params[i] == i32 {
					args[i] = uint64(uint32(args[i]))
				}
			}
			g.callCtx(ctx, fn.name, args...)
		}
	})
}
