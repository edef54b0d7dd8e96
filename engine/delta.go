package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Bytecode holds the text of each function, and so that of a function in another
// twice: three times the program for many a large one. What is kept of it is how
// it differs from the text, a sequence of
//
//	length of what is not in the text, and those bytes
//	length of what is, and where it begins there
//
// in which lengths and places are unsigned varints. The last length is 0.

// deltaBlock is how many bytes of the text are looked for at once: what is twice
// as long is found wherever it is.
const deltaBlock = 32

// deltaRun is how many bytes are compared until stop is asked again.
const deltaRun = 1 << 20

// deltaFactor is the base of the rolling hash, deltaLeaves takes the byte out that
// leaves it.
const deltaFactor = 0x01000193

var deltaLeaves = func() (f uint32) {
	f = 1
	for range deltaBlock - 1 {
		f *= deltaFactor
	}
	return f
}()

func deltaHash(b []byte) (h uint32) {
	for _, c := range b[:deltaBlock] {
		h = h*deltaFactor + uint32(c)
	}
	return h
}

// deltaIndex finds blocks of a text by their hash.
type deltaIndex struct {
	places []uint32 // of a block, and 1 more
	shift  uint
}

func newDeltaIndex(text []byte) deltaIndex {
	bits := uint(8)
	for 1<<bits < len(text)/deltaBlock*2 {
		bits++
	}
	x := deltaIndex{make([]uint32, 1<<bits), 32 - bits}
	for at := 0; at+deltaBlock <= len(text); at += deltaBlock {
		if slot := x.slot(deltaHash(text[at:])); *slot == 0 {
			*slot = uint32(at) + 1
		}
	}
	return x
}

func (x deltaIndex) slot(hash uint32) *uint32 { return &x.places[hash*0x9e3779b1>>x.shift] }

// delta is how code differs from text. It gives up, and returns false, when stop
// says so, which it is asked every millisecond or so.
func delta(code, text []byte, stop func() bool) ([]byte, bool) {
	index := newDeltaIndex(text)
	var out []byte
	begin := 0 // of what is not in the text
	for at := 0; at+deltaBlock <= len(code); {
		if stop() {
			return nil, false
		}
		end := at + deltaRun // of looking for a block
		hash := deltaHash(code[at:])
		found, size := 0, 0
		for {
			if p := *index.slot(hash); p != 0 {
				if found = int(p) - 1; bytes.Equal(code[at:at+deltaBlock], text[found:found+deltaBlock]) {
					size = deltaBlock
					break
				}
			}
			if at+deltaBlock >= len(code) || at == end {
				break
			}
			hash = (hash-uint32(code[at])*deltaLeaves)*deltaFactor + uint32(code[at+deltaBlock])
			at++
		}
		if size == 0 {
			if at != end {
				break
			}
			continue
		}
		for at > begin && found > 0 && code[at-1] == text[found-1] {
			at, found, size = at-1, found-1, size+1
		}
		for size < deltaRun && at+size < len(code) && found+size < len(text) && code[at+size] == text[found+size] {
			size++
		}
		out = binary.AppendUvarint(out, uint64(at-begin))
		out = append(out, code[begin:at]...)
		out = binary.AppendUvarint(out, uint64(size))
		out = binary.AppendUvarint(out, uint64(found))
		at += size
		begin = at
	}
	out = binary.AppendUvarint(out, uint64(len(code)-begin))
	out = append(out, code[begin:]...)
	return binary.AppendUvarint(out, 0), true
}

var errDelta = errors.New("engine: no difference to that text")

// applyDelta fills dst, all of it, with what differs from the text by d.
func applyDelta(dst, d []byte, text string) error {
	for {
		n, k := binary.Uvarint(d)
		if k <= 0 || n > uint64(len(d)-k) || n > uint64(len(dst)) {
			return errDelta
		}
		copy(dst, d[k:k+int(n)])
		dst, d = dst[n:], d[k+int(n):]
		n, k = binary.Uvarint(d)
		if k <= 0 || n > uint64(len(dst)) {
			return errDelta
		}
		if d = d[k:]; n == 0 {
			break
		}
		from, k := binary.Uvarint(d)
		if k <= 0 || from > uint64(len(text)) || n > uint64(len(text))-from {
			return errDelta
		}
		copy(dst, text[from:from+n])
		dst, d = dst[n:], d[k:]
	}
	if len(dst) != 0 || len(d) != 0 {
		return errDelta
	}
	return nil
}
