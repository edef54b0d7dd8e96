package reactor

import "context"

type runMode uint8

const (
	modeDefault runMode = iota // until not alive
	modeOnce                   // one turn, which may block
	modeNoWait                 // one turn, which does not block
)

// Run runs turns until the loop is no longer alive or Stop is called; it then
// returns nil. It returns ctx.Err() soon after ctx ends (parked: at once; busy:
// after the callback in progress), the error given to Fail, ErrClosed if the
// loop is closed or gets closed meanwhile, and ErrRunning if somebody else is
// inside. After any of these but ErrClosed the loop can be run again and goes on
// with what is left.
func (l *Loop) Run(ctx context.Context) error {
	_, err := l.run(ctx, modeDefault, nil)
	return err
}

// RunOnce runs one turn, which blocks until there is something to do, and says
// whether the loop is still alive. Errors are those of Run.
func (l *Loop) RunOnce(ctx context.Context) (alive bool, err error) {
	return l.run(ctx, modeOnce, nil)
}

// RunNoWait runs one turn with what is ready, without blocking, and says whether
// the loop is still alive. Errors are those of Run.
func (l *Loop) RunNoWait() (alive bool, err error) {
	return l.run(context.Background(), modeNoWait, nil)
}

// RunUntil runs turns until done says true; it is asked first and after each
// turn, on the owner. A turn is always finished, so that a sequence of RunUntil
// keeps the order one Run would have had. It returns ErrNotAlive if the loop
// runs out of work first, and nil also when Stop ended it; other errors are
// those of Run.
func (l *Loop) RunUntil(ctx context.Context, done func() bool) error {
	_, err := l.run(ctx, modeDefault, done)
	return err
}

// Do calls fn on the calling goroutine with the loop entered, so that fn may use
// the methods marked owner while other goroutines Post, Complete and Close as
// they like. It runs no turn. A Close or Fail during fn takes effect when fn has
// returned, and is reported as by Run.
func (l *Loop) Do(fn func()) (err error) {
	if err := l.enter(); err != nil {
		return err
	}
	defer l.leave(&err, afterDo)
	l.UpdateTime()
	fn()
	return nil
}

func (l *Loop) run(ctx context.Context, mode runMode, done func() bool) (alive bool, err error) {
	if err := l.enter(); err != nil {
		return false, err
	}
	l.cancel = ctx.Done()
	left := false
	defer func() {
		if !left {
			l.leave(&err, afterRun)
		}
	}()
	if err := ctx.Err(); err != nil {
		return l.Alive(), err
	}
	l.UpdateTime()
	if !l.broken() && done != nil && done() {
		return l.Alive(), nil
	}
	alive = l.Alive()
	if alive && mode == modeDefault && !l.stop.Load() && !l.broken() {
		l.runTimers()
	}
	for {
		if l.broken() {
			return alive, ctx.Err()
		}
		if l.stop.Load() {
			return alive, nil
		}
		if !alive {
			if done != nil {
				err = ErrNotAlive
			}
			if left = l.leave(&err, whenIdle); left {
				return false, err
			}
			err = nil // a post came in at the last moment
		}
		l.turn(mode)
		alive = l.Alive()
		if mode != modeDefault {
			if l.broken() {
				err = ctx.Err()
			}
			return alive, err
		}
		if done != nil && !l.broken() && done() {
			return alive, nil
		}
	}
}

// turn is one round of the phases; see the package comment.
func (l *Loop) turn(mode runMode) {
	l.metrics.turns.Add(1)
	// A RunOnce that ran something has made the progress it is called for.
	block := mode == modeDefault || mode == modeOnce && len(l.deferred) == 0
	l.runDeferred()
	if l.broken() {
		return
	}
	l.poll(block)
	for round := 0; round < pendingRounds && len(l.deferred) > 0 && !l.broken(); round++ {
		l.runDeferred()
	}
	if l.broken() {
		return
	}
	if l.immPending && l.immediates != nil {
		l.immediates()
		if l.broken() {
			return
		}
	}
	l.runClosing()
	if l.broken() {
		return
	}
	l.UpdateTime()
	l.runTimers()
}

// broken says that no further callback may run in this Run: its context ended,
// or Fail or Close was called. It is asked after every callback, so that a guest
// that is dead is never entered again.
func (l *Loop) broken() bool {
	if l.urgent.Load() {
		return true
	}
	select {
	case <-l.cancel:
		return true
	default:
		return false
	}
}

func (l *Loop) enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.inside:
		return ErrRunning
	case l.closed:
		return ErrClosed
	}
	l.inside = true
	l.notified = false
	return nil
}

type leaving uint8

const (
	afterDo leaving = iota
	afterRun
	whenIdle // at the end of a Run that found the loop not alive
)

// leave gives up ownership and says in *err why, if there was a reason beyond
// what is there already. When idle it declines, and returns false, if a post came
// in since the loop was found not alive. It is called on the way out of a
// panicking callback too, so that the loop can still be closed.
func (l *Loop) leave(err *error, how leaving) bool {
	alive := l.aliveOwn()
	spins := l.spins() || l.head < len(l.ready)
	if l.notify == nil || !alive || !l.timer.armed {
		l.stopAlarm()
	} else {
		l.setAlarm() // so that an idle loop announces when its timer is due
	}

	l.mu.Lock()
	if how == whenIdle && l.queuePosts > 0 && !l.closed && !l.failed {
		l.mu.Unlock()
		return false
	}
	l.inside = false
	if how != afterDo {
		l.cancel = nil
		l.stop.Store(false)
	}
	if l.failed {
		*err = l.failure
		l.failed, l.failure = false, nil
		l.urgent.Store(l.closed)
	}
	closed := l.closed
	alive = alive || l.queuePosts > 0
	spins = spins || len(l.queue) > 0 || l.rang && l.timer.armed
	notify := l.notify != nil && !closed && !l.notified && alive && spins
	if notify {
		l.notified = true
	}
	l.mu.Unlock()

	if closed {
		*err = ErrClosed
		l.teardown()
	} else if notify {
		l.notify()
	}
	return true
}

// Stop lets the Run in progress return nil at the end of its turn, without
// blocking again; if none is in progress, the next one returns at once. From any
// goroutine.
func (l *Loop) Stop() {
	l.mu.Lock()
	l.stop.Store(true)
	l.rouse()
	l.mu.Unlock()
}

// Fail lets the Run (or Do) in progress return err as soon as the callback in
// progress has returned; no other callback is run, and what is queued stays
// queued. The first of several errors counts. If nobody is inside, the next Run
// fails before it runs anything. From any goroutine.
func (l *Loop) Fail(err error) {
	l.mu.Lock()
	if !l.failed {
		l.failed, l.failure = true, err
		l.urgent.Store(true)
	}
	l.rouse()
	l.mu.Unlock()
}
