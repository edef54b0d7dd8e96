package module

import (
	"strings"
	"testing"
)

// at is the frame of a function at the place that | marks in the source.
func frameAt(src, mark, function string) Frame {
	i := strings.Index(src, mark)
	if i < 0 {
		panic(mark)
	}
	line, column := placeAt(src, i)
	return Frame{File: "f", Line: line, Column: column, Function: function}
}

func TestFrames(t *testing.T) {
	const src = `class A {
  constructor(x) { S1() }
  m(x) { S2(x) }
  static s() { S3() }
  get g() { S4() }
  f = () => S5();
  ['c']() { S6() }
}
const o = { k() { S7() }, f: function () { S8() }, a: async (x) => S9(), n: { deep() { S10() } } };
exports.ex = function () { S11() };
F.prototype.pm = function () { S12() };
function F(x) { S13(y) }
new A(q1); a.m(q2); m(q3); A.s(); o.k(q4); new F(q5); F(q6); id(F(q7)); a['m'](q8);
throw new TypeError(q9);
[1].map(function () { S14() });
if (x) { S15() }
`
	p := newAnalysed(src)
	look := func(string) *analysed { return p }
	for _, c := range []struct {
		inner    string // what stands in the function
		function string
		outer    string // what the engine points at in the caller
		name     string
		caller   string // where V8 puts the call
	}{
		{"S1", "A", "q1", "new A", "new A(q1)"},
		{"S2", "m", "q2", "A.m", "m(q2)"},
		{"S2", "m", "q3", "m", "m(q3)"},
		{"S3", "s", "s();", "A.s", "s(); o"},
		{"S4", "get g", "q1", "get g", ""},
		{"S5", "f", "", "A.f", ""},
		{"S6", "c", "", "A.c", ""},
		{"S7", "k", "q4", "Object.k", "k(q4)"},
		{"S8", "f", "", "Object.f", ""},
		{"S9", "a", "", "Object.a", ""},
		{"S10", "deep", "", "Object.deep", ""},
		{"S11", "", "", "exports.ex", ""},
		{"S12", "", "", "F.pm", ""},
		{"S13", "F", "q5", "new F", "new F(q5)"},
		{"S13", "F", "q6", "F", "F(q6)"},
		{"S13", "F", "q7", "F", "F(q7)"},
		{"S2", "m", "q8", "A.m", ""},
		{"S14", "", "", "", ""},
	} {
		list := []Frame{frameAt(src, c.inner+"(", c.function)}
		if c.outer != "" {
			list = append(list, frameAt(src, c.outer, ""))
		}
		got := describeFrames(list, "", look)
		if got[0].Name != c.name {
			t.Errorf("%s from %s: name %q, want %q", c.inner, c.outer, got[0].Name, c.name)
		}
		if c.caller != "" {
			line, column := placeAt(src, strings.Index(src, c.caller))
			if got[1].Line != line || got[1].Column != column {
				t.Errorf("%s from %s: at %d:%d, want %d:%d", c.inner, c.outer, got[1].Line, got[1].Column, line, column)
			}
		}
	}
	got := describeFrames([]Frame{frameAt(src, "q9", "")}, "TypeError", look)
	if _, column := placeAt(src, strings.Index(src, "new TypeError")); got[0].Column != column {
		t.Errorf("throw: column %d", got[0].Column)
	}
}

func TestPropertyAt(t *testing.T) {
	for _, c := range []struct{ src, property, want string }{
		{"o.a.b.c", "c", "c"},
		{"o.a(x)[1]", "1", "[1"},
		{"o?.a['k']", "k", "['k'"},
		{"o.a; p.b", "b", ""},
	} {
		at := cut(c.src).propertyAt(0, c.property)
		if want := strings.LastIndex(c.src, c.want); c.want == "" && at >= 0 || c.want != "" && at != want {
			t.Errorf("%s: %d", c.src, at)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add("class A{m(){x(y)}}new A", 12, 20)
	f.Fuzz(func(t *testing.T, src string, a, b int) {
		p := newAnalysed(src)
		p.program.propertyAt(a, "x")
		describeFrames([]Frame{{"f", 1, a, "m", false, false}, {"f", 1, b, "", false, a&1 != 0}}, "Error", func(string) *analysed { return p })
	})
}
