package reactor

import (
	"context"
	"slices"
)

// Close ends the loop for good: nothing is accepted or run any more, and all
// that is pending is dropped, so that every callback ever accepted was either run
// or told. The order is fixed: deferred tasks, then posts and completions in the
// order of their arrival, then pending requests in the order they were begun.
// Closing callbacks and hooks are not called. Work that a worker is running is
// dropped by the worker when it returns.
//
// If somebody is inside the loop (the caller itself, in a callback, or another
// goroutine), that Run returns ErrClosed after the callback in progress and does
// the dropping on its way out; Close does not wait for it. Otherwise Close has
// done it all when it returns. To wait in either case, use Wait. Close is
// idempotent. From any goroutine.
func (l *Loop) Close() {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	l.urgent.Store(true)
	inside := l.inside
	l.rouse()
	l.mu.Unlock()
	if !inside {
		l.teardown()
	}
}

// Done is closed when, after Close, everything has been dropped and no worker
// runs a job of this loop any more. From any goroutine.
func (l *Loop) Done() <-chan struct{} { return l.done }

// Wait waits for Done or the end of ctx, whose error it then returns. It must
// not be called by a callback of the loop. From any goroutine.
func (l *Loop) Wait(ctx context.Context) error {
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		select {
		case <-l.done:
			return nil
		default:
			return ctx.Err()
		}
	}
}

// teardown drops what a closed loop has left. It is called once, by whoever
// closed it or by the owner that was inside; nobody else can become owner any
// more, and closed refuses all that could come from outside.
func (l *Loop) teardown() {
	// Also after a panicking Drop: who waits must not wait for ever.
	defer func() {
		if l.ownPool {
			l.pool.mu.Lock()
			l.pool.closed = true
			l.pool.mu.Unlock()
		}
		l.pool.shut(&l.lane, l.done)
	}()
	l.stopAlarm()
	l.timer.armed = false
	l.immPending = false

	deferred := l.deferred
	l.deferred, l.spare = nil, nil
	for _, t := range deferred {
		t.Drop()
	}

	l.mu.Lock()
	arrived := append(l.ready[l.head:], l.queue...)
	l.ready, l.head, l.queue = nil, 0, nil
	l.readyPosts, l.queuePosts = 0, 0
	l.mu.Unlock()
	for _, e := range arrived {
		if e.req == nil {
			e.task.Drop()
		} else if !e.req.ended {
			e.req.drop(reqCompleted)
		}
	}

	for _, r := range l.pendingRequests() {
		if r.ended {
			continue // an earlier drop cancelled it
		}
		if r.work != nil && !l.pool.unqueue(r.work) {
			r.end() // being run: the worker finds the loop closed, and drops
			continue
		}
		r.drop(reqPending)
	}

	for h := l.handles.pop(); h != nil; h = l.handles.pop() {
		h.Stop()
		h.closed = true
		l.handleCount.Add(-1)
	}
	l.closing, l.halfClosed = nil, 0
}

// pendingRequests lists them in the order they were begun. Owner.
func (l *Loop) pendingRequests() []*Request {
	all := make([]*Request, 0, l.pendingCount.Load())
	collect := func(q *list[Request]) {
		for k := q.first; k != nil; k = k.next {
			all = append(all, k.item)
		}
	}
	collect(&l.orphans)
	for k := l.handles.first; k != nil; k = k.next {
		collect(&k.item.requests)
	}
	slices.SortFunc(all, func(a, b *Request) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	return all
}
