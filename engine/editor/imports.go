package editor

import "slices"

// AddImportedFunc appends an imported function and returns its index. It and
// AddImportedFuncs are the edits that renumber: imported functions come before
// those that are defined, so that every index of a defined one moves up, in code,
// element segments, globals, exports and the start function. Make them before any
// edit that hands out an index.
func (m *Module) AddImportedFunc(module, name string, typ uint32) (uint32, error) {
	return m.AddImportedFuncs(Import{Module: module, Name: name, Kind: KindFunc, Func: typ})
}

// AddImportedFuncs appends several imported functions, which takes no longer than
// one, and returns the index of the first.
func (m *Module) AddImportedFuncs(imports ...Import) (uint32, error) {
	for _, im := range imports {
		if im.Kind != KindFunc {
			return 0, refuse("AddImportedFuncs", "an import of kind %d", im.Kind)
		}
		if uint64(im.Func) >= uint64(len(m.types)) {
			return 0, refuse("AddImportedFuncs", "type %d of %d", im.Func, len(m.types))
		}
	}
	if m.appended != nil {
		return 0, refuse("AddImportedFuncs", "there are appended table elements")
	}
	first := uint32(m.importedFuncs)
	if err := m.shiftFuncs(first, uint32(len(imports))); err != nil {
		return 0, err
	}
	types := make([]uint32, len(imports))
	for i, im := range imports {
		types[i] = im.Func
		m.imports = append(m.imports, im)
		m.add(secImport, encodeImport(im))
	}
	m.funcs = slices.Insert(m.funcs, int(first), types...)
	m.importedFuncs += len(imports)
	return first, nil
}

// RenameImport makes import i be looked up elsewhere.
func (m *Module) RenameImport(i int, module, name string) error {
	if i < 0 || i >= len(m.imports) {
		return refuse("RenameImport", "import %d of %d", i, len(m.imports))
	}
	im := &m.imports[i]
	im.Module, im.Name = module, name
	m.edit(secImport).entries[i] = encodeImport(*im)
	return nil
}

func encodeImport(im Import) []byte {
	entry := append(appendName(appendName(nil, im.Module), im.Name), byte(im.Kind))
	switch im.Kind {
	case KindFunc:
		return appendU32(entry, im.Func)
	case KindTable:
		return appendLimits(append(entry, byte(im.Table.Elem)), im.Table.Limits)
	case KindMemory:
		return appendLimits(entry, im.Memory)
	}
	return appendGlobalType(entry, im.Global)
}

// shiftFuncs moves every reference to a function from first on up by one.
func (m *Module) shiftFuncs(first, by uint32) error {
	shift := func(in Instr) []byte {
		switch in.Op {
		case OpCall, OpReturnCall, OpRefFunc:
			if fn := in.U32(); fn >= first {
				return NewAsm().index(in.Op, fn+by).Bytes()
			}
		}
		return nil
	}
	if code := m.known[secCode]; code != nil && len(code.entries) > 0 {
		code = m.edit(secCode)
		for i, body := range code.entries {
			shifted, err := Replace(body, shift)
			if err != nil {
				return err
			}
			code.entries[i] = shifted
		}
	}
	for i := range m.globals {
		g := &m.globals[i]
		if fn, ok := g.Init.refFunc(); ok && fn != NullFunc && fn >= first {
			g.Init = constExpr(NewAsm().RefFunc(fn + by))
			m.edit(secGlobal).entries[i] = append(appendGlobalType(nil, g.GlobalType), g.Init...)
		}
	}
	for i := range m.elements {
		m.shiftElement(i, first, by)
	}
	for i := range m.exports {
		if e := &m.exports[i]; e.Kind == KindFunc && e.Index >= first {
			e.Index += by
			m.edit(secExport).entries[i] = appendExport(*e)
		}
	}
	if m.start != nil && *m.start >= first {
		moved := *m.start + by
		m.start = &moved
		m.edit(secStart)
	}
	return nil
}

