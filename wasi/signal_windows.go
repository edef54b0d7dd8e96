package wasi

import (
	"os"
	"syscall"
)

// hostSignal: those that Windows can send have Linux's numbers.
func hostSignal(linux int) (syscall.Signal, bool) {
	return syscall.Signal(linux), linux >= 0 && linux < 32
}

// watchable: a console's Ctrl+C, and its closing.
func watchable(number int) (os.Signal, bool) {
	switch number {
	case sigInt:
		return os.Interrupt, true
	case sigHup, sigTerm:
		return syscall.SIGTERM, true
	}
	return nil, false
}
