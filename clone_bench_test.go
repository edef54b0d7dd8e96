package wjs

import (
	"context"
	"testing"
)

// BenchmarkNew makes a runtime, evaluates and closes it.
func BenchmarkNew(b *testing.B) {
	ctx := context.Background()
	if _, err := defaultPlatform(); err != nil {
		b.Fatal(err)
	}
	cycle := func(b *testing.B) {
		r, err := New(ctx, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if v, err := r.Eval(ctx, "1+1"); err != nil || v != int64(2) {
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
	})
}
