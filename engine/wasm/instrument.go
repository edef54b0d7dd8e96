package wasm

import (
	"context"
	"slices"
	"strconv"

	"github.com/wjs-run/wjs/engine/editor"
)

// Where an edited module looks for things, instead of where it says.
const (
	hostModule  = "h"    // functions of the host: polls, and imports by number
	externField = "x"    // the one field of the modules named by an import's number
	pollField   = "poll" // (units i32)
	growField   = "grow" // (elements i32) → elements, or -1 to make table.grow fail
	funcModule  = "f"    // imported functions, by number
)

// Quantum is how much work passes between two polls, in units: a turn of a loop,
// or a call of a function that calls others.
const Quantum = 20000

// chargeShift is how many bytes or elements of a bulk operation make a unit, as a
// power of two.
const chargeShift = 6

// instrumented is the edited binary and the names of what was added to it.
type instrumented struct {
	binary []byte
	// slots tells where the hidden table has each function that references can be
	// made of; indices are those of the original.
	slots map[uint32]uint32
	refs  []uint32
	ref   string // export: (slot i32) → funcref
	start string // export of what was the start function
}

// instrument edits the module, which is used up, of a program with that memory
// limit. It ends early when ctx does.
//
// A function reference is made once an instance: wazero makes a new one, which it
// keeps for good, each time it meets ref.func, so that a loop of them would fill
// the host's memory. The hidden table holds them all instead.
func instrument(ctx context.Context, m *editor.Module, memory uint64) (*instrumented, error) {
	in := &instrumented{}
	m.DropCustom() // names may be nonsense, which is no error, but is one to wazero
	in.collectRefs(m)
	functions := 0
	for i, im := range m.Imports() {
		module, field := strconv.Itoa(i), externField
		if im.Kind == editor.KindFunc {
			module, field = funcModule, strconv.Itoa(functions)
			functions++
		}
		if err := m.RenameImport(i, module, field); err != nil {
			return nil, err
		}
	}
	e := &edit{m: m, in: in, memory: memory, types: uint32(len(m.Types())), globals: uint32(m.NumGlobals()), tables: uint32(m.NumTables())}
	e.checkIndices()
	e.addImports()
	e.addHelpers()
	e.rewrite(ctx)
	e.addRefs()
	e.exportStart()
	if e.err != nil {
		return nil, e.err
	}
	in.binary = m.Encode()
	return in, nil
}

// collectRefs lists the functions that a reference can be made of: exported
// ones, those in element segments, and those that globals or code refer to.
func (in *instrumented) collectRefs(m *editor.Module) {
	seen := map[uint32]bool{}
	note := func(fn uint32) {
		if uint64(fn) < uint64(m.NumFuncs()) && !seen[fn] {
			seen[fn] = true
			in.refs = append(in.refs, fn)
		}
	}
	for _, e := range m.Exports() {
		if e.Kind == editor.KindFunc {
			note(e.Index)
		}
	}
	for _, e := range m.Elements() {
		for _, fn := range e.Funcs {
			note(fn)
		}
		for _, expr := range e.Exprs {
			if fn, ok := expr.RefFunc(); ok {
				note(fn)
			}
		}
	}
	for _, g := range m.Globals() {
		if fn, ok := g.Init.RefFunc(); ok {
			note(fn)
		}
	}
	slices.Sort(in.refs)
	in.slots = make(map[uint32]uint32, len(in.refs))
	for slot, fn := range in.refs {
		in.slots[fn] = uint32(slot)
	}
}

// edit carries the first error through the steps.
type edit struct {
	m   *editor.Module
	in  *instrumented
	err error

	memory       uint64 // limit
	imported     uint32 // functions that the original imported
	poll, grow   uint32
	fuel         uint32 // the global that counts down
	tick, charge uint32 // functions: poll and refill; (n) → n, charging n
	table        uint32 // the hidden one
	added        uint32 // how far defined functions moved up
	first        uint32 // the first function that instrument added
	globals      uint32 // how many there were
	tables       uint32
	types        uint32
}

func (e *edit) check(err error) {
	if e.err == nil {
		e.err = err
	}
}

const i32 = editor.I32

func (e *edit) addImports() {
	e.imported = uint32(e.m.NumImportedFuncs())
	host := func(name string, t editor.FuncType) editor.Import {
		return editor.Import{Module: hostModule, Name: name, Kind: editor.KindFunc, Func: e.m.AddType(t)}
	}
	var err error
	e.poll, err = e.m.AddImportedFuncs(
		host(pollField, editor.FuncType{Params: []editor.ValType{i32}}),
		host(growField, editor.FuncType{Params: []editor.ValType{i32}, Results: []editor.ValType{i32}}))
	e.check(err)
	e.grow = e.poll + 1
	e.added = 2
}

