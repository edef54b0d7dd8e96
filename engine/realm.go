package engine

import (
	"encoding/json"
	"errors"

	"github.com/wjs-run/wjs/engine/guest"
)

// Realm is a set of intrinsics with a global object, one of several that share
// an isolate's heap. It lives as long as any of its functions or its global
// object is reachable: a Realm is only good while the value that RealmOf took
// it from is held.
type Realm uint32

// NewRealm makes a realm and returns a function of it, for RealmOf, and its
// global object. Its memory counts as the isolate's, and the garbage collector
// takes it back.
func (iso *Isolate) NewRealm() (anchor, global Value, err error) {
	cx, err := iso.call(fnNewContext, uint64(iso.runtime))
	if err != nil {
		return Undefined, Undefined, err
	}
	if cx == 0 {
		if err := iso.thrown(); iso.dead != nil {
			return Undefined, Undefined, err
		}
		return Undefined, Undefined, iso.rangeError("out of memory")
	}
	realm := Realm(cx)
	delete(iso.evals, realm) // of one that had the same address
	delete(iso.queues, realm)
	iso.reseed(uint32(realm))
	if global, err = iso.result(iso.call(fnGlobal, cx)); err == nil {
		anchor, err = iso.nativeFunctionIn(realm, "", 0, 0, iso.engine.image.Microtasks)
	}
	if err != nil {
		iso.Free(global)
	}
	_, freed := iso.call(fnFreeContext, cx) // the functions hold on to it
	return anchor, global, errors.Join(err, freed)
}

// RealmOf returns the realm of a native function.
func (iso *Isolate) RealmOf(fn Value) (Realm, bool) {
	if iso.Class(fn) != guest.ClassNativeFunction {
		return 0, false
	}
	return Realm(iso.load32(fn.ptr() + guest.ObjectPayload)), true
}

// Main is the realm that the isolate began with.
func (iso *Isolate) Main() Realm { return Realm(iso.context) }

// RefuseEval lets eval() and Function() of the realm throw an EvalError.
func (iso *Isolate) RefuseEval(realm Realm) {
	at := uint32(realm) + guest.ContextEval
	if iso.evals == nil {
		iso.evals = map[Realm]uint32{}
	}
	iso.evals[realm] = iso.load32(at)
	iso.store32(at, iso.engine.image.EvalRefused)
}

// withEval runs f while the realm may compile.
func (iso *Isolate) withEval(realm Realm, f func() (Value, error)) (Value, error) {
	eval, refused := iso.evals[realm]
	if !refused {
		return f()
	}
	at := uint32(realm) + guest.ContextEval
	iso.store32(at, eval)
	v, err := f()
	if iso.dead == nil {
		iso.store32(at, iso.engine.image.EvalRefused)
	}
	return v, err
}

// evalRefused throws what code gets that the realm refuses to compile.
func (iso *Isolate) evalRefused(realm Realm) {
	iso.throwMade(realm, "EvalError", "Code generation from strings disallowed for this context")
}

// throwIn throws an error of the realm that asks, and returns Exception.
func (iso *Isolate) throwIn(realm Realm, class, message string) Value {
	switch {
	case iso.dead != nil:
	case realm == iso.Main():
		iso.rethrow(iso.thrownError(class, message))
	default:
		iso.throwMade(realm, class, message)
	}
	return Exception
}

// throwMade throws what code of the realm makes, whose global object may be a
// Proxy.
func (iso *Isolate) throwMade(realm Realm, class, message string) {
	text, err := json.Marshal(message) // JSON is JavaScript
	if err != nil {
		return
	}
	v, err := iso.withEval(realm, func() (Value, error) {
		return iso.eval(realm, "new "+class+"("+string(text)+")", "node:internal/eval", 0)
	})
	if err != nil {
		iso.rethrow(err)
		return
	}
	iso.Throw(v)
}

// SetGlobalObject puts another object, which may be a Proxy, in the place of
// the realm's global object. It takes the count.
func (iso *Isolate) SetGlobalObject(realm Realm, global Value) {
	at := uint32(realm) + guest.ContextGlobal
	old := Value(iso.load64(at))
	iso.store64(at, uint64(global))
	iso.Free(old)
}

// Realms returns the main realm and those that were made after it.
func (iso *Isolate) Realms() (realms []Realm) {
	const next, most = 4, 1 << 20
	const head = 512 // a JSRuntime is smaller, and the list's head, where it ends, is in it
	for at := iso.context + guest.ContextLink; at-iso.runtime >= head && len(realms) < most; at = iso.load32(at + next) {
		if iso.view(at, 8) == nil {
			break
		}
		realms = append(realms, Realm(at-guest.ContextLink))
	}
	return realms
}

// isGlobalObject reports whether the value is the global object of any realm.
func (iso *Isolate) isGlobalObject(v Value) bool {
	for _, realm := range iso.Realms() {
		if Value(iso.load64(uint32(realm)+guest.ContextGlobal)) == v {
			return true
		}
	}
	return false
}

// CollectGarbage frees what is unreachable now, cycles included.
func (iso *Isolate) CollectGarbage() error {
	_, err := iso.call(fnRunGC, uint64(iso.runtime))
	return err
}
