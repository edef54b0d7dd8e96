package wjs

import (
	"errors"
	"fmt"
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
)

// ErrClosed is returned for every use of a runtime after Close.
var ErrClosed = errors.New("wjs: the runtime is closed")

// TimeoutError ends a runtime that took longer than Limits.Timeout.
type TimeoutError struct{ Timeout time.Duration }

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("wjs: the script took longer than %v", e.Timeout)
}

// DeadError is returned for every use of a runtime whose script was ended, by a
// limit, process.exit or an uncaught error; Unwrap gives what ended it.
type DeadError struct{ Cause error }

func (e *DeadError) Error() string { return "wjs: the runtime has ended: " + e.Cause.Error() }
func (e *DeadError) Unwrap() error { return e.Cause }

// Error is an error that JavaScript threw to Go.
type Error struct {
	Name    string // "TypeError"
	Message string
	Code    string // Node's code, "ERR_INVALID_ARG_TYPE", if it has one
	Stack   string // the text of its stack property
	Cause   error  // its cause, if that is an error too
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Error gives name and message, and its cause's after a colon, as Go's errors do.
func (e *Error) Error() string {
	text := e.Message
	if e.Name != "" {
		text = e.Name + ": " + text
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// The limits that can end a runtime, for errors.As.
type (
	// MemoryLimitError ends a script that needs more than Limits.Memory.
	MemoryLimitError = engine.MemoryLimitError
	// FuelError ends a script that used up Limits.Fuel.
	FuelError = engine.FuelError
	// CPUError ends a script that computed for longer than Limits.CPU.
	CPUError = engine.CPUError
)

// fromJS makes a Go error of whatever a call into the isolate returned.
func (r *Runtime) fromJS(err error) error {
	var thrown *engine.ThrownError
	if !errors.As(err, &thrown) {
		return err
	}
	defer r.iso.Free(thrown.Value)
	return r.errorOf(thrown.Value)
}

// errorOf reads an error out of a thrown value, which stays the caller's.
func (r *Runtime) errorOf(v engine.Value) error { return r.errorAt(v, 0) }

func (r *Runtime) errorAt(v engine.Value, depth int) error {
	if v.Kind() != engine.KindObject {
		return &Error{Message: "Uncaught " + r.text(v)}
	}
	e := &Error{Name: r.field(v, "name"), Message: r.field(v, "message"), Code: r.field(v, "code"), Stack: r.field(v, "stack")}
	if e.Name == "" && e.Message == "" {
		e.Message = "Uncaught " + r.text(v)
	}
	const maxCauses = 10 // a chain may lead in a circle
	if cause, err := r.iso.Get(v, "cause"); err == nil {
		if depth < maxCauses && r.iso.Class(cause) == guest.ClassError {
			e.Cause = r.errorAt(cause, depth+1)
		}
		r.iso.Free(cause)
	} else {
		r.dropped(err)
	}
	return e
}

// field reads a property if it is a string; what a getter throws is dropped.
func (r *Runtime) field(object engine.Value, name string) string {
	v, err := r.iso.Get(object, name)
	if err != nil {
		r.dropped(err)
		return ""
	}
	defer r.iso.Free(v)
	s, _ := r.iso.String(v)
	return s
}

// dropped frees what was thrown and nobody is told of.
func (r *Runtime) dropped(err error) {
	var thrown *engine.ThrownError
	if errors.As(err, &thrown) {
		r.iso.Free(thrown.Value)
	}
}

// text shows any value as util.inspect does.
func (r *Runtime) text(v engine.Value) string {
	out, err := r.callLibrary(libShow, v)
	if err != nil {
		return "a value that cannot be shown"
	}
	defer r.iso.Free(out)
	s, _ := r.iso.String(out)
	return s
}
