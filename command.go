package wjs

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"sync/atomic"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"

	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/memory"
	"github.com/wjs-run/wjs/engine/wasm"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/cachedir"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// Command is a WebAssembly program for WASI preview1, as C, Rust, Go and others
// are compiled to. It runs beside JavaScript, not in it: nothing of Node.js is
// there, while permissions and limits are the same. It may be used from any
// goroutine and run any number of times, each with a memory of its own.
type Command struct {
	binary      []byte
	cache       *wasm.Cache
	interpreter bool
	dir         string // of the cache, if there is one
}

// NewCommand makes a command of a binary, which must not change afterwards. What
// opts has a cache directory for is its machine code. The command must be
// closed.
func NewCommand(binary []byte, opts PlatformOptions) (*Command, error) {
	c := &Command{binary: binary, interpreter: opts.Interpreter}
	code := ""
	if opts.CacheDir != "" {
		dir, err := cachedir.OpenAt(opts.CacheDir)
		if err != nil {
			return nil, err
		}
		defer dir.Close()
		c.dir = dir.Path()
		code = filepath.Join(c.dir, modulesName)
	}
	c.cache = wasm.NewCache(code)
	return c, nil
}

// Close releases the command. No run may be in progress.
func (c *Command) Close() error { return c.cache.Close() }

// TrapError ends a WebAssembly program that did what WebAssembly forbids.
type TrapError struct{ Message string }

func (e *TrapError) Error() string { return "wjs: the program trapped: " + e.Message }

// Run runs the command to its end. Of opts it takes permissions, limits,
// directory, environment and standard streams; opts.Args are the arguments with
// the program's own name, as C has them.
//
// The program finds open what it needs to name every path that it was granted:
// the current directory by its absolute path, which Go takes for the place that
// it is in, and as ".", which C does; and each granted folder by its absolute
// path.
//
// An exit code that is not 0 is an *ExitError. Other errors are *TrapError,
// *TimeoutError, *FuelError, *MemoryLimitError, the cause of ctx, and one that
// says why the binary cannot be run.
func (c *Command) Run(ctx context.Context, opts Options) error { return c.run(ctx, opts, preopens) }

func (c *Command) run(ctx context.Context, opts Options, preopens func(*wasi.Host) []preview1.Preopen) error {
	policy, err := opts.Permissions.policy(opts.Limits, c.dir)
	if err != nil {
		return err
	}
	host, err := wasi.NewHost(policy, wasi.Config{Args: opts.Args, Env: opts.Env, Dir: opts.Dir, Stdin: opts.Stdin, Stdout: opts.Stdout, Stderr: opts.Stderr})
	if err != nil {
		return err
	}
	defer host.Close()
	if t := opts.Limits.Timeout; t > 0 {
		var cancel context.CancelFunc
		ctx, cancel = host.WithTimeout(ctx, t, &TimeoutError{Timeout: t})
		defer cancel()
	}
	system, err := preview1.NewSystem(preview1.Config{
		Host: host, Args: opts.Args, Env: host.Environ(), Preopens: preopens(host),
	})
	if err != nil {
		return err
	}
	defer system.Close()
	r := &commandRun{ctx: ctx, limits: opts.Limits}
	if r.limits.Memory == 0 {
		r.limits.Memory = DefaultMemory
	}
	defer context.AfterFunc(ctx, func() {
		r.ended.Store(true)
		host.GiveUp()
	})()
	return r.outcome(r.run(c, system))
}

// DefaultMemory is Limits.Memory where it is not set.
const DefaultMemory = 256 << 20

// preopens lists the directories that a command finds open.
func preopens(host *wasi.Host) []preview1.Preopen {
	here := host.Getwd()
	list := []preview1.Preopen{{Name: here, Path: here, Sealed: true}}
	if here != "/" { // libc takes "/" and "." both for no prefix at all
		list = append(list, preview1.Preopen{Name: ".", Path: here, Sealed: true})
	}
	seen := map[string]bool{"/": true, here: true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			list = append(list, preview1.Preopen{Name: name, Path: name, Sealed: true})
		}
	}
	for _, g := range host.Policy().Granted() {
		token, err := host.Path(g.Path, wasi.Read)
		if err != nil { // writing alone: what is below it can be named
			add(g.Path)
			continue
		}
		st, err := token.Stat()
		switch {
		case err != nil:
		case !st.IsDir():
			add(path.Dir(g.Path)) // a file is reached through its folder
		case g.Path != "/":
			add(g.Path)
		default:
			dir, err := token.Opendir()
			if err != nil {
				continue
			}
			for {
				entries, err := dir.ReadDir(256)
				for _, e := range entries {
					if st, err := statDir(host, "/"+e.Name); err == nil && st {
						add("/" + e.Name)
					}
				}
				if err != nil || len(entries) == 0 {
					break
				}
			}
			_ = dir.Close()
		}
	}
	return list
}

func statDir(host *wasi.Host, name string) (bool, error) {
	token, err := host.Path(name, wasi.Read)
	if err != nil {
		return false, err
	}
	st, err := token.Stat()
	return err == nil && st.IsDir(), err
}

