// Package reactor is the event loop: what libuv is to Node.js, without
// JavaScript and without system calls. It orders callbacks, counts what is
// outstanding, keeps a worker pool, and knows when a program is finished. What
// the callbacks do, and where completions come from, is the business of others.
//
// # Who may call what
//
// A loop has one owner at a time: the goroutine that is inside Run, RunOnce,
// RunNoWait, RunUntil or Do. Every callback runs there, one after another, and
// everything that touches the guest happens in such a callback. Methods marked
// "owner" may be called only there (or while the caller sees to it that nobody
// else uses the loop, as during set-up). All others may be called from any
// goroutine; the few that matter are Post, Request.Complete, Stop, Fail, Close,
// Wait and Stats. A loop starts no goroutine of its own: outside Run it costs a
// few hundred bytes, and inside Run it lives on its caller's.
//
// # A turn
//
// The order is that of uv_run in libuv 1.45 and later, which is what Node.js
// has had since version 20 (Node.js 24 carries 1.51 and newer; the order is the
// same). Run is UV_RUN_DEFAULT:
//
//	   ┌ on entry, if alive: update time, run timers
//	   │
//	┌─▶ 1 pending   what Defer queued
//	│   2 poll      posted callbacks and completed requests; the only place that blocks
//	│     pending   again, at most 8 rounds
//	│   3 check     the Immediates hook, if SetImmediatesPending(true)
//	│   4 closing   callbacks of closed handles, the last closed first
//	│   5 timers    update time; the Timers hook, if the timer is due
//	└── alive and not stopped? once more
//
// Before 1.45, timers ran at the top of each turn instead. The two differ for
// whoever drives single turns: RunOnce (UV_RUN_ONCE) and RunNoWait
// (UV_RUN_NOWAIT) run timers once, after the poll, and not on entry. The extra
// run on entry of UV_RUN_DEFAULT is what lets a timer that became due while the
// main program ran go before the first immediate.
//
// # When poll blocks
//
// It does not block if anything could be done without waiting: something is
// ready, deferred or closing; a ref'd immediate is pending (Node.js starts an
// idle handle for exactly this); the loop was stopped; or nothing ref'd is
// outstanding, for then the turn is the last. Otherwise it sleeps until a
// completion arrives, the timer is due, Stop, Fail or Close is called, or the
// context ends. An unref'd timer does wake a loop that something else keeps
// alive; an unref'd immediate does not, it waits for the next turn.
//
// # Why nothing starves
//
// A poll takes what is ready at its beginning, at most MaxPerTurn callbacks
// (1024, as many as libuv asks of epoll at a time); what arrives while these run
// is for the next turn, and the overflow of a burst stays first in line. The
// Timers hook is called once a turn even if it arms a timer that is due already,
// and closing callbacks added by closing callbacks wait for the next turn too.
// So a flood in one phase delays the others by one turn's worth at most.
//
// # What keeps a loop alive
//
// Ref'd handles that are active; pending requests, unless their owner handle is
// unref'd; the timer while armed and ref'd; immediates while pending and ref'd;
// posted and deferred callbacks; handles being closed. Run returns when none is
// left. Posted
// callbacks are counted under the same lock that ends the Run, so that one which
// arrives at the last moment is either run or announced to Options.Notify, never
// forgotten.
//
// # Time
//
// Loop time (Now) is cached and in whole milliseconds, as libuv's is: all that
// happens in one callback happens at one instant unless UpdateTime is called,
// which Node.js does whenever JavaScript asks for the time. The timer is due
// when loop time has reached its deadline; a sleep for it is rounded up, so that
// a timer does not fire early when the loop slept for it.
package reactor

import (
	"sync"
	"sync/atomic"
	"time"
)

// DefaultMaxPerTurn is how many callbacks one poll runs at most unless
// Options.MaxPerTurn says otherwise.
const DefaultMaxPerTurn = 1024

// pendingRounds bounds the extra pending runs after a poll; libuv has the same
// bound so that callbacks which defer callbacks cannot hold the turn.
const pendingRounds = 8

// keepCapacity is how large a queue may stay between turns. A burst must not
// cost an idle loop memory for ever.
const keepCapacity = 256

