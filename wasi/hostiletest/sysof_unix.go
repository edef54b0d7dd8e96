//go:build !windows

package hostiletest

import (
	"fmt"
	"io/fs"
	"syscall"
)

// sysOf has what fs.FileInfo leaves out of a file.
func sysOf(info fs.FileInfo) string {
	st := info.Sys().(*syscall.Stat_t)
	return fmt.Sprint(st.Nlink, st.Uid, st.Gid, st.Ino)
}
