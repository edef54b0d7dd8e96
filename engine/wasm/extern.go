package wasm

import (
	"context"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/editor"
)

// Memory is a linear memory.
type Memory struct {
	store  *Store
	mod    api.Module // exports it as field
	field  string
	api    api.Memory
	port   api.Module
	Linear experimental.LinearMemory
	Limits editor.Limits
	// Data is for the host to put its own side of the memory.
	Data any
}

// linear makes the memory for limits, already of its initial size.
func (s *Store) linear(l editor.Limits) (experimental.LinearMemory, error) {
	const page = 1 << 16
	most := uint64(MaxPages)
	if l.HasMax {
		most = uint64(l.Max)
	}
	mem, err := s.cfg.NewMemory(most * page)
	if err != nil {
		return nil, err
	}
	if mem.Reallocate(uint64(l.Min)*page) == nil {
		mem.Free()
		return nil, ErrNoMemory
	}
	return mem, nil
}

// NewMemory makes a memory that no instance has yet.
func (s *Store) NewMemory(l editor.Limits) (*Memory, error) {
	mem, err := s.linear(l)
	if err != nil {
		return nil, err
	}
	m := editor.NewModule()
	if err := m.AddMemory(l); err != nil {
		return nil, err
	}
	if err := m.AddExport(externField, editor.KindMemory, 0); err != nil {
		return nil, err
	}
	mod, err := s.ownModule(m.Encode(), mem, nil)
	if err != nil {
		mem.Free()
		return nil, err
	}
	return &Memory{store: s, mod: mod, port: mod, field: externField, api: mod.ExportedMemory(externField), Linear: mem, Limits: l}, nil
}

// API is the memory as wazero shows it.
func (m *Memory) API() api.Memory { return m.api }

// Pages is its size.
func (m *Memory) Pages() uint32 { return uint32(uint64(len(m.bytes())) >> 16) }

func (m *Memory) bytes() []byte {
	b, _ := m.api.Read(0, m.api.Size())
	return b
}

// Grow makes the memory larger by pages and returns its size before, or false.
func (m *Memory) Grow(pages uint32) (uint32, bool) { return m.api.Grow(pages) }

// Table is a table of references.
type Table struct {
	store *Store
	mod   api.Module // exports it, and the functions to use it with
	Type  editor.TableType
	// Data is for the host to put its own side of the table.
	Data any

	get, set, grow, size api.Function
}

// NewTable makes a table that no instance has yet.
func (s *Store) NewTable(t editor.TableType) (*Table, error) {
	if !s.take(uint64(t.Min) * 8) {
		return nil, ErrNoMemory
	}
	return s.table(t, nil, "")
}

// table makes the module through which the host uses a table: one of its own,
// or one that owner exports.
func (s *Store) table(t editor.TableType, owner api.Module, field string) (*Table, error) {
	m := editor.NewModule()
	if owner != nil {
		err := m.AddImport(editor.Import{Module: "0", Name: field, Kind: editor.KindTable, Table: editor.TableType{Elem: t.Elem}})
		if err != nil {
			return nil, err
		}
	} else {
		m.AddTable(t)
	}
	ref, index := []editor.ValType{t.Elem}, []editor.ValType{editor.I32}
	for _, f := range []struct {
		name            string
		params, results []editor.ValType
		code            *editor.Asm
	}{
		{"get", index, ref, editor.NewAsm().LocalGet(0).TableGet(0)},
		{"set", []editor.ValType{editor.I32, t.Elem}, nil, editor.NewAsm().LocalGet(0).LocalGet(1).TableSet(0)},
		{"grow", []editor.ValType{t.Elem, editor.I32}, index, editor.NewAsm().LocalGet(0).LocalGet(1).TableGrow(0)},
		{"size", nil, index, editor.NewAsm().TableSize(0)},
	} {
		fn, err := m.AddFunc(m.AddType(editor.FuncType{Params: f.params, Results: f.results}), nil, f.code.Bytes())
		if err != nil {
			return nil, err
		}
		if err := m.AddExport(f.name, editor.KindFunc, fn); err != nil {
			return nil, err
		}
	}
	if err := m.AddExport(externField, editor.KindTable, 0); err != nil {
		return nil, err
	}
	mod, err := s.ownModule(m.Encode(), nil, func(string) api.Module { return owner })
	if err != nil {
		return nil, err
	}
	return &Table{store: s, mod: mod, Type: t, get: mod.ExportedFunction("get"), set: mod.ExportedFunction("set"),
		grow: mod.ExportedFunction("grow"), size: mod.ExportedFunction("size")}, nil
}

func (t *Table) call(fn api.Function, args ...uint64) (uint64, error) {
	var stack [2]uint64
	copy(stack[:], args)
	err := fn.CallWithStack(t.store.cfg.Context, stack[:])
	return stack[0], err
}

