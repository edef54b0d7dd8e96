//go:build !windows

package wasi

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

func resourceUsage() (ResourceUsage, error) {
	var ru unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &ru); err != nil {
		return ResourceUsage{}, err
	}
	u := ResourceUsage{
		MaxRSS: int64(ru.Maxrss), SharedMemory: int64(ru.Ixrss), UnsharedData: int64(ru.Idrss), UnsharedStack: int64(ru.Isrss),
		MinorFaults: int64(ru.Minflt), MajorFaults: int64(ru.Majflt), SwappedOut: int64(ru.Nswap),
		FSReads: int64(ru.Inblock), FSWrites: int64(ru.Oublock),
		IPCSent: int64(ru.Msgsnd), IPCReceived: int64(ru.Msgrcv), Signals: int64(ru.Nsignals),
		Voluntary: int64(ru.Nvcsw), Involuntary: int64(ru.Nivcsw),
	}
	if runtime.GOOS == "darwin" { // counts bytes
		u.MaxRSS /= 1024
	}
	return u, nil
}

func kill(pid int, signal syscall.Signal) error { return unix.Kill(pid, signal) }
