package wjs

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sort"
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
)

// maxDepth bounds how deeply nested a value may be.
const maxDepth = 100

func (r *Runtime) toGo(v engine.Value) (any, error) { return r.toGoAt(v, 0) }

func (r *Runtime) toGoAt(v engine.Value, depth int) (any, error) {
	switch v.Kind() {
	case engine.KindUndefined, engine.KindNull:
		return nil, nil
	case engine.KindBool:
		b, _ := v.Bool()
		return b, nil
	case engine.KindNumber:
		f, _ := v.Float()
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 && !(f == 0 && math.Signbit(f)) {
			return int64(f), nil
		}
		return f, nil
	case engine.KindBigInt:
		n, _ := r.iso.BigInt(v)
		return n, nil
	case engine.KindString:
		s, _ := r.iso.String(v)
		return s, nil
	case engine.KindObject:
		if depth >= maxDepth {
			return nil, fmt.Errorf("wjs: a value nested deeper than %d levels, or with a cycle, cannot be passed to Go", maxDepth)
		}
		return r.objectToGo(v, depth)
	}
	return nil, fmt.Errorf("wjs: a symbol cannot be passed to Go")
}

func (r *Runtime) objectToGo(v engine.Value, depth int) (any, error) {
	if b, ok := r.iso.Bytes(v); ok {
		return append([]byte{}, b...), nil
	}
	switch r.iso.Class(v) {
	case guest.ClassError:
		return r.errorOf(v), nil
	case guest.ClassFunction, guest.ClassNativeFunction, guest.ClassBoundFunction, guest.ClassAsyncFunction,
		guest.ClassGeneratorFunction, guest.ClassAsyncGeneratorFunction, guest.ClassNativeFunctionData:
		return nil, fmt.Errorf("wjs: a function cannot be passed to Go")
	}
	if list, ok, err := r.listToGo(v, depth); ok || err != nil {
		return list, err
	}
	// The library takes the object apart, so that getters and proxies run in
	// JavaScript: [kind, part…].
	parts, err := r.callLibrary(libTakeApart, v)
	if err != nil {
		return nil, r.fromJS(err)
	}
	defer r.iso.Free(parts)
	var items []engine.Value
	r.iso.Elements(parts, func(e engine.Value) { items = append(items, e) })
	if len(items) == 0 {
		return nil, fmt.Errorf("wjs: a value that cannot be passed to Go")
	}
	kind, _ := r.iso.String(items[0])
	items = items[1:]
	switch kind {
	case "date":
		ms, _ := items[0].Float()
		return time.UnixMilli(int64(ms)).UTC(), nil
	case "list":
		return r.valuesToGo(len(items), func(i int) engine.Value { return items[i] }, depth+1)
	}
	object := make(map[string]any, len(items)/2)
	for i := 0; i+1 < len(items); i += 2 {
		key, _ := r.iso.String(items[i])
		if object[key], err = r.toGoAt(items[i+1], depth+1); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// listToGo copies an array without holes and accessors; ok is false for others.
func (r *Runtime) listToGo(v engine.Value, depth int) (x any, ok bool, err error) {
	var items []engine.Value
	if !r.iso.Elements(v, func(e engine.Value) { items = append(items, r.iso.Dup(e)) }) {
		return nil, false, nil
	}
	// They are held, as taking one apart may run code that changes the array.
	defer func() {
		for _, e := range items {
			r.iso.Free(e)
		}
	}()
	list, err := r.valuesToGo(len(items), func(i int) engine.Value { return items[i] }, depth+1)
	if err != nil {
		return nil, false, err
	}
	return list, true, nil
}

func (r *Runtime) valuesToGo(n int, at func(int) engine.Value, depth int) ([]any, error) {
	list := make([]any, n)
	for i := range list {
		var err error
		if list[i], err = r.toGoAt(at(i), depth); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// toJS makes a value, owned by the caller.
func (r *Runtime) toJS(x any) (engine.Value, error) { return r.toJSAt(x, 0) }

func (r *Runtime) toJSAt(x any, depth int) (engine.Value, error) {
	if depth > maxDepth {
		return engine.Undefined, fmt.Errorf("wjs: a Go value nested deeper than %d levels, or with a cycle, cannot be passed to JavaScript", maxDepth)
	}
	switch x := x.(type) {
	case nil:
		return engine.Undefined, nil
	case bool:
		return engine.Bool(x), nil
	case string:
		return r.iso.NewString(x)
	case []byte:
		return r.newBytes(x)
	case int:
		return r.integer(int64(x))
	case int64:
		return r.integer(x)
	case float64:
		return engine.Number(x), nil
	case *big.Int:
		return r.callLibraryGo(libBigint, x.String())
	case time.Time:
		return r.callLibraryGo(libDate, float64(x.UnixMilli()))
	case *Error:
		return r.callLibraryGo(libError, x.Name, x.Message, x.Code, causeOf(x))
	case error:
		return r.callLibraryGo(libError, "Error", x.Error(), "", causeOf(x))
	case []any:
		return r.list(len(x), func(i int) any { return x[i] }, depth)
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		return r.object(keys, func(k string) any { return x[k] }, depth)
	}
	return r.reflected(reflect.ValueOf(x), depth)
}

// causeOf is what an error wraps, nil where it wraps nothing, or several.
func causeOf(err error) any {
	if cause := errors.Unwrap(err); cause != nil {
		return cause
	}
	return nil
}

// integer is a number, or a BigInt where a number would not be exact.
func (r *Runtime) integer(n int64) (engine.Value, error) {
	if n > 1<<53 || n < -1<<53 {
		return r.iso.NewBigInt(n)
	}
	return engine.Number(float64(n)), nil
}

func (r *Runtime) newBytes(b []byte) (engine.Value, error) {
	buffer, err := r.iso.NewArrayBuffer(b)
	if err != nil {
		return engine.Undefined, err
	}
	defer r.iso.Free(buffer)
	return r.callLibrary(libBytes, buffer)
}

func (r *Runtime) list(n int, at func(int) any, depth int) (engine.Value, error) {
	values := make([]engine.Value, 0, n)
	for i := range n {
		v, err := r.toJSAt(at(i), depth+1)
		if err != nil {
			for _, v := range values {
				r.iso.Free(v)
			}
			return engine.Undefined, err
		}
		values = append(values, v)
	}
	return r.iso.NewArray(values...)
}

// object is built by the library, so that a key like __proto__ is a property.
func (r *Runtime) object(keys []string, at func(string) any, depth int) (engine.Value, error) {
	flat, err := r.list(2*len(keys), func(i int) any {
		if i%2 == 0 {
			return keys[i/2]
		}
		return at(keys[i/2])
	}, depth)
	if err != nil {
		return engine.Undefined, err
	}
	defer r.iso.Free(flat)
	return r.callLibrary(libObject, flat)
}

// reflected passes what toJSAt does not name.
func (r *Runtime) reflected(v reflect.Value, depth int) (engine.Value, error) {
	switch v.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int, reflect.Int64:
		return r.integer(v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint, reflect.Uint64:
		if v.Uint() > 1<<53 {
			return r.iso.NewBigUint(v.Uint())
		}
		return engine.Number(float64(v.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return engine.Number(v.Float()), nil
	case reflect.Bool:
		return engine.Bool(v.Bool()), nil
	case reflect.String:
		return r.iso.NewString(v.String())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return engine.Null, nil
		}
		return r.toJSAt(v.Elem().Interface(), depth+1)
	case reflect.Slice, reflect.Array:
		return r.list(v.Len(), func(i int) any { return v.Index(i).Interface() }, depth)
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			break
		}
		byKey := map[string]any{}
		var keys []string
		for _, k := range v.MapKeys() {
			keys = append(keys, k.String())
			byKey[k.String()] = v.MapIndex(k).Interface()
		}
		sort.Strings(keys)
		return r.object(keys, func(k string) any { return byKey[k] }, depth)
	case reflect.Struct:
		keys, byKey := fields(v)
		return r.object(keys, func(k string) any { return byKey[k] }, depth)
	}
	return engine.Undefined, fmt.Errorf("wjs: a Go value of type %s cannot be passed to JavaScript", v.Type())
}

// fields are the exported fields of a struct by their JavaScript names.
func fields(v reflect.Value) (keys []string, byKey map[string]any) {
	byKey = map[string]any{}
	for _, f := range reflect.VisibleFields(v.Type()) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		name := jsonName(f)
		if name == "-" {
			continue
		}
		keys = append(keys, name)
		byKey[name] = v.FieldByIndex(f.Index).Interface()
	}
	return keys, byKey
}

func jsonName(f reflect.StructField) string {
	tag := f.Tag.Get("json")
	for i := range len(tag) {
		if tag[i] == ',' {
			tag = tag[:i]
			break
		}
	}
	if tag == "" {
		return f.Name
	}
	return tag
}
