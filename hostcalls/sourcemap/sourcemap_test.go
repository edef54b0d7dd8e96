package sourcemap

import (
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

func TestPosition(t *testing.T) {
	out := api.Transform("interface A {}\n\nfunction f(a: number): void {\n  throw new Error('x')\n}\nf(1)", api.TransformOptions{
		Loader: api.LoaderTS, Sourcefile: "a.ts", Sourcemap: api.SourceMapExternal,
	})
	e := &entry{text: string(out.Map)}
	// function f(a) {\n  throw new Error("x");\n}\nf(1);
	for _, c := range []struct {
		file         string
		line, column int
		want         Position
	}{
		{"/d/a.ts", 2, 9, Position{"/d/a.ts", 4, 9, ""}},
		{"file:///d/a.ts", 4, 1, Position{"file:///d/a.ts", 6, 1, ""}},
		{"/d/b/../a.ts", 1, 1, Position{"/d/a.ts", 3, 1, ""}},
	} {
		got := e.position(c.file, c.line, c.column)
		if got == nil {
			t.Fatalf("%s:%d:%d is not mapped", c.file, c.line, c.column)
		}
		got.Name = ""
		if *got != c.want {
			t.Errorf("%s:%d:%d: got %v, want %v", c.file, c.line, c.column, *got, c.want)
		}
	}
	if p := e.position("/d/a.ts", 99, 1); p != nil && p.Line > 6 {
		t.Errorf("behind the end: %v", p)
	}
}

func TestBadMap(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"version":3}`, `{"version":3,"sources":[],"mappings":"AAAA"}`, `{"version":3,"sources":["a"],"mappings":"!!"}`} {
		e := &entry{text: text}
		if p := e.position("/a.js", 1, 1); p != nil && p.Source == "" {
			t.Errorf("%q: %v", text, p)
		}
	}
}

func TestAbsolute(t *testing.T) {
	for _, c := range [][3]string{
		{"/a/b.js", "c.ts", "/a/c.ts"}, {"/a/b.js", "../c.ts", "/c.ts"}, {"/a/b.js", "/x/c.ts", "/x/c.ts"},
		{"file:///a/b.js", "c.ts", "file:///a/c.ts"}, {"file:///a/b.js", "/x/c.ts", "file:///x/c.ts"},
		{"/a/b.js", "webpack://c.ts", "webpack://c.ts"},
	} {
		if got := absolute(c[0], c[1]); got != c[2] {
			t.Errorf("%s from %s: %s, want %s", c[1], c[0], got, c[2])
		}
	}
}
