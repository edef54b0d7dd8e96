package buffer

import "bytes"

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

func indexOfByte(b []byte, value byte, offset int, forward bool) int {
	start := startOf(len(b), offset, 1, forward)
	if start < 0 || len(b) == 0 {
		return -1
	}
	if !forward {
		return bytes.LastIndexByte(b[:start+1], value)
	}
	if i := bytes.IndexByte(b[start:], value); i >= 0 {
		return start + i
	}
	return -1
}

// indexOf finds needle in b. In UTF-16 only whole units are looked at.
func indexOf(e encoding, b, needle []byte, offset int, forward bool) int {
	start := startOf(len(b), offset, len(needle), forward)
	if len(needle) == 0 {
		return start
	}
	if start < 0 || len(needle) > len(b) || (forward && start+len(needle) > len(b)) {
		return -1
	}
	if e == encUCS2 {
		return indexOfUnits(b, needle, start, forward)
	}
	if !forward {
		return bytes.LastIndex(b[:min(start+len(needle), len(b))], needle)
	}
	if i := bytes.Index(b[start:], needle); i >= 0 {
		return start + i
	}
	return -1
}

func indexOfUnits(b, needle []byte, start int, forward bool) int {
	b, needle = b[:len(b)&^1], needle[:len(needle)&^1]
	if len(needle) == 0 {
		return -1
	}
	start &^= 1
	if forward {
		for start+len(needle) <= len(b) {
			i := bytes.Index(b[start:], needle)
			if i < 0 {
				return -1
			}
			if i%2 == 0 {
				return start + i
			}
			start += i + 1
		}
		return -1
	}
	for end := min(start+len(needle), len(b)); end >= len(needle); {
		i := bytes.LastIndex(b[:end], needle)
		if i < 0 || i%2 == 0 {
			return i
		}
		end = i + len(needle) - 1
	}
	return -1
}

// fill repeats pattern over b; the last copy may be cut. It reports false, and
// does nothing, if there is no pattern.
func fill(b, pattern []byte) bool {
	if len(pattern) == 0 {
		return false
	}
	n := copy(b, pattern)
	for n < len(b) {
		n += copy(b[n:], b[:n]) // doubles what is there
	}
	return true
}

// swap turns the order of bytes in each group of width.
func swap(b []byte, width int) {
	for ; len(b) >= width; b = b[width:] {
		for i, j := 0, width-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}
