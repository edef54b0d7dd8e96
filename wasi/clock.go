package wasi

import (
	"crypto/rand"
	randv2 "math/rand/v2"
	"sync"
	"time"
)

// clock is time as the policy lets the guest see it.
type clock struct {
	rule  ClockRule
	start time.Time
}

func (c *clock) init(rule ClockRule) {
	c.rule = rule
	c.start = time.Now()
}

// Now is the time of day.
func (h *Host) Now() time.Time {
	if h.clock.rule.Frozen {
		return h.clock.rule.At
	}
	now := time.Now()
	if step := h.clock.rule.Precision; step > 0 {
		ns := now.UnixNano()
		now = time.Unix(0, ns-ns%int64(step))
	}
	return now
}

// see is a time of a file as the guest may see it. A file that is written and
// looked at would be a clock otherwise.
func (h *Host) see(st Stat) Stat {
	rule := &h.clock.rule
	if !rule.Frozen && rule.Precision <= 0 {
		return st
	}
	for _, t := range [...]*Time{&st.Atime, &st.Mtime, &st.Ctime, &st.Birth} {
		at := time.Unix(t.Sec, t.Nsec)
		switch {
		case !rule.Frozen:
			ns := at.UnixNano()
			at = time.Unix(0, ns-ns%int64(rule.Precision))
		case at.After(h.clock.start.Add(-maxTick)):
			at = rule.At
		}
		*t = Time{Sec: at.Unix(), Nsec: int64(at.Nanosecond())}
	}
	return st
}

// maxTick is how far the clock of a file system may lag behind that of the day.
const maxTick = 50 * time.Millisecond

// Monotonic is the time since the host was made; it never goes back.
func (h *Host) Monotonic() time.Duration {
	if h.clock.rule.Frozen {
		return 0
	}
	d := time.Since(h.clock.start)
	if step := h.clock.rule.Precision; step > 0 {
		d -= d % step
	}
	return d
}

// ClockResolution is the least difference between two readings.
func (h *Host) ClockResolution() time.Duration {
	return max(h.clock.rule.Precision, 1)
}

// random is the guest's source of random bytes.
type random struct {
	mu   sync.Mutex
	seed *randv2.ChaCha8 // nil: the system's
}

func (r *random) init(rule randomRule) {
	if rule.seeded {
		r.seed = randv2.NewChaCha8(rule.seed)
	}
}

// Random fills p with random bytes: the system's, fit for keys, or repeatable
// ones if the policy has a seed. It cannot fail.
func (h *Host) Random(p []byte) {
	r := &h.random
	if r.seed == nil {
		rand.Read(p) // crypto/rand.Read ends the process rather than fail
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seed.Read(p)
}

// Seeded reports whether random numbers are repeatable.
func (h *Host) Seeded() bool { return h.random.seed != nil }
