package reactor

import (
	"errors"
	"fmt"
)

// The loop reports its refusals with these values; compare with errors.Is.
var (
	// ErrClosed is returned by whatever would add work to a closed loop, and by
	// a Run that was ended by Close.
	ErrClosed = errors.New("reactor: loop is closed")

	// ErrRunning is returned by Run, RunOnce, RunNoWait, RunUntil and Do while
	// another of them is in progress, be it on another goroutine or further up
	// the same stack: a loop is not re-entrant.
	ErrRunning = errors.New("reactor: loop is already running")

	// ErrTooManyPending is returned by Begin, Work and Submit when the loop's
	// quota of pending requests (Options.MaxPending) is used up.
	ErrTooManyPending = errors.New("reactor: too many pending requests")

	// ErrNotAlive is returned by RunUntil when nothing is left that could make
	// its condition come true.
	ErrNotAlive = errors.New("reactor: nothing left to wait for")

	// ErrPoolFull is returned when the worker pool's queue has no place left.
	ErrPoolFull = errors.New("reactor: worker pool queue is full")

	// ErrPoolClosed is returned when work is given to a closed worker pool.
	ErrPoolClosed = errors.New("reactor: worker pool is closed")
)

// WorkPanic is what a loop panics with, on its own goroutine, when a Job
// panicked on the pool. A panic on a worker would end the whole process; handed
// to the loop's goroutine it reaches the caller of Run, who can recover it.
type WorkPanic struct {
	Value any    // what the job panicked with; nil if it called runtime.Goexit
	Stack []byte // the worker's stack at the panic
}

func (p *WorkPanic) Error() string {
	if p.Value == nil {
		return "reactor: job ended its goroutine"
	}
	return fmt.Sprintf("reactor: job panicked: %v", p.Value)
}

// Unwrap gives the panic's value if it was an error.
func (p *WorkPanic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}
