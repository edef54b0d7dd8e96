package http2

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// eager has a side consume DATA as it comes.
func (s *side) eager() {
	s.hear = func(e event) {
		if e.kind == kindData {
			s.consume(e.stream, len(e.data))
		}
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// Ten megabytes each way, on several streams at once, with all kinds of padding
// and pieces.
func TestFlow(t *testing.T) {
	const streams, each = 5, 2 << 20
	data := noise(each)
	for _, padding := range []int{padNone, padAligned, padMax} {
		for _, piece := range []int{1 << 20, 1000} {
			options := fmt.Sprintf(`{"paddingStrategy": %d}`, padding)
			c, s := pair(t, options, options)
			c.eager()
			s.eager()
			for range streams {
				id := uint32(c.request(post(), false))
				for rest := data; len(rest) > 0; rest = rest[min(50000, len(rest)):] {
					c.write(id, rest[:min(50000, len(rest))], false)
				}
				c.finish(id)
			}
			pump(c, s, piece)
			for i := range streams {
				id := uint32(2*i + 1)
				s.respond(id, list(":status", "200"), false)
				s.write(id, data, true)
			}
			pump(c, s, piece)
			for i := range streams {
				id := uint32(2*i + 1)
				if !bytes.Equal(s.body[id].Bytes(), data) || !bytes.Equal(c.body[id].Bytes(), data) {
					t.Fatalf("stream %d, padding %d, pieces of %d: something else has arrived", id, padding, piece)
				}
			}
			for _, x := range []*side{c, s} {
				if x.broken || len(x.streams) != 0 || x.queuedData != 0 || x.held != 0 {
					t.Errorf("left: %d streams, %d bytes, %d of headers; broken: %v", len(x.streams), x.queuedData, x.held, x.broken)
				}
				if want := sessionCost + x.memory(); x.charged != want || x.pool.used != want {
					t.Errorf("the pool has counted %d and %d of %d", x.charged, x.pool.used, want)
				}
			}
			if lost := firstWindow - c.sendWindow; lost != s.recv.received {
				t.Errorf("the windows differ: %d and %d", lost, s.recv.received)
			}
		}
	}
}

// Who does not consume gets no more than a window; closing the stream lets the
// others go on.
func TestWindowsHold(t *testing.T) {
	c, s := pair(t, "", "")
	one, two := uint32(c.request(post(), false)), uint32(c.request(post(), false))
	c.write(one, make([]byte, 100000), true)
	pump(c, s, 1<<20)
	if got := s.body[one].Len(); got != firstWindow {
		t.Fatalf("%d bytes came through a window", got)
	}
	c.write(two, make([]byte, 1000), true)
	pump(c, s, 1<<20)
	if s.body[two] != nil {
		t.Error("the window of the connection holds nothing")
	}
	s.reset(one, codeCancel)
	pump(c, s, 1<<20)
	if got := s.body[two].Len(); got != 1000 {
		t.Errorf("%d bytes of the other came", got)
	}
	s.consume(one, 1<<40) // of a stream that is closed: nothing
	s.consume(two, -5)
	s.consume(two, 1<<40)
	if s.recv.consumed > s.recv.received {
		t.Errorf("%d of %d bytes are consumed", s.recv.consumed, s.recv.received)
	}
}

// A peer's smaller initial window makes windows negative, and nothing is sent
// until they are positive again.
func TestNegativeWindow(t *testing.T) {
	c, s := pair(t, "", "")
	id := uint32(c.request(post(), false))
	c.write(id, make([]byte, 60000), false)
	pump(c, s, 1<<20)
	s.sendSettings([]setting{{idWindow, 1000}})
	pump(c, s, 1<<20)
	if got := c.streams[id].sendWindow; got != 1000-60000 {
		t.Errorf("the window is %d", got)
	}
	c.write(id, make([]byte, 500), true)
	pump(c, s, 1<<20)
	if got := s.body[id].Len(); got != 60000 {
		t.Errorf("%d bytes came", got)
	}
	s.eager()
	s.consume(id, 60000)
	pump(c, s, 1<<20)
	if got := s.body[id].Len(); got != 60500 {
		t.Errorf("%d bytes came", got)
	}
}

// An end needs no window.
func TestEndWithoutWindow(t *testing.T) {
	c, s := pair(t, "", "")
	id := uint32(c.request(post(), false))
	c.write(id, make([]byte, firstWindow), false)
	pump(c, s, 1<<20)
	c.finish(id)
	s.said()
	pump(c, s, 1<<20)
	s.expect("END1")
}

func TestLocalWindow(t *testing.T) {
	c, s := pair(t, "", "")
	s.setWindow(1 << 20)
	pump(c, s, 1<<20)
	if c.sendWindow != 1<<20 {
		t.Errorf("the peer's window is %d", c.sendWindow)
	}
	s.setWindow(1000) // what is granted stays granted
	pump(c, s, 1<<20)
	s.setWindow(1 << 20)
	pump(c, s, 1<<20)
	if c.sendWindow != 1<<20 || s.recv.left() != 1<<20 {
		t.Errorf("the windows are %d and %d", c.sendWindow, s.recv.left())
	}
	if code := s.setWindow(-1); code != libInvalidArgument {
		t.Error(code)
	}
}

// Streams take turns.
func TestTurns(t *testing.T) {
	c, s := pair(t, "", "")
	for range 3 {
		id := uint32(c.request(post(), false))
		c.write(id, make([]byte, 20000), true)
	}
	if got := outcome(c.take(1 << 20)); got != "HEADERS1, HEADERS3, HEADERS5, DATA1 16384, DATA3 16384, DATA5 16384, DATA1 3616, DATA3 3616, DATA5 3616" {
		t.Error(got)
	}
	_ = s
}

func BenchmarkData(b *testing.B) {
	c, s := pair(b, "", "")
	id := uint32(c.request(post(), false))
	pump(c, s, 1<<20)
	chunk := make([]byte, 16384)
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	for b.Loop() {
		c.write(id, chunk, false)
		s.receive(c.take(1 << 20))
		for _, e := range s.session.events {
			if e.kind == kindData {
				s.consume(id, len(e.data))
			}
		}
		s.session.events, c.session.events = s.session.events[:0], c.session.events[:0]
		c.receive(s.take(1 << 20))
	}
	if s.broken || c.broken {
		b.Fatal("broken")
	}
}
