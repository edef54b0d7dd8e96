package http2

// outbox holds frames that are ready to go, all but DATA.
type outbox struct {
	buf   []byte
	start int
	ends  []frameEnd
	first int
	acks  int // how many of the frames are answers to PING and SETTINGS
	total int // frames that were put here, ever
}

// frameEnd is where in buf a frame ends.
type frameEnd struct {
	at  int
	ack bool
}

func (o *outbox) size() int   { return len(o.buf) - o.start }
func (o *outbox) frames() int { return len(o.ends) - o.first }

// put appends a frame.
func (o *outbox) put(kind frameType, flags uint8, stream uint32, parts ...[]byte) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	o.buf = appendHead(o.buf, n, kind, flags, stream)
	for _, p := range parts {
		o.buf = append(o.buf, p...)
	}
	ack := (kind == typePing || kind == typeSettings) && flags&flagAck != 0
	if ack {
		o.acks++
	}
	o.ends = append(o.ends, frameEnd{len(o.buf), ack})
	o.total++
}

// mostKept is how large a buffer may be to be kept when it is empty.
const mostKept = 16 << 10

// take moves up to n bytes to the end of dst.
func (o *outbox) take(dst []byte, n int) []byte {
	n = min(n, o.size())
	if n <= 0 {
		return dst
	}
	dst = append(dst, o.buf[o.start:o.start+n]...)
	o.start += n
	for o.first < len(o.ends) && o.ends[o.first].at <= o.start {
		if o.ends[o.first].ack {
			o.acks--
		}
		o.first++
	}
	switch {
	case o.size() == 0 && cap(o.buf) > mostKept:
		*o = outbox{total: o.total}
	case o.size() == 0:
		*o = outbox{buf: o.buf[:0], ends: o.ends[:0], total: o.total}
	case o.start > mostKept && o.start > len(o.buf)/2:
		o.compact()
	}
	return dst
}

// compact forgets what was taken.
func (o *outbox) compact() {
	o.buf = o.buf[:copy(o.buf, o.buf[o.start:])]
	o.ends = o.ends[:copy(o.ends, o.ends[o.first:])]
	for i := range o.ends {
		o.ends[i].at -= o.start
	}
	o.start, o.first = 0, 0
}
