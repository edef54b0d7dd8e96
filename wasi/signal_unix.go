//go:build !windows

package wasi

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalNames are by Linux's numbers.
var signalNames = [...]string{
	1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
	9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
	16: "SIGSTKFLT", 17: "SIGCHLD", 18: "SIGCONT", 19: "SIGSTOP", 20: "SIGTSTP", 21: "SIGTTIN", 22: "SIGTTOU",
	23: "SIGURG", 24: "SIGXCPU", 25: "SIGXFSZ", 26: "SIGVTALRM", 27: "SIGPROF", 28: "SIGWINCH", 29: "SIGIO",
	30: "SIGPWR", 31: "SIGSYS",
}

// hostSignal is the system's own number of the signal that has the given one on
// Linux, false if it has no such signal. 0, which is none, stays 0.
func hostSignal(linux int) (syscall.Signal, bool) {
	if linux == 0 {
		return 0, true
	}
	if linux < 0 || linux >= len(signalNames) {
		return 0, false
	}
	sig := unix.SignalNum(signalNames[linux])
	return sig, sig != 0
}

func watchable(linux int) (os.Signal, bool) {
	switch linux {
	case 0, sigKill, sigStop, sigUrg:
		return nil, false
	}
	return hostSignal(linux)
}
