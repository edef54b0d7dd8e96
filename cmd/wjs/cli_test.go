package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// folder writes files into a new folder; links on the way to it are resolved.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWaysToRun(t *testing.T) {
	dir := folder(t, map[string]string{
		"args.js":     "console.log(JSON.stringify(process.argv.slice(2)), require('path').basename(process.argv[1]))",
		"esm.mjs":     "import { x } from './lib.ts'; console.log(await x, import.meta.filename.endsWith('esm.mjs'))",
		"lib.ts":      "export const x: Promise<number> = Promise.resolve(4)",
		"view.tsx":    "/** @jsxRuntime classic @jsx h */\nconst h = (t: string, p: object, ...c: string[]) => `<${t}>${c.join('')}</${t}>`; console.log(<b>hi</b>)",
		"data.json":   `{"a":[1]}`,
		"json.js":     "console.log(require('./data.json').a[0])",
		"detect.js":   "import fs from 'node:fs'; console.log(typeof fs.readFileSync, typeof require)",
		"deep/sub.js": "console.log(__dirname.endsWith('deep'), process.cwd().endsWith('deep'))",
	})
	for _, c := range []struct {
		name, stdin, want string
		args              []string
	}{
		{name: "file", args: []string{"args.js"}, want: "[] args.js\n"},
		{name: "file and arguments", args: []string{"args.js", "a", "--allow-read", "-p"}, want: `["a","--allow-read","-p"] args.js` + "\n"},
		{name: "dashes after the file", args: []string{"args.js", "--", "x"}, want: `["--","x"] args.js` + "\n"},
		{name: "dashes before the file", args: []string{"--", "args.js", "-x"}, want: `["-x"] args.js` + "\n"},
		{name: "run", args: []string{"run", "args.js", "-A"}, want: `["-A"] args.js` + "\n"},
		{name: "run with flags", args: []string{"run", "--timeout", "20s", "args.js", "1"}, want: `["1"] args.js` + "\n"},
		{name: "module", args: []string{"esm.mjs"}, want: "4 true\n"},
		{name: "tsx", args: []string{"view.tsx"}, want: "<b>hi</b>\n"},
		{name: "json", args: []string{"json.js"}, want: "1\n"},
		{name: "module syntax", args: []string{"detect.js"}, want: "function undefined\n"},
		{name: "in a folder", args: []string{"deep/sub.js"}, want: "true false\n"},
		{name: "eval", args: []string{"eval", "console.log(1, process.argv.slice(1))", "a", "-b"}, want: "1 [ 'a', '-b' ]\n"},
		{name: "eval -p", args: []string{"eval", "-p", "({ a: [1, 'x'] })"}, want: "{ a: [ 1, 'x' ] }\n"},
		{name: "eval -p undefined", args: []string{"eval", "-p", "undefined"}, want: "undefined\n"},
		{name: "eval require", args: []string{"eval", "-p", "require('path').join('a', '..', 'b')"}, want: "b\n"},
		{name: "eval module", args: []string{"eval", "import os from 'os'; await 1; console.log(typeof os.EOL)"}, want: "string\n"},
		{name: "standard input", stdin: "console.log('from', typeof require, process.argv.length)", want: "from function 1\n"},
		{name: "standard input with arguments", stdin: "console.log(process.argv.slice(1), __filename)", args: []string{"-", "a", "-b"}, want: "[ '-', 'a', '-b' ] [stdin]\n"},
		{name: "run standard input", stdin: "console.log(process.argv.slice(1))", args: []string{"run", "-", "a"}, want: "[ '-', 'a' ]\n"},
		{name: "standard input with await", stdin: "console.log(await 5)", want: "5\n"},
		{name: "program reads standard input", stdin: "a\nb\n", args: []string{"eval", "process.stdin.setEncoding('utf8').on('data', (d) => console.log(d.split('\\n').length))"}, want: "3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := command{dir: dir, stdin: c.stdin, args: c.args}.run(t)
			if r.code != 0 || r.stdout != c.want || r.stderr != "" {
				t.Errorf("%s\nwant:\n%s", r, c.want)
			}
		})
	}
}

