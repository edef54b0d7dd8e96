package engine

import (
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine/guest"
)

// NewFunction makes a JavaScript function that calls Hooks.Call with the id,
// which must be in [0, 32767]. length is the function's length property.
func (iso *Isolate) NewFunction(name string, length, id int) (Value, error) {
	if id < 0 || id > 0x7fff {
		return Undefined, fmt.Errorf("engine: function id %d is not in [0, 32767]", id)
	}
	return iso.nativeFunction(name, length, id, iso.engine.image.HostFunction)
}

// NewMicrotaskRunner makes a JavaScript function that runs all pending jobs
// without leaving the guest.
func (iso *Isolate) NewMicrotaskRunner() (Value, error) {
	return iso.nativeFunction("runMicrotasks", 0, 0, iso.engine.image.Microtasks)
}

func (iso *Isolate) nativeFunction(name string, length, magic int, table uint32) (Value, error) {
	return iso.nativeFunctionIn(iso.Main(), name, length, magic, table)
}

func (iso *Isolate) nativeFunctionIn(realm Realm, name string, length, magic int, table uint32) (Value, error) {
	const genericMagic = 1 // JS_CFUNC_generic_magic
	cname, err := iso.newCString(name)
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(cname)
	proto := iso.load64(uint32(realm) + contextFunctionPrototype)
	return iso.result(iso.call(fnNewCFunction, uint64(realm), uint64(table), uint64(cname), uint64(length), genericMagic, uint64(magic), proto))
}

// contextFunctionPrototype is the offset of JSContext's Function.prototype.
const contextFunctionPrototype = 48

// Call calls a function. The arguments stay the caller's, the result is new. A
// thrown value comes as *ThrownError; any other error is the isolate's death.
func (iso *Isolate) Call(fn, this Value, args ...Value) (Value, error) {
	if iso.stackFull() {
		// QuickJS makes the promise of an async function before it looks whether there
		// is room to run it, so that a hook of promises which is one would not end.
		// Function.prototype looks, whatever a program has made of it, and throws.
		fn = Value(iso.load64(iso.context + contextFunctionPrototype))
	}
	argv, err := iso.pushArgs(args)
	if err != nil {
		return Undefined, err
	}
	if argv != 0 {
		defer iso.freeBytes(argv)
	}
	return iso.result(iso.call(fnCall, uint64(iso.context), uint64(fn), uint64(this), uint64(len(args)), uint64(argv)))
}

// stackFull says whether the guest's stack is past what JavaScript may use of it.
func (iso *Isolate) stackFull() bool {
	return iso.dead == nil && uint32(iso.stack.Get()) < iso.load32(iso.runtime+guest.RuntimeStackLimit)
}

// Construct calls a function as a constructor, as Call does.
func (iso *Isolate) Construct(fn Value, args ...Value) (Value, error) {
	argv, err := iso.pushArgs(args)
	if err != nil {
		return Undefined, err
	}
	if argv != 0 {
		defer iso.freeBytes(argv)
	}
	return iso.result(iso.call(fnConstruct, uint64(iso.context), uint64(fn), uint64(len(args)), uint64(argv)))
}

// pushArgs writes the arguments into guest memory: into the scratch area of
// this level of nesting, if they are few.
func (iso *Isolate) pushArgs(args []Value) (uint32, error) {
	if len(args) == 0 {
		return 0, nil
	}
	argv, err := iso.alloc(uint32(len(args)) * 8)
	if err != nil {
		return 0, err
	}
	for i, a := range args {
		iso.store64(argv+uint32(i)*8, uint64(a))
	}
	return argv, nil
}

// alloc takes memory from the guest's allocator.
func (iso *Isolate) alloc(n uint32) (uint32, error) {
	ptr, err := iso.call(fnMalloc, uint64(iso.context), uint64(max(n, 1)))
	if err == nil && ptr == 0 {
		err = iso.thrown()
	}
	return uint32(ptr), err
}

func (iso *Isolate) freeBytes(ptr uint32) {
	_, _ = iso.call(fnFree, uint64(iso.context), uint64(ptr))
}

// newCString copies s with a NUL behind it.
func (iso *Isolate) newCString(s string) (uint32, error) {
	if uint64(len(s)) >= 1<<31 {
		return 0, errors.New("engine: a text of more than 2 GiB")
	}
	ptr, err := iso.alloc(uint32(len(s)) + 1)
	if err != nil {
		return 0, err
	}
	b := iso.view(ptr, uint32(len(s))+1)
	if b == nil {
		return 0, errors.New("engine: the guest's allocator answered with an address outside of its memory")
	}
	copy(b, s)
	b[len(s)] = 0
	return ptr, nil
}

// result turns what the guest returned into a value or the thrown error.
func (iso *Isolate) result(v uint64, err error) (Value, error) {
	if err != nil {
		return Undefined, err
	}
	if Value(v).IsException() {
		return Undefined, iso.thrown()
	}
	return Value(v), nil
}

// thrown takes the pending exception.
func (iso *Isolate) thrown() error {
	v, err := iso.call(fnGetException, uint64(iso.context))
	if err != nil {
		return err
	}
	return &ThrownError{Value: Value(v)}
}

// Throw makes v, of which it takes the count, the pending exception of a host
// function, and returns what that function must return.
func (iso *Isolate) Throw(v Value) Value {
	if _, err := iso.call(fnThrow, uint64(iso.context), uint64(v)); err != nil {
		return Undefined // dead: the gate unwinds
	}
	return Exception
}

