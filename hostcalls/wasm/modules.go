package wasm

import (
	"context"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/wasm"
	"github.com/wjs-run/wjs/hostcalls"
)

// compile(bytes, where, req) → id
func compile(c *hostcalls.Call, binary []byte, where string) (func(context.Context) (hostcalls.Later[int], error), error) {
	s, err := of(c)
	if err != nil {
		return nil, err
	}
	store := s.store
	return func(ctx context.Context) (hostcalls.Later[int], error) {
		m, err := store.Compile(ctx, binary)
		return hostcalls.Later[int]{
			Finish: func() (int, error) {
				if err != nil {
					return 0, s.failure(err, where)
				}
				return s.keep(m)
			},
			Drop: func() {
				if err == nil {
					store.Drop(m)
				}
			},
		}, nil
	}, nil
}

func (s *state) keep(m *wasm.Module) (int, error) {
	s.iso.Spend(uint64(m.Size()))
	if err := s.store.Keep(m); err != nil {
		return 0, err
	}
	s.modules = append(s.modules, m)
	return len(s.modules) - 1, nil
}

// compileSync(bytes, where) → id
func compileSync(c *hostcalls.Call, binary []byte, where string) (int, error) {
	s, err := of(c)
	if err != nil {
		return 0, err
	}
	m, err := s.compile(binary)
	if err != nil {
		return 0, s.failure(err, where)
	}
	return s.keep(m)
}

func validate(c *hostcalls.Call, binary []byte) (bool, error) {
	s, err := of(c)
	if err != nil {
		return false, err
	}
	m, err := s.compile(binary)
	if err != nil {
		return false, nil
	}
	s.store.Drop(m)
	return true, nil
}

// compile is for what a program waits for, which can be ended meanwhile.
func (s *state) compile(binary []byte) (*wasm.Module, error) {
	s.iso.Poll() // what is no module is refused before the first tick
	const soon = 4 << 10
	if len(binary) < soon {
		return s.store.Compile(context.Background(), binary)
	}
	type result struct {
		m   *wasm.Module
		err error
	}
	store := s.store
	r := hostcalls.Compile(s.iso.Poll, func(ctx context.Context) result {
		m, err := store.Compile(ctx, binary)
		return result{m, err}
	}, func(r result) {
		if r.err == nil {
			store.Drop(r.m)
		}
	})
	return r.m, r.err
}

// kinds are the words of the JavaScript API.
var kinds = [...]string{editor.KindFunc: "function", editor.KindTable: "table", editor.KindMemory: "memory", editor.KindGlobal: "global"}

type importDescriptor struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Type   string `json:"type,omitempty"` // of an immutable global
}

func describeImports(c *hostcalls.Call, id int) ([]importDescriptor, error) {
	_, m, err := moduleOf(c, id)
	if err != nil {
		return nil, err
	}
	list := make([]importDescriptor, len(m.Imports))
	for i, im := range m.Imports {
		list[i] = importDescriptor{Module: im.Module, Name: im.Name, Kind: kinds[im.Kind]}
		if im.Kind == editor.KindGlobal {
			list[i].Type = typeName(im.Global)
		}
	}
	return list, nil
}

// typeName names a global's type, with "mut" before a mutable one.
func typeName(t editor.GlobalType) string {
	name := t.Type.String()
	if t.Type == editor.FuncRef {
		name = "anyfunc"
	}
	if t.Mutable {
		return "mut " + name
	}
	return name
}

type exportDescriptor struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

func describeExports(c *hostcalls.Call, id int) ([]exportDescriptor, error) {
	_, m, err := moduleOf(c, id)
	if err != nil {
		return nil, err
	}
	list := make([]exportDescriptor, len(m.Exports))
	for i, e := range m.Exports {
		list[i] = exportDescriptor{e.Name, kinds[e.Kind]}
	}
	return list, nil
}

// customSections(id, name) → array of ArrayBuffers
func customSections(c *hostcalls.Call, id int, name string) (engine.Value, error) {
	s, m, err := moduleOf(c, id)
	if err != nil {
		return engine.Undefined, err
	}
	var values []engine.Value
	for _, b := range m.CustomSections(name) {
		v, err := s.iso.NewArrayBuffer(b)
		if err != nil {
			return engine.Undefined, err
		}
		values = append(values, v)
	}
	return s.iso.NewArray(values...)
}

// instantiate(module, imports, where) → array of what it exports, in order.
// An import is the number of an extern, or else a JavaScript function.
func instantiate(c *hostcalls.Call) (engine.Value, error) {
	s, err := of(c)
	if err != nil {
		return engine.Undefined, err
	}
	id, _ := c.Args().At(0).Int32()
	m, err := s.module(int(id))
	if err != nil {
		return engine.Undefined, err
	}
	where, _ := s.iso.String(c.Args().At(2))
	imports := make([]any, len(m.Imports))
	for i, im := range m.Imports {
		v, err := s.iso.Index(c.Args().At(1), uint32(i))
		if err != nil {
			return engine.Undefined, err
		}
		if id, ok := v.Int32(); ok {
			if imports[i], err = extern[any](s, int(id)); err != nil {
				return engine.Undefined, err
			}
		} else if im.Kind == editor.KindFunc && v.Kind() == engine.KindObject {
			imports[i] = s.hostFunc(v, m.Type(im))
		}
		s.iso.Free(v)
	}
	inst, err := s.store.Instantiate(m, imports)
	if err != nil {
		return engine.Undefined, s.failure(err, where)
	}
	if err := inst.Start(); err != nil {
		return engine.Undefined, s.failure(err, "")
	}
	values := make([]engine.Value, len(m.Exports))
	for i, e := range m.Exports {
		x, err := inst.Export(e)
		if err != nil {
			return engine.Undefined, err
		}
		if values[i], err = s.externValue(x); err != nil {
			return engine.Undefined, err
		}
	}
	return s.iso.NewArray(values...)
}