func TestPermissionFlags(t *testing.T) {
	dir := folder(t, map[string]string{"data/a.txt": "A", "data2/b.txt": "B", "app/main.js": "", "app/own.txt": "own"})
	try := func(code string) string {
		return "try { console.log(" + code + ") } catch (e) { console.log(e.code, e.permission, e.resource, e.message.split('; ')[1]) }"
	}
	read := func(file string) string { return try("require('fs').readFileSync('" + file + "', 'utf8')") }
	abs := func(file string) string { return filepath.Join(dir, file) }
	denied := func(permission, resource, flag string) string {
		return fmt.Sprintf("ERR_ACCESS_DENIED %s %s run again with %s to allow it\n", permission, resource, flag)
	}
	for _, c := range []struct {
		name  string
		flags []string
		env   []string
		code  string
		want  string
	}{
		{"read denied", nil, nil, read("data/a.txt"), denied("FileSystemRead", abs("data/a.txt"), "--allow-read="+abs("data/a.txt"))},
		{"read granted", []string{"--allow-read=data"}, nil, read("data/a.txt"), "A\n"},
		{"read of all", []string{"--allow-read"}, nil, read("data2/b.txt"), "B\n"},
		{"read of several", []string{"--allow-read=data,data2"}, nil, read("data2/b.txt"), "B\n"},
		{"read beside the grant", []string{"--allow-read=data"}, nil, read("data2/b.txt"), denied("FileSystemRead", abs("data2/b.txt"), "--allow-read="+abs("data2/b.txt"))},
		{"read around the grant", []string{"--allow-read=data"}, nil, read("data/../data2/b.txt"), denied("FileSystemRead", abs("data2/b.txt"), "--allow-read="+abs("data2/b.txt"))},
		{"denial first", []string{"--allow-read", "--deny-read=data"}, nil, try("require('fs').readFileSync('data/a.txt', 'utf8')") + read("data2/b.txt"), ""},
		{"write denied", []string{"--allow-read"}, nil, try("require('fs').writeFileSync('new', '')"), denied("FileSystemWrite", abs("new"), "--allow-write="+abs("new"))},
		{"write granted", []string{"--allow-write=out"}, nil, try("require('fs').mkdirSync('out')"), "undefined\n"},
		{"all", []string{"-A"}, nil, read("data2/b.txt"), "B\n"},
		{"env hidden", nil, []string{"SECRET=s"}, "console.log(process.env.SECRET)", "undefined\n"},
		{"env granted", []string{"--allow-env=SECRET"}, []string{"SECRET=s", "OTHER=o"}, "console.log(process.env.SECRET, process.env.OTHER)", "s undefined\n"},
		{"env by prefix", []string{"--allow-env=MY_*"}, []string{"MY_A=a"}, "console.log(process.env.MY_A)", "a\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := command{dir: dir, env: c.env, args: append(append([]string{"eval"}, c.flags...), c.code)}.run(t)
			if c.name == "denial first" {
				if r.code != 0 || !strings.HasPrefix(r.stdout, "ERR_ACCESS_DENIED FileSystemRead "+abs("data/a.txt")) || !strings.HasSuffix(r.stdout, "\nB\n") {
					t.Error(r)
				}
				return
			}
			if r.code != 0 || r.stdout != c.want || r.stderr != "" {
				t.Errorf("%s\nwant:\n%s", r, c.want)
			}
		})
	}
	// A program may read the folder it is in, for its modules, and no more.
	main := "const fs = require('fs'); console.log(fs.readFileSync(__dirname + '/own.txt', 'utf8')); fs.readFileSync(__dirname + '/../data/a.txt')"
	if err := os.WriteFile(abs("app/main.js"), []byte(main), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, abs("app/main.js"))
	if r.code != 1 || r.stdout != "own\n" || !strings.Contains(r.stderr, "ERR_ACCESS_DENIED") || !strings.Contains(r.stderr, "--allow-read="+abs("data/a.txt")) {
		t.Error(r)
	}
}

