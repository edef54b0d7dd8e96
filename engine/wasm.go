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
		Cache:       iso.engine.modules,
		Interpreter: iso.engine.interpreter,
		Poll:        iso.pollModule,
		Running:     iso.moduleRuns,
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
// and polls: it may not return. Where it returns true a bound was hit that the
// isolate survives, and the host function that is at work should return. It is
// for host functions.
func (iso *Isolate) Spend(units uint64) (stop bool) {
	iso.spent += units
	return iso.poll(true)
}

// pollModule is Spend for a module, whose calls can be unwound anywhere: what
// QuickJS does is not in the middle of anything.
func (iso *Isolate) pollModule(units uint64) {
	if iso.Spend(units) {
		panic(wasm.ErrStopped)
	}
}

// moduleRuns makes the time that modules compute count as the guest's does.
func (iso *Isolate) moduleRuns(runs bool) {
	if runs {
		iso.clock.start()
	} else {
		iso.clock.stop()
	}
}
