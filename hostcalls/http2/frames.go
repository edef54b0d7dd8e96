package http2

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// onFrame deals with a frame that is there as a whole. The payload is borrowed.
func (s *session) onFrame(h frameHead, p []byte) *fault {
	switch h.kind {
	case typeHeaders:
		return s.onHeaders(h, p)
	case typePush:
		return s.onPush(h, p)
	case typeContinuation:
		return s.onContinuation(h, p)
	case typeReset:
		return s.onReset(h, binary.BigEndian.Uint32(p))
	case typeSettings:
		return s.onSettings(h, p)
	case typePing:
		return s.onPing(h, p)
	case typeGoaway:
		return s.onGoaway(h, p)
	case typeWindow:
		return s.onWindow(h, int(binary.BigEndian.Uint32(p)&maxWindow))
	case typeAltsvc:
		return s.onAltsvc(h, p)
	case typeOrigin:
		return s.onOrigin(p)
	}
	return nil // PRIORITY, which RFC 9113 deprecates
}

func (s *session) onReset(h frameHead, code uint32) *fault {
	if h.stream == 0 || s.idle(h.stream) {
		return errProto
	}
	if st := s.streams[h.stream]; st != nil {
		s.close(st, code)
	}
	if s.server && !s.goawaySent && !s.resets.allow(s.now()) {
		return errResets
	}
	return nil
}

func (s *session) onPing(h frameHead, p []byte) *fault {
	if h.stream != 0 {
		return errProto
	}
	if h.flags&flagAck != 0 {
		if s.pings == 0 {
			return errUnasked
		}
		s.pings--
		s.tell(event{kind: kindPingAck, data: bytes.Clone(p)})
		return nil
	}
	if s.out.acks >= mostAcks {
		return errFlooded
	}
	s.out.put(typePing, flagAck, 0, p)
	s.tell(event{kind: kindPing, data: bytes.Clone(p)})
	return nil
}

func (s *session) onGoaway(h frameHead, p []byte) *fault {
	last, code := binary.BigEndian.Uint32(p)&maxStreamID, binary.BigEndian.Uint32(p[4:])
	if h.stream != 0 || last > 0 && !s.mine(last) || s.goawayGot && last > s.remoteLast {
		return errProto
	}
	again := s.goawayGot
	changed := !again || last != s.remoteLast
	s.goawayGot, s.remoteLast = true, last
	s.tell(event{kind: kindGoaway, a: int(code), b: int(last), data: append([]byte{}, p[8:]...)})
	if changed {
		s.refuse(func(st *stream) bool { return s.mine(st.id) && (st.id > last || st.waiting && !st.reserved) })
	}
	if again {
		return s.glitch()
	}
	return nil
}

// refuse closes streams that the other side will not deal with, in their order.
func (s *session) refuse(which func(*stream) bool) {
	var list []*stream
	for _, st := range s.streams {
		if which(st) {
			list = append(list, st)
		}
	}
	slices.SortFunc(list, func(a, b *stream) int { return cmp.Compare(a.id, b.id) })
	for _, st := range list {
		s.close(st, codeRefused)
	}
}

func (s *session) onWindow(h frameHead, n int) *fault {
	if h.stream == 0 {
		if n == 0 {
			return errProto
		}
		if s.sendWindow > maxWindow-n {
			return errOverflow
		}
		s.sendWindow += n
		return nil
	}
	if s.idle(h.stream) {
		return errProto
	}
	st := s.streams[h.stream]
	if st == nil {
		return nil
	}
	if n == 0 || st.reserved && !s.mine(st.id) {
		return errProto
	}
	if st.sendWindow > maxWindow-n {
		return errOverflow
	}
	st.sendWindow += n
	s.schedule(st)
	return nil
}

func (s *session) onAltsvc(h frameHead, p []byte) *fault {
	n := int(binary.BigEndian.Uint16(p))
	if p = p[2:]; n > len(p) {
		return errFrameSize
	}
	origin, value := string(p[:n]), string(p[n:])
	if (h.stream == 0) == (origin == "") || value == "" {
		return s.oddFrame()
	}
	if h.stream != 0 && s.streams[h.stream] == nil {
		return nil
	}
	s.tell(event{kind: kindAltsvc, stream: h.stream, fields: []string{origin, value}})
	return nil
}

// oddFrame is one that is ignored; it counts.
func (s *session) oddFrame() *fault {
	if f := s.invalidFrame(); f != nil {
		return f
	}
	return s.glitch()
}

func (s *session) onOrigin(p []byte) *fault {
	var list []string
	for len(p) > 0 {
		if len(p) < 2 {
			return s.glitch() // a frame that is torn is ignored
		}
		n := int(binary.BigEndian.Uint16(p))
		if p = p[2:]; n > len(p) {
			return s.glitch()
		}
		if n > 0 {
			list = append(list, string(p[:n]))
		}
		p = p[n:]
	}
	s.tell(event{kind: kindOrigin, fields: list})
	return nil
}
