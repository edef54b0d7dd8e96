package reactor

import (
	"math"
	"time"
)

// timerState is the one timer of a loop, and the alarm that ends a sleep for it.
// The two are apart: the timer is armed often and cheaply, the alarm is set only
// when the loop goes to sleep, and only if it is not set right already.
type timerState struct {
	armed    bool
	ref      bool
	deadline time.Duration

	alarm    Alarm
	alarmSet bool
	alarmFor time.Duration
}

// Now is loop time: the clock's, cached and rounded down to the granularity.
// Owner.
func (l *Loop) Now() time.Duration { return l.now }

// UpdateTime reads the clock into loop time. Owner.
func (l *Loop) UpdateTime() {
	now := l.clock.Now()
	l.now = now - now%l.granularity
}

// ArmTimer makes the timer due d after Now (at once if d is not positive),
// whatever it was armed for before. Owner.
func (l *Loop) ArmTimer(d time.Duration) {
	d = max(d, 0)
	if rest := d % l.granularity; rest != 0 && d <= math.MaxInt64-l.granularity {
		d += l.granularity - rest
	}
	l.timer.armed = true
	l.timer.deadline = l.now + min(d, math.MaxInt64-l.now)
}

// DisarmTimer forgets the timer. Owner.
func (l *Loop) DisarmTimer() { l.timer.armed = false }

// ToggleTimerRef says whether the armed timer keeps the loop alive. It does at
// first, and the answer outlives arming and firing. Owner.
func (l *Loop) ToggleTimerRef(ref bool) { l.timer.ref = ref }

// NextTimer says how long after Now the timer is due; false if it is not armed.
// Owner.
func (l *Loop) NextTimer() (time.Duration, bool) {
	return max(l.timer.deadline-l.now, 0), l.timer.armed
}

// SetImmediatesPending says whether there are immediates, that is, whether the
// check phase calls the Immediates hook. Owner.
func (l *Loop) SetImmediatesPending(pending bool) { l.immPending = pending }

// ToggleImmediateRef says whether pending immediates keep the loop alive and
// from sleeping. They do at first. Owner.
func (l *Loop) ToggleImmediateRef(ref bool) { l.immRef = ref }

// runTimers is the timers phase. The timer is one-shot and disarmed first, so
// that one armed by the hook is for the next turn even if it is due already.
func (l *Loop) runTimers() {
	if !l.timer.armed || l.timer.deadline > l.now {
		return
	}
	l.timer.armed = false
	if l.timersHook != nil {
		l.timersHook(l.now)
	}
}

// setAlarm sees to it that the alarm goes off at the deadline. The time to wait
// counts from loop time rounded down, so it is rounded up, as a poll's timeout
// is in libuv.
func (l *Loop) setAlarm() {
	t := &l.timer
	l.mu.Lock()
	if l.rang {
		l.rang, t.alarmSet = false, false
	}
	l.mu.Unlock()
	if t.alarmSet && t.alarmFor == t.deadline {
		return
	}
	if t.alarm == nil {
		t.alarm = l.clock.NewAlarm(l.ring)
	}
	t.alarmSet, t.alarmFor = true, t.deadline
	l.UpdateTime()
	t.alarm.Set(max(t.deadline-l.now, 0))
}

func (l *Loop) stopAlarm() {
	if l.timer.alarmSet {
		l.timer.alarmSet = false
		l.timer.alarm.Stop()
	}
}

// ring is called by the alarm, from whatever goroutine, perhaps late or for a
// deadline that is no more: the loop looks for itself.
func (l *Loop) ring() {
	l.mu.Lock()
	l.rang = true
	l.rouse()
	notify := l.announce()
	l.mu.Unlock()
	if notify {
		l.notify()
	}
}
