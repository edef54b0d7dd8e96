package wjs

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
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
}

// PlatformOptions say how a Platform is made. The zero value serves.
type PlatformOptions struct {
	// CacheDir is a directory in which compiled code and snapshot are kept, so
	// that a later process starts in milliseconds; "" keeps nothing. Whoever can
	// write there decides what runs: it must belong to this user alone, and is
	// refused otherwise.
	CacheDir string
	// Interpreter runs the guest in wazero's interpreter: slow, for systems that
	// the compiler does not know.
	Interpreter bool
}

// NewPlatform compiles the guest and builds the snapshot, or takes both from the
// cache.
func NewPlatform(ctx context.Context, opts PlatformOptions) (*Platform, error) {
	p := &Platform{pool: reactor.NewPool(0, 0)}
	if err := p.open(ctx, opts); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Platform) open(ctx context.Context, opts PlatformOptions) (err error) {
	cfg := engine.Config{System: instantiateSystem, Interpreter: opts.Interpreter}
	var dir *cachedir.Dir
	if opts.CacheDir != "" {
		if dir, err = cachedir.OpenAt(opts.CacheDir); err != nil {
			return err
		}
		defer dir.Close()
		if p.cache, err = wazero.NewCompilationCacheWithDir(filepath.Join(dir.Path(), "code")); err != nil {
			return fmt.Errorf("wjs: the cache of compiled code: %w", err)
		}
		cfg.Cache = p.cache
		if cfg.Image, err = cachedGuest(dir); err != nil {
			return err
		}
	}
	// Reading the snapshot and compiling the guest take about as long: do both at
	// once.
	loaded := make(chan *image, 1)
	go func() { loaded <- loadImage(dir) }()
	p.engine, err = engine.New(ctx, cfg)
	if p.image = <-loaded; err != nil || p.image != nil {
		return err
	}
	if p.image, err = p.build(ctx); err != nil {
		return err
	}
	return p.image.save(dir)
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
	return errors.Join(errs...)
}

// defaultPlatform is made on first use and kept for the life of the process.
var defaultPlatform = sync.OnceValues(func() (*Platform, error) {
	return NewPlatform(context.Background(), PlatformOptions{})
})

// cachedGuest is the linked guest, from the cache if it is there.
func cachedGuest(dir *cachedir.Dir) (*guest.Image, error) {
	name := fmt.Sprintf("guest-%x", cacheKey())
	if data, err := dir.Read(name); err == nil {
		return guest.Decode(data)
	}
	img, err := engine.LinkGuest()
	if err != nil {
		return nil, err
	}
	return img, dir.Write(name, img.AppendBinary(nil))
}
