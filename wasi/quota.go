package wasi

import "sync/atomic"

// Quota limits what one host may hold or use up; 0 is no limit.
type Quota struct {
	OpenFiles int64 // files and directories open at once
	Sockets   int64 // connections and listeners open at once
	Processes int64 // children running at once
	Written   int64 // bytes written to files, in all
	Sent      int64 // bytes written to sockets, in all
}

// Usage is how much of each quota is in use.
type Usage struct{ OpenFiles, Sockets, Processes, Written, Sent int64 }

const (
	quotaFiles     = "open files"
	quotaSockets   = "open sockets"
	quotaProcesses = "running processes"
	quotaWritten   = "bytes written"
	quotaSent      = "bytes sent"
)

type counters struct {
	limit                                    Quota
	files, sockets, processes, written, sent atomic.Int64
}

// Usage may be read while the guest runs.
func (h *Host) Usage() Usage {
	c := &h.count
	return Usage{c.files.Load(), c.sockets.Load(), c.processes.Load(), c.written.Load(), c.sent.Load()}
}

// take adds n to a counter, or says that the limit stands in the way.
func take(counter *atomic.Int64, n, limit int64, name string) error {
	if counter.Add(n) > limit && limit > 0 {
		counter.Add(-n)
		return &QuotaError{name, limit}
	}
	return nil
}
