// Package types tells JavaScript what values are by their internal class, which
// nothing a program does to prototypes can change.
package types

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/hostcalls"
)

var classes = []struct {
	name  string
	class int
}{
	{"OTHER", guest.ClassObject},
	{"ARRAY", guest.ClassArray},
	{"ERROR", guest.ClassError},
	{"NUMBER", guest.ClassNumber},
	{"STRING", guest.ClassString},
	{"BOOLEAN", guest.ClassBoolean},
	{"SYMBOL", guest.ClassSymbol},
	{"BIGINT", guest.ClassBigInt},
	{"ARGUMENTS", guest.ClassArguments},
	{"MAPPED_ARGUMENTS", guest.ClassMappedArguments},
	{"DATE", guest.ClassDate},
	{"MODULE_NS", guest.ClassModuleNamespace},
	{"FUNCTION", guest.ClassFunction},
	{"BOUND_FUNCTION", guest.ClassBoundFunction},
	{"NATIVE_FUNCTION", guest.ClassNativeFunction},
	{"GENERATOR_FUNCTION", guest.ClassGeneratorFunction},
	{"ASYNC_FUNCTION", guest.ClassAsyncFunction},
	{"ASYNC_GENERATOR_FUNCTION", guest.ClassAsyncGeneratorFunction},
	{"FOR_IN_ITERATOR", guest.ClassForInIterator},
	{"REGEXP", guest.ClassRegExp},
	{"ARRAY_BUFFER", guest.ClassArrayBuffer},
	{"SHARED_ARRAY_BUFFER", guest.ClassSharedArrayBuffer},
	{"UINT8C_ARRAY", guest.ClassUint8ClampedArray},
	{"INT8_ARRAY", guest.ClassInt8Array},
	{"UINT8_ARRAY", guest.ClassUint8Array},
	{"INT16_ARRAY", guest.ClassInt16Array},
	{"UINT16_ARRAY", guest.ClassUint16Array},
	{"INT32_ARRAY", guest.ClassInt32Array},
	{"UINT32_ARRAY", guest.ClassUint32Array},
	{"BIG_INT64_ARRAY", guest.ClassBigInt64Array},
	{"BIG_UINT64_ARRAY", guest.ClassBigUint64Array},
	{"FLOAT16_ARRAY", guest.ClassFloat16Array},
	{"FLOAT32_ARRAY", guest.ClassFloat32Array},
	{"FLOAT64_ARRAY", guest.ClassFloat64Array},
	{"DATAVIEW", guest.ClassDataView},
	{"MAP", guest.ClassMap},
	{"SET", guest.ClassSet},
	{"WEAKMAP", guest.ClassWeakMap},
	{"WEAKSET", guest.ClassWeakSet},
	{"WEAKREF", guest.ClassWeakRef},
	{"MAP_ITERATOR", guest.ClassMapIterator},
	{"SET_ITERATOR", guest.ClassSetIterator},
	{"ARRAY_ITERATOR", guest.ClassArrayIterator},
	{"STRING_ITERATOR", guest.ClassStringIterator},
	{"REGEXP_STRING_ITERATOR", guest.ClassRegExpStringIterator},
	{"GENERATOR", guest.ClassGenerator},
	{"ASYNC_GENERATOR", guest.ClassAsyncGenerator},
	{"PROXY", guest.ClassProxy},
	{"PROMISE", guest.ClassPromise},
	{"FINALIZATION_REGISTRY", guest.ClassFinalizationRegistry},
	{"CALL_SITE", guest.ClassCallSite},
}

// Binding is internalBinding('types').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("types")
	hostcalls.Raw(b, "classOf", 1, classOf)
	for _, c := range classes {
		b.Const(c.name, c.class)
	}
	return b
}

// classOf returns 0 for a primitive. The global object of a context is a Proxy
// that nobody has made, and shall not know of it.
func classOf(c *hostcalls.Call) (engine.Value, error) {
	class := c.Iso().Class(c.Args().At(0))
	if class == guest.ClassProxy {
		if _, _, ok := c.Iso().Proxy(c.Args().At(0)); !ok {
			class = guest.ClassObject
		}
	}
	return engine.Int(int32(class)), nil
}
