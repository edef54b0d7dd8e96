package engine

import (
	"fmt"
	"testing"
)

// A function without parameters is seen with what it was called with, in whatever
// way it was called.
func TestCallerArgs(t *testing.T) {
	seen := ""
	iso := newIsolate(t, Hooks{Call: func(iso *Isolate, _ int, _ Value, _ Args) Value {
		args := iso.CallerArgs()
		seen = fmt.Sprint(args.Len())
		for i := range min(args.Len(), 3) {
			n, ok := args.At(i).Int32()
			seen += fmt.Sprint(" ", n, ok)
		}
		return Undefined
	}}, Limits{})
	fn, err := iso.NewFunction("caller", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := iso.Set(must(iso.GlobalObject()), "caller", fn); err != nil {
		t.Fatal(err)
	}
	iso.Free(eval(t, iso, `
		globalThis.f = function() { caller() }
		globalThis.strict = function() { 'use strict'; const local = 5; caller(local) }
		globalThis.C = class { #field = 1; constructor() { caller() } }
		globalThis.Derived = class extends C { constructor(a) { super(a, 2) } }
		globalThis.Silent = class extends C {}
		globalThis.g = function*() { yield 1; caller() }
		globalThis.later = function() { return [...arguments, caller()] }`))
	for source, want := range map[string]string{
		"f()": "0", "f(undefined)": "1 0 false", "f(1, 2, 3, 4)": "4 1 true 2 true 3 true", "f(...Array(1000).fill(8))": "1000 8 true 8 true 8 true",
		"strict()": "0", "strict(1, 'x')": "2 1 true 0 false",
		"new C": "0", "new C(1)": "1 1 true", "Reflect.construct(C, [])": "0", "Reflect.construct(C, [undefined])": "1 0 false",
		"new Derived(7, 8)": "2 7 true 2 true", "new Silent(7, 8)": "2 7 true 8 true", "new (C.bind(null, 5))(6)": "2 5 true 6 true", "new (new Proxy(C, {}))(3)": "1 3 true",
		"f.call(1, 2)": "1 2 true", "f.apply(1, [2, 3])": "2 2 true 3 true", "[9].forEach(f)": "3 9 true 0 true 0 false", "later(4)": "1 4 true",
		"(function() { (() => caller())(1) })(2, 3)": "1 1 true",
		"const it = g(1, 2); it.next(); it.next(3)":  "2 1 true 2 true",
	} {
		seen = "nothing"
		if iso.Free(eval(t, iso, source)); seen != want {
			t.Errorf("%s: %s, not %s", source, seen, want)
		}
	}
	seen = "nothing"
	f := eval(t, iso, "f")
	for args, want := range map[int]string{0: "0", 2: "2 1 true 1 true"} {
		values := make([]Value, args)
		for i := range values {
			values[i] = Int(1)
		}
		if v, err := iso.Call(f, Undefined, values...); err != nil || v != Undefined || seen != want {
			t.Errorf("called by the host with %d: %s, %v", args, seen, err)
		}
	}
	iso.Free(f)
	caller := eval(t, iso, "caller")
	if v, err := iso.Call(caller, Undefined, Int(1)); err != nil || v != Undefined || seen != "0" {
		t.Errorf("called by nobody: %s, %v", seen, err)
	}
	iso.Free(caller)
}
