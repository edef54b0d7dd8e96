// Package util looks into values where JavaScript cannot: promises, proxies,
// collections and their iterators.
package util

import (
	_ "embed"
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// propertyFilter has V8's numbers.
var propertyFilter = map[string]int{
	"kPending": int(engine.Pending), "kFulfilled": int(engine.Fulfilled), "kRejected": int(engine.Rejected),
	"ALL_PROPERTIES": 0, "ONLY_WRITABLE": 1, "ONLY_ENUMERABLE": 2, "ONLY_CONFIGURABLE": 4, "SKIP_STRINGS": 8, "SKIP_SYMBOLS": 16,
}

// natives is JavaScript because it asks objects, which may be proxies.
//
//go:embed natives.js
var natives string

// Binding is internalBinding('util').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("util")
	hostcalls.Raw(b, "getPromiseDetails", 1, getPromiseDetails)
	hostcalls.Raw(b, "getProxyDetails", 2, getProxyDetails)
	hostcalls.Raw(b, "previewEntries", 2, previewEntries)
	hostcalls.Raw(b, "isConstructor", 1, isConstructor)
	hostcalls.Op1(b, "sleep", sleep)
	b.Const("constants", propertyFilter)
	b.Init(func(env *hostcalls.Env, object engine.Value) error {
		install, err := env.Iso().EvalStrict(natives, "node:internal/natives")
		if err != nil {
			return err
		}
		defer env.Iso().Free(install)
		v, err := env.Iso().Call(install, engine.Undefined, object)
		env.Iso().Free(v)
		return err
	})
	return b
}

// getPromiseDetails returns [state, result].
func getPromiseDetails(c *hostcalls.Call) (engine.Value, error) {
	state, result, ok := c.Iso().Promise(c.Args().At(0))
	if !ok {
		return engine.Undefined, nil
	}
	if state == engine.Pending {
		return c.Iso().NewArray(engine.Int(int32(state)))
	}
	return c.Iso().NewArray(engine.Int(int32(state)), c.Iso().Dup(result))
}

// getProxyDetails returns [target, handler], or the target alone when the
// second argument is false; both are null once the proxy is revoked.
func getProxyDetails(c *hostcalls.Call) (engine.Value, error) {
	target, handler, ok := c.Iso().Proxy(c.Args().At(0))
	if !ok {
		return engine.Undefined, nil
	}
	if c.Args().Len() > 1 && c.Args().At(1) == engine.False {
		return c.Iso().Dup(target), nil
	}
	return c.Iso().NewArray(c.Iso().Dup(target), c.Iso().Dup(handler))
}

// previewEntries returns the entries of a collection or iterator in one flat
// array; given a second argument, [entries, are they pairs].
func previewEntries(c *hostcalls.Call) (engine.Value, error) {
	list, pairs, ok := c.Iso().Entries(c.Args().At(0))
	if !ok {
		return engine.Undefined, nil
	}
	var flat []engine.Value
	for _, e := range list {
		flat = append(flat, c.Iso().Dup(e.Key))
		if pairs {
			flat = append(flat, c.Iso().Dup(e.Value))
		}
	}
	entries, err := c.Iso().NewArray(flat...)
	if err != nil || c.Args().Len() < 2 {
		return entries, err
	}
	return c.Iso().NewArray(entries, engine.Bool(pairs))
}

func isConstructor(c *hostcalls.Call) (engine.Value, error) {
	return engine.Bool(c.Iso().IsConstructor(c.Args().At(0))), nil
}

// sleep blocks the isolate in steps, so that it can still be ended.
func sleep(c *hostcalls.Call, msec uint32) (hostcalls.None, error) {
	const step = 5 * time.Millisecond
	end := time.Now().Add(time.Duration(msec) * time.Millisecond)
	for {
		c.Iso().Poll()
		left := time.Until(end)
		if left <= 0 {
			return hostcalls.None{}, nil
		}
		time.Sleep(min(left, step))
	}
}
