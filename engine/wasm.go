package engine

import (
	"errors"

	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/wasm"
)

// Wasm is the store of the modules that the isolate's program brings along,
// made on first use. They run on the isolate's goroutine, under its limits:
// their memories lie in its memory, their work is its fuel, and what ends the
// isolate ends them. It is closed with the isolate.
func (iso *Isolate) Wasm() (*wasm.Store, error) {
	if iso.dead != nil {
		return nil, iso.deadError()
	}
	if iso.wasm != nil {
		return iso.wasm, nil
	}
	store, err := wasm.NewStore(wasm.Config{
		Context:     iso.ctx,
		Cache:       iso.engine.cache,
		Interpreter: iso.engine.interpreter,
		Poll:        iso.Spend,
		NewMemory: func(max uint64) (experimental.LinearMemory, error) {
			if iso.dead != nil {
				return nil, iso.deadError()
			}
			return iso.NewRegion(max), nil
		},
		Limit: iso.limits.Memory,
	})
	if err != nil {
		return nil, errors.Join(errors.New("engine: the store of modules"), err)
	}
	iso.wasm = store
	return store, nil
}

// Spend accounts for work that was done for the isolate outside of the guest,
// and polls: it may not return. It is for host functions.
func (iso *Isolate) Spend(units uint64) {
	if iso.dead != nil { // died in a call that the module made: unwind
		panic(iso.dead)
	}
	iso.fuel += units
	iso.poll()
}
