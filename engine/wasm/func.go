package wasm

import (
	"context"
	"strconv"
	"unsafe"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine/editor"
)

// HostFunc is a function that a module imports from the host. Arguments and
// results share the stack, from its beginning. An error unwinds the call, up to
// the Call that entered it, which returns it wrapped.
type HostFunc func(ctx context.Context, caller api.Module, stack []uint64) error

// Func is a function of an instance. There is one Func for a function, however
// it is come by.
type Func struct {
	store *Store
	inst  *Instance
	index uint32
	Type  editor.FuncType
	// Data is for the host to put its own side of the function.
	Data any

	export string // "" if the instance does not export it
	ref    uint64
	idle   []api.Function
}

// Index is the number of the function in its module.
func (f *Func) Index() uint32 { return f.index }

// Call calls the function. The stack holds the arguments and receives the
// results; it must have room for both. Errors are *Trap, ErrStackOverflow, or
// wrap what a host function returned.
func (f *Func) Call(stack []uint64) error {
	if f.store.closed {
		return ErrClosed
	}
	if f.export == "" {
		return f.store.callRef(f, stack)
	}
	var fn api.Function
	if n := len(f.idle); n > 0 {
		fn, f.idle = f.idle[n-1], f.idle[:n-1]
	} else {
		fn = f.inst.mod.ExportedFunction(f.export)
	}
	err := f.store.invoke(fn, stack)
	if err == nil && stackSize(fn) <= keptStack {
		f.idle = append(f.idle, fn)
	}
	return err
}

// StackLen is how many words Call's stack needs.
func (f *Func) StackLen() int { return max(len(f.Type.Params), len(f.Type.Results), 1) }

// Ref is the function as WebAssembly holds it.
func (f *Func) Ref() (uint64, error) {
	if f.ref == 0 {
		slot, ok := f.inst.module.in.slots[f.index]
		if !ok {
			return 0, ErrClosed // a Func is made of a slot or of a reference
		}
		ref, err := f.inst.readRef(slot)
		if err != nil {
			return 0, err
		}
		f.store.note(ref, f)
	}
	return f.ref, nil
}

// funcKey tells functions apart, while there may be several references to one.
type funcKey [2]uintptr

// key reads what wazero's compiler puts at the beginning of what a reference
// points to: the code, and the context of the instance. Its public API tells
// neither, and calls the wrong function for one that its table's module has
// imported. References come from running WebAssembly, which cannot make one up,
// and what they point to lives as long as the store. TestFuncIdentity fails when
// the layout changes. The interpreter has one reference a function.
func (s *Store) key(ref uint64) funcKey {
	if s.cfg.Interpreter {
		return funcKey{uintptr(ref)}
	}
	return **(**funcKey)(unsafe.Pointer(&ref))
}

// Func returns the function that a reference stands for, nil for a null one or
// one that the store does not know.
func (s *Store) Func(ref uint64) *Func {
	if ref == 0 {
		return nil
	}
	key := s.key(ref)
	if f := s.funcs[key]; f != nil {
		return f
	}
	inst := s.owners[key[1]]
	if s.cfg.Interpreter { // a reference does not tell whose it is
		for _, other := range s.owners {
			other.noteAll()
		}
	} else if inst != nil {
		inst.noteAll()
	}
	return s.funcs[key]
}

// note makes f be found by ref.
func (s *Store) note(ref uint64, f *Func) {
	if f.ref == 0 {
		f.ref = ref
	}
	s.funcs[s.key(ref)] = f
}

// caller calls a reference of one signature.
type caller struct {
	mod  api.Module
	idle []api.Function
}

// callRef calls a function that its instance does not export, through a table
// of our own.
func (s *Store) callRef(f *Func, stack []uint64) error {
	ref, err := f.Ref()
	if err != nil {
		return err
	}
	c, err := s.caller(f.Type)
	if err != nil {
		return err
	}
	var fn api.Function
	if n := len(c.idle); n > 0 {
		fn, c.idle = c.idle[n-1], c.idle[:n-1]
	} else {
		fn = c.mod.ExportedFunction("call")
	}
	params := len(f.Type.Params)
	own := make([]uint64, max(params+1, len(f.Type.Results)))
	copy(own, stack[:params])
	own[params] = ref
	err = s.invoke(fn, own)
	copy(stack, own[:len(f.Type.Results)])
	if err == nil && stackSize(fn) <= keptStack {
		c.idle = append(c.idle, fn)
	}
	return err
}

