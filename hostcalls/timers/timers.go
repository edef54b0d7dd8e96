// Package timers arms the one timer that an isolate has in the loop; lists and
// heap of the JavaScript timers are in jslib/internal/timers.
package timers

import (
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('timers').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("timers")
	// The library enters timers and immediates through internal/process/entry,
	// which the host calls; it has no need of these two functions here.
	hostcalls.Raw(b, "setupTimers", 2, func(*hostcalls.Call) (engine.Value, error) { return engine.Undefined, nil })
	hostcalls.Op1(b, "scheduleTimer", func(c *hostcalls.Call, ms float64) (hostcalls.None, error) {
		if loop := c.Loop(); loop != nil {
			loop.ArmTimer(milliseconds(ms))
		}
		return hostcalls.None{}, nil
	})
	hostcalls.Op1(b, "toggleTimerRef", func(c *hostcalls.Call, ref bool) (hostcalls.None, error) {
		if loop := c.Loop(); loop != nil {
			loop.ToggleTimerRef(ref)
		}
		return hostcalls.None{}, nil
	})
	hostcalls.Op1(b, "toggleImmediateRef", func(c *hostcalls.Call, ref bool) (hostcalls.None, error) {
		if loop := c.Loop(); loop != nil {
			loop.ToggleImmediateRef(ref)
		}
		return hostcalls.None{}, nil
	})
	hostcalls.Op0(b, "getLibuvNow", func(c *hostcalls.Call) (float64, error) {
		loop := c.Loop()
		if loop == nil {
			return 0, nil
		}
		loop.UpdateTime()
		return float64(loop.Now() / time.Millisecond), nil
	})
	b.Init(initialise)
	return b
}

func milliseconds(ms float64) time.Duration {
	const longest = 1 << 31 // TIMEOUT_MAX and one
	return time.Duration(min(max(ms, 1), longest)) * time.Millisecond
}

// initialise makes the counters that JavaScript and the loop share.
func initialise(env *hostcalls.Env, object engine.Value) error {
	iso := env.Iso()
	immediates, err := iso.Eval("new Uint32Array(3)", "node:internal/natives")
	if err != nil {
		return err
	}
	env.SetRoot(hostcalls.RootImmediateInfo, iso.Dup(immediates))
	if err := iso.Set(object, "immediateInfo", immediates); err != nil {
		return err
	}
	timeouts, err := iso.Eval("new Int32Array(1)", "node:internal/natives")
	if err != nil {
		return err
	}
	return iso.Set(object, "timeoutInfo", timeouts)
}
