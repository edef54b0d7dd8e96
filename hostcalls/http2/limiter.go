package http2

import "time"

// limiter allows a burst of things, and then so many a second.
type limiter struct {
	burst, rate, left uint64
	last              int64
}

func newLimiter(burst, rate uint32) limiter {
	return limiter{burst: uint64(burst), rate: uint64(rate), left: uint64(burst)}
}

// allow counts one more at that time.
func (l *limiter) allow(now time.Time) bool {
	second := now.Unix()
	if l.last == 0 {
		l.last = second
	}
	if gone := second - l.last; gone > 0 {
		l.left = min(l.burst, l.left+min(uint64(gone), 1<<31)*l.rate)
		l.last = second
	}
	if l.left == 0 {
		return false
	}
	l.left--
	return true
}

// pool bounds what all sessions of an isolate hold together.
type pool struct {
	used, limit int
	scratch     []byte // what take has returned
}

// mostScratch is how large it may be to be kept.
const mostScratch = 256 << 10

func (p *pool) room(n int) bool { return n <= p.limit-p.used }
