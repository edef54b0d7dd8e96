package wjs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/performance"
	"github.com/wjs-run/wjs/hostcalls/process"
	"github.com/wjs-run/wjs/wasi"
)

// ExitError says that a script ended with an exit code other than 0: by
// process.exit, process.exitCode, or one of Node's own codes.
type ExitError = process.ExitError

// Run runs a program from a file, given by its path in the script's view, until
// nothing is left to wait for. It returns nil for the exit code 0 and otherwise
// *ExitError; for an error that nobody caught, *UncaughtError; and the error of
// a limit that ended it. A runtime runs one program.
func (r *Runtime) Run(ctx context.Context, file string) error {
	return r.do(ctx, func(ctx context.Context) error {
		if err := r.prepare(file); err != nil {
			return err
		}
		return r.program(ctx, "internal/main/run", "main", file)
	})
}

// RunSource is Run for a program given as text, as `node -e` runs it: a
// CommonJS module, or an ES module where it uses import, export or top-level
// await. Stacks show it as name, "[eval]" or "[stdin]" in Node. With show, the
// completion value is printed.
func (r *Runtime) RunSource(ctx context.Context, name, source string, show bool) error {
	return r.do(ctx, func(ctx context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		return r.program(ctx, "internal/main/eval", "main", name, source, show)
	})
}

// Check compiles a program without running it. A syntax error comes as *Error,
// with file and line in its Stack.
func (r *Runtime) Check(ctx context.Context, file string) error {
	return r.do(ctx, func(context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		v, err := r.callModuleGo("internal/main/check", "check", file)
		r.iso.Free(v)
		return r.fromJS(err)
	})
}

// program enters the library's function for a main program, runs the loop dry,
// and takes the exit code.
func (r *Runtime) program(ctx context.Context, module, function string, args ...any) error {
	err := r.loop.Do(func() { r.enterModule(module, function, args...) })
	for err == nil && r.iso.Dead() == nil {
		if err = r.spin(ctx, nil); err != nil {
			break
		}
		if err = r.loop.Do(func() { r.iso.Free(r.env.Enter(hostcalls.RootBeforeExit)) }); err == nil && !r.loop.Alive() {
			break
		}
	}
	if dead := r.iso.Dead(); dead != nil {
		return exitOf(dead)
	}
	if err != nil {
		return err
	}
	code := 0
	err = r.loop.Do(func() {
		v := r.env.Enter(hostcalls.RootExit)
		n, _ := v.Int32()
		code = int(n)
	})
	if dead := r.iso.Dead(); dead != nil {
		return exitOf(dead)
	}
	if err == nil && code != 0 {
		err = &ExitError{Code: code}
	}
	return err
}

// exitOf makes nil of process.exit(0).
func exitOf(err error) error {
	var exit *ExitError
	if errors.As(err, &exit) && exit.Code == 0 {
		return nil
	}
	return err
}

// enterModule calls a function of the library as the main program.
func (r *Runtime) enterModule(module, function string, args ...any) {
	fn, err := r.moduleFunction(module, function)
	if err != nil {
		r.env.Check(err)
		return
	}
	defer r.iso.Free(fn)
	list, err := r.toJS(args)
	if err != nil {
		r.env.Check(err)
		return
	}
	defer r.iso.Free(list)
	// What enters passes on two arguments, so it enters a function that applies.
	apply, err := r.library(libApply)
	if err != nil {
		r.env.Check(err)
		return
	}
	r.iso.Free(r.env.Enter(hostcalls.RootEnterMain, apply, engine.Undefined, fn, list))
}

// moduleFunction returns a function of a module of the library.
func (r *Runtime) moduleFunction(module, function string) (engine.Value, error) {
	id, err := r.iso.NewString(module)
	if err != nil {
		return engine.Undefined, err
	}
	defer r.iso.Free(id)
	exports, err := r.env.CallRoot(hostcalls.RootRequire, id)
	if err != nil {
		return engine.Undefined, err
	}
	defer r.iso.Free(exports)
	return r.iso.Get(exports, function)
}

// callModule calls a function of the library at once, without draining.
func (r *Runtime) callModule(module, function string, args ...engine.Value) (engine.Value, error) {
	fn, err := r.moduleFunction(module, function)
	if err != nil {
		return engine.Undefined, err
	}
	defer r.iso.Free(fn)
	return r.iso.Call(fn, engine.Undefined, args...)
}

// callModuleGo is callModule with Go arguments.
func (r *Runtime) callModuleGo(module, function string, args ...any) (engine.Value, error) {
	return r.withValues(args, func(values ...engine.Value) (engine.Value, error) { return r.callModule(module, function, values...) })
}

// prepare takes anew, in this clone, whatever depends on the host. It runs once,
// before the first program; file is the program, if there is one.
func (r *Runtime) prepare(file string) error {
	if r.prepared {
		if file != "" {
			return fmt.Errorf("wjs: a runtime runs one program: make another with New")
		}
		return nil
	}
	r.prepared = true
	args := []string{r.opts.ExecPath}
	if file != "" {
		args = append(args, file)
	}
	ppid := 0
	if r.host.Has(wasi.KindSys, "ppid") { // nobody need be asked before a program wants it
		ppid, _ = r.host.Ppid()
	}
	// What is denied is not said, so that it does not matter here.
	debug, _, _ := r.host.Peekenv("NODE_DEBUG")
	quiet, _, _ := r.host.Peekenv("NODE_NO_WARNINGS")
	text, err := json.Marshal(hostFacts{
		Args: append(args, r.opts.Args...), ExecPath: r.opts.ExecPath, ExecArgv: nonNil(r.opts.ExecArgv),
		Pid: r.host.Pid(), Ppid: ppid, Debug: debug, Quiet: quiet == "1",
	})
	if err != nil {
		return err
	}
	return r.loop.Do(func() {
		var v engine.Value
		if v, err = r.iso.ParseJSON(string(text)); err == nil {
			r.iso.Free(r.env.Enter(hostcalls.RootPrepare, v))
			r.iso.Free(v)
			performance.Mark(r.env, performance.BootstrapComplete)
		}
		r.env.Check(err)
	})
}

// hostFacts is what internal/main/prepare is given.
type hostFacts struct {
	Args     []string `json:"args"`
	ExecPath string   `json:"execPath"`
	ExecArgv []string `json:"execArgv"`
	Pid      int      `json:"pid"`
	Ppid     int      `json:"ppid"`
	Debug    string   `json:"debug,omitempty"`
	Quiet    bool     `json:"quiet,omitempty"`
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
