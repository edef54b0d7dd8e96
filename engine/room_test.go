package engine

import (
	"errors"
	"testing"
)

// A program may catch that one ArrayBuffer does not fit, and goes on; what has
// been freed counts as room.
func TestBufferRoom(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{Memory: 64 << 20})
	said := func(source string) string {
		v := eval(t, iso, "(() => { try { return String(("+source+").byteLength) } catch (e) { return e.name + ': ' + e.message } })()")
		s, _ := iso.String(v)
		iso.Free(v)
		return s
	}
	const refused = "RangeError: Array buffer allocation failed"
	for source, want := range map[string]string{
		"new ArrayBuffer(2 ** 30)":                        refused,
		"new ArrayBuffer(2 ** 40)":                        refused,
		"new ArrayBuffer(1, { maxByteLength: 2 ** 30 })":  refused,
		"new SharedArrayBuffer(2 ** 30)":                  refused,
		"new Uint8Array(2 ** 31 - 1)":                     refused,
		"new Float64Array(2 ** 45)":                       refused,
		"new Uint8Array(2 ** 53)":                         "RangeError: Invalid typed array length: 9007199254740992",
		"new Uint8Array(-1)":                              "RangeError: Invalid typed array length: -1",
		"new Uint8Array(-1.5)":                            "RangeError: Invalid typed array length: -1.5",
		"new Uint8Array(1e30)":                            "RangeError: Invalid typed array length: 1e+30",
		"new Uint8Array(Infinity)":                        "RangeError: Invalid typed array length: Infinity",
		"new Uint8Array(NaN)":                             "0",
		"new Uint8Array(-0.5)":                            "0",
		"new Uint8Array(2.5)":                             "2",
		"new ArrayBuffer(10, { maxByteLength: 2 ** 21 })": "10",
		"Reflect.construct(ArrayBuffer, [2 ** 40], Object.defineProperty(function() {}.bind(), 'prototype', { get() { throw new TypeError('read first') } }))": "TypeError: read first",
		"(new Uint8Array(40e6), new Uint8Array(40e6))":      "40000000",
		"(new Uint8Array(40e6), new Uint8Array(40e6 - 16))": "39999984",
	} {
		if got := said(source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
	_, err := iso.Eval("const a = []; for (;;) try { a.push(new Uint8Array(2 << 20)) } catch { for (;;) a.push(new Uint8Array(1 << 16)) }", "x.js")
	var memory *MemoryLimitError
	if !errors.As(err, &memory) {
		t.Errorf("small growth past the limit: %v", err)
	}
}
