package engine

import "github.com/wjs-run/wjs/engine/guest"

// PromiseState is the state of a promise.
type PromiseState uint32

// The states of promises.
const (
	Pending PromiseState = iota
	Fulfilled
	Rejected
)

// Promise returns state and result, borrowed, of a promise; ok is false for
// other values.
func (iso *Isolate) Promise(v Value) (state PromiseState, result Value, ok bool) {
	if iso.Class(v) != guest.ClassPromise {
		return 0, Undefined, false
	}
	data := iso.load32(v.ptr() + guest.ObjectPayload)
	return PromiseState(iso.load32(data + guest.PromiseState)), Value(iso.load64(data + guest.PromiseResult)), true
}

// resolvedBy returns the promise, borrowed, that a resolving function resolves.
func (iso *Isolate) resolvedBy(fn Value) Value {
	if iso.Class(fn) != guest.ClassPromiseResolveFunction {
		return Undefined
	}
	return Value(iso.load64(iso.load32(fn.ptr() + guest.ObjectPayload)))
}

// Proxy returns target and handler, borrowed, of a proxy, null for both once it
// is revoked; ok is false for other values, and for the global object of a realm.
func (iso *Isolate) Proxy(v Value) (target, handler Value, ok bool) {
	if iso.Class(v) != guest.ClassProxy || iso.isGlobalObject(v) {
		return Undefined, Undefined, false
	}
	data := iso.load32(v.ptr() + guest.ObjectPayload)
	if b := iso.view(data+guest.ProxyRevoked, 1); b != nil && b[0] != 0 {
		return Null, Null, true
	}
	return Value(iso.load64(data + guest.ProxyTarget)), Value(iso.load64(data + guest.ProxyHandler)), true
}

// Elements calls each with the elements, borrowed, of an array without holes or
// accessors; ok is false for other values. each must not call the guest.
func (iso *Isolate) Elements(v Value, each func(Value)) (ok bool) {
	if iso.Class(v) != guest.ClassArray {
		return false
	}
	const fastArray = 1 << 3
	if b := iso.view(v.ptr()+guest.ObjectFlags, 1); b == nil || b[0]&fastArray == 0 {
		return false
	}
	values, n := iso.load32(v.ptr()+guest.ArrayValues), iso.load32(v.ptr()+guest.ArrayCount)
	if iso.view(values, n*8) == nil || n >= 1<<28 {
		return false
	}
	for i := uint32(0); i < n; i++ {
		each(Value(iso.load64(values + i*8)))
	}
	return true
}

// IsConstructor reports whether the value can be called with new.
func (iso *Isolate) IsConstructor(v Value) bool {
	if v.tag() != tagObject {
		return false
	}
	const isConstructor = 1 << 4
	b := iso.view(v.ptr()+guest.ObjectFlags, 1)
	return b != nil && b[0]&isConstructor != 0
}
