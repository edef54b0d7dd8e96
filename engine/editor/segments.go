package editor

import "slices"

// appendedElems is the element segment that AddTableElem fills.
type appendedElems struct {
	segment int // its index
	offset  uint32
}

// AddTableElem puts a function into a new slot at the end of table 0 and returns the slot. The
// table's maximum moves along with its size; a module without a table gets one. All slots added
// this way share one active segment.
func (m *Module) AddTableElem(fn uint32) (uint32, error) {
	if uint64(fn) >= uint64(m.NumFuncs()) {
		return 0, refuse("AddTableElem", "function %d of %d", fn, m.NumFuncs())
	}
	if m.importedTables > 0 {
		return 0, refuse("AddTableElem", "table 0 is imported")
	}
	if len(m.tables) == 0 {
		m.tables = append(m.tables, TableType{FuncRef, Limits{HasMax: true}})
		m.add(secTable, nil)
	}
	t := &m.tables[0]
	if t.Elem != FuncRef {
		return 0, refuse("AddTableElem", "table 0 is of %v", t.Elem)
	}
	if t.Min == maxIndex {
		return 0, refuse("AddTableElem", "table 0 is full")
	}
	slot := t.Min
	t.Min++
	if t.HasMax && t.Max < maxIndex {
		t.Max++
	}
	m.edit(secTable).entries[0] = appendLimits([]byte{byte(t.Elem)}, t.Limits)

	if m.appended == nil {
		m.appended = &appendedElems{segment: len(m.elements), offset: slot}
		m.elements = append(m.elements, Element{Type: FuncRef, Offset: ConstI32(int32(slot))})
		m.add(secElem, nil)
	}
	e := &m.elements[m.appended.segment]
	e.Funcs = append(e.Funcs, fn)
	entry := append([]byte{0}, e.Offset...)
	entry = appendU32(entry, uint32(len(e.Funcs)))
	for _, fn := range e.Funcs {
		entry = appendU32(entry, fn)
	}
	m.edit(secElem).entries[m.appended.segment] = entry
	return slot, nil
}

// Span is a stretch of linear memory.
type Span struct{ Offset, Len uint32 }

// PassiveData makes all active data segments passive and appends a function, exported under the
// given name, of type () -> (), that copies each to where it was. It returns what that function
// writes, in its order. An instance whose memory comes from elsewhere need not call it.
//
// A segment without a constant offset is an error, and so is a start function, because it would
// run before the data is there: take it out first and call it yourself.
func (m *Module) PassiveData(export string) ([]Span, error) {
	if m.start != nil {
		return nil, refuse("PassiveData", "there is a start function")
	}
	if _, taken := m.Export(export); taken {
		return nil, refuse("PassiveData", "there is an export %q", export)
	}
	var spans []Span
	var segments []int
	code := NewAsm()
	for i, d := range m.data {
		if d.Mode != Active {
			continue
		}
		offset, ok := d.Offset.I32()
		if !ok || d.Memory != 0 {
			return nil, refuse("PassiveData", "data segment %d has no constant place in memory 0", i)
		}
		spans = append(spans, Span{uint32(offset), uint32(len(d.Bytes))})
		segments = append(segments, i)
		code.I32Const(offset).I32Const(0).I32Const(int32(len(d.Bytes))).MemoryInit(uint32(i))
	}
	fn, err := m.AddFunc(m.AddType(FuncType{}), nil, code.Bytes())
	if err != nil {
		return nil, err
	}
	if err := m.AddExport(export, KindFunc, fn); err != nil {
		return nil, err
	}
	for _, i := range segments {
		d := &m.data[i]
		d.Mode, d.Offset = Passive, nil
		entry := appendU32([]byte{segNotActive}, uint32(len(d.Bytes)))
		m.edit(secData).entries[i] = append(entry, d.Bytes...)
	}
	// memory.init is valid only where the number of segments is announced before the code.
	m.edit(secDataSize)
	return spans, nil
}

// AddData appends an active data segment that fills memory 0 from offset on.
func (m *Module) AddData(offset uint32, data []byte) {
	d := Data{Offset: ConstI32(int32(offset)), Bytes: slices.Clone(data)}
	m.data = append(m.data, d)
	entry := append([]byte{0}, d.Offset...)
	m.add(secData, append(appendU32(entry, uint32(len(data))), data...))
	if m.known[secDataSize] != nil {
		m.edit(secDataSize)
	}
}
