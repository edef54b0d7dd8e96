// Package memory provides the linear memory of an isolate: address space that
// is reserved once and never moves, of which the used part is a private copy
// of a snapshot's pages where the system offers that.
//
// Growing never copies, a clone costs only the pages that it writes, and Close
// returns everything. Where the system has no mmap, memory is a Go slice that
// is allocated and copied instead: same behaviour, slower.
//
// A Memory belongs to one goroutine at a time. An Image may be shared.
package memory

import (
	"errors"
	"io"
)

// PageSize is the size in bytes of a WebAssembly page.
const PageSize = 1 << 16

// ErrClosed is returned for operations on a Memory or Image after Close.
var ErrClosed = errors.New("memory: closed")

// Memory is the linear memory of one isolate. It satisfies wazero's
// experimental.LinearMemory: Reallocate grows it in place, Free releases it.
type Memory struct {
	reserved []byte // all of the address space, the part past size is untouched
	size     uint64
	limit    uint64
	image    uint64 // the size of the image that was thawed into it
	denied   bool
	probing  bool
	release  func([]byte) error
}

// SetLimit changes how far the memory may grow, and forgets that it was denied
// more. It reports false when less than limit bytes are reserved or more are in
// use.
func (m *Memory) SetLimit(limit uint64) bool {
	limit = (limit + PageSize - 1) &^ (PageSize - 1)
	if limit > uint64(len(m.reserved)) || limit < m.size {
		return false
	}
	m.limit, m.denied = limit, false
	return true
}

// Reallocate grows the memory to size bytes and returns the view of them, or
// nil when size is over the limit; Denied then reports true.
func (m *Memory) Reallocate(size uint64) []byte {
	if m.reserved == nil || size > m.limit {
		m.denied = m.denied || !m.probing
		return nil
	}
	if size > m.size {
		m.size = size
	}
	return m.reserved[:size:m.limit]
}

// Probe runs f, in which growth that is refused does not count as Denied.
func (m *Memory) Probe(f func()) {
	was := m.probing
	m.probing = true
	defer func() { m.probing = was }()
	f()
}

// Free releases the address space. It may be called more than once.
func (m *Memory) Free() {
	if m.reserved == nil {
		return
	}
	_ = m.release(m.reserved)
	m.reserved = nil
	m.size = 0
}

// Bytes is a view of the memory in use. It is valid until the next Reallocate
// or Free and must not be handed to another goroutine.
func (m *Memory) Bytes() []byte { return m.reserved[:m.size] }

// Size is the number of bytes in use.
func (m *Memory) Size() uint64 { return m.size }

// Denied reports whether growth past the limit was ever refused.
func (m *Memory) Denied() bool { return m.denied }

// Image is a frozen copy of a linear memory, from which clones are made.
type Image struct {
	size  uint64
	bytes []byte // the frozen content; mapped from the file where there is one
	file  imageFile
}

// Size is the number of bytes of the image.
func (i *Image) Size() uint64 { return i.size }

// Bytes is the content of the image, not to be written to; nil after Close.
func (i *Image) Bytes() []byte { return i.bytes }

// WriteTo writes the content of the image to w.
func (i *Image) WriteTo(w io.Writer) (int64, error) {
	if i.bytes == nil {
		return 0, ErrClosed
	}
	n, err := w.Write(i.bytes)
	return int64(n), err
}
