package buffer

import (
	"encoding/base64"
	"encoding/hex"
	"unicode/utf8"
	"unsafe"

	"github.com/wjs-run/wjs/engine"
)

// encoding is how a script names an encoding to the binding; the numbers are
// those of jslib/internal/buffer/encodings.js.
type encoding int

const (
	encUTF8 encoding = iota
	encUCS2
	encLatin1
	encASCII
	encBase64
	encBase64URL
	encHex
)

func (e encoding) valid() bool { return e >= encUTF8 && e <= encHex }

// maxLength is how many bytes the text takes at most: exact for what has one
// byte length a character.
func maxLength(pace *engine.Pace, e encoding, latin1, wide []byte) int {
	n := len(latin1) + len(wide)/2
	switch e {
	case encUTF8:
		return utf8Length(pace, latin1, wide)
	case encUCS2:
		return n * 2
	case encBase64, encBase64URL:
		return (n+3)/4*3 + 2
	case encHex:
		return n / 2
	}
	return n
}

// put writes the text to dst in the encoding, whole characters only, and
// returns how many bytes that took. Text that is not of the encoding (in hex,
// base64) ends the writing; characters above U+00FF lose their upper byte, as
// they do in Node.
func put(pace *engine.Pace, e encoding, dst, latin1, wide []byte) int {
	switch e {
	case encUTF8:
		return putUTF8(pace, dst, latin1, wide)
	case encUCS2:
		return putUCS2(pace, dst, latin1, wide)
	case encBase64, encBase64URL:
		return putBase64(pace, dst, latin1, wide)
	case encHex:
		return putHex(pace, dst, latin1, wide)
	}
	n := pace.Copy(dst, latin1)
	for ; n < len(dst) && 2*n < len(wide); n++ {
		pace.Did(1)
		dst[n] = wide[2*n]
	}
	return n
}

// encode is put into memory of its own.
func encode(pace *engine.Pace, e encoding, latin1, wide []byte) []byte {
	dst := make([]byte, maxLength(pace, e, latin1, wide))
	return dst[:put(pace, e, dst, latin1, wide)]
}

func putUCS2(pace *engine.Pace, dst, latin1, wide []byte) int {
	room := len(dst) / 2
	latin1 = latin1[:min(len(latin1), room)]
	for start, end := range pace.Pieces(len(latin1)) {
		piece := dst[2*start : 2*end]
		for i, c := range latin1[start:end] {
			piece[2*i], piece[2*i+1] = c, 0
		}
	}
	return 2*len(latin1) + pace.Copy(dst[:2*room], wide)
}

// unhex has the value of each hex digit and 255 for the rest.
var unhex = func() (table [256]byte) {
	for i := range table {
		table[i] = 255
	}
	for i := range byte(10) {
		table['0'+i] = i
	}
	for i := range byte(6) {
		table['a'+i], table['A'+i] = 10+i, 10+i
	}
	return table
}()

func putHex(pace *engine.Pace, dst, latin1, wide []byte) int {
	count := min((len(latin1)+len(wide)/2)/2, len(dst))
	for i := range count {
		pace.Did(1)
		var high, low byte
		if wide != nil {
			high, low = unhex[wide[4*i]], unhex[wide[4*i+2]]
		} else {
			high, low = unhex[latin1[2*i]], unhex[latin1[2*i+1]]
		}
		if high|low > 15 {
			return i
		}
		dst[i] = high<<4 | low
	}
	return count
}

// slice makes text of bytes. The Latin-1 form may share b's memory, and either
// form that of room, which is used where it is large enough.
func slice(pace *engine.Pace, e encoding, b, room []byte) (latin1, wide []byte) {
	switch e {
	case encUTF8:
		return decodeUTF8(pace, b, room)
	case encUCS2:
		return nil, b[:len(b)&^1]
	case encASCII:
		if asciiPrefix(pace, b) == len(b) {
			return b, nil
		}
		latin1 = fit(room, len(b))
		for i, c := range b {
			pace.Did(1)
			latin1[i] = c & 0x7F
		}
		return latin1, nil
	case encBase64:
		latin1 = fit(room, base64.StdEncoding.EncodedLen(len(b)))
		encodeBase64(pace, base64.StdEncoding, stdPairs, latin1, b)
		return latin1, nil
	case encBase64URL:
		latin1 = fit(room, base64.RawURLEncoding.EncodedLen(len(b)))
		encodeBase64(pace, base64.RawURLEncoding, urlPairs, latin1, b)
		return latin1, nil
	case encHex:
		latin1 = fit(room, hex.EncodedLen(len(b)))
		for start, end := range pace.Pieces(len(b)) {
			hex.Encode(latin1[2*start:], b[start:end])
		}
		return latin1, nil
	}
	return b, nil
}

