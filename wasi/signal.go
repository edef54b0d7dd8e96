package wasi

import (
	"context"
	"os"
	"os/signal"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Guests know signals by Linux's numbers, wherever they run.
const (
	sigHup  = 1
	sigInt  = 2
	sigKill = 9
	sigTerm = 15
	sigStop = 19
	sigUrg  = 23
)

// sigwinch has this number on every system that has it.
const sigwinch = 28

// maxSignals is how many signals may wait to be taken; further ones of the same
// number are merged with them, as the system itself does.
const maxSignals = 16

// SignalWatch hears one signal of the process until it is closed. Other watches,
// of other guests too, hear it as well.
type SignalWatch struct {
	came   chan os.Signal
	closed chan struct{}
	once   sync.Once
}

// WatchSignal takes a signal away from its usual effect: as long as anybody
// watches SIGINT, it does not end the process. That concerns everybody in the
// process and takes a grant of its own (signals). The error is *Denied or, for a
// signal that the system does not have, that cannot be caught, or that Go's
// runtime needs for itself (SIGURG), EINVAL.
func (h *Host) WatchSignal(number int) (*SignalWatch, error) {
	check := h.check
	if number == sigwinch {
		// The library itself watches for the terminal's size: no question.
		check = h.quiet
	}
	if err := check(KindSys, "signals"); err != nil {
		return nil, err
	}
	sig, ok := watchable(number)
	if !ok {
		return nil, errno.EINVAL
	}
	w := &SignalWatch{came: make(chan os.Signal, maxSignals), closed: make(chan struct{})}
	signal.Notify(w.came, sig)
	return w, nil
}

// Next waits for the signal. It is false when the watch was closed or ctx ended.
func (w *SignalWatch) Next(ctx context.Context) bool {
	select {
	case <-w.came:
		return true
	case <-w.closed:
	case <-ctx.Done():
	}
	return false
}

// Close ends the watch and wakes who waits in Next. A second Close does nothing.
func (w *SignalWatch) Close() error {
	w.once.Do(func() {
		signal.Stop(w.came)
		close(w.closed)
	})
	return nil
}
