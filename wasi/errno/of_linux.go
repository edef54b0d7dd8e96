package errno

import "syscall"

// The table's libuv numbers are Linux's, negated, so Linux needs no second list.
func ofSyscall(sys syscall.Errno) (Errno, bool) {
	if sys == 0 || sys > 4000 {
		return UNKNOWN, false
	}
	e, ok := byUV[-int32(sys)]
	return e, ok
}
