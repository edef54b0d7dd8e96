package wjs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What the sandbox costs: opening and reading a file of 4 KiB from JavaScript,
// checks, copies and the ArrayBuffer included, against os.ReadFile. Both take
// turns, so that what else the machine does hits both.
func BenchmarkReadFile4K(b *testing.B) {
	dir, err := filepath.EvalSymlinks(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte(strings.Repeat("x", 4096)), 0o600); err != nil {
		b.Fatal(err)
	}
	r, err := New(b.Context(), Options{Permissions: Permissions{Read: []string{dir}}})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	if err := r.loop.Do(func() {
		binding, err := r.env.Binding("fs")
		if err != nil {
			b.Error(err)
			return
		}
		global, err := r.iso.Eval("globalThis", "bench")
		if err != nil {
			b.Error(err)
			return
		}
		defer r.iso.Free(global)
		if err := r.iso.Set(global, "binding", binding); err != nil {
			b.Error(err)
		}
	}); err != nil {
		b.Fatal(err)
	}
	const round = 200
	if _, err := r.Eval(b.Context(), fmt.Sprintf(`globalThis.read = (n) => { for (let i = 0; i < n; i++) binding.readFile(%q, 0); }; globalThis.readSync = (n) => { const { readFileSync } = process.getBuiltinModule('fs'); for (let i = 0; i < n; i++) readFileSync(%q); }; 0`, file, file)); err != nil {
		b.Fatal(err)
	}
	var op, module, plain time.Duration
	best := func(d *time.Duration, f func()) {
		start := time.Now()
		f()
		if took := time.Since(start) / round; *d == 0 || took < *d {
			*d = took
		}
	}
	for b.Loop() {
		best(&op, func() { _, err = r.Eval(b.Context(), fmt.Sprintf("read(%d)", round)) })
		if err != nil {
			b.Fatal(err)
		}
		best(&module, func() { _, err = r.Eval(b.Context(), fmt.Sprintf("readSync(%d)", round)) })
		if err != nil {
			b.Fatal(err)
		}
		best(&plain, func() {
			for range round {
				if _, err := os.ReadFile(file); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.ReportMetric(float64(op.Nanoseconds()), "ns/binding")
	b.ReportMetric(float64(module.Nanoseconds()), "ns/readFileSync")
	b.ReportMetric(float64(plain.Nanoseconds()), "ns/os.ReadFile")
	b.ReportMetric(float64(op)/float64(plain), "ratio")
}
