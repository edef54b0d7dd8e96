//go:build unix

package memory

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// mapOver replaces the pages of b, which must begin on a page, by a private
// mapping of the file.
func mapOver(b []byte, f imageFile) error {
	addr := unsafe.Pointer(unsafe.SliceData(b))
	_, err := unix.MmapPtr(f.fd, f.offset, addr, uintptr(len(b)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
	return err
}
