package reactor

import "sync"

const (
	// DefaultWorkers is libuv's default thread count.
	DefaultWorkers = 4

	// DefaultQueue is how many jobs wait in a pool at most by default.
	DefaultQueue = 1 << 16
)

// Pool runs blocking work on a bounded number of goroutines, for any number of
// loops. Goroutines are started when there is work and end when there is none,
// so that an idle pool costs nothing. All methods may be called from any
// goroutine.
//
// Jobs wait in lanes, one a loop, and the lanes take turns: a loop that queues
// thousands of jobs delays the others by one job each round, not by thousands.
// Within a lane the order is first in, first out.
type Pool struct {
	workers  int
	maxQueue int

	mu      sync.Mutex
	gone    sync.Cond  // signalled when the last worker ends
	turns   list[lane] // lanes with a job that may start now, next first
	queued  int
	active  int // worker goroutines
	running int // those that have a job
	closed  bool
	common  lane // of Pool.Submit
}

// lane is one loop's part of a pool, guarded by the pool's mutex.
type lane struct {
	place   link[lane]
	jobs    list[work]
	running int
	limit   int  // of running; 0 means none
	shut    bool // the loop is torn down
	idle    chan struct{}
}

// work is a job in its lane.
type work struct {
	place link[work]
	lane  *lane
	fn    func()   // Pool.Submit's
	req   *Request // else
	job   Job
	panic *WorkPanic
}

// NewPool makes a pool of at most workers goroutines, in which at most queue jobs
// wait beyond those that the workers can have; 0 means DefaultWorkers and DefaultQueue.
func NewPool(workers, queue int) *Pool {
	if workers <= 0 {
		workers = DefaultWorkers
	}
	if queue <= 0 {
		queue = DefaultQueue
	}
	p := &Pool{workers: workers, maxQueue: queue}
	p.gone.L = &p.mu
	return p
}

// Submit queues task, which belongs to no loop. It never blocks; errors are
// ErrPoolFull and ErrPoolClosed. A panic in task is not recovered.
func (p *Pool) Submit(task func()) error {
	return p.submit(&p.common, &work{fn: task})
}

func (p *Pool) submit(ln *lane, w *work) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return ErrPoolClosed
	}
	// Counted so that a job just given to a worker that has not yet got going
	// does not take a place in the queue.
	if p.running+p.queued >= p.workers+p.maxQueue {
		return ErrPoolFull
	}
	w.lane = ln
	ln.jobs.push(&w.place, w)
	p.queued++
	p.offer(ln)
	return nil
}

// offer puts a lane in line if one of its jobs may start, and starts a worker if
// there is room for one. The caller holds mu.
func (p *Pool) offer(ln *lane) {
	if ln.place.in == nil && ln.jobs.n > 0 && (ln.limit <= 0 || ln.running < ln.limit) {
		p.turns.push(&ln.place, ln)
	}
	if p.turns.n > 0 && p.active < p.workers {
		p.active++
		go p.worker()
	}
}

// take gives the next job, or nil. The caller holds mu.
func (p *Pool) take() *work {
	ln := p.turns.pop()
	if ln == nil {
		return nil
	}
	w := ln.jobs.pop()
	p.queued--
	p.running++
	ln.running++
	if ln.jobs.n > 0 && (ln.limit <= 0 || ln.running < ln.limit) {
		p.turns.push(&ln.place, ln)
	}
	return w
}

// finish undoes take. The caller holds mu.
func (p *Pool) finish(ln *lane) {
	p.running--
	ln.running--
	if ln.shut && ln.running == 0 {
		close(ln.idle)
	}
	if ln.place.in == nil && ln.jobs.n > 0 {
		p.turns.push(&ln.place, ln)
	}
}

func (p *Pool) worker() {
	var w *work
	p.mu.Lock()
	defer func() {
		// Reached with a job in hand only if it ended the goroutine; the lock is
		// not held then.
		if w != nil {
			p.mu.Lock()
			p.finish(w.lane)
		}
		p.active--
		if p.turns.n > 0 && p.active < p.workers {
			p.active++
			go p.worker()
		}
		if p.active == 0 {
			p.gone.Broadcast()
		}
		p.mu.Unlock()
	}()
	for w = p.take(); w != nil; w = p.take() {
		p.mu.Unlock()
		w.execute()
		p.mu.Lock()
		p.finish(w.lane)
	}
}

// unqueue takes back a job that no worker has begun. It returns false if one
// has.
func (p *Pool) unqueue(w *work) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !w.place.remove() {
		return false
	}
	p.queued--
	if w.lane.jobs.n == 0 {
		w.lane.place.remove()
	}
	return true
}

// shut says that the lane gets no more jobs, and closes idle when those that run
// have ended.
func (p *Pool) shut(ln *lane, idle chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ln.shut, ln.idle = true, idle
	if ln.running == 0 {
		close(idle)
	}
}

// Close refuses further jobs, lets those that are queued run, and returns when
// no worker is left. It is idempotent.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for p.active > 0 {
		p.gone.Wait()
	}
}

// PoolStats are a pool's counters at one moment.
type PoolStats struct {
	Workers int // goroutines there are
	Running int // jobs being run
	Queued  int // jobs waiting
}

// Stats reads the counters.
func (p *Pool) Stats() PoolStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return PoolStats{Workers: p.active, Running: p.running, Queued: p.queued}
}
