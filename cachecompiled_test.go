package wjs

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wjs-run/wjs/engine"
)

// largeProgram is a large CommonJS module and a large ES module, and what uses them.
func largeProgram(n int) map[string]string {
	var cjs, esm strings.Builder
	fmt.Fprintf(&cjs, "// version %d\n'use strict';\n", n)
	fmt.Fprintf(&esm, "// version %d\n", n)
	for i := range 400 {
		fmt.Fprintf(&cjs, "exports.f%d = function named%d(list) { return list.map((x) => ({ id: x.id + %d, name: `<${x.name}>` })) };\n", i, i, i)
		fmt.Fprintf(&esm, "export function g%d(list) { return list.map((x) => ({ id: x.id + %d, name: `<${x.name}>` })) };\n", i, i)
	}
	cjs.WriteString("exports.fail = () => { null.x };\nexports.where = __filename;\nexports.load = (name) => import(name);\n")
	esm.WriteString("export const where = import.meta.url;\nexport const fail = () => { null.x };\nexport { default as other } from './other.mjs';\nawait 0;\n")
	return map[string]string{
		"/lib.js": cjs.String(), "/sub/lib.js": cjs.String(), "/lib.mjs": esm.String(), "/sub/lib.mjs": esm.String(),
		"/other.mjs": "export default 'other';", "/sub/other.mjs": "export default 'other below';",
		"/main.mjs": `
			import cjs from './lib.js';
			import below from './sub/lib.js';
			import * as esm from './lib.mjs';
			import * as esmBelow from './sub/lib.mjs';
			const caught = (f) => { try { f() } catch (e) { return e.stack.split('\n').slice(0, 2).join() } };
			const out = [String(cjs.f7), String(esm.g399), JSON.stringify(cjs.f1([{ id: 1, name: 'n' }])),
				...[cjs, below, esm, esmBelow].flatMap((m) => [m.where, caught(m.fail)]), esm.other, esmBelow.other,
				(await cjs.load('./other.mjs')).default, (await below.load('./other.mjs')).default];
			console.log(out.join('\n'));`,
	}
}

