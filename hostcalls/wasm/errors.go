package wasm

import (
	"errors"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/wasm"
)

// failure makes of an error of the store the one that JavaScript sees; where
// says what was called and stands before the message. What JavaScript threw
// passes as it is, and so does a death.
func (s *state) failure(err error, where string) error {
	if dead := s.iso.Dead(); dead != nil {
		return dead
	}
	var (
		thrown  *engine.ThrownError
		compile *wasm.CompileError
		link    *wasm.LinkError
		trap    *wasm.Trap
	)
	if where != "" {
		where += ": "
	}
	switch {
	case errors.As(err, &thrown):
		return thrown
	case errors.Is(err, wasm.ErrStackOverflow):
		return s.throw("RangeError", wasm.ErrStackOverflow.Error())
	case errors.As(err, &compile):
		return s.throw("CompileError", where+compile.Message)
	case errors.As(err, &link):
		return s.throw("LinkError", where+link.Message)
	case errors.As(err, &trap):
		return s.throw("RuntimeError", where+trap.Message)
	case errors.Is(err, wasm.ErrNoMemory):
		return s.throw("RangeError", where+"Out of memory: the limit of "+memoryFlag+" is reached")
	}
	return err
}

const memoryFlag = "--memory"

// throw makes an error of JavaScript.
func (s *state) throw(constructor, message string) error {
	name, err := s.iso.NewString(constructor)
	if err != nil {
		return err
	}
	defer s.iso.Free(name)
	text, err := s.iso.NewString(message)
	if err != nil {
		return err
	}
	defer s.iso.Free(text)
	v, err := s.iso.Call(s.hooks[hookError], engine.Undefined, name, text)
	if err != nil {
		return err
	}
	return &engine.ThrownError{Value: v}
}
