package wasi

import (
	"os"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// UID is the number of the user the process runs as, and of the one whose
// rights it has (uid); -1 where the system has none.
func (h *Host) UID() (real, effective int, err error) {
	if err = h.sys("uid"); err != nil {
		return 0, 0, err
	}
	return os.Getuid(), os.Geteuid(), nil
}

// GID is the same of the group (gid).
func (h *Host) GID() (real, effective int, err error) {
	if err = h.sys("gid"); err != nil {
		return 0, 0, err
	}
	return os.Getgid(), os.Getegid(), nil
}

// RSS is how much of the machine's memory the whole process takes, in bytes
// (systemMemoryInfo). Darwin tells only the most it ever was.
func (h *Host) RSS() (uint64, error) { return ask(h, "systemMemoryInfo", residentSize) }

// ResourceUsage is what the whole process has used, all guests together. Systems
// leave at 0 what they do not count.
type ResourceUsage struct {
	User, System                              time.Duration
	MaxRSS                                    int64 // kibibytes
	SharedMemory, UnsharedData, UnsharedStack int64
	MinorFaults, MajorFaults, SwappedOut      int64
	FSReads, FSWrites                         int64
	IPCSent, IPCReceived, Signals             int64
	Voluntary, Involuntary                    int64 // context switches
}

// ResourceUsage tells it. All but the times, which CPUTime tells as well, is 0
// for who was not granted systemMemoryInfo.
func (h *Host) ResourceUsage() (ResourceUsage, error) {
	user, system, err := h.CPUTime()
	if err != nil {
		return ResourceUsage{}, errno.Of(err)
	}
	var u ResourceUsage
	if h.Has(KindSys, "systemMemoryInfo") {
		if u, err = resourceUsage(); err != nil {
			return u, errno.Of(err)
		}
	}
	u.User, u.System = user, system
	return u, nil
}

// Kill sends a signal, by Linux's number, to a process or, for a pid below 1, to
// a group of them; the signal 0 asks whether it is there. It can end the process
// that the guest lives in and any other of the user: it is for guests that may
// run everything. Errors are *Denied, ESRCH, EPERM, EINVAL, and ENOSYS for a
// signal that Windows cannot send.
func (h *Host) Kill(pid, signal int) error {
	if !h.Has(KindRun, "") {
		h.policy.note(Request{Kind: KindRun, Resource: "kill"})
		d := denied(KindRun, "kill")
		d.Flag = "--allow-run"
		d.Rule = h.policy.names[KindRun].denial(KindRun)
		return d
	}
	h.policy.note(Request{Kind: KindRun, Resource: "kill", Allowed: true})
	number, ok := hostSignal(signal)
	if !ok {
		return errno.EINVAL
	}
	if err := kill(pid, number); err != nil {
		return errno.Of(err)
	}
	return nil
}
