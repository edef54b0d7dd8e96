package reactor

import "runtime/debug"

// Job is work for the pool with its completion. Exactly one of Run and Drop is
// called, exactly once, after Work has returned or if it was never called.
type Job interface {
	// Work is called by a worker. It touches only what belongs to the job. If it
	// panics, the loop panics with a *WorkPanic in place of Run.
	Work()

	// Run, on the owner, ends the request. Drop is called instead of it if the
	// request is cancelled before a worker began it or between Work and Run, or
	// if the loop closes; in the latter case perhaps by the worker.
	Task
}

// Submit begins a request that the pool completes by running job. kind and
// owner are those of Begin. Errors: those of Begin, ErrPoolFull, ErrPoolClosed;
// then no method of job was or will be called. Owner.
func (l *Loop) Submit(kind string, owner *Handle, job Job) (*Request, error) {
	w := &struct {
		work
		Request
	}{
		work:    work{job: job},
		Request: Request{kind: kind, owner: owner},
	}
	r := &w.Request
	w.work.req, r.work = r, &w.work
	if err := l.begin(r); err != nil {
		return nil, err
	}
	if err := l.pool.submit(&l.lane, &w.work); err != nil {
		r.end()
		return nil, err
	}
	return r, nil
}

// Work is Submit with functions: run on a worker, then done on the owner.
// onDrop, which may be nil, is called if done never will be, but not while run
// is running. Owner.
func (l *Loop) Work(kind string, owner *Handle, run, done, onDrop func()) (*Request, error) {
	return l.Submit(kind, owner, &funcJob{run, done, onDrop})
}

type funcJob struct{ run, done, drop func() }

func (j *funcJob) Work() { j.run() }

func (j *funcJob) Run() {
	if j.done != nil {
		j.done()
	}
}

func (j *funcJob) Drop() {
	if j.drop != nil {
		j.drop()
	}
}

// execute is called by a worker.
func (w *work) execute() {
	if w.req == nil {
		w.fn()
		return
	}
	returned := false
	defer func() {
		if !returned {
			w.panic = &WorkPanic{Value: recover(), Stack: debug.Stack()}
		}
		if !w.req.CompleteTask(w) {
			w.job.Drop() // the loop closed meanwhile
		}
	}()
	w.job.Work()
	returned = true
}

// Run and Drop make the work the task of its own completion.
func (w *work) Run() {
	if w.panic != nil {
		panic(w.panic)
	}
	w.job.Run()
}

func (w *work) Drop() { w.job.Drop() }
