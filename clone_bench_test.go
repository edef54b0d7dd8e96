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
	cycle := func(b *testing.B, source string) {
		r, err := New(ctx, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if v, err := r.Eval(ctx, source); err != nil || v != int64(2) {
			b.Fatal(v, err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
	// Scripts write to different numbers of pages.
	for name, source := range map[string]string{
		"add": "1+1", "require": "require('path').join('a').length + 1", "error": "new Error('x').stack && 2",
		"console": "console.log('text'), 2", "buffer": "Buffer.from('text').toString('hex') && 2", "url": "new URL('http://a/b').pathname.length",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				cycle(b, source)
			}
		})
	}
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				cycle(b, "1+1")
			}
		})
	})
}
