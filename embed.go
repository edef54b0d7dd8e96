package wjs

import (
	"context"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
)

// Func is a Go function that JavaScript calls. Arguments and result cross by copy:
//
//	undefined, null    nil
//	boolean            bool
//	number             float64, or int64 where it is an integer below 2^53
//	bigint             *big.Int
//	string             string; a lone surrogate as in WTF-8
//	ArrayBuffer, views []byte
//	Date               time.Time
//	Array, Set         []any
//	object, Map        map[string]any
//	Error              *wjs.Error
//
// and to JavaScript also every Go integer, float and string type, slices, maps
// with string keys, structs by their exported fields (or json names), and
// pointers to those. A function, a symbol or a cycle is an error.
//
// An error that the function returns is thrown, an *Error with its name and code.
// A panic ends the runtime with a *PanicError.
type Func func(ctx context.Context, args []any) (any, error)

// SetFunc makes a global function that runs on the goroutine of the script,
// which waits for it. ctx ends when the runtime is closed or its time is up.
func (r *Runtime) SetFunc(name string, fn Func) error { return r.setFunc(name, fn, false) }

// SetAsyncFunc makes a global function that returns a promise and runs on a
// goroutine of its own, while the script goes on, in later calls too. ctx ends
// when the runtime is closed or its script was ended.
func (r *Runtime) SetAsyncFunc(name string, fn Func) error { return r.setFunc(name, fn, true) }

func (r *Runtime) setFunc(name string, fn Func, async bool) error {
	return r.do(context.Background(), func(context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		n := len(r.funcs)
		r.funcs = append(r.funcs, fn)
		if async {
			v, err := r.callLibraryGo(libDefineAsync, name, n)
			r.iso.Free(v)
			return r.fromJS(err)
		}
		return r.defineFunc(name, n)
	})
}

func (r *Runtime) defineFunc(name string, n int) error {
	fn, err := r.env.NewExtra(name, 0, n)
	if err != nil {
		return r.fromJS(err)
	}
	defer r.iso.Free(fn)
	key, err := r.iso.NewString(name)
	if err != nil {
		return err
	}
	defer r.iso.Free(key)
	v, err := r.callLibrary(libDefineGlobal, key, fn)
	r.iso.Free(v)
	return r.fromJS(err)
}

// maxFuncArgs is how many arguments a function of SetFunc takes.
const maxFuncArgs = 254

// callFunc calls the function of SetFunc with that number.
func (r *Runtime) callFunc(c *hostcalls.Call, n int) (engine.Value, error) {
	args := c.Args()
	if n >= len(r.funcs) {
		return engine.Undefined, &hostcalls.TypeError{Message: "no such Go function"}
	}
	if args.Len() > maxFuncArgs {
		return engine.Undefined, &hostcalls.CodedError{Name: "RangeError", Message: fmt.Sprintf("a Go function takes at most %d arguments", maxFuncArgs)}
	}
	list, err := r.valuesToGo(args.Len(), args.At, 1)
	if err != nil {
		return engine.Undefined, err
	}
	var x any
	ctx := r.callContext()
	guard(func() { x, err = r.funcs[n](ctx, list) }, func(p *PanicError) { r.iso.Kill(p) })
	if ctx.Err() != nil { // who ends the isolate then may not have come to it yet
		r.iso.Kill(context.Cause(ctx))
	}
	if err != nil {
		return engine.Undefined, crossing(err)
	}
	return r.toJS(x)
}

// Eval runs a script and returns its value; a promise is waited for, with
// timers and I/O going on meanwhile. What the script leaves running goes on in
// the next call.
func (r *Runtime) Eval(ctx context.Context, source string) (any, error) {
	return r.await(ctx, libRunEval, func() ([]engine.Value, error) { return r.values(source) })
}

// Module is an ES or CommonJS module that Import loaded.
type Module struct {
	r         *Runtime
	namespace engine.Value
	number    int // of the modules that the runtime imported
}

// Import loads a module by a path in the script's view, a package name, or a
// URL, as import() does from the current directory.
func (r *Runtime) Import(ctx context.Context, specifier string) (*Module, error) {
	var m *Module
	err := r.settle(ctx, libRunImport, func() ([]engine.Value, error) { return r.values(specifier) },
		func(v engine.Value) error {
			r.modules++
			m = &Module{r: r, namespace: r.iso.Dup(v), number: r.modules}
			return nil
		})
	return m, err
}

// Call calls an exported function and returns its value; a promise is waited
// for.
func (m *Module) Call(ctx context.Context, name string, args ...any) (any, error) {
	return m.r.await(ctx, libRunCall, func() ([]engine.Value, error) {
		list, err := m.r.toJS(args)
		if err != nil {
			return nil, err
		}
		fn, err := m.r.iso.NewString(name)
		return []engine.Value{m.r.iso.Dup(m.namespace), fn, list}, err
	})
}

// Get returns an export by copy.
func (m *Module) Get(ctx context.Context, name string) (x any, err error) {
	err = m.r.do(ctx, func(context.Context) error {
		v, err := m.r.iso.Get(m.namespace, name)
		if err != nil {
			return m.r.fromJS(err)
		}
		defer m.r.iso.Free(v)
		x, err = m.r.toGo(v)
		return err
	})
	return x, err
}

func (r *Runtime) values(args ...any) ([]engine.Value, error) {
	var list []engine.Value
	for _, a := range args {
		v, err := r.toJS(a)
		if err != nil {
			return list, err
		}
		list = append(list, v)
	}
	return list, nil
}

