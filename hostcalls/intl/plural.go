package intl

import (
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// place has the place of each category in the list of internal/intl: zero, one,
// two, few, many, other.
var place = map[plural.Form]int{plural.Zero: 0, plural.One: 1, plural.Two: 2, plural.Few: 3, plural.Many: 4, plural.Other: 5}

// pluralOf returns the category of a number that is written so: no sign,
// digits, and maybe a point and digits.
func pluralOf(tag string, ordinal bool, digits string) int {
	t := language.Make(tag)
	whole, fraction, _ := strings.Cut(digits, ".")
	trimmed := strings.TrimRight(fraction, "0")
	return place[rules(ordinal).MatchPlural(t, number(whole), len(fraction), len(trimmed), number(fraction), number(trimmed))]
}

func rules(ordinal bool) *plural.Rules {
	if ordinal {
		return plural.Ordinal
	}
	return plural.Cardinal
}

// pluralsOf returns a bit for each category that the language has, by trying
// numbers: there is no list.
func pluralsOf(tag string, ordinal bool) int {
	t, set := language.Make(tag), 1<<place[plural.Other]
	for n := range 201 {
		set |= 1 << place[rules(ordinal).MatchPlural(t, n, 0, 0, 0, 0)]
		if !ordinal {
			set |= 1 << place[rules(ordinal).MatchPlural(t, n/10, 1, 1, n%10, n%10)]
		}
	}
	return set | 1<<place[rules(ordinal).MatchPlural(t, 1e6, 0, 0, 0, 0)]
}

// number is the value of digits. The rules look at the last seven of them and
// at whether there are more.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		if n = n*10 + int(digits[i]-'0'); n >= 1e8 {
			n = n%1e7 + 1e7
		}
	}
	return n
}
