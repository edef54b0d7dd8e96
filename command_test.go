package wjs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/preview1"
)

func command(t *testing.T, binary []byte) *Command {
	t.Helper()
	c, err := NewCommand(binary, PlatformOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// program assembles a command whose _start is code; imports are functions of
// preview1 by number.
func program(t *testing.T, min uint32, code func(imported func(name string) uint32) *editor.Asm) []byte {
	t.Helper()
	m := editor.NewModule()
	asm := code(func(name string) uint32 {
		for _, f := range preview1.Funcs() {
			if f.Name == name {
				fn, err := m.AddImportedFunc(preview1.ModuleName, name, m.AddType(editor.FuncType{Params: valTypes(f.Params), Results: valTypes(f.Results)}))
				if err != nil {
					t.Fatal(err)
				}
				return fn
			}
		}
		t.Fatalf("no %s", name)
		return 0
	})
	fn, err := m.AddFunc(m.AddType(editor.FuncType{}), nil, asm.Bytes())
	for _, err := range []error{err, m.AddMemory(editor.Limits{Min: min}), m.AddExport("_start", editor.KindFunc, fn), m.AddExport("memory", editor.KindMemory, 0)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	m.AddData(0, []byte("\x10\x00\x00\x00\x06\x00\x00\x00________hello\n"))
	return m.Encode()
}

func TestCommandOutcomes(t *testing.T) {
	none := func(asm *editor.Asm) func(func(string) uint32) *editor.Asm {
		return func(func(string) uint32) *editor.Asm { return asm }
	}
	exit := func(code int32) func(func(string) uint32) *editor.Asm {
		return func(imported func(string) uint32) *editor.Asm {
			return editor.NewAsm().I32Const(code).Call(imported("proc_exit"))
		}
	}
	var (
		exited *ExitError
		trap   *TrapError
		late   *TimeoutError
		fuel   *FuelError
		memory *MemoryLimitError
	)
	forever := none(editor.NewAsm().Loop().Br(0).End())
	for _, c := range []struct {
		name   string
		binary []byte
		limits Limits
		out    string
		ok     func(error) bool
	}{
		{"returns", program(t, 1, none(editor.NewAsm())), Limits{}, "", func(err error) bool { return err == nil }},
		{"writes", program(t, 1, func(imported func(string) uint32) *editor.Asm {
			return editor.NewAsm().I32Const(1).I32Const(0).I32Const(1).I32Const(64).Call(imported("fd_write")).Drop()
		}), Limits{}, "hello\n", func(err error) bool { return err == nil }},
		{"exits", program(t, 1, exit(0)), Limits{}, "", func(err error) bool { return err == nil }},
		{"exits with 7", program(t, 1, exit(7)), Limits{}, "", func(err error) bool { return errors.As(err, &exited) && exited.Code == 7 }},
		{"traps", program(t, 1, none(editor.NewAsm().Unreachable())), Limits{}, "", func(err error) bool { return errors.As(err, &trap) && trap.Message == "unreachable" }},
		{"loops", program(t, 1, forever), Limits{Timeout: 200 * time.Millisecond}, "", func(err error) bool { return errors.As(err, &late) }},
		{"works", program(t, 1, forever), Limits{Fuel: 1e6}, "", func(err error) bool { return errors.As(err, &fuel) }},
		{"waits for input", program(t, 1, func(imported func(string) uint32) *editor.Asm {
			return editor.NewAsm().Loop().I32Const(0).I32Const(0).I32Const(1).I32Const(64).Call(imported("fd_read")).Drop().Br(0).End()
		}), Limits{Timeout: 200 * time.Millisecond}, "", func(err error) bool { return errors.As(err, &late) }},
		{"is large", program(t, 1<<15, none(editor.NewAsm())), Limits{Memory: 1 << 20}, "", func(err error) bool { return errors.As(err, &memory) }},
		{"is nonsense", []byte("#!/bin/sh"), Limits{}, "", func(err error) bool { return err != nil && strings.Contains(err.Error(), "expected magic word") }},
		{"is a library", []byte("\x00asm\x01\x00\x00\x00"), Limits{}, "", func(err error) bool { return err != nil && strings.Contains(err.Error(), "no _start") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, out, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			defer out.Close()
			var stdout bytes.Buffer
			start := time.Now()
			err = command(t, c.binary).Run(t.Context(), Options{Limits: c.limits, Stdin: in, Stdout: &stdout})
			if !c.ok(err) || stdout.String() != c.out {
				t.Errorf("%v, %q", err, stdout.String())
			}
			if took := time.Since(start); took > slack+c.limits.Timeout {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestCommandImports(t *testing.T) {
	m := editor.NewModule()
	if _, err := m.AddImportedFunc("env", "system", m.AddType(editor.FuncType{})); err != nil {
		t.Fatal(err)
	}
	if err := command(t, m.Encode()).Run(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), `imports "system" from "env"`) {
		t.Error(err)
	}
	m = editor.NewModule()
	if _, err := m.AddImportedFunc(preview1.ModuleName, "fd_write", m.AddType(editor.FuncType{})); err != nil {
		t.Fatal(err)
	}
	if err := command(t, m.Encode()).Run(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "another type") {
		t.Error(err)
	}
}

func TestCommandLeaks(t *testing.T) {
	loop := program(t, 1, func(func(string) uint32) *editor.Asm { return editor.NewAsm().Loop().Br(0).End() })
	leakFree(t, 8, func() {
		for range 20 {
			c, err := NewCommand(loop, PlatformOptions{})
			if err != nil {
				t.Fatal(err)
			}
			_ = c.Run(context.Background(), Options{Limits: Limits{Fuel: 1e5}})
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// The tests of WebAssembly/wasi-testsuite (branch prod/testsuite-base) pass as
// commands too, edited and compiled. `make wasi-testsuite DIR=…` runs this.
func TestWASISuite(t *testing.T) {
	dir := os.Getenv("WASI_TESTSUITE")
	if dir == "" {
		t.Skip("WASI_TESTSUITE is not set")
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".wasm") || !strings.Contains(path, "testsuite/wasm32-wasip1/") {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		t.Run(name, func(t *testing.T) { runWASITest(t, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func runWASITest(t *testing.T, path string) {
	var spec struct {
		Args     []string          `json:"args"`
		Env      map[string]string `json:"env"`
		Root     string            `json:"root"`
		ExitCode int               `json:"exit_code"`
		Stdout   string            `json:"stdout"`
	}
	if text, err := os.ReadFile(strings.TrimSuffix(path, ".wasm") + ".json"); err == nil {
		if err := json.Unmarshal(text, &spec); err != nil {
			t.Fatal(err)
		}
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	opts := Options{Args: append([]string{filepath.Base(path)}, spec.Args...), Stdout: &stdout, Stderr: &stderr, Limits: Limits{Timeout: time.Minute}}
	for key, value := range spec.Env {
		opts.Env = append(opts.Env, key+"="+value)
		opts.Permissions.Env = append(opts.Permissions.Env, key)
	}
	var open []preview1.Preopen
	if spec.Root != "" {
		root := t.TempDir()
		if err := os.CopyFS(root, os.DirFS(filepath.Join(filepath.Dir(path), spec.Root))); err != nil {
			t.Fatal(err)
		}
		opts.Permissions.Dirs = []Dir{{Path: "/fs", Host: root, Writable: true}}
		open = []preview1.Preopen{{Name: "/", Path: "/fs"}}
	}
	err = command(t, binary).run(t.Context(), opts, func(*wasi.Host) []preview1.Preopen { return open })
	code := 0
	var exit *ExitError
	if errors.As(err, &exit) {
		code = exit.Code
	} else if err != nil {
		t.Error(err)
	}
	if code != spec.ExitCode || spec.Stdout != "" && stdout.String() != spec.Stdout {
		t.Errorf("exit code %d, want %d\nstdout: %s\nstderr: %s", code, spec.ExitCode, stdout.String(), stderr.String())
	}
}

// A program of Go's own compiler, with several files and folders.
func TestCommandGo(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	wasm := filepath.Join(t.TempDir(), "walk.wasm")
	build := exec.Command("go", "build", "-o", wasm, "./wasi/preview1/testdata/walk")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	binary, err := os.ReadFile(wasm)
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	var stdout, stderr bytes.Buffer
	err = command(t, binary).Run(t.Context(), Options{
		Args: []string{"walk", "one"}, Dir: "/data", Env: []string{"GREETING=hello", "SECRET=no"}, Stdin: strings.NewReader("a-line\n"), Stdout: &stdout, Stderr: &stderr,
		Permissions: Permissions{Env: []string{"GREETING"}, Dirs: []Dir{{Path: "/data", Host: data, Writable: true}, {Path: "/readonly", Host: data}}},
	})
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != 7 {
		t.Errorf("%v\n%s", err, stderr.String())
	}
	for _, want := range []string{"args [one]\n", "env [GREETING=hello]\n", "read \"made inside\" <nil>\n", "walk /data/a/b/c/moved.txt", "outside /etc/passwd true\n", "read only true\n", "stdin a-line\n"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in:\n%s", want, stdout.String())
		}
	}
}

// The project's own programs, in the text format: what wasi-testsuite would tell
// where it is not at hand.
func TestCommandWAT(t *testing.T) {
	for name, want := range map[string]struct {
		code int
		out  string
	}{
		"args": {0, "program\x00one\x00two\x00"}, "environ": {0, "A=1\x00B=\x00"}, "escape": {}, "exit": {code: 33}, "files": {0, "tents\n"},
		"hello": {0, "hello world\n"}, "pointers": {}, "poll": {}, "readdir": {},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(filepath.Join("testdata", "wasm", "wat", name+".wat"))
			if err != nil {
				t.Fatal(err)
			}
			outside := t.TempDir()
			root := filepath.Join(outside, "root")
			if err := errors.Join(os.Mkdir(root, 0o755), os.WriteFile(filepath.Join(outside, "secret"), nil, 0o644)); err != nil {
				t.Fatal(err)
			}
			var stdout bytes.Buffer
			err = command(t, assembleWAT(t, string(source))).Run(t.Context(), Options{
				Args: []string{"program", "one", "two"}, Env: []string{"A=1", "B="}, Dir: "/root", Stdout: &stdout,
				Permissions: Permissions{Env: []string{"A", "B"}, Dirs: []Dir{{Path: "/root", Host: root, Writable: true}}},
			})
			code := 0
			var exit *ExitError
			if errors.As(err, &exit) {
				code = exit.Code
			} else if err != nil {
				t.Error(err)
			}
			if code != want.code || stdout.String() != want.out {
				t.Errorf("exit code %d, %q", code, stdout.String())
			}
		})
	}
}
