package engine

import "time"

// clock measures the time that the guest computes. It stands still while Go
// runs, and runs only when it is used, because it is read at every crossing.
type clock struct {
	users   int
	total   time.Duration
	started time.Time
	running bool
}

// use makes the clock run from here on; the caller is on the host's side.
func (c *clock) use() { c.users++ }

func (c *clock) unuse() { c.users-- }

// start is called where the guest is entered or returned to.
func (c *clock) start() {
	if c.users > 0 {
		c.started, c.running = time.Now(), true
	}
}

// stop is called where the guest is left.
func (c *clock) stop() {
	if c.running {
		c.total += time.Since(c.started)
		c.running = false
	}
}

// read may be called on either side.
func (c *clock) read() time.Duration {
	if !c.running {
		return c.total
	}
	return c.total + time.Since(c.started)
}
