package buffer

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

// Text that is dealt with in pieces, which end within characters.
func TestPieces(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, sample := range []string{"a", "é", "aé日", "日", "😀", "x😀é"} {
		for shift := range 4 {
			text := strings.Repeat("x", shift) + strings.Repeat(sample, (150<<10)/len(sample))
			latin1, wide := slice(nil, encUTF8, []byte(text), nil)
			var units []byte
			for _, c := range utf16.Encode([]rune(text)) {
				units = appendUnit(units, c)
			}
			if wide != nil && !bytes.Equal(wide, units) {
				t.Errorf("%q after %d: wrong text", sample, shift)
			}
			for _, form := range [][2][]byte{{latin1, wide}, {nil, units}} {
				if n := utf8Length(nil, form[0], form[1]); n != len(text) {
					t.Errorf("%q after %d: %d bytes, not %d", sample, shift, n, len(text))
				}
				if got := encode(nil, encUTF8, form[0], form[1]); string(got) != text {
					t.Errorf("%q after %d: wrong bytes", sample, shift)
				}
				if got := encode(nil, encUCS2, form[0], form[1]); !bytes.Equal(got, units) {
					t.Errorf("%q after %d: wrong units", sample, shift)
				}
			}
		}
	}
	raw := make([]byte, 200<<10+1)
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	for e, want := range map[encoding]string{encHex: hex.EncodeToString(raw), encBase64: base64.StdEncoding.EncodeToString(raw), encBase64URL: base64.RawURLEncoding.EncodeToString(raw)} {
		text, _ := slice(nil, e, raw, nil)
		if string(text) != want || !bytes.Equal(encode(nil, e, text, nil), raw) {
			t.Errorf("encoding %d", e)
		}
	}
	if b, status := atob(nil, []byte(base64.StdEncoding.EncodeToString(raw)), nil); status != 0 || !bytes.Equal(b, raw) {
		t.Error("atob")
	}
}

// A needle that lies across the pieces that are searched.
func TestSearchPieces(t *testing.T) {
	for _, needle := range [][]byte{[]byte("b"), []byte("bc"), append(bytes.Repeat([]byte("a"), 5000), 'b')} {
		for _, at := range []int{0, 1, searchPiece - 5001, searchPiece - 1, searchPiece, 2*searchPiece - 2, 3 * searchPiece, 4*searchPiece - len(needle)} {
			b := bytes.Repeat([]byte("a"), 4*searchPiece)
			copy(b[at:], needle)
			if got, want := index(nil, b, needle), bytes.Index(b, needle); got != want {
				t.Errorf("%d bytes at %d: %d, not %d", len(needle), at, got, want)
			}
			if got, want := lastIndex(nil, b, needle), bytes.LastIndex(b, needle); got != want {
				t.Errorf("%d bytes at %d, from the end: %d, not %d", len(needle), at, got, want)
			}
		}
	}
}
