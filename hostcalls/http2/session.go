// Package http2 is the host side of node:http2: internalBinding('http2').
//
// A session is the protocol of one connection and nothing else: what the peer
// sends goes into receive, what it is to be sent comes out of take, and both
// return what JavaScript is to hear. It has no socket, no goroutine and no clock
// but that of a limiter; sockets, streams and objects are jslib/internal/http2.
//
//	receive.go   bytes to frames            frames.go    what frames do
//	block.go     header blocks              message.go   what a message may be
//	send.go      what JavaScript sends      take.go      frames to bytes
//	stream.go    states of streams          window.go    flow control
//	settings.go  both sides' settings       options.go   bounds
//
// The peer is as hostile as the guest. What a session holds is bounded by
// maxSessionMemory, which is asked before a stream, a header or an answer is
// added, and what all of an isolate hold, by a share of the isolate's memory
// limit. The codes of errors, and what closes a stream or the connection, are
// nghttp2's, for programs see them.
package http2

import (
	"encoding/binary"
	"math"
	"time"

	"golang.org/x/net/http2/hpack"
)

// What things are counted for in the memory of a session, besides their bytes.
const (
	sessionCost = 16 << 10
	streamCost  = 1024
	fieldCost   = 32
	frameCost   = 16
)

type session struct {
	server bool
	opt    options
	pool   *pool
	now    func() time.Time
	broken bool

	// What arrives.
	magicLeft int
	begun     bool // the first SETTINGS were there
	head      [headLen]byte
	headLen   int
	frame     frameHead
	mode      mode
	left      int    // of the payload
	pad       int    // of that, padding; -1 before it is known
	partial   []byte // of a frame that is dealt with as a whole
	block     block
	in        *inflater
	each      func(hpack.HeaderField) *fault // s.onField

	streams               map[uint32]*stream
	nextID                uint32 // of the next stream that we begin
	lastSent              uint32 // the last of ours that the peer knows
	lastRecv, lastProc    uint32
	incoming, outgoing    int
	reserved              int // promised by the peer
	waiting               []*stream
	deadWaiting           int
	goawaySent, goawayGot bool
	lastGoaway            uint32 // what we have said was the last
	remoteLast            uint32 // what the peer has

	local, remote settings
	remoteKnown   bool
	pending       [][]setting // ours that are not acknowledged
	nextStreams   uint32
	nextFrame     uint32 // some send large frames before the acknowledgement
	nextPush      bool
	nextConnect   bool
	pings         int

	recv       window
	sendWindow int
	due        []*stream // whose windows may be due

	out        outbox
	def        *deflater
	ring       []*stream // with something to send
	deadInRing int
	queuedData int
	held       int // bytes of headers that wait
	kept       int // and of those of open streams that JavaScript has

	events  []event
	charged int // what the pool has counted

	framesIn, dataSent int // frames received, and frames of DATA sent

	invalid  uint32
	rejected uint32
	resets   limiter
	glitches limiter
}

func newSession(server bool, opt options, p *pool) *session {
	s := &session{
		server: server, opt: opt, pool: p, now: time.Now,
		in: newInflater(), def: newDeflater(opt.maxDeflateTable),
		streams: map[uint32]*stream{},
		local:   firstSettings(), remote: firstSettings(),
		nextStreams: unlimited, nextPush: true, nextFrame: minFrameSize,
		recv: window{size: firstWindow}, sendWindow: firstWindow,
		lastGoaway: maxStreamID,
		resets:     newLimiter(opt.resetBurst, opt.resetRate),
		glitches:   newLimiter(glitchBurst, glitchRate),
	}
	s.each = s.onField
	s.remote.streams = opt.peerStreams
	if server {
		s.nextID, s.magicLeft = 2, len(magic)
	} else {
		s.nextID = 1
		s.out.buf = append(s.out.buf, magic...)
	}
	s.sendSettings(opt.settings)
	s.charge()
	return s
}

// memory is what the session holds, without the DATA that JavaScript has written.
func (s *session) memory() int {
	return s.out.size() + frameCost*s.out.frames() + len(s.partial) + s.block.size + len(s.in.rest) +
		s.in.table.size + s.def.table.size + streamCost*len(s.streams) + s.held + s.kept
}

// room says whether a session has memory for n more bytes.
func (s *session) room(n int) bool {
	return s.memory()+n <= s.opt.maxMemory && s.pool.room(n)
}

// growth is what the session holds that the pool has not counted yet.
func (s *session) growth() int { return sessionCost + s.memory() + s.queuedData - s.charged }

// charge tells the pool what the session holds now.
func (s *session) charge() {
	n := s.growth()
	s.pool.used += n
	s.charged += n
}

// Close makes the session one of which nothing is left.
func (s *session) Close() error {
	s.pool.used -= s.charged
	*s = session{broken: true}
	return nil
}

// breakDown ends the connection: the peer is told why, and not heard any more.
func (s *session) breakDown(f *fault) {
	if s.broken {
		return
	}
	s.broken = true
	for _, st := range s.streams {
		s.drop(st)
	}
	s.waiting, s.ring, s.due = nil, nil, nil
	s.partial, s.block = nil, block{}
	if !s.goawaySent || f.code != codeNone {
		s.putGoaway(f.code, s.lastProc, nil)
	}
	e := event{kind: kindError, a: f.lib, b: int(f.code)}
	if f.custom != "" {
		e.fields = []string{f.custom}
	}
	s.tell(e)
}

func (s *session) putGoaway(code, last uint32, data []byte) {
	s.lastGoaway = min(s.lastGoaway, last)
	var p [8]byte
	binary.BigEndian.PutUint32(p[:], s.lastGoaway)
	binary.BigEndian.PutUint32(p[4:], code)
	s.out.put(typeGoaway, 0, 0, p[:], data)
	s.goawaySent = true
}

// glitch counts what is odd and yet allowed.
func (s *session) glitch() *fault {
	if !s.glitches.allow(s.now()) {
		return errCalm
	}
	return nil
}

// invalidFrame counts one that resets its stream. As in Node, one more than the
// limit is taken.
func (s *session) invalidFrame() *fault {
	if s.invalid > s.opt.maxInvalidFrames {
		return errInvalid
	}
	s.invalid++
	return nil
}

// state is what session.state shows, and how many frames came and went.
func (s *session) state() [11]float64 {
	table := func(n int) float64 { return float64(min(n, math.MaxUint32)) }
	waiting := len(s.waiting) - s.deadWaiting
	return [11]float64{
		float64(s.recv.size), float64(max(0, s.recv.received)), float64(s.nextID), float64(max(0, s.recv.left())),
		float64(s.lastProc), float64(s.sendWindow), float64(s.out.frames() + waiting),
		table(s.def.table.size), table(s.in.table.size),
		float64(s.framesIn), float64(s.out.total + s.dataSent),
	}
}
