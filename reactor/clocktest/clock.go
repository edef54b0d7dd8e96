// Package clocktest has a clock for tests: time stands still until it is moved.
package clocktest

import (
	"slices"
	"sync"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

// Clock is a reactor.Clock that a test moves by hand. It starts at zero. All
// methods may be called from any goroutine.
type Clock struct {
	mu     sync.Mutex
	change sync.Cond
	now    time.Duration
	jump   bool
	alarms []*alarm // those set, the next to ring first
}

// New makes a clock that only Advance moves.
func New() *Clock {
	c := &Clock{}
	c.change.L = &c.mu
	return c
}

// NewJumping makes a clock for programs that only wait for timers: whenever a
// loop goes to sleep for a timer, time jumps to where the sleep ends. An hour of
// timers passes in no time, in the right order. Work that takes real time loses
// every race against such a timer.
func NewJumping() *Clock {
	c := New()
	c.jump = true
	return c
}

// Now is the clock's time.
func (c *Clock) Now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d. Alarms that become due ring on the caller's
// goroutine, in the order of their times, each at its time.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now + d
	for len(c.alarms) > 0 && c.alarms[0].at <= end {
		a := c.alarms[0]
		c.alarms = c.alarms[1:]
		c.now = max(c.now, a.at)
		c.mu.Unlock()
		a.ring() // takes the loop's lock: not to be called under ours
		c.mu.Lock()
	}
	c.now = max(c.now, end)
	c.mu.Unlock()
}

// WaitAlarms blocks until at least n alarms are set: until n loops have gone to
// sleep with a timer.
func (c *Clock) WaitAlarms(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.alarms) < n {
		c.change.Wait()
	}
}

// Alarms is the number of alarms that are set.
func (c *Clock) Alarms() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.alarms)
}

// NewAlarm implements reactor.Clock.
func (c *Clock) NewAlarm(ring func()) reactor.Alarm {
	return &alarm{clock: c, ring: ring}
}

type alarm struct {
	clock *Clock
	ring  func()
	at    time.Duration
}

func (a *alarm) Set(d time.Duration) {
	c := a.clock
	c.mu.Lock()
	c.forget(a)
	a.at = c.now + d
	if c.jump || d <= 0 {
		c.now = max(c.now, a.at)
		c.mu.Unlock()
		a.ring()
		return
	}
	// Behind those of the same time: the first set rings first.
	at, _ := slices.BinarySearchFunc(c.alarms, a.at+1, func(b *alarm, t time.Duration) int {
		return int(min(max(b.at-t, -1), 1))
	})
	c.alarms = slices.Insert(c.alarms, at, a)
	c.change.Broadcast()
	c.mu.Unlock()
}

func (a *alarm) Stop() {
	a.clock.mu.Lock()
	a.clock.forget(a)
	a.clock.mu.Unlock()
}

func (c *Clock) forget(a *alarm) {
	if i := slices.Index(c.alarms, a); i >= 0 {
		c.alarms = slices.Delete(c.alarms, i, i+1)
	}
}
