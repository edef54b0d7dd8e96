package encoding

func scanEUCJP(s *stream, b []byte) int {
	c := b[0]
	switch {
	case c < 0x80:
		s.emit(rune(c))
		return 1
	case c != 0x8E && c != 0x8F && !inside(c, 0xA1, 0xFE):
		return -1
	case len(b) < 2:
		return 0
	case c == 0x8E && inside(b[1], 0xA1, 0xDF):
		s.emit(0xFF61 - 0xA1 + rune(b[1]))
		return 2
	case c == 0x8F && inside(b[1], 0xA1, 0xFE):
		if len(b) < 3 {
			return 0
		}
		var r rune
		if inside(b[2], 0xA1, 0xFE) {
			r = jis0212Table().at(b[1], b[2])
		}
		// The first two bytes are past in any case.
		if n := s.pair(r, b[2]); n < 0 {
			return n - 1
		}
		return 3
	case c < 0xA1 || !inside(b[1], 0xA1, 0xFE):
		return s.pair(0, b[1])
	}
	return s.pair(jis0208Table().at(c, b[1]), b[1])
}

func scanShiftJIS(s *stream, b []byte) int {
	c := b[0]
	switch {
	case c <= 0x80:
		s.emit(rune(c))
		return 1
	case inside(c, 0xA1, 0xDF):
		s.emit(0xFF61 - 0xA1 + rune(c))
		return 1
	case !inside(c, 0x81, 0x9F) && !inside(c, 0xE0, 0xFC):
		return -1
	case len(b) < 2:
		return 0
	case !inside(b[1], 0x40, 0x7E) && !inside(b[1], 0x80, 0xFC):
		return s.pair(0, b[1])
	}
	// Rows that are left to the user map to the private use area.
	if inside(c, 0xF0, 0xF9) {
		offset := rune(0x40)
		if b[1] >= 0x7F {
			offset = 0x41
		}
		s.emit(0xE000 + rune(c-0xF0)*188 + rune(b[1]) - offset)
		return 2
	}
	return s.pair(shiftJISTable().at(c, b[1]), b[1])
}

// The sets of ISO-2022-JP that an escape sequence shifts in.
const (
	modeASCII = iota
	modeRoman
	modeKatakana
	modeKanji
)

func scanISO2022JP(s *stream, b []byte) int {
	c, mode := b[0], s.state[stateMode]
	if c == 0x1B {
		return escape(s, b)
	}
	s.state[stateOutput] = 0
	switch {
	case mode == modeKanji:
		if !inside(c, 0x21, 0x7E) {
			return -1
		}
		if len(b) < 2 {
			return 0
		}
		if b[1] == 0x1B {
			return -1
		}
		if inside(b[1], 0x21, 0x7E) {
			if r := jis0208Table().at(c|0x80, b[1]|0x80); r != 0 {
				s.emit(r)
				return 2
			}
		}
		return -2
	case mode == modeKatakana:
		if !inside(c, 0x21, 0x5F) {
			return -1
		}
		s.emit(0xFF61 - 0x21 + rune(c))
		return 1
	case c == 0x0E || c == 0x0F || c >= 0x80:
		return -1
	case mode == modeRoman && c == 0x5C:
		s.emit('¥')
	case mode == modeRoman && c == 0x7E:
		s.emit('‾')
	default:
		s.emit(rune(c))
	}
	return 1
}

// escape shifts another set in. Two escapes without a character between them
// are an error, though both count.
func escape(s *stream, b []byte) int {
	if len(b) < 3 && !s.flush && (len(b) == 1 || b[1] == '$' || b[1] == '(') {
		return 0
	}
	mode := -1
	if len(b) >= 3 {
		switch string(b[1:3]) {
		case "(B":
			mode = modeASCII
		case "(J":
			mode = modeRoman
		case "(I":
			mode = modeKatakana
		case "$@", "$B":
			mode = modeKanji
		}
	}
	if mode < 0 {
		s.state[stateOutput] = 0
		return -1
	}
	s.state[stateMode] = byte(mode)
	if s.state[stateOutput] != 0 {
		return -3
	}
	s.state[stateOutput] = 1
	return 3
}
