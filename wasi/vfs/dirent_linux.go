package vfs

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// direntBuffer holds what getdents64 has read ahead. Package os is not used
// because it would ask lstat by path where the type is not known.
type direntBuffer struct {
	buf []byte
	at  int
	end int
}

// Offsets in struct linux_dirent64.
const (
	direntReclen = 16
	direntType   = 18
	direntName   = 19
)

func (b *direntBuffer) next(fd, n int) ([]Entry, error) {
	var list []Entry
	for len(list) < n {
		if b.at >= b.end {
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
			b.at, b.end = 0, got
		}
		rec := b.buf[b.at:b.end]
		size := int(binary.NativeEndian.Uint16(rec[direntReclen:]))
		rec = rec[:size]
		b.at += size
		name := rec[direntName:]
		if i := bytes.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		ino := binary.NativeEndian.Uint64(rec)
		if ino == 0 || string(name) == "." || string(name) == ".." {
			continue
		}
		// d_type is the upper bits of st_mode.
		list = append(list, Entry{Name: string(name), Type: uint32(rec[direntType]) << 12, Ino: ino})
	}
	return list, nil
}
