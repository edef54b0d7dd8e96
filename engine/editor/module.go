package editor

import (
	"bytes"
	"fmt"
	"slices"
)

// Section identifiers.
const (
	secCustom   = 0
	secType     = 1
	secImport   = 2
	secFunc     = 3
	secTable    = 4
	secMemory   = 5
	secGlobal   = 6
	secExport   = 7
	secStart    = 8
	secElem     = 9
	secCode     = 10
	secData     = 11
	secDataSize = 12
)

var sectionNames = [...]string{"custom", "type", "import", "function", "table", "memory", "global",
	"export", "start", "element", "code", "data", "data count"}

// rank gives the order in which sections must stand: the data count goes before the code.
var rank = [...]int{secType: 1, secImport: 2, secFunc: 3, secTable: 4, secMemory: 5, secGlobal: 6,
	secExport: 7, secStart: 8, secElem: 9, secDataSize: 10, secCode: 11, secData: 12}

// section is one section as it stands in the binary.
type section struct {
	id  byte
	raw []byte // as read, header included; nil once an edit made it stale
	// entries holds the encoded elements of a section that is a vector (all but custom, start
	// and data count). Those of the code section come without their sizes.
	entries [][]byte
	name    string // of a custom section
}

// Module is a decoded binary. It keeps views of the bytes given to Parse.
type Module struct {
	sections []*section
	known    [len(rank)]*section // by identifier, custom ones apart

	types    []FuncType
	imports  []Import
	funcs    []uint32 // type indices of all functions, imported ones first
	tables   []TableType
	memories []Limits
	globals  []Global
	exports  []Export
	elements []Element
	data     []Data
	start    *uint32

	importedFuncs, importedTables, importedMemories, importedGlobals int

	appended *appendedElems
}

var preamble = []byte{0, 'a', 's', 'm', 1, 0, 0, 0}

// Encode returns the binary. Sections that no edit touched come out byte for byte.
func (m *Module) Encode() []byte {
	size := len(preamble)
	for _, s := range m.sections {
		size += len(s.raw)
		for _, e := range s.entries {
			size += len(e) + 5
		}
	}
	out := append(make([]byte, 0, size), preamble...)
	for _, s := range m.sections {
		if s.raw != nil {
			out = append(out, s.raw...)
			continue
		}
		payload := m.encodePayload(s)
		out = appendU32(append(out, s.id), uint32(len(payload)))
		out = append(out, payload...)
	}
	return out
}

func (m *Module) encodePayload(s *section) []byte {
	switch s.id {
	case secStart:
		return appendU32(nil, *m.start)
	case secDataSize:
		return appendU32(nil, uint32(len(m.data)))
	}
	out := appendU32(nil, uint32(len(s.entries)))
	for _, e := range s.entries {
		if s.id == secCode {
			out = appendU32(out, uint32(len(e)))
		}
		out = append(out, e...)
	}
	return out
}

// edit returns the section for a change: it is made in its right place if there is none, and it
// will be encoded anew.
func (m *Module) edit(id byte) *section {
	if s := m.known[id]; s != nil {
		s.raw = nil
		return s
	}
	at := 0
	for i, s := range m.sections {
		if s.id != secCustom && rank[s.id] < rank[id] {
			at = i + 1
		}
	}
	s := &section{id: id}
	m.known[id] = s
	m.sections = slices.Insert(m.sections, at, s)
	return s
}

// add appends an encoded entry to a section.
func (m *Module) add(id byte, entry []byte) {
	s := m.edit(id)
	s.entries = append(s.entries, entry)
}

// Types returns the signatures of the type section.
func (m *Module) Types() []FuncType { return m.types }

// Imports returns the imports.
func (m *Module) Imports() []Import { return m.imports }

// Funcs returns the type indices of the functions that the module defines.
func (m *Module) Funcs() []uint32 { return m.funcs[m.importedFuncs:] }

// Tables returns the tables that the module defines.
func (m *Module) Tables() []TableType { return m.tables }

// Memories returns the memories that the module defines.
func (m *Module) Memories() []Limits { return m.memories }

// Globals returns the globals that the module defines.
func (m *Module) Globals() []Global { return m.globals }

// Exports returns the exports.
func (m *Module) Exports() []Export { return m.exports }

// Elements returns the element segments.
func (m *Module) Elements() []Element { return m.elements }

// Data returns the data segments.
func (m *Module) Data() []Data { return m.data }

// NumImportedFuncs returns how many functions come before the first one defined.
func (m *Module) NumImportedFuncs() int { return m.importedFuncs }

// NumFuncs returns the number of functions, imported ones included: the index of the next one.
func (m *Module) NumFuncs() int { return len(m.funcs) }

