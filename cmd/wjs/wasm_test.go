package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWasm runs the programs of testdata/wasm. The golden files are what Node 24
// prints:
//
//	cd testdata/wasm && for f in *.mjs; do node $f > ${f%.*}.golden; done
func TestWasm(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "wasm")
	programs, err := filepath.Glob(filepath.Join(dir, "*.mjs"))
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs in %s (%v)", dir, err)
	}
	for _, program := range programs {
		name := strings.TrimSuffix(filepath.Base(program), ".mjs")
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(dir, name+".golden"))
			if err != nil {
				t.Fatal(err)
			}
			if r := (command{dir: dir, args: []string{filepath.Base(program)}}).run(t); r.code != 0 || r.stdout != string(want) || r.stderr != "" {
				t.Errorf("%s\nwant:\n%s", r, want)
			}
		})
	}
}
