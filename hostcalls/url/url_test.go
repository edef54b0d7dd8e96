package url

import (
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, base, want string }{ // want "" fails
		{"https://Example.COM:443/a/./b/../c?q#f", "", "https://example.com/a/c?q#f"},
		{" \thttp://a\nb/ ", "", "http://ab/"},
		{"http://user:p@ss@h:81", "", "http://user:p%40ss@h:81/"},
		{"http://h:65536/", "", ""},
		{"http://h:8a/", "", ""},
		{"http:\\\\h\\p", "", "http://h/p"},
		{"//h/p", "https://x/y", "https://h/p"},
		{"../c?d", "http://h/a/b/x", "http://h/a/c?d"},
		{"?q", "http://h/a?p#f", "http://h/a?q"},
		{"#g", "mailto:x?y", "mailto:x?y#g"},
		{"x", "mailto:x", ""},
		{"", "http://h/a#f", "http://h/a"},
		{"http:x", "http://h/a/b", "http://h/a/x"},
		{"https:x", "http://h/a/b", "https://x/"},
		{"a:b c#d e", "", "a:b c#d%20e"},
		{"a:b ?c", "", "a:b%20?c"},
		{"web+demo:/.//not-a-host/", "", "web+demo:/.//not-a-host/"},
		{"/%2e%2E/x", "http://h/a/b", "http://h/x"},
		{"http://h/é?é'#é`", "", "http://h/%C3%A9?%C3%A9%27#%C3%A9%60"},
		{"x:/^{}|?'", "", "x:/%5E%7B%7D|?'"},
		{"file:c:\\x\\..\\..", "", "file:///c:/"},
		{"file:///C|/x", "", "file:///C:/x"},
		{"/x", "file:///C:/a", "file:///C:/x"},
		{"D:/x", "file:///C:/a", "d:/x"},
		{"file://localhost/x", "", "file:///x"},
		{"file://C:/x", "", "file:///C:/x"},
		{"http://1.2.3", "", "http://1.2.0.3/"},
		{"http://0x7f.1", "", "http://127.0.0.1/"},
		{"http://2130706433", "", "http://127.0.0.1/"},
		{"http://0177.0.0.1.", "", "http://127.0.0.1/"},
		{"http://256.0.0.1", "", ""},
		{"http://1.2.3.4.5", "", ""},
		{"http://foo.0x", "", ""},
		{"http://[::FFFF:1.2.3.4]", "", "http://[::ffff:102:304]/"},
		{"http://[1:0:0:2::0:3]", "", "http://[1:0:0:2::3]/"},
		{"http://[1:2]", "", ""},
		{"http://[::1%25eth0]", "", ""},
		{"http://[1::2::3]", "", ""},
		{"http://ex%41mple.com", "", "http://example.com/"},
		{"http://a b", "", ""},
		{"http://a%00b", "", ""},
		{"x://a b", "", ""},
		{"x://A%20b", "", "x://A%20b"},
		{"http://faß.ExAmPlE/", "", "http://xn--fa-hia.example/"},
		{"http://日本語。jp", "", "http://xn--wgv71a119e.jp/"},
		{"http://xn--a", "", ""},
		{"http://a\u00ad.b", "", "http://a.b/"},
		{"http://Ⴀ.com", "", "http://xn--rkj.com/"},
		{"http://\u00ad/", "", ""},
		{"http:///h", "", "http://h/"},
		{"http://", "", ""},
		{"http://@/x", "", ""},
		{"no-scheme", "", ""},
		{"1a:b", "", ""},
	} {
		var base *URL
		if c.base != "" {
			var ok bool
			if base, ok = Parse(nil, c.base, nil); !ok {
				t.Fatalf("base %q", c.base)
			}
		}
		got := ""
		if u, ok := Parse(nil, c.in, base); ok {
			got, _ = u.serialize()
		}
		if got != c.want {
			t.Errorf("%q on %q: %q, want %q", c.in, c.base, got, c.want)
		}
	}
}

func TestComponents(t *testing.T) {
	for href, want := range map[string]components{
		"https://user:pass@example.com:1234/foo/bar?baz#quux": {6, 12, 17, 29, 1234, 34, 42, 46, 2},
		"http://h/":       {5, 7, 7, 8, omitted, 8, omitted, omitted, 0},
		"http://u@h/?#":   {5, 8, 8, 10, omitted, 10, 11, 12, 0},
		"a:b":             {2, 2, 2, 2, omitted, 2, omitted, omitted, 1},
		"a:/.//b#c":       {2, 2, 2, 2, omitted, 4, omitted, 7, 1},
		"file:///C:/x?y":  {5, 7, 7, 7, omitted, 7, 12, omitted, 6},
		"ftp://:p@h:1/":   {4, 6, 8, 10, 1, 12, omitted, omitted, 3 + 1},
		"ws://h:81/a#b":   {3, 5, 5, 6, 81, 9, omitted, 11, 3},
		"wss://[::1]:81/": {4, 6, 6, 11, 81, 14, omitted, omitted, 5},
	} {
		u, ok := Parse(nil, href, nil)
		if !ok {
			t.Fatalf("%q", href)
		}
		got, c := u.serialize()
		if want.scheme = schemeNumber(u.scheme); got != href || c != want {
			t.Errorf("%q: %q %v, want %v", href, got, c.list(), want.list())
		}
	}
}

