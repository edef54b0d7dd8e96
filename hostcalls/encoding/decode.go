package encoding

import (
	"encoding/binary"

	"github.com/wjs-run/wjs/engine"
)

const replacement = '\uFFFD'

// What a script's decoder carries from one chunk to the next, in bytes of the
// script's own.
const (
	stateHeld   = 0 // up to three bytes of an unfinished character
	stateCount  = 4
	stateBOM    = 5 // the start of the stream is past
	stateMode   = 6 // of ISO-2022-JP: which set is shifted in
	stateOutput = 7 // of ISO-2022-JP: no character since the last escape
	stateSize   = 8
)

// Flags of a step.
const (
	flagFlush     = 1
	flagFatal     = 2
	flagIgnoreBOM = 4
)

// stream decodes one chunk.
type stream struct {
	state []byte
	flush bool
	out   []byte // UTF-16, least significant byte first
	bad   bool   // something was not of the encoding
}

func (s *stream) emit(r rune) {
	if r >= 0x10000 {
		r -= 0x10000
		high, low := uint16(0xD800+r>>10), uint16(0xDC00+r&0x3FF)
		s.out = append(s.out, byte(high), byte(high>>8), byte(low), byte(low>>8))
		return
	}
	s.out = append(s.out, byte(r), byte(r>>8))
}

// A scanner looks at the character that b starts with, emits it and returns
// its length. A length of 0 asks for more bytes; a negative one says that so
// many bytes are one error.
type scanner func(s *stream, b []byte) int

// decode runs a chunk through the scanner and returns the text; ok is false if
// errors are fatal and there was one.
func decode(pace *engine.Pace, scan scanner, bom bool, state, data []byte, flags int) (text []byte, ok bool) {
	s := &stream{state: state, flush: flags&flagFlush != 0}
	s.out = make([]byte, 0, 2*len(data)+8)
	if held := min(int(state[stateCount]), 3); held > 0 {
		data = append(append(make([]byte, 0, held+len(data)), state[:held]...), data...)
	}
	state[stateCount] = 0
	for len(data) > 0 {
		n := scan(s, data)
		if n == 0 {
			if !s.flush && len(data) <= 3 {
				state[stateCount] = byte(copy(state[stateHeld:stateHeld+3], data))
				break
			}
			n = -len(data) // the stream ends within a character
		}
		if n < 0 {
			s.bad = true
			s.emit(replacement)
			n = -n
		}
		data = data[n:]
		pace.Did(n)
	}
	text = s.out
	if bom && len(text) > 0 && state[stateBOM] == 0 {
		state[stateBOM] = 1
		if flags&flagIgnoreBOM == 0 && binary.LittleEndian.Uint16(text) == 0xFEFF {
			text = text[2:]
		}
	}
	if s.flush {
		clear(state[:stateSize])
	}
	if s.bad && flags&flagFatal != 0 {
		state[stateCount] = 0
		return nil, false
	}
	return text, true
}

func scanUTF16LE(s *stream, b []byte) int { return scanUTF16(s, b, binary.LittleEndian) }
func scanUTF16BE(s *stream, b []byte) int { return scanUTF16(s, b, binary.BigEndian) }

func scanUTF16(s *stream, b []byte, order binary.ByteOrder) int {
	if len(b) < 2 {
		return 0
	}
	unit := order.Uint16(b)
	switch {
	case unit&0xF800 != 0xD800:
		s.emit(rune(unit))
		return 2
	case unit >= 0xDC00:
		return -2
	case len(b) < 4:
		return 0
	}
	low := order.Uint16(b[2:])
	if low&0xFC00 != 0xDC00 {
		return -2
	}
	s.emit(0x10000 + rune(unit&0x3FF)<<10 + rune(low&0x3FF))
	return 4
}

// pair ends a pair whose code point was looked up: 0 is none, and then
// a trail byte of ASCII is not part of the error.
func (s *stream) pair(r rune, trail byte) int {
	if r != 0 {
		s.emit(r)
		return 2
	}
	if trail < 0x80 {
		return -1
	}
	return -2
}

func inside(c, low, high byte) bool { return low <= c && c <= high }

func scanBig5(s *stream, b []byte) int {
	c := b[0]
	switch {
	case c < 0x80:
		s.emit(rune(c))
		return 1
	case c == 0x80 || c == 0xFF:
		return -1
	case len(b) < 2:
		return 0
	case !inside(b[1], 0x40, 0x7E) && !inside(b[1], 0xA1, 0xFE):
		return s.pair(0, b[1])
	}
	// Four codes stand for a letter with a mark on it.
	if c == 0x88 {
		for _, double := range []struct {
			trail        byte
			letter, mark rune
		}{{0x62, 'Ê', 0x304}, {0x64, 'Ê', 0x30C}, {0xA3, 'ê', 0x304}, {0xA5, 'ê', 0x30C}} {
			if b[1] == double.trail {
				s.emit(double.letter)
				s.emit(double.mark)
				return 2
			}
		}
	}
	return s.pair(big5Table().at(c, b[1]), b[1])
}

func scanEUCKR(s *stream, b []byte) int {
	c := b[0]
	switch {
	case c < 0x80:
		s.emit(rune(c))
		return 1
	case c == 0x80 || c == 0xFF:
		return -1
	case len(b) < 2:
		return 0
	case !inside(b[1], 0x41, 0xFE):
		return s.pair(0, b[1])
	}
	return s.pair(eucKRTable().at(c, b[1]), b[1])
}

func scanUserDefined(s *stream, b []byte) int {
	r := rune(b[0])
	if r >= 0x80 {
		r += 0xF780 - 0x80
	}
	s.emit(r)
	return 1
}
