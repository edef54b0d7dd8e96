package memory

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const mapNoReserve = unix.MAP_NORESERVE

// anonymousFile returns a file that lives in memory only.
func anonymousFile() (int, error) {
	return unix.MemfdCreate("wjs-snapshot", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
}

// seal forbids every later change of the file; it is a second guard, so that
// its failure is not one.
func seal(fd int) {
	_, _ = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SEAL|unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_WRITE)
}

// Map makes an image of size bytes of an open file, at an offset on a page. The
// file must not change; it may be closed.
func Map(fd uintptr, offset, size uint64) (*Image, error) {
	own, err := unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("memory: keeping a file: %w", err)
	}
	mapped, err := unix.Mmap(own, int64(offset), int(size), unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		_ = unix.Close(own)
		return nil, fmt.Errorf("memory: mapping a file: %w", err)
	}
	return &Image{size: size, bytes: mapped, file: imageFile{fd: own, offset: int64(offset)}}, nil
}
