package engine

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

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

// What V8 answers: each string of a property matches it whole, and the longest
// is taken.
func TestStringProperties(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	sets := stringProperties()
	if n := len(sets["RGI_Emoji"].strings) + utf8.RuneCount(sets["RGI_Emoji"].plain); n != 3953 {
		t.Errorf("RGI_Emoji has %d strings, want 3953 of Unicode 17", n)
	}
	for name, set := range sets {
		list, err := json.Marshal(append(strings.Split(string(set.plain), ""), set.strings...))
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, iso, "(() => { const re = /^\\p{"+name+"}$/v; return "+string(list)+".filter((s) => s && !re.test(s)).length })()")
		if got != "0" {
			t.Errorf("%s: %s strings do not match", name, got)
		}
	}
	for source, want := range map[string]string{
		`"x👨‍👩‍👧‍👦😀👍🏽❤️y".match(/\p{RGI_Emoji}/gv).join()`:                                                                                            "👨‍👩‍👧‍👦,😀,👍🏽,❤️",
		`[/^\p{RGI_Emoji}$/v.test("👨‍👩‍👧‍👦x"), /^\p{RGI_Emoji}$/v.test("1"), /^\p{Basic_Emoji}$/v.test("❤")]`:                                         "false,false,false",
		`/[\p{RGI_Emoji_Flag_Sequence}a]+/v.exec("b🇩🇪a🇫🇷c")[0]`:                                                                                       "🇩🇪a🇫🇷",
		`[/^[\p{RGI_Emoji}--\q{😀}]$/v.test("😀"), /^[\p{RGI_Emoji}&&\q{😀|🇩🇪}]$/v.test("🇩🇪")]`:                                                          "false,true",
		`["\\P{RGI_Emoji}", "[^\\p{RGI_Emoji}]", "\\p{RGI_Emoji}".repeat(17)].map((s) => { try { new RegExp(s, "v") } catch (e) { return e.name } })`: "SyntaxError,SyntaxError,SyntaxError",
	} {
		if got := text(t, iso, source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

// What is done to a pattern while no deadline can end it takes little time and
// memory, whatever it is.
func TestHostilePatterns(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for name, source := range map[string]string{
		"a long class":                 `'[' + 'ab'.repeat(3e5) + ']', 'v'`,
		"a class as long as it may be": `'[' + 'ab'.repeat(16000) + ']', 'v'`,
		"many operations":              `'[a' + '--b'.repeat(1e4) + ']', 'v'`,
		"nested operations":            `'['.repeat(150) + 'a' + ('--b'.repeat(50) + ']').repeat(150), 'v'`,
		"a long string":                `'[\\q{' + 'a'.repeat(2e6) + '|b'.repeat(20) + '}]', 'v'`,
		"a string too long for a tree": `'[\\q{' + 'a'.repeat(3e4) + '|bb'.repeat(20) + '}]', 'v'`,
		"strings of many lengths":      `'[\\q{' + 'a'.repeat(16000) + '|bb'.repeat(5000) + '}]', 'v'`,
		"many escapes":                 `'\\d'.repeat(5e5), 'v'`,
		"escapes without an end":       `'\\p{'.repeat(1e4), 'v'`,
		"one name for many groups":     `Array(200).fill('(?<a>x)').join('|') + '|' + '\\k<a>'.repeat(1e5)`,
	} {
		start := time.Now()
		said := text(t, iso, "(() => { try { return new RegExp("+source+").flags } catch (e) { return e.name } })()")
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: %s after %v", name, said, d)
		}
		t.Log(name, said, time.Since(start))
	}
}
