package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOrder runs programs that mix ticks, promises, timers, immediates and I/O.
// The golden files hold what Node 24 prints: `make golden` records them.
func TestOrder(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "order")
	golden, err := filepath.Glob(filepath.Join(dir, "*.golden"))
	if err != nil || len(golden) < 60 {
		t.Fatalf("%d golden files, want at least 60 (%v)", len(golden), err)
	}
	for _, want := range golden {
		name := strings.TrimSuffix(filepath.Base(want), ".golden")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, name+".js")
			if _, err := os.Stat(file); err != nil {
				file = filepath.Join(dir, name+".mjs")
			}
			tmp := t.TempDir()
			r := command{dir: dir, env: []string{"ORDER_TMP=" + tmp},
				args: []string{"--allow-read", "--allow-write=" + tmp, "--allow-env=ORDER_TMP", "--allow-net=127.0.0.1", file}}.run(t)
			if got := r.stdout + r.stderr; got != string(text) {
				t.Errorf("got:\n%s\nwant:\n%s", got, text)
			}
		})
	}
}
