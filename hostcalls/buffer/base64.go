package buffer

import (
	"encoding/base64"
	"encoding/binary"
	"sync"

	vector "github.com/segmentio/asm/base64"

	"github.com/wjs-run/wjs/engine"
)

// Base64 by the processor's vectors where the text is clean, and else by tables,
// several characters a step: package encoding/base64 takes about twice the time,
// and stops at what Node passes over.

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

// halves has, for two characters as they lie in memory, what they are of a group
// of three bytes, least significant byte first, as its first half and as its
// second; notClean is the value of all others. Few of the lines are ever used.
// They are made when they are first needed: most programs decode nothing.
var halves = sync.OnceValue(func() *[2][1 << 16]uint32 {
	tables := new([2][1 << 16]uint32)
	for i := range 1 << 16 {
		first, second := unbase64[byte(i)], unbase64[i>>8]
		if first > 63 || second > 63 {
			tables[0][i], tables[1][i] = notClean, notClean
			continue
		}
		v := uint32(first)<<6 | uint32(second)
		tables[0][i] = v>>4 | v&0xF<<12
		tables[1][i] = v>>8<<8 | v&0xFF<<16
	}
	return tables
})

const notClean = 1 << 31

// threeBytes is what four characters become.
func threeBytes(tables *[2][1 << 16]uint32, s []byte) uint32 {
	return tables[0][binary.LittleEndian.Uint16(s)] | tables[1][binary.LittleEndian.Uint16(s[2:])]
}

// putTwelve writes four times three bytes, and not a byte more: what lies behind
// is the program's.
func putTwelve(dst []byte, a, b, c, d uint32) {
	binary.LittleEndian.PutUint64(dst, uint64(a)|uint64(b)<<24|uint64(c)<<48)
	binary.LittleEndian.PutUint32(dst[8:], c>>16|d<<8)
}

// vectors are what is left to try of the alphabets that a vector may have.
type vectors []*vector.Encoding

var bothAlphabets = vectors{vector.RawStdEncoding, vector.RawURLEncoding}

const (
	vectorPiece = 16 << 10 // stays in the nearest cache
	vectorLeast = 256
)

// vectorRoom is where a piece is decoded: a vector writes more than it decodes,
// and what lies behind is the program's.
type vectorRoom [vectorPiece/4*3 + 32]byte

var vectorRooms = sync.Pool{New: func() any { return new(vectorRoom) }}

// decode decodes pieces of whole groups as long as they are clean, and returns how
// much it read and wrote.
func (v *vectors) decode(dst, text []byte) (read, wrote int) {
	room := vectorRooms.Get().(*vectorRoom)
	defer vectorRooms.Put(room)
	for len(*v) > 0 {
		n := min(len(text)-read, vectorPiece, (len(dst)-wrote)/3*4) &^ 3
		if n < vectorLeast {
			break
		}
		got, err := (*v)[0].Decode(room[:], text[read:read+n])
		if err != nil || got != n/4*3 {
			*v = (*v)[1:]
			continue
		}
		wrote += copy(dst[wrote:], room[:got])
		read += n
	}
	return read, wrote
}

// decodeClean decodes groups of four characters up to the first that has
// something else in it, or does not fit, and returns how much it read and wrote.
func decodeClean(dst, text []byte) (read, wrote int) {
	if len(text) < 4 {
		return 0, 0
	}
	tables := halves()
	from, to := text, dst
	for len(from) >= 32 && len(to) >= 24 {
		a, b, c, d := threeBytes(tables, from[0:4]), threeBytes(tables, from[4:8]), threeBytes(tables, from[8:12]), threeBytes(tables, from[12:16])
		if a|b|c|d >= notClean {
			break
		}
		putTwelve(to[:12], a, b, c, d)
		a, b, c, d = threeBytes(tables, from[16:20]), threeBytes(tables, from[20:24]), threeBytes(tables, from[24:28]), threeBytes(tables, from[28:32])
		if a|b|c|d >= notClean {
			from, to = from[16:], to[12:]
			break
		}
		putTwelve(to[12:24], a, b, c, d)
		from, to = from[32:], to[24:]
	}
	for len(from) >= 4 && len(to) >= 3 {
		v := threeBytes(tables, from)
		if v >= notClean {
			break
		}
		to[0], to[1], to[2] = byte(v), byte(v>>8), byte(v>>16)
		from, to = from[4:], to[3:]
	}
	return len(text) - len(from), len(dst) - len(to)
}

func putBase64(pace *engine.Pace, dst, latin1, wide []byte) int {
	var group uint32
	fast := bothAlphabets
	n, held := 0, 0
	for i, count := 0, len(latin1)+len(wide)/2; i < count; i++ {
		if held == 0 && wide == nil {
			end := pace.Next(i, count)
			if len(fast) > 0 && end-i >= vectorLeast {
				read, wrote := fast.decode(dst[n:], latin1[i:end])
				i, n = i+read, n+wrote
			}
			read, wrote := decodeClean(dst[n:], latin1[i:end])
			i, n = i+read, n+wrote
			if i == count || n == len(dst) {
				return n
			}
		}
		pace.Did(1)
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
func encodeBase64(pace *engine.Pace, e *base64.Encoding, table *pairs, dst, b []byte) {
	const piece = 6 << 13
	for len(b) > piece {
		encodeBase64(pace, e, table, dst[:piece/3*4], b[:piece])
		b, dst = b[piece:], dst[piece/3*4:]
		pace.Did(piece)
	}
	for len(b) >= 8 && len(dst) >= 8 {
		v := binary.BigEndian.Uint64(b)
		binary.LittleEndian.PutUint64(dst, uint64(table[v>>52])|uint64(table[v>>40&0xfff])<<16|
			uint64(table[v>>28&0xfff])<<32|uint64(table[v>>16&0xfff])<<48)
		b, dst = b[6:], dst[8:]
	}
	e.Encode(dst, b)
}
