package engine

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine/guest"
)

// Bounds limit a stretch of work inside an isolate, see Isolate.Within. What is
// zero does not bound.
type Bounds struct {
	// Deadline ends the work with a *DeadlineError.
	Deadline time.Time
	// CPU is the most time that the guest may compute, with a *CPUError. Time that
	// host functions take does not count.
	CPU time.Duration
	// Fuel is the most work in units, see Limits.Fuel, with a *FuelError.
	Fuel uint64
	// Context ends the work with its cause.
	Context context.Context
	// Recover lets the isolate live on when a bound was hit in interpreted code.
	Recover bool
}

// bound is Bounds in force, those within before those around.
type bound struct {
	Bounds
	outer     *bound
	fuelEnd   uint64
	cpuEnd    time.Duration
	interrupt atomic.Pointer[error]

	hit   error     // is being unwound
	seen  error     // what a builtin was found to run past
	since time.Time // when it was
	spent uint64    // what had been spent by then
}

// Within runs f, which calls into the isolate, within further bounds, and
// returns the error of f or of the bound that was hit: a *DeadlineError, a
// *CPUError, a *FuelError or the cause of the context.
//
// Where b.Recover is set and a bound is hit in interpreted code, an error that
// no JavaScript can catch unwinds all calls that f has made, finally blocks are
// passed over, and Within returns with the isolate alive. A call of f sees a
// *ThrownError meanwhile and should return it. What the interrupted code was
// doing is half done, as after a timeout of Node's vm. Anywhere else the isolate
// is dead: without Recover, and inside a builtin that does not come back to the
// interpreter within graceTime of having been found too late, and within
// graceFuel; for fuel, within graceFuel.
//
// Within nests. Of several bounds that are hit the outermost counts. It is for
// the goroutine that owns the isolate, between calls or in a host function.
func (iso *Isolate) Within(b Bounds, f func() error) error {
	if iso.dead != nil {
		return iso.deadError()
	}
	in := &bound{Bounds: b}
	if b.Context != nil {
		if b.Context.Err() != nil {
			return context.Cause(b.Context)
		}
		defer context.AfterFunc(b.Context, func() {
			cause := context.Cause(b.Context)
			in.interrupt.Store(&cause)
		})()
	}
	iso.enter(in)
	err := f()
	iso.leave(in)
	if in.hit == nil || iso.dead != nil {
		return err
	}
	if thrown, ok := err.(*ThrownError); ok {
		iso.Free(thrown.Value)
	}
	return in.hit
}

// count begins the life of an isolate with nothing spent.
func (iso *Isolate) count() {
	iso.spent, iso.clock, iso.bound, iso.unwinding = 0, clock{}, nil, nil
	life := &iso.life
	life.Bounds = Bounds{Fuel: iso.limits.Fuel, CPU: iso.limits.CPU}
	life.interrupt.Store(nil)
	iso.granted = iso.fuel.left()
	iso.enter(life)
}

// enter puts a bound in force.
func (iso *Isolate) enter(b *bound) {
	iso.account()
	if b.Fuel != 0 {
		b.fuelEnd = iso.spent + b.Fuel
	}
	if b.CPU != 0 {
		iso.clock.use()
		b.cpuEnd = iso.clock.read() + b.CPU
	}
	b.outer, iso.bound = iso.bound, b
	iso.refill()
}

// leave takes the innermost bound out of force.
func (iso *Isolate) leave(b *bound) {
	iso.bound = b.outer
	if iso.unwinding == b {
		iso.unwinding = nil
	}
	if b.CPU != 0 {
		iso.clock.unuse()
	}
	if iso.dead == nil {
		iso.account()
		iso.refill()
	}
}

// How long a builtin may go on past a bound that could be recovered from, in
// the hope that it returns to interpreted code.
const (
	graceTime = 4 * time.Millisecond
	graceFuel = 1 << 18
)

