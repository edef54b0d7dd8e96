package wjs

import (
	"context"
	"testing"
)

// BenchmarkCalls measures calls between Go and a script: into an exported
// function, and out to a Go function, of which one run of the script makes a
// thousand.
func BenchmarkCalls(b *testing.B) {
	ctx := context.Background()
	r, err := New(ctx, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	if err := r.SetFunc("add", func(_ context.Context, args []any) (any, error) {
		return args[0].(int64) + args[1].(int64), nil
	}); err != nil {
		b.Fatal(err)
	}
	m, err := r.Import(ctx, `data:text/javascript,
		export const plus = (a, b) => a + b;
		export const thousand = () => { let n = 0; for (let i = 0; i < 1000; i++) n = add(n, i); return n }`)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("in", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := m.Call(ctx, "plus", 1, 2); err != nil || v != int64(3) {
				b.Fatal(v, err)
			}
		}
	})
	b.Run("out", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := m.Call(ctx, "thousand"); err != nil || v != int64(499500) {
				b.Fatal(v, err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/call")
	})
}
