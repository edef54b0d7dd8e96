package intl

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"

	"github.com/wjs-run/wjs/engine"
)

// Granularities, as internal/intl numbers them.
const (
	byGrapheme = iota
	byWord
	bySentence
)

const likeWord = 1 << 31

// segment cuts text as Unicode's Annex 29 says. Languages that write without
// spaces are cut there too, character by character, where ICU has dictionaries.
func segment(pace *engine.Pace, text string, granularity int) []byte {
	next, value := segments(text, granularity)
	out := make([]byte, 0, 4*min(len(text), 1<<16))
	end := uint32(0)
	for next() {
		part := value()
		pace.Did(perByte * (len(part) + 1))
		units, word := measure(part)
		end += units
		mark := end
		if word && granularity == byWord {
			mark |= likeWord
		}
		out = binary.LittleEndian.AppendUint32(out, mark)
	}
	return out
}

// perByte is how many times longer a byte takes than elsewhere: see engine.Pace.
const perByte = 4

func segments(text string, granularity int) (next func() bool, value func() string) {
	switch granularity {
	case byWord:
		it := words.FromString(text)
		return it.Next, it.Value
	case bySentence:
		it := sentences.FromString(text)
		return it.Next, it.Value
	}
	it := graphemes.FromString(text)
	return it.Next, it.Value
}

// measure returns the length in UTF-16 code units, and whether there is a
// letter or a number. A lone surrogate comes as the three bytes that UTF-8
// would have for it, none of which is valid on its own.
func measure(part string) (units uint32, word bool) {
	for i := 0; i < len(part); {
		r, size := utf8.DecodeRuneInString(part[i:])
		if r == utf8.RuneError && size == 1 {
			if part[i]&0xc0 != 0x80 {
				units++
			}
			i++
			continue
		}
		i += size
		units++
		if r > 0xffff {
			units++
		}
		word = word || unicode.IsLetter(r) || unicode.IsNumber(r)
	}
	return units, word
}
