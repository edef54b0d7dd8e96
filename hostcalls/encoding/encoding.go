// Package encoding is the host's side of TextDecoder for everything but UTF-8,
// which is package buffer's: the legacy encodings of the Encoding Standard,
// chunk by chunk, with its errors.
package encoding

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('encoding').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("encoding")
	b.Const("names", names)
	// lookup(label) → position in names, or -1.
	hostcalls.Op1(b, "lookup", func(_ *hostcalls.Call, label string) (int, error) {
		return number(label), nil
	})
	// decode(codec, state, bytes, flags) → text, or null for a fatal error.
	hostcalls.Op4(b, "decode", decodeOp)
	return b
}

func decodeOp(c *hostcalls.Call, codec int, state, data hostcalls.Bytes, flags int) (any, error) {
	if len(state) < stateSize {
		return nil, &hostcalls.TypeError{Message: c.Name() + ": the state is too short"}
	}
	var text []byte
	ok := true
	if scan, bom := scannerOf(codec); scan != nil {
		text, ok = decode(c.Pace(), scan, bom, state, data, flags)
	} else if codec >= 0 && codec < len(names) && charmaps[names[codec]] != nil {
		text, ok = decodeHalves(c.Pace(), &upperHalves()[codec], data, flags)
	} else {
		return nil, &hostcalls.TypeError{Message: c.Name() + ": no such encoding"}
	}
	if !ok {
		return nil, nil
	}
	return hostcalls.UTF16(text), nil
}

func scannerOf(codec int) (scan scanner, bom bool) {
	if codec < 0 || codec >= len(names) {
		return nil, false
	}
	switch names[codec] {
	case "utf-16le":
		return scanUTF16LE, true
	case "utf-16be":
		return scanUTF16BE, true
	case "gb18030", "gbk":
		return scanGB18030, false
	case "big5":
		return scanBig5, false
	case "euc-jp":
		return scanEUCJP, false
	case "iso-2022-jp":
		return scanISO2022JP, false
	case "shift_jis":
		return scanShiftJIS, false
	case "euc-kr":
		return scanEUCKR, false
	case "x-user-defined":
		return scanUserDefined, false
	}
	return nil, false
}

// decodeHalves decodes an encoding of one byte a character, which needs no
// state.
func decodeHalves(pace *engine.Pace, half *[128]uint16, data []byte, flags int) (text []byte, ok bool) {
	text = make([]byte, 2*len(data))
	for start, end := range pace.Pieces(len(data)) {
		piece := text[2*start : 2*end]
		for i, c := range data[start:end] {
			unit := uint16(c)
			if c >= 0x80 {
				if unit = half[c-0x80]; unit == 0 {
					if flags&flagFatal != 0 {
						return nil, false
					}
					unit = replacement
				}
			}
			piece[2*i], piece[2*i+1] = byte(unit), byte(unit>>8)
		}
	}
	return text, true
}
