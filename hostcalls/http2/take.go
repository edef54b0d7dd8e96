package http2

// schedule puts a stream into the ring if it has something to send that its
// window has room for.
func (s *session) schedule(st *stream) {
	if st.inRing || st.dead || st.localClosed || !s.sent(st) || st.reserved {
		return
	}
	if len(st.queue) == 0 && st.end || len(st.queue) > 0 && (st.sendWindow > 0 || len(st.queue[0].data) == 0) {
		st.inRing = true
		s.ring = append(s.ring, st)
	}
}

// wants says whether take would return something.
func (s *session) wants() bool {
	if s.out.size() > 0 || len(s.events) > 0 {
		return true
	}
	if s.broken {
		return false
	}
	if s.recv.due() > 0 || s.hasRoom() && len(s.waiting) > s.deadWaiting {
		return true
	}
	for _, st := range s.due {
		if !st.dead && !st.remoteClosed && st.recv.due() > 0 {
			return true
		}
	}
	for _, st := range s.ring {
		if !st.dead && s.mayFrame(st) {
			return true
		}
	}
	return false
}

// mayFrame says whether the windows let anything of the stream through.
func (s *session) mayFrame(st *stream) bool {
	return len(st.queue) == 0 || len(st.queue[0].data) == 0 || s.sendWindow > 0 && st.sendWindow > 0
}

// hasRoom says whether the peer takes one more stream of ours.
func (s *session) hasRoom() bool { return s.outgoing < int(s.remote.streams) }

// take returns bytes for the peer, about as many as asked for, which are valid
// until any session of the isolate is asked again.
func (s *session) take(most int) []byte {
	if !s.broken {
		s.openWaiting()
		s.updateWindows()
	}
	b := s.out.take(s.pool.scratch[:0], most)
	if !s.broken && s.out.size() == 0 {
		b = s.takeData(b, most)
		b = s.out.take(b, most-len(b)) // trailers
	}
	if s.pool.scratch = b; cap(b) > mostScratch {
		s.pool.scratch = nil
	}
	return b
}

// openWaiting sends headers that begin streams while the peer has room.
func (s *session) openWaiting() {
	i := 0
	for ; i < len(s.waiting) && s.hasRoom(); i++ {
		st := s.waiting[i]
		if st.dead {
			s.deadWaiting--
			continue
		}
		list, end := st.opening, st.openEnd
		st.waiting, st.opening, st.openEnd = false, nil, false
		s.held -= fieldsSize(list)
		if !s.putHeaders(st, list, end) {
			if !st.reserved {
				s.close(st, codeRefused)
			}
			continue
		}
		s.count(st)
		if st.reserved {
			st.reserved, st.answered = false, true
		} else {
			s.lastSent = st.id
		}
		s.afterHeaders(st, end)
	}
	clear(s.waiting[:i])
	if s.waiting = s.waiting[i:]; len(s.waiting) == 0 {
		s.waiting = nil
	}
}

// updateWindows sends what is due of the windows that we grant.
func (s *session) updateWindows() {
	if n := s.recv.due(); n > 0 {
		s.recv.grant(n)
		s.putWindow(0, n)
	}
	for _, st := range s.due {
		st.inDue = false
		if n := st.recv.due(); n > 0 && !st.dead && !st.remoteClosed {
			st.recv.grant(n)
			s.putWindow(st.id, n)
		}
	}
	clear(s.due)
	s.due = s.due[:0]
}

// takeData appends DATA frames, one of each stream in turn.
func (s *session) takeData(b []byte, most int) []byte {
	for stuck := 0; len(s.ring) > stuck && len(b) < most; {
		st := s.ring[0]
		s.ring[0] = nil
		s.ring = s.ring[1:]
		if st.dead {
			s.deadInRing--
			continue
		}
		if !s.mayFrame(st) && st.sendWindow > 0 { // the connection's is used up
			s.ring = append(s.ring, st)
			stuck++
			continue
		}
		st.inRing = false
		if s.mayFrame(st) {
			b = s.frameData(b, st)
		}
		s.schedule(st)
	}
	if len(s.ring) == 0 {
		s.ring = nil
	}
	return b
}

// maxFrame is how much DATA goes into a frame, however much the peer allows.
const maxFrame = 16384

// frameData appends the next frame of a stream.
func (s *session) frameData(b []byte, st *stream) []byte {
	room := max(0, min(maxFrame, s.sendWindow, st.sendWindow))
	start, n := len(b), 0
	b = append(b, zeros[:headLen]...)
	if s.opt.padding != padNone {
		b = append(b, 0) // how much padding there is
	}
	body := len(b)
	for len(st.queue) > 0 {
		p := &st.queue[0]
		part := p.data[p.sent:]
		part = part[:min(len(part), room-n)]
		b = append(b, part...)
		n += len(part)
		if p.sent += len(part); p.sent < len(p.data) {
			break
		}
		s.written(st)
	}
	ends := len(st.queue) == 0 && st.end && st.trailers == nil
	if n == 0 && !ends {
		b = b[:start]
	} else {
		b = s.sealData(b, start, body, n, room, st, ends)
	}
	switch {
	case ends:
		s.localEnd(st)
	case len(st.queue) == 0 && st.end:
		list := st.trailers
		s.held -= fieldsSize(list)
		st.trailers = nil
		if s.putHeaders(st, list, true) {
			s.localEnd(st)
		} else {
			st.end = false
		}
	}
	return b
}

// written is the end of the oldest write of a stream.
func (s *session) written(st *stream) {
	n := len(st.queue[0].data)
	st.queued -= n + pieceCost
	s.queuedData -= n + pieceCost
	st.queue[0] = piece{}
	if st.queue = st.queue[1:]; len(st.queue) == 0 {
		st.queue = nil
	}
	s.tell(event{kind: kindSent, stream: st.id, a: n})
}

// sealData writes the head of the frame that begins at start, and pads it.
func (s *session) sealData(b []byte, start, body, n, room int, st *stream, ends bool) []byte {
	var flags uint8
	if ends {
		flags = flagEndStream
	}
	length := n
	if body > start+headLen {
		if pad := s.padding(n, room); pad > 0 {
			flags |= flagPadded
			b[body-1] = byte(pad - 1)
			b = append(b, zeros[:pad-1]...)
			length += pad
		} else { // no byte for it, then
			b = append(b[:body-1], b[body:]...)
		}
	}
	appendHead(b[start:start], length, typeData, flags, st.id)
	s.dataSent++
	s.sendWindow -= length
	st.sendWindow -= length
	return b
}
