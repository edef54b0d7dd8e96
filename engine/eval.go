package engine

import (
	"errors"
	"strings"
)

// Flags of JS_Eval.
const (
	evalModule      = 1
	evalStrict      = 1 << 3
	evalCompileOnly = 1 << 5
)

// Module is a compiled ES module, kept alive by the isolate that knows it by name.
type Module uint32

// value is the module as a JSValue, not counted.
func (m Module) value() uint64 { return uint64(0xfffffffd)<<32 | uint64(m) }

// Eval runs a script and returns its completion value. Errors are as for Call.
// file is what stacks show, and the base that import() resolves against.
func (iso *Isolate) Eval(source, file string) (Value, error) {
	return iso.eval(iso.Main(), source, file, 0)
}

// EvalIn is Eval in another realm.
func (iso *Isolate) EvalIn(realm Realm, source, file string) (Value, error) {
	if _, refused := iso.evals[realm]; !refused {
		return iso.eval(realm, source, file, 0)
	}
	code, err := iso.CompileScriptIn(realm, source, file)
	if err != nil {
		return Undefined, err
	}
	return iso.result(iso.call(fnEvalFunction, uint64(realm), uint64(code)))
}

// EvalStrict is Eval in strict mode.
func (iso *Isolate) EvalStrict(source, file string) (Value, error) {
	return iso.eval(iso.Main(), source, file, evalStrict)
}

func (iso *Isolate) eval(realm Realm, source, file string, flags uint64) (Value, error) {
	text, err := iso.newCString(source)
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(text)
	name, err := iso.newCString(file)
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(name)
	return iso.result(iso.call(fnEval, uint64(realm), uint64(text), uint64(len(source)), uint64(name), flags))
}

// CompileModule compiles an ES module under its unique name. A module of that
// name must not exist. meta, if not undefined, becomes its import.meta; the
// count on it is taken.
func (iso *Isolate) CompileModule(source, name string, meta Value) (Module, error) {
	return iso.CompileModuleIn(iso.Main(), source, name, meta)
}

// CompileModuleIn is CompileModule in another realm, which holds on to the module.
func (iso *Isolate) CompileModuleIn(realm Realm, source, name string, meta Value) (Module, error) {
	v, err := iso.withEval(realm, func() (Value, error) { return iso.eval(realm, source, name, evalModule|evalCompileOnly) })
	m, err := iso.moduleOf(v, err, meta)
	if err == nil && strings.Contains(source, StringNamePrefix) {
		err = iso.nameByStrings(realm, m)
	}
	if err != nil {
		return 0, err
	}
	return m, nil
}

// moduleOf is the module that was compiled or loaded, if it was. The counts on it
// and on meta are taken.
func (iso *Isolate) moduleOf(v Value, err error, meta Value) (Module, error) {
	if err != nil {
		iso.Free(meta)
		return 0, err
	}
	m := Module(v.ptr())
	if !meta.IsUndefined() {
		iso.setMeta(m, meta)
	}
	iso.Free(v) // the context holds on to its modules
	return m, nil
}

// LinkModule resolves and loads all that the module imports.
func (iso *Isolate) LinkModule(m Module) error {
	ok, err := iso.call(fnResolveModule, uint64(iso.context), m.value())
	if err == nil && int32(ok) < 0 {
		err = iso.thrown()
	}
	return err
}

// EvaluateModule links and runs the module and returns the promise of its end.
func (iso *Isolate) EvaluateModule(m Module) (Value, error) {
	if err := iso.LinkModule(m); err != nil {
		return Undefined, err
	}
	return iso.EvaluateModuleIn(iso.Main(), m)
}

// EvaluateModuleIn runs a module of the realm, and what it imports, which must be
// resolved, and returns the promise of its end.
func (iso *Isolate) EvaluateModuleIn(realm Realm, m Module) (Value, error) {
	iso.Dup(Value(m.value())) // JS_EvalFunction takes a count
	return iso.result(iso.call(fnEvalFunction, uint64(realm), m.value()))
}

// Namespace returns the module's namespace object.
func (iso *Isolate) Namespace(m Module) (Value, error) {
	return iso.NamespaceIn(iso.Main(), m)
}

// NamespaceIn is Namespace for a module of another realm.
func (iso *Isolate) NamespaceIn(realm Realm, m Module) (Value, error) {
	return iso.result(iso.call(fnNamespace, uint64(realm), uint64(m)))
}

// CompileScript compiles a script without running it. The result is no value of
// the language: it may be kept in a variable or a private field, and be given to
// RunScript any number of times.
func (iso *Isolate) CompileScript(source, file string) (Value, error) {
	return iso.CompileScriptIn(iso.Main(), source, file)
}

// CompileScriptIn is CompileScript for RunScriptIn in another realm.
func (iso *Isolate) CompileScriptIn(realm Realm, source, file string) (Value, error) {
	return iso.withEval(realm, func() (Value, error) { return iso.eval(realm, source, file, evalCompileOnly) })
}

// RunScript runs what CompileScript made, of which the count stays the caller's,
// in the main realm.
func (iso *Isolate) RunScript(code Value) (Value, error) {
	return iso.RunScriptIn(iso.Main(), code)
}

// RunScriptIn is RunScript in another realm, which the script was compiled in.
func (iso *Isolate) RunScriptIn(realm Realm, code Value) (Value, error) {
	if code.tag() != tagBytecode {
		return Undefined, errors.New("engine: not a compiled script")
	}
	return iso.result(iso.call(fnEvalFunction, uint64(realm), uint64(iso.Dup(code))))
}

// RunJob runs one pending job (a promise reaction) and reports whether there
// was one.
func (iso *Isolate) RunJob() (bool, error) {
	slot, err := iso.alloc(8)
	if err != nil {
		return false, err
	}
	defer iso.freeBytes(slot)
	n, err := iso.call(fnExecuteJob, uint64(iso.runtime), uint64(slot))
	if err == nil && int32(n) < 0 {
		err = iso.thrown()
	}
	return int32(n) != 0, err
}

// Check compiles a script without running it and returns its SyntaxError, if
// any, as *ThrownError.
func (iso *Isolate) Check(source, file string) error {
	v, err := iso.eval(iso.Main(), source, file, evalCompileOnly)
	iso.Free(v)
	return err
}
