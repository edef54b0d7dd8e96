package hostcalls

import "github.com/wjs-run/wjs/engine"

// initKey is the state of what evaluates modules without text.
type initKey struct{}

func (e *Env) inits() initTable {
	return State(e, initKey{}, func() initTable { return initTable{} })
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

// loadSynthetic makes the module of { exports, evaluate }; ok is false for what
// has a source.
func (e *Env) loadSynthetic(name string, loaded engine.Value) (m engine.Module, ok bool, err error) {
	list, err := e.iso.Get(loaded, "exports")
	if err != nil || list.IsUndefined() {
		return 0, false, err
	}
	defer e.iso.Free(list)
	var names []string
	e.iso.Elements(list, func(v engine.Value) {
		text, _ := e.iso.String(v)
		names = append(names, text)
	})
	evaluate, err := e.iso.Get(loaded, "evaluate")
	if err != nil {
		return 0, false, err
	}
	m, err = e.iso.NewSyntheticModule(e.iso.Main(), name, names)
	if err != nil {
		e.iso.Free(evaluate)
		return 0, false, err
	}
	e.OnInit(m, evaluate)
	e.modules()[name] = m
	return m, true, nil
}