// await enters JavaScript and waits for the value, by copy.
func (r *Runtime) await(ctx context.Context, function libraryFunction, args func() ([]engine.Value, error)) (x any, err error) {
	err = r.settle(ctx, function, args, func(v engine.Value) error {
		var err error
		x, err = r.toGo(v)
		return err
	})
	return x, err
}

// outcome is what a ticket is settled with.
type outcome struct {
	settled bool
	err     error
	take    func(engine.Value) error
}

// settle enters a run… function of internal/main/embed with a new ticket and
// turns the loop until the ticket is settled.
func (r *Runtime) settle(ctx context.Context, function libraryFunction, args func() ([]engine.Value, error), take func(engine.Value) error) error {
	return r.do(ctx, func(ctx context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		o := &outcome{take: take}
		r.tickets++
		ticket := r.tickets
		r.outcomes[ticket] = o
		defer delete(r.outcomes, ticket)
		var failed error
		if err := r.loop.Do(func() { failed = r.start(function, ticket, args) }); err != nil {
			return err
		}
		if failed != nil {
			return failed
		}
		if o.settled { // and nothing else is waited for
			return o.err
		}
		if err := r.spin(ctx, func() bool { return o.settled }); err != nil {
			return r.unsettled(err)
		}
		return o.err
	})
}

func (r *Runtime) start(function libraryFunction, ticket int, args func() ([]engine.Value, error)) error {
	fn, err := r.library(function)
	if err != nil {
		return err
	}
	values, err := args()
	defer func() {
		for _, v := range values {
			r.iso.Free(v)
		}
	}()
	if err != nil {
		return r.fromJS(err)
	}
	list := append([]engine.Value{engine.Int(int32(ticket))}, values...)
	for _, v := range values {
		r.iso.Dup(v)
	}
	packed, err := r.iso.NewArray(list...)
	if err != nil {
		return r.fromJS(err)
	}
	defer r.iso.Free(packed)
	r.iso.Free(r.env.Enter(hostcalls.RootEnter, fn, engine.Undefined, packed))
	return nil
}

// runtimeKey finds the Runtime of an Env. What is kept there must not be the
// Runtime itself: an Env closes what it keeps, and a Runtime its Env.
type runtimeKey struct{}

func (r *Runtime) register() {
	hostcalls.State(r.env, runtimeKey{}, func() func() *Runtime { return func() *Runtime { return r } })
}

func runtimeOf(c *hostcalls.Call) *Runtime {
	return hostcalls.State(c.Env(), runtimeKey{}, func() func() *Runtime { return func() *Runtime { return nil } })()
}

// embedBinding is what internal/main/embed stands on.
func embedBinding() *hostcalls.Binding {
	b := hostcalls.New("embed")
	b.Const("version", Version)
	hostcalls.Raw(b, "settle", 3, func(c *hostcalls.Call) (engine.Value, error) {
		r := runtimeOf(c)
		n, _ := c.Args().At(0).Int32()
		o := r.outcomes[int(n)]
		if o == nil || o.settled {
			return engine.Undefined, nil
		}
		o.settled = true
		if v := c.Args().At(2); c.Args().At(1) == engine.True {
			o.err = o.take(v)
		} else {
			o.err = r.errorOf(v)
		}
		return engine.Undefined, nil
	})
	hostcalls.Async2(b, "start", func(c *hostcalls.Call, done *hostcalls.Completion[hostcalls.Later[engine.Value]], id int, args engine.Value) error {
		r := runtimeOf(c)
		fn, list, err := r.goCall(id, args)
		if err != nil {
			return err
		}
		// It may go on in the next call, and ends with the isolate at the latest.
		ctx, cancel := context.WithCancelCause(context.WithoutCancel(r.callContext()))
		stop := context.AfterFunc(r.life, func() { cancel(context.Cause(r.life)) })
		done.OnDrop(func() { cancel(ErrClosed) })
		go func() {
			defer cancel(nil)
			defer stop()
			finish := func(f func() (engine.Value, error)) { done.Resolve(hostcalls.Later[engine.Value]{Finish: f}) }
			guard(func() {
				if x, err := fn(ctx, list); err != nil {
					done.Reject(crossing(err))
				} else {
					finish(func() (engine.Value, error) { return r.toJS(x) })
				}
			}, func(p *PanicError) {
				finish(func() (engine.Value, error) { r.iso.Kill(p); return engine.Undefined, nil })
			})
		}()
		return nil
	})
	return b
}

// crossing keeps name and code of an error that says what JavaScript is to see.
func crossing(err error) error {
	var js *Error
	if errors.As(err, &js) {
		return &hostcalls.CodedError{Name: js.Name, Code: js.Code, Message: js.Message}
	}
	return err
}

// goCall finds the Go function and copies the arguments.
func (r *Runtime) goCall(id int, args engine.Value) (Func, []any, error) {
	if id < 0 || id >= len(r.funcs) {
		return nil, nil, &hostcalls.TypeError{Message: "no such Go function"}
	}
	x, err := r.toGo(args)
	if err != nil {
		return nil, nil, err
	}
	list, _ := x.([]any)
	return r.funcs[id], list, nil
}

// callContext is the context of the call that the script runs in.
func (r *Runtime) callContext() context.Context {
	if r.callCtx != nil {
		return r.callCtx
	}
	return context.Background()
}

// unsettled names the error of a promise that can never settle.
func (r *Runtime) unsettled(err error) error {
	if errors.Is(err, reactor.ErrNotAlive) {
		return ErrUnsettled
	}
	return err
}

// ErrUnsettled is returned when a promise was waited for and nothing was left
// that could settle it.
var ErrUnsettled = errors.New("wjs: the promise can never settle: nothing is left to wait for")
