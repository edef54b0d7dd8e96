package hostcalls

import "testing"

func TestUTF8(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "é😀": "é😀", "a\xed\xa0\x80b": "a\uFFFDb", "\xed\xa0\x80\xed\xb0\x80": "\uFFFD\uFFFD", "\xff": "\uFFFD", "x\xed": "x\uFFFD",
	} {
		if got := string(UTF8(text)); got != want {
			t.Errorf("UTF8(%q) = %q, want %q", text, got, want)
		}
	}
}
