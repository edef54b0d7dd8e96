package wjs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// files are the files of a program, below /app.
type files map[string]string

func (f files) options(out *bytes.Buffer) Options {
	fsys := fstest.MapFS{}
	for name, text := range f {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return Options{Permissions: Permissions{Mounts: map[string]fs.FS{"/app": fsys}}, Dir: "/app", Stdout: out, Stderr: out}
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name, file string
		files      files
		want       string
		code       int
	}{
		{"commonjs", "/app/main.js", files{"main.js": "const { f } = require('./lib'); setTimeout(() => console.log(f(2)), 5)", "lib.js": "exports.f = (x) => x * 21"}, "42\n", 0},
		{"esm", "/app/main.mjs", files{"main.mjs": "import { f } from './lib.mjs'; console.log(await f())", "lib.mjs": "export const f = async () => 'top'"}, "top\n", 0},
		{"typescript", "/app/main.ts", files{"main.ts": "import type { T } from './t.ts'; import { n } from './t.ts'; const x: T = { n }; console.log(x)", "t.ts": "export interface T { n: number }; export const n: number = 3"}, "{ n: 3 }\n", 0},
		{"exit", "/app/main.js", files{"main.js": "console.log(1); process.exit(3); console.log(2)"}, "1\n", 3},
		{"exitCode", "/app/main.js", files{"main.js": "process.exitCode = 4; process.on('exit', (c) => console.log('exit', c))"}, "exit 4\n", 4},
		{"beforeExit", "/app/main.js", files{"main.js": "process.once('beforeExit', () => setTimeout(() => console.log('more'), 1))"}, "more\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			r := open(t, c.files.options(&out))
			err := r.Run(within(t, 20*time.Second), c.file)
			var exit *ExitError
			code := 0
			if errors.As(err, &exit) {
				code = exit.Code
			} else if err != nil {
				t.Fatalf("%v\n%s", err, &out)
			}
			if out.String() != c.want || code != c.code {
				t.Errorf("exit code %d, output %q; want %d, %q", code, &out, c.code, c.want)
			}
		})
	}
}

func TestRunUncaught(t *testing.T) {
	var out bytes.Buffer
	r := open(t, files{"main.js": "setTimeout(() => { throw new TypeError('lost') })"}.options(&out))
	err := r.Run(within(t, 20*time.Second), "/app/main.js")
	var uncaught *UncaughtError
	if !errors.As(err, &uncaught) || uncaught.ExitCode != 1 {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "TypeError: lost\n    at ") {
		t.Errorf("printed %q", &out)
	}
	var dead *DeadError
	if err := r.Run(t.Context(), "/app/main.js"); !errors.As(err, &dead) || !errors.As(err, &uncaught) {
		t.Errorf("run again: %v", err)
	}
}

func TestRunTwice(t *testing.T) {
	var out bytes.Buffer
	r := open(t, files{"main.js": "console.log(1)"}.options(&out))
	if err := r.Run(within(t, 20*time.Second), "/app/main.js"); err != nil {
		t.Fatal(err)
	}
	if err := r.Run(within(t, 20*time.Second), "/app/main.js"); err == nil {
		t.Error("a second program ran in the same runtime")
	}
	if out.String() != "1\n" {
		t.Errorf("output %q", &out)
	}
}

