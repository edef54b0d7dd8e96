package http2

// mode is how the payload of a frame is dealt with.
type mode uint8

const (
	modeHead  mode = iota // there is none: a head is awaited
	modeWhole             // at once
	modeData              // as it comes
	modeSkip              // not at all
	modeLost              // not at all, but it is DATA and counts for the window of the connection
)

// receive takes bytes of the peer. Events of DATA point into b.
func (s *session) receive(b []byte) {
	for (len(b) > 0 || s.mode != modeHead && s.left == 0) && !s.broken {
		var f *fault
		if b, f = s.step(b); f != nil {
			s.breakDown(f)
		}
	}
	switch {
	case s.broken:
	case s.out.frames() > mostFrames:
		s.breakDown(errFlooded)
	case s.in.table.size > s.opt.maxMemory || !s.pool.room(s.growth()):
		s.breakDown(errMemory)
	}
}

func (s *session) step(b []byte) ([]byte, *fault) {
	if s.magicLeft > 0 {
		n := min(s.magicLeft, len(b))
		if string(b[:n]) != magic[len(magic)-s.magicLeft:][:n] {
			return nil, errMagic
		}
		s.magicLeft -= n
		return b[n:], nil
	}
	if s.mode == modeHead {
		n := copy(s.head[s.headLen:], b)
		s.headLen += n
		if b = b[n:]; s.headLen < headLen {
			return b, nil
		}
		s.headLen = 0
		s.framesIn++
		s.frame = parseHead(s.head[:])
		s.left = s.frame.length
		if f := s.begin(s.frame); f != nil {
			return nil, f
		}
	}
	switch s.mode {
	case modeData:
		return s.readData(b)
	case modeLost:
		n := min(s.left, len(b))
		if !s.recv.receive(n) {
			return nil, errOverrun
		}
		s.giveConnection(n)
		s.skip(n)
		return b[n:], nil
	case modeSkip:
		n := min(s.left, len(b))
		s.skip(n)
		return b[n:], nil
	}
	n := min(s.left, len(b))
	payload := b[:n]
	if n < s.left || len(s.partial) > 0 {
		s.partial = append(s.partial, payload...)
		payload = s.partial
	}
	if s.skip(n); s.left > 0 {
		return b[n:], nil
	}
	f := s.onFrame(s.frame, payload)
	if s.partial = s.partial[:0]; cap(s.partial) > mostKept {
		s.partial = nil
	}
	return b[n:], f
}

// skip counts bytes of the payload as read.
func (s *session) skip(n int) {
	if s.left -= n; s.left == 0 {
		s.mode = modeHead
	}
}

// begin decides by its head what becomes of a frame.
func (s *session) begin(h frameHead) *fault {
	if !s.begun {
		if h.kind != typeSettings || h.flags&flagAck != 0 {
			return errProto
		}
		s.begun = true
	}
	if h.length > int(s.nextFrame) {
		return errFrameSize
	}
	if s.block.open && (h.kind != typeContinuation || h.stream != s.block.id) {
		return errProto
	}
	s.mode = modeWhole
	switch h.kind {
	case typeData:
		return s.beginData(h)
	case typeContinuation:
		if !s.block.open {
			return errProto
		}
	case typePriority:
		if h.length != priorityBytes {
			return errFrameSize
		}
		return s.glitch()
	case typeReset, typeWindow:
		if h.length != 4 {
			return errFrameSize
		}
	case typeSettings:
		if h.length%settingEntryLen != 0 || h.flags&flagAck != 0 && h.length > 0 {
			return errFrameSize
		}
		if h.length/settingEntryLen > int(s.opt.maxSettings) {
			return errCalm
		}
	case typePing:
		if h.length != 8 {
			return errFrameSize
		}
	case typeGoaway:
		if h.length < 8 {
			return errFrameSize
		}
	case typeHeaders, typePush:
	case typeAltsvc:
		if s.server {
			return s.ignore()
		}
		if h.length < 2 {
			return errFrameSize
		}
	case typeOrigin:
		if s.server || h.stream != 0 || h.flags&0xf0 != 0 {
			return s.ignore()
		}
	default:
		return s.ignore()
	}
	return nil
}

func (s *session) ignore() *fault {
	s.mode = modeSkip
	return s.glitch()
}

// beginData checks whether DATA may come on the stream.
func (s *session) beginData(h frameHead) *fault {
	if h.stream == 0 || s.idle(h.stream) {
		return errProto
	}
	st := s.streams[h.stream]
	if st == nil { // closed: it may have been on its way
		s.mode = modeLost
		return nil
	}
	if st.remoteClosed {
		return errClosedData
	}
	if st.reserved || s.mine(st.id) && !st.answered {
		return errProto
	}
	s.mode, s.pad = modeData, 0
	if h.flags&flagPadded != 0 {
		if h.length == 0 {
			return errProto
		}
		s.pad = -1
	}
	return nil
}

// readData takes what there is of a DATA frame.
func (s *session) readData(b []byte) ([]byte, *fault) {
	st := s.streams[s.frame.stream]
	if st == nil { // reset since the frame began
		s.mode = modeLost
		return b, nil
	}
	n := min(s.left, len(b))
	if !s.recv.receive(n) || !st.recv.receive(n) {
		return nil, errOverrun
	}
	data, rest := b[:n], b[n:]
	padding := 0
	if s.pad < 0 && n > 0 {
		if s.pad = int(data[0]); s.pad >= s.left {
			return nil, errProto
		}
		data, padding = data[1:], 1
	}
	s.left -= n
	if over := min(len(data), s.pad-s.left); s.pad > 0 && over > 0 {
		data, padding = data[:len(data)-over], padding+over
	}
	if padding > 0 {
		s.giveConnection(padding)
		st.recv.consumed += padding
		s.dueWindow(st)
	}
	if s.left == 0 {
		s.mode = modeHead
	}
	if len(data) > 0 {
		if !st.msg.data(len(data)) {
			s.giveConnection(len(data))
			if s.left > 0 {
				s.mode = modeLost
			}
			return rest, s.badStream(st)
		}
		st.unread += len(data)
		s.tell(event{kind: kindData, stream: st.id, data: data})
	}
	if s.left > 0 {
		return rest, nil
	}
	return rest, s.endData(st)
}

func (s *session) endData(st *stream) *fault {
	if s.frame.flags&flagEndStream == 0 {
		if s.frame.length == 0 {
			if f := s.invalidFrame(); f != nil {
				return f
			}
			return s.glitch()
		}
		return nil
	}
	if !st.msg.end() {
		return s.badStream(st)
	}
	s.remoteEnd(st)
	return nil
}

// remoteEnd is the end of what the peer sends on a stream.
func (s *session) remoteEnd(st *stream) {
	st.remoteClosed = true
	s.tell(event{kind: kindEnd, stream: st.id})
	s.closeIfEnded(st)
}

// badStream resets the stream of a malformed message.
func (s *session) badStream(st *stream) *fault {
	s.resetStream(st, codeProtocol)
	if f := s.invalidFrame(); f != nil {
		return f
	}
	return s.glitch()
}

// giveConnection counts bytes as consumed for the window of the connection.
func (s *session) giveConnection(n int) { s.recv.consumed += n }

// dueWindow has the stream's window looked at by the next take.
func (s *session) dueWindow(st *stream) {
	if !st.inDue && !st.remoteClosed && !st.dead && st.recv.due() > 0 {
		st.inDue = true
		s.due = append(s.due, st)
	}
}
