package hostcalls

import (
	"errors"
	"maps"
	"strings"

	"github.com/wjs-run/wjs/engine"
)

// rejected tells JavaScript of a promise without, or late with, a handler, or
// settled in vain.
func (e *Env) rejected(_ *engine.Isolate, event engine.RejectEvent, promise, value engine.Value) {
	if e.roots[RootRejected].IsUndefined() {
		return
	}
	v, err := e.CallRoot(RootRejected, engine.Int(int32(event)), promise, value)
	e.iso.Free(v)
	e.Check(err)
}

// resolveModule asks the library's loader for the unique name of a specifier.
func (e *Env) resolveModule(_ *engine.Isolate, base, specifier string) (string, bool) {
	if strings.Contains(base, ImporterMark) {
		return unresolved, true
	}
	v, err := e.callFactory(RootResolveModule, specifier, base)
	if err != nil {
		e.staleModules = true
		e.Throw(err)
		return "", false
	}
	defer e.iso.Free(v)
	name, ok := e.iso.String(v)
	if !ok {
		e.Throw(&TypeError{Message: "the module resolver returned no string"})
	}
	return name, ok
}

// ImporterMark stands in the file name of code whose import() the library's
// RootImport answers; what follows says how.
const ImporterMark = "\x01"

// unresolved is the name of what the imports of a module with an importer of its
// own mean until they are linked: QuickJS resolves as soon as it compiles.
const unresolved = ImporterMark

// importerFile is the file of the library's own import().
const importerFile = "node:internal/import"

type traceKey struct{}

// TraceImports has RootImport answer every import() of the program.
func (e *Env) TraceImports() { *State(e, traceKey{}, func() *bool { return new(bool) }) = true }

// importHook settles an import() of code with an importer of its own, or any
// after TraceImports.
func (e *Env) importHook(iso *engine.Isolate, resolve, reject, base, specifier engine.Value) bool {
	file, ok := iso.String(base)
	if !ok || e.roots[RootImport].IsUndefined() {
		return false
	}
	traced := file != importerFile && *State(e, traceKey{}, func() *bool { return new(bool) })
	if !traced && !strings.Contains(file, ImporterMark) {
		return false
	}
	settle := resolve
	v, err := e.CallRoot(RootImport, specifier, base)
	if thrown := (*engine.ThrownError)(nil); errors.As(err, &thrown) {
		settle, v = reject, thrown.Value
	} else if err != nil {
		return true // dead
	}
	defer iso.Free(v)
	done, err := iso.Call(settle, engine.Undefined, v)
	iso.Free(done)
	e.Check(err)
	return true
}

// loadHook asks the library's loader for the source of a module and compiles
// it.
func (e *Env) loadHook(_ *engine.Isolate, name string) (engine.Module, bool) {
	// Another realm imports what the main one has.
	if m, ok := e.Module(name); ok {
		return m, true
	}
	var m engine.Module
	var err error
	if name == unresolved {
		m, err = e.iso.NewSyntheticModule(e.iso.Main(), name, nil)
		e.modules()[name] = m
	} else {
		m, err = e.LoadModule(name)
	}
	if err != nil {
		e.staleModules = true
		e.Throw(err)
		return 0, false
	}
	return m, true
}

// LoadModule loads and compiles the module of that unique name, which must not be
// loaded yet.
func (e *Env) LoadModule(name string) (engine.Module, error) {
	e.forgetModules() // before another takes the place of one that was freed
	loaded, err := e.callFactory(RootLoadModule, name)
	if err != nil {
		return 0, err
	}
	defer e.iso.Free(loaded)
	if m, ok, err := e.loadSynthetic(name, loaded); ok || err != nil {
		return m, err
	}
	v, err := e.iso.Get(loaded, "source")
	if err != nil {
		return 0, err
	}
	defer e.iso.Free(v)
	source, ok := e.iso.String(v)
	if !ok {
		return 0, &TypeError{Message: "the module loader returned no source text for " + name}
	}
	meta, err := e.iso.Get(loaded, "meta")
	if err != nil {
		return 0, err
	}
	m, err := e.compileModule(source, name, meta)
	if err == nil {
		e.modules()[name] = m
	}
	return m, err
}

type modulesKey struct{}

func (e *Env) modules() moduleTable {
	return State(e, modulesKey{}, func() moduleTable { return moduleTable{} })
}

// Module returns the module of that unique name, if it was loaded.
func (e *Env) Module(name string) (engine.Module, bool) {
	e.forgetModules()
	m, ok := e.modules()[name]
	return m, ok
}

// forgetModules forgets the modules that QuickJS has freed: what is not resolved
// when a part of a graph cannot be.
func (e *Env) forgetModules() {
	if !e.staleModules {
		return
	}
	e.staleModules = false
	known := e.iso.Modules(e.iso.Main())
	maps.DeleteFunc(e.modules(), func(_ string, m engine.Module) bool { return !known[m] })
}
