package module

import (
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for _, c := range []struct{ source, at, what, want string }{
		{"o.a.b()", "b", "call", "o.a.b is not a function"},
		{"u()", "u", "call", "u is not a function"},
		{"o['x']()", "o", "call", "o.x is not a function"},
		{"o[k]()", "k", "call", "o[k] is not a function"},
		{"f(1)(2).g()", "g", "call", "f(...)(...).g is not a function"},
		{"(1)()", "(1", "call", "1 is not a function"},
		{"(function () {}).x()", "x", "call", "(intermediate value).x is not a function"},
		{"[1].x()", "x", "call", "(intermediate value).x is not a function"},
		{"'s'.x()", "x", "call", `"s".x is not a function`},
		{"this.x()", "x", "call", "this.x is not a function"},
		{"return a.b(c)", "b", "call", "a.b is not a function"},
		{"o?.q()", "q", "call", "o?.q is not a function"},
		{"new o.X(1)", "o.X", "call", "o.X is not a constructor"},
		{"() => { const {a} = b }", "()", "destructure", "Cannot destructure property 'a' of 'b' as it is undefined."},
		{"new o.X(1)", "X", "call", "o.X is not a constructor"},
		{"a.b(c, d)", "d", "call", "a.b is not a function"},
		{"new A(b)", "b", "call", "A is not a constructor"},
		{"new u", "u", "call", "u is not a constructor"},
		{"x`t`", "x", "call", "x is not a function"},
		{"for (const x of o.p) {}", "for", "iterate", "o.p is not iterable"},
		{"f(...a)", "f", "iterate", "a is not iterable"},
		{"var [a] = {}", "var", "iterate", "{} is not iterable"},
		{"var {a} = o.b", "var", "destructure", "Cannot destructure property 'a' of 'o.b' as it is undefined."},
		{"var {a: b} = null", "var", "destructure", "Cannot destructure property 'a' of 'null' as it is null."},
	} {
		if got := cut(c.source).describe(strings.LastIndex(c.source, c.at), c.what); got != c.want && !(c.at == "o" && cut(c.source).describe(0, c.what) == c.want) {
			t.Errorf("%s: got %q, want %q", c.source, got, c.want)
		}
	}
}

func TestFindSyntax(t *testing.T) {
	for _, c := range []struct {
		source, message string
		line, column    int
	}{
		{"a b", "Unexpected identifier 'b'", 1, 3},
		{"\nlet a = ;", "Unexpected token ';'", 2, 9},
		{"if (", "Unexpected end of input", 1, 5},
		{"a 1", "Unexpected number", 1, 3},
		{"a 'b'", "Unexpected string", 1, 3},
		{"a 'b", "Invalid or unexpected token", 1, 3},
		{"a = 'b", "Invalid or unexpected token", 1, 5},
		{"var class", "Unexpected token 'class'", 1, 5},
		{"f(a b)", "missing ) after argument list", 1, 5},
		{"let a; let a", "Identifier 'a' has already been declared", 1, 12},
		{"a =>=> b", "Unexpected token '=>'", 1, 5},
		{"1 = 2", "Invalid left-hand side in assignment", 1, 1},
		{"function f() { await x }", "await is only valid in async functions and the top level bodies of modules", 1, 16},
	} {
		s := findSyntax(unbounded, c.source)
		if s == nil {
			t.Errorf("%s: no error", c.source)
		} else if s.Message != c.message || s.Line != c.line || s.Column != c.column {
			t.Errorf("%s: %+v", c.source, *s)
		}
	}
	for source, want := range map[string]string{
		"a\nimport b from 'c'": "Cannot use import statement outside a module",
		"export default 1":     "Unexpected token 'export'",
		"f(import.meta.url)":   "Cannot use 'import.meta' outside a module",
		"x = await 1":          "await is only valid in async functions and the top level bodies of modules",
	} {
		if s := findModuleSyntax(source); s == nil || s.Message != want {
			t.Errorf("%s: %+v", source, s)
		}
	}
	for _, ok := range []string{"", "return 1", "await x", "#!/x\na"} {
		if s := findSyntax(unbounded, ok); s != nil {
			t.Errorf("%s: %+v", ok, *s)
		}
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add("a.b[(c)]`d`({", 3)
	f.Fuzz(func(t *testing.T, s string, at int) {
		for _, what := range []string{"call", "iterate", "destructure", "member"} {
			cut(s).describe(at, what)
		}
		cut(s).describeToken(max(at, 0))
	})
}
