package module

import (
	"errors"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
)

var unbounded = compiler{most: 1 << 30, poll: func() {}}

func TestTransform(t *testing.T) {
	for _, c := range []struct{ name, file, source, config, want string }{
		{"types", "a.ts", "const a: number = 1 as any;", "", "const a = 1;\n"},
		{"enum", "a.ts", "enum A { B = 1 } f(A.B)", "", "A2[A2[\"B\"] = 1]"},
		{"unused import of a type", "a.mts", "import { T } from './t'; const a: T = 1", "", "const a = 1;\n"},
		{"import =", "a.cts", "import a = require('a'); a()", "", `const a = require("a");`},
		{"JSX", "a.jsx", "f(<a b='c'>d</a>)", "", "react/jsx-runtime"},
		{"JSX by comment", "a.tsx", "/** @jsx h */ f(<a/>)", "", `h("a", null)`},
		{"JSX by tsconfig", "a.tsx", "f(<a/>)", `{ "compilerOptions": { "jsx": "react", "jsxFactory": "x", // why
		  "target": "es5", }, }`, `x("a", null)`},
		{"decorators", "a.ts", "@d class A {}", "", "__decorateElement"},
		{"old decorators", "a.ts", "@d class A {}; f(A)", `{"compilerOptions":{"experimentalDecorators":true}}`, "__decorateClass"},
		{"using", "a.js", "{ using a = f() }", "", "__using"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := transform(unbounded, c.source, c.file, c.config)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.Code, c.want) || strings.Contains(out.Code, "using a") {
				t.Errorf("got %s", out.Code)
			}
			if !strings.Contains(out.Map, `"mappings"`) {
				t.Errorf("map: %s", out.Map)
			}
		})
	}
}

func TestTransformError(t *testing.T) {
	_, err := transform(unbounded, "const a: = 1", "/x/a.ts", "")
	var coded *hostcalls.CodedError
	if !errors.As(err, &coded) || coded.Code != "ERR_INVALID_TYPESCRIPT_SYNTAX" || coded.Name != "SyntaxError" {
		t.Fatalf("%#v", err)
	}
	at := coded.Props["location"].(map[string]any)
	if at["line"] != 1 || at["column"] != 10 || at["text"] != "const a: = 1" {
		t.Errorf("location %v", at)
	}
}

func TestStripJSONComments(t *testing.T) {
	for _, c := range [][2]string{
		{`{"a": "/* b */ // c", /* d */ "e": [1, 2,],}`, `{"a": "/* b */ // c",         "e": [1, 2 ] }`},
		{"{ // a\n \"b\": \"\\\"//\" }", "{     \n \"b\": \"\\\"//\" }"},
		{"/* not closed", "             "},
	} {
		if got := stripJSONComments(c[0]); got != c[1] {
			t.Errorf("%q\ngot  %q\nwant %q", c[0], got, c[1])
		}
	}
}
