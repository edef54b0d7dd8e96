package editor

import "slices"

// DropCustom removes the custom sections but for those named. What follows the code of functions
// by offset (debug information, source maps) is wrong after an edit anyway.
func (m *Module) DropCustom(keep ...string) {
	m.sections = slices.DeleteFunc(m.sections, func(s *section) bool {
		return s.id == secCustom && !slices.Contains(keep, s.name)
	})
}

// AddType returns the index of a signature, which is appended unless there is an equal one.
func (m *Module) AddType(t FuncType) uint32 {
	if i := slices.IndexFunc(m.types, t.Equal); i >= 0 {
		return uint32(i)
	}
	t = FuncType{Params: slices.Clone(t.Params), Results: slices.Clone(t.Results)}
	entry := []byte{0x60}
	for _, list := range [][]ValType{t.Params, t.Results} {
		entry = appendU32(entry, uint32(len(list)))
		for _, v := range list {
			entry = append(entry, byte(v))
		}
	}
	m.types = append(m.types, t)
	m.add(secType, entry)
	return uint32(len(m.types) - 1)
}

// AddFunc appends a function and returns its index. The code comes without the function's
// closing end and must close its blocks; locals are those beyond the parameters.
func (m *Module) AddFunc(typ uint32, locals []ValType, code []byte) (uint32, error) {
	if uint64(typ) >= uint64(len(m.types)) {
		return 0, refuse("AddFunc", "type %d of %d", typ, len(m.types))
	}
	body, err := NewBody(locals, code)
	if err != nil {
		return 0, err
	}
	m.funcs = append(m.funcs, typ)
	m.add(secFunc, appendU32(nil, typ))
	m.add(secCode, body)
	return uint32(m.NumFuncs() - 1), nil
}

// NewBody encodes a function body from its locals beyond the parameters and its code, which
// comes without the closing end and must close its blocks.
func NewBody(locals []ValType, code []byte) ([]byte, error) {
	if err := balanced(code); err != nil {
		return nil, err
	}
	var groups []byte
	n := uint32(0)
	for i := 0; i < len(locals); n++ {
		same := 1
		for i+same < len(locals) && locals[i+same] == locals[i] {
			same++
		}
		groups = append(appendU32(groups, uint32(same)), byte(locals[i]))
		i += same
	}
	body := append(appendU32(nil, n), groups...)
	return append(append(body, code...), byte(OpEnd)), nil
}

// SetBody replaces the body of a defined function by another, encoded as Body and NewBody give
// it. Its blocks are checked, its types are not.
func (m *Module) SetBody(fn uint32, body []byte) error {
	i, ok := m.defined(fn)
	if !ok {
		return refuse("SetBody", "function %d is not defined here", fn)
	}
	if err := Walk(body, func(Instr) error { return nil }); err != nil {
		return err
	}
	m.edit(secCode).entries[i] = body
	return nil
}

// RewriteBodies replaces the body of every defined function by what rewrite returns for it, nil
// leaving it alone. It stops at the first error and returns it; earlier functions stay changed.
func (m *Module) RewriteBodies(rewrite func(fn uint32, body []byte) ([]byte, error)) error {
	for fn := m.importedFuncs; fn < m.NumFuncs(); fn++ {
		body, err := rewrite(uint32(fn), m.Body(uint32(fn)))
		if err != nil {
			return err
		}
		if body != nil {
			if err := m.SetBody(uint32(fn), body); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddGlobal appends a global and returns its index.
func (m *Module) AddGlobal(t ValType, mutable bool, init ConstExpr) uint32 {
	g := Global{GlobalType{t, mutable}, slices.Clone(init)}
	m.globals = append(m.globals, g)
	m.add(secGlobal, append(appendGlobalType(nil, g.GlobalType), init...))
	return uint32(m.NumGlobals() - 1)
}

func appendGlobalType(dst []byte, t GlobalType) []byte {
	if t.Mutable {
		return append(dst, byte(t.Type), 1)
	}
	return append(dst, byte(t.Type), 0)
}

// AddExport exports something. A name that is taken is an error, as is an index out of range.
func (m *Module) AddExport(name string, kind Kind, index uint32) error {
	if _, taken := m.Export(name); taken {
		return refuse("AddExport", "there is an export %q", name)
	}
	if uint64(index) >= uint64(m.space(kind)) {
		return refuse("AddExport", "%v %d of %d", kind, index, m.space(kind))
	}
	e := Export{name, kind, index}
	m.exports = append(m.exports, e)
	m.add(secExport, appendExport(e))
	return nil
}

func appendExport(e Export) []byte {
	return appendU32(append(appendName(nil, e.Name), byte(e.Kind)), e.Index)
}

// RemoveExport removes an export and reports whether there was one.
func (m *Module) RemoveExport(name string) bool {
	i := m.exportIndex(name)
	if i < 0 {
		return false
	}
	m.exports = slices.Delete(m.exports, i, i+1)
	s := m.edit(secExport)
	s.entries = slices.Delete(s.entries, i, i+1)
	return true
}

// RenameExport renames an export. It is an error if there is none of the old name, or another
// of the new one.
func (m *Module) RenameExport(from, to string) error {
	i, taken := m.exportIndex(from), m.exportIndex(to)
	if i < 0 {
		return refuse("RenameExport", "there is no export %q", from)
	}
	if taken >= 0 && taken != i {
		return refuse("RenameExport", "there is an export %q", to)
	}
	m.exports[i].Name = to
	m.edit(secExport).entries[i] = appendExport(m.exports[i])
	return nil
}

func (m *Module) exportIndex(name string) int {
	return slices.IndexFunc(m.exports, func(e Export) bool { return e.Name == name })
}

// SetStart makes a function of no parameters and no results run at instantiation.
func (m *Module) SetStart(fn uint32) error {
	if t, ok := m.FuncType(fn); !ok || !t.Equal(FuncType{}) {
		return refuse("SetStart", "function %d is not of type () -> ()", fn)
	}
	m.start = &fn
	m.edit(secStart)
	return nil
}

// RemoveStart leaves the module without a start function.
func (m *Module) RemoveStart() {
	m.start, m.known[secStart] = nil, nil
	m.sections = slices.DeleteFunc(m.sections, func(s *section) bool { return s.id == secStart })
}

// SetMemoryLimits changes the limits of memory 0, imported or defined.
func (m *Module) SetMemoryLimits(l Limits) error {
	const pages = 1 << 16
	if l.Min > pages || l.HasMax && (l.Max > pages || l.Max < l.Min) || l.Shared && !l.HasMax {
		return refuse("SetMemoryLimits", "bad limits %+v", l)
	}
	for i := range m.imports {
		if im := &m.imports[i]; im.Kind == KindMemory {
			im.Memory = l
			entry := append(appendName(appendName(nil, im.Module), im.Name), byte(KindMemory))
			m.edit(secImport).entries[i] = appendLimits(entry, l)
			return nil
		}
	}
	if len(m.memories) == 0 {
		return refuse("SetMemoryLimits", "there is no memory")
	}
	m.memories[0] = l
	m.edit(secMemory).entries[0] = appendLimits(nil, l)
	return nil
}

func appendLimits(dst []byte, l Limits) []byte {
	var flags byte
	if l.HasMax {
		flags |= 1
	}
	if l.Shared {
		flags |= 2
	}
	dst = appendU32(append(dst, flags), l.Min)
	if l.HasMax {
		dst = appendU32(dst, l.Max)
	}
	return dst
}
