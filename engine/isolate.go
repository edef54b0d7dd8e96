package engine

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
	"github.com/wjs-run/wjs/engine/wasm"
)

// Limits bound an isolate.
type Limits struct {
	// Memory is the most linear memory in bytes; 0 means DefaultMemory. The process
	// takes at most a tenth and 96 MiB more for an isolate, most of that only when
	// calls nest deeply: the host's stack takes 25 times what the guest's does, and
	// doubles when it grows. See TestDenialOfMemory.
	Memory uint64
	// Stack is the most stack in bytes of the guest, past which JavaScript sees a
	// RangeError: a plain call takes 288 of them, and some 7 KiB of the host's. 0
	// means a 32nd of Memory; it is at least 128 KiB, which is also the most in
	// wazero's interpreter, and at most DefaultStack. That interpreter allows 2,000
	// nested functions: builtins that nest deeper with less of the stack, like
	// JSON.parse of as many brackets, end the isolate with a *TrapError there.
	Stack uint64
	// Fuel is the most work in units; 0 means no limit. A unit is one call or jump
	// of the interpreter, 16 bytes of the bytecode called or jumped back over, one
	// turn of a loop inside a builtin, or 64 bytes of a bulk copy. The same program
	// on the same input spends the same on every run and machine. The interpreter
	// stops where its fuel ends, a builtin up to 4,000 units later.
	Fuel uint64
	// CPU is the most time that the guest may compute; 0 means no limit. Time that
	// host functions take, and time between calls, does not count.
	CPU time.Duration
}

// DefaultMemory is the memory limit of an isolate that names none.
const DefaultMemory = 256 << 20

// DefaultStack is the stack of an isolate that has memory for it: 5,500 nested
// plain calls.
const DefaultStack = stackSize

// Isolate is one JavaScript heap with its globals, apart from all others. It
// belongs to one goroutine at a time; Interrupt alone may be called from any.
type Isolate struct {
	*instance
	engine *Engine
	origin *Snapshot // what it is a clone of, if it is one
	ctx    *isolateContext
	hooks  Hooks
	limits Limits

	runtime, context uint32           // JSRuntime*, JSContext*
	queues           map[Realm]*jobs  // of realms with a queue of jobs of their own
	draining         bool             // one of these is run
	evals            map[Realm]uint32 // what compiles for eval(), by realm that refuses it
	wasm             *wasm.Store
	client           *Isolate // that this one compiles for
	heapCeiling      uint64   // see limitHeap
	depth            int
	pace             Pace

	life      bound  // the bounds of the whole isolate
	bound     *bound // the innermost in force
	unwinding *bound // was hit, and its calls are on their way out
	spent     uint64 // fuel, up to the last time it was accounted
	granted   int64  // fuel that the guest had then
	clock     clock
	dead      error
	closed    bool
}

// NewIsolate boots an isolate from nothing. ctx lives as long as the isolate
// and reaches the functions that Config.System provides.
func (e *Engine) NewIsolate(ctx context.Context, hooks Hooks, limits Limits) (*Isolate, error) {
	iso, err := e.instantiate(ctx, hooks, limits)
	if err != nil {
		return nil, err
	}
	if err := iso.boot(); err != nil {
		iso.Close()
		return nil, err
	}
	iso.limitHeap(0)
	iso.count() // what it took to boot is not the program's
	return iso, nil
}

func (e *Engine) instantiate(ctx context.Context, hooks Hooks, limits Limits) (*Isolate, error) {
	iso := e.newIsolate(ctx, hooks, limits)
	var err error
	if iso.instance, err = e.newInstance(ctx, iso.limits.Memory); err != nil {
		return nil, err
	}
	iso.granted = iso.fuel.left()
	return iso, nil
}

// newIsolate is an isolate without its instance.
func (e *Engine) newIsolate(ctx context.Context, hooks Hooks, limits Limits) *Isolate {
	if limits.Memory == 0 {
		limits.Memory = DefaultMemory
	}
	if limits.Stack == 0 {
		limits.Stack = limits.Memory / 32
	}
	most := uint64(stackSize)
	if e.interpreter {
		most = minStack // it allows 2,000 nested functions, some of which take few bytes
	}
	limits.Stack = min(max(limits.Stack, minStack), most)
	if hooks.Call == nil {
		hooks.Call = func(*Isolate, int, Value, Args) Value { return Undefined }
	}
	iso := &Isolate{engine: e, hooks: hooks, limits: limits}
	iso.pace.iso = iso
	iso.ctx = &isolateContext{Context: ctx, iso: iso}
	return iso
}