// A file in memory is all that is granted.
func TestRunDenied(t *testing.T) {
	var out bytes.Buffer
	r := open(t, files{"main.js": `
		const fs = require('fs');
		for (const f of ['/etc/passwd', '/app/../etc/passwd', '/proc/self/environ']) {
			try { console.log(fs.readFileSync(f, 'utf8')) } catch (e) { console.log(e.code, e.permission, e.resource) }
		}
		try { fs.writeFileSync('/app/x', '') } catch (e) { console.log(e.code, e.permission) }
		console.log(Object.keys(process.env).length, process.cwd())`}.options(&out))
	if err := r.Run(within(t, 20*time.Second), "/app/main.js"); err != nil {
		t.Fatal(err)
	}
	want := `ERR_ACCESS_DENIED FileSystemRead /etc/passwd
ERR_ACCESS_DENIED FileSystemRead /etc/passwd
ERR_ACCESS_DENIED FileSystemRead /proc/self/environ
ERR_ACCESS_DENIED FileSystemWrite
0 /app
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &out, want)
	}
}

func TestImport(t *testing.T) {
	var out bytes.Buffer
	r := open(t, files{
		"lib.mjs": "export const version = '1.0'; export const add = (a, b) => a + b; export async function slow(x) { await new Promise(f => setTimeout(f, 5)); return [x] } export function fail() { throw new RangeError('no') } let n = 0; export const count = () => ++n",
		"old.cjs": "exports.twice = (x) => x * 2; exports.self = function () { return typeof this }",
	}.options(&out))
	ctx := within(t, 20*time.Second)
	m, err := r.Import(ctx, "/app/lib.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if x, err := m.Call(ctx, "add", 40, 2); err != nil || x != int64(42) {
		t.Errorf("add: %v, %v", x, err)
	}
	if x, err := m.Call(ctx, "slow", "s"); err != nil || fmt.Sprint(x) != "[s]" {
		t.Errorf("slow: %v, %v", x, err)
	}
	var js *Error
	if _, err := m.Call(ctx, "fail"); !errors.As(err, &js) || js.Name != "RangeError" {
		t.Errorf("fail: %v", err)
	}
	if _, err := m.Call(ctx, "absent"); !errors.As(err, &js) || js.Message != "absent is not a function" {
		t.Errorf("absent: %v", err)
	}
	if x, err := m.Get(ctx, "version"); err != nil || x != "1.0" {
		t.Errorf("version: %v, %v", x, err)
	}
	again, err := r.Import(ctx, "./lib.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range []*Module{m, again, m} {
		if x, err := m.Call(ctx, "count"); err != nil || x != int64(i+1) {
			t.Errorf("count %d: %v, %v", i, x, err)
		}
	}
	old, err := r.Import(ctx, "./old.cjs")
	if err != nil {
		t.Fatal(err)
	}
	if x, err := old.Call(ctx, "twice", 4); err != nil || x != int64(8) {
		t.Errorf("twice: %v, %v", x, err)
	}
	if _, err := r.Import(ctx, "./none.mjs"); !errors.As(err, &js) || js.Code != "ERR_MODULE_NOT_FOUND" {
		t.Errorf("a missing module: %v", err)
	}
	if x := eval(t, r, "1"); x != int64(1) {
		t.Errorf("after a missing module: %v", x)
	}
}

func TestCheck(t *testing.T) {
	var out bytes.Buffer
	r := open(t, files{"lib.ts": "export default 1", "good.ts": "import x from './lib.ts'; export const y: number = x;", "bad.js": "a\nlet x = ;"}.options(&out))
	if err := r.Check(t.Context(), "/app/good.ts"); err != nil {
		t.Errorf("good.ts: %v", err)
	}
	var js *Error
	if err := r.Check(t.Context(), "/app/bad.js"); !errors.As(err, &js) || js.Name != "SyntaxError" || !strings.Contains(js.Stack, "/app/bad.js:2") {
		t.Errorf("bad.js: %#v", err)
	}
}

// Goroutines take turns; none sees a half-done state of another.
func TestConcurrentUse(t *testing.T) {
	r := open(t, Options{})
	if err := r.SetAsyncFunc("echo", func(_ context.Context, args []any) (any, error) { return args[0], nil }); err != nil {
		t.Fatal(err)
	}
	eval(t, r, "globalThis.n = 0")
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 25 {
				want := int64(g*1000 + i)
				x, err := r.Eval(t.Context(), fmt.Sprintf("(async () => { n++; await null; return echo(%d) })()", want))
				if err != nil || x != want {
					t.Errorf("%v, %v, want %d", x, err, want)
					return
				}
			}
		})
	}
	group.Wait()
	if x := eval(t, r, "n"); x != int64(200) {
		t.Errorf("%v evaluations were counted, want 200", x)
	}
}

// Waiting for a turn ends with the context; the one who has it goes on.
func TestTurn(t *testing.T) {
	r := open(t, Options{})
	entered, leave := make(chan struct{}), make(chan struct{})
	if err := r.SetFunc("hold", func(context.Context, []any) (any, error) { close(entered); <-leave; return 7, nil }); err != nil {
		t.Fatal(err)
	}
	got := make(chan any, 1)
	go func() { x, _ := r.Eval(context.Background(), "hold()"); got <- x }()
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.Eval(ctx, "1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for a turn: %v", err)
	}
	close(leave)
	if x := <-got; x != int64(7) {
		t.Errorf("the call before: %v", x)
	}
}

// Two clones of one snapshot share nothing that could be guessed.
func TestClonesDiffer(t *testing.T) {
	seen := map[any]bool{}
	for range 4 {
		r := open(t, Options{})
		x := eval(t, r, "Array.from({length: 4}, Math.random).join()")
		if seen[x] {
			t.Errorf("two clones drew %v", x)
		}
		seen[x] = true
	}
}

// A clone shows nothing of another one.
func TestClonesAreApart(t *testing.T) {
	a, b := open(t, Options{Env: []string{"A=1"}, Permissions: Permissions{Env: []string{"*"}}}), open(t, Options{})
	eval(t, a, "globalThis.secret = 's'; Array.prototype.stolen = 1; Object.prototype.p = 1; process.env.B = '2'; process.title = 'x'")
	if x := eval(t, b, "typeof secret + [].stolen + ({}).p + process.env.B + process.env.A"); x != "undefinedundefinedundefinedundefinedundefined" {
		t.Errorf("another runtime shows %v", x)
	}
	c := open(t, Options{})
	if x := eval(t, c, "typeof secret + [].stolen + ({}).p"); x != "undefinedundefinedundefined" {
		t.Errorf("a runtime made later shows %v", x)
	}
}

func TestBadOptions(t *testing.T) {
	for _, p := range []Permissions{{Net: []string{"bad host:99999"}}, {Dirs: []Dir{{Path: "relative", Host: "."}}}} {
		if r, err := New(t.Context(), Options{Permissions: p}); err == nil {
			t.Errorf("%+v was taken", p)
			_ = r.Close()
		}
	}
}
