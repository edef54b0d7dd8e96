package module

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

var plainEscapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', 'v': '\v'}

// escape writes what the escape sequence at the start of s stands for and
// returns its length.
func escape(s string, b *strings.Builder) (n int, ok bool) {
	if len(s) < 2 {
		return 0, false
	}
	switch c := s[1]; c {
	case 'x':
		r, ok := hexDigits(s, 2, 2)
		if ok {
			b.WriteRune(r)
		}
		return 4, ok
	case 'u':
		r, n, ok := unicodeEscape(s)
		if ok && utf16.IsSurrogate(r) {
			low, m, lowOK := rune(0), 0, false
			if strings.HasPrefix(s[n:], "\\u") {
				low, m, lowOK = unicodeEscape(s[n:])
			}
			pair := utf16.DecodeRune(r, low)
			if !lowOK || pair == '\uFFFD' {
				return 0, false
			}
			r, n = pair, n+m
		}
		if ok {
			b.WriteRune(r)
		}
		return n, ok
	case '\r':
		if strings.HasPrefix(s[2:], "\n") {
			return 3, true
		}
		return 2, true
	case '\n':
		return 2, true
	case '0':
		b.WriteByte(0)
		return 2, true
	default:
		if p, ok := plainEscapes[c]; ok {
			b.WriteByte(p)
		} else {
			b.WriteByte(c)
		}
		return 2, true
	}
}

// unicodeEscape reads \uXXXX or \u{X…}.
func unicodeEscape(s string) (r rune, n int, ok bool) {
	if strings.HasPrefix(s[2:], "{") {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return 0, 0, false
		}
		r, ok = hexDigits(s, 3, end-3)
		return r, end + 1, ok && r <= 0x10FFFF
	}
	r, ok = hexDigits(s, 2, 4)
	return r, 6, ok
}

func hexDigits(s string, from, n int) (rune, bool) {
	if n < 1 || n > 8 || from+n > len(s) {
		return 0, false
	}
	v, err := strconv.ParseUint(s[from:from+n], 16, 32)
	return rune(v), err == nil
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
