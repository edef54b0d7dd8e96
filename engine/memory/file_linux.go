package memory

import "golang.org/x/sys/unix"

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
