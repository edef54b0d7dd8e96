package engine

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine/guest"
)

// StringView is the text of a JavaScript string in place: Latin-1 in Narrow or,
// when that is nil, UTF-16 little-endian in Wide. It is valid until the next
// call of the guest.
type StringView struct {
	Narrow []byte
	Wide   []byte
	pace   *Pace
}

// Len is the length in UTF-16 code units, which is what JavaScript counts.
func (s StringView) Len() int {
	if s.Wide != nil {
		return len(s.Wide) / 2
	}
	return len(s.Narrow)
}

// At returns the code unit at i.
func (s StringView) At(i int) uint16 {
	if s.Wide != nil {
		return binary.LittleEndian.Uint16(s.Wide[2*i:])
	}
	return uint16(s.Narrow[i])
}

// View returns the text of a string in place; ok is false for other values.
func (iso *Isolate) View(v Value) (s StringView, ok bool) {
	if v.tag() != tagString {
		return s, false
	}
	head := iso.load32(v.ptr() + guest.StringLength)
	n := head &^ (1 << 31)
	text := v.ptr() + guest.StringData
	s.pace = &iso.pace
	if iso.load32(v.ptr()+guest.StringHash)&guest.StringSlice != 0 {
		text = iso.load32(text) + guest.StringData + iso.load32(v.ptr()+guest.StringSliceStart)
	}
	if head>>31 != 0 {
		s.Wide = iso.view(text, n*2)
		return s, s.Wide != nil && n < 1<<30
	}
	s.Narrow = iso.view(text, n)
	return s, s.Narrow != nil
}

// String returns the text of a string as Go text; ok is false for other
// values. A lone surrogate becomes the three bytes that UTF-8 would give it
// were it allowed (WTF-8), so that the way back to JavaScript is exact.
func (iso *Isolate) String(v Value) (text string, ok bool) {
	s, ok := iso.View(v)
	if !ok {
		return "", false
	}
	return s.String(), true
}

// String returns the text as WTF-8. It polls, as Pace does.
func (s StringView) String() string {
	if s.Wide == nil {
		return latin1ToUTF8(s.pace, s.Narrow)
	}
	n := len(s.Wide) / 2
	buf := make([]byte, 0, n+n/2)
	i := 0
	for _, end := range s.pace.Pieces(n) {
		for ; i < end; i++ {
			c := rune(s.At(i))
			if utf16.IsSurrogate(c) && i+1 < n {
				if r := utf16.DecodeRune(c, rune(s.At(i+1))); r != utf8.RuneError {
					buf = utf8.AppendRune(buf, r)
					i++
					continue
				}
			}
			buf = appendWTF8(buf, c)
		}
	}
	return s.pace.Text(buf)
}

func appendWTF8(buf []byte, c rune) []byte {
	if utf16.IsSurrogate(c) {
		return append(buf, 0xe0|byte(c>>12), 0x80|byte(c>>6)&0xbf, 0x80|byte(c)&0xbf)
	}
	return utf8.AppendRune(buf, c)
}

func latin1ToUTF8(pace *Pace, b []byte) string {
	high := 0
	for start, end := range pace.Pieces(len(b)) {
		for _, c := range b[start:end] {
			if c >= utf8.RuneSelf {
				high++
			}
		}
	}
	if high == 0 {
		return pace.Text(b)
	}
	buf := make([]byte, 0, len(b)+high)
	for start, end := range pace.Pieces(len(b)) {
		for _, c := range b[start:end] {
			buf = utf8.AppendRune(buf, rune(c))
		}
	}
	return pace.Text(buf)
}

// NewString makes a JavaScript string of UTF-8 or WTF-8 text; other invalid
// bytes become U+FFFD. As all functions here do, it polls as Pace does.
func (iso *Isolate) NewString(text string) (Value, error) {
	units, wide, plain := measure(&iso.pace, text)
	ptr, err := iso.allocString(units, wide)
	if err != nil {
		return Undefined, err
	}
	v := Value(uint64(0xfffffff9)<<32 | uint64(ptr))
	switch {
	case plain:
		dst := iso.view(ptr+guest.StringData, uint32(units))
		for start, end := range iso.pace.Pieces(len(text)) {
			copy(dst[start:], text[start:end])
		}
	case !wide:
		fillNarrow(&iso.pace, iso.view(ptr+guest.StringData, uint32(units)), text)
	default:
		fillWide(&iso.pace, iso.view(ptr+guest.StringData, uint32(units)*2), text)
	}
	return v, nil
}

// NewStrings makes a JavaScript string of each text, as NewString does. A call of
// the guest each is most of what short ones would cost: of those in ASCII many are
// made in one.
func (iso *Isolate) NewStrings(texts []string) (values []Value, err error) {
	const (
		most      = 4096 // in one call, which is not interrupted
		perString = 16   // of Pace's bytes
	)
	values = make([]Value, 0, len(texts))
	for len(values) < len(texts) && err == nil {
		rest := texts[len(values):]
		n := 0
		for n < min(len(rest), most) && len(rest[n]) <= guest.MaxString && isPlain(rest[n]) {
			n++
		}
		if n > 1 {
			iso.pace.Did(perString * n)
			values, err = iso.appendPlain(values, rest[:n])
			continue
		}
		iso.pace.Did(perString)
		var v Value
		if v, err = iso.NewString(rest[0]); err == nil {
			values = append(values, v)
		}
	}
	if err != nil {
		for _, v := range values {
			iso.Free(v)
		}
		return nil, err
	}
	return values, nil
}