// Options say how a loop is made. The zero value is usable.
type Options struct {
	// Clock is where time comes from; nil means System.
	Clock Clock

	// Granularity is what loop time is rounded down to; 0 means a millisecond,
	// as in libuv.
	Granularity time.Duration

	// MaxPending is how many requests may be pending at a time; 0 means no
	// limit. Beyond it Begin, Work and Submit fail with ErrTooManyPending. It
	// bounds what a guest can make the loop hold; posts come from the embedder
	// and are not counted.
	MaxPending int

	// MaxPerTurn is how many callbacks one poll runs at most; 0 means
	// DefaultMaxPerTurn.
	MaxPerTurn int

	// Pool runs the loop's Work. It may be shared between loops and is not
	// closed with the loop. nil gives the loop one of its own with
	// DefaultWorkers.
	Pool *Pool

	// MaxWorkers is how many of the pool's workers this loop may occupy at a
	// time; 0 means all of them.
	MaxWorkers int

	// Timers is called in the timers phase, with loop time, when the armed timer
	// is due. The timer is disarmed by then; the hook arms the next one.
	Timers func(now time.Duration)

	// Immediates is called in the check phase while immediates are pending
	// (SetImmediatesPending). They stay pending until the owner says otherwise.
	Immediates func()

	// Notify, if not nil, is called when an alive loop becomes ready (a post, a
	// completion, the timer is due) while nobody is inside, and when it is left
	// in that state, so that an embedder with many idle loops knows which to run.
	// It is called once, and again only after the loop was entered in between;
	// from whichever goroutine brought the event. It must neither block nor enter
	// the loop. It may come too often (a Run may find nothing to do), but never
	// too seldom.
	Notify func()
}

// Loop is an event loop. Make one with New.
type Loop struct {
	clock       Clock
	granularity time.Duration
	maxPending  int
	maxPerTurn  int
	pool        *Pool
	ownPool     bool
	timersHook  func(time.Duration)
	immediates  func()
	notify      func()

	// Owner's.
	cancel      <-chan struct{} // the Done of the Run in progress
	now         time.Duration
	seq         uint64
	ready       []entry // the snapshot being run; ready[head:] is left
	head        int
	readyPosts  int
	deferred    []Task
	spare       []Task // deferred's other half, so that rounds do not allocate
	handles     list[Handle]
	orphans     list[Request] // requests without an owner handle
	closing     []*Handle
	halfClosed  int // closed handles that wait for their requests
	refHandles  int // ref'd and active
	refRequests int // pending, and not owned by an unref'd handle
	timer       timerState
	immPending  bool
	immRef      bool

	// Everyone's.
	lane         lane
	urgent       atomic.Bool // closed or failed: run nothing more
	stop         atomic.Bool // written under mu
	pendingCount atomic.Int64
	handleCount  atomic.Int64
	metrics      metrics
	wake         chan struct{} // one token ends a park
	done         chan struct{} // closed when nothing of the loop is left

	mu         sync.Mutex
	queue      []entry
	queuePosts int
	inside     bool // some goroutine is the owner by Run or Do
	parked     bool
	rang       bool // the alarm went off
	notified   bool
	closed     bool
	failure    error
	failed     bool
}

// New makes a loop. It starts no goroutine and no timer.
func New(o Options) *Loop {
	l := &Loop{
		clock:       o.Clock,
		granularity: o.Granularity,
		maxPending:  o.MaxPending,
		maxPerTurn:  o.MaxPerTurn,
		pool:        o.Pool,
		timersHook:  o.Timers,
		immediates:  o.Immediates,
		notify:      o.Notify,
		immRef:      true,
		wake:        make(chan struct{}, 1),
		done:        make(chan struct{}),
	}
	if l.clock == nil {
		l.clock = System
	}
	if l.granularity <= 0 {
		l.granularity = time.Millisecond
	}
	if l.maxPerTurn <= 0 {
		l.maxPerTurn = DefaultMaxPerTurn
	}
	if l.pool == nil {
		l.pool, l.ownPool = NewPool(0, 0), true
	}
	l.lane.limit = o.MaxWorkers
	l.timer.ref = true
	l.UpdateTime()
	return l
}

// Alive says whether Run would do anything. Owner.
func (l *Loop) Alive() bool {
	if l.aliveOwn() {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queuePosts > 0
}

// aliveOwn is Alive without what other goroutines have posted.
func (l *Loop) aliveOwn() bool {
	return l.waits() || l.spins() || l.readyPosts > 0
}

// waits says whether something ref'd is outstanding that poll may sleep for.
func (l *Loop) waits() bool {
	return l.refHandles > 0 || l.refRequests > 0 || l.halfClosed > 0 ||
		l.timer.armed && l.timer.ref
}

// spins says whether the next turn has something to do without any event.
func (l *Loop) spins() bool {
	return l.immPending && l.immRef || len(l.deferred) > 0 || len(l.closing) > 0
}

// isClosed may be asked from any goroutine.
func (l *Loop) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}
