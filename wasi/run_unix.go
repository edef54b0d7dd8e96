//go:build !windows

package wasi

import (
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

func exitOf(state *os.ProcessState) Exit {
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return Exit{Signal: unix.SignalName(ws.Signal())}
	}
	return Exit{Code: state.ExitCode()}
}

func signalProcess(p *os.Process, name string) error {
	s := unix.SignalNum(strings.ToUpper(name))
	if s == 0 {
		return errno.EINVAL
	}
	return p.Signal(s)
}