// ran is what the program prints, and how much fuel it takes.
func ran(t testing.TB, p *Platform, files map[string]string, limits Limits) (string, uint64) {
	t.Helper()
	var out bytes.Buffer
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[strings.TrimPrefix(name, "/")] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := New(context.Background(), Options{Platform: p, Stdout: &out, Stderr: &out, Limits: limits, Dir: "/app",
		Permissions: Permissions{Mounts: map[string]fs.FS{"/app": fsys}}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Run(context.Background(), "/app/main.mjs"); err != nil {
		t.Fatal(err, out.String())
	}
	return out.String(), r.Fuel()
}

// compiled are the files of bytecode in a cache.
func compiled(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, bytecodePrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func opened(t testing.TB, opts PlatformOptions) *Platform {
	t.Helper()
	p, err := NewPlatform(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// A program that was compiled before behaves as it does when it is compiled, at
// another place too, and is compiled anew when anything is wrong with the cache.
func TestCompiledBefore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	plain := opened(t, PlatformOptions{CacheDir: dir, NoBytecode: true})
	p := opened(t, PlatformOptions{CacheDir: dir})
	program := largeProgram(0)
	want, compiling := ran(t, plain, program, Limits{})
	if !strings.Contains(want, "at named7") && !strings.Contains(want, "at exports.fail (/app/sub/lib.js:403:") {
		t.Fatal(want)
	}
	if files := compiled(t, dir); len(files) != 0 {
		t.Fatalf("kept although it must not be: %v", files)
	}
	expect := func(what string, cached bool) {
		t.Helper()
		got, fuel := ran(t, p, program, Limits{})
		if got != want {
			t.Errorf("%s:\n%s\nnot\n%s", what, got, want)
		}
		if loaded := fuel < compiling/2; loaded != cached {
			t.Errorf("%s: %d units of fuel, %d when all is compiled", what, fuel, compiling)
		}
	}
	old := filepath.Join(dir, bytecodePrefix+"0123")
	if err := os.WriteFile(old, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-2 * cacheAge)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	expect("the first time", false)
	if _, err := os.Stat(old); err == nil {
		t.Error("what nobody uses is kept although there is more")
	}
	files := compiled(t, dir)
	if len(files) != 2 { // what is the same text is kept once
		t.Fatalf("kept %v", files)
	}
	expect("the second time", true)

	for name, damage := range map[string]func([]byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"truncated":    func(b []byte) []byte { return b[:len(b)-1] },
		"longer":       func(b []byte) []byte { return append(b, 0) },
		"header":       func(b []byte) []byte { b[9] ^= 1; return b },
		"code":         func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"another file": func([]byte) []byte { return must(os.ReadFile(files[0])) },
	} {
		path := files[1]
		whole := must(os.ReadFile(path))
		if err := os.WriteFile(path, damage(bytes.Clone(whole)), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _ := ran(t, p, program, Limits{}); got != want {
			t.Errorf("%s: %s", name, got)
		}
		if mended := must(os.ReadFile(path)); !bytes.Equal(mended, whole) {
			t.Errorf("%s: not compiled anew", name)
		}
		expect(name, true)
	}
	if runtime.GOOS != "windows" {
		for _, path := range files { // that others could have written
			if err := os.Chmod(path, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		expect("not private", false)
		expect("private again", true)
	}

	// A program's fuel does not depend on what ran before it.
	if _, fuel := ran(t, p, program, Limits{Fuel: 1 << 40}); fuel != compiling {
		t.Errorf("with a limit: %d units of fuel, %d when all is compiled", fuel, compiling)
	}
	// Another text is another entry.
	ran(t, p, largeProgram(1), Limits{})
	if files := compiled(t, dir); len(files) != 4 {
		t.Errorf("kept %v", files)
	}
	// A file that is gone, and a program that cannot have another memory of that size.
	for _, path := range files {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := ran(t, p, program, Limits{Memory: 32 << 20}); got != want {
		t.Error(got)
	}
}

// cachedData is what a program keeps of its bytecode: it is known in every process
// with the same cache, and refused when it is anything else, whoever has made it.
func TestCachedData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	eval := func(p *Platform, source string, arg any) any {
		t.Helper()
		r, err := New(context.Background(), Options{Platform: p})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := r.SetFunc("given", func(context.Context, []any) (any, error) { return arg, nil }); err != nil {
			t.Fatal(err)
		}
		v, err := r.Eval(context.Background(), "("+source+")(given())")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	const text = "(function original() { return 6 * 7 })()"
	produce := `() => new (require('node:vm').Script)('` + text + `').createCachedData()`
	consume := `(cachedData) => {
		const script = new (require('node:vm').Script)('` + text + `', { cachedData, filename: 'again.js' });
		const context = require('node:vm').createContext({});
		return [script.cachedDataRejected, script.runInThisContext(), script.runInContext(context)].join();
	}`
	p := opened(t, PlatformOptions{CacheDir: dir})
	data := eval(p, produce, nil).([]byte)
	const accepted, rejected = "false,42,42", "true,42,42"
	expect := func(what string, p *Platform, data []byte, want string) {
		t.Helper()
		if got := eval(p, consume, data); got != want {
			t.Errorf("%s: %v", what, got)
		}
	}
	expect("as it is", p, data, accepted)
	expect("in another process", opened(t, PlatformOptions{CacheDir: dir}), data, accepted)
	expect("in another user's", opened(t, PlatformOptions{CacheDir: filepath.Join(t.TempDir(), "other")}), data, rejected)
	for n := 0; n < len(data); n += 5 {
		data[n] ^= 1
		expect(fmt.Sprint("byte ", n), p, data, rejected)
		data[n] ^= 1
	}
	expect("truncated", p, data[:len(data)-1], rejected)
	expect("nothing", p, []byte{}, rejected)
	// The key of the cache itself is no secret.
	r, err := New(context.Background(), Options{Platform: p})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b := must(r.iso.CompileBytecode(engine.NewText(engine.TextScript, text)))
	for name, key := range map[string][32]byte{"no key": {}, "the cache's key": cacheKey()} {
		expect(name, p, b.Seal(key), rejected)
	}
}

// fillCompiled makes this test binary a process that fills the cache it names.
const fillCompiled = "WJS_TEST_FILL_COMPILED"

func TestCompiledByManyProcesses(t *testing.T) {
	if dir := os.Getenv(fillCompiled); dir != "" {
		p := opened(t, PlatformOptions{CacheDir: dir})
		for n := range 3 {
			out, _ := ran(t, p, largeProgram(n), Limits{})
			fmt.Print(out)
		}
		return
	}
	dir := filepath.Join(t.TempDir(), "cache")
	want, _ := ran(t, opened(t, PlatformOptions{CacheDir: dir}), largeProgram(9), Limits{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run", "^TestCompiledByManyProcesses$")
			cmd.Env = append(os.Environ(), fillCompiled+"="+dir)
			out, err := cmd.CombinedOutput()
			if err != nil || !bytes.HasPrefix(out, []byte(strings.Repeat(want, 3))) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	if files := compiled(t, dir); len(files) != 8 {
		t.Errorf("kept %v", files)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".tmp-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// printKey makes this test binary a process that prints its cacheKey.
const printKey = "WJS_TEST_PRINT_KEY"

// Two processes know each other's cache.
func TestCacheKeyOfAnotherProcess(t *testing.T) {
	if os.Getenv(printKey) != "" {
		fmt.Printf("key %x\n", cacheKey())
		return
	}
	for range 2 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestCacheKeyOfAnotherProcess$")
		cmd.Env = append(os.Environ(), printKey+"=1")
		out, err := cmd.Output()
		if err != nil || !strings.HasPrefix(string(out), fmt.Sprintf("key %x\n", cacheKey())) {
			t.Errorf("%v: %s, not %x", err, out, cacheKey())
		}
	}
}

// BenchmarkCompiledBefore is what a file of each size costs, for MinCode.
func BenchmarkCompiledBefore(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "cache")
	for name, p := range map[string]*Platform{"anew": opened(b, PlatformOptions{CacheDir: dir, NoBytecode: true}), "before": opened(b, PlatformOptions{CacheDir: dir})} {
		for _, lines := range []int{40, 80, 160, 400, 4000} {
			var text strings.Builder
			for i := range lines {
				fmt.Fprintf(&text, "exports.f%d = function named%d(list) { return list.map((x) => ({ id: x.id + %d, name: `<${x.name}>` })) };\n", i, i, i)
			}
			source := text.String()
			b.Run(fmt.Sprintf("%s/%dKB", name, len(source)>>10), func(b *testing.B) {
				r, err := New(context.Background(), Options{Platform: p})
				if err != nil {
					b.Fatal(err)
				}
				defer r.Close()
				b.SetBytes(int64(len(source)))
				began := time.Now()
				r.iso.Free(must(r.env.CompileScript(r.iso.Main(), source, "/a.js")))
				first := time.Since(began)
				for b.Loop() {
					code, err := r.env.CompileScript(r.iso.Main(), source, "/a.js")
					if err != nil {
						b.Fatal(err)
					}
					r.iso.Free(code)
				}
				b.ReportMetric(float64(first.Microseconds()), "first-µs")
			})
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
