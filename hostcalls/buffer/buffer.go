// Package buffer is the host's side of node:buffer: text in and out of bytes,
// and the searching and moving of bytes that an interpreter does slowly.
// jslib/internal/buffer checks arguments; nothing here knows JavaScript's
// rules for them, but everything here stays inside the memory it was given.
package buffer

import (
	"bytes"

	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('buffer').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("buffer")

	// byteLength(text): in UTF-8.
	hostcalls.Op1(b, "byteLength", func(c *hostcalls.Call, s hostcalls.JSString) (int, error) {
		return utf8Length(c.Pace(), s.Narrow, s.Wide), nil
	})
	// write(encoding, bytes, text, offset, length) → bytes written.
	hostcalls.Op5(b, "write", write)
	// slice(c.Pace(), encoding, bytes, start, end) → text.
	hostcalls.Op4(b, "slice", sliceOp)
	hostcalls.Op2(b, "compare", func(_ *hostcalls.Call, x, y hostcalls.Bytes) (int, error) {
		return bytes.Compare(x, y), nil
	})
	// compareOffset(source, target, targetStart, sourceStart, targetEnd, sourceEnd)
	hostcalls.Op6(b, "compareOffset", func(_ *hostcalls.Call, source, target hostcalls.Bytes, ts, ss, te, se int) (int, error) {
		return bytes.Compare(cut(source, ss, se), cut(target, ts, te)), nil
	})
	// indexOfNumber(bytes, value, offset, end, forward)
	hostcalls.Op5(b, "indexOfNumber", func(c *hostcalls.Call, v hostcalls.Bytes, value, offset, end int, forward bool) (int, error) {
		return indexOfByte(v, end, byte(value), offset, forward), nil
	})
	// indexOfString(encoding, bytes, text, offset, end, forward)
	hostcalls.Op6(b, "indexOfString", func(c *hostcalls.Call, e int, v hostcalls.Bytes, s hostcalls.JSString, offset, end int, forward bool) (int, error) {
		if !encoding(e).valid() {
			return 0, badEncoding(c)
		}
		needle := s.Narrow
		if asciiPrefix(c.Pace(), needle) < len(needle) || s.Wide != nil || encoding(e) == encUCS2 || encoding(e) >= encBase64 {
			needle = encode(c.Pace(), encoding(e), s.Narrow, s.Wide)
		}
		return indexOf(c.Pace(), encoding(e), v, end, needle, offset, forward), nil
	})
	// indexOfBytes(encoding, bytes, needle, offset, end, forward)
	hostcalls.Op6(b, "indexOfBytes", func(c *hostcalls.Call, e int, v, needle hostcalls.Bytes, offset, end int, forward bool) (int, error) {
		return indexOf(c.Pace(), encoding(e), v, end, needle, offset, forward), nil
	})

	// fillString(encoding, bytes, text, start, end) → false if the text is none.
	hostcalls.Op5(b, "fillString", func(c *hostcalls.Call, e int, v hostcalls.Bytes, s hostcalls.JSString, start, end int) (bool, error) {
		if !encoding(e).valid() {
			return false, badEncoding(c)
		}
		return fill(cut(v, start, end), encode(c.Pace(), encoding(e), s.Narrow, s.Wide)), nil
	})
	// fillBytes(bytes, pattern, start, end) → false if the pattern is empty.
	hostcalls.Op4(b, "fillBytes", func(c *hostcalls.Call, v, pattern hostcalls.Bytes, start, end int) (bool, error) {
		return fill(cut(v, start, end), bytes.Clone(pattern)), nil // the two may overlap
	})
	// copy(source, target, targetStart, sourceStart, count)
	hostcalls.Op5(b, "copy", func(_ *hostcalls.Call, source, target hostcalls.Bytes, ts, ss, n int) (int, error) {
		return copy(cut(target, ts, len(target)), cut(source, ss, ss+n)), nil
	})
	// totalLength(list) → bytes of all its Uint8Arrays, -1 if it has something else
	// or is no plain array. concat(target, list): one after another.
	hostcalls.Op1(b, "totalLength", totalLength)
	hostcalls.Op2(b, "concat", concat)
	// swap(bytes, width)
	hostcalls.Op2(b, "swap", func(c *hostcalls.Call, v hostcalls.Bytes, width int) (hostcalls.None, error) {
		if width != 2 && width != 4 && width != 8 {
			return hostcalls.None{}, &hostcalls.TypeError{Message: c.Name() + ": width must be 2, 4 or 8"}
		}
		swap(c.Pace(), v, width)
		return hostcalls.None{}, nil
	})

	hostcalls.Op1(b, "isUtf8", func(c *hostcalls.Call, v hostcalls.Bytes) (bool, error) {
		return valid(c.Pace(), v), nil
	})
	hostcalls.Op1(b, "isAscii", func(c *hostcalls.Call, v hostcalls.Bytes) (bool, error) {
		return asciiPrefix(c.Pace(), v) == len(v), nil
	})
	// transcode(bytes, from, to) → bytes of their own.
	hostcalls.Op3(b, "transcode", func(c *hostcalls.Call, v hostcalls.Bytes, from, to int) ([]byte, error) {
		if from < 0 || from > int(encASCII) || to < 0 || to > int(encASCII) {
			return nil, badEncoding(c)
		}
		return transcode(c.Pace(), v, encoding(from), encoding(to)), nil
	})
	// decode(state, bytes) → text: a string decoder's step. flush(state) → the rest.
	hostcalls.Op2(b, "decode", func(c *hostcalls.Call, state, v hostcalls.Bytes) (any, error) {
		d := decoder(state)
		if !d.valid() {
			return nil, badState(c)
		}
		return textOf(c, encoding(d[stateEncoding]), d.write(v)), nil
	})
	hostcalls.Op1(b, "flush", func(c *hostcalls.Call, state hostcalls.Bytes) (any, error) {
		d := decoder(state)
		if !d.valid() {
			return nil, badState(c)
		}
		return textOf(c, encoding(d[stateEncoding]), d.flush()), nil
	})
	// decodeUTF8(state, bytes, flags) → text, or null for a fatal error: TextDecoder.
	hostcalls.Op3(b, "decodeUTF8", decodeUTF8Op)
	// encodeInto(text, bytes, result): TextEncoder.
	hostcalls.Op3(b, "encodeInto", encodeInto)
	// btoa(text) → text, or null if a character is above U+00FF.
	hostcalls.Op1(b, "btoa", func(c *hostcalls.Call, s hostcalls.JSString) (any, error) {
		encoded, ok := btoa(c.Pace(), s.Narrow, s.Wide)
		if !ok {
			return nil, nil
		}
		return hostcalls.Latin1(encoded), nil
	})
	// atob(text) → text, or a negative number that says what is wrong with it.
	hostcalls.Op1(b, "atob", func(c *hostcalls.Call, s hostcalls.JSString) (any, error) {
		decoded, status := atob(c.Pace(), s.Narrow, s.Wide)
		if status != 0 {
			return status, nil
		}
		return hostcalls.Latin1(decoded), nil
	})
	return b
}