// NumGlobals returns the number of globals, imported ones included.
func (m *Module) NumGlobals() int { return m.importedGlobals + len(m.globals) }

// NumTables returns the number of tables, imported ones included.
func (m *Module) NumTables() int { return m.importedTables + len(m.tables) }

// Start returns the start function, if there is one.
func (m *Module) Start() (uint32, bool) {
	if m.start == nil {
		return 0, false
	}
	return *m.start, true
}

// FuncType returns the signature of a function, imported or defined; false past the last one.
func (m *Module) FuncType(fn uint32) (FuncType, bool) {
	if uint64(fn) >= uint64(m.NumFuncs()) {
		return FuncType{}, false
	}
	return m.types[m.funcs[fn]], true
}

// ImportedFunc returns the index of an imported function.
func (m *Module) ImportedFunc(module, name string) (uint32, bool) {
	index := uint32(0)
	for _, im := range m.imports {
		if im.Kind != KindFunc {
			continue
		}
		if im.Module == module && im.Name == name {
			return index, true
		}
		index++
	}
	return 0, false
}

// Export returns the export of a name.
func (m *Module) Export(name string) (Export, bool) {
	for _, e := range m.exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}

// Body returns the encoded body of a defined function: its locals, then its code. It is nil for
// an imported function and past the last one.
func (m *Module) Body(fn uint32) []byte {
	i, ok := m.defined(fn)
	if !ok {
		return nil
	}
	return m.known[secCode].entries[i]
}

func (m *Module) defined(fn uint32) (int, bool) {
	if uint64(fn) < uint64(m.importedFuncs) || uint64(fn) >= uint64(m.NumFuncs()) {
		return 0, false
	}
	return int(fn) - m.importedFuncs, true
}

// CustomSections returns the names of the custom sections, in order.
func (m *Module) CustomSections() []string {
	var names []string
	for _, s := range m.sections {
		if s.id == secCustom {
			names = append(names, s.name)
		}
	}
	return names
}

// space returns the size of an index space.
func (m *Module) space(k Kind) int {
	switch k {
	case KindFunc:
		return m.NumFuncs()
	case KindTable:
		return m.importedTables + len(m.tables)
	case KindMemory:
		return m.importedMemories + len(m.memories)
	case KindGlobal:
		return m.NumGlobals()
	}
	return 0
}

// Parse decodes a binary. The module keeps views of wasm, which must not change afterwards.
// Function bodies are cut out, not decoded: see Walk. Errors are of type *FormatError.
func Parse(wasm []byte) (*Module, error) {
	if !bytes.HasPrefix(wasm, preamble) {
		return nil, &FormatError{Reason: "not a WebAssembly 1.0 module"}
	}
	m := &Module{}
	r := reader{buf: wasm, pos: len(preamble)}
	last, sizes := 0, reader{}
	for r.err == nil && r.left() > 0 {
		start := r.pos
		id := r.byte()
		body := r.bytes(r.u32())
		if r.err != nil {
			break
		}
		if int(id) >= len(sectionNames) {
			r.unsupported(start, "section %d", id)
			break
		}
		if id != secCustom {
			if rank[id] <= last {
				r.fail(start, "%s section out of order", sectionNames[id])
				break
			}
			last = rank[id]
		}
		s := &section{id: id, raw: r.since(start)}
		if id != secCustom {
			m.known[id] = s
		}
		m.sections = append(m.sections, s)
		sr := reader{buf: body, base: r.pos - len(body)}
		if id == secDataSize {
			sizes = sr
		}
		sr.section(m, s)
		if sr.err == nil && sr.left() > 0 && id != secCustom {
			sr.fail(sr.pos, "%d bytes too many in the %s section", sr.left(), sectionNames[id])
		}
		if sr.err != nil {
			sr.err.Reason = sectionNames[id] + " section: " + sr.err.Reason
		}
		r.err = sr.err
	}
	if r.err == nil {
		r.err = m.agree(len(wasm), sizes)
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// agree checks what the sections say of each other, as far as methods rely on it.
func (m *Module) agree(end int, sizes reader) *FormatError {
	bodies := 0
	if code := m.known[secCode]; code != nil {
		bodies = len(code.entries)
	}
	if n := len(m.Funcs()); bodies != n {
		return &FormatError{Offset: end, Reason: fmt.Sprintf("%d functions, %d bodies", n, bodies)}
	}
	if sizes.buf != nil {
		if n := sizes.u32(); int64(n) != int64(len(m.data)) {
			return &FormatError{Offset: sizes.base, Reason: fmt.Sprintf("data count is %d, there are %d segments", n, len(m.data))}
		}
	}
	return nil
}
