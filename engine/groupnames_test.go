package engine

import (
	"errors"
	"testing"
)

// TestGroupNames has what V8 says of groups that share a name.
func TestGroupNames(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for src, want := range map[string]string{
		`JSON.stringify(/(?<y>\d{4})-(?<m>\d\d)|(?<m>\d\d)\/(?<y>\d{4})/.exec('12/2024').groups)`:     `{"y":"2024","m":"12"}`,
		`JSON.stringify(/(?<y>\d{4})-(?<m>\d\d)|(?<m>\d\d)\/(?<y>\d{4})/.exec('2024-12').groups)`:     `{"y":"2024","m":"12"}`,
		`Object.keys(/(?<a>x)|(?<b>y)|(?<a>z)/.exec('z').groups).join()`:                              `a,b`,
		`String(/(?<a>x)|(?<a>y)|z/.exec('z').groups.a)`:                                              `undefined`,
		`/(?<a>x)|(?<a>y)/d.exec('zy').indices.groups.a.join()`:                                       `1,2`,
		`/(?<a>x)|(?<a>y)/d.exec('zx').indices.groups.a.join()`:                                       `1,2`,
		`'x1y2'.replace(/(?<l>x)|(?<l>y)/g, '<$<l>>')`:                                                `<x>1<y>2`,
		`[...'xy'.matchAll(/(?<l>x)|(?<l>y)/g)].map((m) => m.groups.l).join()`:                        `x,y`,
		`['xx', 'yy', 'xy'].map((s) => /^(?:(?<a>x)|(?<a>y))\k<a>$/.test(s)).join()`:                  `true,true,false`,
		`['xxyy', 'yyxx', 'xxy'].map((s) => /^(?:(?:(?<a>x)|(?<a>y))\k<a>)+$/.test(s)).join()`:        `true,true,false`,
		`/(?:(?<a>x)|(?<a>y)\k<a>)1/.exec('yy1')[0]`:                                                  `yy1`,
		`/(?<=(?:(?<a>x)|(?<a>y))\k<a>)!/.test('yy!') + '' + /\k<a>(?:(?<a>x)|(?<a>y))/.exec('y')[0]`: `truey`,
		`/(?<a>[|()(?<a>)])|(?<a>\(\|)/.exec('|').groups.a`:                                           `|`,
		`/(?<\u0061>x)|(?<a>y)|(?<\u{61}>z)/u.exec('z').groups.a`:                                     `z`,
		`/(?<𝒜>x)|(?<\ud835\udc9c>y)\k<𝒜>/.exec('yy').groups.𝒜`:                                       `y`,
		`/(?<a>[[x]--[y]])|(?<a>y)/v.exec('y').groups.a`:                                              `y`,
		`/(?<a>x)|(?<a>y)\k<a>/.source + new RegExp(/(?<a>x)|(?<a>y)\k<a>/).flags`:                    `(?<a>x)|(?<a>y)\k<a>`,
		`/((?:(?<a>1)|2)|(?<b>3))|(?<a>4)/.exec('4').groups.a`:                                        `4`,
		`/(?<a>x)(?:(?<b>1)|(?<b>2))/.exec('x2').groups.b`:                                            `2`,
		`JSON.stringify(/(?:(?:(?<a>x)|(?<a>y)|z))*/.exec('xyz').groups)`:                             `{}`,
		`/(?<__proto__>x)|(?<__proto__>y)/.exec('y').groups.__proto__`:                                `y`,
		`'ab'.replace(/(?<x>a)|(?<x>b)/g, (...args) => JSON.stringify(args.at(-1)))`:                  `{"x":"a"}{"x":"b"}`,
	} {
		v := eval(t, iso, src)
		if got, _ := iso.String(v); got != want {
			t.Errorf("%s = %q, want %q", src, got, want)
		}
		iso.Free(v)
	}
	for _, src := range []string{
		`(?<a>x)(?<a>y)`, `(?<a>(?<a>y))`, `(?:(?<a>x)|y)(?<a>z)`, `(?<a>x)|(?<a>y)(?<a>z)`, `(?<a>x)|(?:(?<a>1)|2)(?<a>3)`, `(?=(?<a>x))(?<a>x)`, `(?<a>x)(?<\u0061>y)`,
	} {
		_, err := iso.Eval(`new RegExp(String.raw`+"`"+src+"`"+`)`, "test.js")
		var thrown *ThrownError
		if !errors.As(err, &thrown) {
			t.Errorf("%s: %v", src, err)
			continue
		}
		text, _ := iso.Get(thrown.Value, "message")
		if got, _ := iso.String(text); got != "Invalid regular expression: /"+src+"/: Duplicate capture group name" {
			t.Errorf("%s: %s", src, got)
		}
		iso.Free(text)
		iso.Free(thrown.Value)
	}
}

func FuzzGroupNames(f *testing.F) {
	for _, seed := range []string{`(?<a>x)|(?<a>y)\k<a>`, `(?<`, `\k<`, `)|(`, `(?<\u{61}>`, `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		names := &groupNames{src: pattern}
		names.parse()
		names.clash()
		lowered, err := names.lower()
		if err != nil {
			return
		}
		again := &groupNames{src: lowered}
		again.parse()
		for _, ref := range again.refs {
			if len(again.groups[ref.name]) > 1 {
				t.Error(lowered)
			}
		}
	})
}
