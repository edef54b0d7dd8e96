package buffer

import (
	"encoding/base64"
	"encoding/binary"
)

// Base64 by tables, several characters a step: package encoding/base64 takes
// about twice the time, and stops at what Node passes over.

// unbase64 has the value of each byte of either alphabet, 64 for what is
// passed over and 65 for the padding that ends the text.
var unbase64 = func() (table [256]byte) {
	for i := range table {
		table[i] = 64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for i, c := range []byte(alphabet) {
		table[c] = byte(i)
	}
	table['+'], table['-'] = 62, 62
	table['/'], table['_'] = 63, 63
	table['='] = 65
	return table
}()

// quad has, for each place of a character in its group of four, what it adds to
// the group's 24 bits; notClean is no sum of values.
var quad = func() (table [4][256]uint32) {
	for c, v := range unbase64 {
		for place := range table {
			table[place][c] = uint32(v) << (18 - 6*place)
			if v > 63 {
				table[place][c] = notClean
			}
		}
	}
	return table
}()

const notClean = 1 << 24

// decodeClean decodes groups of four characters up to the first that has
// something else in it, or does not fit, and returns how much it read and wrote.
func decodeClean(dst, text []byte) (read, wrote int) {
	for read+8 <= len(text) && wrote+6 <= len(dst) { // two groups at once
		s := text[read : read+8 : read+8]
		v := quad[0][s[0]] | quad[1][s[1]] | quad[2][s[2]] | quad[3][s[3]]
		w := quad[0][s[4]] | quad[1][s[5]] | quad[2][s[6]] | quad[3][s[7]]
		if v|w >= notClean {
			break
		}
		// Not a byte more: what lies behind is the program's.
		d := dst[wrote : wrote+6 : wrote+6]
		binary.BigEndian.PutUint32(d, v<<8|w>>16)
		binary.BigEndian.PutUint16(d[4:], uint16(w))
		read += 8
		wrote += 6
	}
	for read+4 <= len(text) && wrote+3 <= len(dst) {
		s := text[read : read+4 : read+4]
		v := quad[0][s[0]] | quad[1][s[1]] | quad[2][s[2]] | quad[3][s[3]]
		if v >= notClean {
			break
		}
		dst[wrote], dst[wrote+1], dst[wrote+2] = byte(v>>16), byte(v>>8), byte(v)
		read += 4
		wrote += 3
	}
	return read, wrote
}

func putBase64(dst, latin1, wide []byte) int {
	var group uint32
	n, held := 0, 0
	for i, count := 0, len(latin1)+len(wide)/2; i < count; i++ {
		if held == 0 && wide == nil {
			read, wrote := decodeClean(dst[n:], latin1[i:])
			i, n = i+read, n+wrote
			if i == count || n == len(dst) {
				return n
			}
		}
		var c byte
		if wide != nil {
			c = wide[2*i]
		} else {
			c = latin1[i]
		}
		v := unbase64[c]
		if v == 65 {
			break
		}
		if v == 64 {
			continue
		}
		group = group<<6 | uint32(v)
		if held++; held < 4 {
			continue
		}
		n += copy(dst[n:], []byte{byte(group >> 16), byte(group >> 8), byte(group)})
		group, held = 0, 0
		if n == len(dst) {
			return n
		}
	}
	switch held {
	case 2:
		n += copy(dst[n:], []byte{byte(group >> 4)})
	case 3:
		n += copy(dst[n:], []byte{byte(group >> 10), byte(group >> 2)})
	}
	return n
}

// pairs has the two characters of every twelve bits, the first in the low byte.
type pairs [1 << 12]uint16

var stdPairs, urlPairs = newPairs("+/"), newPairs("-_")

func newPairs(last string) *pairs {
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last
	var table pairs
	for i := range table {
		table[i] = uint16(alphabet[i>>6]) | uint16(alphabet[i&63])<<8
	}
	return &table
}

// encodeBase64 writes b in base64 to dst, which has the length that e says.
func encodeBase64(e *base64.Encoding, table *pairs, dst, b []byte) {
	for len(b) >= 8 && len(dst) >= 8 {
		v := binary.BigEndian.Uint64(b)
		binary.LittleEndian.PutUint64(dst, uint64(table[v>>52])|uint64(table[v>>40&0xfff])<<16|
			uint64(table[v>>28&0xfff])<<32|uint64(table[v>>16&0xfff])<<48)
		b, dst = b[6:], dst[8:]
	}
	e.Encode(dst, b)
}
