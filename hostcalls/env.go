package hostcalls

import (
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
)

// Root names a JavaScript function that the host calls. They are registered
// while the snapshot is made and hold in every clone.
type Root int

// The roots.
const (
	RootComplete        Root = iota // (req, err, value, frame)
	RootSystemError                 // (message, errno, code, syscall, path, dest)
	RootCodedError                  // (constructor name, code, message, props)
	RootEnterMain                   // (fn, this, a, b)
	RootEnter                       // (fn, this, a, b)
	RootEnterTimers                 // (now)
	RootEnterImmediates             // ()
	RootBeforeExit                  // ()
	RootExit                        // () → exit code
	RootPrepare                     // (options)
	RootRejected                    // (type, promise, reason)
	RootResolveModule               // (specifier, base) → name
	RootLoadModule                  // (name) → {source, meta}
	RootImport                      // (specifier, base) → promise, for code that has an importer of its own
	RootImmediateInfo               // Uint32Array
	RootTickInfo                    // Uint8Array
	RootUint8Array                  // the constructors, of the snapshot's realm
	RootFloat64Array
	RootRequire        // the internal require
	RootReaction       // (handler, frame, isThen) → handler
	RootPromiseInit    // (promise, parent)
	RootPromiseResolve // (promise)
	RootWasm           // array of functions, see hostcalls/wasm
	RootJob            // (promise, begins) around a reaction that derives the promise
	RootRequest        // (req, binding), while somebody wants to hear of requests
	RootEmbed          // array of functions, see library.go of package wjs
	rootCount
)

// Roots are the registered functions, by Root.
type Roots [rootCount]engine.Value

// Env is one isolate's side of the boundary: Node.js calls it Environment. All
// of its methods belong to the goroutine that owns the isolate.
type Env struct {
	iso       *engine.Isolate
	loop      *reactor.Loop
	host      *wasi.Host
	registry  *Registry
	extra     func(c *Call, n int) (engine.Value, error)
	roots     Roots
	resources Resources
	state     map[any]any
	calls     []*Call // by depth of nesting
	depth     int
	frame     engine.Value // the async context
	code      *Code
	noCode    bool

	staleModules bool // modules may have been freed since they were noted

	working, maxWorking int    // ops of Work in flight
	copied, maxCopied   uint64 // what they were given, in bytes
	maxProgram          int
	waiting             waiting
	compiles            chan struct{} // full while compileLater is at work
}

// EnvConfig is what an Env is made of. Loop and Host may be nil while a
// snapshot is built: ops that need them fail then.
type EnvConfig struct {
	Registry *Registry
	Loop     *reactor.Loop
	Host     *wasi.Host
	Roots    Roots
	Working  int // ops of Work in flight at most; DefaultWorking if 0
	// MaxProgram is the largest program in bytes that is compiled to what the engine
	// speaks; 0 means a part of the isolate's memory limit.
	MaxProgram int
	// Carried is what Carry returned for the isolate that this one is a clone of.
	Carried Carried
	// Code is where programs are looked for that were compiled before, if anywhere;
	// with NoCode they are not.
	Code   *Code
	NoCode bool
	// Extra answers the functions of NewExtra, by their number.
	Extra func(c *Call, n int) (engine.Value, error)
}

// NewEnv makes the boundary of an isolate that Attach names later, because the
// isolate needs the hooks first.
func NewEnv(cfg EnvConfig) *Env {
	e := &Env{registry: cfg.Registry, loop: cfg.Loop, host: cfg.Host, roots: cfg.Roots, state: map[any]any{}, frame: engine.Undefined, extra: cfg.Extra, code: cfg.Code, noCode: cfg.NoCode, maxProgram: cfg.MaxProgram, compiles: make(chan struct{}, 1)}
	if e.code == nil {
		e.code = noStore
	}
	if e.roots == (Roots{}) {
		for i := range e.roots {
			e.roots[i] = engine.Undefined
		}
	}
	if e.maxWorking = cfg.Working; e.maxWorking <= 0 {
		e.maxWorking = DefaultWorking
	}
	if cfg.Carried != nil {
		e.state = cfg.Carried.copy()
		e.staleModules = true // those that failed since are looked for
	}
	e.resources.env = e
	return e
}