func TestLimitFlags(t *testing.T) {
	for _, c := range []struct {
		name, source, message string
		flags                 []string
		code                  int
	}{
		{"loop", "while(true){}", "it took longer than --timeout 300ms", []string{"--timeout", "300ms"}, 124},
		{"builtin", "new Array(1e9)+''", "it took longer than --timeout 300ms", []string{"--timeout=300ms"}, 124},
		{"parked", "setTimeout(() => {}, 1e6)", "it took longer than --timeout 300ms", []string{"--timeout=300ms"}, 124},
		{"server of nothing", "setInterval(() => {}, 1)", "it took longer than --timeout 300ms", []string{"--timeout=300ms"}, 124},
		{"memory", "const a = []; for (;;) a.push(new Uint8Array(1e6))", "more memory than 64 MiB; raise it with --memory", []string{"--memory", "64"}, 137},
		{"cpu", "for (;;);", "it computed for longer than --cpu 100ms", []string{"--cpu", "100ms"}, 124},
		{"fuel", "for (;;);", "it used more than --fuel 1000000", []string{"--fuel", "1000000"}, 124},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			r := run(t, append(append([]string{"eval"}, c.flags...), c.source)...)
			took := time.Since(start)
			if r.code != c.code || !strings.Contains(r.stderr, c.message) || strings.Contains(r.stderr, "goroutine") {
				t.Errorf("%s\nwant exit code %d and %q", r, c.code, c.message)
			}
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			t.Log(took)
		})
	}
	if r := run(t, "eval", "--timeout", "20s", "--memory", "128", "--fuel", "1000000000", "console.log(1)"); r.code != 0 || r.stdout != "1\n" {
		t.Errorf("within its limits: %s", r)
	}
}

func TestExitCodes(t *testing.T) {
	for source, want := range map[string]int{
		"process.exit()":                                                 0,
		"process.exit(7)":                                                7,
		"process.exitCode = 5":                                           5,
		"process.exitCode = 5; process.exit()":                           5,
		"process.on('exit', () => { process.exitCode = 6 })":             6,
		"setTimeout(() => process.exit(3), 1); setInterval(() => {}, 1)": 3,
		"throw 1":                                1,
		"Promise.reject(1)":                      1,
		"await new Promise(() => {}); export {}": 13,
		"process.on('uncaughtException', () => process.exit(8)); throw 1":                      8,
		"process.on('uncaughtException', () => {}); setTimeout(() => console.log(1)); throw 1": 0,
		"process.on('unhandledRejection', () => {}); Promise.reject(1)":                        0,
		"process.abort": 0,
	} {
		if r := run(t, "eval", source); r.code != want {
			t.Errorf("%s: %s\nwant exit code %d", source, r, want)
		}
	}
}

// --abort-on-uncaught-exception asks no listener, but what has captured the
// exceptions.
func TestAbortOnUncaught(t *testing.T) {
	const flag = "--abort-on-uncaught-exception"
	for _, c := range []struct {
		flag, source string
		code         int
		stdout, text string
	}{
		{flag, "process.on('uncaughtException', () => console.log('asked')); process.on('exit', () => console.log('exit')); throw new Error('foo')", 134, "", "Uncaught Error: foo\n\nFROM\n"},
		{flag, "Promise.reject(new Error('foo'))", 134, "", "Error: foo"},
		{flag, "process.setUncaughtExceptionCaptureCallback((e) => console.log(e.message)); throw new Error('foo')", 0, "foo\n", ""},
		{flag, "try { throw 1 } catch { console.log('caught') }", 0, "caught\n", ""},
		{"--no-abort-on-uncaught-exception", "throw new Error('foo')", 1, "", "Error: foo"},
		{"--warnings", "require('v8').setFlagsFromString('" + flag + "'); throw new Error('foo')", 134, "", "Uncaught Error: foo"},
	} {
		r := run(t, "eval", c.flag, c.source)
		if r.code != c.code || r.stdout != c.stdout || !strings.Contains(r.stderr, c.text) {
			t.Errorf("%s %s: %s", c.flag, c.source, r)
		}
	}
}

func TestDeepCalls(t *testing.T) {
	r := run(t, "eval", "function f(n) { return n ? 1 + f(n - 1) : 0 } try { f(50000) } catch (e) { console.log(e instanceof RangeError, e.message) } console.log(f(100))")
	if r.code != 0 || r.stdout != "true Maximum call stack size exceeded\n100\n" {
		t.Error(r)
	}
}

