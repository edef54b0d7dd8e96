package url

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// What is plain is the same as what the parser makes of it.
func checkPlain(t *testing.T, text string) bool {
	t.Helper()
	href, c, ok := parsePlain(nil, text)
	if !ok {
		return false
	}
	u, parsed := Parse(nil, text, nil)
	if !parsed {
		t.Fatalf("%q is no URL, but was taken for %q", text, href)
	}
	if want, parts := u.serialize(); string(href) != want || c != parts {
		t.Fatalf("%q is %q %v, not %q %v", text, want, parts, href, c)
	}
	return true
}

func TestPlain(t *testing.T) {
	for _, text := range []string{
		"http://a", "https://a", "http://a?", "http://a#", "http://a?#", "http://a/", "http://a.b-c_d:81/x?y#z",
		"https://u@h/", "https://u:p@h:80/", "http://h/a/./b/../c/.", "http://h/..", "http://h/../..", "http://h/a//..//b/..",
		"http://h/.a/..a/...?q=/../#/..", "https://h/%41?%41'x", "http://h/a%", "http://U%@h/", "https://user@sub1.example.com:8080/a/b1/../c?x=1&y=z#part",
	} {
		if plain := checkPlain(t, text); plain == strings.Contains(text, "'") {
			t.Errorf("%q: plain is %v", text, plain)
		}
	}
	for _, text := range []string{
		"", "http://", "http:///", "http://@h", "http://:p@h", "http://u:@h", "http://u@@h", "http://H", "http://h:80", "https://h:443", "http://h:080", "http://h:", "http://h:65536", "http://h:8:8", "http://u:p:q@h", "http://1.2.3.4", "http://a.0x1", "http://a.1.", "http://xn--a", "http://a.xn--b",
		"http://h\\a", "http://h/a\\b", "http://h/%2e", "http://h/ ", "http://h/a\tb", "http://h/é", "http://h?'", "http://[::1]", "HTTP://h", "http:h", "file:///a", "ws://h",
	} {
		if checkPlain(t, text) {
			t.Errorf("%q is plain", text)
		}
	}
	pieces := strings.Split("http:// https:// http:// a b. .c 1 0x xn-- - _ : @ : @ / / / . .. %2e %41 % ? # & = ' \" < ` { ~ A Z \\ 80 443 8080 \t é [ ] | ^ ! $ ( * + , ; \x7F", " ")
	r := rand.New(rand.NewPCG(5, 6))
	plain := 0
	for range 300000 {
		var b strings.Builder
		b.WriteString(pieces[r.IntN(3)])
		for n := r.IntN(12); n > 0; n-- {
			b.WriteString(pieces[3+r.IntN(len(pieces)-3)])
			b.WriteString([]string{"", "", "h", "/"}[r.IntN(4)])
		}
		if checkPlain(t, b.String()) {
			plain++
		}
	}
	if plain < 5000 {
		t.Errorf("only %d were plain", plain)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("https://user@sub1.example.com:8080/a/b1/../c?x=1&y=z#part")
	f.Fuzz(func(t *testing.T, text string) { checkPlain(t, text) })
}

func BenchmarkPlain(b *testing.B) {
	for b.Loop() {
		var room [256]byte
		if _, _, ok := parsePlain(room[:0], "https://user:pass@example.com:1234/foo/bar?baz=1&x=y#quux"); !ok {
			b.Fatal("not plain")
		}
	}
}