// boot fills the memory, makes runtime and context, moves the stack away from
// the static data and puts the hooks in.
func (iso *Isolate) boot() error {
	if _, err := iso.call(fnInitData); err != nil {
		return err
	}
	qjs, err := iso.call(fnNewRuntime, 0, 0, 0, 0)
	if err != nil {
		return err
	}
	if qjs == 0 {
		return iso.die(errors.New("engine: the guest could not start"))
	}
	iso.runtime = iso.load32(uint32(qjs))
	first := iso.load32(uint32(qjs) + 4)
	if err := iso.moveStack(); err != nil {
		return err
	}
	// The first context has std, os and bjson in it. A second one is clean.
	cx, err := iso.call(fnNewContext, uint64(iso.runtime))
	if err != nil {
		return err
	}
	iso.context = uint32(cx)
	if _, err := iso.call(fnFreeContext, uint64(first)); err != nil {
		return err
	}
	img := iso.engine.image
	// What was handed out before was counted without its size.
	iso.store32(iso.runtime+guest.RuntimeUsableSize, img.UsableSize)
	iso.store32(iso.runtime+guest.RuntimeMallocSize, uint32(iso.mem.Size())-stackSize-staticSize)
	iso.store32(iso.runtime+guest.RuntimeInterrupt, img.Interrupt)
	iso.store32(iso.runtime+guest.RuntimeRejection, img.Rejection)
	iso.store32(iso.runtime+guest.RuntimeModuleResolve, img.Resolve)
	iso.store32(iso.runtime+guest.RuntimeModuleLoad, img.Load)
	return nil
}

// stackSize is what the guest's own stack takes, guard included. A call of
// JavaScript needs 288 bytes of it and some 7 KiB of wazero's native stack,
// which ends at 50 MB: see TestRecursion.
const (
	stackSize  = 1664 << 10
	staticSize = 165408 // data and the first stack
	stackGuard = guest.StackReserve + 24<<10
	minStack   = stackGuard + 64<<10
)

func (iso *Isolate) moveStack() error {
	base, err := iso.call(fnGuestMalloc, stackSize)
	if err != nil {
		return err
	}
	if base == 0 {
		return iso.die(errors.New("engine: no memory for the guest's stack"))
	}
	top := (base + stackSize) &^ 15
	iso.setGlobal(guest.ExportStackPointer, top)
	iso.store32(iso.runtime+guest.RuntimeStackTop, uint32(top))
	iso.limitStack()
	return nil
}

// limitStack lets the isolate use as much of the stack as its limits say.
func (iso *Isolate) limitStack() {
	top := iso.load32(iso.runtime + guest.RuntimeStackTop)
	iso.store32(iso.runtime+guest.RuntimeStackLimit, top-uint32(iso.limits.Stack)+stackGuard)
}

func (iso *Isolate) setGlobal(name string, v uint64) {
	if iso.dead != nil {
		return
	}
	iso.mod.ExportedGlobal(name).(api.MutableGlobal).Set(v)
}

func (iso *Isolate) global(name string) uint64 { return iso.mod.ExportedGlobal(name).Get() }

// reseed gives a context random numbers of its own.
func (iso *Isolate) reseed(context uint32) {
	var seed [8]byte
	for binary.LittleEndian.Uint64(seed[:]) == 0 {
		_, _ = rand.Read(seed[:])
	}
	copy(iso.view(context+guest.ContextRandom, 8), seed[:])
}

// Seed makes Math.random deterministic from here on.
func (iso *Isolate) Seed(seed uint64) {
	if iso.dead == nil {
		iso.store64(iso.context+guest.ContextRandom, max(seed, 1))
	}
}

// SetDeadline sets the time at which the isolate is ended while it runs; zero
// means never.
func (iso *Isolate) SetDeadline(t time.Time) { iso.life.Deadline = t }

