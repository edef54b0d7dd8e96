package vfs

import (
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// direntBuffer holds what getdents64 has read ahead. Package os is not used
// because it would ask lstat by path where the type is not known.
type direntBuffer struct {
	buf  []byte
	text string // what was read last: names are parts of it
	at   int
}

// Offsets in struct linux_dirent64.
const (
	direntReclen = 16
	direntType   = 18
	direntName   = 19
	direntLeast  = 24 // bytes of an entry, whose size is a multiple of 8
)

func (b *direntBuffer) next(fd, n int) ([]Entry, error) {
	var list []Entry
	for len(list) < n {
		if b.at >= len(b.text) {
			if b.buf == nil {
				b.buf = make([]byte, 32<<10)
			}
			got, err := unix.Getdents(fd, b.buf)
			if err != nil {
				if len(list) > 0 && err != unix.EINTR {
					break
				}
				return list, err
			}
			if got <= 0 {
				break
			}
			b.at, b.text = 0, string(b.buf[:got])
			list = slices.Grow(list, min(n-len(list), got/direntLeast))
		}
		rec := b.buf[b.at:len(b.text)]
		size := int(binary.NativeEndian.Uint16(rec[direntReclen:]))
		rec = rec[:size]
		name := b.text[b.at+direntName : b.at+size]
		b.at += size
		if i := strings.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		ino := binary.NativeEndian.Uint64(rec)
		if ino == 0 || name == "." || name == ".." {
			continue
		}
		// d_type is the upper bits of st_mode.
		list = append(list, Entry{Name: name, Type: uint32(rec[direntType]) << 12, Ino: ino})
	}
	return list, nil
}
