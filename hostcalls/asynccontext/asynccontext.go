// Package asynccontext keeps the frame of async context that is current, and
// has the engine carry it across promise reactions and awaits.
package asynccontext

import (
	_ "embed"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

//go:embed natives.js
var natives string

// Binding is internalBinding('async_context').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("async_context")
	hostcalls.Raw(b, "enable", 0, func(c *hostcalls.Call) (engine.Value, error) {
		c.Iso().HookReactions(true)
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "getFrame", 0, func(c *hostcalls.Call) (engine.Value, error) {
		return c.Iso().Dup(c.Env().Frame()), nil
	})
	hostcalls.Raw(b, "setFrame", 1, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().SetFrame(c.Iso().Dup(c.Args().At(0)))
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "setPromiseHooks", 2, setPromiseHooks)
	hostcalls.Raw(b, "setJobHook", 1, func(c *hostcalls.Call) (engine.Value, error) {
		hook := c.Args().At(0)
		c.Env().SetRoot(hostcalls.RootJob, c.Iso().Dup(hook))
		c.Iso().HookJobs(!hook.IsUndefined())
		hear(c)
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "setRequestHook", 1, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().SetRoot(hostcalls.RootRequest, c.Iso().Dup(c.Args().At(0)))
		return engine.Undefined, nil
	})
	b.Init(initialise)
	return b
}

// initialise registers the wrapper of reactions.
func initialise(env *hostcalls.Env, object engine.Value) error {
	make, err := env.Iso().EvalStrict(natives, "node:internal/natives")
	if err != nil {
		return err
	}
	defer env.Iso().Free(make)
	wrap, err := env.Iso().Call(make, engine.Undefined, object)
	if err != nil {
		return err
	}
	env.SetRoot(hostcalls.RootReaction, wrap)
	return nil
}

// setPromiseHooks takes init(promise, parent) and resolve(promise) of
// async_hooks.createHook, or undefined for none.
func setPromiseHooks(c *hostcalls.Call) (engine.Value, error) {
	init, resolve := c.Args().At(0), c.Args().At(1)
	c.Env().SetRoot(hostcalls.RootPromiseInit, c.Iso().Dup(init))
	c.Env().SetRoot(hostcalls.RootPromiseResolve, c.Iso().Dup(resolve))
	hear(c)
	return engine.Undefined, nil
}

// hear has the engine tell of promises while somebody listens. The jobs of
// thenables are among what it tells.
func hear(c *hostcalls.Call) {
	on := false
	for _, root := range []hostcalls.Root{hostcalls.RootPromiseInit, hostcalls.RootPromiseResolve, hostcalls.RootJob} {
		on = on || !c.Env().Root(root).IsUndefined()
	}
	c.Iso().HookPromises(on)
}
