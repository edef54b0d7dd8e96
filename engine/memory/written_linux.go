package memory

import (
	"encoding/binary"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// SystemPage is the size in bytes of what is copied when a private mapping is written to.
var SystemPage = unix.Getpagesize()

// pagemap is the kernel's table of this process's pages, open for good; -1
// where /proc is not to be had.
var pagemap = sync.OnceValue(func() int {
	fd, err := unix.Open("/proc/self/pagemap", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	return fd
})

// Bits of an entry of the table, see the kernel's admin-guide/mm/pagemap.rst.
const (
	pagePresent = 1 << 63
	pageSwapped = 1 << 62
	pageOfFile  = 1 << 61 // of a file, or anonymous and shared
)

// Written appends the numbers, in units of the system's pages, of those pages of
// the thawed part that were written since: the system has copied them, so they
// are no longer the file's. It reports false when that cannot be told.
func (m *Memory) Written(pages []uint32) ([]uint32, bool) {
	fd := pagemap()
	if fd < 0 || m.reserved == nil || m.image == 0 {
		return pages, false
	}
	first := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(m.reserved)))) / uint64(SystemPage)
	total := m.image / uint64(SystemPage)
	var chunk [8 * 512]byte
	for page := uint64(0); page < total; {
		n, err := unix.Pread(fd, chunk[:min(uint64(len(chunk)), 8*(total-page))], int64(8*(first+page)))
		if err != nil || n < 8 {
			return pages, false
		}
		for b := chunk[:n&^7]; len(b) > 0; b = b[8:] {
			entry := binary.LittleEndian.Uint64(b)
			if entry&pageSwapped != 0 || entry&pagePresent != 0 && entry&pageOfFile == 0 {
				pages = append(pages, uint32(page))
			}
			page++
		}
	}
	return pages, true
}
