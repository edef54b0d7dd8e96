// Package fs is the host side of node:fs. Descriptors are numbers of the
// isolate's table of resources; 0, 1 and 2 are its standard streams. Every path
// is taken to the policy before anything is touched.
//
// Ops are synchronous, or asynchronous with a request object behind their
// arguments. Paths and names are UTF-8.
package fs

import (
	"math"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Binding makes the binding "fs".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("fs")
	addDescriptors(b)
	addWhole(b)
	addStat(b)
	addDirectories(b)
	addPaths(b)
	addWatch(b)
	return b
}

// badDescriptor is what an op on a descriptor fails with when the number is none.
func badDescriptor(syscall string) error {
	return &hostcalls.SystemError{Errno: errno.EBADF, Syscall: syscall}
}

// timeOf turns seconds into an instant as libuv does: infinite is the present,
// NaN leaves the time as it is.
func timeOf(seconds float64) wasi.Time {
	switch {
	case math.IsInf(seconds, 0):
		return wasi.Time{Nsec: vfs.NsecNow}
	case math.IsNaN(seconds):
		return wasi.Time{Nsec: vfs.NsecOmit}
	}
	whole := math.Trunc(seconds)
	t := wasi.Time{Sec: int64(whole), Nsec: int64((seconds - whole) * 1e9)}
	if t.Nsec < 0 {
		t.Nsec += 1e9
		t.Sec--
	}
	return t
}
