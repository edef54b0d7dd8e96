// Package intl is the host's side of Intl: the rules and tables of Unicode that
// the engine has not. There are two services so far, text segmentation and
// plural rules, and the names of time zones; English is the default locale.
package intl

import (
	"errors"
	"strings"

	"golang.org/x/text/language"

	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('intl').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("intl")
	// canonical(tag) → the tag as BCP 47 wants it written, or '' for what is none.
	hostcalls.Op1(b, "canonical", func(c *hostcalls.Call, tag string) (string, error) {
		if len(tag) > maxTag {
			return "", nil
		}
		c.Pace().Did(len(tag))
		return canonical(tag), nil
	})
	// known(tag) → whether there is data for the language of the tag.
	hostcalls.Op1(b, "known", func(c *hostcalls.Call, tag string) (bool, error) {
		c.Pace().Did(len(tag))
		return known(tag), nil
	})
	// segment(c.Pace(), text, granularity) → the bytes of a Uint32Array: where each segment
	// ends, in UTF-16 code units, and in the top bit whether it is like a word.
	hostcalls.Op2(b, "segment", func(c *hostcalls.Call, text string, granularity int) ([]byte, error) {
		return segment(c.Pace(), text, granularity), nil
	})
	// plural(tag, ordinal, digits) → the category's place in names of categories.
	hostcalls.Op3(b, "plural", func(_ *hostcalls.Call, tag string, ordinal bool, digits string) (int, error) {
		return pluralOf(tag, ordinal, digits), nil
	})
	// plurals(tag, ordinal) → a bit for each category that the language has.
	hostcalls.Op2(b, "plurals", func(_ *hostcalls.Call, tag string, ordinal bool) (int, error) {
		return pluralsOf(tag, ordinal), nil
	})
	// zoneName(milliseconds since 1970) → what the program's time zone is called then.
	hostcalls.Op1(b, "zoneName", func(c *hostcalls.Call, ms float64) (string, error) {
		return zoneName(c.Location(), int64(ms)), nil
	})
	// timeZone() → the name of the program's time zone.
	hostcalls.Op0(b, "timeZone", func(c *hostcalls.Call) (string, error) { return currentZone(c.Location()), nil })
	// knownZone(name) → the name as it is written, or '' for what is none.
	hostcalls.Op1(b, "knownZone", func(_ *hostcalls.Call, name string) (string, error) { return knownZone(name), nil })
	return b
}

// maxTag is how long a language tag may be, in bytes: x/text takes time that grows
// with the square of one, and cannot be ended.
const maxTag = 8 << 10

func canonical(tag string) string {
	if strings.ContainsRune(tag, '_') {
		return "" // which x/text takes for a hyphen
	}
	t, err := language.Parse(tag)
	if err != nil {
		// A well-formed subtag that is not registered is no mistake.
		var unknown language.ValueError
		if !errors.As(err, &unknown) || !wellFormed(tag) {
			return ""
		}
		return canonicalCase(tag)
	}
	return t.String()
}

func known(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	_, confidence := t.Base()
	return confidence >= language.High && t != language.Und
}
