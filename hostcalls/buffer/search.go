package buffer

import (
	"bytes"
	"unsafe"

	"github.com/wjs-run/wjs/engine"
)

// startOf resolves an offset that counts from the end if negative, as Node
// does for a needle of n bytes; -1 means that nothing can be found.
func startOf(length, offset, n int, forward bool) int {
	if offset < 0 {
		if offset+length >= 0 {
			return offset + length
		}
		if forward || n == 0 {
			return 0
		}
		return -1
	}
	switch {
	case offset+n <= length:
		return offset
	case n == 0:
		return length
	case forward:
		return -1
	}
	return length - 1
}

// indexOfByte finds value in b[:end]; the offset counts from the end of b.
func indexOfByte(b []byte, end int, value byte, offset int, forward bool) int {
	start := startOf(len(b), offset, 1, forward)
	b = cut(b, 0, end)
	if start < 0 || len(b) == 0 || (forward && start >= len(b)) {
		return -1
	}
	if !forward {
		return bytes.LastIndexByte(b[:min(start+1, len(b))], value)
	}
	if i := index(nil, b[start:], []byte{value}); i >= 0 {
		return start + i
	}
	return -1
}

// indexOf finds needle in b[:end]. In UTF-16 only whole units are looked at.
func indexOf(pace *engine.Pace, e encoding, b []byte, end int, needle []byte, offset int, forward bool) int {
	start := startOf(len(b), offset, len(needle), forward)
	b = cut(b, 0, end)
	if e == encUCS2 {
		b = b[:len(b)&^1]
	}
	if len(needle) == 0 {
		return min(start, len(b))
	}
	if start < 0 || len(needle) > len(b) || (forward && start+len(needle) > len(b)) {
		return -1
	}
	if e == encUCS2 {
		return indexOfUnits(pace, b, needle, start, forward)
	}
	if !forward {
		return lastIndex(pace, b[:min(start+len(needle), len(b))], needle)
	}
	if i := index(pace, b[start:], needle); i >= 0 {
		return start + i
	}
	return -1
}

// Bytes are compared by the vector, and a scan whose vectors lie across the lines
// of the cache takes a quarter longer.
const (
	cacheLine = 64
	longScan  = 4 << 10 // so that what comes before the first line does not matter
)

// What is searched at a time: where nothing is found that takes a few
// milliseconds at most, however many false starts there are.
const searchPiece = 1 << 20

// index is bytes.Index.
func index(pace *engine.Pace, b, needle []byte) int {
	if len(needle) >= searchPiece {
		return search(pace, b, needle, true)
	}
	at := 0
	for len(b)-at > 2*searchPiece {
		if i := indexPiece(b[at:at+searchPiece+len(needle)-1], needle); i >= 0 {
			return at + i
		}
		at += searchPiece
		pace.Did(searchPiece)
	}
	if i := indexPiece(b[at:], needle); i >= 0 {
		return at + i
	}
	return -1
}

// lastIndex is bytes.LastIndex.
func lastIndex(pace *engine.Pace, b, needle []byte) int {
	if len(needle) >= searchPiece {
		return search(pace, b, needle, false)
	}
	for len(b) > 2*searchPiece {
		at := len(b) - searchPiece - len(needle) + 1
		if i := bytes.LastIndex(b[at:], needle); i >= 0 {
			return at + i
		}
		b = b[:at+len(needle)-1]
		pace.Did(searchPiece)
	}
	return bytes.LastIndex(b, needle)
}

// search finds a needle of any length by the hash of Rabin and Karp, from the
// start or from the end on: bytes.Index cannot be ended.
func search(pace *engine.Pace, b, needle []byte, forward bool) int {
	n := len(needle)
	if n > len(b) {
		return -1
	}
	const prime, often = 16777619, 4096
	at, step, last := 0, 1, len(b)-n
	if !forward {
		at, step, last = last, -1, 0
	}
	var want, have, power uint32 = 0, 0, 1
	for start, end := range pace.Pieces(n) {
		for i := start; i < end; i++ {
			j := i
			if !forward { // both are read towards where the search goes
				j = n - 1 - i
			}
			want = want*prime + uint32(needle[j])
			have = have*prime + uint32(b[at+j])
			power *= prime
		}
	}
	for {
		if have == want && equal(pace, b[at:at+n], needle) {
			return at
		}
		if at == last {
			return -1
		}
		out, in := b[at], 0
		if forward {
			in = at + n
		} else {
			out, in = b[at+n-1], at-1
		}
		have = have*prime + uint32(b[in]) - power*uint32(out)
		at += step
		if at%often == 0 {
			pace.Did(often)
		}
	}
}

// equal is bytes.Equal.
func equal(pace *engine.Pace, a, b []byte) bool {
	for start, end := range pace.Pieces(len(a)) {
		if !bytes.Equal(a[start:end], b[start:end]) {
			return false
		}
	}
	return true
}

// indexPiece is bytes.Index, whose scan of a long text begins where a line does.
func indexPiece(b, needle []byte) int {
	if len(b) < longScan || len(needle) > cacheLine {
		return bytes.Index(b, needle)
	}
	start := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	if len(needle) > 1 {
		start++ // it looks at the first byte by itself
	}
	head := int(-start % cacheLine)
	if i := bytes.Index(b[:head+len(needle)-1], needle); i >= 0 {
		return i
	}
	if i := bytes.Index(b[head:], needle); i >= 0 {
		return head + i
	}
	return -1
}

func indexOfUnits(pace *engine.Pace, b, needle []byte, start int, forward bool) int {
	needle = needle[:len(needle)&^1]
	if len(needle) == 0 {
		return -1
	}
	start &^= 1
	if forward {
		for start+len(needle) <= len(b) {
			i := index(pace, b[start:], needle)
			if i < 0 {
				return -1
			}
			if i%2 == 0 {
				return start + i
			}
			start += i + 1
			pace.Did(len(needle))
		}
		return -1
	}
	for end := min(start+len(needle), len(b)); end >= len(needle); {
		i := lastIndex(pace, b[:end], needle)
		if i < 0 || i%2 == 0 {
			return i
		}
		end = i + len(needle) - 1
		pace.Did(len(needle))
	}
	return -1
}

// fill repeats pattern over b; the last copy may be cut. It reports false if
// there is something to fill but no pattern.
func fill(b, pattern []byte) bool {
	if len(pattern) == 0 {
		return len(b) == 0
	}
	n := copy(b, pattern)
	for n < len(b) {
		n += copy(b[n:], b[:n]) // doubles what is there
	}
	return true
}

// swap turns the order of bytes in each group of width.
func swap(pace *engine.Pace, b []byte, width int) {
	for ; len(b) >= width; b = b[width:] {
		pace.Did(width)
		for i, j := 0, width-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}
