//go:build !windows

package wasi

import (
	"os"

	"github.com/wjs-run/wjs/wasi/errno"
)

// mayAccess compares the bits of mode with what the process may do, as
// access(2) does.
func mayAccess(st *Stat, mode uint32) error {
	if mode == AccessExists {
		return nil
	}
	uid := os.Getuid()
	if uid == 0 {
		// Root may do everything but execute what nobody may execute.
		if mode&AccessExecute != 0 && !st.IsDir() && st.Mode&0o111 == 0 {
			return errno.EACCES
		}
		return nil
	}
	bits := st.Mode & 7
	switch {
	case st.UID == uint32(uid):
		bits = st.Mode >> 6 & 7
	case inGroup(st.GID):
		bits = st.Mode >> 3 & 7
	}
	if bits&mode != mode {
		return errno.EACCES
	}
	return nil
}

func inGroup(gid uint32) bool {
	if uint32(os.Getgid()) == gid {
		return true
	}
	groups, err := os.Getgroups()
	if err != nil {
		return false
	}
	for _, g := range groups {
		if uint32(g) == gid {
			return true
		}
	}
	return false
}
