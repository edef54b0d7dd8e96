package http2

import (
	"encoding/binary"

	"golang.org/x/net/http2/hpack"
)

// Categories of HEADERS, nghttp2_headers_category.
const (
	catRequest      = 0
	catResponse     = 1
	catPushResponse = 2
	catHeaders      = 3
)

// block is a header block that is being received.
type block struct {
	open      bool
	id        uint32 // of the frames
	stream    *stream
	push      bool
	parent    uint32
	category  int
	flags     uint8
	next      int // CONTINUATION frames so far
	fields    []string
	sensitive []string
	size      int
}

func (s *session) onHeaders(h frameHead, p []byte) *fault {
	p, f := unpad(h, p)
	if f != nil {
		return f
	}
	depends := uint32(0)
	if h.flags&flagPriority != 0 {
		if len(p) < priorityBytes {
			return errFrameSize
		}
		depends = binary.BigEndian.Uint32(p) & maxStreamID
		p = p[priorityBytes:]
	}
	if h.stream == 0 || depends == h.stream {
		return errProto
	}
	s.block = block{id: h.stream, flags: h.flags & (flagEndStream | flagEndHeaders | flagPadded | flagPriority)}
	if f := s.beginHeaders(s.streams[h.stream]); f != nil {
		return f
	}
	if s.block.stream == nil {
		if f := s.glitch(); f != nil {
			return f
		}
	}
	return s.fragment(h, p)
}

// beginHeaders finds out what headers on the stream are. If the block has no
// stream then it is only decoded, as the tables need.
func (s *session) beginHeaders(st *stream) *fault {
	b := &s.block
	switch {
	case st == nil:
		return s.beginRequest()
	case st.remoteClosed:
		return errClosed
	case st.reserved:
		return s.beginPushed(st)
	case s.mine(st.id) && !st.answered:
		if st.waiting {
			return errProto
		}
		b.stream, b.category = st, catResponse
		st.answered = true
	default:
		b.stream, b.category = st, catHeaders
	}
	return nil
}

func (s *session) beginRequest() *fault {
	b := &s.block
	if !s.server || s.mine(b.id) || b.id <= s.lastRecv {
		if s.idle(b.id) || s.mine(b.id) && s.server {
			return errProto
		}
		return nil // of a stream that was closed when it was sent
	}
	s.lastRecv = b.id
	if s.incoming >= int(s.local.streams) {
		return errProto
	}
	if s.goawaySent {
		return nil
	}
	if s.incoming >= int(s.nextStreams) {
		s.sendReset(b.id, codeRefused)
		return s.invalidFrame()
	}
	s.lastProc = b.id
	if f, ok := s.mayAdd(b.id); !ok {
		return f
	}
	b.stream, b.category = s.open(b.id), catRequest
	s.count(b.stream)
	return nil
}

// mayAdd says whether there is room for a stream of the peer's. If there is none
// then it is reset.
func (s *session) mayAdd(id uint32) (f *fault, ok bool) {
	if len(s.streams) < int(s.local.streams) && s.room(streamCost) {
		s.rejected = 0
		return nil, true
	}
	s.sendReset(id, codeEnhanceYourCalm)
	if s.rejected > s.opt.maxRejected {
		return errRejected, false
	}
	s.rejected++
	return nil, false
}

func (s *session) beginPushed(st *stream) *fault {
	if s.server || s.incoming >= int(s.local.streams) {
		return errProto
	}
	if s.goawaySent {
		return nil
	}
	if s.incoming >= int(s.nextStreams) {
		s.resetStream(st, codeRefused)
		return s.invalidFrame()
	}
	st.reserved = false
	s.reserved--
	s.count(st)
	st.answered = true
	s.block.stream, s.block.category = st, catPushResponse
	return nil
}

