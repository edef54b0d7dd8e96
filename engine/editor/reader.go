package editor

import (
	"fmt"
	"unicode/utf8"
)

// reader decodes bytes front to back. The first failure sticks: later reads return zero values
// and do not move, so that a caller may check err once for a group of reads. Loops over a count
// must check it in every round.
type reader struct {
	buf  []byte
	pos  int
	base int // offset of buf[0] in what errors refer to
	err  *FormatError
}

func (r *reader) fail(pos int, format string, args ...any) {
	if r.err == nil {
		r.err = &FormatError{Offset: r.base + pos, Reason: fmt.Sprintf(format, args...)}
	}
}

func (r *reader) unsupported(pos int, format string, args ...any) {
	if r.err == nil {
		r.fail(pos, format, args...)
		r.err.Unsupported = true
	}
}

func (r *reader) left() int { return len(r.buf) - r.pos }

func (r *reader) byte() byte {
	if r.err != nil {
		return 0
	}
	if r.pos >= len(r.buf) {
		r.fail(r.pos, "unexpected end")
		return 0
	}
	b := r.buf[r.pos]
	r.pos++
	return b
}

// bytes returns a view of the next n bytes whose capacity ends with them.
func (r *reader) bytes(n uint32) []byte {
	if r.err != nil {
		return nil
	}
	if uint64(n) > uint64(r.left()) {
		r.fail(r.pos, "%d bytes claimed, %d left", n, r.left())
		return nil
	}
	start := r.pos
	r.pos += int(n)
	return r.buf[start:r.pos:r.pos]
}

// since returns a view of what was read from start on.
func (r *reader) since(start int) []byte { return r.buf[start:r.pos:r.pos] }

func (r *reader) u32() uint32 {
	if r.err == nil && r.pos < len(r.buf) && r.buf[r.pos] < 0x80 { // as most are
		r.pos++
		return uint32(r.buf[r.pos-1])
	}
	return uint32(r.unsigned(32))
}

func (r *reader) unsigned(bits uint) uint64 {
	start := r.pos
	var v uint64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		if left := bits - shift; left < 7 && b>>left != 0 {
			r.fail(start, "integer does not fit %d bits", bits)
			return 0
		}
		v |= uint64(b&0x7F) << shift
		if b&0x80 == 0 {
			return v
		}
	}
}

// signed reads a sign-extended LEB128 of at most 64 bits.
func (r *reader) signed(bits uint) int64 {
	start := r.pos
	var v int64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		if left := bits - shift; left <= 7 {
			// The last byte: no continuation, and the bits beyond the value repeat its sign.
			extra := int8(b<<1) >> left
			if b&0x80 != 0 || extra != 0 && extra != -1 {
				r.fail(start, "integer does not fit %d bits", bits)
				return 0
			}
		}
		v |= int64(b&0x7F) << shift
		if b&0x80 == 0 {
			if shift += 7; shift < 64 && b&0x40 != 0 {
				v |= -1 << shift
			}
			return v
		}
	}
}

// count reads the length of a vector whose elements take at least one byte each.
func (r *reader) count(what string) int {
	start := r.pos
	n := r.u32()
	if uint64(n) > uint64(r.left()) {
		r.fail(start, "%d %s claimed, %d bytes left", n, what, r.left())
		return 0
	}
	return int(n)
}

func (r *reader) name() string {
	start := r.pos
	b := r.bytes(r.u32())
	if !utf8.Valid(b) {
		r.fail(start, "name is not UTF-8")
		return ""
	}
	return string(b)
}

func appendU32(dst []byte, v uint32) []byte {
	for v >= 0x80 {
		dst = append(dst, byte(v)|0x80)
		v >>= 7
	}
	return append(dst, byte(v))
}

func appendS64(dst []byte, v int64) []byte {
	for {
		b := byte(v & 0x7F)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}

func appendName(dst []byte, name string) []byte {
	return append(appendU32(dst, uint32(len(name))), name...)
}
