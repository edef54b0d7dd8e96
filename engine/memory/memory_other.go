//go:build !unix

package memory

import (
	"errors"
	"fmt"
)

type imageFile struct{}

// SystemPage is the size in bytes of a page of the system.
const SystemPage = 4096

// New allocates memory that grows up to limit bytes.
func New(limit uint64) (*Memory, error) {
	limit = (limit + PageSize - 1) &^ (PageSize - 1)
	return &Memory{reserved: make([]byte, limit), limit: limit, release: func([]byte) error { return nil }}, nil
}

// Freeze copies b into an image.
func Freeze(b []byte) (*Image, error) {
	if len(b) == 0 || len(b)%PageSize != 0 {
		return nil, fmt.Errorf("memory: an image of %d bytes is not made of whole pages", len(b))
	}
	return &Image{size: uint64(len(b)), bytes: append([]byte(nil), b...)}, nil
}

// Thaw makes the first pages of m a copy of the image.
func (m *Memory) Thaw(i *Image) error {
	if m.reserved == nil || i.bytes == nil {
		return ErrClosed
	}
	if i.size > m.limit {
		return fmt.Errorf("memory: an image of %d bytes does not fit a limit of %d", i.size, m.limit)
	}
	copy(m.reserved, i.bytes)
	m.size = max(m.size, i.size)
	m.image = i.size
	return nil
}

// Written cannot be told here.
func (m *Memory) Written(pages []uint32) ([]uint32, bool) { return pages, false }

// Reset makes of m, which was thawed from the image and did not grow since, the
// image again.
func (m *Memory) Reset(i *Image, _ []uint32) error {
	if m.reserved == nil || i.bytes == nil {
		return ErrClosed
	}
	if m.size != i.size || m.image != i.size {
		return fmt.Errorf("memory: %d bytes are not an image of %d", m.size, i.size)
	}
	copy(m.reserved, i.bytes)
	return nil
}

// Close releases the image.
func (i *Image) Close() error {
	i.bytes = nil
	return nil
}

// Map is not known here.
func Map(uintptr, uint64, uint64) (*Image, error) { return nil, errors.ErrUnsupported }
