package buffer

import "testing"

func TestDecodeStream(t *testing.T) {
	for _, c := range []struct {
		flags  int
		chunks []string
		want   string
	}{
		{0, []string{"\xef\xbb\xbfa"}, "a"},
		{0, []string{"\xef", "\xbb", "\xbf\xef\xbb\xbfa"}, "\ufeffa"},
		{flagIgnoreBOM, []string{"\xef\xbb\xbfa"}, "\ufeffa"},
		{0, []string{"\xf0\x9f", "\x98", "\x80b"}, "😀b"},
		{0, []string{"\xf0\x9f", "a", "\xe2\x82"}, "\ufffda\ufffd"},
		{0, []string{"\xe0", "\x80", ""}, "\ufffd\ufffd"},
		{0, []string{"\xed\xa0\x80"}, "\ufffd\ufffd\ufffd"},
		{flagFatal, []string{"\xe2", "\x82\xac"}, "€"},
		{flagFatal, []string{"\xe2\x82"}, "fatal"},
		{flagFatal, []string{"a", "\xff"}, "fatal"},
	} {
		state := make([]byte, streamSize)
		got := ""
		for i, chunk := range c.chunks {
			flags := c.flags
			if i == len(c.chunks)-1 {
				flags |= flagFlush
			}
			b, ok := decodeStream(nil, state, []byte(chunk), flags)
			if !ok {
				got = "fatal"
				break
			}
			latin1, wide := decodeUTF8(nil, b, nil)
			got += string(encode(nil, encUTF8, latin1, wide))
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.chunks, got, c.want)
		}
	}
}

func TestUTF16Length(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abcdefghi": 9, "é€": 2, "a😀b": 4, "\ufffd": 1} {
		if got := utf16Length(nil, []byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
