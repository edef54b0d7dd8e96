package engine

import "testing"

// A hook of promises that makes promises ends where the stack does, though an
// async function makes its promise before it looks for room. The guest lives.
func TestPromiseHookThatMakesPromises(t *testing.T) {
	var hook Value
	deep, overflows := 0, 0
	iso := newIsolate(t, Hooks{Promise: func(iso *Isolate, event PromiseEvent, _, _ Value) {
		if event != PromiseInit {
			return
		}
		deep++
		v, err := iso.Call(hook, Undefined)
		if thrown, ok := err.(*ThrownError); ok {
			overflows++
			name, _ := iso.Get(thrown.Value, "name")
			if s, _ := iso.String(name); s != "RangeError" {
				t.Errorf("threw a %s", s)
			}
			iso.Free(name)
			iso.Free(thrown.Value)
		}
		iso.Free(v)
	}}, Limits{})
	// What is thrown does not depend on what the program has made of the globals.
	iso.Free(eval(t, iso, "globalThis.RangeError = undefined; Function.prototype.call = Function.prototype.toString = undefined"))
	for range 2 {
		hook = eval(t, iso, "(async () => {})")
		deep, overflows = 0, 0
		iso.HookPromises(true)
		iso.Free(eval(t, iso, "new Promise(() => {})"))
		iso.HookPromises(false)
		if deep < 100 || overflows != 1 {
			t.Errorf("%d calls, %d overflows", deep, overflows)
		}
		iso.Free(hook)
	}
	if got := textOf(t, iso, eval(t, iso, "'alive'")); got != "alive" {
		t.Error(got)
	}
}
