package wjs

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/options"
	"github.com/wjs-run/wjs/hostcalls/performance"
	"github.com/wjs-run/wjs/hostcalls/process"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// Runtime is one isolate with its event loop: a process, as a script sees it.
// Its methods may be called from any goroutine; they take turns. Close ends
// whatever is running.
type Runtime struct {
	platform *Platform
	opts     Options
	host     *wasi.Host
	system   *preview1.System
	loop     *reactor.Loop
	env      *hostcalls.Env
	iso      *engine.Isolate

	prepared bool
	funcs    []Func
	lib      []engine.Value // the functions of RootEmbed, borrowed
	modules  int            // that were imported
	tickets  int
	outcomes map[int]*outcome
	callCtx  context.Context // of the Eval, Import or Call in progress

	isolates   chan struct{}                                // a token for each runtime that this one has started
	testEvents *outbox                                      // of the runtime that has started this one
	runFile    func(context.Context, testSpec, *outbox) int // runTestFile, which the registry must not depend on

	turn    chan struct{}   // holds one token: who has it owns the isolate
	life    context.Context // of the isolate
	end     context.CancelCauseFunc
	closing sync.Once
	closed  chan struct{}
	result  error // of Close
}

// New makes a runtime. It must be closed.
func New(ctx context.Context, opts Options) (*Runtime, error) {
	p := opts.Platform
	if s := opts.Snapshot; s != nil {
		if p != nil && p != s.platform {
			return nil, errors.New("wjs: the snapshot is of another platform")
		}
		p = s.platform
	}
	if p == nil {
		var err error
		if p, err = defaultPlatform(); err != nil {
			return nil, err
		}
	}
	policy, err := opts.Permissions.policy(opts.Limits, p.cacheDir())
	if err != nil {
		return nil, err
	}
	r := &Runtime{platform: p, opts: opts, outcomes: map[int]*outcome{}, turn: make(chan struct{}, 1), closed: make(chan struct{})}
	r.runFile = r.runTestFile
	r.isolates = make(chan struct{}, max(opts.Limits.Isolates, 0))
	r.life, r.end = context.WithCancelCause(context.Background())
	r.turn <- struct{}{}
	if err := r.open(ctx, policy); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Runtime) open(ctx context.Context, policy *wasi.Policy) (err error) {
	o := r.opts
	r.host, err = wasi.NewHost(policy, wasi.Config{Args: o.Args, Env: o.Env, Dir: o.Dir, Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr, Resolver: o.Resolver})
	if err != nil {
		return err
	}
	if r.system, err = newSystem(r.host); err != nil {
		return err
	}
	pending := o.Limits.Pending
	if pending == 0 {
		pending = DefaultPending
	}
	// The hooks are called by the loop only, when there is an environment.
	r.loop = reactor.New(reactor.Options{
		MaxPending: pending, Pool: r.platform.pool, MaxWorkers: reactor.DefaultWorkers,
		Timers:     func(now time.Duration) { r.env.EnterTimers(now) },
		Immediates: func() { r.env.EnterImmediates() },
	})
	base := r.base()
	r.funcs = slices.Clone(base.funcs)
	r.env = hostcalls.NewEnv(hostcalls.EnvConfig{Registry: registry, Loop: r.loop, Host: r.host, Roots: base.roots, Carried: base.carried, Extra: r.callFunc, Code: r.platform.code, NoCode: r.platform.noBytecode,
		Working: max(min(pending/2, hostcalls.DefaultWorking), 1), MaxProgram: o.Limits.Program})
	guest := preview1.WithSystem(context.WithoutCancel(ctx), r.system)
	limits := engine.Limits{Memory: o.Limits.Memory, Stack: o.Limits.Stack, CPU: o.Limits.CPU, Fuel: o.Limits.Fuel}
	performance.Mark(r.env, performance.EngineStart)
	if r.iso, err = r.platform.engine.Clone(guest, base.snapshot, r.env.Hooks(), limits); err != nil {
		return err
	}
	r.env.Attach(r.iso)
	if r.host.Seeded() {
		r.iso.Seed(binary.LittleEndian.Uint64(r.random(8)))
	}
	r.register()
	options.Set(r.env, o.Flags)
	process.SetMemoryLimit(r.env, r.iso.Limits().Memory)
	performance.Mark(r.env, performance.Environment)
	return nil
}

