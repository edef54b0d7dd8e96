package intl

import "strings"

// wellFormed tells whether a tag has the form of a Unicode language identifier,
// apart from whether its subtags are registered: letters of a language first,
// then subtags of up to eight letters or digits.
func wellFormed(tag string) bool {
	parts := strings.Split(tag, "-")
	if n := len(parts[0]); n < 2 || n == 4 || n > 8 || !all(parts[0], isLetter) {
		return false
	}
	for _, part := range parts[1:] {
		if len(part) == 0 || len(part) > 8 || !all(part, func(c byte) bool { return isLetter(c) || isDigit(c) }) {
			return false
		}
	}
	return len(parts[len(parts)-1]) > 1 // a singleton begins an extension and cannot end it
}

// canonicalCase writes a script as Latn, a region as DE and the rest small.
func canonicalCase(tag string) string {
	parts := strings.Split(strings.ToLower(tag), "-")
	for i := 1; i < len(parts) && len(parts[i]) > 1; i++ {
		switch part := parts[i]; {
		case len(part) == 4 && all(part, isLetter):
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		case len(part) == 2:
			parts[i] = strings.ToUpper(part)
		}
	}
	return strings.Join(parts, "-")
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
