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
	if more, ok := scanWritten(fd, first, total, pages); ok {
		return more, true
	}
	return readWritten(fd, first, total, pages)
}

// pmScanArg and pageRegion are the kernel's, see PAGEMAP_SCAN in its
// admin-guide/mm/pagemap.rst.
type pmScanArg struct {
	size, flags, start, end, walkEnd                      uint64
	vec, vecLen, maxPages                                 uint64
	inverted, categories, anyOfCategories, returnCategory uint64
}

type pageRegion struct{ start, end, _ uint64 } // the last are its categories

const (
	pagemapScan = 0xc0606610 // _IOWR('f', 16, struct pm_scan_arg)

	pageIsFile    = 1 << 2
	pageIsPresent = 1 << 3
	pageIsSwapped = 1 << 4
)

// scan is what a call of PAGEMAP_SCAN needs. It lies on the heap: the kernel
// follows a pointer in it.
type scan struct {
	arg     pmScanArg
	regions [128]pageRegion
}

var scans = sync.Pool{New: func() any { return new(scan) }}

// scanWritten lets the kernel look for the pages, which Linux can since 6.7.
func scanWritten(fd int, first, total uint64, pages []uint32) ([]uint32, bool) {
	size := uint64(SystemPage)
	s := scans.Get().(*scan)
	defer scans.Put(s)
	known := len(pages)
	for at, end := first*size, (first+total)*size; at < end; at = s.arg.walkEnd {
		s.arg = pmScanArg{
			size: uint64(unsafe.Sizeof(s.arg)), start: at, end: end,
			vec: uint64(uintptr(unsafe.Pointer(&s.regions))), vecLen: uint64(len(s.regions)),
			inverted: pageIsFile, categories: pageIsFile, anyOfCategories: pageIsPresent | pageIsSwapped, returnCategory: pageIsPresent | pageIsSwapped,
		}
		n, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), pagemapScan, uintptr(unsafe.Pointer(&s.arg)))
		if errno != 0 || s.arg.walkEnd <= at {
			return pages[:known], false
		}
		for _, r := range s.regions[:n] {
			for p := r.start / size; p < r.end/size; p++ {
				pages = append(pages, uint32(p-first))
			}
		}
	}
	return pages, true
}

// Bits of an entry of the table, see the kernel's admin-guide/mm/pagemap.rst.
const (
	pagePresent = 1 << 63
	pageSwapped = 1 << 62
	pageOfFile  = 1 << 61 // of a file, or anonymous and shared
)

// readWritten looks at the table's entries.
func readWritten(fd int, first, total uint64, pages []uint32) ([]uint32, bool) {
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