// What cannot be done says what to do.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"--nope", "x.js"}, 9, []string{"unknown flag: --nope", "wjs --help"}},
		{[]string{"run", "--allow-raed", "x.js"}, 9, []string{"unknown flag: --allow-raed", "wjs --help"}},
		{[]string{"eval", "--timeout", "soon", "1"}, 9, []string{"--timeout", "soon", "wjs --help"}},
		{[]string{"--allow-net=bad:host:name:1", "x.js"}, 9, []string{"--allow-net", "wjs --help"}},
		{[]string{"--no-async-context-frame", "x.js"}, 9, []string{"unknown flag", "wjs --help"}},
		{[]string{"--async-context-frame=no", "x.js"}, 9, []string{"it takes no value", "wjs --help"}},
		{[]string{"run"}, 9, []string{"requires at least 1 arg", "wjs --help"}},
		{[]string{"eval"}, 9, []string{"requires at least 1 arg", "wjs --help"}},
		{[]string{"none.js"}, 1, []string{"Cannot find module", "none.js", "MODULE_NOT_FOUND"}},
	} {
		r := command{dir: folder(t, nil), args: c.args}.run(t)
		if r.code != c.code || r.stdout != "" {
			t.Errorf("%v: %s\nwant exit code %d", c.args, r, c.code)
		}
		for _, want := range c.want {
			if !strings.Contains(r.stderr, want) {
				t.Errorf("%v: no %q in %s", c.args, want, r)
			}
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}} {
		r := run(t, args...)
		for _, want := range []string{"wjs app.ts", "--allow-read", "--timeout", "eval -p", "repl", "completion"} {
			if r.code != 0 || !strings.Contains(r.stdout, want) {
				t.Errorf("%v: no %q in %s", args, want, r)
			}
		}
		for _, c := range r.stdout {
			if c < ' ' && c != '\n' {
				t.Errorf("%v: control character %q in the help", args, c)
			}
		}
	}
	for _, name := range []string{"run", "eval", "repl", "check", "cache"} {
		if r := run(t, name, "--help"); r.code != 0 || !strings.Contains(r.stdout, "wjs "+name) {
			t.Errorf("%s --help: %s", name, r)
		}
	}
}

func TestCompletion(t *testing.T) {
	for shell, want := range map[string]string{"bash": "__start_wjs", "zsh": "#compdef wjs", "fish": "complete -c wjs", "powershell": "Register-ArgumentCompleter"} {
		if r := run(t, "completion", shell); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("completion %s: exit code %d, no %q", shell, r.code, want)
		}
	}
	if r := run(t, "__complete", "ev"); !strings.Contains(r.stdout, "eval\t") {
		t.Errorf("completing ev: %s", r)
	}
}

func TestVersion(t *testing.T) {
	if r := run(t, "--version"); r.code != 0 || !regexp.MustCompile(`^wjs \d+\.\d+\.\d+ \(Node\.js 24\.\d+\.\d+\)\n$`).MatchString(r.stdout) {
		t.Errorf("--version: %s", r)
	}
	r := run(t, "version")
	for _, want := range []string{`(?m)^node +24\.`, `(?m)^quickjs +0\.10\.1$`, `(?m)^wjs +\d`, `(?m)^wazero +1\.`} {
		if r.code != 0 || !regexp.MustCompile(want).MatchString(r.stdout) {
			t.Errorf("version: no %s in %s", want, r)
		}
	}
}

func TestCheck(t *testing.T) {
	dir := folder(t, map[string]string{
		"good.ts": "import { b } from './b.ts'; export const a: number = b; throw new Error('it ran')",
		"b.ts":    "export const b = 1 as const",
		"good.js": "module.exports = 1; return",
		"bad.js":  "let a = 1\nlet x = ;\n",
		"bad.ts":  "let a: number = 1\nlet x: = 2\n",
	})
	if r := (command{dir: dir, args: []string{"check", "good.ts", "b.ts", "good.js"}}).run(t); r.code != 0 || r.stdout+r.stderr != "" {
		t.Errorf("good files: %s", r)
	}
	r := command{dir: dir, args: []string{"check", "good.js", "bad.js", "bad.ts"}}.run(t)
	if r.code != 1 || !strings.Contains(r.stderr, "bad.js:2\nlet x = ;\n        ^\n") || !strings.Contains(r.stderr, "bad.ts:2") || strings.Contains(r.stderr, "good.js") {
		t.Errorf("bad files: %s", r)
	}
}

