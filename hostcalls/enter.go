package hostcalls

import (
	"encoding/binary"
	"time"

	"github.com/wjs-run/wjs/engine"
)

// Enter is the one way into JavaScript for everything that happens outside of
// it: the program, completions, timers, immediates. What it enters drains
// ticks, microtasks and rejections before it returns. The arguments stay the
// caller's, the result is the caller's too. A death of the isolate ends the
// loop's run.
func (e *Env) Enter(r Root, args ...engine.Value) engine.Value {
	v, err := e.CallRoot(r, args...)
	e.Check(err)
	e.syncImmediates()
	return v
}

// syncImmediates tells the loop whether JavaScript has immediates waiting.
func (e *Env) syncImmediates() {
	if e.loop == nil || e.iso.Dead() != nil {
		return
	}
	if info, _ := e.iso.Bytes(e.roots[RootImmediateInfo]); len(info) >= 4 {
		e.loop.SetImmediatesPending(binary.LittleEndian.Uint32(info) > 0)
	}
}

// EnterTimers runs the timers that are due and arms the loop's timer for the
// next one. It is the loop's hook.
func (e *Env) EnterTimers(now time.Duration) {
	v := e.Enter(RootEnterTimers, engine.Number(float64(now/time.Millisecond)))
	next, ok := v.Float()
	if !ok || next == 0 || e.loop == nil {
		return
	}
	e.loop.ToggleTimerRef(next > 0)
	if next < 0 {
		next = -next
	}
	e.loop.ArmTimer(max(time.Duration(next)*time.Millisecond-e.loop.Now(), time.Millisecond))
}

// EnterImmediates runs the immediates. It is the loop's hook.
func (e *Env) EnterImmediates() { e.iso.Free(e.Enter(RootEnterImmediates)) }
