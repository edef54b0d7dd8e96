package engine

import "testing"

func TestBuiltins(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for src, want := range map[string]string{
		"Object.keys(/(?<a>.)/.exec('x')).join()":                                        "0,1,index,input,groups",
		"Object.keys(/./.exec('x')).join()":                                              "0,index,input,groups",
		"Object.keys(/./d.exec('x')).join()":                                             "0,index,input,groups,indices",
		"Object.keys(/(?<a>.)/d.exec('x').indices).join()":                               "0,1,groups",
		"/(?<a>.)(?<b>y)?/.exec('x').groups.a + String('x'.match(/./).groups)":           "xundefined",
		"[...'a1b2'.matchAll(/(?<n>\\d)/g)].map((m) => m.index + m.groups.n).join()":     "11,32",
		"'a1b2'.replace(/(?<n>\\d)/g, '<$<n>>')":                                         "a<1>b<2>",
		"const d = new Date(0); `${d.setUTCFullYear(NaN, 0, 1)} ${+d}`":                  "NaN NaN",
		"const e = new Date(0); `${e.setHours(1, Infinity)} ${+e}`":                      "NaN NaN",
		"const f = new Date(0); `${f.setUTCHours(NaN, 1)} ${+f} ${f.setUTCHours(2)}`":    "NaN NaN NaN",
		"const g = new Date(NaN); `${g.setUTCMonth(1)} ${g.setUTCFullYear(2000)} ${+g}`": "NaN 946684800000 946684800000",
		"const h = new Date(0); `${h.setUTCMonth()} ${+h}`":                              "NaN NaN",
		// Columns count UTF-16 units, also where the parser has looked ahead.
		`const at = (s) => eval('1,\n"' + s + '", ((a, b) => "' + s + '" + new Error().stack)("' + s + '", (1, "' + s + '"))').match(/:2:\d+/g).join(); at('ä日😀') + (at('abcd') === at('ä日😀')) + eval('"é", new Error().stack').match(/:1:(\d+)/)[1]`: ":2:33,:2:41true9",
		"const i = new Date(0); `${i.setUTCFullYear(2000, 1, 29)} ${+i}`": "951782400000 951782400000",
	} {
		v := eval(t, iso, "(() => { "+returned(src)+" })()")
		if got, _ := iso.String(v); got != want {
			t.Errorf("%s = %q, want %q", src, got, want)
		}
		iso.Free(v)
	}
}

// returned puts return before the last statement.
func returned(src string) string {
	for i := 0; i+1 < len(src); i++ {
		if src[i] == ';' && src[:5] == "const" {
			return src[:i+1] + " return" + src[i+1:]
		}
	}
	return "return " + src
}
