package wjs

import (
	"context"
	"errors"
	"sync"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi/cachedir"
)

// Platform is what the runtimes of a process share: the compiled guest, the
// snapshot that they are cloned from, and the pool of workers. It may be used
// from any goroutine.
type Platform struct {
	engine *engine.Engine
	image  *image
	pool   *reactor.Pool
	cache  wazero.CompilationCache
	dir    *cachedir.Dir // what programs were compiled to is kept in, if anywhere
	code   *hostcalls.Code

	noBytecode bool
}

// PlatformOptions say how a Platform is made. The zero value serves.
type PlatformOptions struct {
	// CacheDir is a directory in which compiled code, snapshot and the bytecode of
	// programs are kept, so that a later process starts in milliseconds; "" keeps
	// nothing. Whoever can write there decides what runs: it must belong to this user
	// alone, and is refused otherwise. No grant of Permissions reaches it but All.
	CacheDir string
	// Interpreter runs the guest in wazero's interpreter: slow, for systems that
	// the compiler does not know.
	Interpreter bool
	// NoBytecode has programs compiled anew whenever they are loaded, although there
	// is a cache.
	NoBytecode bool
}

// poolWorkers is how many workers there are at most for all runtimes, each of
// which has libuv's four at most: they may all be waiting for the other side of a
// FIFO, or for a disk, and others' files are still read.
const poolWorkers = 32 * reactor.DefaultWorkers

// NewPlatform compiles the guest and builds the snapshot, or takes both from the
// cache.
func NewPlatform(ctx context.Context, opts PlatformOptions) (*Platform, error) {
	p := &Platform{pool: reactor.NewPool(poolWorkers, 0), noBytecode: opts.NoBytecode}
	if err := p.open(ctx, opts); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Platform) open(ctx context.Context, opts PlatformOptions) (err error) {
	if opts.CacheDir == "" {
		if p.engine, err = engine.New(ctx, engine.Config{System: instantiateSystem, Interpreter: opts.Interpreter}); err != nil {
			return err
		}
		p.image, err = p.build(ctx)
		return err
	}
	dir, err := cachedir.OpenAt(opts.CacheDir)
	if err != nil {
		return err
	}
	p.dir = dir
	p.code = hostcalls.NewCode(&compiledStore{dir: dir}, cacheKey())
	if err := p.openEngine(ctx, dir, opts.Interpreter); err != nil {
		return err
	}
	if p.image = loadImage(dir); p.image != nil {
		pruneCache(dir, false)
		return nil
	}
	if p.image, err = p.build(ctx); err != nil {
		return err
	}
	_ = p.image.save(dir) // as with compiled code
	pruneCache(dir, true)
	return nil
}

// cacheDir is where the cache is, or "".
func (p *Platform) cacheDir() string {
	if p.dir == nil {
		return ""
	}
	return p.dir.Path()
}

// Close releases the platform. Runtimes made of it must be closed before.
func (p *Platform) Close() error {
	var errs []error
	p.pool.Close()
	if p.image != nil {
		errs = append(errs, p.image.snapshot.Close())
	}
	if p.engine != nil {
		errs = append(errs, p.engine.Close())
	}
	if p.cache != nil {
		errs = append(errs, p.cache.Close(context.Background()))
	}
	if p.dir != nil {
		errs = append(errs, p.dir.Close())
	}
	return errors.Join(errs...)
}

// defaultPlatform is made on first use and kept for the life of the process.
var defaultPlatform = sync.OnceValues(func() (*Platform, error) {
	return NewPlatform(context.Background(), PlatformOptions{})
})
