package buffer

// A string decoder's state is a few bytes that the script owns, as in Node:
// nothing to be freed, and a snapshot carries it along.
const (
	stateHeld     = 0 // up to four bytes of an unfinished character
	stateMissing  = 4 // how many bytes it lacks
	stateBuffered = 5 // how many bytes are held
	stateEncoding = 6
	stateSize     = 7
)

type decoder []byte

func (d decoder) held() []byte { return d[stateHeld : stateHeld+min(d[stateBuffered], 4)] }

func (d decoder) valid() bool {
	return len(d) >= stateSize && encoding(d[stateEncoding]).valid() && d[stateMissing] <= 4 && d[stateBuffered] <= 4
}

// write takes the next bytes and returns those that make whole characters,
// which may share data's memory.
func (d decoder) write(data []byte) []byte {
	switch encoding(d[stateEncoding]) {
	case encASCII, encLatin1, encHex:
		return data
	}
	ready := d.complete(&data)
	if d[stateMissing] > 0 || len(data) == 0 {
		return ready
	}
	n := d.unfinished(data)
	if n > 0 {
		d[stateBuffered] = byte(n)
		copy(d[stateHeld:stateHeld+4], data[len(data)-n:])
		data = data[:len(data)-n]
	}
	if len(ready) == 0 {
		return data
	}
	return append(ready, data...)
}

// complete feeds the character that is being held. It returns its bytes once
// no more can come, as a copy, and leaves the rest in data.
func (d decoder) complete(data *[]byte) []byte {
	if d[stateMissing] == 0 {
		return nil
	}
	p := *data
	take := min(len(p), int(d[stateMissing]))
	if encoding(d[stateEncoding]) == encUTF8 {
		for i, c := range p[:take] {
			if c&0xC0 != 0x80 {
				// The character ends early; what follows starts another.
				take, d[stateMissing] = i, byte(i)
				break
			}
		}
	}
	take = min(take, 4-int(d[stateBuffered]))
	copy(d[stateHeld+d[stateBuffered]:stateHeld+4], p[:take])
	d[stateBuffered] += byte(take)
	d[stateMissing] -= byte(take)
	*data = p[take:]
	if d[stateMissing] > 0 {
		return nil
	}
	ready := append(make([]byte, 0, 4+len(p)), d.held()...)
	d[stateBuffered] = 0
	return ready
}

// unfinished tells how many bytes at the end of data begin a character that
// does not end there, and notes how many it lacks.
func (d decoder) unfinished(data []byte) int {
	switch encoding(d[stateEncoding]) {
	case encUCS2:
		if len(data)%2 == 1 {
			d[stateMissing] = 1
			return 1
		}
		if data[len(data)-1]&0xFC == 0xD8 {
			d[stateMissing] = 2
			return 2
		}
	case encBase64, encBase64URL:
		if n := len(data) % 3; n > 0 {
			d[stateMissing] = byte(3 - n)
			return n
		}
	case encUTF8:
		for n := 1; n <= min(len(data), 3); n++ {
			c := data[len(data)-n]
			if c < 0x80 {
				return 0
			}
			if c < 0xC0 {
				continue
			}
			size := 0
			switch {
			case c < 0xE0:
				size = 2
			case c < 0xF0:
				size = 3
			case c < 0xF8:
				size = 4
			}
			if size <= n {
				return 0
			}
			d[stateMissing] = byte(size - n)
			return n
		}
	}
	return 0
}

// flush returns the bytes held, and forgets them. Half a UTF-16 unit is not
// worth a character.
func (d decoder) flush() []byte {
	held := append([]byte(nil), d.held()...)
	if encoding(d[stateEncoding]) == encUCS2 {
		held = held[:len(held)&^1]
	}
	d[stateMissing], d[stateBuffered] = 0, 0
	return held
}
