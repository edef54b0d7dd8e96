package engine

import (
	"context"
	"encoding/binary"

	"github.com/wjs-run/wjs/engine/guest"
)

// Hooks is what an isolate asks of its owner. All are called on the goroutine
// that is inside the isolate, from within a call into it. A nil hook is
// skipped.
type Hooks struct {
	// Call answers a host function made by NewFunction. The result is owned by
	// the guest; it is Exception after Throw.
	Call func(iso *Isolate, id int, this Value, args Args) Value
	// Rejected tells of a promise that was rejected without a handler or got one
	// later; and, after HookSettled, that it was settled once more, in vain. The
	// values are borrowed.
	Rejected func(iso *Isolate, event RejectEvent, promise, value Value)
	// Reaction returns what is to run in place of a handler of a promise reaction,
	// owned by the guest. It is asked after HookReactions.
	Reaction func(iso *Isolate, r Reaction) Value
	// Thenable returns what is to be called later in place of the then method of
	// an object that a promise is resolved with, owned by the guest. It is asked
	// after HookReactions, and not for native methods.
	Thenable func(iso *Isolate, then Value) Value
	// Job tells that a reaction begins, or has run, that derives a promise, after
	// HookJobs; and after HookPromises that the then method begins, or has run, of
	// an object that the promise is resolved with. The value is borrowed.
	Job func(iso *Isolate, derived Value, begins bool)
	// Promise tells of a promise that was made or resolved, after HookPromises.
	// The values are borrowed; parent is undefined where there is none.
	Promise func(iso *Isolate, event PromiseEvent, promise, parent Value)
	// TimezoneOffset returns how many seconds local time is ahead of UTC: at the
	// moment that many seconds after 1970 or, with local, when the clocks show
	// that time. Without it local time is UTC.
	TimezoneOffset func(seconds int64, local bool) int
	// ResolveModule turns a specifier into the module's unique name. On failure
	// it throws and returns false.
	ResolveModule func(iso *Isolate, base, specifier string) (string, bool)
	// Import settles the promise of an import() by its two functions, and returns
	// true, or leaves it to ResolveModule and LoadModule. The values are borrowed.
	Import func(iso *Isolate, resolve, reject, base, specifier Value) bool
	// InitModule evaluates a module made by NewSyntheticModule. On failure it throws
	// and returns false.
	InitModule func(iso *Isolate, m Module) bool
	// LoadModule returns the module of that name, made by CompileModule. On
	// failure it throws and returns false.
	LoadModule func(iso *Isolate, name string) (Module, bool)
}

// Reaction is one handler of a promise. The values are borrowed.
type Reaction struct {
	Handler  Value
	Parent   Value // the promise that is waited for
	Derived  Value // the promise that then() returned; undefined for an await
	Rejected bool  // the handler is for a rejection
}

// RejectEvent is why Hooks.Rejected is called, by V8's numbers.
type RejectEvent int32

const (
	RejectedUnhandled RejectEvent = iota
	HandledLate
	RejectedAgain
	ResolvedAgain
)

// PromiseEvent is what happened to a promise.
type PromiseEvent uint32

// The events that the engine tells, by QuickJS's numbers.
const (
	PromiseInit    PromiseEvent = 0
	promiseBefore  PromiseEvent = 1
	promiseAfter   PromiseEvent = 2
	PromiseResolve PromiseEvent = 3
)

// Args are the arguments of a host function, borrowed for the call.
type Args struct{ values []byte } // in place: memory never moves

// ArgsOf are arguments that do not come from the guest.
func ArgsOf(values ...Value) Args {
	a := Args{make([]byte, 0, 8*len(values))}
	for _, v := range values {
		a.values = binary.LittleEndian.AppendUint64(a.values, uint64(v))
	}
	return a
}

// CallerArgs are the arguments, borrowed for the call, of the function that called
// the host function which runs. If it is written in JavaScript and declares no
// parameters, they are those that it was called with, without the list that
// `arguments` and rest parameters would be, and which costs more than the call.
func (iso *Isolate) CallerArgs() Args {
	caller := iso.load32(iso.load32(iso.runtime+guest.RuntimeFrame) + guest.FramePrevious)
	if caller == 0 {
		return Args{}
	}
	n := iso.load32(caller+guest.FrameArgsCount) &^ guest.FrameIsStrict
	return Args{iso.view(iso.load32(caller+guest.FrameArgs), n*8)}
}

// Len is the number of arguments that were passed; a host function is told of 255
// at most.
func (a Args) Len() int { return len(a.values) / 8 }

