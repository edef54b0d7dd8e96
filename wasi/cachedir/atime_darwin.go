package cachedir

import (
	"io/fs"
	"syscall"
	"time"
)

// readTime is when a file was read last, to a day where it is mounted so.
func readTime(info fs.FileInfo) time.Time {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(st.Atimespec.Unix())
	}
	return time.Time{}
}
