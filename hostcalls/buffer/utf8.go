package buffer

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine"
)

// A script's string is either Latin-1 or UTF-16, the latter as bytes, least
// significant first: functions here take both forms, of which one is nil, and
// give text back the same way.

const replacement = '\uFFFD'

// asciiPrefix tells how many bytes at the start of b are ASCII.
func asciiPrefix(pace *engine.Pace, b []byte) int {
	i := 0
	for i < len(b) {
		end := pace.Next(i, len(b))
		if i += asciiPiece(b[i:end]); i < end {
			break
		}
	}
	return i
}

func asciiPiece(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if binary.LittleEndian.Uint64(b[i:])&0x8080808080808080 != 0 {
			break
		}
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// unit is the code unit at the start of wide.
func unit(wide []byte) uint16 { return binary.LittleEndian.Uint16(wide) }

// nextRune takes the code point at the start of wide, and how many bytes it
// spans. A surrogate without its partner becomes U+FFFD.
func nextRune(wide []byte) (rune, int) {
	r := rune(unit(wide))
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(wide) >= 4 {
		if pair := utf16.DecodeRune(r, rune(unit(wide[2:]))); pair != replacement {
			return pair, 4
		}
	}
	return replacement, 2
}

// appendUnit and appendRune add to UTF-16 text.
func appendUnit(wide []byte, c uint16) []byte { return append(wide, byte(c), byte(c>>8)) }

func appendRune(wide []byte, r rune) []byte {
	if high, low := utf16.EncodeRune(r); high != replacement {
		return appendUnit(appendUnit(wide, uint16(high)), uint16(low))
	}
	return appendUnit(wide, uint16(r))
}

// utf8Length is how many bytes the text takes in UTF-8.
func utf8Length(pace *engine.Pace, latin1, wide []byte) int {
	n := len(latin1)
	for i := asciiPrefix(pace, latin1); i < len(latin1); {
		for end := pace.Next(i, len(latin1)); i < end; i++ {
			n += int(latin1[i] >> 7)
		}
	}
	for len(wide) >= 2 {
		read, length := unitsLength(wide[:pace.Next(0, len(wide))])
		wide, n = wide[read:], n+length
		for k := 0; k < 4 && len(wide) >= 2; k++ { // a surrogate is among them, or the end
			r, size := nextRune(wide)
			n += utf8.RuneLen(r)
			wide = wide[size:]
		}
	}
	return n
}

// putUTF8 writes the text to dst, as many whole characters of it as fit, and
// returns the number of bytes written.
func putUTF8(pace *engine.Pace, dst, latin1, wide []byte) int {
	n := pace.Copy(dst, latin1[:asciiPrefix(pace, latin1)])
	for _, c := range latin1[n:] {
		pace.Did(1)
		if c < utf8.RuneSelf {
			if n == len(dst) {
				return n
			}
			dst[n] = c
			n++
			continue
		}
		if n+2 > len(dst) {
			return n
		}
		dst[n], dst[n+1] = 0xC0|c>>6, 0x80|c&0x3F
		n += 2
	}
	for len(wide) >= 2 {
		read, wrote := putUnits(dst[n:], wide[:pace.Next(0, len(wide))])
		wide, n = wide[read:], n+wrote
		for k := 0; k < 4 && len(wide) >= 2; k++ {
			r, size := nextRune(wide)
			if len(dst)-n < utf8.RuneLen(r) {
				return n
			}
			n += utf8.EncodeRune(dst[n:], r)
			wide = wide[size:]
		}
	}
	return n
}

// scanUTF8 looks at the sequence that b starts with: its code point, if it is
// one, and how many bytes it is long. What is not UTF-8 is as long as the
// Encoding Standard has one U+FFFD stand for: the longest start of something
// valid, or one byte. short is set when b ends before the sequence does.
func scanUTF8(b []byte) (r rune, size int, ok, short bool) {
	lead := b[0]
	if lead < utf8.RuneSelf {
		return rune(lead), 1, true, false
	}
	low, high := byte(0x80), byte(0xBF)
	var want int
	switch {
	case lead < 0xC2 || lead > 0xF4:
		return 0, 1, false, false
	case lead < 0xE0:
		want, r = 1, rune(lead&0x1F)
	case lead < 0xF0:
		want, r = 2, rune(lead&0x0F)
		switch lead {
		case 0xE0:
			low = 0xA0 // shorter forms exist
		case 0xED:
			high = 0x9F // surrogates are not characters
		}
	default:
		want, r = 3, rune(lead&0x07)
		switch lead {
		case 0xF0:
			low = 0x90
		case 0xF4:
			high = 0x8F
		}
	}
	for size = 1; size <= want; size++ {
		if size == len(b) {
			return 0, size, false, true
		}
		c := b[size]
		if c < low || c > high {
			return 0, size, false, false
		}
		r = r<<6 | rune(c&0x3F)
		low, high = 0x80, 0xBF
	}
	return r, size, true, false
}

// highBits are the bits that no ASCII character has, of eight bytes.
const highBits = 0x8080808080808080

// decodeUTF8 makes text of bytes; each part of them that is not UTF-8 becomes
// U+FFFD. The Latin-1 form may share b's memory, either form that of room.
func decodeUTF8(pace *engine.Pace, b, room []byte) (latin1, wide []byte) {
	ascii := asciiPrefix(pace, b)
	if ascii == len(b) {
		return b, nil
	}
	// The narrow form is written behind the room that widening it may take.
	room = fit(room, 2*len(b))
	narrow := room[len(b):]
	n, i := pace.Copy(narrow, b[:ascii]), ascii
	for i < len(b) {
		for end := pace.Next(i, len(b)); i < end; {
			c := b[i]
			if c < utf8.RuneSelf {
				if i+8 <= len(b) {
					eight := binary.LittleEndian.Uint64(b[i:])
					binary.LittleEndian.PutUint64(narrow[n:], eight)
					ascii := bits.TrailingZeros64(eight&highBits) / 8
					n, i = n+ascii, i+ascii
					continue
				}
				narrow[n] = c
				n, i = n+1, i+1
			} else if c&0xFE == 0xC2 && i+1 < len(b) && b[i+1]&0xC0 == 0x80 {
				narrow[n] = c<<6 | b[i+1]&0x3F
				n, i = n+1, i+2
			} else {
				for k := 0; k < n; {
					for end := pace.Next(k, n); k < end; k++ {
						room[2*k], room[2*k+1] = narrow[k], 0
					}
				}
				return nil, room[:widenUTF8(pace, room, 2*n, b[i:])]
			}
		}
	}
	return narrow[:n], nil
}

// widenUTF8 writes b as UTF-16 to wide from n on, where there is room for two
// bytes for each of b, and returns where that ends.
func widenUTF8(pace *engine.Pace, wide []byte, n int, b []byte) int {
	for i := 0; i < len(b); {
		for end := pace.Next(i, len(b)); i < end; {
			c := b[i]
			switch {
			case c < utf8.RuneSelf:
				if i+8 > len(b) {
					binary.LittleEndian.PutUint16(wide[n:], uint16(c))
					n, i = n+2, i+1
					continue
				}
				// Up to the first that is not ASCII, and nonsense behind it.
				eight := binary.LittleEndian.Uint64(b[i:])
				putWide(wide[n:], eight)
				ascii := bits.TrailingZeros64(eight&highBits) / 8
				n, i = n+2*ascii, i+ascii
				continue
			case c >= 0xC2 && c < 0xE0:
				if i+2 <= len(b) && b[i+1]&0xC0 == 0x80 {
					binary.LittleEndian.PutUint16(wide[n:], uint16(c&0x1F)<<6|uint16(b[i+1]&0x3F))
					n, i = n+2, i+2
					continue
				}
			case c >= 0xE0 && c < 0xF0:
				if i+3 <= len(b) && b[i+1]&0xC0 == 0x80 && b[i+2]&0xC0 == 0x80 {
					r := uint16(c)<<12 | uint16(b[i+1]&0x3F)<<6 | uint16(b[i+2]&0x3F)
					if r >= 0x800 && r&0xF800 != 0xD800 {
						binary.LittleEndian.PutUint16(wide[n:], r)
						n, i = n+2, i+3
						continue
					}
				}
			}
			r, size, ok, _ := scanUTF8(b[i:])
			if !ok {
				r = replacement
			}
			if high, low := utf16.EncodeRune(r); high != replacement {
				binary.LittleEndian.PutUint16(wide[n:], uint16(high))
				binary.LittleEndian.PutUint16(wide[n+2:], uint16(low))
				n += 4
			} else {
				binary.LittleEndian.PutUint16(wide[n:], uint16(r))
				n += 2
			}
			i += size
		}
	}
	return n
}

// putWide writes eight bytes as eight code units.
func putWide(wide []byte, eight uint64) {
	binary.LittleEndian.PutUint64(wide[8:], spread(uint32(eight>>32)))
	binary.LittleEndian.PutUint64(wide, spread(uint32(eight)))
}

// spread puts a zero byte behind each of four.
func spread(four uint32) uint64 {
	x := uint64(four)
	x = (x | x<<16) & 0x0000FFFF0000FFFF
	return (x | x<<8) & 0x00FF00FF00FF00FF
}