// Attach names the isolate.
func (e *Env) Attach(iso *engine.Isolate) {
	e.iso = iso
	e.maxCopied = max(iso.Limits().Memory/copiedShare, 1<<20)
	if e.maxProgram == 0 {
		e.maxProgram = int(max(iso.Limits().Memory/programShare, 32<<10))
	}
}

// programShare is which part of the memory limit a program that is compiled may
// have: that may take a thousand times as much.
const programShare = 4096

// MaxProgram is the largest program in bytes that is compiled.
func (e *Env) MaxProgram() int { return e.maxProgram }

// Iso is the isolate.
func (e *Env) Iso() *engine.Isolate { return e.iso }

// Loop is the event loop, nil while a snapshot is built.
func (e *Env) Loop() *reactor.Loop { return e.loop }

// Host is all access to the operating system, nil while a snapshot is built.
func (e *Env) Host() *wasi.Host { return e.host }

// Resources is the table of what JavaScript holds by number.
func (e *Env) Resources() *Resources { return &e.resources }

// Roots are the registered functions, to be carried to clones.
func (e *Env) Roots() Roots { return e.roots }

// Root is a registered function, undefined before it was registered. It is
// borrowed.
func (e *Env) Root(r Root) engine.Value { return e.roots[r] }

// SetRoot registers a value, of which it takes the count.
func (e *Env) SetRoot(r Root, v engine.Value) {
	e.iso.Free(e.roots[r])
	e.roots[r] = v
}

// Frame is the current async context, borrowed.
func (e *Env) Frame() engine.Value { return e.frame }

// SetFrame makes another async context current, taking the count.
func (e *Env) SetFrame(v engine.Value) {
	old := e.frame
	e.frame = v
	e.iso.Free(old)
}

// reaction wraps a handler so that it runs in the context of now.
func (e *Env) reaction(_ *engine.Isolate, r engine.Reaction) engine.Value {
	home, _ := e.iso.HomeOf(r.Handler)
	v, err := e.CallRoot(RootReaction, r.Handler, e.frame, home, engine.False, r.Derived, r.Parent, engine.Bool(r.Rejected))
	if err != nil { // no memory for the wrapper: the handler alone, then
		e.Check(err)
		return e.iso.Dup(r.Handler)
	}
	return v
}

// thenable wraps a then method so that it runs in the context of now.
func (e *Env) thenable(_ *engine.Isolate, then engine.Value) engine.Value {
	home, _ := e.iso.HomeOf(then)
	v, err := e.CallRoot(RootReaction, then, e.frame, home, engine.True)
	if err != nil {
		e.Check(err)
		return e.iso.Dup(then)
	}
	return v
}

// job tells async_hooks of a reaction that runs.
func (e *Env) job(_ *engine.Isolate, derived engine.Value, begins bool) {
	if e.roots[RootJob].IsUndefined() {
		return
	}
	v, err := e.CallRoot(RootJob, derived, engine.Bool(begins))
	e.iso.Free(v)
	e.Check(err)
}

// promise tells async_hooks of a promise that was made or resolved.
func (e *Env) promise(_ *engine.Isolate, event engine.PromiseEvent, promise, parent engine.Value) {
	root, args := RootPromiseInit, []engine.Value{promise, parent}
	if event == engine.PromiseResolve {
		root, args = RootPromiseResolve, args[:1]
	}
	if e.roots[root].IsUndefined() {
		return
	}
	v, err := e.CallRoot(root, args...)
	e.iso.Free(v)
	e.Check(err)
}

// State returns what make made for the key in this isolate, the first time it
// is asked for. Keys are of a type private to the binding.
func State[T any](e *Env, key any, make func() T) T {
	if v, ok := e.state[key]; ok {
		return v.(T)
	}
	v := make()
	e.state[key] = v
	return v
}

