package buffer

import (
	"encoding/binary"
	"unicode/utf8"
)

// UTF-16 to UTF-8, eight code units a turn. Where letters of one, two and three
// bytes mix, branches that depend on the text cost more than all else: what a
// unit becomes is put together from a table, stored as four bytes, and the next
// one is stored behind those that count.

// A stem is what the upper ten bits of a code unit become: the bytes of its
// character, in which the other six bits are still missing; from bit 24 on how
// far these are to be shifted; from bit 29 on how many bytes the character has.
// That of surrogates is 0.
type stem uint32

const (
	stemShift = 24
	stemSize  = 29
)

var stems = func() (table [1 << 10]stem) {
	for i := range stem(len(table)) {
		switch {
		case i < utf8.RuneSelf>>6:
			table[i] = i<<6 | 1<<stemSize
		case i < 0x800>>6:
			table[i] = 0x80C0 | i | 8<<stemShift | 2<<stemSize
		case i < 0xD800>>6 || i >= 0xE000>>6:
			table[i] = 0x8080E0 | i>>6 | i&0x3F<<8 | 16<<stemShift | 3<<stemSize
		}
	}
	return table
}()

// of is the character of unit c in its first bytes, and more behind them.
func (s stem) of(c uint16) uint32 { return uint32(s) | uint32(c&0x3F)<<(s>>stemShift&31) }

const (
	unitsTurn = 8 // code units
	unitsRoom = 2*16 + 4
)

// putUnits writes the text to dst as long as there is room for whatever the next
// eight code units become and there is no surrogate among them, and returns how
// much it read and wrote. Of what its stores have too much nothing stays: three
// units are left that will be written over it, and there is room for them.
func putUnits(dst, wide []byte) (read, wrote int) {
	for read+2*(unitsTurn+3) <= len(wide) && wrote+unitsRoom <= len(dst) {
		from, to := wide[read:read+2*unitsTurn:read+2*unitsTurn], dst[wrote:wrote+unitsRoom:wrote+unitsRoom]
		x, y := binary.LittleEndian.Uint64(from), binary.LittleEndian.Uint64(from[8:])
		if (x|y)&beyondASCII == 0 {
			binary.LittleEndian.PutUint64(to, squeeze(x)|squeeze(y)<<32)
			read, wrote = read+2*unitsTurn, wrote+unitsTurn
			continue
		}
		n := putFour((*[20]byte)(to), x)
		if n == 0 {
			break
		}
		to = to[n&15:]
		m := putFour((*[20]byte)(to), y)
		read, wrote = read+unitsTurn, wrote+n
		if m == 0 {
			break
		}
		read, wrote = read+unitsTurn, wrote+m
	}
	return read, wrote
}

// putFour writes four code units and returns how many bytes they take, or
// writes nothing and returns 0 if one is a surrogate. It is a function of its own
// so that all it needs stays in registers.
//
//go:noinline
func putFour(to *[20]byte, x uint64) int {
	a, b, c, d := uint16(x), uint16(x>>16), uint16(x>>32), uint16(x>>48)
	i, j, k, l := stems[a>>6], stems[b>>6], stems[c>>6], stems[d>>6]
	if i == 0 || j == 0 || k == 0 || l == 0 {
		return 0
	}
	binary.LittleEndian.PutUint32(to[:], i.of(a))
	n := uint(i >> stemSize)
	binary.LittleEndian.PutUint32(to[n:n+4:n+4], j.of(b))
	n += uint(j >> stemSize)
	binary.LittleEndian.PutUint32(to[n&15:n&15+4:n&15+4], k.of(c)) // n is at most 9
	n += uint(k >> stemSize)
	binary.LittleEndian.PutUint32(to[n&15:n&15+4:n&15+4], l.of(d))
	n += uint(l >> stemSize)
	return int(n)
}

// beyondASCII are the bits that no ASCII character has, of four code units.
const beyondASCII = 0xFF80FF80FF80FF80

// squeeze makes four bytes of four code units of which each is one.
func squeeze(x uint64) uint64 {
	x |= x >> 8
	return x&0xFFFF | x>>16&0xFFFF0000
}

// unitsLength is how many bytes code units take in UTF-8; read says how many
// bytes of them were looked at, up to a surrogate or to the last few.
func unitsLength(wide []byte) (read, length int) {
	const (
		ones = 0x0001000100010001
		tops = ones << 15
	)
	for ; read+8 <= len(wide); read += 8 {
		x := binary.LittleEndian.Uint64(wide[read : read+8])
		// The top bit of each of four units: is it no surrogate, is it 80 or above, 800 or above?
		other := x&(0xF800*ones) ^ 0xD800*ones
		if (other&^tops+0x7FFF*ones|other)&tops != tops {
			break
		}
		low := x &^ tops
		two := (low + 0x7F80*ones | x) & tops
		three := (low + 0x7800*ones | x) & tops
		length += 4 + int((two>>15+three>>15)*ones>>48)
	}
	return read, length
}
