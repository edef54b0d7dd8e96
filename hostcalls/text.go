package hostcalls

import "unicode/utf8"

// UTF8 is the text as the bytes that JavaScript writes: a lone surrogate, which
// a Go string from the guest holds as in WTF-8, becomes U+FFFD, each for itself.
func UTF8(text string) []byte {
	if utf8.ValidString(text) {
		return []byte(text)
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 && text[i] == 0xed && i+3 <= len(text) {
			size = 3 // a surrogate
		}
		b = utf8.AppendRune(b, r)
		i += size
	}
	return b
}
