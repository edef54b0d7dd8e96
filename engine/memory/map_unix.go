//go:build unix

package memory

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapOver replaces the pages of b, which must begin on a page, by a private
// mapping of the file from its beginning.
func mapOver(b []byte, fd int) error {
	addr := unsafe.Pointer(unsafe.SliceData(b))
	_, err := unix.MmapPtr(fd, 0, addr, uintptr(len(b)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
	return err
}
