package hostcalls

import "github.com/wjs-run/wjs/engine"

// initKey is the state of what evaluates modules without text.
type initKey struct{}

func (e *Env) inits() map[engine.Module]engine.Value {
	return State(e, initKey{}, func() map[engine.Module]engine.Value { return map[engine.Module]engine.Value{} })
}

// OnInit makes fn, of which it takes the count, what is called once when the
// module is evaluated.
func (e *Env) OnInit(m engine.Module, fn engine.Value) { e.inits()[m] = fn }

// initModule evaluates a module made by engine.NewSyntheticModule.
func (e *Env) initModule(iso *engine.Isolate, m engine.Module) bool {
	fn, ok := e.inits()[m]
	if !ok {
		return true
	}
	delete(e.inits(), m)
	defer iso.Free(fn)
	v, err := iso.Call(fn, engine.Undefined)
	iso.Free(v)
	if err != nil {
		e.Throw(err)
	}
	return err == nil
}
