package buffer

import (
	"encoding/base64"
	"encoding/binary"
	"sync"
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

// unpair has, for two characters as they lie in memory, their 12 bits; notClean is
// the value of all others. Few of its lines are ever used. It is made when it is
// first needed: most programs decode nothing.
var unpair = sync.OnceValue(func() *[1 << 16]uint16 {
	table := new([1 << 16]uint16)
	for i := range table {
		first, second := unbase64[byte(i)], unbase64[i>>8]
		table[i] = uint16(first)<<6 | uint16(second)
		if first > 63 || second > 63 {
			table[i] = notClean
		}
	}
	return table
})

const notClean = 1 << 15

// decodeClean decodes groups of four characters up to the first that has
// something else in it, or does not fit, and returns how much it read and wrote.
func decodeClean(dst, text []byte) (read, wrote int) {
	if len(text) < 4 {
		return 0, 0
	}
	table := unpair()
	for len(text)-read >= 16 && len(dst)-wrote >= 12 { // four groups at once
		s := text[read : read+16 : read+16]
		x, y := binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[8:])
		a, b, c, d := table[uint16(x)], table[uint16(x>>16)], table[uint16(x>>32)], table[uint16(x>>48)]
		e, f, g, h := table[uint16(y)], table[uint16(y>>16)], table[uint16(y>>32)], table[uint16(y>>48)]
		if a|b|c|d|e|f|g|h >= notClean {
			break
		}
		v := uint64(a)<<36 | uint64(b)<<24 | uint64(c)<<12 | uint64(d)
		w := uint64(e)<<36 | uint64(f)<<24 | uint64(g)<<12 | uint64(h)
		// Not a byte more: what lies behind is the program's.
		to := dst[wrote : wrote+12 : wrote+12]
		binary.BigEndian.PutUint64(to, v<<16|w>>32)
		binary.BigEndian.PutUint32(to[8:], uint32(w))
		read, wrote = read+16, wrote+12
	}
	for len(text)-read >= 4 && len(dst)-wrote >= 3 {
		s := text[read : read+4 : read+4]
		a, b := table[binary.LittleEndian.Uint16(s)], table[binary.LittleEndian.Uint16(s[2:])]
		if a|b >= notClean {
			break
		}
		v := uint32(a)<<12 | uint32(b)
		dst[wrote], dst[wrote+1], dst[wrote+2] = byte(v>>16), byte(v>>8), byte(v)
		read, wrote = read+4, wrote+3
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
