// Package taskqueue gives JavaScript what its queue of ticks and microtasks
// needs of the engine.
package taskqueue

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('task_queue').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("task_queue")
	hostcalls.Raw(b, "setPromiseRejectCallback", 1, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().SetRoot(hostcalls.RootRejected, c.Iso().Dup(c.Args().At(0)))
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "hearMultipleResolves", 0, func(c *hostcalls.Call) (engine.Value, error) {
		c.Iso().HookSettled()
		return engine.Undefined, nil
	})
	b.Const("promiseRejectEvents", map[string]int{
		"kPromiseRejectWithNoHandler": int(engine.RejectedUnhandled), "kPromiseHandlerAddedAfterReject": int(engine.HandledLate),
		"kPromiseRejectAfterResolved": int(engine.RejectedAgain), "kPromiseResolveAfterResolved": int(engine.ResolvedAgain),
	})
	b.Init(initialise)
	return b
}

// initialise adds what runs inside the guest without a crossing.
func initialise(env *hostcalls.Env, object engine.Value) error {
	iso := env.Iso()
	run, err := iso.NewMicrotaskRunner()
	if err != nil {
		return err
	}
	if err := iso.Set(object, "runMicrotasks", run); err != nil {
		return err
	}
	enqueue, err := iso.Global("queueMicrotask")
	if err != nil {
		return err
	}
	if err := iso.Set(object, "enqueueMicrotask", enqueue); err != nil {
		return err
	}
	info, err := iso.Eval("new Uint8Array(2)", "node:internal/natives")
	if err != nil {
		return err
	}
	env.SetRoot(hostcalls.RootTickInfo, iso.Dup(info))
	return iso.Set(object, "tickInfo", info)
}