// random draws n bytes from the host's source.
func (r *Runtime) random(n int) []byte {
	p := make([]byte, n)
	r.host.Random(p)
	return p
}

// do runs f as the owner of the isolate, within ctx and the time limit. What f
// leaves behind in the loop is not waited for.
func (r *Runtime) do(ctx context.Context, f func(context.Context) error) (err error) {
	select {
	case <-r.turn:
	case <-r.closed: // and Close keeps the turn
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() {
		if dead := r.iso.Dead(); dead != nil {
			r.end(dead)
		}
		r.turn <- struct{}{}
	}()
	select {
	case <-r.closed:
		return ErrClosed
	default:
	}
	if ctx.Err() != nil { // too late to begin, and no reason to end the isolate
		return context.Cause(ctx)
	}
	if r.iso.Dead() != nil {
		return &DeadError{Cause: r.iso.Dead()}
	}
	if t := r.opts.Limits.Timeout; t > 0 {
		var cancel context.CancelFunc
		ctx, cancel = r.host.WithTimeout(ctx, t, &TimeoutError{Timeout: t})
		defer cancel()
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// A Go function that waits has to hear of Close, which waits for it.
	defer context.AfterFunc(r.life, func() { cancel(context.Cause(r.life)) })()
	r.callCtx = ctx
	stop := context.AfterFunc(ctx, func() {
		r.iso.Interrupt(context.Cause(ctx))
		r.host.GiveUp()
	})
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			err = r.recovered(p)
		}
	}()
	if err = f(ctx); errors.Is(err, reactor.ErrClosed) {
		err = ErrClosed // only Close closes the loop
	}
	return err
}

// spin runs the loop until nothing is left to wait for, or until done says so.
func (r *Runtime) spin(ctx context.Context, done func() bool) error {
	var err error
	performance.Mark(r.env, performance.LoopStart)
	defer performance.Mark(r.env, performance.LoopExit)
	if done == nil {
		err = r.loop.Run(ctx)
	} else {
		err = r.loop.RunUntil(ctx, done)
	}
	if dead := r.iso.Dead(); dead != nil {
		return dead
	}
	if ctx.Err() != nil {
		// Parked when its time was up: the isolate is ended like a running one.
		cause := context.Cause(ctx)
		r.iso.Kill(cause)
		return cause
	}
	return err
}

// Close ends the runtime: what runs is interrupted, pending operations are
// given up, files and sockets are closed, memory is returned. It waits for
// that. It may be called more than once, from any goroutine but one that serves
// a Go function called by the script.
func (r *Runtime) Close() error {
	r.closing.Do(func() {
		close(r.closed)
		r.end(ErrClosed)
		if r.iso != nil {
			r.iso.Interrupt(ErrClosed)
		}
		if r.loop != nil {
			r.loop.Close()
		}
		if r.host != nil {
			r.host.GiveUp() // workers wait for FIFOs too
		}
		<-r.turn
		r.result = r.release()
	})
	return r.result
}

// release gives everything back, the users of a thing before the thing.
func (r *Runtime) release() error {
	var errs []error
	if r.loop != nil {
		r.loop.Close() // completions are dropped while the isolate is still there
	}
	if r.env != nil {
		errs = append(errs, r.env.Close()) // and with the files end the reads of them
	}
	if r.loop != nil {
		errs = append(errs, r.loop.Wait(context.Background()))
	}
	if r.iso != nil {
		errs = append(errs, r.iso.Close())
	}
	if r.system != nil {
		errs = append(errs, r.system.Close())
	}
	if r.host != nil {
		errs = append(errs, r.host.Close())
	}
	return errors.Join(errs...)
}

// Usage is how much of its limits a runtime uses.
type Usage struct {
	OpenFiles, Sockets, Processes int64 // now
	Written, Sent                 int64 // bytes in all
	Pending                       int   // operations in flight
}

// Usage may be read while the runtime works.
func (r *Runtime) Usage() Usage {
	u := r.host.Usage()
	return Usage{u.OpenFiles, u.Sockets, u.Processes, u.Written, u.Sent, r.loop.Stats().Pending}
}

// Memory is the memory that the script's heap takes, in bytes.
func (r *Runtime) Memory() uint64 { return r.iso.Memory() }

// Fuel is the work done so far, in units of Limits.Fuel.
func (r *Runtime) Fuel() uint64 { return r.iso.Fuel() }
