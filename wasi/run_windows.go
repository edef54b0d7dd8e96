package wasi

import (
	"os"

	"github.com/wjs-run/wjs/wasi/errno"
)

func exitOf(state *os.ProcessState) Exit { return Exit{Code: state.ExitCode()} }

// signalProcess: as in Node, what ends a program ends it, and nothing else can be
// sent.
func signalProcess(p *os.Process, name string) error {
	switch name {
	case "SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT":
		return p.Kill()
	}
	return errno.ENOSYS
}
