package engine

import "github.com/wjs-run/wjs/engine/guest"

// missingBrand throws what V8 says where a private method or accessor is asked
// of an object whose class did not declare it.
func (iso *Isolate) missingBrand(realm Realm, method Value) Value {
	if iso.dead != nil || method.tag() != tagObject {
		return Exception
	}
	home := Value(uint64(method)&^(1<<32-1) | uint64(iso.load32(method.ptr()+guest.FunctionHome)))
	class, receiver := home, "class "
	if iso.Class(home) != guest.ClassFunction { // the method is not static: home is a prototype
		class = iso.property(home, "constructor")
		defer iso.Free(class)
		receiver = "an instance of class "
	}
	value := iso.property(class, "name")
	defer iso.Free(value)
	name, _ := iso.String(value)
	if name == "" {
		name = "anonymous"
	}
	return iso.throwIn(realm, "TypeError", "Receiver must be "+receiver+name)
}

// property is a property of an object, or undefined where that throws.
func (iso *Isolate) property(object Value, name string) Value {
	v, err := iso.Get(object, name)
	if t, ok := err.(*ThrownError); ok {
		iso.Free(t.Value)
		return Undefined
	}
	return v
}
