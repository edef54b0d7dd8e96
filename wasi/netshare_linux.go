package wasi

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// sharePort lets several sockets listen at one port.
var sharePort = func(_, _ string, raw syscall.RawConn) error {
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) }); err != nil {
		return err
	}
	return failed
}