func badEncoding(c *hostcalls.Call) error {
	return &hostcalls.TypeError{Message: c.Name() + ": no such encoding"}
}

func badState(c *hostcalls.Call) error {
	return &hostcalls.TypeError{Message: c.Name() + ": not the state of a decoder"}
}

// scratch is memory in which an isolate's text is put together, so that large
// text costs no allocation each time.
type scratch struct{ room []byte }

type scratchKey struct{}

// The text that goes without scratch memory, and the most that is kept.
const (
	smallText  = 1 << 10
	maxScratch = 4 << 20
)

func scratchOf(c *hostcalls.Call, n int) []byte {
	if n < smallText || n > maxScratch {
		return nil
	}
	s := hostcalls.State(c.Env(), scratchKey{}, func() *scratch { return &scratch{} })
	if len(s.room) < n {
		s.room = make([]byte, n)
	}
	return s.room
}

// textOf is the result for slice's text. It may share the guest's memory, or
// what is scratch: the string is made of it before anything else happens.
func textOf(c *hostcalls.Call, e encoding, b []byte) any {
	latin1, wide := slice(c.Pace(), e, b, scratchOf(c, 2*len(b)))
	if wide != nil {
		return hostcalls.UTF16(wide)
	}
	return hostcalls.Latin1(latin1)
}

// cut is b[start:end], less what is out of range.
func cut(b []byte, start, end int) []byte {
	end = max(min(end, len(b)), 0)
	return b[min(max(start, 0), end):end]
}

func write(c *hostcalls.Call, e int, v hostcalls.Bytes, s hostcalls.JSString, offset, length int) (int, error) {
	if !encoding(e).valid() {
		return 0, badEncoding(c)
	}
	dst := cut(v, offset, len(v))
	return put(c.Pace(), encoding(e), cut(dst, 0, length), s.Narrow, s.Wide), nil
}

func sliceOp(c *hostcalls.Call, e int, v hostcalls.Bytes, start, end int) (any, error) {
	if !encoding(e).valid() {
		return nil, badEncoding(c)
	}
	return textOf(c, encoding(e), cut(v, start, end)), nil
}
