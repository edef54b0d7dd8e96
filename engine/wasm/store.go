package wasm

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Config is what a Store stands on.
type Config struct {
	// Context reaches the functions that modules import, through every call.
	Context context.Context
	// Cache is shared with other stores: what one compiled is ready for all. It
	// is required.
	Cache *Cache
	// Interpreter says that Cache is to run modules in wazero's interpreter.
	Interpreter bool
	// Poll is told of the work done, on the goroutine that does it, at least every
	// Quantum units. It ends a run that must not go on by panicking with an error.
	Poll func(units uint64)
	// Running is told when a module begins to compute and when it stops to, host
	// functions apart. It may be nil.
	Running func(bool)
	// NewMemory makes linear memory that grows up to max bytes and never past
	// what its owner may have: Reallocate returns nil then.
	NewMemory func(max uint64) (experimental.LinearMemory, error)
	// Limit is the most that compiled code and tables may take, in bytes.
	Limit uint64
}

// Store is where modules and what they are made of live. See the package.
type Store struct {
	cfg     Config
	runtime wazero.Runtime
	host    api.Module // polls
	used    atomic.Int64
	closed  bool

	compiled []wazero.CompiledModule // of the host's own modules
	modules  map[*Module]bool
	funcs    map[funcKey]*Func
	owners   map[uintptr]*Instance // by the word that tells instances apart in a reference
	callers  map[string]*caller
	active   []activation
}

// features is what modules may use: WebAssembly 2.0, tail calls and extended
// constant expressions. Exceptions are left out because wazero copies the whole
// stack at each try_table, threads because there is one.
const features = api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExtendedConst

// NewStore makes an empty store. It must be closed.
func NewStore(cfg Config) (*Store, error) {
	rc := wazero.NewRuntimeConfig()
	if cfg.Interpreter {
		rc = wazero.NewRuntimeConfigInterpreter()
	}
	rc = rc.WithCompilationCache(cfg.Cache.code).WithDebugInfoEnabled(false).WithCoreFeatures(features).WithCustomSections(false)
	if cfg.Running == nil {
		cfg.Running = func(bool) {}
	}
	s := &Store{
		cfg: cfg, runtime: wazero.NewRuntimeWithConfig(cfg.Context, rc),
		modules: map[*Module]bool{}, funcs: map[funcKey]*Func{}, owners: map[uintptr]*Instance{}, callers: map[string]*caller{},
	}
	var err error
	if s.host, err = s.hostModule(func(b wazero.HostModuleBuilder) {
		i32 := []api.ValueType{api.ValueTypeI32}
		b.NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
			cfg.Poll(uint64(uint32(stack[0])))
		}), i32, nil).Export(pollField)
		b.NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
			cfg.Poll(uint64(uint32(stack[0])) >> chargeShift)
			if !s.take(uint64(uint32(stack[0])) * 8) {
				stack[0] = 0xffffffff
			}
		}), i32, i32).Export(growField)
	}); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends everything in the store. Nothing of it may be running.
func (s *Store) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	ctx := context.Background()
	errs := []error{s.runtime.Close(ctx)}
	for m := range s.modules {
		errs = append(errs, m.compiled.Close(ctx))
	}
	for _, c := range s.compiled {
		errs = append(errs, c.Close(ctx))
	}
	s.modules, s.compiled, s.funcs, s.owners, s.callers, s.active = nil, nil, nil, nil, nil, nil
	return errors.Join(errs...)
}

// Used is what compiled code and tables take, in bytes.
func (s *Store) Used() uint64 { return uint64(s.used.Load()) }

// take charges bytes to the limit, or returns false.
func (s *Store) take(n uint64) bool {
	if n > s.cfg.Limit {
		return false
	}
	if uint64(s.used.Add(int64(n))) > s.cfg.Limit {
		s.used.Add(-int64(n))
		return false
	}
	return true
}

func (s *Store) give(n uint64) { s.used.Add(-int64(n)) }

// compile ends early when ctx does, between two functions: wazero looks only if
// it compiles with more than one goroutine.
func (s *Store) compile(ctx context.Context, binary []byte) (wazero.CompiledModule, error) {
	s.cfg.Cache.restore()
	return s.runtime.CompileModule(experimental.WithCompilationWorkers(ctx, 2), binary)
}

// Keep makes a module that Compile returned the store's, which closes it. It
// must be called on the store's goroutine.
func (s *Store) Keep(m *Module) error {
	if s.closed {
		s.release(m)
		return ErrClosed
	}
	s.modules[m] = true
	return nil
}

// Drop gives back a module that was not kept.
func (s *Store) Drop(m *Module) { s.release(m) }

func (s *Store) release(m *Module) {
	s.give(m.charged)
	_ = m.compiled.Close(context.Background())
}

// anonymous instantiates nothing but what is asked for.
var anonymous = wazero.NewModuleConfig().WithName("").WithStartFunctions()

// instantiate makes an instance whose imports are found by resolve.
func (s *Store) instantiate(c wazero.CompiledModule, mem experimental.LinearMemory, resolve func(name string) api.Module) (mod api.Module, err error) {
	ctx := s.cfg.Context
	if resolve != nil {
		ctx = experimental.WithImportResolver(ctx, resolve)
	}
	if mem != nil {
		ctx = experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory { return mem }))
	}
	return s.runtime.InstantiateModule(ctx, c, anonymous)
}

// hostModule makes a module of Go functions.
func (s *Store) hostModule(define func(wazero.HostModuleBuilder)) (api.Module, error) {
	b := s.runtime.NewHostModuleBuilder(hostModule)
	define(b)
	c, err := b.Compile(s.cfg.Context)
	if err != nil {
		return nil, err
	}
	s.compiled = append(s.compiled, c)
	return s.instantiate(c, nil, nil)
}

// ownModule compiles and instantiates a module that this package wrote.
func (s *Store) ownModule(binary []byte, mem experimental.LinearMemory, resolve func(name string) api.Module) (api.Module, error) {
	c, err := s.compile(s.cfg.Context, binary)
	if err != nil {
		return nil, err
	}
	s.compiled = append(s.compiled, c)
	return s.instantiate(c, mem, resolve)
}