// rangeError makes a thrown RangeError.
func (iso *Isolate) rangeError(message string) error { return iso.thrownError("RangeError", message) }

func (iso *Isolate) thrownError(class, message string) error {
	ctor, err := iso.Global(class)
	if err != nil {
		return err
	}
	defer iso.Free(ctor)
	text, err := iso.NewString(message)
	if err != nil {
		return err
	}
	defer iso.Free(text)
	v, err := iso.Construct(ctor, text)
	if err != nil {
		return err
	}
	return &ThrownError{Value: v}
}

// Dup takes one more count on v and returns it.
func (iso *Isolate) Dup(v Value) Value {
	if v.counted() {
		iso.store32(v.ptr(), iso.load32(v.ptr())+1)
	}
	return v
}

// Free gives one count on v back.
func (iso *Isolate) Free(v Value) {
	if !v.counted() || iso.dead != nil {
		return
	}
	if n := iso.load32(v.ptr()); n > 1 {
		iso.store32(v.ptr(), n-1)
		return
	}
	_, _ = iso.call(fnFreeValue, uint64(iso.context), uint64(v))
}

// Global returns the global variable of that name.
func (iso *Isolate) Global(name string) (Value, error) {
	g, err := iso.GlobalObject()
	if err != nil {
		return Undefined, err
	}
	defer iso.Free(g)
	return iso.Get(g, name)
}

// GlobalObject returns globalThis.
func (iso *Isolate) GlobalObject() (Value, error) {
	return iso.result(iso.call(fnGlobal, uint64(iso.context)))
}

// NewObject returns a new empty object.
func (iso *Isolate) NewObject() (Value, error) {
	return iso.result(iso.call(fnNewObject, uint64(iso.context)))
}

// An atom with the top bit is an index; a plain element is writable, enumerable
// and configurable.
const (
	atomIndex    = 1 << 31
	plainElement = 7
)

// NewArray returns a new array of the values, of which it takes the counts. What
// programs put on the prototype of arrays is not asked.
func (iso *Isolate) NewArray(values ...Value) (Value, error) {
	a, err := iso.result(iso.call(fnNewArray, uint64(iso.context)))
	placed := 0
	if err == nil && len(values) >= bulkArray {
		placed, err = iso.placeElements(a, values[:len(values)-1])
	}
	for i := placed; i < len(values); i++ {
		if err != nil {
			iso.Free(values[i])
			continue
		}
		var ok uint64
		if ok, err = iso.call(fnDefineValue, uint64(iso.context), uint64(a), atomIndex|uint64(i), uint64(values[i]), plainElement); err == nil && int32(ok) < 0 {
			err = iso.thrown()
		}
	}
	if err != nil {
		iso.Free(a)
		return Undefined, err
	}
	return a, nil
}

// bulkArray is from how many elements on they are written into the array at once,
// for a call of the guest an element is most of what a long one costs.
const bulkArray = 8

// placeElements writes the first elements of a new array. Its length stays behind
// until one more is defined.
func (iso *Isolate) placeElements(array Value, values []Value) (int, error) {
	room := uint32(len(values) + 1)
	ptr, err := iso.alloc(room * 8)
	if err != nil {
		return 0, err
	}
	for i, v := range values {
		iso.store64(ptr+uint32(i)*8, uint64(v))
	}
	object := array.ptr()
	iso.store32(object+guest.ArrayRoom, room)
	iso.store32(object+guest.ArrayValues, ptr)
	iso.store32(object+guest.ArrayCount, uint32(len(values)))
	return len(values), nil
}

// Get returns a property; getters and proxies run.
func (iso *Isolate) Get(object Value, name string) (Value, error) {
	cname, err := iso.newCString(name)
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(cname)
	return iso.result(iso.call(fnGetPropertyStr, uint64(iso.context), uint64(object), uint64(cname)))
}

// Set sets a property to v, of which it takes the count; setters run.
func (iso *Isolate) Set(object Value, name string, v Value) error {
	cname, err := iso.newCString(name)
	if err != nil {
		iso.Free(v)
		return err
	}
	defer iso.freeBytes(cname)
	ok, err := iso.call(fnSetPropertyStr, uint64(iso.context), uint64(object), uint64(cname), uint64(v))
	if err == nil && int32(ok) < 0 {
		err = iso.thrown()
	}
	return err
}

// Index returns the element of an object at i.
func (iso *Isolate) Index(object Value, i uint32) (Value, error) {
	return iso.result(iso.call(fnGetPropertyUint32, uint64(iso.context), uint64(object), uint64(i)))
}

// ParseJSON returns the value of a JSON text.
func (iso *Isolate) ParseJSON(text string) (Value, error) {
	ptr, err := iso.newCString(text)
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(ptr)
	return iso.result(iso.call(fnParseJSON, uint64(iso.context), uint64(ptr)))
}

// Class returns the class of an object, one of guest.Class…, or 0 for a value
// that is not an object.
func (iso *Isolate) Class(v Value) int {
	if v.tag() != tagObject {
		return 0
	}
	b := iso.view(v.ptr()+guest.ObjectClass, 2)
	if b == nil {
		return 0
	}
	return int(b[0]) | int(b[1])<<8
}

// NewBigInt returns n as a BigInt.
func (iso *Isolate) NewBigInt(n int64) (Value, error) {
	return iso.result(iso.call(fnNewBigInt64, uint64(iso.context), uint64(n)))
}

// NewBigUint returns n as a BigInt.
func (iso *Isolate) NewBigUint(n uint64) (Value, error) {
	return iso.result(iso.call(fnNewBigUint64, uint64(iso.context), n))
}