// appendPlain appends strings of texts in ASCII to values, fewer with an error.
func (iso *Isolate) appendPlain(values []Value, texts []string) ([]Value, error) {
	list, err := iso.alloc(uint32(len(texts)) * 8)
	if err != nil {
		return values, err
	}
	defer iso.freeBytes(list)
	for i, text := range texts {
		iso.store64(list+8*uint32(i), uint64(len(text)))
	}
	missing, err := iso.call(fnAllocStrings, uint64(iso.context), uint64(list), uint64(len(texts)))
	if err != nil {
		return values, err
	}
	made := max(len(texts)-int(uint32(missing)), 0)
	for i, text := range texts[:made] {
		v := Value(iso.load64(list + 8*uint32(i)))
		copy(iso.view(v.ptr()+guest.StringData, uint32(len(text))), text)
		values = append(values, v)
	}
	if made < len(texts) {
		err = iso.thrown()
	}
	return values, err
}

// NewLatin1 makes a JavaScript string of which each byte is a character.
func (iso *Isolate) NewLatin1(b []byte) (Value, error) {
	ptr, err := iso.allocString(len(b), false)
	if err != nil {
		return Undefined, err
	}
	iso.pace.Copy(iso.view(ptr+guest.StringData, uint32(len(b))), b)
	return Value(uint64(0xfffffff9)<<32 | uint64(ptr)), nil
}

// NewUTF16 makes a JavaScript string of UTF-16 little-endian bytes; an odd last
// byte is left out.
func (iso *Isolate) NewUTF16(b []byte) (Value, error) {
	b = b[:len(b)&^1]
	narrow := isNarrow(&iso.pace, b)
	ptr, err := iso.allocString(len(b)/2, !narrow)
	if err != nil {
		return Undefined, err
	}
	if narrow { // the guest compares strings by width too
		dst := iso.view(ptr+guest.StringData, uint32(len(b)/2))
		for start, end := range iso.pace.Pieces(len(dst)) {
			for i := start; i < end; i++ {
				dst[i] = b[2*i]
			}
		}
	} else {
		iso.pace.Copy(iso.view(ptr+guest.StringData, uint32(len(b))), b)
	}
	return Value(uint64(0xfffffff9)<<32 | uint64(ptr)), nil
}

// isNarrow tells whether no code unit needs 16 bits.
func isNarrow(pace *Pace, b []byte) bool {
	for start, end := range pace.Pieces(len(b)) {
		for i := start + 1; i < end; i += 2 {
			if b[i] != 0 {
				return false
			}
		}
	}
	return true
}

func (iso *Isolate) allocString(units int, wide bool) (uint32, error) {
	if units > guest.MaxString {
		return 0, iso.rangeError("Invalid string length")
	}
	var w uint64
	if wide {
		w = 1
	}
	ptr, err := iso.call(fnAllocString, uint64(iso.context), uint64(units), w)
	if err == nil && ptr == 0 {
		err = iso.thrown()
	}
	return uint32(ptr), err
}

// measure returns how many code units the text has, whether one of them needs
// 16 bits, and whether the text is ASCII.
func measure(pace *Pace, text string) (units int, wide, plain bool) {
	plain = true
	for start, end := range pace.Pieces(len(text)) {
		if plain = isPlain(text[start:end]); !plain {
			break
		}
	}
	if plain {
		return len(text), false, true
	}
	for i := 0; i < len(text); {
		r, size := decodeWTF8(text[i:])
		i += size
		pace.Did(size)
		units++
		if r > 0xff {
			wide = true
		}
		if r > 0xffff {
			units++
		}
	}
	return units, wide, false
}

// isPlain tells whether the text is ASCII.
func isPlain(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func decodeWTF8(s string) (rune, int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 && len(s) >= 3 && s[0] == 0xed && s[1] >= 0xa0 && s[1] <= 0xbf && s[2]&0xc0 == 0x80 {
		return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return r, size
}

func fillNarrow(pace *Pace, dst []byte, text string) {
	for i, n := 0, 0; i < len(text) && n < len(dst); n++ {
		r, size := decodeWTF8(text[i:])
		i += size
		pace.Did(size)
		dst[n] = byte(r)
	}
}

func fillWide(pace *Pace, dst []byte, text string) {
	n := 0
	for i := 0; i < len(text) && n+2 <= len(dst); {
		r, size := decodeWTF8(text[i:])
		i += size
		pace.Did(size)
		if r > 0xffff && n+4 <= len(dst) {
			hi, lo := utf16.EncodeRune(r)
			binary.LittleEndian.PutUint16(dst[n:], uint16(hi))
			n += 2
			r = lo
		}
		binary.LittleEndian.PutUint16(dst[n:], uint16(r))
		n += 2
	}
}