// Interrupt ends the isolate with the given cause as soon as it polls, which a
// running one does within milliseconds. It may be called from any goroutine.
func (iso *Isolate) Interrupt(cause error) {
	if cause == nil {
		cause = ErrInterrupted
	}
	iso.life.interrupt.CompareAndSwap(nil, &cause)
}

// Kill ends the isolate with the given cause. It is for host functions: the call
// that they serve is unwound when they return, and no JavaScript runs any more.
func (iso *Isolate) Kill(cause error) { _ = iso.die(cause) }

// Poll ends the isolate if its time is up, as its own polls do. It is for host
// functions that take long, and may not return.
func (iso *Isolate) Poll() { iso.poll(false) }

// HookReactions makes every promise reaction, awaits included, ask
// Hooks.Reaction from here on.
func (iso *Isolate) HookReactions(on bool) {
	var v uint64
	if on {
		v = 1
	}
	iso.setGlobal(guest.ExportThen, v)
}

// HookJobs makes every reaction that runs tell Hooks.Job.
func (iso *Isolate) HookJobs(on bool) {
	var v uint64
	if on {
		v = 1
	}
	iso.setGlobal(guest.ExportJobs, v)
}

// HookSettled makes Hooks.Rejected hear of promises that are settled once more.
func (iso *Isolate) HookSettled() { iso.setGlobal(guest.ExportSettled, 1) }

// HookPromises makes every promise tell Hooks.Promise when it is made and
// resolved.
func (iso *Isolate) HookPromises(on bool) {
	var hook uint32
	if on {
		hook = iso.engine.image.Promise
	}
	iso.store32(iso.runtime+guest.RuntimePromiseHook, hook)
}

// Fuel is the work done so far, in units of Limits.Fuel.
func (iso *Isolate) Fuel() uint64 {
	if iso.dead == nil {
		iso.account()
	}
	return iso.spent
}

// CPU is how long the guest has computed while a limit on that was in force, and
// since CountCPU.
func (iso *Isolate) CPU() time.Duration { return iso.clock.read() }

// CountCPU makes the time count that is computed from here on.
func (iso *Isolate) CountCPU() { iso.clock.use() }

// Private is how many bytes of its memory a clone has for itself, as it has
// written to them; the rest it shares with the snapshot. It reports false where
// the system does not tell.
func (iso *Isolate) Private() (uint64, bool) {
	var buf [keptPages]uint32
	pages, ok := iso.mem.Written(buf[:0])
	return uint64(len(pages)) * uint64(memory.SystemPage), ok
}

// Memory is the linear memory in use, in bytes.
func (iso *Isolate) Memory() uint64 { return iso.mem.Size() }

// HeapUsed is what the guest's allocator has handed out, in bytes.
func (iso *Isolate) HeapUsed() uint64 {
	if iso.dead != nil {
		return 0
	}
	return uint64(iso.load32(iso.runtime + guest.RuntimeMallocSize))
}

// Limits are the limits that the isolate was made with, defaults filled in.
func (iso *Isolate) Limits() Limits { return iso.limits }

// Dead returns what ended the isolate, or nil while it lives.
func (iso *Isolate) Dead() error { return iso.dead }

func (iso *Isolate) deadError() error {
	if iso.closed {
		return ErrClosed
	}
	return &DeadError{Cause: iso.dead}
}

// die records the first error that ended the isolate and returns it.
func (iso *Isolate) die(err error) error {
	if iso.dead == nil {
		iso.dead = err
	}
	return iso.dead
}

// Close ends the isolate and returns its memory. It must not be called from
// within a call into the isolate. It may be called more than once.
func (iso *Isolate) Close() error {
	if iso.closed {
		return nil
	}
	if iso.depth > 0 {
		return fmt.Errorf("engine: Close from within a call")
	}
	iso.closed = true
	alive := iso.dead == nil
	if alive {
		iso.dead = ErrClosed
	}
	in := iso.instance
	iso.instance = &instance{mem: new(memory.Memory)}
	if iso.wasm != nil { // its memories lie in the guest's
		if err := iso.wasm.Close(); err != nil {
			return errors.Join(err, in.close())
		}
	}
	// A dead isolate's instance is in an unknown state: it is never used again.
	if s := iso.origin; alive && s != nil && s.recycle(in) {
		return nil
	}
	return in.close()
}
