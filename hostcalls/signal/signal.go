// Package signal is the host side of signals as events of process. It takes the
// grant sys "signals": a watch changes what a signal does to everybody in the
// process.
package signal

import (
	"context"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Binding makes the binding "signal".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("signal")
	hostcalls.Op1(b.Asks(wasi.KindSys), "start", start)
	hostcalls.Async1(b.Holds(), "next", next)
	hostcalls.Op1(b.Holds(), "close", func(c *call, id int) (none, error) {
		w, err := hostcalls.Get[*watch](c.Resources(), id)
		if err != nil {
			return none{}, err
		}
		c.Resources().Remove(id)
		return none{}, w.Close()
	})
	return b
}

// watch is the resource.
type watch struct {
	*wasi.SignalWatch
	handle *reactor.Handle
}

func (w *watch) Close() error {
	err := w.SignalWatch.Close()
	w.handle.Close(nil)
	return err
}

func start(c *call, number int) (int, error) {
	w, err := c.Host().WatchSignal(number)
	if n, ok := err.(errno.Errno); ok {
		err = &hostcalls.SystemError{Errno: n, Syscall: "uv_signal_start", Message: "uv_signal_start " + n.Name()}
	}
	if err != nil {
		return 0, err
	}
	h := c.Loop().NewHandle("SignalWrap")
	return c.Resources().AddHandle(&watch{w, h}, h), nil
}

// next ends with true when the signal has come, with null when the watch is
// closed.
func next(c *call, done *hostcalls.Completion[any], id int) error {
	w, err := hostcalls.Get[*watch](c.Resources(), id)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done.Own(w.handle)
	done.OnDrop(cancel)
	go func() {
		defer cancel()
		if w.Next(ctx) {
			done.Resolve(true)
		} else {
			done.Resolve(nil)
		}
	}()
	return nil
}
