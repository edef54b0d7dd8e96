package vfs

import (
	"context"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Watcher is an FS that tells of changes. Where there is none, or it answers
// ENOTSUP, whoever wants to know has to look again and again.
type Watcher interface {
	// Watch tells of changes to a file, or to a directory and its entries.
	Watch(name string) (*Watch, error)
}

// Change is one change. Name is the entry of the directory, "" for what is
// watched itself.
type Change struct {
	Name    string
	Content bool // what it holds or its attributes have changed
	Entry   bool // it came, went, or has another name
}

// maxChanges is how many changes wait for Next at most; later ones are lost, as
// they are when the kernel's queue is full.
const maxChanges = 4096

// Watch is a running watch.
type Watch struct {
	mu      sync.Mutex
	changes []Change
	ready   chan struct{} // has a token if there are changes, or it is closed
	closed  bool
	stop    func()
}

func newWatch() *Watch { return &Watch{ready: make(chan struct{}, 1)} }

func (w *Watch) wake() {
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

func (w *Watch) add(c Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed && len(w.changes) < maxChanges {
		w.changes = append(w.changes, c)
		w.wake()
	}
}

// Next waits for changes and returns those there are, none once the watch is
// closed or the context is done. One goroutine at a time may call it.
func (w *Watch) Next(ctx context.Context) []Change {
	for {
		w.mu.Lock()
		list, closed := w.changes, w.closed
		w.changes = nil
		w.mu.Unlock()
		if len(list) > 0 || closed {
			return list
		}
		select {
		case <-w.ready:
		case <-ctx.Done():
			return nil
		}
	}
}

// Close ends the watch; a second one is EBADF.
func (w *Watch) Close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return errno.EBADF
	}
	w.closed = true
	w.changes = nil
	w.wake()
	w.mu.Unlock()
	w.stop()
	return nil
}