// Hooks are the engine's hooks of this isolate.
func (e *Env) Hooks() engine.Hooks {
	return engine.Hooks{Call: e.call, Rejected: e.rejected, ResolveModule: e.resolveModule, LoadModule: e.loadHook, Reaction: e.reaction, Promise: e.promise, Import: e.importHook, InitModule: e.initModule, Job: e.job,
		Thenable: e.thenable, TimezoneOffset: e.timezoneOffset}
}

// What a call counts for in the isolate's Pace, in bytes: a program that does
// nothing but call ops is hardly ever asked to poll by the interpreter.
const (
	perCall = 512
	perWork = 8 << 10 // of the system, done at once
)

func (e *Env) call(_ *engine.Isolate, id int, this engine.Value, args engine.Args) engine.Value {
	if id >= len(e.registry.ops) {
		return e.callExtra(id, this, args)
	}
	e.iso.Pace().Did(perCall)
	c := e.newCall(e.registry.ops[id], this, args)
	if c.op.form == formWork && e.mustWait(c) {
		return e.waited(id, c)
	}
	v, err := c.op.run(c) // run() by hand: it is too large to be inlined
	e.depth--
	if c.kept != nil {
		release(c.kept)
		c.kept = nil
	}
	if err != nil {
		e.iso.Free(v)
		return e.Throw(err)
	}
	return v
}

// run runs the op and ends the call.
func (e *Env) run(c *Call) (engine.Value, error) {
	v, err := c.op.run(c)
	e.depth--
	if c.kept != nil {
		release(c.kept)
		c.kept = nil
	}
	return v, err
}

// newCall takes the Call of this level of nesting; calls nest strictly.
func (e *Env) newCall(o *op, this engine.Value, args engine.Args) *Call {
	if e.depth == len(e.calls) {
		e.calls = append(e.calls, &Call{env: e})
	}
	c := e.calls[e.depth]
	e.depth++
	c.op, c.args, c.this, c.turns = o, args, this, nil
	return c
}

// Throw makes the error the guest's pending exception.
func (e *Env) Throw(err error) engine.Value {
	if e.iso.Dead() != nil {
		return engine.Undefined
	}
	v, err := e.NewError(err)
	if err != nil {
		return engine.Undefined // dead meanwhile
	}
	return e.iso.Throw(v)
}

// Binding makes the object of internalBinding(name), or returns undefined when
// there is none of that name.
func (e *Env) Binding(name string) (engine.Value, error) {
	b := e.registry.bindings[name]
	if b == nil {
		return engine.Undefined, nil
	}
	object, err := e.iso.NewObject()
	if err != nil {
		return engine.Undefined, err
	}
	for i, o := range b.ops {
		fn, err := e.iso.NewFunction(o.name, o.length, e.registry.first[name]+i)
		if err == nil {
			err = e.iso.Set(object, o.name, fn)
		}
		if err != nil {
			return object, err
		}
	}
	for _, c := range b.constants {
		v, err := e.toValue(c.value)
		if err == nil {
			err = e.iso.Set(object, c.name, v)
		}
		if err != nil {
			return object, fmt.Errorf("hostcalls: constant %s.%s: %w", name, c.name, err)
		}
	}
	if b.init != nil {
		return object, b.init(e, object)
	}
	return object, nil
}

// CallRoot calls a registered function; arguments stay the caller's.
func (e *Env) CallRoot(r Root, args ...engine.Value) (engine.Value, error) {
	fn := e.roots[r]
	if fn.IsUndefined() {
		return engine.Undefined, fmt.Errorf("hostcalls: root %d is not registered", r)
	}
	return e.iso.Call(fn, engine.Undefined, args...)
}

// Close closes every resource that is still open and gives up the state.
func (e *Env) Close() error {
	err := e.resources.closeAll()
	for _, s := range e.state {
		if c, ok := s.(interface{ Close() error }); ok {
			err = errors.Join(err, c.Close())
		}
	}
	e.state = map[any]any{}
	return err
}
