package wasm

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine/editor"
)

// Import is what a module asks for.
type Import = editor.Import

// Export is what a module offers. Of the last four fields, the one that Kind
// names is set.
type Export struct {
	Name   string
	Kind   editor.Kind
	Func   editor.FuncType
	Table  editor.TableType
	Memory editor.Limits
	Global editor.GlobalType
	index  uint32
}

// Module is a compiled module of a Store.
type Module struct {
	Imports []Import
	Exports []Export

	binary   []byte // the original
	types    []editor.FuncType
	funcs    []uint32 // type by index, imported ones first
	elements []editor.Element
	imported struct{ funcs, tables, memories, globals int }
	tables   []editor.TableType // those that it defines
	memory   *editor.Limits
	globals  []editor.Global

	in       *instrumented
	compiled wazero.CompiledModule
	charged  uint64
}

// Compile checks and compiles a binary, of which it keeps a view. Unlike all
// else it may run on another goroutine than the store's, of which the context
// ends it, though not at once. Its errors are *CompileError and ErrNoMemory.
func (s *Store) Compile(ctx context.Context, binary []byte) (m *Module, err error) {
	defer func() { // a compiler that panics has met something it should have refused
		if p := recover(); p != nil {
			m, err = nil, compileErrorf("the compiler failed: %v", p)
		}
	}()
	parsed, err := parse(binary)
	if err != nil {
		return nil, err
	}
	m, err = describe(parsed, binary)
	if err != nil {
		return nil, err
	}
	charged := uint64(len(binary)) * codeFootprint
	if !s.take(charged) {
		return nil, ErrNoMemory
	}
	compiled := false
	defer func() { // also where it panics
		if !compiled {
			s.give(charged)
		}
	}()
	m.charged = charged
	if m.in, err = instrument(ctx, parsed, s.cfg.Limit); err != nil {
		return nil, asCompileError(err)
	}
	if m.compiled, err = s.compile(ctx, m.in.binary); err != nil {
		return nil, asCompileError(err)
	}
	compiled = true
	return m, nil
}

// parse decodes the binary. The first mistakes that a program makes are told in
// V8's words.
func parse(binary []byte) (*editor.Module, error) {
	if len(binary) == 0 {
		return nil, compileErrorf("BufferSource argument is empty")
	}
	if len(binary) > MaxModuleSize {
		return nil, compileErrorf("size > maximum module size (%d): %d", MaxModuleSize, len(binary))
	}
	for at, word := range []struct {
		name string
		want []byte
	}{{"magic word", []byte("\x00asm")}, {"version", []byte{1, 0, 0, 0}}} {
		got := binary[min(4*at, len(binary)):]
		if len(got) < 4 {
			return nil, compileErrorf("expected 4 bytes, fell off end @+%d", 4*at)
		}
		if !bytes.Equal(got[:4], word.want) {
			return nil, compileErrorf("expected %s % x, found % x @+%d", word.name, word.want, got[:4], 4*at)
		}
	}
	m, err := editor.Parse(binary)
	if err != nil {
		return nil, asCompileError(err)
	}
	return m, withinLimits(m)
}

func asCompileError(err error) error {
	var compile *CompileError
	var format *editor.FormatError
	switch {
	case errors.As(err, &compile):
		return compile
	case errors.As(err, &format):
		return compileErrorf("%s @+%d", format.Reason, format.Offset)
	}
	return &CompileError{Message: err.Error()}
}

// describe notes what is needed after the edits.
func describe(p *editor.Module, binary []byte) (*Module, error) {
	m := &Module{Imports: append([]Import(nil), p.Imports()...), binary: binary, types: append([]editor.FuncType(nil), p.Types()...)}
	var tables []editor.TableType
	var memories []editor.Limits
	var globals []editor.GlobalType
	for _, im := range m.Imports {
		switch im.Kind {
		case editor.KindFunc:
			m.funcs = append(m.funcs, im.Func)
		case editor.KindTable:
			tables = append(tables, im.Table)
		case editor.KindMemory:
			memories = append(memories, im.Memory)
		case editor.KindGlobal:
			globals = append(globals, im.Global)
		}
	}
	m.imported.funcs, m.imported.tables, m.imported.memories, m.imported.globals = len(m.funcs), len(tables), len(memories), len(globals)
	m.funcs = append(m.funcs, p.Funcs()...)
	m.tables = append([]editor.TableType(nil), p.Tables()...)
	m.globals = append([]editor.Global(nil), p.Globals()...)
	m.elements = append([]editor.Element(nil), p.Elements()...)
	if len(p.Memories()) > 0 {
		limits := p.Memories()[0]
		m.memory = &limits
	}
	tables, memories = append(tables, m.tables...), append(memories, p.Memories()...)
	for _, g := range m.globals {
		globals = append(globals, g.GlobalType)
	}
	for _, l := range memories {
		if l.Shared {
			return nil, compileErrorf("shared memories are not supported")
		}
		if l.Min > MaxPages || l.HasMax && l.Max > MaxPages {
			return nil, compileErrorf("memory size (%d pages) is larger than implementation limit (%d pages)", max(l.Min, l.Max), MaxPages)
		}
	}
	for _, x := range p.Exports() {
		e := Export{Name: x.Name, Kind: x.Kind, index: x.Index}
		n := map[editor.Kind]int{editor.KindFunc: len(m.funcs), editor.KindTable: len(tables), editor.KindMemory: len(memories), editor.KindGlobal: len(globals)}[x.Kind]
		if uint64(x.Index) >= uint64(n) {
			return nil, compileErrorf("export %q: %v index %d out of range (%d)", x.Name, x.Kind, x.Index, n)
		}
		switch x.Kind {
		case editor.KindFunc:
			e.Func = m.types[m.funcs[x.Index]]
		case editor.KindTable:
			e.Table = tables[x.Index]
		case editor.KindMemory:
			e.Memory = memories[x.Index]
		case editor.KindGlobal:
			e.Global = globals[x.Index]
		}
		m.Exports = append(m.Exports, e)
	}
	return m, nil
}

// Type is the signature of the function import i asks for.
func (m *Module) Type(i Import) editor.FuncType { return m.types[i.Func] }

// CustomSections returns copies of the custom sections of a name, in order.
func (m *Module) CustomSections(name string) [][]byte {
	parsed, err := editor.Parse(m.binary)
	if err != nil {
		panic(fmt.Sprintf("wasm: a compiled module does not parse: %v", err)) // it did before
	}
	var found [][]byte
	for _, b := range parsed.CustomSection(name) {
		found = append(found, bytes.Clone(b))
	}
	return found
}

// Size is the length of the binary.
func (m *Module) Size() int { return len(m.binary) }
