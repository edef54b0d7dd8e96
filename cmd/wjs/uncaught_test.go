package main

import (
	"regexp"
	"strings"
	"testing"
)

var (
	inside   = regexp.MustCompile(`(?m)^ +at (?:.*\()?(?:async )?(?:node:.*|<anonymous>)\)?(?: \{)?\n`)
	columns  = regexp.MustCompile(`(?m)^( +at .*:\d+):\d+(\)?)(?: \{)?$`)
	versions = regexp.MustCompile(`(?m)^Node\.js v24\.\d+\.\d+$`)
)

// visible is what is compared with Node's text: all but the frames inside of the
// runtime and, of the others, the columns, which the engines count differently,
// and the brace that stands behind whichever is last.
func visible(text, dir string) string {
	text = strings.ReplaceAll(text, dir, "DIR")
	text = inside.ReplaceAllString(text, "")
	text = columns.ReplaceAllString(text, "$1$2")
	return versions.ReplaceAllString(text, "Node.js v24")
}

// The texts are Node 24's, recorded and made visible in the same way.
func TestUncaught(t *testing.T) {
	for _, c := range []struct{ name, file, source, want string }{
		{"in a function", "main.js", "const f = () => {\n  throw new TypeError(\"bad thing\");\n};\nf();\n", `DIR/main.js:2
  throw new TypeError("bad thing");
  ^

TypeError: bad thing
    at f (DIR/main.js:2)
    at Object.<anonymous> (DIR/main.js:4)

Node.js v24
`},
		{"in an async function", "main.js", "async function later() {\n  await null;\n  throw new RangeError('too far');\n}\nlater();\n", `DIR/main.js:3
  throw new RangeError('too far');
        ^

RangeError: too far
    at later (DIR/main.js:3)

Node.js v24
`},
		{"with properties, at exit", "main.js", "process.on('exit', (c) => console.error('exit', c));\nthrow Object.assign(new Error('with props'), { code: 'E_X', n: 1 });\n", `exit 1
DIR/main.js:2
throw Object.assign(new Error('with props'), { code: 'E_X', n: 1 });
^

Error: with props
    at Object.<anonymous> (DIR/main.js:2)
  code: 'E_X',
  n: 1
}

Node.js v24
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, map[string]string{c.file: c.source})
			r := command{dir: dir, args: []string{c.file}}.run(t)
			if got := visible(r.stderr, dir); r.code != 1 || r.stdout != "" || got != c.want {
				t.Errorf("exit code %d, got:\n%s\nwant:\n%s", r.code, got, c.want)
			}
		})
	}
}

// Where the engines point at different columns, or Node shows a line of itself,
// what a user needs must be there all the same, in this order.
func TestUncaughtNames(t *testing.T) {
	for _, c := range []struct {
		name, file, source string
		want               []string
	}{
		{"rejection", "main.js", "Promise.reject(new Error('rej'));\n", []string{"DIR/main.js:1\nPromise.reject(new Error('rej'));\n", "^\n\nError: rej\n", "    at Object.<anonymous> (DIR/main.js:1)\n"}},
		{"rejection with no error", "main.js", "Promise.reject(5);\n", []string{"UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block", "The promise rejected with the reason \"5\".", "code: 'ERR_UNHANDLED_REJECTION'"}},
		{"timer", "main.js", "setTimeout(function tick() {\n  undefined.x;\n});\n", []string{"DIR/main.js:2\n  undefined.x;\n", "TypeError: Cannot read properties of undefined (reading 'x')\n", "tick", "(DIR/main.js:2)"}},
		{"no error", "main.js", "throw { a: 1 };\n", []string{"{ a: 1 }\n\nNode.js v24\n"}},
		{"syntax", "main.js", "const ok = 1;\nlet x = ;\n", []string{"DIR/main.js:2\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n"}},
		{"syntax of a module", "main.mjs", "const ok = 1;\nlet x = ;\n", []string{"DIR/main.mjs:2\nlet x = ;\n", "        ^\n", "SyntaxError: Unexpected token ';'"}},
		{"syntax of TypeScript", "main.ts", "let a: number = 1\nlet x: = 2\n", []string{"DIR/main.ts:2\nlet x: = 2\n       ^\n", "SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: "}},
		{"TypeScript", "main.ts", "interface A {\n  n: number;\n}\n\nfunction f(a: A): never {\n  throw new Error(`n is ${a.n}`);\n}\nf({ n: 1 });\n", []string{"DIR/main.ts:6\n  throw new Error(`n is ${a.n}`);\n", "Error: n is 1\n    at f (", "DIR/main.ts:6)\n", "DIR/main.ts:8"}},
		{"missing module", "main.js", "\nrequire('./nope');\n", []string{"Error: Cannot find module './nope'\nRequire stack:\n- DIR/main.js\n", "at Object.<anonymous> (DIR/main.js:2)", "code: 'MODULE_NOT_FOUND',\n  requireStack: [ 'DIR/main.js' ]"}},
		{"missing package", "main.mjs", "import x from 'nopkg';\n", []string{"Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nopkg' imported from DIR/main.mjs\n", "code: 'ERR_MODULE_NOT_FOUND'"}},
		{"missing file of a module", "main.mjs", "import './nope.mjs';\n", []string{"Error [ERR_MODULE_NOT_FOUND]: Cannot find module 'DIR/nope.mjs' imported from DIR/main.mjs\n", "url: 'file://DIR/nope.mjs'"}},
		{"missing export", "main.mjs", "import { absent } from 'node:fs';\n", []string{"DIR/main.mjs:1\nimport { absent } from 'node:fs';\n", "^\n", "SyntaxError: The requested module 'node:fs' does not provide an export named 'absent'"}},
		{"denied", "main.js", "require('fs').readFileSync('/etc/passwd');\n", []string{"ERR_ACCESS_DENIED", "--allow-read=/etc/passwd", "DIR/main.js:1", "permission: 'FileSystemRead'", "resource: '/etc/passwd'"}},
		{"event", "main.js", "new (require('events'))().emit('error', new Error('ev'));\n", []string{"Error: ev\n", "Emitted 'error' event at:"}},
		{"cause", "main.js", "throw new Error('outer', { cause: new TypeError('inner') });\n", []string{"DIR/main.js:1\n", "Error: outer\n", "[cause]: TypeError: inner\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, map[string]string{c.file: c.source})
			r := command{dir: dir, args: []string{c.file}}.run(t)
			got := visible(r.stderr, dir)
			rest, found := got, true
			for _, want := range c.want {
				if _, rest, found = strings.Cut(rest, want); !found {
					t.Errorf("no %q (in its place) in exit code %d:\n%s", want, r.code, got)
					break
				}
			}
			if r.code != 1 || r.stdout != "" || strings.Contains(got, "goroutine") || strings.Contains(got, ".go:") {
				t.Errorf("exit code %d:\n%s", r.code, got)
			}
		})
	}
}
