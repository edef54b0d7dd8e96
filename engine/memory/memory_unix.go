//go:build unix

package memory

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// imageFile is what clones are mapped from; fd is -1 where there is none and
// clones are copied.
type imageFile struct {
	fd     int
	offset int64
}

// New reserves limit bytes of address space, rounded up to whole pages. Nothing
// of it costs memory until it is written.
func New(limit uint64) (*Memory, error) {
	limit = (limit + PageSize - 1) &^ (PageSize - 1)
	b, err := unix.Mmap(-1, 0, int(limit), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|mapNoReserve)
	if err != nil {
		return nil, fmt.Errorf("memory: reserving %d bytes: %w", limit, err)
	}
	return &Memory{reserved: b, limit: limit, release: unix.Munmap}, nil
}

// Freeze copies b into an image.
func Freeze(b []byte) (*Image, error) {
	if len(b) == 0 || len(b)%PageSize != 0 {
		return nil, fmt.Errorf("memory: an image of %d bytes is not made of whole pages", len(b))
	}
	img := &Image{size: uint64(len(b)), file: imageFile{fd: -1}}
	if fd, err := anonymousFile(); err == nil {
		if mapped, err := fill(fd, b); err == nil {
			img.bytes, img.file.fd = mapped, fd
			return img, nil
		}
		_ = unix.Close(fd)
	}
	img.bytes = append([]byte(nil), b...)
	return img, nil
}

// fill writes b to the file behind fd and maps it for reading.
func fill(fd int, b []byte) ([]byte, error) {
	if err := unix.Ftruncate(fd, int64(len(b))); err != nil {
		return nil, err
	}
	for off := 0; off < len(b); {
		n, err := unix.Pwrite(fd, b[off:], int64(off))
		if err != nil {
			return nil, err
		}
		off += n
	}
	seal(fd)
	return unix.Mmap(fd, 0, len(b), unix.PROT_READ, unix.MAP_PRIVATE)
}

// Thaw makes the first pages of m a private copy of the image; pages are shared
// with the image until they are written.
func (m *Memory) Thaw(i *Image) error {
	if m.reserved == nil || i.bytes == nil {
		return ErrClosed
	}
	if i.size > m.limit {
		return fmt.Errorf("memory: an image of %d bytes does not fit a limit of %d", i.size, m.limit)
	}
	if i.file.fd >= 0 {
		if err := mapOver(m.reserved[:i.size], i.file); err != nil {
			return fmt.Errorf("memory: mapping an image: %w", err)
		}
	} else {
		copy(m.reserved, i.bytes)
	}
	m.size = max(m.size, i.size)
	m.image = i.size
	return nil
}

// Reset makes of m, which was thawed from the image and did not grow since, the
// image again. Written, if not nil, are the pages that can differ: their content
// is copied back and they stay m's own, so that writing them again costs
// nothing. Otherwise all pages are given back to the system.
func (m *Memory) Reset(i *Image, written []uint32) error {
	if m.reserved == nil || i.bytes == nil {
		return ErrClosed
	}
	if m.size != i.size || m.image != i.size {
		return fmt.Errorf("memory: %d bytes are not an image of %d", m.size, i.size)
	}
	if written == nil {
		if i.file.fd < 0 {
			copy(m.reserved, i.bytes)
			return nil
		}
		return unix.Madvise(m.reserved[:m.size], unix.MADV_DONTNEED)
	}
	for _, p := range written {
		at := int(p) * SystemPage
		copy(m.reserved[at:at+SystemPage], i.bytes[at:])
	}
	return nil
}

// Close releases the image. Memories that were thawed from it stay valid.
func (i *Image) Close() error {
	if i.bytes == nil {
		return nil
	}
	b := i.bytes
	i.bytes = nil
	if i.file.fd < 0 {
		return nil
	}
	err := unix.Munmap(b)
	if e := unix.Close(i.file.fd); err == nil {
		err = e
	}
	i.file.fd = -1
	return err
}
