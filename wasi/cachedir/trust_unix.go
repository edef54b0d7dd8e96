//go:build !windows

package cachedir

import (
	"io/fs"
	"os"
	"syscall"
)

// distrust says why info cannot be trusted, "" if it can.
func distrust(info fs.FileInfo) string {
	st, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return "its owner cannot be told"
	case int(st.Uid) != os.Geteuid():
		return "it belongs to another user"
	case info.Mode().Perm()&0o022 != 0:
		return "others may write to it"
	}
	return ""
}
