// Package engine runs JavaScript in isolates: QuickJS as WebAssembly in wazero,
// bounded in memory, time and work, killable at any moment, frozen into
// snapshots and cloned from them.
//
// It knows nothing of Node, files or networks. What JavaScript can reach of the
// host is the host functions that its owner makes with Isolate.NewFunction.
//
// An Engine may be used from any goroutine. An Isolate belongs to one goroutine
// at a time.
package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
	"github.com/wjs-run/wjs/engine/wasm"
)

// Config says how an Engine is made.
type Config struct {
	// System instantiates the module wasi_snapshot_preview1 that the guest
	// imports. It is required.
	System func(context.Context, wazero.Runtime) error
	// Image is the linked guest if the caller kept it; nil links it anew. A hollow
	// one needs a cache that has the machine code of the whole one under its name.
	Image *guest.Image
	// Cache holds compiled code; nil compiles anew.
	Cache wazero.CompilationCache
	// ModuleDir is where the compiled code of modules that programs bring along is
	// kept; only its user may write to it. "" keeps it in memory.
	ModuleDir string
	// Interpreter runs the guest in wazero's interpreter rather than as machine
	// code. It is slow, and the only way where the compiler has no back end.
	Interpreter bool
}

// Engine holds the compiled guest, from which isolates are made.
type Engine struct {
	runtime     wazero.Runtime
	compiled    wazero.CompiledModule
	image       *guest.Image
	modules     *wasm.Cache // of what programs bring along
	interpreter bool
	blank       blank
}

// New links and compiles the guest.
func New(ctx context.Context, cfg Config) (*Engine, error) {
	image := cfg.Image
	if image == nil {
		var err error
		if image, err = LinkGuest(); err != nil {
			return nil, err
		}
	}
	rc := wazero.NewRuntimeConfig()
	if cfg.Interpreter {
		rc = wazero.NewRuntimeConfigInterpreter()
	}
	if cfg.Cache != nil {
		rc = rc.WithCompilationCache(cfg.Cache)
	}
	e := &Engine{image: image, runtime: wazero.NewRuntimeWithConfig(ctx, rc.WithDebugInfoEnabled(false)),
		modules: wasm.NewCache(cfg.ModuleDir), interpreter: cfg.Interpreter}
	err := e.compile(ctx, cfg)
	if err == nil && image.NoCode {
		err = e.checkWhole(ctx)
	}
	if err != nil {
		_ = e.Close()
		return nil, err
	}
	return e, nil
}

// ErrNoCode is returned by New for a hollow image whose machine code the cache
// does not have: the whole one must be compiled.
var ErrNoCode = errors.New("engine: there is no machine code for the hollow guest")

// checkWhole makes sure that the code was made of the whole image.
func (e *Engine) checkWhole(ctx context.Context) error {
	in, err := e.newInstance(ctx, 1<<20)
	if err != nil {
		return err
	}
	defer in.close()
	answer, err := in.mod.ExportedFunction(guest.ExportWhole).Call(ctx)
	if err != nil || len(answer) != 1 || answer[0] != 1 {
		return ErrNoCode
	}
	return nil
}

// LinkGuest makes the image of the guest that New uses when Config has none.
func LinkGuest() (*guest.Image, error) {
	original, err := guest.Original()
	if err != nil {
		return nil, err
	}
	return guest.Link(original)
}

func (e *Engine) compile(ctx context.Context, cfg Config) (err error) {
	if cfg.System == nil {
		return fmt.Errorf("engine: Config.System is required")
	}
	if err := cfg.System(ctx, e.runtime); err != nil {
		return fmt.Errorf("engine: the system module: %w", err)
	}
	i32, i64 := api.ValueTypeI32, api.ValueTypeI64
	_, err = e.runtime.NewHostModuleBuilder("env").NewFunctionBuilder().
		WithGoFunction(api.GoFunc(gate), []api.ValueType{i32, i64, i32, i32}, []api.ValueType{i64}).
		Export("jsFunctionProxy").Instantiate(ctx)
	if err != nil {
		return fmt.Errorf("engine: the host module: %w", err)
	}
	if e.compiled, err = e.runtime.CompileModule(ctx, e.image.Wasm); err != nil {
		return fmt.Errorf("engine: compiling the guest: %w", err)
	}
	return nil
}

// newInstance instantiates the guest over new memory of at most limit bytes.
func (e *Engine) newInstance(ctx context.Context, limit uint64) (*instance, error) {
	mem, err := memory.New(limit)
	if err != nil {
		return nil, err
	}
	in := &instance{mem: mem}
	ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(
		func(_, _ uint64) experimental.LinearMemory { return mem }))
	if in.mod, err = e.runtime.InstantiateModule(ctx, e.compiled, instanceConfig); err != nil {
		mem.Free()
		return nil, fmt.Errorf("engine: instantiating the guest: %w", err)
	}
	if err := in.collectGlobals(); err != nil {
		_ = in.close()
		return nil, err
	}
	return in, nil
}

// instanceConfig names nothing, so that many instances live side by side, and
// starts nothing.
var instanceConfig = wazero.NewModuleConfig().WithName("").WithStartFunctions()

// Close releases the compiled guest. All isolates must be closed before.
func (e *Engine) Close() error {
	return errors.Join(e.blank.close(), e.runtime.Close(context.Background()), e.modules.Close())
}
