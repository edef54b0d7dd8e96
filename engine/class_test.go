package engine

import (
	"testing"

	"github.com/wjs-run/wjs/engine/guest"
)

// The numbers of layout.go are those of the binary.
func TestClasses(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for source, class := range map[string]int{
		"({})": guest.ClassObject, "[]": guest.ClassArray, "Error()": guest.ClassError, "new Number(1)": guest.ClassNumber,
		"new Date": guest.ClassDate, "(function(){})": guest.ClassFunction, "isNaN": guest.ClassNativeFunction,
		"(function(){}).bind()": guest.ClassBoundFunction, "(function*(){})": guest.ClassGeneratorFunction, "/x/": guest.ClassRegExp,
		"new ArrayBuffer(1)": guest.ClassArrayBuffer, "new Uint8Array(1)": guest.ClassUint8Array, "new Float64Array(1)": guest.ClassFloat64Array,
		"new DataView(new ArrayBuffer(1))": guest.ClassDataView, "Object(1n)": guest.ClassBigInt, "new Map": guest.ClassMap,
		"new WeakSet": guest.ClassWeakSet, "new Map().keys()": guest.ClassMapIterator, "new Set().values()": guest.ClassSetIterator,
		"[].values()": guest.ClassArrayIterator, "''[Symbol.iterator]()": guest.ClassStringIterator, "''.matchAll(/x/g)": guest.ClassRegExpStringIterator,
		"(function*(){})()": guest.ClassGenerator, "new Proxy({}, {})": guest.ClassProxy, "Promise.resolve()": guest.ClassPromise,
		"(async () => {})": guest.ClassAsyncFunction, "(async function*(){})": guest.ClassAsyncGeneratorFunction,
		"(async function*(){})()": guest.ClassAsyncGenerator, "new WeakRef({})": guest.ClassWeakRef,
		"new FinalizationRegistry(() => {})": guest.ClassFinalizationRegistry,
	} {
		v := eval(t, iso, source)
		if got := iso.Class(v); got != class {
			t.Errorf("the class of %s is %d, want %d", source, got, class)
		}
		iso.Free(v)
	}
}