// Size is the number of elements.
func (t *Table) Size() uint32 {
	n, err := t.call(t.size)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// Get returns an element; i must be below Size.
func (t *Table) Get(i uint32) (uint64, error) { return t.call(t.get, uint64(i)) }

// Set replaces an element; i must be below Size.
func (t *Table) Set(i uint32, ref uint64) error {
	_, err := t.call(t.set, uint64(i), ref)
	return err
}

// Grow appends n elements and returns the size before, or false.
func (t *Table) Grow(n uint32, ref uint64) (uint32, bool) {
	if uint64(t.Size())+uint64(n) > MaxTable || !t.store.take(uint64(n)*8) {
		return 0, false
	}
	before, err := t.call(t.grow, ref, uint64(n))
	if err != nil || uint32(before) == 0xffffffff {
		t.store.give(uint64(n) * 8)
		return 0, false
	}
	return uint32(before), true
}

// Global is a global variable.
type Global struct {
	store *Store
	mod   api.Module // exports it as field; nil until an instance needs it
	field string
	api   api.Global
	port  api.Module
	Type  editor.GlobalType
	// Data is for the host to put its own side of the global.
	Data any

	value uint64 // while mod is nil
}

// NewGlobal makes a global that no instance has yet.
func (s *Store) NewGlobal(t editor.GlobalType, value uint64) *Global {
	return &Global{store: s, Type: t, value: value}
}

// Get is its value.
func (g *Global) Get() uint64 {
	if g.api == nil {
		return g.value
	}
	return g.api.Get()
}

// Set changes its value, which must be mutable.
func (g *Global) Set(v uint64) {
	if g.api == nil {
		g.value = v
	} else if m, ok := g.api.(api.MutableGlobal); ok {
		m.Set(v)
	}
}

// materialize makes a module for the global.
func (g *Global) materialize() error {
	if g.mod != nil {
		return nil
	}
	m := editor.NewModule()
	resolve := func(string) api.Module { return nil }
	init := editor.ConstNull(g.Type.Type)
	switch {
	case g.Type.Type == editor.I32:
		init = editor.ConstI32(int32(g.value))
	case g.Type.Type == editor.I64:
		init = editor.ConstI64(int64(g.value))
	case g.Type.Type == editor.F32:
		init = editor.ConstF32Bits(uint32(g.value))
	case g.Type.Type == editor.F64:
		init = editor.ConstF64Bits(g.value)
	case g.Type.Mutable || g.value == 0:
	case g.Type.Type == editor.FuncRef:
		f := g.store.Func(g.value)
		if f == nil || f.export == "" {
			return linkErrorf("an immutable global of a function that no instance exports is not supported")
		}
		fn, err := m.AddImportedFunc("0", f.export, m.AddType(f.Type))
		if err != nil {
			return err
		}
		resolve, init = func(string) api.Module { return f.inst.mod }, editor.ConstFunc(fn)
	default:
		return linkErrorf("an immutable global of a host value is not supported")
	}
	index := m.AddGlobal(g.Type.Type, g.Type.Mutable, init)
	if err := m.AddExport(externField, editor.KindGlobal, index); err != nil {
		return err
	}
	mod, err := g.store.ownModule(m.Encode(), nil, resolve)
	if err != nil {
		return err
	}
	g.mod, g.port, g.field, g.api = mod, mod, externField, mod.ExportedGlobal(externField)
	if g.Type.Mutable {
		g.Set(g.value)
	}
	return nil
}

// asPort returns a module that exports the extern under the one name that
// imports are looked up by.
func (s *Store) asPort(owner api.Module, field string, im editor.Import) (api.Module, error) {
	if field == externField {
		return owner, nil
	}
	m := editor.NewModule()
	im.Module, im.Name = "0", field
	if err := m.AddImport(im); err != nil {
		return nil, err
	}
	if err := m.AddExport(externField, im.Kind, 0); err != nil {
		return nil, err
	}
	return s.ownModule(m.Encode(), nil, func(string) api.Module { return owner })
}

func (m *Memory) asPort() (_ api.Module, err error) {
	if m.port == nil {
		m.port, err = m.store.asPort(m.mod, m.field, editor.Import{Kind: editor.KindMemory})
	}
	return m.port, err
}

func (g *Global) asPort() (_ api.Module, err error) {
	if err := g.materialize(); err != nil {
		return nil, err
	}
	if g.port == nil {
		g.port, err = g.store.asPort(g.mod, g.field, editor.Import{Kind: editor.KindGlobal, Global: g.Type})
	}
	return g.port, err
}

// Context is what the store's calls run under.
func (s *Store) Context() context.Context { return s.cfg.Context }
