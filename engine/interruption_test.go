package engine

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
)

// bare is the guest as it comes, in a plain wazero: nothing is linked to it.
type bare struct {
	t       testing.TB
	mod     api.Module
	context uint64
}

func newBare(t testing.TB, cfg wazero.RuntimeConfig) *bare {
	t.Helper()
	ctx := context.Background()
	original, err := guest.Original()
	if err != nil {
		t.Fatal(err)
	}
	r := wazero.NewRuntimeWithConfig(ctx, cfg)
	t.Cleanup(func() { r.Close(ctx) })
	if err := testSystem(ctx, r); err != nil {
		t.Fatal(err)
	}
	_, err = r.NewHostModuleBuilder("env").NewFunctionBuilder().
		WithFunc(func(uint32, uint64, uint32, uint32) uint64 { return uint64(Undefined) }).Export("jsFunctionProxy").Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := r.CompileModule(ctx, original)
	if err != nil {
		t.Fatal(err)
	}
	mem, err := memory.New(DefaultMemory) // the same, so that growth does not count
	if err != nil {
		t.Fatal(err)
	}
	mod, err := r.InstantiateModule(experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(
		func(_, _ uint64) experimental.LinearMemory { return mem })), compiled, instanceConfig)
	if err != nil {
		t.Fatal(err)
	}
	b := &bare{t: t, mod: mod}
	qjs := b.call("New_QJS", 0, 0, 0, 0)
	cx, _ := mod.Memory().ReadUint32Le(uint32(qjs) + 4)
	b.context = uint64(cx)
	return b
}

func (b *bare) call(name string, args ...uint64) uint64 {
	b.t.Helper()
	// WithCloseOnContextDone watches contexts that can be done.
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	out, err := b.mod.ExportedFunction(name).Call(ctx, args...)
	if err != nil {
		b.t.Fatal(err)
	}
	if len(out) == 0 {
		return 0
	}
	return out[0]
}

func (b *bare) text(s string) uint64 {
	p := b.call("malloc", uint64(len(s)+1))
	b.mod.Memory().Write(uint32(p), append([]byte(s), 0))
	return p
}

func (b *bare) eval(source string) {
	b.t.Helper()
	opts := b.call("QJS_CreateEvalOption", b.text(source), 0, 0, b.text("bench.js"), 0)
	if v := Value(b.call("QJS_Eval", b.context, opts)); v.IsException() {
		b.t.Fatal("the workload threw")
	}
}

// BenchmarkInterruption measures what it costs that the guest can be
// interrupted, against the guest as it comes and beside wazero's own way. The
// runs take turns, and the fastest of each counts, as the machine may have other
// work.
func BenchmarkInterruption(b *testing.B) {
	plain := newBare(b, wazero.NewRuntimeConfig())
	closing := newBare(b, wazero.NewRuntimeConfig().WithCloseOnContextDone(true))
	for _, w := range workloads {
		// Once, however often the benchmark is run: a const stands for good.
		plain.eval(w.source)
		closing.eval(w.source)
		b.Run(w.name, func(b *testing.B) {
			iso := newIsolate(b, Hooks{}, Limits{})
			eval(b, iso, w.source)
			runs := []func(){
				func() { iso.Free(eval(b, iso, "run()")) },
				func() { plain.eval("run()") },
				func() { closing.eval("run()") },
			}
			best := []float64{math.Inf(1), math.Inf(1), math.Inf(1)}
			for b.Loop() {
				for i, run := range runs {
					start := time.Now()
					run()
					best[i] = min(best[i], float64(time.Since(start)))
				}
			}
			b.ReportMetric(best[0]/1e6, "ms")
			b.ReportMetric(best[0]/best[1], "×bare")
			b.ReportMetric(best[2]/best[1], "×wazero")
		})
	}
}
