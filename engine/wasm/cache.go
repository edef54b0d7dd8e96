package wasm

import (
	"context"

	"github.com/tetratelabs/wazero"
)

// Cache keeps compiled code for all stores that it is given to, in memory and,
// if it has a directory, on disk. It may be used from any goroutine.
type Cache struct {
	code wazero.CompilationCache
	dir  string
}

// NewCache makes a cache over a directory, which only its user may write to;
// with "", or where the directory cannot be used, it keeps code in memory alone.
// It must be closed, after the stores.
func NewCache(dir string) *Cache {
	if dir != "" {
		if code, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			return &Cache{code, dir}
		}
	}
	return &Cache{code: wazero.NewCompilationCache()}
}

// restore makes the directory anew if somebody has cleared it: wazero makes it
// once, and fails to compile without it.
func (c *Cache) restore() {
	if c.dir == "" {
		return
	}
	if again, err := wazero.NewCompilationCacheWithDir(c.dir); err == nil {
		_ = again.Close(context.Background())
	}
}

// Close gives up what is in memory.
func (c *Cache) Close() error { return c.code.Close(context.Background()) }