// At returns the argument at i, undefined past the end.
func (a Args) At(i int) Value {
	if b := a.values; 8*i+8 <= len(b) {
		return Value(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return Undefined
}

// gate is the one function through which the guest reaches the host.
func gate(ctx context.Context, stack []uint64) {
	iso := ctx.(*isolateContext).iso
	if iso.clock.running {
		iso.clock.stop()
	}
	if iso.mem.Denied() { // also where the program caught what its allocator threw
		panic(iso.die(&MemoryLimitError{Limit: iso.limits.Memory}))
	}
	code, argv := int32(stack[2]), uint32(stack[3])
	if code >= 0 {
		args := Args{iso.view(argv, uint32(code&0xff)*8)}
		result := iso.hooks.Call(iso, int(code>>8), Value(stack[1]), args)
		if iso.unwinding != nil {
			result = iso.throwOn(result)
		}
		stack[0] = uint64(result)
	} else {
		stack[0] = iso.request(code, uint32(stack[0]), argv)
	}
	if iso.dead != nil { // died in a nested call: unwind this one too
		panic(iso.dead)
	}
	if iso.clock.users > 0 {
		iso.clock.start()
	}
}

func (iso *Isolate) request(code int32, context, argv uint32) uint64 {
	switch code {
	case guest.CodePoll:
		iso.poll(false)
	case guest.CodeInterrupt:
		if iso.poll(true) {
			return 1
		}
	case guest.CodeNextJob:
		iso.sortJobs()
	case guest.CodeRejection:
		if b := iso.view(argv, 20); b != nil && iso.hooks.Rejected != nil {
			promise, reason := Value(binary.LittleEndian.Uint64(b)), Value(binary.LittleEndian.Uint64(b[8:]))
			iso.hooks.Rejected(iso, RejectEvent(b[16]), promise, reason)
		}
	case guest.CodePromise:
		event := PromiseEvent(iso.load32(argv + 16))
		switch {
		case event == promiseBefore || event == promiseAfter:
			if iso.hooks.Job != nil {
				iso.hooks.Job(iso, Value(iso.load64(argv)), event == promiseBefore)
			}
		case iso.hooks.Promise != nil:
			iso.hooks.Promise(iso, event, Value(iso.load64(argv)), Value(iso.load64(argv+8)))
		}
	case guest.CodeThen:
		for i := range uint32(2) {
			handler := Value(iso.load64(argv + 8*i))
			if handler.tag() == tagObject && iso.hooks.Reaction != nil {
				handler = iso.hooks.Reaction(iso, Reaction{
					Handler: handler, Parent: Value(iso.load64(argv + 16)), Derived: iso.resolvedBy(Value(iso.load64(argv + 24))), Rejected: i == 1,
				})
			} else {
				iso.Dup(handler)
			}
			iso.store64(argv+8*i, uint64(handler))
		}
	case guest.CodeThenable:
		then := Value(iso.load64(argv))
		if iso.hooks.Thenable != nil {
			then = iso.hooks.Thenable(iso, then)
		} else {
			iso.Dup(then)
		}
		iso.store64(argv, uint64(then))
	case guest.CodeZoneAtUTC, guest.CodeZoneAtLocal:
		if iso.hooks.TimezoneOffset != nil {
			return uint64(iso.hooks.TimezoneOffset(int64(iso.load64(argv)), code == guest.CodeZoneAtLocal))
		}
	case guest.CodeResolve:
		return uint64(iso.resolveModule(argv))
	case guest.CodeImport:
		if iso.hooks.Import != nil && iso.hooks.Import(iso, Value(iso.load64(argv)), Value(iso.load64(argv+8)), Value(iso.load64(argv+16)), Value(iso.load64(argv+24))) {
			return 1
		}
	case guest.CodeRegExp:
		return uint64(iso.lowerPattern(Realm(context), argv))
	case guest.CodeBufferRoom:
		return uint64(iso.bufferRoom(Realm(context), max(iso.load64(argv), iso.load64(argv+8))))
	case guest.CodeViewLength:
		return uint64(iso.viewLength(Realm(context), Value(iso.load64(argv))))
	case guest.CodeGroupNames:
		return uint64(iso.sharedNames(Realm(context), argv))
	case guest.CodeBrand:
		return uint64(iso.missingBrand(Realm(context), Value(iso.load64(argv))))
	case guest.CodeJob, guest.CodeJobEnd:
		if derived := iso.resolvedBy(Value(iso.load64(argv))); iso.hooks.Job != nil && !derived.IsUndefined() {
			iso.hooks.Job(iso, derived, code == guest.CodeJob)
		}
	case guest.CodeEvalRefused:
		iso.evalRefused(Realm(context))
		return uint64(Exception)
	case guest.CodeModuleInit:
		if iso.hooks.InitModule != nil && !iso.hooks.InitModule(iso, Module(argv)) {
			return ^uint64(0)
		}
	case guest.CodeLoad:
		return uint64(iso.loadModule(argv))
	}
	return 0
}
