package buffer

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"testing"
)

// Text of either width takes its own way; the wide one goes a character at a time.
func TestBase64Decode(t *testing.T) {
	const dirt = " \n\r\t=-_+/!A\x00\x80\xFF"
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		size := 80
		if r.IntN(100) == 0 { // enough for several pieces of a vector
			size = 3 * vectorPiece
		}
		raw := make([]byte, r.IntN(size))
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
		e := []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding}[r.IntN(4)]
		text := e.AppendEncode(nil, raw)
		clean := r.IntN(4) == 0
		for n := r.IntN(4); !clean && n > 0 && len(text) > 0; n-- {
			i := r.IntN(len(text))
			text = append(text[:i:i], append([]byte{dirt[r.IntN(len(dirt))]}, text[i:]...)...)
		}
		room := len(raw) + 8
		if r.IntN(3) == 0 {
			room = r.IntN(len(raw) + 1)
		}
		var wide []byte
		for _, c := range text {
			wide = appendUnit(wide, uint16(c))
		}
		want := bytes.Repeat([]byte{0xEE}, room)
		n := putBase64(nil, want, nil, wide)
		if clean && !bytes.Equal(want[:n], raw[:min(room, len(raw))]) {
			t.Fatalf("%q: %x, not %x", text, want[:n], raw)
		}
		got := bytes.Repeat([]byte{0xEE}, room)
		if m := putBase64(nil, got, text, nil); m != n || !bytes.Equal(got, want) {
			t.Fatalf("%q in %d bytes: %x, not %x", text, room, got, want)
		}
	}
}
