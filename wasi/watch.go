package wasi

import (
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Watch is a running watch of a file or directory. It counts as an open file.
type Watch struct {
	*vfs.Watch
	h *Host
}

// Watch tells of changes to what the path leads to now. Trees and systems that
// cannot tell answer ENOTSUP. It may be called from any goroutine.
func (p Path) Watch() (*Watch, error) {
	var w *Watch
	err := p.at("watch", Read, vfs.Refuse, func(pl place) error {
		tree, ok := pl.fs.(vfs.Watcher)
		if !ok {
			return errno.ENOTSUP
		}
		c := &p.h.count
		if err := take(&c.files, 1, c.limit.OpenFiles, quotaFiles); err != nil {
			return err
		}
		inner, err := tree.Watch(pl.name)
		if err != nil {
			c.files.Add(-1)
			return err
		}
		w = &Watch{inner, p.h}
		return nil
	})
	return w, err
}

// Close ends the watch and what waits in Next; a second one is EBADF.
func (w *Watch) Close() error {
	err := w.Watch.Close()
	if err == nil {
		w.h.count.files.Add(-1)
	}
	return err
}
