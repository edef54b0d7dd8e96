package wasm

import (
	"errors"
	"fmt"
)

// ErrClosed is returned for uses of a Store after Close.
var ErrClosed = errors.New("wasm: closed")

// CompileError says why a binary is no module that can be run.
type CompileError struct{ Message string }

func (e *CompileError) Error() string { return e.Message }

func compileErrorf(format string, args ...any) error {
	return &CompileError{Message: fmt.Sprintf(format, args...)}
}

// LinkError says why a module does not go together with what it imports.
type LinkError struct{ Message string }

func (e *LinkError) Error() string { return e.Message }

func linkErrorf(format string, args ...any) error {
	return &LinkError{Message: fmt.Sprintf(format, args...)}
}

// Trap is what ended a call of WebAssembly. Message is in V8's words.
type Trap struct{ Message string }

func (e *Trap) Error() string { return e.Message }

// ErrStackOverflow ends a call that nested too deep, in V8's words.
//
//lint:ignore ST1005 V8 capitalizes it
var ErrStackOverflow = errors.New("Maximum call stack size exceeded")

// ErrStopped is for Config.Poll to end a call with, where nothing else says why.
var ErrStopped = errors.New("wasm: stopped")

// ErrNoMemory says that a memory, table or module is more than the store may
// take.
var ErrNoMemory = errors.New("out of memory")

// traps maps wazero's texts, the only thing about its traps that is exported, to
// V8's. TestTraps provokes each.
var traps = map[string]string{
	"unreachable":                   "unreachable",
	"out of bounds memory access":   "memory access out of bounds",
	"integer divide by zero":        "divide by zero",
	"integer overflow":              "divide result unrepresentable",
	"invalid conversion to integer": "float unrepresentable in integer range",
	// Of a null element, which is the more common, and of an index out of bounds.
	"invalid table access":        "null function or function signature mismatch",
	"indirect call type mismatch": "null function or function signature mismatch",
	"unaligned atomic":            "operation does not support unaligned accesses",
	"expected shared memory":      "Atomics.wait cannot be called in this context",
}

// asTrap finds the trap in what a call of wazero returned. Whatever else is in
// it, an error that a host function returned or a death, stays as it is.
func asTrap(err error) error {
	root := err
	for {
		next := errors.Unwrap(root)
		if next == nil {
			break
		}
		root = next
	}
	text := root.Error()
	if text == "stack overflow" {
		return ErrStackOverflow
	}
	if message, ok := traps[text]; ok {
		return &Trap{Message: message}
	}
	return err
}
