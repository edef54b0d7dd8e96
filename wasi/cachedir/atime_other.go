//go:build !linux && !darwin

package cachedir

import (
	"io/fs"
	"time"
)

// readTime is not known: Touch has to say that an entry is used.
func readTime(fs.FileInfo) time.Time { return time.Time{} }
