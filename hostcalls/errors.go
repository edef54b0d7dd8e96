package hostcalls

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// TypeError is an argument that an op cannot take. The library checks arguments
// before it calls ops, with Node's messages; who sees this one has found a gap.
type TypeError struct{ Message, Code string }

func (e *TypeError) Error() string { return e.Message }

// CodedError is an error of one of Node's ERR_* codes.
type CodedError struct {
	Name    string // the constructor: "Error" if empty, or "TypeError", "RangeError", …
	Code    string
	Message string
	Props   map[string]any // further own properties
}

func (e *CodedError) Error() string { return e.Message }

// SystemError is a failed operation of the system in Node's shape.
type SystemError struct {
	Errno   errno.Errno
	Syscall string
	Path    string
	Dest    string
	Message string // instead of the usual "CODE: text, syscall 'path'"
}

func (e *SystemError) Error() string {
	if e.Message != "" {
		return e.Message
	}
	return (&wasi.PathError{Op: e.Syscall, Path: e.Path, Dest: e.Dest, Errno: e.Errno}).Error()
}

func (e *SystemError) Unwrap() error { return e.Errno }

var errNoLoop = errors.New("hostcalls: no event loop here: asynchronous ops are not possible while a snapshot is built")

// NewError makes the JavaScript error of a Go error. The second result is the
// death of the isolate.
func (e *Env) NewError(err error) (engine.Value, error) {
	var thrown *engine.ThrownError
	if errors.As(err, &thrown) {
		return thrown.Value, nil
	}
	if dead := e.iso.Dead(); dead != nil {
		return engine.Undefined, dead
	}
	v, failed := e.newError(err)
	if errors.As(failed, &thrown) { // making the error threw: out of stack, say
		return thrown.Value, nil
	}
	return v, failed
}

func (e *Env) newError(err error) (engine.Value, error) {
	var (
		denied *wasi.Denied
		system *SystemError
		path   *wasi.PathError
		quota  *wasi.QuotaError
		coded  *CodedError
		typ    *TypeError
		nobody *wasi.UnknownCredential
	)
	switch {
	case errors.As(err, &coded):
		return e.codedError(coded)
	case errors.As(err, &typ):
		return e.codedError(&CodedError{Name: "TypeError", Code: typ.Code, Message: typ.Message})
	case errors.As(err, &denied):
		return e.codedError(&CodedError{Code: "ERR_ACCESS_DENIED", Message: "Access to this API has been restricted: " + denied.Error(),
			Props: map[string]any{"permission": denied.Permission, "resource": denied.Resource}})
	case errors.As(err, &nobody):
		return e.codedError(&CodedError{Code: "ERR_UNKNOWN_CREDENTIAL", Message: nobody.Error()})
	case errors.As(err, &system):
		return e.systemError(system)
	case errors.As(err, &path):
		return e.systemError(&SystemError{Errno: path.Errno, Syscall: path.Op, Path: path.Path, Dest: path.Dest})
	case errors.As(err, &quota):
		return e.codedError(&CodedError{Code: "ERR_QUOTA_EXCEEDED", Message: quota.Error()})
	case errors.Is(err, reactor.ErrTooManyPending), errors.Is(err, reactor.ErrPoolFull):
		return e.codedError(&CodedError{Code: "ERR_QUOTA_EXCEEDED", Message: "too many pending operations"})
	}
	if n := errno.Of(err); n != errno.UNKNOWN {
		return e.systemError(&SystemError{Errno: n, Message: n.Error()})
	}
	return e.codedError(&CodedError{Message: err.Error()})
}

func (e *Env) systemError(s *SystemError) (engine.Value, error) {
	return e.callFactory(RootSystemError, s.Error(), s.Errno.UV(), s.Errno.Name(), opt(s.Syscall), opt(s.Path), opt(s.Dest))
}

func (e *Env) codedError(c *CodedError) (engine.Value, error) {
	props := "{}"
	if len(c.Props) > 0 {
		b, err := json.Marshal(c.Props)
		if err != nil {
			return engine.Undefined, fmt.Errorf("hostcalls: properties of an error: %w", err)
		}
		props = string(b)
	}
	return e.callFactory(RootCodedError, c.Name, c.Code, c.Message, props)
}

// opt makes of an empty text undefined.
func opt(s string) any {
	if s == "" {
		return None{}
	}
	return s
}

func (e *Env) callFactory(r Root, args ...any) (engine.Value, error) {
	values := make([]engine.Value, 0, len(args))
	defer func() {
		for _, v := range values {
			e.iso.Free(v)
		}
	}()
	for _, a := range args {
		v, err := e.toValue(a)
		if err != nil {
			return engine.Undefined, err
		}
		values = append(values, v)
	}
	if e.roots[r].IsUndefined() { // before the library has registered its makers
		return e.plainError(fmt.Sprint(args...))
	}
	return e.CallRoot(r, values...)
}

func (e *Env) plainError(message string) (engine.Value, error) {
	ctor, err := e.iso.Global("Error")
	if err != nil {
		return engine.Undefined, err
	}
	defer e.iso.Free(ctor)
	text, err := e.iso.NewString(message)
	if err != nil {
		return engine.Undefined, err
	}
	defer e.iso.Free(text)
	return e.iso.Construct(ctor, text)
}