// poll ends what must not go on. It runs on the goroutine that is inside the
// isolate. In the interpreter it answers whether to throw; elsewhere it returns
// or unwinds the call of the guest, after which the isolate is dead.
func (iso *Isolate) poll(interpreter bool) (stop bool) {
	iso.account()
	if iso.dead != nil {
		panic(iso.dead)
	}
	if iso.mem.Denied() {
		panic(iso.die(&MemoryLimitError{Limit: iso.limits.Memory}))
	}
	if iso.client != nil {
		if b, err := iso.client.exceeded(); b != nil {
			panic(iso.die(err))
		}
	}
	if b, err := iso.exceeded(); b != nil {
		if !b.Recover || !interpreter && b.hopeless(iso.spent, err) {
			panic(iso.die(err))
		}
		iso.grant(guest.Soft + 1) // to be asked again at the next call or jump
		if interpreter {
			b.hit, iso.unwinding = err, b
		}
		return interpreter
	}
	iso.collectInTime()
	iso.refill()
	return false
}

// throwOn throws anew, out of a host function that has returned something else,
// what unwinds the calls within a bound.
func (iso *Isolate) throwOn(result Value) Value {
	iso.Free(result)
	v, err := iso.call(fnNewError, uint64(iso.context))
	if err != nil {
		return Undefined
	}
	iso.setUncatchable(Value(v))
	return iso.Throw(Value(v))
}

func (iso *Isolate) setUncatchable(v Value) {
	if b := iso.view(v.ptr()+guest.ObjectFlags, 1); b != nil && v.tag() == tagObject {
		b[0] |= guest.FlagUncatchable
	}
}

// exceeded returns the outermost bound that is hit, and how.
func (iso *Isolate) exceeded() (hit *bound, err error) {
	for b := iso.bound; b != nil; b = b.outer {
		if e := iso.check(b); e != nil {
			hit, err = b, e
		}
	}
	return hit, err
}

func (iso *Isolate) check(b *bound) error {
	if b.hit != nil {
		return b.hit
	}
	if cause := b.interrupt.Load(); cause != nil {
		return *cause
	}
	if b.fuelEnd != 0 && iso.spent >= b.fuelEnd {
		return &FuelError{Limit: b.Fuel}
	}
	if b.cpuEnd != 0 && iso.clock.read() >= b.cpuEnd {
		return &CPUError{Limit: b.CPU}
	}
	if !b.Deadline.IsZero() && !time.Now().Before(b.Deadline) {
		return &DeadlineError{Deadline: b.Deadline}
	}
	return nil
}

// hopeless reports whether a builtin had its grace: work as well as time, because
// on a busy machine it may not have run at all. Fuel is measured in fuel alone, so
// that it ends alike everywhere.
func (b *bound) hopeless(spent uint64, err error) bool {
	if b.seen == nil {
		b.seen, b.spent, b.since = err, spent, time.Now()
		return false
	}
	if spent-b.spent <= graceFuel {
		return false
	}
	_, fuel := b.seen.(*FuelError)
	return fuel || time.Since(b.since) > graceTime
}

// fuel is the guest's countdown.
type fuel struct{ api.MutableGlobal }

func (f fuel) left() int64 { return int64(int32(f.Get())) }

// account adds what the guest has spent since it was last refilled.
func (iso *Isolate) account() {
	left := iso.fuel.left()
	spent := uint64(iso.granted - left)
	iso.spent += spent
	iso.granted = left
	if iso.client != nil {
		iso.client.spent += spent
	}
}

// refill lets the guest go on until its next poll, which is due where the least
// fuel of a bound ends.
func (iso *Isolate) refill() {
	next := uint64(guest.Refill)
	for b := iso.bound; b != nil; b = b.outer {
		if b.fuelEnd != 0 {
			left := b.fuelEnd - min(iso.spent, b.fuelEnd)
			next = min(next, left+guest.Soft+1)
		}
	}
	iso.grant(int64(next))
}

// grant sets how much the guest may spend until it polls.
func (iso *Isolate) grant(n int64) {
	iso.granted = n
	iso.fuel.Set(uint64(uint32(n)))
}
