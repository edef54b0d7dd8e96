package wasi

import (
	"os"

	"golang.org/x/sys/windows"

	"github.com/wjs-run/wjs/wasi/errno"
)

func exitOf(state *os.ProcessState) Exit { return Exit{Code: state.ExitCode()} }

// signalProcess: as in Node, what ends a program ends it, "0" asks whether it is
// there, and nothing else can be sent.
func signalProcess(p *os.Process, name string) error {
	switch name {
	case "SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT":
		return p.Kill()
	case "0":
		h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(p.Pid))
		if err != nil {
			return errno.ESRCH
		}
		return windows.CloseHandle(h)
	}
	return errno.ENOSYS
}

// SignalNumbers are the signals that Node knows on Windows.
func SignalNumbers() map[string]int {
	return map[string]int{"SIGHUP": 1, "SIGINT": 2, "SIGILL": 4, "SIGABRT": 22, "SIGFPE": 8, "SIGKILL": 9, "SIGSEGV": 11, "SIGTERM": 15, "SIGBREAK": 21, "SIGWINCH": 28}
}
