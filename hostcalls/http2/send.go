package http2

import (
	"encoding/binary"
)

// mayHold says whether what JavaScript sends has room. Only the pool bounds it: a
// program may write more than maxSessionMemory, which is about the peer.
func (s *session) mayHold(n int) bool { return s.pool.room(s.growth() + n) }

// request begins a stream, which is sent when the peer has room for it.
func (s *session) request(list []field, end bool) int {
	if s.server {
		return libInvalidArgument
	}
	if s.nextID > maxStreamID {
		return libStreamIDNotAvailable
	}
	size := fieldsSize(list)
	if !s.mayHold(size + streamCost) {
		return libNoMemory
	}
	st := s.open(s.nextID)
	s.nextID += 2
	st.told = true
	if s.goawayGot || s.broken {
		s.close(st, codeRefused)
		return int(st.id)
	}
	for _, f := range list {
		if f.name == ":method" {
			st.msg.method(f.value)
		}
	}
	st.waiting, st.opening, st.openEnd = true, list, end
	s.held += size
	s.waiting = append(s.waiting, st)
	return int(st.id)
}

// ours finds a stream that we may still send on.
func (s *session) ours(id uint32) (*stream, int) {
	st := s.streams[id]
	switch {
	case s.broken:
		return nil, libSessionClosing
	case st == nil:
		return nil, libStreamClosed
	case st.localClosed || st.end:
		return nil, libStreamShut
	}
	return st, 0
}

// respond sends the final headers of an answer.
func (s *session) respond(id uint32, list []field, end bool) int {
	st, code := s.ours(id)
	switch size := fieldsSize(list); {
	case st == nil:
		return code
	case !s.server || s.sent(st) || st.waiting:
		return libInvalidStreamState
	case !s.mayHold(size):
		return libNoMemory
	case st.reserved: // it begins a stream of ours, for which there must be room
		st.waiting, st.opening, st.openEnd = true, list, end
		s.held += size
		s.waiting = append(s.waiting, st)
		return 0
	}
	if s.putHeaders(st, list, end) {
		st.answered = true
		s.afterHeaders(st, end)
	}
	return 0
}

// sent says whether our headers, other than informational ones, are out.
func (s *session) sent(st *stream) bool {
	if s.server {
		return st.answered
	}
	return !st.waiting
}

// info sends headers of status 1xx.
func (s *session) info(id uint32, list []field) int {
	st, code := s.ours(id)
	switch {
	case st == nil:
		return code
	case !s.server || st.reserved || st.answered:
		return libInvalidStreamState
	case !s.mayHold(fieldsSize(list)):
		return libNoMemory
	}
	s.putHeaders(st, list, false)
	return 0
}

// sendTrailers ends the stream, behind what was written.
func (s *session) sendTrailers(id uint32, list []field) int {
	st, code := s.ours(id)
	size := fieldsSize(list)
	switch {
	case st == nil:
		return code
	case st.openEnd:
		return libStreamShut
	case !s.mayHold(size):
		return libNoMemory
	}
	st.trailers, st.end = list, true
	s.held += size
	s.schedule(st)
	return 0
}

// push promises a stream. The parent may have been told to end, as long as its
// end is not on the way.
func (s *session) push(parent uint32, list []field) int {
	st, code := s.ours(parent)
	if st == nil && code == libStreamShut && !s.streams[parent].localClosed {
		st = s.streams[parent]
	}
	switch {
	case st == nil:
		return code
	case !s.server || s.mine(parent):
		return libInvalidArgument
	case !s.remote.push:
		return libPushDisabled
	case s.goawayGot:
		return libNotAllowed
	case s.nextID > maxStreamID:
		return libStreamIDNotAvailable
	case !s.mayHold(fieldsSize(list) + streamCost):
		return libNoMemory
	}
	promised := s.open(s.nextID)
	s.nextID += 2
	promised.told, promised.reserved, promised.remoteClosed = true, true, true
	if f := tooLong(list, s.opt.maxSendBlock, 0); f != 0 {
		s.tell(event{kind: kindFrameError, stream: parent, a: int(typePush), b: f})
		s.close(promised, codeInternal)
		return int(promised.id)
	}
	s.lastSent = promised.id
	var id [4]byte
	binary.BigEndian.PutUint32(id[:], promised.id)
	s.putBlock(typePush, 0, parent, id[:], s.def.block(list))
	return int(promised.id)
}

// write queues DATA, which is ours from now on.
func (s *session) write(id uint32, data []byte, end bool) int {
	st, code := s.ours(id)
	switch {
	case st == nil:
		return code
	case st.openEnd:
		return libStreamShut
	case !s.mayHold(len(data) + pieceCost):
		return libNoMemory
	}
	st.queue = append(st.queue, piece{data: data})
	st.queued += len(data) + pieceCost
	s.queuedData += len(data) + pieceCost
	st.end = end
	s.schedule(st)
	return 0
}

const pieceCost = 64

// finish ends the stream behind what is queued.
func (s *session) finish(id uint32) int {
	st, code := s.ours(id)
	if st == nil {
		return code
	}
	if st.openEnd {
		return libStreamShut
	}
	st.end = true
	s.schedule(st)
	return 0
}

// reset ends a stream for both sides. One that was not sent never was.
func (s *session) reset(id, code uint32) {
	st := s.streams[id]
	switch {
	case st == nil:
	case s.broken, st.waiting && !st.reserved:
		s.close(st, code)
	default:
		s.resetStream(st, code)
	}
}

func (s *session) sendReset(id, code uint32) {
	var p [4]byte
	binary.BigEndian.PutUint32(p[:], code)
	s.out.put(typeReset, 0, id, p[:])
}

