package wjs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/wasi/cachedir"
)

// Decoding and validating the guest is most of what wazero does at a start with
// compiled code in its cache. So the cache holds the machine code of the whole
// guest under the name of the hollow one, which has no code to look at.
//
// guest-KEY is the hollow guest, written last: where it is, the rest was.
// code-KEY/ is wazero's own directory, with a file for each kind of processor.

func guestName() string { return fmt.Sprintf("guest-%x", cacheKey()) }
func codeName() string  { return fmt.Sprintf("code-%x", cacheKey()) }

// modulesName is where the compiled code of programs' own modules is kept.
const modulesName = "modules"

// openEngine takes the compiled guest from the cache, or compiles and keeps it.
func (p *Platform) openEngine(ctx context.Context, dir *cachedir.Dir, interpreter bool) error {
	cfg := engine.Config{System: instantiateSystem, Interpreter: interpreter, ModuleDir: filepath.Join(dir.Path(), modulesName)}
	if interpreter {
		return p.newEngine(ctx, cfg, "")
	}
	code := filepath.Join(dir.Path(), codeName())
	if cfg.Image = keptGuest(dir); cfg.Image != nil && p.newEngine(ctx, cfg, code) == nil {
		return nil
	}
	return p.compile(ctx, cfg, dir)
}

// keptGuest is the hollow guest, or nil if the cache has none that is whole.
func keptGuest(dir *cachedir.Dir) *guest.Image {
	data, err := dir.Read(guestName())
	if err != nil || len(data) < sha256.Size {
		return nil
	}
	sum, data := data[:sha256.Size], data[sha256.Size:]
	if own := sha256.Sum256(data); !bytes.Equal(sum, own[:]) {
		return nil
	}
	img, err := guest.Decode(data)
	if err != nil || !img.NoCode {
		return nil
	}
	return img
}

// newEngine makes the engine over the cache of compiled code in a directory.
func (p *Platform) newEngine(ctx context.Context, cfg engine.Config, code string) (err error) {
	if code != "" {
		if cfg.Cache, err = wazero.NewCompilationCacheWithDir(code); err != nil {
			return fmt.Errorf("wjs: the cache of compiled code: %w", err)
		}
	}
	e, err := engine.New(ctx, cfg)
	if err != nil {
		if cfg.Cache != nil {
			_ = cfg.Cache.Close(ctx)
		}
		return err
	}
	p.engine, p.cache = e, cfg.Cache
	return nil
}

// compile compiles the guest and keeps it. A cache that cannot be written to costs
// time, not the start.
func (p *Platform) compile(ctx context.Context, cfg engine.Config, dir *cachedir.Dir) error {
	whole, err := engine.LinkGuest()
	if err != nil {
		return err
	}
	cfg.Image = whole
	own, err := dir.TempDir()
	if err != nil {
		return p.newEngine(ctx, cfg, "")
	}
	defer dir.RemoveAll(own)
	if p.newEngine(ctx, cfg, filepath.Join(dir.Path(), own)) != nil {
		return p.newEngine(ctx, cfg, "")
	}
	_ = keepCode(ctx, cfg, dir, own)
	return nil
}

// keepCode puts the machine code of the whole guest, which lies in the directory
// own, where a later start looks for that of the hollow one. Others see each file
// as a whole or not at all.
func keepCode(ctx context.Context, cfg engine.Config, dir *cachedir.Dir, own string) error {
	hollow, err := cfg.Image.Hollow()
	if err != nil {
		return err
	}
	// Compiling the hollow one is how to learn the name that wazero gives it.
	model, err := dir.TempDir()
	if err != nil {
		return err
	}
	defer dir.RemoveAll(model)
	cfg.Image = hollow
	if err := compileOnly(ctx, cfg, filepath.Join(dir.Path(), model)); err != nil {
		return err
	}
	if err := dir.MoveLike(own, model, codeName()); err != nil {
		return err
	}
	data := hollow.AppendBinary(nil)
	sum := sha256.Sum256(data)
	return dir.Write(guestName(), sum[:], data)
}

// compileOnly compiles a hollow guest for nothing but the file that comes of it.
func compileOnly(ctx context.Context, cfg engine.Config, code string) error {
	var p Platform
	err := p.newEngine(ctx, cfg, code)
	if err == nil {
		return errors.Join(p.engine.Close(), p.cache.Close(ctx))
	}
	if errors.Is(err, engine.ErrNoCode) {
		return nil
	}
	return err
}
