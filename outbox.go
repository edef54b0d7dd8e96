package wjs

import (
	"io"
	"sync"
)

// outboxLimit is how many bytes wait for their reader before writers wait too.
const outboxLimit = 1 << 20

// outbox carries what a runtime says to the one that started it: pieces of its
// standard streams and messages, in the order in which they came. It may be
// used from any goroutine.
type outbox struct {
	mu     sync.Mutex
	moved  *sync.Cond
	list   []any // kind, bytes, kind, bytes, …
	size   int
	closed bool
}

func newOutbox() *outbox {
	o := &outbox{}
	o.moved = sync.NewCond(&o.mu)
	return o
}

// put adds a piece, which it keeps. It waits while too much is there; after
// close it is thrown away.
func (o *outbox) put(kind string, data []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.size >= outboxLimit && !o.closed {
		o.moved.Wait()
	}
	if o.closed {
		return
	}
	o.list = append(o.list, kind, data)
	o.size += len(data)
	o.moved.Broadcast()
}

// take waits for a piece and returns all that are there; nil after close.
func (o *outbox) take() []any {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.list) == 0 && !o.closed {
		o.moved.Wait()
	}
	list := o.list
	o.list, o.size = nil, 0
	o.moved.Broadcast()
	return list
}

// close wakes and ends all who wait.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.list = nil
	o.moved.Broadcast()
}

func (o *outbox) writer(kind string) io.Writer { return &outboxWriter{o, kind} }

type outboxWriter struct {
	o    *outbox
	kind string
}

func (w *outboxWriter) Write(p []byte) (int, error) {
	w.o.put(w.kind, append([]byte(nil), p...))
	return len(p), nil
}
