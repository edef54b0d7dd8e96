//go:build unix && !linux

package memory

import "golang.org/x/sys/unix"

// SystemPage is the size in bytes of a page of the system.
var SystemPage = unix.Getpagesize()

// Written cannot be told here.
func (m *Memory) Written(pages []uint32) ([]uint32, bool) { return pages, false }
