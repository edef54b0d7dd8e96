package preview1

import (
	"context"
	"encoding/binary"
	"math"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Sizes and tags of subscriptions and events.
const (
	subscriptionSize = 48
	eventSize        = 32
	maxSubscriptions = 4096

	eventClock = 0
	eventRead  = 1
	eventWrite = 2

	clockAbsolute = 1
)

// event is what became of one subscription.
type event struct {
	userdata uint64
	errno    errno.Errno
	kind     uint8
	bytes    uint64
	hangup   bool
}

// pollOneoff waits for the first of a list of things to happen, and stores what
// has.
//
//	poll_oneoff(in *subscription, out *event, count u32, stored *u32) → EINVAL, EFAULT, ECANCELED
//
//	subscription: [userdata u64] [tag u8] pad 7, then
//	  clock: [id u32] pad 4 [timeout u64] [precision u64] [flags u16]
//	  read, write: [fd u32]
//	event: [userdata u64] [errno u16] [type u8] pad 5 [bytes u64] [flags u16]
//
// It holds up nobody but its own guest, and ends with ECANCELED when the context
// of the call does.
func pollOneoff(c *call) errno.Errno {
	count := c.u32(2)
	if count == 0 || count > maxSubscriptions {
		return errno.EINVAL
	}
	in, e := c.bytes(c.u32(0), count*subscriptionSize)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(1), count*eventSize)
	if e != 0 {
		return e
	}
	if _, e := c.bytes(c.u32(3), 4); e != 0 {
		return e
	}
	p := poll{sys: c.sys, timeout: math.MaxInt64}
	for i := range count {
		p.add(in[i*subscriptionSize : (i+1)*subscriptionSize])
	}
	if e := p.wait(c.ctx); e != 0 {
		return e
	}
	for i, ev := range p.events {
		ev.put(out[i*eventSize : (i+1)*eventSize])
	}
	return c.put32(c.u32(3), uint32(len(p.events)))
}

func (ev event) put(out []byte) {
	clear(out)
	binary.LittleEndian.PutUint64(out, ev.userdata)
	binary.LittleEndian.PutUint16(out[8:], ev.errno.WASI())
	out[10] = ev.kind
	binary.LittleEndian.PutUint64(out[16:], ev.bytes)
	if ev.hangup {
		out[24] = 1
	}
}

// poll is one call's subscriptions.
type poll struct {
	sys     *System
	events  []event // what has happened already
	clocks  []pollClock
	readers []pollReader
	timeout time.Duration // of the nearest clock
}

type pollClock struct {
	userdata uint64
	after    time.Duration
}

type pollReader struct {
	userdata uint64
	d        *descriptor
}

func (p *poll) add(sub []byte) {
	userdata, tag := binary.LittleEndian.Uint64(sub), sub[8]
	switch tag {
	case eventClock:
		p.addClock(userdata, sub[16:])
	case eventRead, eventWrite:
		p.addFD(userdata, tag, int32(binary.LittleEndian.Uint32(sub[16:])))
	default:
		p.events = append(p.events, event{userdata: userdata, errno: errno.EINVAL, kind: tag})
	}
}

func (p *poll) addClock(userdata uint64, sub []byte) {
	id, timeout := binary.LittleEndian.Uint32(sub), binary.LittleEndian.Uint64(sub[8:])
	flags := binary.LittleEndian.Uint16(sub[24:])
	now, e := p.sys.clock(id)
	if e == 0 && (flags > clockAbsolute || id > clockMonotonic) {
		e = errno.EINVAL
	}
	if e != 0 {
		p.events = append(p.events, event{userdata: userdata, errno: e, kind: eventClock})
		return
	}
	if flags&clockAbsolute != 0 {
		timeout -= min(now, timeout)
	}
	after := time.Duration(min(timeout, math.MaxInt64))
	p.timeout = min(p.timeout, after)
	p.clocks = append(p.clocks, pollClock{userdata, after})
}

func (p *poll) addFD(userdata uint64, kind uint8, fd int32) {
	right := uint64(rightFdRead)
	if kind == eventWrite {
		right = rightFdWrite
	}
	d, e := p.sys.get(fd, 0)
	if e == 0 && d.sock != nil && d.sock.listener != nil {
		right = rightAccept
	}
	if e == 0 {
		e = d.need(rightPoll | right)
	}
	switch {
	case e != 0:
		p.events = append(p.events, event{userdata: userdata, errno: e, kind: kind})
	case (d.stream != nil || d.sock != nil) && kind == eventRead:
		p.readers = append(p.readers, pollReader{userdata, d})
	default:
		// Files never keep anybody waiting, and writers of streams take what
		// they are given.
		ev := event{userdata: userdata, kind: kind}
		if kind == eventRead {
			ev.bytes = p.left(d)
		}
		p.events = append(p.events, ev)
	}
}

// waitReadable returns when a read, or an accept, would not wait.
func (d *descriptor) waitReadable(ctx context.Context) error {
	if d.sock != nil {
		return d.sock.wait(ctx)
	}
	return d.stream.WaitReadable(ctx)
}

// left is how much of a file is behind its position.
func (p *poll) left(d *descriptor) uint64 {
	st, err := d.file.Stat()
	if err != nil {
		return 0
	}
	at, err := d.file.Seek(0, 1)
	if err != nil || at > st.Size {
		return 0
	}
	return uint64(st.Size - at)
}

// wait fills events with what is first.
func (p *poll) wait(ctx context.Context) errno.Errno {
	if len(p.events) > 0 {
		p.timeout = 0
	}
	wake, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make(chan pollReader, len(p.readers))
	for _, r := range p.readers {
		go func() {
			if r.d.waitReadable(wake) == nil {
				ready <- r
			}
		}()
	}
	start := time.Now()
	// Without clocks there is no end but a reader or the context.
	var timer <-chan time.Time
	if p.timeout != math.MaxInt64 {
		t := time.NewTimer(p.timeout)
		defer t.Stop()
		timer = t.C
	}
	select {
	case r := <-ready:
		p.events = append(p.events, event{userdata: r.userdata, kind: eventRead, bytes: 1})
	case <-timer:
	case <-ctx.Done():
		return errno.ECANCELED
	}
	// What else has happened meanwhile belongs to the same answer.
	for more := true; more; {
		select {
		case r := <-ready:
			p.events = append(p.events, event{userdata: r.userdata, kind: eventRead, bytes: 1})
		default:
			more = false
		}
	}
	passed := time.Since(start)
	for _, c := range p.clocks {
		if c.after <= passed {
			p.events = append(p.events, event{userdata: c.userdata, kind: eventClock})
		}
	}
	return 0
}
