package engine

import (
	"strings"
	"testing"
)

// Long parts of strings share the text of the string that they were cut from.
func TestView(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	digits := strings.Repeat("0123456789", 500)
	eval(t, iso, "globalThis.digits = '0123456789'.repeat(500); globalThis.wide = '€' + digits; 0")
	for src, want := range map[string]string{
		"digits":                                 digits,
		"digits.slice(3)":                        digits[3:],
		"digits.slice(3, -5).slice(7)":           digits[10 : len(digits)-5],
		"digits.slice(3) + digits.slice(4)":      digits[3:] + digits[4:],
		"wide.slice(2)":                          digits[1:],
		"wide.slice(0, 2000)":                    "€" + digits[:1999],
		"digits.slice(1, 5)":                     digits[1:5],
		"Object.keys({[digits.slice(9)]: 1})[0]": digits[9:],
	} {
		v := eval(t, iso, src)
		if got, ok := iso.String(v); !ok || got != want {
			t.Errorf("%s is read as %.40q…, %d bytes; want %.40q…, %d", src, got, len(got), want, len(want))
		}
		iso.Free(v)
	}
}
