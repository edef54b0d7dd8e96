package buffer

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// randomUnits is text of units of one, two and three bytes, pairs and lone
// surrogates, in the given proportions.
func randomUnits(r *rand.Rand, n int, weights [5]int) []byte {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	var wide []byte
	for len(wide) < 2*n {
		k, at := r.IntN(sum), 0
		for ; k >= weights[at]; at++ {
			k -= weights[at]
		}
		switch at {
		case 0:
			wide = appendUnit(wide, uint16(r.IntN(0x80)))
		case 1:
			wide = appendUnit(wide, uint16(0x80+r.IntN(0x780)))
		case 2:
			wide = appendUnit(wide, []uint16{0x800, 0xD7FF, 0xE000, 0xFFFF, 0x65E5, uint16(0x4E00 + r.IntN(0x5000))}[r.IntN(6)])
		case 3:
			wide = appendRune(wide, rune(0x10000+r.IntN(0x100000)))
		case 4:
			wide = appendUnit(wide, uint16(0xD800+r.IntN(0x800)))
		}
	}
	return wide
}

// plainUTF8 is putUTF8 a character at a time, for room bytes.
func plainUTF8(wide []byte, room int) []byte {
	var out []byte
	for len(wide) > 0 {
		r, size := nextRune(wide)
		if len(out)+utf8.RuneLen(r) > room {
			break
		}
		out, wide = utf8.AppendRune(out, r), wide[size:]
	}
	return out
}

func TestPutUTF8(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, weights := range [][5]int{{1, 0, 0, 0, 0}, {20, 1, 0, 0, 0}, {5, 3, 1, 0, 0}, {0, 1, 0, 0, 0}, {1, 0, 9, 0, 0}, {9, 2, 2, 1, 0}, {1, 1, 1, 1, 1}, {0, 0, 1, 0, 1}, {30, 0, 0, 0, 1}} {
		for range 2000 {
			wide := randomUnits(r, r.IntN(100), weights)
			whole := plainUTF8(wide, 1<<20)
			if n := utf8Length(nil, nil, wide); n != len(whole) {
				t.Fatalf("%x takes %d bytes, not %d", wide, len(whole), n)
			}
			room := len(whole)
			if r.IntN(2) == 0 {
				room = r.IntN(len(whole) + 80)
			}
			want := plainUTF8(wide, room)
			dst := bytes.Repeat([]byte{0xEE}, room)
			if n := putUTF8(nil, dst, nil, wide); n != len(want) || !bytes.Equal(dst[:n], want) {
				t.Fatalf("%x in %d bytes: %x, not %x", wide, room, dst[:n], want)
			}
			if rest := bytes.TrimLeft(dst[len(want):], "\xEE"); len(rest) > 0 {
				t.Fatalf("%x in %d bytes wrote %x behind the text", wide, room, rest)
			}
		}
	}
}
