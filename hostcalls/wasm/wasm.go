// Package wasm is the host side of the JavaScript API of WebAssembly:
// internalBinding('wasm'). https://webassembly.github.io/spec/js-api/
//
// JavaScript holds modules, instances, functions, memories, tables and globals
// by number. They live in the isolate's store (engine.Isolate.Wasm) until the
// isolate ends, under its limits. The classes, the checks of their arguments
// and the words of their errors are JavaScript (jslib/internal/wasm).
package wasm

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/wasm"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('wasm').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("wasm")
	hostcalls.Raw(b, "setup", 1, setup)

	hostcalls.Compiler2(b, "compile", compile)
	hostcalls.Op2(b, "compileSync", compileSync)
	hostcalls.Op1(b, "validate", validate)
	hostcalls.Op1(b, "imports", describeImports)
	hostcalls.Op1(b, "exports", describeExports)
	hostcalls.Op2(b, "customSections", customSections)
	hostcalls.Raw(b, "instantiate", 3, instantiate)

	hostcalls.Op2(b, "bind", bind)

	hostcalls.Raw(b, "call", 1, call)
	hostcalls.Raw(b, "apply", 2, apply)

	hostcalls.Op2(b, "newMemory", newMemory)
	hostcalls.Op1(b, "memoryBuffer", memoryBuffer)
	hostcalls.Op2(b, "memoryGrow", memoryGrow)

	hostcalls.Op3(b, "newTable", newTable)
	hostcalls.Op1(b, "tableSize", tableSize)
	hostcalls.Op2(b, "tableGet", tableGet)
	hostcalls.Op3(b, "tableSet", tableSet)
	hostcalls.Op3(b, "tableGrow", tableGrow)

	hostcalls.Op3(b, "newGlobal", newGlobal)
	hostcalls.Op1(b, "globalGet", globalGet)
	hostcalls.Op2(b, "globalSet", globalSet)
	hostcalls.Op1(b, "globalMutable", globalMutable)
	return b
}

// What setup is given: functions of jslib/internal/wasm.
const (
	hookToNumber = iota // (value) → number
	hookToBigInt        // (value) → BigInt of 64 bits
	hookFuncID          // (value) → number of an exported function, or throws
	hookFunction        // (id, index, length) → function
	hookIterate         // (value, n) → array of n elements, or throws
	hookExtern          // (kind, id, type) → Memory, Table or Global
	hookError           // (constructor name, message) → error
	hookCount
)

// state is what one isolate holds.
type state struct {
	env       *hostcalls.Env
	iso       *engine.Isolate
	store     *wasm.Store
	hooks     [hookCount]engine.Value
	modules   []*wasm.Module
	externs   []any // *wasm.Func, *wasm.Memory, *wasm.Table, *wasm.Global
	ids       map[any]int
	values    []engine.Value // what references of the host stand for, from 1 on
	reference map[engine.Value]uint64
}

type stateKey struct{}

// of returns the state, making the store the first time.
func of(c *hostcalls.Call) (*state, error) {
	s := hostcalls.State(c.Env(), stateKey{}, func() *state {
		return &state{env: c.Env(), iso: c.Iso(), ids: map[any]int{}, reference: map[engine.Value]uint64{}}
	})
	if s.store != nil {
		return s, nil
	}
	for i := range s.hooks {
		v, err := s.iso.Index(c.Env().Root(hostcalls.RootWasm), uint32(i))
		if err != nil {
			return nil, err
		}
		s.hooks[i] = v
	}
	var err error
	s.store, err = s.iso.Wasm()
	return s, err
}

// setup keeps the hooks in a root, so that they are in the snapshot.
func setup(c *hostcalls.Call) (engine.Value, error) {
	c.Env().SetRoot(hostcalls.RootWasm, c.Iso().Dup(c.Args().At(0)))
	return engine.Undefined, nil
}

// id is the number by which JavaScript knows an extern.
func (s *state) id(x any) int {
	if id, ok := s.ids[x]; ok {
		return id
	}
	s.externs = append(s.externs, x)
	s.ids[x] = len(s.externs) - 1
	return len(s.externs) - 1
}

var errNoSuch = &hostcalls.TypeError{Message: "no such object of WebAssembly", Code: "ERR_INVALID_ARG_VALUE"}

// extern returns the extern of a number if it is a T.
func extern[T any](s *state, id int) (T, error) {
	if id >= 0 && id < len(s.externs) {
		if x, ok := s.externs[id].(T); ok {
			return x, nil
		}
	}
	var none T
	return none, errNoSuch
}

// externOf finds what an op on an extern works with.
func externOf[T any](c *hostcalls.Call, id int) (s *state, x T, err error) {
	if s, err = of(c); err == nil {
		x, err = extern[T](s, id)
	}
	return s, x, err
}

// moduleOf is externOf for modules.
func moduleOf(c *hostcalls.Call, id int) (s *state, m *wasm.Module, err error) {
	if s, err = of(c); err == nil {
		m, err = s.module(id)
	}
	return s, m, err
}

func (s *state) module(id int) (*wasm.Module, error) {
	if id < 0 || id >= len(s.modules) {
		return nil, errNoSuch
	}
	return s.modules[id], nil
}
