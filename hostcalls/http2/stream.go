package http2

// stream is one that is not closed: those are forgotten, and told from idle ones
// by their numbers, which only grow.
type stream struct {
	id       uint32
	reserved bool // promised, and without headers yet
	waiting  bool // our headers wait until the peer has room for the stream
	answered bool // the final or first headers from the side that did not begin it
	told     bool // JavaScript knows of it
	counted  bool // among those that are limited

	localClosed, remoteClosed bool

	listMax    uint32 // how large its headers may be: what held when it began
	sendWindow int
	recv       window
	unread     int // bytes that JavaScript was told of and has not consumed
	kept       int // bytes of headers that it was told of, and may hold as long as the stream

	msg message

	opening  []field // the headers that wait
	openEnd  bool    // and end the stream
	queue    []piece // DATA
	queued   int     // the bytes in it
	end      bool    // the stream ends behind the queue
	trailers []field // with these, if there are any
	inRing   bool
	inDue    bool
	dead     bool
}

// piece is a write.
type piece struct {
	data []byte
	sent int
}

// Numbers of states, nghttp2_stream_proto_state.
const (
	stateIdle             = 1
	stateOpen             = 2
	stateReservedLocal    = 3
	stateReservedRemote   = 4
	stateHalfClosedLocal  = 5
	stateHalfClosedRemote = 6
)

func (s *session) streamState(id uint32) *[6]int {
	st := s.streams[id]
	if st == nil {
		return nil
	}
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	state := stateOpen
	switch {
	case st.waiting && !st.reserved:
		return &[6]int{stateIdle}
	case st.reserved && s.mine(id):
		state = stateReservedLocal
	case st.reserved:
		state = stateReservedRemote
	case st.localClosed:
		state = stateHalfClosedLocal
	case st.remoteClosed:
		state = stateHalfClosedRemote
	}
	return &[6]int{state, 16, 0, bit(st.localClosed), bit(st.remoteClosed), max(0, st.recv.left())}
}

// mine says whether we begin streams of that number.
func (s *session) mine(id uint32) bool { return (id&1 == 0) == s.server }

// idle says whether nobody has begun the stream.
func (s *session) idle(id uint32) bool {
	if s.mine(id) {
		return id > s.lastSent
	}
	return id > s.lastRecv
}

func (s *session) open(id uint32) *stream {
	st := &stream{
		id: id, sendWindow: int(s.remote.window), recv: window{size: int(s.local.window)},
		msg: message{length: -1}, listMax: s.local.listSize,
	}
	s.streams[id] = st
	return st
}

// count makes the stream one of those that are limited.
func (s *session) count(st *stream) {
	if st.counted = true; s.mine(st.id) {
		s.outgoing++
	} else {
		s.incoming++
	}
}

// close forgets a stream. What JavaScript has not consumed of it does not keep
// the others waiting.
func (s *session) close(st *stream, code uint32) {
	if st.dead {
		return
	}
	st.dead = true
	delete(s.streams, st.id)
	if st.counted {
		if s.mine(st.id) {
			s.outgoing--
		} else {
			s.incoming--
		}
	}
	if st.reserved && !s.mine(st.id) {
		s.reserved--
	}
	s.kept -= st.kept
	s.giveConnection(st.unread)
	s.drop(st)
	if st.told {
		s.tell(event{kind: kindClose, stream: st.id, a: int(code)})
	}
}

// drop forgets what the stream was to send.
func (s *session) drop(st *stream) {
	s.queuedData -= st.queued
	s.held -= fieldsSize(st.opening) + fieldsSize(st.trailers)
	st.queue, st.queued, st.opening, st.trailers = nil, 0, nil, nil
	st.unread, st.end = 0, false
	if st.inRing {
		if s.deadInRing++; s.deadInRing > 64 && s.deadInRing > len(s.ring)/2 {
			s.sweepRing()
		}
	}
	if st.waiting {
		if s.deadWaiting++; s.deadWaiting > 64 && s.deadWaiting > len(s.waiting)/2 {
			s.sweepWaiting()
		}
	}
}

func (s *session) sweepRing() {
	s.ring = sweep(s.ring)
	s.deadInRing = 0
}

func (s *session) sweepWaiting() {
	s.waiting = sweep(s.waiting)
	s.deadWaiting = 0
}

func sweep(list []*stream) []*stream {
	kept := list[:0]
	for _, st := range list {
		if !st.dead {
			kept = append(kept, st)
		}
	}
	clear(list[len(kept):])
	return kept
}

// closeIfEnded closes a stream that both sides have ended.
func (s *session) closeIfEnded(st *stream) {
	if st.localClosed && st.remoteClosed {
		s.close(st, codeNone)
	}
}

// resetStream ends a stream at once, for both sides.
func (s *session) resetStream(st *stream, code uint32) {
	s.sendReset(st.id, code)
	s.close(st, code)
}

func fieldsSize(list []field) int {
	n := 0
	for _, f := range list {
		n += len(f.name) + len(f.value) + fieldCost
	}
	return n
}