func (m *Module) shiftElement(i int, first, by uint32) {
	e := &m.elements[i]
	moved := false
	for j, fn := range e.Funcs {
		if fn != NullFunc && fn >= first {
			e.Funcs[j], moved = fn+by, true
		}
	}
	for j, expr := range e.Exprs {
		if fn, ok := expr.refFunc(); ok && fn != NullFunc && fn >= first {
			e.Exprs[j], moved = constExpr(NewAsm().RefFunc(fn+by)), true
		}
	}
	if moved {
		m.edit(secElem).entries[i] = encodeElement(*e)
	}
}

// encodeElement encodes a segment in the shortest form that says all of it.
func encodeElement(e Element) []byte {
	var flags byte
	switch e.Mode {
	case Passive:
		flags = segNotActive
	case Declarative:
		flags = segNotActive | segIndexed
	default:
		if e.Table != 0 || e.Exprs != nil && e.Type != FuncRef {
			flags = segIndexed
		}
	}
	if e.Exprs != nil {
		flags |= segExprs
	}
	out := []byte{flags}
	if e.Mode == Active {
		if flags&segIndexed != 0 {
			out = appendU32(out, e.Table)
		}
		out = append(out, e.Offset...)
	}
	if flags&(segNotActive|segIndexed) != 0 {
		kind := byte(0)
		if flags&segExprs != 0 {
			kind = byte(e.Type)
		}
		out = append(out, kind)
	}
	if e.Exprs != nil {
		out = appendU32(out, uint32(len(e.Exprs)))
		for _, expr := range e.Exprs {
			out = append(out, expr...)
		}
		return out
	}
	out = appendU32(out, uint32(len(e.Funcs)))
	for _, fn := range e.Funcs {
		out = appendU32(out, fn)
	}
	return out
}

// AddTable appends a table and returns its index.
func (m *Module) AddTable(t TableType) uint32 {
	m.tables = append(m.tables, t)
	m.add(secTable, appendLimits([]byte{byte(t.Elem)}, t.Limits))
	return uint32(m.importedTables + len(m.tables) - 1)
}

// AddMemory defines the memory of a module that has none.
func (m *Module) AddMemory(l Limits) error {
	if m.space(KindMemory) > 0 {
		return refuse("AddMemory", "there is a memory")
	}
	m.memories = append(m.memories, l)
	m.add(secMemory, appendLimits(nil, l))
	return nil
}

// AddElements appends an active segment that fills a table from its beginning.
func (m *Module) AddElements(table uint32, funcs []uint32) {
	e := Element{Table: table, Offset: ConstI32(0), Type: FuncRef, Funcs: funcs}
	m.elements = append(m.elements, e)
	m.add(secElem, encodeElement(e))
}

// AddImport appends an import of anything but a function, which AddImportedFunc
// does, before anything of its kind is defined.
func (m *Module) AddImport(im Import) error {
	defined := 0
	switch im.Kind {
	case KindTable:
		defined, m.importedTables = len(m.tables), m.importedTables+1
	case KindMemory:
		defined, m.importedMemories = len(m.memories), m.importedMemories+1
	case KindGlobal:
		defined, m.importedGlobals = len(m.globals), m.importedGlobals+1
	default:
		return refuse("AddImport", "an import of kind %v", im.Kind)
	}
	if defined > 0 {
		return refuse("AddImport", "there is a %v already", im.Kind)
	}
	m.imports = append(m.imports, im)
	m.add(secImport, encodeImport(im))
	return nil
}

// NewModule returns an empty module.
func NewModule() *Module { return &Module{} }

// CustomSection returns the contents of the custom sections of a name, in order.
func (m *Module) CustomSection(name string) [][]byte {
	var found [][]byte
	for _, s := range m.sections {
		if s.id != secCustom || s.name != name {
			continue
		}
		r := reader{buf: s.raw}
		r.byte()
		r.u32()
		r.name()
		found = append(found, r.buf[r.pos:])
	}
	return found
}

// CountLocals returns how many locals a body declares beyond its parameters.
func CountLocals(body []byte) uint64 {
	r := reader{buf: body}
	var total uint64
	for n := r.count("groups of locals"); n > 0 && r.err == nil; n-- {
		total += uint64(r.u32())
		r.valType()
	}
	return total
}
