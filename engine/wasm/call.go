package wasm

import (
	"reflect"

	"github.com/tetratelabs/wazero/api"
)

// maxDepth is how many calls from the host into WebAssembly may nest, and
// maxStacks what their native stacks may take together. A stack alone ends at
// wazero's own ceiling of 50 MB.
const (
	maxDepth  = 1000
	maxStacks = 64 << 20
)

// keptStack is the largest native stack that is kept for the next call.
const keptStack = 256 << 10

// activation is a call in progress.
type activation struct {
	fn    api.Function
	below uint64 // what the stacks of the calls around it take
}

// invoke calls fn, which must not be running. Its error is a *Trap,
// ErrStackOverflow, or what ended the call: an error of a host function, or the
// panic of Config.Poll.
func (s *Store) invoke(fn api.Function, stack []uint64) error {
	var below uint64
	if n := len(s.active); n > 0 {
		below = s.active[n-1].below + stackSize(s.active[n-1].fn)
		if n >= maxDepth || below > maxStacks {
			return ErrStackOverflow
		}
	}
	s.active = append(s.active, activation{fn, below})
	s.cfg.Running(true)
	err := fn.CallWithStack(s.cfg.Context, stack)
	s.cfg.Running(false)
	if s.closed {
		return ErrClosed
	}
	s.active = s.active[:len(s.active)-1]
	if err != nil {
		return asTrap(err)
	}
	return nil
}

// stackSize is the size of a function's native stack, which wazero does not
// tell. Where it cannot be seen the ceiling is assumed, so that a change of
// wazero's makes nesting shallow rather than dangerous.
func stackSize(fn api.Function) uint64 {
	v := reflect.ValueOf(fn)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return 50 << 20
	}
	if v.FieldByName("g").IsValid() { // a host function: it has none
		return 0
	}
	if stack := v.FieldByName("stack"); stack.IsValid() && stack.Kind() == reflect.Slice {
		return uint64(stack.Len()) * uint64(stack.Type().Elem().Size())
	}
	return 50 << 20
}
