package url

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// parseQuery takes application/x-www-form-urlencoded text apart: name, value,
// name, value…
func parseQuery(text string) []string {
	pairs := make([]string, 0, 2*(strings.Count(text, "&")+1))
	for field := range strings.SplitSeq(text, "&") {
		if field == "" {
			continue
		}
		name, value, _ := strings.Cut(field, "=")
		pairs = append(pairs, decodeField(name), decodeField(value))
	}
	return pairs
}

func decodeField(s string) string {
	s = percentDecode(strings.ReplaceAll(s, "+", " "))
	if utf8.ValidString(s) {
		return s
	}
	// The decoder puts one U+FFFD where the Encoding Standard does.
	s, err := unicode.UTF8.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

// serializeQuery is the way back.
func serializeQuery(pairs []string) string {
	var b strings.Builder
	for i, s := range pairs {
		switch {
		case i%2 == 1:
			b.WriteByte('=')
		case i > 0:
			b.WriteByte('&')
		}
		b.WriteString(strings.ReplaceAll(formSpaceSet.encode(scalar(s)), " ", "+"))
	}
	return b.String()
}

// formSpaceSet leaves spaces, which become plus signs.
var formSpaceSet = func() *set {
	s := *formSet
	s[' '] = false
	return &s
}()