// commandRun is one run.
type commandRun struct {
	ctx    context.Context
	limits Limits
	ended  atomic.Bool
	spent  uint64
	memory *memory.Memory
}

func (r *commandRun) run(c *Command, system *preview1.System) (err error) {
	store, err := wasm.NewStore(wasm.Config{
		Context: preview1.WithSystem(r.ctx, system), Cache: c.cache, Interpreter: c.interpreter,
		Poll: r.poll, NewMemory: r.newMemory, Limit: max(r.limits.Memory, uint64(len(c.binary))*16),
	})
	if err != nil {
		return err
	}
	module, err := r.compile(store, c.binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Keep(module); err != nil {
		return err
	}
	imports, err := commandImports(module)
	if err != nil {
		return err
	}
	inst, err := store.Instantiate(module, imports)
	if err != nil {
		return err
	}
	if err := inst.Start(); err != nil {
		return err
	}
	for _, name := range []string{"_start", "_initialize"} {
		for _, e := range module.Exports {
			if e.Name != name || e.Kind != editor.KindFunc || !e.Func.Equal(editor.FuncType{}) {
				continue
			}
			x, err := inst.Export(e)
			if err != nil {
				return err
			}
			return x.(*wasm.Func).Call(make([]uint64, 1))
		}
	}
	return errors.New("wjs: the module exports no _start: it is no program for WASI")
}

// compile waits for the compiler, which does not stop at once, only until ctx ends.
// Where it fails it closes the store.
func (r *commandRun) compile(store *wasm.Store, binary []byte) (*wasm.Module, error) {
	var module *wasm.Module
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		module, err = store.Compile(r.ctx, binary)
	}()
	select {
	case <-done:
		if err != nil {
			err = errors.Join(err, store.Close())
		}
		return module, err
	case <-r.ctx.Done():
		go func() {
			if <-done; err == nil {
				store.Drop(module)
			}
			_ = store.Close()
		}()
		return nil, context.Cause(r.ctx)
	}
}

// poll ends the run when it must not go on.
func (r *commandRun) poll(units uint64) {
	r.spent += units
	if r.limits.Fuel != 0 && r.spent > r.limits.Fuel {
		panic(&FuelError{Limit: r.limits.Fuel})
	}
	if r.ended.Load() {
		panic(context.Cause(r.ctx))
	}
}

func (r *commandRun) newMemory(uint64) (experimental.LinearMemory, error) {
	m, err := memory.New(r.limits.Memory)
	r.memory = m
	return m, err
}

// outcome turns what a run ended with into the errors of Run.
func (r *commandRun) outcome(err error) error {
	var exit *sys.ExitError
	var trap *wasm.Trap
	var compile *wasm.CompileError
	var link *wasm.LinkError
	var fuel *FuelError
	switch {
	case errors.As(err, &exit):
		if exit.ExitCode() == 0 {
			return nil
		}
		return &ExitError{Code: int(exit.ExitCode())}
	case errors.As(err, &fuel):
		return fuel
	case err != nil && r.ctx.Err() != nil:
		return context.Cause(r.ctx)
	case errors.Is(err, wasm.ErrNoMemory), errors.As(err, &trap) && r.memory != nil && r.memory.Denied():
		return &MemoryLimitError{Limit: r.limits.Memory}
	case errors.As(err, &trap):
		return &TrapError{Message: trap.Message}
	case errors.Is(err, wasm.ErrStackOverflow):
		return &TrapError{Message: wasm.ErrStackOverflow.Error()}
	case errors.As(err, &compile):
		return fmt.Errorf("wjs: the module cannot be compiled: %s", compile.Message)
	case errors.As(err, &link):
		return fmt.Errorf("wjs: the module cannot be linked: %s", link.Message)
	}
	return err
}

// commandImports serves what a module imports with the functions of preview1.
func commandImports(m *wasm.Module) ([]any, error) {
	known := map[string]preview1.Func{}
	for _, f := range preview1.Funcs() {
		known[f.Name] = f
	}
	list := make([]any, len(m.Imports))
	for i, im := range m.Imports {
		f, ok := known[im.Name]
		if im.Module != preview1.ModuleName || im.Kind != editor.KindFunc || !ok {
			return nil, fmt.Errorf("wjs: the module imports %q from %q, which is not part of WASI preview1", im.Name, im.Module)
		}
		if !m.Type(im).Equal(editor.FuncType{Params: valTypes(f.Params), Results: valTypes(f.Results)}) {
			return nil, fmt.Errorf("wjs: the module imports %q with another type than it has in WASI preview1", im.Name)
		}
		list[i] = wasm.HostFunc(func(ctx context.Context, mod api.Module, stack []uint64) error {
			f.Call(ctx, mod, stack)
			return nil
		})
	}
	return list, nil
}

func valTypes(types []api.ValueType) []editor.ValType {
	list := make([]editor.ValType, len(types))
	for i, t := range types {
		list[i] = editor.ValType(t)
	}
	return list
}
