package engine

import (
	"strings"
	"testing"
)

func TestPaceValid(t *testing.T) {
	var p *Pace
	for shift := range 5 {
		text := strings.Repeat("x", shift) + strings.Repeat("日😀", paceStep/4)
		if !p.ValidString(text) {
			t.Errorf("shift %d: not valid", shift)
		}
		for _, at := range []int{0, paceStep - 1, paceStep, paceStep + 1, len(text) - 1} {
			b := []byte(text)
			b[at] = 0xFF
			if p.ValidString(string(b)) {
				t.Errorf("shift %d: valid with a wrong byte at %d", shift, at)
			}
		}
		if p.ValidString(strings.Repeat("\x80", 3*paceStep)) {
			t.Error("valid without a start")
		}
		b := []byte(text)
		if p.Text(b) != text || p.Copy(make([]byte, len(b)), b) != len(b) {
			t.Errorf("shift %d: wrong copy", shift)
		}
	}
}

// Long text of every kind comes back as it was.
func TestLongStrings(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for _, sample := range []string{"a", "é", "aé日", "日", "😀", "x😀é", "\xed\xa0\x80x"} {
		text := "y" + strings.Repeat(sample, (150<<10)/len(sample))
		v, err := iso.NewString(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := iso.String(v); !ok || got != text {
			t.Errorf("%q: wrong text", sample)
		}
		iso.Free(v)
	}
}
