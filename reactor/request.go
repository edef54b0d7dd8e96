package reactor

// Request is one asynchronous operation, from Begin to the callback that ends
// it. It ends in exactly one way: its completion runs on the loop, or it is
// dropped, by Cancel or because the loop closed. It counts as pending until
// then.
type Request struct {
	loop  *Loop
	owner *Handle
	kind  string
	id    uint64

	// Owner's.
	place  link[Request]
	ended  bool
	onDrop func()
	work   *work // set if it is the pool that completes it

	// Guarded by loop.mu until the entry is in the loop's snapshot.
	state requestState
	task  Task
}

type requestState uint8

const (
	reqPending   requestState = iota
	reqCompleted              // accepted from the completer, queued
	reqGone                   // cancelled, or lost to Close
)

// Begin registers a request. kind is for ActiveInfo. owner may be nil; if it is
// not, the request keeps the loop alive only while owner is ref'd. onDrop, which
// may be nil, is called if the completion never runs: on the owner (or in Close),
// and never both. It is the place to release what the completion would have
// released and to tell the operation to give up. It must not enter the guest.
//
// Errors: ErrTooManyPending, ErrClosed (the loop, or owner, is closed). Owner.
//
//	r, err := loop.Begin("TCPConnectWrap", handle, cancelDial)
//	if err != nil {
//		return err
//	}
//	go func() {
//		conn, err := dial(ctx)
//		if !r.Complete(func() { settle(conn, err) }) && conn != nil {
//			conn.Close() // nobody is left to take it
//		}
//	}()
func (l *Loop) Begin(kind string, owner *Handle, onDrop func()) (*Request, error) {
	r := &Request{kind: kind, owner: owner, onDrop: onDrop}
	if err := l.begin(r); err != nil {
		return nil, err
	}
	return r, nil
}

func (l *Loop) begin(r *Request) error {
	if r.owner != nil && r.owner.closed || l.isClosed() {
		return ErrClosed
	}
	if l.maxPending > 0 && l.pendingCount.Load() >= int64(l.maxPending) {
		return ErrTooManyPending
	}
	r.loop = l
	l.seq++
	r.id = l.seq
	l.pendingCount.Add(1)
	if r.owner == nil {
		l.orphans.push(&r.place, r)
		l.refRequests++
		return nil
	}
	r.owner.requests.push(&r.place, r)
	if r.owner.ref {
		l.refRequests++
	}
	return nil
}

// end takes the request off the books. Owner.
func (r *Request) end() {
	l := r.loop
	r.ended = true
	r.onDrop, r.task = nil, nil // the caller may keep r long after
	r.place.remove()
	l.pendingCount.Add(-1)
	if r.owner == nil {
		l.refRequests--
		return
	}
	if r.owner.ref {
		l.refRequests--
	}
	if r.owner.requests.n == 0 {
		r.owner.drained()
	}
}

// Complete hands in the callback that ends the request; it is run in a poll
// phase, on the owner. Exactly one call is accepted: it returns false, and fn
// will not run, if the request was completed before, cancelled, or lost because
// the loop closed. After true, fn may still be dropped (by Cancel or Close); to
// learn of that, use CompleteTask. From any goroutine, the owner's included.
func (r *Request) Complete(fn func()) bool { return r.CompleteTask(funcTask(fn)) }

// CompleteTask is Complete for a callback that holds something. After true,
// exactly one of t's methods is called; after false, none, and what t holds is
// still the caller's.
func (r *Request) CompleteTask(t Task) bool {
	l := r.loop
	l.mu.Lock()
	if l.closed || r.state != reqPending {
		l.mu.Unlock()
		return false
	}
	r.state = reqCompleted
	r.task = t
	notify := l.enqueue(entry{req: r})
	l.mu.Unlock()
	if notify {
		l.notify()
	}
	return true
}

// Cancel ends the request without its completion: what was handed in already is
// dropped, what comes later is refused, and onDrop is called before Cancel
// returns. It returns false, and changes nothing, if the request has ended, or
// if it is Work that a worker is running: that cannot be taken back, and its
// completion will come. Owner.
func (r *Request) Cancel() bool {
	if r.ended {
		return false
	}
	l := r.loop
	l.mu.Lock()
	state := r.state
	if state == reqPending {
		if r.work != nil && !l.pool.unqueue(r.work) {
			l.mu.Unlock()
			return false
		}
		r.state = reqGone
	}
	l.mu.Unlock()
	r.drop(state)
	return true
}

// drop ends the request and releases what it held; state is what it was in when
// it was decided that its completion shall not run.
func (r *Request) drop(state requestState) {
	task, onDrop := r.task, r.onDrop
	r.end()
	if state == reqCompleted {
		task.Drop()
	} else if r.work != nil {
		r.work.Drop()
	}
	if onDrop != nil {
		onDrop()
	}
}

// Pending says whether the request has not ended yet. Owner.
func (r *Request) Pending() bool { return !r.ended }
