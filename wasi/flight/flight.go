// Package flight is for reads and accepts that nothing can interrupt: they are made
// ahead on a goroutine of their own, so that waiting for them can be given up
// without losing what they bring.
package flight

import (
	"context"
	"sync"
)

// Flight is what one owner has under way, one thing at a time. The owner's lock
// guards it; the zero Flight is ready for use.
type Flight struct{ landed chan struct{} }

// Wait returns when ready says so, or with ctx's error. When nothing is under way
// begin is called on a goroutine: it does what takes its time without the lock, and
// lands. mu is the owner's lock, which the caller does not hold; ready is called
// with it.
func (f *Flight) Wait(ctx context.Context, mu *sync.Mutex, ready func() bool, begin func()) error {
	mu.Lock()
	if ready() {
		mu.Unlock()
		return nil
	}
	if f.landed == nil {
		f.landed = make(chan struct{})
		go begin()
	}
	landed := f.landed
	mu.Unlock()
	select {
	case <-landed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Land ends the flight, when what it brought is where ready finds it. The owner's
// lock is held.
func (f *Flight) Land() {
	close(f.landed)
	f.landed = nil
}
