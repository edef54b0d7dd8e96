package hostcalls

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// BenchmarkCall compares a call of an op with a call of a plain function of
// JavaScript, loop included.
func BenchmarkCall(b *testing.B) {
	e, err := engine.New(context.Background(), engine.Config{System: func(ctx context.Context, r wazero.Runtime) error {
		_, err := preview1.Instantiate(ctx, r)
		return err
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	nowhere := wasi.NewWriter(io.Discard)
	system, err := preview1.NewSystem(preview1.Config{Stdio: [3]*wasi.Stream{nowhere, nowhere, nowhere}})
	if err != nil {
		b.Fatal(err)
	}
	defer system.Close()
	test := New("test")
	Op2(test, "add", func(_ *Call, x, y int) (int, error) { return x + y, nil })
	Raw(test, "raw", 2, func(c *Call) (engine.Value, error) {
		return engine.Int(int32(c.args.At(0)) + int32(c.args.At(1))), nil
	})
	Op1(test, "echo", func(_ *Call, s string) (string, error) { return s, nil })
	env := NewEnv(EnvConfig{Registry: NewRegistry(test)})
	iso, err := e.NewIsolate(preview1.WithSystem(context.Background(), system), env.Hooks(), engine.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	defer iso.Close()
	env.Attach(iso)
	binding, err := env.Binding("test")
	if err != nil {
		b.Fatal(err)
	}
	global, err := iso.GlobalObject()
	if err != nil {
		b.Fatal(err)
	}
	if err := iso.Set(global, "test", binding); err != nil {
		b.Fatal(err)
	}
	if _, err := iso.Eval(`const { add, echo, raw } = test; function plain(a, b) { return a + b }
		function run(f, n) { let s = 0; for (let i = 0; i < n; i++) s = f(i, 1); return s }
		function text(f, n) { let s; for (let i = 0; i < n; i++) s = f('a string of 20 bytes'); return s }`, "bench.js"); err != nil {
		b.Fatal(err)
	}
	// The runs take turns and the fastest of each counts, as the machine may have
	// other work.
	const calls = 1000
	runs := []struct{ name, source string }{{"plain", "() => run(plain, %d)"}, {"ints", "() => run(add, %d)"}, {"raw", "() => run(raw, %d)"}, {"string", "() => text(echo, %d)"}}
	var fns [4]engine.Value
	var best [4]time.Duration
	for i, run := range runs {
		if fns[i], err = iso.Eval(fmt.Sprintf(run.source, calls), "bench.js"); err != nil {
			b.Fatal(err)
		}
		defer iso.Free(fns[i])
		best[i] = time.Hour
	}
	b.ReportAllocs()
	for b.Loop() {
		for i, fn := range fns {
			start := time.Now()
			v, err := iso.Call(fn, engine.Undefined)
			if err != nil {
				b.Fatal(err)
			}
			best[i] = min(best[i], time.Since(start))
			iso.Free(v)
		}
	}
	for i, run := range runs {
		b.ReportMetric(float64(best[i].Nanoseconds())/calls, run.name+"-ns")
	}
	b.ReportMetric(float64(best[1])/float64(best[0]), "ints/plain")
}
