package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWasm runs the programs of testdata/wasm. The golden files are what Node 24
// prints:
//
//	cd testdata/wasm && for f in *.mjs; do node --no-warnings $f > ${f%.*}.golden; done
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
			if r := (command{dir: dir, args: []string{"--no-warnings", filepath.Base(program)}}).run(t); r.code != 0 || r.stdout != string(want) || r.stderr != "" {
				t.Errorf("%s\nwant:\n%s", r, want)
			}
		})
	}
}

// A program that Go's own compiler made runs like any other, under the same
// flags.
func TestWasmProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	dir := folder(t, map[string]string{"data/given.txt": "given", "beside.txt": "secret"})
	if err := os.Symlink("..", filepath.Join(dir, "data", "out")); err != nil {
		t.Skip(err)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "files.wasm"), ".")
	build.Dir = filepath.Join(root(t), "testdata", "wasm", "files")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := `args [one two] env [SEEN=yes]
read "one" <nil>
walk data d---------
walk data/a d---------
walk data/a/b d---------
walk data/a/b/two.txt ----------
walk data/given.txt ----------
walk data/link.txt L---------
walk data/out L---------
walk data/three.txt ----------
beside the grant: true
through a link: true
elsewhere: true
`
	for _, args := range [][]string{{}, {"run"}} {
		args = append(args, "--allow-read=data", "--allow-write=data", "--allow-env=SEEN", "files.wasm", "one", "two")
		r := command{dir: dir, env: []string{"SEEN=yes", "HIDDEN=no"}, args: args}.run(t)
		if r.code != 3 || r.stdout != want || r.stderr != "done\n" {
			t.Errorf("%v: %s\nwant:\n%s", args, r, want)
		}
		if _, err := os.Stat(filepath.Join(dir, "data", "three.txt")); err != nil {
			t.Error(err)
		}
		for _, name := range []string{"three.txt", "link.txt"} {
			if err := os.Remove(filepath.Join(dir, "data", name)); err != nil {
				t.Error(err)
			}
		}
	}
	r := command{dir: dir, args: []string{"files.wasm"}}.run(t)
	if r.code != 1 || !strings.Contains(strings.ToLower(r.stdout), "permission denied") {
		t.Errorf("without grants: %s", r)
	}
}

// What ends a program is told as it is for JavaScript.
func TestWasmOutcomes(t *testing.T) {
	dir := folder(t, map[string]string{
		// (module (func (export "_start") (loop (br 0))))
		"loop.wasm": "\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x07\x0a\x01\x06_start\x00\x00\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b",
		// (module (func (export "_start") unreachable))
		"trap.wasm": "\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x07\x0a\x01\x06_start\x00\x00\x0a\x05\x01\x03\x00\x00\x0b",
		// the same with (memory 16384), 1 GiB
		"huge.wasm": "\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x05\x05\x01\x00\x80\x80\x01\x07\x0a\x01\x06_start\x00\x00\x0a\x05\x01\x03\x00\x00\x0b",
		"text.wasm": "console.log(1)",
	})
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--timeout", "300ms", "loop.wasm"}, 124, "it took longer than --timeout 300ms"},
		{[]string{"--fuel", "1000000", "loop.wasm"}, 124, "it used more than --fuel 1000000"},
		{[]string{"trap.wasm"}, 134, "the program trapped: unreachable"},
		{[]string{"--memory", "64", "huge.wasm"}, 137, "more memory than 64 MiB"},
		{[]string{"text.wasm"}, 1, "expected magic word"},
		{[]string{"none.wasm"}, 1, "none.wasm"},
	} {
		r := command{dir: dir, args: c.args}.run(t)
		if r.code != c.code || !strings.Contains(r.stderr, c.want) || strings.Contains(r.stderr, "goroutine") {
			t.Errorf("%v: %s\nwant exit code %d and %q", c.args, r, c.code, c.want)
		}
	}
}
