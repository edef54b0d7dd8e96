package reactor

// Handle stands for something long-lived: a socket, a server, a watcher. It
// groups requests, says whether they keep the loop alive, and may do so itself
// while it is active. All its methods are the owner's.
//
// A new handle is ref'd and not active, as in libuv: a socket that nobody reads
// does not keep a program running. Things driven by requests (accept, read)
// need not be started; things that produce events by themselves (a signal, a
// file watcher, a message port) are, with Start.
type Handle struct {
	loop     *Loop
	kind     string
	id       uint64
	place    link[Handle]
	requests list[Request]
	ref      bool
	active   bool
	closed   bool
	onClose  func()
}

// NewHandle makes a handle; kind is for ActiveInfo. On a closed loop the handle
// is closed already. Owner.
func (l *Loop) NewHandle(kind string) *Handle {
	l.seq++
	h := &Handle{loop: l, kind: kind, id: l.seq, ref: true}
	if l.isClosed() {
		h.closed = true
		return h
	}
	l.handles.push(&h.place, h)
	l.handleCount.Add(1)
	return h
}

// Kind is the name given to NewHandle.
func (h *Handle) Kind() string { return h.kind }

// Start makes the handle active. It does nothing to a closed handle.
func (h *Handle) Start() {
	if h.active || h.closed {
		return
	}
	h.active = true
	if h.ref {
		h.loop.refHandles++
	}
}

// Stop makes the handle inactive.
func (h *Handle) Stop() {
	if !h.active {
		return
	}
	h.active = false
	if h.ref {
		h.loop.refHandles--
	}
}

// Active says whether the handle was started.
func (h *Handle) Active() bool { return h.active }

// Ref lets the handle, while active, and its pending requests keep the loop
// alive.
func (h *Handle) Ref() {
	if h.ref {
		return
	}
	h.ref = true
	h.loop.refRequests += h.requests.n
	if h.active {
		h.loop.refHandles++
	}
}

// Unref undoes Ref.
func (h *Handle) Unref() {
	if !h.ref {
		return
	}
	h.ref = false
	h.loop.refRequests -= h.requests.n
	if h.active {
		h.loop.refHandles--
	}
}

// HasRef says whether the handle is ref'd.
func (h *Handle) HasRef() bool { return h.ref }

// Pending is the number of the handle's pending requests.
func (h *Handle) Pending() int { return h.requests.n }

// Closed says whether Close was called.
func (h *Handle) Closed() bool { return h.closed }

// Close stops the handle, refuses further requests, and lets done (which may be
// nil) be called in the next closing phase in which the handle has no pending
// requests: it is the last that is heard of the handle. Until then the handle
// keeps the loop alive, ref'd or not. The caller makes pending requests end, by
// closing what they wait for; those that cannot be interrupted it cancels (see
// CancelPending). done is not called if the loop is closed first. It returns
// false, and does nothing, if the handle was closed before.
func (h *Handle) Close(done func()) bool {
	if h.closed {
		return false
	}
	h.Stop()
	h.closed = true
	h.onClose = done
	if h.requests.n > 0 {
		h.loop.halfClosed++
		return true
	}
	h.loop.closing = append(h.loop.closing, h)
	return true
}

// CancelPending cancels the handle's pending requests, oldest first (see
// Request.Cancel), and returns how many were cancelled. Work that is running is
// not among them.
func (h *Handle) CancelPending() int {
	n := 0
	batch := make([]*Request, 0, h.requests.n)
	for k := h.requests.first; k != nil; k = k.next {
		batch = append(batch, k.item)
	}
	for _, r := range batch {
		if r.Cancel() {
			n++
		}
	}
	return n
}

// drained is called when a request of the handle ended and it was the last.
func (h *Handle) drained() {
	if h.closed && h.place.in != nil {
		h.loop.halfClosed--
		h.loop.closing = append(h.loop.closing, h)
	}
}

// runClosing is the closing phase. The last closed comes first: libuv keeps
// closing handles on a stack, and the order of 'close' events shows it.
func (l *Loop) runClosing() {
	if len(l.closing) == 0 {
		return
	}
	batch := l.closing
	l.closing = nil
	i := len(batch)
	defer func() {
		if i > 0 { // broken off: the rest stays, below what was added meanwhile
			l.closing = append(batch[:i:i], l.closing...)
		}
	}()
	for i > 0 && !l.broken() {
		i--
		h := batch[i]
		h.place.remove()
		l.handleCount.Add(-1)
		if h.onClose != nil {
			h.onClose()
		}
	}
}
