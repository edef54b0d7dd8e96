package engine

import (
	"errors"
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

func TestNewStrings(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	texts := []string{"", "a", "bc", "ä", "d", "日本", "\x00e\x00", "f", "\xed\xa0\x80", strings.Repeat("g", 9000)}
	for len(texts) < 10000 {
		texts = append(texts, strings.Repeat("name", len(texts)%7))
	}
	values, err := iso.NewStrings(texts)
	if err != nil || len(values) != len(texts) {
		t.Fatal(len(values), err)
	}
	for i, v := range values {
		if got, ok := iso.String(v); !ok || got != texts[i] {
			t.Fatalf("%d is %q, not %q", i, got, texts[i])
		}
	}
	list, err := iso.NewArray(values...)
	if err != nil {
		t.Fatal(err)
	}
	g, err := iso.GlobalObject()
	if err != nil {
		t.Fatal(err)
	}
	if err := iso.Set(g, "list", list); err != nil {
		t.Fatal(err)
	}
	want := strings.Join(texts[:8], ",")
	v := eval(t, iso, "list.slice(0, 8).join()")
	if got, _ := iso.String(v); got != want {
		t.Errorf("joined %q, not %q", got, want)
	}
	iso.Free(v)
}

func TestNewStringsWithoutRoom(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{Memory: 16 << 20})
	texts := make([]string, 64)
	for i := range texts {
		texts[i] = strings.Repeat("x", 1<<20)
	}
	var limit *MemoryLimitError
	if values, err := iso.NewStrings(texts); !errors.As(err, &limit) || values != nil {
		t.Fatalf("%d strings of 1 MiB in 16 MiB: %v", len(values), err)
	}
}
