package wasi

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/wasi/vfs"
)

func benchHost(b *testing.B, options ...Option) (*Host, string) {
	b.Helper()
	dir, err := filepath.EvalSymlinks(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	dir += "/a/b/c"
	os.MkdirAll(dir, 0o755)
	os.WriteFile(dir+"/file", []byte(strings.Repeat("x", 4096)), 0o644)
	if options == nil {
		options = []Option{Allow(KindRead, dir), Allow(KindWrite, dir), Allow(KindRead, "/usr", "/etc")}
	}
	h, err := NewHost(must(NewPolicy(options...)), Config{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { h.Close() })
	return h, dir
}

// The check alone: at most 2 µs on an open.
func BenchmarkCheck(b *testing.B) {
	h, dir := benchHost(b)
	for b.Loop() {
		if _, err := h.Path(dir+"/file", Read); err != nil {
			b.Fatal(err)
		}
	}
}

// At most 2.5 times os.ReadFile.
func BenchmarkReadFile4K(b *testing.B) {
	for name, options := range map[string][]Option{"granted": nil, "all": {AllowAll()}} {
		b.Run(name, func(b *testing.B) {
			h, dir := benchHost(b, options...)
			b.ReportAllocs()
			for b.Loop() {
				p, err := h.Path(dir+"/file", Read)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := p.ReadFile(vfs.RDONLY); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("os", func(b *testing.B) {
		_, dir := benchHost(b)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := os.ReadFile(dir + "/file"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkStat(b *testing.B) {
	h, _ := benchHost(b)
	b.Run("wasi", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p, err := h.Path("file", Read)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := p.Stat(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("os", func(b *testing.B) {
		name := h.Getwd() + "/file"
		b.ReportAllocs()
		for b.Loop() {
			if _, err := os.Stat(name); err != nil {
				b.Fatal(err)
			}
		}
	})
}