// moved is the new index of a function of the original.
func (e *edit) moved(fn uint32) uint32 {
	if fn >= e.imported {
		return fn + e.added
	}
	return fn
}

// fn appends a function.
func (e *edit) fn(params, results []editor.ValType, code *editor.Asm) uint32 {
	fn, err := e.m.AddFunc(e.m.AddType(editor.FuncType{Params: params, Results: results}), nil, code.Bytes())
	e.check(err)
	return fn
}

func (e *edit) addHelpers() {
	e.first = uint32(e.m.NumFuncs())
	e.fuel = e.m.AddGlobal(i32, true, editor.ConstI32(Quantum))
	e.tick = e.fn(nil, nil, editor.NewAsm().
		I32Const(Quantum).GlobalGet(e.fuel).I32Sub().Call(e.poll).
		I32Const(Quantum).GlobalSet(e.fuel))
	e.charge = e.fn([]editor.ValType{i32}, []editor.ValType{i32}, editor.NewAsm().
		GlobalGet(e.fuel).LocalGet(0).I32Const(chargeShift).I32ShrU().I32Sub().GlobalSet(e.fuel).
		GlobalGet(e.fuel).I32Const(0).I32LeS().If().Call(e.tick).End().
		LocalGet(0))
	e.table = e.m.AddTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{
		Min: uint32(len(e.in.refs)), Max: uint32(len(e.in.refs)), HasMax: true}})
}

// countdown is the code that spends units of fuel.
func (e *edit) countdown(units int32) []byte {
	return editor.NewAsm().
		GlobalGet(e.fuel).I32Const(units).I32Sub().GlobalSet(e.fuel).
		GlobalGet(e.fuel).I32Const(0).I32LeS().If().Call(e.tick).End().Bytes()
}

// turns is how many turns of loops a function takes before it spends them, as
// a power of two. They are counted in a local, which a tight loop keeps in a
// register: counting in the global doubled the time of the tightest. What a
// function has not spent when it returns is forgotten, but not its call.
const turns = 256

func (e *edit) countTurns(fn uint32, body []byte) ([]byte, error) {
	body, local, err := editor.AddLocal(body, i32)
	if err != nil {
		return nil, err
	}
	t, _ := e.m.FuncType(fn)
	local += uint32(len(t.Params))
	body, _, err = editor.InsertAfterLoops(body, editor.NewAsm().
		LocalGet(local).I32Const(1).I32Add().LocalTee(local).
		I32Const(turns-1).I32And().I32Eqz().If().Raw(e.countdown(turns)).End().Bytes())
	return body, err
}

// rewrite puts the countdown behind every loop header and, because calls can
// multiply without a loop, at the entry of every function that calls; it charges
// bulk operations and takes references from the hidden table.
func (e *edit) rewrite(ctx context.Context) {
	var shape shape
	e.check(e.m.RewriteBodies(func(fn uint32, body []byte) ([]byte, error) {
		if err := ctx.Err(); err != nil || fn >= e.first {
			return nil, err
		}
		calls, special := false, false
		shape.reset()
		err := editor.Walk(body, func(i editor.Instr) error {
			switch i.Op {
			case editor.OpCall, editor.OpCallIndirect, editor.OpReturnCall, editor.OpReturnCallIndirect:
				calls = true
			case editor.OpBlock, editor.OpIf, editor.OpBrIf:
				shape.branches++
			case editor.OpBrTable:
				shape.branches += int(i.U32())
			case editor.OpLoop:
				shape.branches++
				shape.loops++
			case editor.OpLocalGet, editor.OpLocalSet, editor.OpLocalTee:
				shape.uses(i.U32())
			default:
				special = special || isBulk(i.Op) || i.Op == editor.OpRefFunc
			}
			return e.within(i)
		})
		if err == nil {
			err = shape.withinLimits(fn-e.added, e.memory)
		}
		loops := shape.loops > 0
		if err != nil || !calls && !loops && !special {
			return nil, err
		}
		if special {
			if body, err = editor.Replace(body, e.replacement); err != nil {
				return nil, err
			}
		}
		if loops {
			if body, err = e.countTurns(fn, body); err != nil {
				return nil, err
			}
		}
		if calls {
			return editor.InsertAtEntry(body, e.countdown(1))
		}
		return body, nil
	}))
}

