package engine

import (
	"errors"
	"fmt"
	"time"
)

// ErrClosed is returned for every use of an isolate, snapshot or engine after
// Close.
var ErrClosed = errors.New("engine: closed")

// ErrInterrupted is the cause of death of an isolate that Interrupt ended
// without naming another cause.
var ErrInterrupted = errors.New("engine: interrupted")

// DeadlineError ends an isolate that ran past its deadline.
type DeadlineError struct{ Deadline time.Time }

func (e *DeadlineError) Error() string { return "the script ran past its deadline" }

// Timeout reports true, as net.Error and os.ErrDeadlineExceeded do.
func (e *DeadlineError) Timeout() bool { return true }

// MemoryLimitError ends an isolate that asked for more memory than it may have.
type MemoryLimitError struct{ Limit uint64 }

func (e *MemoryLimitError) Error() string {
	return fmt.Sprintf("the script needs more than its memory limit of %d bytes", e.Limit)
}

// FuelError ends an isolate that used up its fuel.
type FuelError struct{ Limit uint64 }

func (e *FuelError) Error() string {
	return fmt.Sprintf("the script used up its fuel of %d units", e.Limit)
}

// CPUError ends an isolate that computed for longer than it may.
type CPUError struct{ Limit time.Duration }

func (e *CPUError) Error() string {
	return fmt.Sprintf("the script computed for longer than its limit of %v", e.Limit)
}

// TrapError ends an isolate whose guest did what WebAssembly forbids, such as
// an access outside its memory or a native stack that ran full.
type TrapError struct{ Err error }

func (e *TrapError) Error() string { return "the guest trapped: " + e.Err.Error() }
func (e *TrapError) Unwrap() error { return e.Err }

// DeadError is returned for every use of an isolate after the first error that
// ended it; Unwrap gives that error.
type DeadError struct{ Cause error }

func (e *DeadError) Error() string { return "engine: the isolate is dead: " + e.Cause.Error() }
func (e *DeadError) Unwrap() error { return e.Cause }

// ThrownError says that JavaScript threw. Value is owned by who receives the
// error; Isolate.TakeException made it.
type ThrownError struct{ Value Value }

func (e *ThrownError) Error() string { return "engine: JavaScript threw a value" }
