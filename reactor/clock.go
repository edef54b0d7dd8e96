package reactor

import "time"

// Clock is where a loop gets its time from. Both methods may be called from any
// goroutine.
type Clock interface {
	// Now is monotonic time since an origin of the clock's choosing. It never
	// goes back.
	Now() time.Duration

	// NewAlarm makes an alarm, not yet set, that calls ring each time it goes
	// off. ring does not block and may be called from any goroutine.
	NewAlarm(ring func()) Alarm
}

// Alarm is one settable alarm. A loop has at most one.
type Alarm interface {
	// Set lets the alarm go off once, d from now; an earlier setting is
	// forgotten. It may ring before Set has returned.
	Set(d time.Duration)

	// Stop forgets the setting. A ring that is under way may still arrive.
	Stop()
}

// System is the machine's monotonic clock, counted from the start of the
// process.
var System Clock = systemClock{}

var origin = time.Now()

type systemClock struct{}

func (systemClock) Now() time.Duration { return time.Since(origin) }

func (systemClock) NewAlarm(ring func()) Alarm { return &systemAlarm{ring: ring} }

type systemAlarm struct {
	ring  func()
	timer *time.Timer
}

func (a *systemAlarm) Set(d time.Duration) {
	if a.timer == nil {
		a.timer = time.AfterFunc(d, a.ring)
		return
	}
	a.timer.Reset(d)
}

func (a *systemAlarm) Stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
}
