package buffer

import (
	"bytes"
	"encoding/binary"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// TextDecoder's flags and state, which are those of package encoding.
const (
	flagFlush     = 1
	flagFatal     = 2
	flagIgnoreBOM = 4

	streamCount = 4
	streamBOM   = 5
	streamSize  = 8
)

var bom = []byte("\xEF\xBB\xBF")

// decodeStream returns the bytes of the next chunk that make whole characters,
// what was held of the last chunk before them, without a byte order mark; ok
// is false if errors are fatal and there is one. The bytes may share data's
// memory.
func decodeStream(pace *engine.Pace, state, data []byte, flags int) (ready []byte, ok bool) {
	if held := min(int(state[streamCount]), 3); held > 0 {
		data = append(append(make([]byte, 0, held+len(data)), state[:held]...), data...)
		state[streamCount] = 0
	}
	if flags&flagFlush == 0 {
		n := unfinishedUTF8(data)
		state[streamCount] = byte(copy(state[:3], data[len(data)-n:]))
		data = data[:len(data)-n]
	}
	if flags&flagFatal != 0 && !valid(pace, data) {
		state[streamCount] = 0
		if flags&flagFlush != 0 {
			state[streamBOM] = 0
		}
		return nil, false
	}
	if len(data) > 0 && state[streamBOM] == 0 {
		if flags&flagIgnoreBOM == 0 {
			data = bytes.TrimPrefix(data, bom)
		}
		state[streamBOM] = 1
	}
	if flags&flagFlush != 0 {
		state[streamBOM] = 0
	}
	return data, true
}

// unfinishedUTF8 is how many bytes at the end of b start a character that may
// go on in the next chunk.
func unfinishedUTF8(b []byte) int {
	for n := 1; n <= min(len(b), 3); n++ {
		if c := b[len(b)-n]; c&0xC0 == 0x80 {
			continue
		}
		if _, _, _, short := scanUTF8(b[len(b)-n:]); short {
			return n
		}
		return 0
	}
	return 0
}

func decodeUTF8Op(c *hostcalls.Call, state, data hostcalls.Bytes, flags int) (any, error) {
	if len(state) < streamSize {
		return nil, &hostcalls.TypeError{Message: c.Name() + ": the state is too short"}
	}
	ready, ok := decodeStream(c.Pace(), state, data, flags)
	if !ok {
		return nil, nil
	}
	return textOf(c, encUTF8, ready), nil
}

// encodeInto writes what fits of the text, and to result how many code units
// were read and how many bytes written, as two 32-bit numbers.
func encodeInto(c *hostcalls.Call, s hostcalls.JSString, dst, result hostcalls.Bytes) (hostcalls.None, error) {
	if len(result) < 8 {
		return hostcalls.None{}, &hostcalls.TypeError{Message: c.Name() + ": no room for the result"}
	}
	n := putUTF8(c.Pace(), dst, s.Narrow, s.Wide)
	binary.LittleEndian.PutUint32(result, uint32(utf16Length(c.Pace(), dst[:n])))
	binary.LittleEndian.PutUint32(result[4:], uint32(n))
	return hostcalls.None{}, nil
}

// utf16Length is how many code units valid UTF-8 stands for.
func utf16Length(pace *engine.Pace, b []byte) int {
	n := asciiPrefix(pace, b)
	for _, c := range b[n:] {
		pace.Did(1)
		if c&0xC0 != 0x80 {
			n++
		}
		if c >= 0xF0 {
			n++
		}
	}
	return n
}
