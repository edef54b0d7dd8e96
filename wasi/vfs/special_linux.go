package vfs

import "golang.org/x/sys/unix"

// isSpecial finds devices other than the harmless ones of the memory major, and
// files of a procfs wherever it is mounted: they are windows into the process
// and the machine, not files.
func isSpecial(fd int, st *unix.Stat_t) bool {
	switch uint32(st.Mode) & ModeType {
	case ModeBlock:
		return true
	case ModeChar:
		if unix.Major(uint64(st.Rdev)) != 1 {
			return true
		}
		switch unix.Minor(uint64(st.Rdev)) {
		case 3, 5, 7, 8, 9: // null, zero, full, random, urandom
			return false
		}
		return true
	}
	// Only file systems without a device of their own can be a procfs.
	if unix.Major(uint64(st.Dev)) != 0 {
		return false
	}
	var fs unix.Statfs_t
	if err := again(func() error { return unix.Fstatfs(fd, &fs) }); err != nil {
		return true
	}
	return fs.Type == unix.PROC_SUPER_MAGIC
}
