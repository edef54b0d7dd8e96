package engine

import "testing"

func TestLowerSets(t *testing.T) {
	for pattern, want := range map[string]string{
		`a[bc]d`:                `a[bc]d`,
		`[a-z--[aeiou]]`:        `(?:(?![aeiou])[a-z])`,
		`[\w&&\d]`:              `(?:(?=[\d])[\w])`,
		`[[a-c][x-z]]`:          `[a-cx-z]`,
		`[^[a-c]x]`:             `[^a-cx]`,
		`[\q{abc|d|xy}e]`:       `(?:abc|xy|[de])`,
		`[\p{L}--[a-z]--[A-Z]]`: `(?:(?![A-Z])(?:(?![a-z])[\p{L}]))`,
		`\[[a]`:                 `\[[a]`,
		`[]`:                    `[]`,
		`[^]`:                   `[^]`,
	} {
		if got, err := lowerSets(pattern); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{`[a--b&&c]`, `[a`, `[--a]`, `[^\q{ab}]`, `[\p{L]`, `[(]`, `[a-]`, `[!!]`, `[a--]`} {
		if got, err := lowerSets(pattern); err == nil {
			t.Errorf("%s: %s, want an error", pattern, got)
		}
	}
}

func FuzzLowerSets(f *testing.F) {
	for _, seed := range []string{`[a--[b]]`, `[\q{a|\u{1}}&&\x41]`, `[[[[`, `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, pattern string) { _, _ = lowerSets(pattern) })
}

func TestRegExpSets(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for source, want := range map[string]string{
		`/^[\p{L}--[a-z]]+$/v.test('ÄB') + ' ' + /^[\p{L}--[a-z]]+$/v.test('äb') + ' ' + /^[\p{L}--[a-z]]+$/v.test('ä')`: "true false true",
		`'a1b2'.replace(/[\w&&\d]/gv, '#')`:                         "a#b#",
		`/[a--b]/v.source + /x/v.flags + /[a--b]/v.unicodeSets`:     "[a--b]vtrue",
		`new RegExp('^[\\q{ab|c}]$', 'v').test('ab')`:               "true",
		`try { new RegExp('[a--b&&c]', 'v') } catch (e) { e.name }`: "SyntaxError",
		`/[a-z]/u.test('b')`:                                        "true",
	} {
		if got := textOf(t, iso, eval(t, iso, source)); got != want {
			t.Errorf("%s = %s, want %s", source, got, want)
		}
	}
}
