package hostcalls

import "sync"

// scratchSize is the size of the pieces that streams of files read and write. To
// make and to clear one costs as much as to fill it.
const scratchSize = 64 << 10

var scratch = sync.Pool{New: func() any { return new([scratchSize]byte) }}

// Scratch returns n bytes of any content, for what is about to be overwritten. Who
// is done with them may Recycle them, once; they may as well be left to Go.
func Scratch(n int) []byte {
	if n != scratchSize {
		return make([]byte, n)
	}
	return scratch.Get().(*[scratchSize]byte)[:]
}

// Recycle gives back what Scratch or an argument of type []byte was. Nobody may
// hold on to a part of it.
func Recycle(b []byte) {
	if cap(b) == scratchSize {
		scratch.Put((*[scratchSize]byte)(b[:scratchSize]))
	}
}