func TestCache(t *testing.T) {
	dir := filepath.Join(folder(t, nil), "cache")
	env := []string{"WJS_CACHE_DIR=" + dir}
	size := regexp.MustCompile(`^` + regexp.QuoteMeta(dir) + `\t(\d+\.\d) MB\n$`)
	if r := (command{env: env, args: []string{"eval", "1"}}).run(t); r.code != 0 || r.stderr != "" {
		t.Fatal(r)
	}
	if r := (command{env: env, args: []string{"cache"}}).run(t); r.code != 0 || size.FindStringSubmatch(r.stdout) == nil || strings.Contains(r.stdout, "\t0.0 MB") {
		t.Errorf("cache: %s", r)
	}
	if r := (command{env: env, args: []string{"cache", "clear"}}).run(t); r.code != 0 || !strings.Contains(r.stdout, "entries") {
		t.Errorf("cache clear: %s", r)
	}
	if r := (command{env: env, args: []string{"cache"}}).run(t); r.stdout != dir+"\t0.0 MB\n" {
		t.Errorf("cache after clear: %s", r)
	}
	if r := (command{env: []string{"WJS_CACHE_DIR="}, args: []string{"eval", "-p", "1"}}).run(t); r.code != 0 || r.stdout != "1\n" {
		t.Errorf("without a cache: %s", r)
	}
	if runtime.GOOS == "windows" {
		return
	}
	// A cache that others can write to is not trusted, and the user is told.
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if r := (command{env: env, args: []string{"eval", "-p", "1"}}).run(t); r.code != 0 || r.stdout != "1\n" || !strings.Contains(r.stderr, dir) {
		t.Errorf("with a cache that all can write to: %s", r)
	}
}

func TestREPL(t *testing.T) {
	dir := folder(t, map[string]string{"lines.js": "const loaded = 9\n"})
	for _, c := range []struct{ name, in, want string }{
		{"values", "1 + 1\n'text'\n({ a: [1] })\n{ b: 2 }\nundefined\n", "2\n'text'\n{ a: [ 1 ] }\n{ b: 2 }\nundefined\n"},
		{"last value", "40\n_ + 2\n", "40\n42\n"},
		{"declarations stay", "const x = 1\nlet y = x + 1\nfunction f() { return y }\nf()\nconst x = 5\nx\n", "undefined\nundefined\nundefined\n2\nundefined\n5\n"},
		{"lines", "const o = {\n  a: 1,\n}\no.a\n`a\nb`\n", "undefined\n1\n'a\\nb'\n"},
		{"await", "await Promise.resolve(3)\nconst v = await 4\nv\n", "3\nundefined\n4\n"},
		{"require", "require('path').sep.length\nos.EOL.length\n", "1\n1\n"},
		{"timers between lines", "setTimeout(() => { globalThis.done = true }, 1); 0\nawait new Promise((f) => setTimeout(f, 30)); done\n", "0\ntrue\n"},
		{"load", ".load lines.js\nloaded\n", "undefined\n9\n"},
		{"exit", "1\n.exit\n2\n", "1\n"},
		// As Node's, which leaves out the line's own frame and what has called it.
		{"stack", "null.x\nfunction f() { null.y }\nf()\n", "Uncaught TypeError: Cannot read properties of null (reading 'x')\nundefined\n" +
			"Uncaught TypeError: Cannot read properties of null (reading 'y')\n    at f (REPL2:1:16)\n"},
		{"clear", "globalThis.z = 1\n.clear\ntypeof z\n", "1\n'undefined'\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := command{dir: dir, stdin: c.in, args: []string{"repl"}}.run(t)
			if r.code != 0 || r.stdout != c.want || r.stderr != "" {
				t.Errorf("%s\nwant:\n%s", r, c.want)
			}
		})
	}
	r := command{dir: dir, stdin: "throw new TypeError('t')\n_error.message\nnope\n1\n.help\n.what\n", args: []string{"repl"}}.run(t)
	if r.code != 0 || !strings.HasPrefix(r.stdout, "Uncaught TypeError: t\n") || !strings.Contains(r.stdout, "\n't'\n") ||
		!strings.Contains(r.stdout, "Uncaught ReferenceError: nope is not defined") || !strings.Contains(r.stdout, ".load F") || !strings.Contains(r.stderr, ".what is no command") {
		t.Errorf("errors: %s", r)
	}
	r = command{dir: dir, stdin: "1\nwhile (true) {}\n", args: []string{"repl", "--timeout", "300ms"}}.run(t)
	if r.code != 124 || r.stdout != "1\n" {
		t.Errorf("a line without end: %s", r)
	}
}