func TestUpdate(t *testing.T) {
	for _, c := range []struct {
		href string
		what int
		text string
		want string // "" if nothing is set
	}{
		{"http://h/", setProtocol, "https:x", "https://h/"},
		{"http://h:443/", setProtocol, "https", "https://h/"},
		{"http://h/", setProtocol, "a", "http://h/"},
		{"http://h/", setProtocol, "1", ""},
		{"http://h/", setUsername, "a:b@", "http://a%3Ab%40@h/"},
		{"file:///x", setUsername, "a", ""},
		{"http://h/", setPassword, "p", "http://:p@h/"},
		{"http://h:81/", setHost, "x:82/y", "http://x:82/"},
		{"http://h:81/", setHost, "x:99999", "http://x:81/"},
		{"http://h:81/", setHostname, "x:82", ""},
		{"http://h:81/", setHostname, "x", "http://x:81/"},
		{"a:b", setHost, "x", ""},
		{"a:/b", setHost, "x", "a://x/b"},
		{"http://u@h/", setHost, "", "http://u@h/"}, // a host counts, but this is none
		{"http://h/", setPort, "8x", "http://h:8/"},
		{"http://h:8/", setPort, "", "http://h/"},
		{"http://h:8/", setPort, "80", "http://h/"},
		{"http://h:8/", setPort, "x", ""},
		{"http://h/a", setPathname, "b?c#d", "http://h/b%3Fc%23d"},
		{"a:/x", setPathname, "//y", "a:/.//y"},
		{"a:x", setPathname, "y", ""},
		{"http://h/?a#f", setSearch, "??b#c", "http://h/??b%23c#f"},
		{"http://h/?a#f", setSearch, "", "http://h/#f"},
		{"http://h/#f", setHash, "##x y", "http://h/##x%20y"},
		{"http://h/#f", setHash, "", "http://h/"},
		{"http://h/", setHref, "x:y", "x:y"},
		{"http://h/", setHref, "y", ""},
		{"http://h/", 99, "y", ""},
	} {
		u, ok := Parse(nil, c.href, nil)
		if !ok {
			t.Fatal(c.href)
		}
		got := ""
		if u.update(nil, c.what, c.text) {
			got, _ = u.serialize()
		} else if same, _ := u.serialize(); same != c.href {
			t.Errorf("%q.%d = %q failed and left %q", c.href, c.what, c.text, same)
		}
		if got != c.want {
			t.Errorf("%q.%d = %q: %q, want %q", c.href, c.what, c.text, got, c.want)
		}
	}
}

func TestQuery(t *testing.T) {
	for _, c := range []struct {
		text  string
		pairs []string
		back  string
	}{
		{"a=b&c", []string{"a", "b", "c", ""}, "a=b&c="},
		{"&&a=+%41%zz&", []string{"a", " A%zz"}, "a=+A%25zz"},
		{"=&=x=y", []string{"", "", "", "x=y"}, "=&=x%3Dy"},
		{"%E2%82=%ff%F0%9F%98%80", []string{"\ufffd", "\ufffd😀"}, "%EF%BF%BD=%EF%BF%BD%F0%9F%98%80"},
		{"*-._~!'()=\x00", []string{"*-._~!'()", "\x00"}, "*-._%7E%21%27%28%29=%00"},
	} {
		pairs := parseQuery(nil, c.text)
		if len(pairs) != len(c.pairs) {
			t.Errorf("%q: %q", c.text, pairs)
			continue
		}
		for i := range pairs {
			if pairs[i] != c.pairs[i] {
				t.Errorf("%q: %q, want %q", c.text, pairs, c.pairs)
			}
		}
		if back := serializeQuery(nil, pairs); back != c.back {
			t.Errorf("%q serialized: %q, want %q", pairs, back, c.back)
		}
	}
}

func TestScalar(t *testing.T) {
	if got := scalar(nil, "a\xed\xa0\x80b\xed\xb0\x80"); got != "a\ufffdb\ufffd" {
		t.Errorf("%q", got)
	}
}

func TestDomains(t *testing.T) {
	for in, want := range map[string]string{"xn--wgv71a119e.jp": "日本語.jp", "example.com": "example.com"} {
		if got := domainToUnicode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if _, ok := domainToASCII(nil, "xn--xn---epa"); ok {
		t.Error("a label that decodes to an encoded one is no domain")
	}
}

// What was serialized parses to itself, whole and in parts.
func FuzzParse(f *testing.F) {
	f.Add("http://user:pass@h:81/a/../b?c#d", "")
	f.Add("//x/%2e%2e", "file:///C:/a")
	f.Add("a:/.//b", "http://[::1]/")
	f.Add("\\\\h\\x?y", "ws://h")
	f.Fuzz(func(t *testing.T, in, baseText string) {
		base, ok := Parse(nil, scalar(nil, baseText), nil)
		if !ok {
			base = nil
		}
		u, ok := Parse(nil, scalar(nil, in), base)
		if !ok {
			return
		}
		href, c := u.serialize()
		if !utf8.ValidString(href) {
			t.Fatalf("%q is not text", href)
		}
		again, ok := Parse(nil, href, nil)
		if !ok {
			t.Fatalf("%q parses to %q, which does not parse", in, href)
		}
		if twice, d := again.serialize(); twice != href || c != d {
			t.Fatalf("%q parses to %q, and that to %q", in, href, twice)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Parse(nil, "https://user:pass@example.com:1234/foo/bar?baz=1&x=y#quux", nil); !ok {
			b.Fatal("no URL")
		}
	}
}
