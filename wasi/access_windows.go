package wasi

import "github.com/wjs-run/wjs/wasi/errno"

// mayAccess knows only the read-only attribute.
func mayAccess(st *Stat, mode uint32) error {
	if mode&AccessWrite != 0 && !st.IsDir() && st.Mode&0o200 == 0 {
		return errno.EPERM
	}
	return nil
}
