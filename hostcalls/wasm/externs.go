package wasm

import (
	"errors"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/wasm"
	"github.com/wjs-run/wjs/hostcalls"
)

func limits(initial uint32, maximum float64) editor.Limits {
	l := editor.Limits{Min: initial}
	if maximum >= 0 {
		l.HasMax, l.Max = true, uint32(min(maximum, 1<<32-1))
	}
	return l
}

// newMemory(initial, maximum) → id, or -1; maximum is -1 for none.
func newMemory(c *hostcalls.Call, initial uint32, maximum float64) (int, error) {
	s, err := of(c)
	if err != nil {
		return 0, err
	}
	m, err := s.store.NewMemory(limits(initial, maximum))
	if errors.Is(err, wasm.ErrNoMemory) {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	return s.id(m), nil
}

func region(m *wasm.Memory) (*engine.Region, error) {
	r, ok := m.Linear.(*engine.Region)
	if !ok {
		return nil, errNoSuch
	}
	return r, nil
}

// memoryBuffer(id) → ArrayBuffer, the same one until the memory grows.
func memoryBuffer(c *hostcalls.Call, id int) (engine.Value, error) {
	_, m, err := externOf[*wasm.Memory](c, id)
	if err != nil {
		return engine.Undefined, err
	}
	r, err := region(m)
	if err != nil {
		return engine.Undefined, err
	}
	return r.Buffer()
}

// memoryGrow(id, pages) → pages before, or -1. The buffer is detached even when
// it grows by nothing.
func memoryGrow(c *hostcalls.Call, id int, pages uint32) (int, error) {
	_, m, err := externOf[*wasm.Memory](c, id)
	if err != nil {
		return 0, err
	}
	r, err := region(m)
	if err != nil {
		return 0, err
	}
	before, ok := m.Grow(pages)
	if !ok {
		return -1, nil
	}
	r.Detach()
	return int(before), nil
}

// newTable(isFunc, initial, maximum) → id, or -1
func newTable(c *hostcalls.Call, isFunc bool, initial uint32, maximum float64) (int, error) {
	s, err := of(c)
	if err != nil {
		return 0, err
	}
	t := editor.TableType{Elem: editor.ExternRef, Limits: limits(initial, maximum)}
	if isFunc {
		t.Elem = editor.FuncRef
	}
	x, err := s.store.NewTable(t)
	if errors.Is(err, wasm.ErrNoMemory) {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	return s.id(x), nil
}

func tableSize(c *hostcalls.Call, id int) (int, error) {
	_, t, err := externOf[*wasm.Table](c, id)
	if err != nil {
		return 0, err
	}
	return int(t.Size()), nil
}

// tableGet(id, index) → value; index must be below the size.
func tableGet(c *hostcalls.Call, id int, index uint32) (engine.Value, error) {
	s, t, err := externOf[*wasm.Table](c, id)
	if err != nil {
		return engine.Undefined, err
	}
	ref, err := t.Get(index)
	if err != nil {
		return engine.Undefined, s.failure(err, "")
	}
	return s.toJS(t.Type.Elem, ref)
}

func tableSet(c *hostcalls.Call, id int, index uint32, v engine.Value) (hostcalls.None, error) {
	s, t, err := externOf[*wasm.Table](c, id)
	if err != nil {
		return hostcalls.None{}, err
	}
	ref, err := s.toWasm(t.Type.Elem, v)
	if err == nil {
		if err = t.Set(index, ref); err != nil {
			err = s.failure(err, "")
		}
	}
	return hostcalls.None{}, err
}

// tableGrow(id, n, value) → size before, or -1
func tableGrow(c *hostcalls.Call, id int, n uint32, v engine.Value) (int, error) {
	s, t, err := externOf[*wasm.Table](c, id)
	if err != nil {
		return 0, err
	}
	ref, err := s.toWasm(t.Type.Elem, v)
	if err != nil {
		return 0, err
	}
	before, ok := t.Grow(n, ref)
	if !ok {
		return -1, nil
	}
	return int(before), nil
}

var valueTypes = map[string]editor.ValType{
	"i32": editor.I32, "i64": editor.I64, "f32": editor.F32, "f64": editor.F64,
	"externref": editor.ExternRef, "anyfunc": editor.FuncRef,
}

// newGlobal(type, mutable, value) → id
func newGlobal(c *hostcalls.Call, name string, mutable bool, v engine.Value) (int, error) {
	s, err := of(c)
	if err != nil {
		return 0, err
	}
	t, ok := valueTypes[name]
	if !ok {
		return 0, errNoSuch
	}
	bits, err := s.toWasm(t, v)
	if err != nil {
		return 0, err
	}
	return s.id(s.store.NewGlobal(editor.GlobalType{Type: t, Mutable: mutable}, bits)), nil
}

func globalGet(c *hostcalls.Call, id int) (engine.Value, error) {
	s, g, err := externOf[*wasm.Global](c, id)
	if err != nil {
		return engine.Undefined, err
	}
	return s.toJS(g.Type.Type, g.Get())
}

// globalSet(id, value); the global must be mutable.
func globalSet(c *hostcalls.Call, id int, v engine.Value) (hostcalls.None, error) {
	s, g, err := externOf[*wasm.Global](c, id)
	if err != nil || !g.Type.Mutable {
		return hostcalls.None{}, errNoSuch
	}
	bits, err := s.toWasm(g.Type.Type, v)
	if err == nil {
		g.Set(bits)
	}
	return hostcalls.None{}, err
}

func globalMutable(c *hostcalls.Call, id int) (bool, error) {
	_, g, err := externOf[*wasm.Global](c, id)
	return err == nil && g.Type.Mutable, err
}

// bind makes an object that JavaScript constructed the one that stands for an
// extern.
func bind(c *hostcalls.Call, id int, object engine.Value) (hostcalls.None, error) {
	s, x, err := externOf[any](c, id)
	if err != nil {
		return hostcalls.None{}, err
	}
	var data *any
	switch x := x.(type) {
	case *wasm.Memory:
		data = &x.Data
	case *wasm.Table:
		data = &x.Data
	case *wasm.Global:
		data = &x.Data
	}
	if data == nil || *data != nil {
		return hostcalls.None{}, errNoSuch
	}
	*data = s.iso.Dup(object)
	return hostcalls.None{}, nil
}