func (s *Store) caller(t editor.FuncType) (*caller, error) {
	key := string(signature(t))
	if c := s.callers[key]; c != nil {
		return c, nil
	}
	m := editor.NewModule()
	typ := m.AddType(t)
	table := m.AddTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: 1, Max: 1, HasMax: true}})
	params := append(append([]editor.ValType(nil), t.Params...), editor.FuncRef)
	code := editor.NewAsm().I32Const(0).LocalGet(uint32(len(t.Params))).TableSet(table)
	for i := range t.Params {
		code.LocalGet(uint32(i))
	}
	code.I32Const(0).CallIndirect(typ)
	fn, err := m.AddFunc(m.AddType(editor.FuncType{Params: params, Results: t.Results}), nil, code.Bytes())
	if err != nil {
		return nil, err
	}
	if err := m.AddExport("call", editor.KindFunc, fn); err != nil {
		return nil, err
	}
	mod, err := s.ownModule(m.Encode(), nil, nil)
	if err != nil {
		return nil, err
	}
	c := &caller{mod: mod}
	s.callers[key] = c
	return c, nil
}

func signature(t editor.FuncType) []byte {
	var b []byte
	for _, p := range t.Params {
		b = append(b, byte(p))
	}
	b = append(b, '>')
	for _, r := range t.Results {
		b = append(b, byte(r))
	}
	return b
}

// funcImports makes the module that the function imports are looked up in. Go
// functions become a host module. Where functions of other instances are among
// them, a module on top hands those on directly: a call of one costs what a
// call within a module does.
func (s *Store) funcImports(m *Module, imports []any) (api.Module, error) {
	type entry struct {
		typ  uint32
		t    editor.FuncType
		host HostFunc
		f    *Func
	}
	var list []entry
	direct := false
	for i, im := range m.Imports {
		if im.Kind != editor.KindFunc {
			continue
		}
		e := entry{typ: im.Func, t: m.types[im.Func]}
		switch x := imports[i].(type) {
		case HostFunc:
			e.host = x
		case *Func:
			if e.f = x; x.export != "" {
				direct = true
				break
			}
			e.host = func(_ context.Context, _ api.Module, stack []uint64) error { return x.Call(stack) }
		}
		list = append(list, e)
	}
	if len(list) == 0 {
		return nil, nil
	}
	host, err := s.hostModule(func(b wazero.HostModuleBuilder) {
		for i, e := range list {
			if e.host == nil {
				continue
			}
			run := e.host
			b.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(ctx context.Context, caller api.Module, stack []uint64) {
				s.cfg.Running(false)
				if err := run(ctx, caller, stack); err != nil {
					panic(err)
				}
				s.cfg.Running(true)
			}), valueTypes(e.t.Params), valueTypes(e.t.Results)).Export(strconv.Itoa(i))
		}
	})
	if err != nil || !direct {
		return host, err
	}
	shim := editor.NewModule()
	for i, e := range list {
		module, field := hostModule, strconv.Itoa(i)
		if e.host == nil {
			module, field = strconv.Itoa(i), e.f.export
		}
		fn, err := shim.AddImportedFunc(module, field, shim.AddType(e.t))
		if err != nil {
			return nil, err
		}
		if err := shim.AddExport(strconv.Itoa(i), editor.KindFunc, fn); err != nil {
			return nil, err
		}
	}
	return s.ownModule(shim.Encode(), nil, func(name string) api.Module {
		if name == hostModule {
			return host
		}
		i, _ := strconv.Atoi(name) // as written above
		return list[i].f.inst.mod
	})
}

func valueTypes(types []editor.ValType) []api.ValueType {
	list := make([]api.ValueType, len(types))
	for i, t := range types {
		list[i] = api.ValueType(t)
	}
	return list
}