// consume says that JavaScript is done with bytes of the stream.
func (s *session) consume(id uint32, n int) {
	st := s.streams[id]
	if st == nil || s.broken || n <= 0 {
		return // the rest was given back when the stream was closed
	}
	n = min(n, st.unread)
	st.unread -= n
	st.recv.consumed += n
	s.giveConnection(n)
	s.dueWindow(st)
}

func (s *session) ping(data []byte) bool {
	if s.broken || s.pings >= int(s.opt.maxOutstandingPings) {
		return false
	}
	s.pings++
	s.out.put(typePing, 0, 0, data)
	return true
}

// goaway says which streams of the peer will not be dealt with.
func (s *session) goaway(code, last uint32, data []byte) int {
	switch {
	case s.broken:
		return libSessionClosing
	case last > 0 && s.mine(last) || len(data) > minFrameSize-8:
		return libInvalidArgument
	case last == 0:
		last = s.lastProc
	}
	s.putGoaway(code, last, data)
	last = s.lastGoaway
	s.refuse(func(st *stream) bool { return !s.mine(st.id) && st.id > last })
	return 0
}

// altsvc advertises another service, of an origin or of that of a stream.
func (s *session) altsvc(id uint32, origin, value string) int {
	switch {
	case !s.server || (id == 0) == (origin == "") || 2+len(origin)+len(value) > minFrameSize:
		return libInvalidArgument
	case s.broken:
		return libSessionClosing
	case id != 0 && s.streams[id] == nil:
		return libStreamClosed
	case !s.mayHold(len(origin) + len(value)):
		return libNoMemory
	}
	var n [2]byte
	binary.BigEndian.PutUint16(n[:], uint16(len(origin)))
	s.out.put(typeAltsvc, 0, id, n[:], []byte(origin), []byte(value))
	return 0
}

// origin tells for which origins the connection may be used.
func (s *session) origin(list []string) int {
	var p []byte
	for _, text := range list {
		if len(text)+len(p) > minFrameSize {
			return libInvalidArgument
		}
		p = binary.BigEndian.AppendUint16(p, uint16(len(text)))
		p = append(p, text...)
	}
	switch {
	case !s.server || len(p) > minFrameSize:
		return libInvalidArgument
	case s.broken:
		return libSessionClosing
	case !s.mayHold(len(p)):
		return libNoMemory
	}
	s.out.put(typeOrigin, 0, 0, p)
	return 0
}

// setWindow sets the window of the connection.
func (s *session) setWindow(size int) int {
	if size < 0 || size > maxWindow {
		return libInvalidArgument
	}
	if n := s.recv.resize(size); n > 0 && !s.broken {
		s.putWindow(0, n)
	}
	return 0
}

func (s *session) putWindow(id uint32, n int) {
	var p [4]byte
	binary.BigEndian.PutUint32(p[:], uint32(n))
	s.out.put(typeWindow, 0, id, p[:])
}

func (s *session) setNextID(n int) bool {
	if n < int(s.nextID) || n > maxStreamID || !s.mine(uint32(n)) {
		return false
	}
	s.nextID = uint32(n)
	return true
}

// tooLong is the library's code for headers that cannot be sent, by its own
// estimate of how many bytes they take.
func tooLong(list []field, most uint32, extra int) int {
	n := 12 + extra
	for _, f := range list {
		n += 12 + len(f.name) + len(f.value)
	}
	if n > int(most) {
		return libFrameSize
	}
	return 0
}

// putHeaders queues a HEADERS frame, or tells why it cannot be sent.
func (s *session) putHeaders(st *stream, list []field, end bool) bool {
	if code := tooLong(list, s.opt.maxSendBlock, priorityBytes); code != 0 {
		s.tell(event{kind: kindFrameError, stream: st.id, a: int(typeHeaders), b: code})
		return false
	}
	var flags uint8
	if end {
		flags = flagEndStream
	}
	s.putBlock(typeHeaders, flags, st.id, nil, s.def.block(list))
	return true
}

// afterHeaders is what our headers do to the stream.
func (s *session) afterHeaders(st *stream, end bool) {
	if end {
		s.localEnd(st)
	} else {
		s.schedule(st)
	}
}

// localEnd is the end of what we send on a stream.
func (s *session) localEnd(st *stream) {
	st.localClosed = true
	s.closeIfEnded(st)
}

// putBlock queues a header block in as many frames as it takes.
func (s *session) putBlock(kind frameType, flags uint8, id uint32, prefix, block []byte) {
	if n := len(prefix) + len(block); n <= minFrameSize {
		flags |= flagEndHeaders
		pad := s.padding(n, minFrameSize)
		if pad == 0 {
			s.out.put(kind, flags, id, prefix, block)
			return
		}
		s.out.put(kind, flags|flagPadded, id, []byte{byte(pad - 1)}, prefix, block, zeros[:pad-1])
		return
	}
	n := minFrameSize - len(prefix)
	s.out.put(kind, flags, id, prefix, block[:n])
	for block = block[n:]; len(block) > minFrameSize; block = block[minFrameSize:] {
		s.out.put(typeContinuation, 0, id, block[:minFrameSize])
	}
	s.out.put(typeContinuation, flagEndHeaders, id, block)
}

var zeros [maxPadding]byte

// padding is by how much a frame of n bytes is to be longer, of at most that many.
func (s *session) padding(n, most int) int {
	most = min(most-n, maxPadding)
	if most <= 0 {
		return 0
	}
	switch s.opt.padding {
	case padAligned:
		if r := (n + headLen) % 8; r > 0 {
			return min(8-r, most)
		}
		return 0
	case padMax:
		return most
	}
	return 0
}
