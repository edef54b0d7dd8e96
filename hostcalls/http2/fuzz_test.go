package http2

import (
	"strings"
	"testing"
)

// FuzzReceive feeds a session whatever a peer might send, while a program does
// what programs do: it answers, consumes, writes, resets, and takes. The first
// byte has the role, the second how the program behaves, the third the size of
// the pieces.
func FuzzReceive(f *testing.F) {
	start := join([]byte(magic), frame(4, 0, 0), frame(4, 1, 0))
	for _, c := range hostile {
		if len(c.in) < 10000 {
			f.Add(join([]byte{1, 0xff, 50}, start, c.in))
			f.Add(join([]byte{1, 0x15, 0}, start, c.in))
			f.Add(join([]byte{0, 0x3f, 7}, frame(4, 0, 0), frame(4, 1, 0), c.in))
		}
	}
	ok := literal(":status", "200")
	f.Add(join([]byte{0, 0xff, 200}, frame(4, 0, 0), frame(1, eh, 1, ok), frame(0, eos, 1, "x"), frame(5, eh, 3, 2, getBlock), frame(1, eh, 2, ok), frame(7, 0, 0, 5, 0)))
	f.Add(join([]byte{1, 0xff, 200}, start, frame(1, eh|eos, 1, "\x82\x86\x84\x41\x01x"), frame(1, eh, 3, "\x3f\x00\x83\x86\x84\xbe"), frame(0, flagPadded|eos, 3, "\x02xy\x00\x00"), frame(8, 0, 0, 100), frame(8, 0, 1, 100)))
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 3 || len(in) > 1<<18 {
			return
		}
		server, ways, piece := in[0]&1 == 1, in[1], 1+int(in[2])
		s := newSide(t, server, `{"maxSessionMemory": 1, "settings": {"maxConcurrentStreams": 50, "enableConnectProtocol": true}}`)
		drive(t, s, ways)
		if !server {
			for range 4 {
				s.request(post(), ways&1 == 1)
			}
		}
		limit := s.opt.maxMemory + s.opt.maxMemory/2
		var out []byte
		for b := in[3:]; len(b) > 0; {
			n := min(piece, len(b))
			s.input(b[:n], n)
			b = b[n:]
			if ways&0x80 != 0 {
				out = append(out, s.output()...)
			}
			if n := s.memory(); n > limit {
				t.Fatalf("the session holds %d bytes", n)
			}
		}
		out = append(out, s.output()...)
		sound(t, s, out)
	})
}

// drive has the program react to what it is told.
func drive(t testing.TB, s *side, ways byte) {
	ended := map[uint32]bool{}
	s.hear = func(e event) {
		if ended[e.stream] && e.kind != kindGoaway && e.stream != 0 && e.kind != kindAltsvc {
			t.Fatalf("%s behind the end of its stream", show(e))
		}
		switch e.kind {
		case kindHeaders:
			if s.server && e.a == catRequest {
				s.info(e.stream, list(":status", "103"))
				if ways&2 != 0 {
					s.push(e.stream, get_())
				}
				s.respond(e.stream, list(":status", "200"), ways&4 != 0)
				s.write(e.stream, make([]byte, 1000), ways&8 != 0)
				s.sendTrailers(e.stream, list("a", "b"))
			}
		case kindData:
			if ways&16 != 0 {
				s.consume(e.stream, len(e.data))
			}
		case kindEnd:
			if ways&32 != 0 {
				s.reset(e.stream, codeCancel)
			}
		case kindPromise:
			if ways&64 != 0 {
				s.reset(uint32(e.a), codeRefused)
			}
		case kindClose:
			ended[e.stream] = true
		}
	}
}

// sound checks what must hold of a session at any time, and of all it has sent.
func sound(t testing.TB, s *side, out []byte) {
	incoming, outgoing, reserved, queued, held, kept := 0, 0, 0, 0, 0, 0
	for id, st := range s.streams {
		switch {
		case st.counted && s.mine(id):
			outgoing++
		case st.counted:
			incoming++
		case st.reserved && !s.mine(id):
			reserved++
		}
		queued += st.queued
		kept += st.kept
		held += fieldsSize(st.opening) + fieldsSize(st.trailers)
		if st.dead || st.id != id || s.idle(id) && !st.waiting {
			t.Errorf("stream %d is no stream", id)
		}
	}
	if incoming != s.incoming || outgoing != s.outgoing || reserved != s.reserved || queued != s.queuedData || held != s.held || kept != s.kept {
		t.Errorf("%d %d %d %d %d are %d %d %d %d %d", incoming, outgoing, reserved, queued, held, s.incoming, s.outgoing, s.reserved, s.queuedData, s.held)
	}
	if s.recv.consumed > s.recv.received && !s.broken {
		t.Errorf("%d bytes of %d are consumed", s.recv.consumed, s.recv.received)
	}
	if s.charged != s.pool.used {
		t.Errorf("the pool has counted %d of %d", s.pool.used, s.charged)
	}
	if text := outcome(out); strings.Contains(text, "torn") {
		t.Errorf("a frame is torn: %s", text)
	}
	peer := newSide(t, !s.server, "")
	peer.pings, peer.nextID, peer.lastSent = 1<<20, maxStreamID, maxStreamID
	peer.input(out, 1<<20)
	for _, line := range peer.log {
		if strings.HasPrefix(line, "ERROR -505 9") || strings.HasPrefix(line, "ERROR -505 6") {
			t.Errorf("the peer cannot read it: %s", line)
		}
	}
}
