package url

import (
	"strings"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine"
)

// A set of bytes that are to be percent-encoded. All bytes beyond ASCII always
// are: text is UTF-8.
type set [128]bool

func newSet(base *set, more string) *set {
	s := new(set)
	if base != nil {
		*s = *base
	}
	for _, c := range []byte(more) {
		s[c] = true
	}
	return s
}

// The URL Standard's sets, each made of another and a few characters.
var (
	controlSet      = controls()
	fragmentSet     = newSet(controlSet, " \"<>`")
	querySet        = newSet(controlSet, " \"#<>")
	specialQuerySet = newSet(querySet, "'")
	pathSet         = newSet(querySet, "?^`{}")
	userinfoSet     = newSet(pathSet, "/:;=@[\\]|")
	formSet         = newSet(userinfoSet, "$%&+,!'()~")
)

func controls() *set {
	s := new(set)
	for c := range byte(0x20) {
		s[c] = true
	}
	s[0x7F] = true
	return s
}

const upperHex = "0123456789ABCDEF"

func appendEncoded(b []byte, c byte) []byte {
	return append(b, '%', upperHex[c>>4], upperHex[c&15])
}

// index is where the first character of the set is, or else the text's end.
func (s *set) index(pace *engine.Pace, text string) int {
	for start, end := range pace.Pieces(len(text)) {
		for i := start; i < end; i++ {
			if c := text[i]; c < utf8.RuneSelf && s[c] {
				return i
			}
		}
	}
	return len(text)
}

// encode percent-encodes what the set has.
func (s *set) encode(pace *engine.Pace, text string) string {
	return piecewise(pace, text, s.encodePiece)
}

func (s *set) encodePiece(text string) string {
	i := 0
	for i < len(text) && text[i] < utf8.RuneSelf && !s[text[i]] {
		i++
	}
	if i == len(text) {
		return text
	}
	return string(s.append(nil, make([]byte, 0, len(text)+16), text))
}

// append is encode onto the end of b.
func (s *set) append(pace *engine.Pace, b []byte, text string) []byte {
	for start, end := range pace.Pieces(len(text)) {
		for i := start; i < end; i++ {
			if c := text[i]; c >= utf8.RuneSelf || s[c] {
				b = appendEncoded(b, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return b
}

// piecewise is f(text) for an f that looks at each byte by itself.
func piecewise(pace *engine.Pace, text string, f func(string) string) string {
	const short = 64 << 10
	if len(text) <= short {
		return f(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for start, end := range pace.Pieces(len(text)) {
		b.WriteString(f(text[start:end]))
	}
	return b.String()
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// percentDecode decodes what is encoded and leaves the rest; the result may be
// anything.
func percentDecode(pace *engine.Pace, text string) string {
	if strings.IndexByte(text, '%') < 0 {
		return text
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		pace.Did(1)
		if text[i] == '%' && i+2 < len(text) {
			if high, low := unhex(text[i+1]), unhex(text[i+2]); high >= 0 && low >= 0 {
				b = append(b, byte(high<<4|low))
				i += 2
				continue
			}
		}
		b = append(b, text[i])
	}
	return pace.Text(b)
}

// scalar makes UTF-8 of text from a script, in which a lone surrogate may be:
// it becomes U+FFFD.
func scalar(pace *engine.Pace, text string) string {
	if pace.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 && text[i] == 0xED && i+3 <= len(text) {
			size = 3
		}
		b.WriteRune(r)
		i += size
		pace.Did(size)
	}
	return b.String()
}
