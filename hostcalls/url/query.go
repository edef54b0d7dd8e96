package url

import (
	"strings"

	"github.com/wjs-run/wjs/engine"
	"golang.org/x/text/encoding/unicode"
)

// parseQuery takes application/x-www-form-urlencoded text apart: name, value,
// name, value…
func parseQuery(pace *engine.Pace, text string) []string {
	pairs := make([]string, 0, 2*(strings.Count(text, "&")+1))
	for field := range strings.SplitSeq(text, "&") {
		pace.Did(perField)
		if field == "" {
			continue
		}
		name, value, _ := strings.Cut(field, "=")
		pairs = append(pairs, decodeField(pace, name), decodeField(pace, value))
	}
	return pairs
}

// perField is what a field costs whatever its length, in bytes.
const perField = 16

func decodeField(pace *engine.Pace, s string) string {
	s = percentDecode(pace, piecewise(pace, s, spaces))
	if pace.ValidString(s) {
		return s
	}
	// The decoder puts one U+FFFD where the Encoding Standard does.
	s, err := unicode.UTF8.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

func spaces(s string) string { return strings.ReplaceAll(s, "+", " ") }

func pluses(s string) string { return strings.ReplaceAll(s, " ", "+") }

// serializeQuery is the way back.
func serializeQuery(pace *engine.Pace, pairs []string) string {
	var b strings.Builder
	for i, s := range pairs {
		pace.Did(perField)
		switch {
		case i%2 == 1:
			b.WriteByte('=')
		case i > 0:
			b.WriteByte('&')
		}
		b.WriteString(piecewise(pace, formSpaceSet.encode(pace, scalar(pace, s)), pluses))
	}
	return b.String()
}

// formSpaceSet leaves spaces, which become plus signs.
var formSpaceSet = func() *set {
	s := *formSet
	s[' '] = false
	return &s
}()
