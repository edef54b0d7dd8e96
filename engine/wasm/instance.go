package wasm

import (
	"errors"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/editor"
)

// Instance is a module with what it imports.
type Instance struct {
	store   *Store
	module  *Module
	mod     api.Module
	readFn  api.Function
	funcs   map[uint32]*Func
	tables  map[uint32]*Table
	globals map[uint32]*Global
	memory  *Memory
	noted   bool
}

// Instantiate makes an instance. imports has a HostFunc, *Func, *Memory, *Table
// or *Global for each of the module's. Start must be called next. Errors are
// *LinkError, *Trap and ErrNoMemory.
func (s *Store) Instantiate(m *Module, imports []any) (*Instance, error) {
	if s.closed {
		return nil, ErrClosed
	}
	inst := &Instance{store: s, module: m, funcs: map[uint32]*Func{}, tables: map[uint32]*Table{}, globals: map[uint32]*Global{}}
	if err := inst.link(imports); err != nil {
		return nil, err
	}
	if err := inst.checkSegments(); err != nil {
		return nil, err
	}
	bytes := uint64(len(m.in.refs)) * 8
	for _, t := range m.tables {
		bytes += uint64(t.Min) * 8
	}
	if !s.take(bytes + instanceFootprint) {
		return nil, ErrNoMemory
	}
	ports := map[string]api.Module{hostModule: s.host}
	funcs, err := s.funcImports(m, imports)
	if err != nil {
		return nil, err
	}
	ports[funcModule] = funcs
	for i, x := range imports {
		var port api.Module
		switch x := x.(type) {
		case *Memory:
			port, err = x.asPort()
		case *Table:
			port = x.mod
		case *Global:
			port, err = x.asPort()
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		ports[strconv.Itoa(i)] = port
	}
	var mem experimental.LinearMemory
	if m.memory != nil {
		if mem, err = s.linear(*m.memory); err != nil {
			return nil, err
		}
	}
	if inst.mod, err = s.instantiate(m.compiled, mem, func(name string) api.Module { return ports[name] }); err != nil {
		if mem != nil {
			mem.Free()
		}
		return nil, asInstantiateError(err)
	}
	if m.memory != nil {
		inst.memory = &Memory{store: s, mod: inst.mod, api: inst.mod.Memory(), Linear: mem, Limits: *m.memory}
		for _, e := range m.Exports {
			if e.Kind == editor.KindMemory {
				inst.memory.field = e.Name
			}
		}
	}
	if m.in.ref != "" {
		inst.readFn = inst.mod.ExportedFunction(m.in.ref)
	}
	return inst, inst.own()
}

// instanceFootprint is what an instance takes beside its memory and tables.
const instanceFootprint = 16 << 10

// Start runs the start function, if there is one.
func (i *Instance) Start() error {
	if i.module.in.start == "" {
		return nil
	}
	return i.store.invoke(i.mod.ExportedFunction(i.module.in.start), make([]uint64, 1))
}

// link checks the imports and keeps those that may be exported again.
func (i *Instance) link(imports []any) error {
	m := i.module
	var n [4]uint32
	for at, im := range m.Imports {
		fail := func(format string, args ...any) error {
			e := linkErrorf(format, args...).(*LinkError)
			return &LinkError{Message: "Import #" + strconv.Itoa(at) + " " + strconv.Quote(im.Module) + " " + strconv.Quote(im.Name) + ": " + e.Message}
		}
		index := n[im.Kind]
		n[im.Kind]++
		switch im.Kind {
		case editor.KindFunc:
			switch x := imports[at].(type) {
			case HostFunc:
			case *Func:
				if !x.Type.Equal(m.types[im.Func]) {
					return fail("imported function does not match the expected type")
				}
				i.funcs[index] = x
			default:
				return fail("function import requires a callable")
			}
		case editor.KindTable:
			x, ok := imports[at].(*Table)
			if !ok {
				return fail("table import requires a WebAssembly.Table")
			}
			i.tables[index] = x
			switch size := x.Size(); {
			case size < im.Table.Min:
				return linkErrorf("table import %d is smaller than initial %d, got %d", at, im.Table.Min, size)
			case im.Table.HasMax && !x.Type.HasMax:
				return linkErrorf("table import %d has no maximum length; required: %d", at, im.Table.Max)
			case im.Table.HasMax && x.Type.Max > im.Table.Max:
				return linkErrorf("table import %d has a larger maximum size %d than the module's declared maximum %d", at, x.Type.Max, im.Table.Max)
			case x.Type.Elem != im.Table.Elem:
				return fail("imported table does not match the expected type")
			}
		case editor.KindMemory:
			x, ok := imports[at].(*Memory)
			if !ok {
				return fail("memory import must be a WebAssembly.Memory object")
			}
			i.memory = x
			switch pages := x.Pages(); {
			case pages < im.Memory.Min:
				return fail("memory import has %d pages which is smaller than the declared initial of %d", pages, im.Memory.Min)
			case im.Memory.HasMax && !x.Limits.HasMax:
				return fail("memory import has no maximum limit, expected at most %d", im.Memory.Max)
			case im.Memory.HasMax && x.Limits.Max > im.Memory.Max:
				return fail("memory import has a larger maximum size %d than the module's declared maximum %d", x.Limits.Max, im.Memory.Max)
			}
		case editor.KindGlobal:
			x, ok := imports[at].(*Global)
			switch {
			case !ok:
				return fail("global import must be a number, valid Wasm reference, or WebAssembly.Global object")
			case x.Type.Mutable != im.Global.Mutable:
				return fail("imported global does not match the expected mutability")
			case x.Type.Type != im.Global.Type:
				return fail("imported global does not match the expected type")
			}
			i.globals[index] = x
		}
	}
	return nil
}

// checkSegments traps for an element segment that does not fit its table, which
// wazero leaves out without a word.
func (i *Instance) checkSegments() error {
	for _, e := range i.module.elements {
		if e.Mode != editor.Active {
			continue
		}
		offset, known := e.Offset.I32()
		if g, ok := e.Offset.Global(); ok && i.globals[g] != nil {
			offset, known = int32(i.globals[g].Get()), true
		}
		size := uint64(0)
		if t := i.tables[e.Table]; t != nil {
			size = uint64(t.Size())
		} else if d := int(e.Table) - i.module.imported.tables; d >= 0 && d < len(i.module.tables) {
			size = uint64(i.module.tables[d].Min)
		}
		count := uint64(max(len(e.Funcs), len(e.Exprs)))
		if known && uint64(uint32(offset))+count > size {
			return &Trap{Message: "table index is out of bounds"}
		}
	}
	return nil
}

func asInstantiateError(err error) error {
	if strings.Contains(err.Error(), "out of bounds memory access") {
		return &Trap{Message: "data segment is out of bounds"}
	}
	var link *LinkError
	if errors.As(err, &link) {
		return link
	}
	return linkErrorf("%v", err)
}

// own makes the store know whose references are whose, and which imported
// functions they may stand for.
func (i *Instance) own() error {
	owned := false
	for slot, fn := range i.module.in.refs {
		imported := int(fn) < i.module.imported.funcs
		if owned && !imported {
			break // they are sorted
		}
		ref, err := i.readRef(uint32(slot))
		if err != nil {
			return err
		}
		if imported {
			i.store.note(ref, i.function(fn))
			continue
		}
		owned = true
		i.store.owners[i.store.key(ref)[1]] = i
		if i.store.cfg.Interpreter {
			i.store.owners[uintptr(ref)] = i
		}
	}
	return nil
}

// noteAll makes all functions of the instance be found by their references.
func (i *Instance) noteAll() {
	if i.noted {
		return
	}
	i.noted = true
	for slot, fn := range i.module.in.refs {
		if ref, err := i.readRef(uint32(slot)); err == nil {
			i.store.note(ref, i.function(fn))
		}
	}
}

func (i *Instance) readRef(slot uint32) (uint64, error) {
	stack := [1]uint64{uint64(slot)}
	err := i.readFn.CallWithStack(i.store.cfg.Context, stack[:])
	return stack[0], err
}

// function returns the function of an index.
func (i *Instance) function(index uint32) *Func {
	if f := i.funcs[index]; f != nil {
		return f
	}
	m := i.module
	f := &Func{store: i.store, inst: i, index: index, Type: m.types[m.funcs[index]]}
	for _, e := range m.Exports {
		if e.Kind == editor.KindFunc && e.index == index {
			f.export = e.Name
			break
		}
	}
	i.funcs[index] = f
	return f
}

// Export returns what the instance exports as e: *Func, *Memory, *Table or
// *Global, the same each time, and the one that was imported if it was.
func (i *Instance) Export(e Export) (any, error) {
	switch e.Kind {
	case editor.KindFunc:
		return i.function(e.index), nil
	case editor.KindMemory:
		return i.memory, nil
	case editor.KindTable:
		if i.tables[e.index] == nil {
			t, err := i.store.table(e.Table, i.mod, e.Name)
			if err != nil {
				return nil, err
			}
			i.tables[e.index] = t
		}
		return i.tables[e.index], nil
	}
	if i.globals[e.index] == nil {
		g := &Global{store: i.store, mod: i.mod, field: e.Name, api: i.mod.ExportedGlobal(e.Name), Type: e.Global}
		i.globals[e.index] = g
	}
	return i.globals[e.index], nil
}

// Module is what the instance is of.
func (i *Instance) Module() *Module { return i.module }

// Mod is the instance as wazero shows it.
func (i *Instance) Mod() api.Module { return i.mod }
