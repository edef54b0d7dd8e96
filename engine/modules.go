package engine

import "github.com/wjs-run/wjs/engine/guest"

// resolveModule serves QuickJS's module_normalize hook: argv → {base, name}.
func (iso *Isolate) resolveModule(argv uint32) uint32 {
	base, name := iso.cstring(iso.load32(argv)), iso.cstring(iso.load32(argv+4))
	if iso.hooks.ResolveModule == nil {
		return iso.refuseModule(name)
	}
	unique, ok := iso.hooks.ResolveModule(iso, base, name)
	if !ok || iso.dead != nil {
		return 0
	}
	ptr, err := iso.newCString(unique)
	if err != nil {
		iso.rethrow(err)
		return 0
	}
	return ptr
}

// loadModule serves QuickJS's module_loader hook.
func (iso *Isolate) loadModule(name uint32) uint32 {
	if iso.hooks.LoadModule == nil {
		return iso.refuseModule(iso.cstring(name))
	}
	m, ok := iso.hooks.LoadModule(iso, iso.cstring(name))
	if !ok || iso.dead != nil {
		return 0
	}
	return uint32(m)
}

func (iso *Isolate) refuseModule(name string) uint32 {
	iso.rethrow(iso.rangeError("cannot import " + name + ": this isolate loads no modules"))
	return 0
}

// rethrow makes the value of a *ThrownError pending again.
func (iso *Isolate) rethrow(err error) {
	if t, ok := err.(*ThrownError); ok {
		iso.Throw(t.Value)
	}
}

// setMeta makes meta the module's import.meta, taking the count.
func (iso *Isolate) setMeta(m Module, meta Value) {
	at := uint32(m) + guest.ModuleMeta
	old := Value(iso.load64(at))
	iso.store64(at, uint64(meta))
	iso.Free(old)
}