// within refuses an instruction that names what the original does not have: it
// might name something that was added, such as the countdown.
func (e *edit) within(in editor.Instr) error {
	ok := true
	switch in.Op {
	case editor.OpCall, editor.OpReturnCall, editor.OpRefFunc:
		ok = in.U32() < e.first
	case editor.OpCallIndirect, editor.OpReturnCallIndirect:
		t, table := in.U32s()
		ok = t < e.types && table < e.tables
	case editor.OpBlock, editor.OpLoop, editor.OpIf:
		if t, indexed := in.BlockType(); indexed {
			ok = t < e.types
		}
	case editor.OpGlobalGet, editor.OpGlobalSet:
		ok = in.U32() < e.globals
	case editor.OpTableGet, editor.OpTableSet, editor.OpTableGrow, editor.OpTableSize, editor.OpTableFill:
		ok = in.U32() < e.tables
	case editor.OpTableCopy:
		to, from := in.U32s()
		ok = to < e.tables && from < e.tables
	case editor.OpTableInit:
		_, table := in.U32s()
		ok = table < e.tables
	case editor.OpBrTable:
		ok = in.U32() <= maxBrTable
	}
	if !ok {
		return compileErrorf("index out of range in instruction %v @+%d of a function", in.Op, in.Pos)
	}
	return nil
}

// checkIndices does the same for what stands outside of code.
func (e *edit) checkIndices() {
	funcs, globals := uint32(e.m.NumFuncs()), e.globals
	constant := func(expr editor.ConstExpr) {
		e.check(expr.Walk(func(in editor.Instr) error {
			index := in.U32()
			if in.Op == editor.OpRefFunc && index >= funcs || in.Op == editor.OpGlobalGet && index >= globals {
				return compileErrorf("index %d out of range in a constant expression", index)
			}
			return nil
		}))
	}
	expect := func(index, n uint32, what string) {
		if index >= n {
			e.check(compileErrorf("%s %d out of range (%d)", what, index, n))
		}
	}
	for _, x := range e.m.Exports() {
		switch x.Kind {
		case editor.KindFunc:
			expect(x.Index, funcs, "exported function")
		case editor.KindTable:
			expect(x.Index, e.tables, "exported table")
		case editor.KindGlobal:
			expect(x.Index, globals, "exported global")
		}
	}
	for _, x := range e.m.Elements() {
		if x.Mode == editor.Active {
			expect(x.Table, e.tables, "table of an element segment")
			constant(x.Offset)
		}
		for _, fn := range x.Funcs {
			if fn != editor.NullFunc {
				expect(fn, funcs, "function of an element segment")
			}
		}
		for _, expr := range x.Exprs {
			constant(expr)
		}
	}
	for _, x := range e.m.Data() {
		if x.Mode == editor.Active {
			constant(x.Offset)
		}
	}
	for _, x := range e.m.Globals() {
		constant(x.Init)
	}
	if fn, ok := e.m.Start(); ok {
		expect(fn, funcs, "start function")
	}
}

func isBulk(op editor.Op) bool {
	switch op {
	case editor.OpMemoryInit, editor.OpMemoryCopy, editor.OpMemoryFill,
		editor.OpTableInit, editor.OpTableCopy, editor.OpTableFill, editor.OpTableGrow:
		return true
	}
	return false
}

func (e *edit) replacement(in editor.Instr) []byte {
	again := func(before *editor.Asm) []byte {
		return before.Op(in.Op).Raw(in.Imm).Bytes()
	}
	switch {
	case in.Op == editor.OpTableGrow:
		return again(editor.NewAsm().Call(e.grow))
	case isBulk(in.Op):
		return again(editor.NewAsm().Call(e.charge))
	case in.Op == editor.OpRefFunc:
		fn := in.U32() // as it is after the move
		if fn >= e.imported {
			fn -= e.added
		}
		slot, ok := e.in.slots[fn]
		if !ok { // an undeclared reference: the compiler refuses it
			return nil
		}
		return editor.NewAsm().I32Const(int32(slot)).TableGet(e.table).Bytes()
	}
	return nil
}

// addRefs fills the hidden table and lets the host read it.
func (e *edit) addRefs() {
	if len(e.in.refs) == 0 {
		return
	}
	funcs := make([]uint32, len(e.in.refs))
	for i, fn := range e.in.refs {
		funcs[i] = e.moved(fn)
	}
	e.m.AddElements(e.table, funcs)
	get := e.fn([]editor.ValType{i32}, []editor.ValType{editor.FuncRef}, editor.NewAsm().LocalGet(0).TableGet(e.table))
	e.in.ref = e.export("wjs.ref", get)
}

// exportStart takes the start function out of the hands of the compiler, so that
// the instance is known when it runs.
func (e *edit) exportStart() {
	fn, ok := e.m.Start()
	if !ok {
		return
	}
	if t, ok := e.m.FuncType(fn); !ok || !t.Equal(editor.FuncType{}) {
		return // the compiler refuses it
	}
	e.m.RemoveStart()
	e.in.start = e.export("wjs.start", fn)
}

// export exports a function under a name that nothing else has.
func (e *edit) export(name string, fn uint32) string {
	for {
		if _, taken := e.m.Export(name); !taken {
			break
		}
		name += "'"
	}
	e.check(e.m.AddExport(name, editor.KindFunc, fn))
	return name
}
