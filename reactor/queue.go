package reactor

// entry is something ready to be run by poll: a post if req is nil, else a
// completed request, whose task is kept in the request.
type entry struct {
	req  *Request
	task Task
}

// Task is a callback with a way out. Exactly one of its methods is called,
// exactly once.
type Task interface {
	// Run is called by the loop, on the owner.
	Run()

	// Drop is called instead of Run when that can no longer happen: the request
	// was cancelled, or the loop closed. It releases what the task holds, and
	// must not enter the guest.
	Drop()
}

// funcTask is a Task with nothing to release.
type funcTask func()

func (f funcTask) Run() {
	if f != nil {
		f()
	}
}

func (funcTask) Drop() {}

// Post queues fn for the poll phase, behind everything ready already. It keeps
// the loop alive until it has run. After Close it returns ErrClosed; a post that
// was accepted and cannot be run because of a Close is discarded (PostTask tells
// its task so). From any goroutine.
func (l *Loop) Post(fn func()) error { return l.PostTask(funcTask(fn)) }

// PostTask is Post for a callback that has something to release if it is never
// run. When it returns an error, neither method of t was or will be called.
func (l *Loop) PostTask(t Task) error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return ErrClosed
	}
	l.queuePosts++
	notify := l.enqueue(entry{task: t})
	l.mu.Unlock()
	if notify {
		l.notify()
	}
	return nil
}

// enqueue adds to the queue and wakes a parked loop; the caller holds mu. If it
// returns true the caller has to call notify when it has let go of mu.
func (l *Loop) enqueue(e entry) (notify bool) {
	l.queue = append(l.queue, e)
	l.rouse()
	return l.announce()
}

// announce decides whether Notify is due, and takes note; the caller holds mu.
func (l *Loop) announce() bool {
	if l.inside || l.notified || l.notify == nil || l.closed {
		return false
	}
	l.notified = true
	return true
}

// rouse ends a park; the caller holds mu. There is a token in wake exactly if
// parked was taken back here and the parked goroutine has not seen it yet.
func (l *Loop) rouse() {
	if l.parked {
		l.parked = false
		l.wake <- struct{}{}
	}
}

// Defer queues a callback for the pending phase: something that was finished at
// once but must not be told before the caller has returned. It runs this turn,
// after the poll, when called early enough, else at the start of the next. It
// keeps the loop alive. On a closed loop it returns ErrClosed. Owner.
func (l *Loop) Defer(fn func()) error { return l.DeferTask(funcTask(fn)) }

// DeferTask is Defer for a callback that has something to release if the loop
// is closed before it was run.
func (l *Loop) DeferTask(t Task) error {
	if l.isClosed() {
		return ErrClosed
	}
	l.deferred = append(l.deferred, t)
	return nil
}

// runDeferred runs what was deferred until now; what these defer is for the next
// round.
func (l *Loop) runDeferred() {
	if len(l.deferred) == 0 {
		return
	}
	batch := l.deferred
	l.deferred, l.spare = l.spare[:0], nil
	i := 0
	defer func() {
		if i < len(batch) {
			// Broken off, or a panic: the rest keeps its place in front of what
			// was added meanwhile.
			l.deferred = append(batch[i:], l.deferred...)
		} else if cap(batch) <= keepCapacity {
			l.spare = batch[:0]
		}
	}()
	for i < len(batch) && !l.broken() {
		t := batch[i]
		batch[i] = nil
		i++
		t.Run()
	}
}

// poll is the poll phase: it runs the callbacks that are ready, and waits for
// one first if it may and there is reason to.
func (l *Loop) poll(block bool) {
	if l.head == len(l.ready) {
		l.fetch()
		if len(l.ready) == 0 && block && l.waits() && !l.spins() && !l.stop.Load() {
			l.park()
			l.fetch()
		} else {
			l.metrics.waiting.Add(uint64(min(len(l.ready), l.maxPerTurn)))
		}
	}
	for n := min(l.maxPerTurn, len(l.ready)-l.head); n > 0 && !l.broken(); n-- {
		e := l.ready[l.head]
		l.ready[l.head] = entry{}
		l.head++
		l.dispatch(e)
	}
}

// fetch makes the queue the new snapshot. The two slices change places, so that
// a steady state allocates nothing.
func (l *Loop) fetch() {
	old := l.ready[:0]
	if cap(old) > keepCapacity {
		old = nil
	}
	l.mu.Lock()
	l.ready, l.queue = l.queue, old
	l.readyPosts, l.queuePosts = l.queuePosts, 0
	l.mu.Unlock()
	l.head = 0
}

func (l *Loop) dispatch(e entry) {
	if e.req == nil {
		l.readyPosts--
		l.metrics.events.Add(1)
		e.task.Run()
		return
	}
	if r := e.req; !r.ended {
		l.metrics.events.Add(1)
		task := r.task
		r.end() // first, so that the callback finds the request's place free
		task.Run()
	}
}

// park sleeps until the queue has something, the timer is due, the context
// ended, or the loop was stopped, failed or closed.
func (l *Loop) park() {
	for {
		if l.timer.armed {
			l.UpdateTime()
			if l.now >= l.timer.deadline {
				return
			}
			l.setAlarm()
		}
		l.mu.Lock()
		if len(l.queue) > 0 || l.stop.Load() || l.urgent.Load() {
			l.mu.Unlock()
			break
		}
		if l.rang {
			l.rang, l.timer.alarmSet = false, false
			l.mu.Unlock()
			continue
		}
		l.parked = true
		l.mu.Unlock()

		l.metrics.park(l.clock.Now())
		cancelled := false
		select {
		case <-l.wake:
		case <-l.cancel:
			cancelled = true
			l.mu.Lock()
			if l.parked {
				l.parked = false
			} else {
				<-l.wake // roused at the same moment: the token is not for the next park
			}
			l.mu.Unlock()
		}
		l.metrics.unpark(l.clock.Now())
		if cancelled {
			break
		}
	}
	l.UpdateTime()
}