// fit is n bytes of room, or of new memory.
func fit(room []byte, n int) []byte {
	if n <= len(room) {
		return room[:n]
	}
	return make([]byte, n)
}

// transcode turns text in one encoding into another. What the target cannot
// say becomes a question mark, one a character, or is left out. Only the encodings of
// characters (UTF-8, UTF-16, Latin-1, ASCII) make sense here.
//
// Between UTF-8 and UTF-16 Node is strict: it is nil there for what is not text.
func transcode(pace *engine.Pace, b []byte, from, to encoding) []byte {
	latin1, wide := slice(pace, from, b, nil)
	if from == encUTF8 && to == encUCS2 && !valid(pace, b) || from == encUCS2 && to == encUTF8 && !wellFormed(pace, wide) {
		return nil
	}
	switch {
	case from == encASCII && to == encUCS2:
		latin1 = b // as Node has it
	case from == encASCII && asciiPrefix(pace, b) < len(b):
		// A byte that is not ASCII is no character.
		latin1 = nil
		for _, c := range b {
			pace.Did(1)
			if c < utf8.RuneSelf {
				wide = appendUnit(wide, uint16(c))
			} else {
				wide = appendUnit(wide, replacement)
			}
		}
	case from == encUCS2:
		var whole []byte // lone surrogates become U+FFFD
		for len(wide) > 0 {
			r, size := nextRune(wide)
			whole, wide = appendRune(whole, r), wide[size:]
			pace.Did(size)
		}
		// Half a unit counts, unless it may belong to the half pair before it.
		wide = whole
		if to == encUCS2 && len(b)%2 == 1 && (len(b) < 3 || b[len(b)-2]&0xFC != 0xD8) {
			wide = appendRune(wide, replacement)
		}
	}
	if to == encUTF8 || to == encUCS2 {
		return encode(pace, to, latin1, wide)
	}
	limit := rune(0xFF)
	if to == encASCII {
		limit = 0x7F
	}
	out := make([]byte, 0, len(latin1)+len(wide))
	narrow := func(r rune) {
		pace.Did(1)
		switch {
		case r <= limit:
			out = append(out, byte(r))
		case !ignorable(r):
			out = append(out, '?')
		}
	}
	for _, c := range latin1 {
		narrow(rune(c))
	}
	for len(wide) > 0 {
		r, size := nextRune(wide)
		narrow(r)
		wide = wide[size:]
	}
	return out
}

// valid is utf8.Valid.
func valid(pace *engine.Pace, b []byte) bool {
	return pace.ValidString(unsafe.String(unsafe.SliceData(b), len(b)))
}

// wellFormed tells whether there is text of which every surrogate has its
// partner.
func wellFormed(pace *engine.Pace, wide []byte) bool {
	if len(wide) == 0 {
		return false
	}
	for len(wide) > 0 {
		r, size := nextRune(wide)
		if r == replacement && unit(wide) != replacement {
			return false
		}
		wide = wide[size:]
		pace.Did(size)
	}
	return true
}

// ignorable tells the characters that nobody sees, which Node's converter
// leaves out where the target has none of them.
func ignorable(r rune) bool {
	switch r {
	case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0:
		return true
	}
	return within(r, 0x180B, 0x180F) || within(r, 0x200B, 0x200F) || within(r, 0x202A, 0x202E) ||
		within(r, 0x2060, 0x206F) || within(r, 0xFE00, 0xFE0F) || within(r, 0xFFF0, 0xFFF8) ||
		within(r, 0x1BCA0, 0x1BCA3) || within(r, 0x1D173, 0x1D17A) || within(r, 0xE0000, 0xE0FFF)
}

func within(r, low, high rune) bool { return low <= r && r <= high }
