package wjs

import (
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// libraryFunction is a function of internal/main/embed that is called often, by
// its place in the list there.
type libraryFunction int

const (
	libApply libraryFunction = iota
	libRunEval
	libRunImport
	libRunLine
	libRunCall
	libTakeApart
	libObject
	libBytes
	libBigint
	libDate
	libError
	libShow
	libDefineGlobal
	libDefineAsync
	libCount
)

// library returns the function, borrowed.
func (r *Runtime) library(f libraryFunction) (engine.Value, error) {
	if r.lib == nil {
		r.iso.Elements(r.env.Root(hostcalls.RootEmbed), func(v engine.Value) { r.lib = append(r.lib, v) })
		if len(r.lib) != int(libCount) {
			return engine.Undefined, fmt.Errorf("wjs: the library has %d functions for the host, not %d", len(r.lib), libCount)
		}
	}
	return r.lib[f], nil
}

// callLibrary calls the function at once, without draining.
func (r *Runtime) callLibrary(f libraryFunction, args ...engine.Value) (engine.Value, error) {
	fn, err := r.library(f)
	if err != nil {
		return engine.Undefined, err
	}
	return r.iso.Call(fn, engine.Undefined, args...)
}

// callLibraryGo is callLibrary with Go arguments.
func (r *Runtime) callLibraryGo(f libraryFunction, args ...any) (engine.Value, error) {
	return r.withValues(args, func(values ...engine.Value) (engine.Value, error) { return r.callLibrary(f, values...) })
}

// withValues calls with Go arguments, which it frees.
func (r *Runtime) withValues(args []any, call func(...engine.Value) (engine.Value, error)) (engine.Value, error) {
	values, err := r.values(args...)
	defer func() {
		for _, v := range values {
			r.iso.Free(v)
		}
	}()
	if err != nil {
		return engine.Undefined, err
	}
	return call(values...)
}