func (s *session) onPush(h frameHead, p []byte) *fault {
	p, f := unpad(h, p)
	if f != nil {
		return f
	}
	if len(p) < 4 {
		return errFrameSize
	}
	promised := binary.BigEndian.Uint32(p) & maxStreamID
	if h.stream == 0 || s.server || !s.local.push || !s.mine(h.stream) {
		return errProto
	}
	s.block = block{id: h.stream, push: true, parent: h.stream, flags: h.flags & (flagEndHeaders | flagPadded)}
	if !s.goawaySent {
		if promised == 0 || s.mine(promised) || promised <= s.lastRecv || s.idle(h.stream) {
			return errProto
		}
		s.lastRecv = promised
		if f := s.beginPromise(promised, s.streams[h.stream]); f != nil {
			return f
		}
	}
	return s.fragment(h, p[4:])
}

func (s *session) beginPromise(promised uint32, parent *stream) *fault {
	if parent == nil || !s.nextPush || s.reserved >= int(s.opt.maxReserved) {
		s.sendReset(promised, codeCancel)
		return nil
	}
	if parent.remoteClosed {
		return errClosed
	}
	s.lastProc = promised
	if f, ok := s.mayAdd(promised); !ok {
		return f
	}
	st := s.open(promised)
	st.reserved, st.localClosed = true, true
	s.reserved++
	s.block.stream = st
	return nil
}

func (s *session) onContinuation(h frameHead, p []byte) *fault {
	if s.block.next++; s.block.next > mostNext {
		return errContinuations
	}
	s.block.flags |= h.flags & flagEndHeaders
	return s.fragment(h, p)
}

// fragment takes a part of the block.
func (s *session) fragment(h frameHead, p []byte) *fault {
	s.block.open = true
	if f := s.in.write(p, s.each); f != nil {
		return f
	}
	if h.flags&flagEndHeaders == 0 {
		return nil
	}
	if f := s.in.end(); f != nil {
		return f
	}
	f := s.endBlock()
	s.block = block{}
	return f
}

// onField takes a field of the block.
func (s *session) onField(h hpack.HeaderField) *fault {
	b := &s.block
	st := b.stream
	if st == nil || st.dead {
		return nil
	}
	r := rules{
		request:  s.server || b.push,
		trailers: b.category == catHeaders && st.msg.seen&awaitsFinal == 0,
		connect:  s.server && s.nextConnect,
		pushed:   b.push, lax: s.opt.laxSpace,
	}
	switch st.msg.field(r, h.Name, h.Value) {
	case fieldIgnored:
		return nil
	case fieldBad:
		b.stream = nil
		return s.badStream(st)
	}
	size := int(h.Size())
	if len(b.fields) >= 2*int(s.opt.maxPairs) || b.size+size > int(st.listMax) || !s.room(size) {
		b.stream = nil
		s.resetStream(st, codeEnhanceYourCalm)
		return nil
	}
	b.size += size
	b.fields = append(b.fields, h.Name, h.Value)
	if h.Sensitive {
		b.sensitive = append(b.sensitive, h.Name)
	}
	return nil
}

// endBlock tells of the headers.
func (s *session) endBlock() *fault {
	b := &s.block
	st := b.stream
	if st == nil || st.dead {
		return nil
	}
	ends := !b.push && b.flags&flagEndStream != 0
	if !b.wellFormed() || ends && !st.msg.end() {
		return s.badStream(st)
	}
	st.told = true
	st.kept += b.size
	s.kept += b.size
	e := event{kind: kindHeaders, stream: st.id, a: b.category, b: int(b.flags), fields: b.fields, sensitive: b.sensitive}
	if b.push {
		e.kind, e.stream, e.a = kindPromise, b.parent, int(st.id)
	}
	s.tell(e)
	if ends {
		s.remoteEnd(st)
	}
	return nil
}

func (b *block) wellFormed() bool {
	m := &b.stream.msg
	switch {
	case b.push:
		return m.endRequest(true)
	case b.category == catRequest:
		return m.endRequest(false)
	case b.category != catHeaders || m.seen&awaitsFinal != 0:
		return m.endResponse()
	}
	return b.flags&flagEndStream != 0 // trailers
}
