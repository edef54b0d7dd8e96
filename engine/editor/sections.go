package editor

// section decodes the payload of s into m.
func (r *reader) section(m *Module, s *section) {
	switch s.id {
	case secCustom:
		s.name = r.name()
	case secType:
		each(r, s, &m.types, r.funcType)
	case secImport:
		each(r, s, &m.imports, func() Import { return r.importEntry(m) })
	case secFunc:
		each(r, s, &m.funcs, func() uint32 { return r.typeIndex(m) })
	case secTable:
		each(r, s, &m.tables, r.tableType)
	case secMemory:
		each(r, s, &m.memories, r.memoryType)
	case secGlobal:
		each(r, s, &m.globals, func() Global { return Global{r.globalType(), r.constExpr()} })
	case secExport:
		each(r, s, &m.exports, r.export)
	case secStart:
		start := r.u32()
		m.start = &start
	case secElem:
		each(r, s, &m.elements, r.element)
	case secCode:
		for n := r.count("bodies"); n > 0 && r.err == nil; n-- {
			s.entries = append(s.entries, r.bytes(r.u32()))
		}
	case secData:
		each(r, s, &m.data, r.dataSegment)
	case secDataSize:
		r.u32()
	}
}

// each decodes a vector, keeping both the values and their encodings.
func each[T any](r *reader, s *section, into *[]T, read func() T) {
	for n := r.count("entries"); n > 0 && r.err == nil; n-- {
		start := r.pos
		v := read()
		if r.err != nil {
			return
		}
		*into = append(*into, v)
		s.entries = append(s.entries, r.since(start))
	}
}

func (r *reader) funcType() FuncType {
	start := r.pos
	if form := r.byte(); r.err == nil && form != 0x60 {
		r.unsupported(start, "type form %#x", form)
	}
	return FuncType{Params: r.valTypes(), Results: r.valTypes()}
}

func (r *reader) valTypes() []ValType {
	n := r.count("value types")
	if n == 0 {
		return nil
	}
	types := make([]ValType, n)
	for i := range types {
		types[i] = r.valType()
	}
	return types
}

func (r *reader) typeIndex(m *Module) uint32 {
	start := r.pos
	index := r.u32()
	if r.err == nil && uint64(index) >= uint64(len(m.types)) {
		r.fail(start, "type %d of %d", index, len(m.types))
	}
	return index
}

func (r *reader) importEntry(m *Module) Import {
	im := Import{Module: r.name(), Name: r.name()}
	start := r.pos
	im.Kind = Kind(r.byte())
	switch im.Kind {
	case KindFunc:
		im.Func = r.typeIndex(m)
		m.funcs = append(m.funcs, im.Func)
		m.importedFuncs++
	case KindTable:
		im.Table = r.tableType()
		m.importedTables++
	case KindMemory:
		im.Memory = r.memoryType()
		m.importedMemories++
	case KindGlobal:
		im.Global = r.globalType()
		m.importedGlobals++
	default:
		r.unsupported(start, "import of kind %d", byte(im.Kind))
	}
	return im
}

func (r *reader) tableType() TableType { return TableType{r.refType(), r.limits(1)} }

func (r *reader) memoryType() Limits { return r.limits(3) }

// limits reads limits whose flags are within mask: 1 there is a maximum, 2 shared.
func (r *reader) limits(mask byte) Limits {
	start := r.pos
	flags := r.byte()
	if r.err == nil && flags&^mask != 0 {
		r.unsupported(start, "limits with flags %#x", flags)
	}
	l := Limits{Shared: flags&2 != 0, HasMax: flags&1 != 0, Min: r.u32()}
	if l.HasMax {
		l.Max = r.u32()
	}
	return l
}

func (r *reader) globalType() GlobalType {
	t := r.valType()
	start := r.pos
	mutable := r.byte()
	if r.err == nil && mutable > 1 {
		r.unsupported(start, "global with flags %#x", mutable)
	}
	return GlobalType{t, mutable == 1}
}

func (r *reader) export() Export {
	e := Export{Name: r.name()}
	start := r.pos
	e.Kind = Kind(r.byte())
	if r.err == nil && e.Kind > KindGlobal {
		r.unsupported(start, "export of kind %d", byte(e.Kind))
	}
	e.Index = r.u32()
	return e
}

// Flags of element and data segments.
const (
	segNotActive = 1 // passive, or declarative with segIndexed
	segIndexed   = 2 // active: an index of the table or memory follows
	segExprs     = 4 // elements are expressions, not function indices
)

func (r *reader) element() Element {
	start := r.pos
	flags := r.u32()
	if r.err == nil && flags > 7 {
		r.unsupported(start, "element segment with flags %#x", flags)
	}
	e := Element{Type: FuncRef}
	switch {
	case flags&segNotActive == 0:
		if flags&segIndexed != 0 {
			e.Table = r.u32()
		}
		e.Offset = r.constExpr()
	case flags&segIndexed == 0:
		e.Mode = Passive
	default:
		e.Mode = Declarative
	}
	// All but the plain active forms say what they hold.
	if flags&(segNotActive|segIndexed) != 0 {
		if flags&segExprs != 0 {
			e.Type = r.refType()
		} else if at := r.pos; r.byte() != 0 {
			r.unsupported(at, "element kind")
		}
	}
	n := r.count("elements")
	if flags&segExprs == 0 {
		e.Funcs = make([]uint32, 0, n)
		for ; n > 0 && r.err == nil; n-- {
			e.Funcs = append(e.Funcs, r.u32())
		}
		return e
	}
	for ; n > 0 && r.err == nil; n-- {
		e.Exprs = append(e.Exprs, r.constExpr())
	}
	e.Funcs = make([]uint32, 0, len(e.Exprs))
	for _, expr := range e.Exprs {
		fn, ok := expr.refFunc()
		if !ok {
			e.Funcs = nil
			break
		}
		e.Funcs = append(e.Funcs, fn)
	}
	return e
}

func (r *reader) dataSegment() Data {
	start := r.pos
	var d Data
	switch flags := r.u32(); flags {
	case 0:
		d.Offset = r.constExpr()
	case segNotActive:
		d.Mode = Passive
	case segIndexed:
		d.Memory = r.u32()
		d.Offset = r.constExpr()
	default:
		r.unsupported(start, "data segment with flags %#x", flags)
	}
	d.Bytes = r.bytes(r.u32())
	return d
}
