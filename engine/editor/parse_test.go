package editor

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// moduleOf puts a module together from sections given as identifier and payload.
func moduleOf(sections ...[]byte) []byte {
	out := bytes.Clone(preamble)
	for _, s := range sections {
		out = append(appendU32(append(out, s[0]), uint32(len(s)-1)), s[1:]...)
	}
	return out
}

func sec(id byte, payload ...byte) []byte { return append([]byte{id}, payload...) }

// sample has one of nearly everything. Function 0 is imported; 1, the start, loops; 2 is exported
// as run. Parse must not mind that ref.func of the element segment is not validated.
var sample = moduleOf(
	sec(secCustom, 1, 'a', 9),
	sec(secType, 2, 0x60, 0, 0, 0x60, 2, 0x7F, 0x7E, 1, 0x7C),
	sec(secImport, 2, 1, 'm', 1, 'f', 0, 1, 1, 'm', 1, 'g', 3, 0x7F, 0),
	sec(secFunc, 2, 0, 1),
	sec(secTable, 1, 0x70, 1, 2, 5),
	sec(secMemory, 1, 0, 1),
	sec(secGlobal, 2, 0x7E, 1, 0x42, 0x7F, 0x0B, 0x7F, 0, 0x23, 0, 0x0B),
	sec(secExport, 2, 3, 'r', 'u', 'n', 0, 2, 3, 'm', 'e', 'm', 2, 0),
	sec(secStart, 1),
	sec(secElem, 3,
		0, 0x41, 0, 0x0B, 2, 1, 2, // active
		3, 0, 1, 1, // declarative
		5, 0x70, 2, 0xD2, 2, 0x0B, 0xD0, 0x70, 0x0B), // passive, of expressions
	sec(secCode, 2,
		11, 1, 2, 0x7F, 0x03, 0x40, 0x41, 0, 0x0D, 0, 0x0B, 0x0B,
		13, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x01, 0x0B),
	sec(secData, 3,
		0, 0x41, 8, 0x0B, 2, 'h', 'i',
		1, 1, 'p',
		2, 0, 0x41, 0xC0, 0, 0x0B, 0),
	sec(secCustom, 4, 'n', 'a', 'm', 'e'),
)

func parse(t *testing.T, wasm []byte) *Module {
	t.Helper()
	m, err := Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParse(t *testing.T) {
	m := parse(t, sample)
	if got := m.Encode(); !bytes.Equal(got, sample) {
		t.Errorf("round trip: %x", got)
	}
	double := FuncType{[]ValType{I32, I64}, []ValType{F64}}
	i32, i64 := GlobalType{I32, false}, GlobalType{I64, true}
	start, _ := m.Start()
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"types", m.Types(), []FuncType{{}, double}},
		{"imports", m.Imports(), []Import{
			{Module: "m", Name: "f", Kind: KindFunc, Func: 1},
			{Module: "m", Name: "g", Kind: KindGlobal, Global: i32}}},
		{"functions", m.Funcs(), []uint32{0, 1}},
		{"counts", []int{m.NumImportedFuncs(), m.NumFuncs(), m.NumGlobals()}, []int{1, 3, 3}},
		{"tables", m.Tables(), []TableType{{FuncRef, Limits{Min: 2, Max: 5, HasMax: true}}}},
		{"memories", m.Memories(), []Limits{{Min: 1}}},
		{"globals", m.Globals(), []Global{{i64, ConstI64(-1)}, {i32, ConstExpr{0x23, 0, 0x0B}}}},
		{"exports", m.Exports(), []Export{{"run", KindFunc, 2}, {"mem", KindMemory, 0}}},
		{"start", start, uint32(1)},
		{"elements", m.Elements(), []Element{
			{Type: FuncRef, Offset: ConstI32(0), Funcs: []uint32{1, 2}},
			{Mode: Declarative, Type: FuncRef, Funcs: []uint32{1}},
			{Mode: Passive, Type: FuncRef, Funcs: []uint32{2, NullFunc},
				Exprs: []ConstExpr{{0xD2, 2, 0x0B}, {0xD0, 0x70, 0x0B}}}}},
		{"data", m.Data(), []Data{
			{Offset: ConstI32(8), Bytes: []byte("hi")},
			{Mode: Passive, Bytes: []byte("p")},
			{Offset: ConstI32(64), Bytes: []byte{}}}},
		{"custom sections", m.CustomSections(), []string{"a", "name"}},
		{"body", m.Body(1), []byte{1, 2, 0x7F, 0x03, 0x40, 0x41, 0, 0x0D, 0, 0x0B, 0x0B}},
		{"body of an import", m.Body(0), []byte(nil)},
		{"body past the end", m.Body(3), []byte(nil)},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %+v, not %+v", c.what, c.got, c.want)
		}
	}
	for fn, want := range []FuncType{double, {}, double} {
		if got, ok := m.FuncType(uint32(fn)); !ok || !got.Equal(want) {
			t.Errorf("type of function %d: %v", fn, got)
		}
	}
	if _, ok := m.FuncType(3); ok {
		t.Error("function 3 has a type")
	}
	if fn, ok := m.ImportedFunc("m", "f"); !ok || fn != 0 {
		t.Error("import m.f is not found")
	}
	if _, ok := m.ImportedFunc("m", "g"); ok {
		t.Error("a global is found as a function")
	}
	if g, ok := m.Globals()[1].Init.Global(); !ok || g != 0 {
		t.Error("global.get is not decoded")
	}
}

func TestParseRefuses(t *testing.T) {
	oneType := sec(secType, 1, 0x60, 0, 0)
	for _, c := range []struct {
		name        string
		wasm        []byte
		offset      int
		unsupported bool
		reason      string
	}{
		{"nothing", nil, 0, false, "not a WebAssembly"},
		{"a component", []byte{0, 'a', 's', 'm', 13, 0, 1, 0}, 0, false, "not a WebAssembly"},
		{"section cut off", append(bytes.Clone(preamble), 1, 5, 0), 10, false, "5 bytes claimed, 1 left"},
		{"section size cut off", append(bytes.Clone(preamble), 1), 9, false, "unexpected end"},
		{"tag section", moduleOf(sec(13, 0)), 8, true, "section 13"},
		{"out of order", moduleOf(sec(secImport, 0), oneType), 11, false, "out of order"},
		{"twice", moduleOf(oneType, oneType), 14, false, "out of order"},
		{"trailing bytes", moduleOf(sec(secType, 0, 0)), 11, false, "too many"},
		{"count too high", moduleOf(sec(secType, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)), 10, false, "claimed"},
		{"params too many", moduleOf(sec(secType, 1, 0x60, 0xFF, 0x7F)), 12, false, "claimed"},
		{"struct type", moduleOf(sec(secType, 1, 0x5F, 0)), 11, true, "type form"},
		{"recursion group", moduleOf(sec(secType, 1, 0x4E, 0)), 11, true, "type form"},
		{"typed reference", moduleOf(sec(secType, 1, 0x60, 1, 0x64, 0)), 13, true, "value type"},
		{"import of no type", moduleOf(sec(secImport, 1, 0, 0, 0, 0)), 14, false, "type 0 of 0"},
		{"import of a tag", moduleOf(sec(secImport, 1, 0, 0, 4, 0, 0)), 13, true, "kind 4"},
		{"name not UTF-8", moduleOf(sec(secImport, 1, 1, 0xFF, 0, 0, 0)), 11, false, "UTF-8"},
		{"function of no type", moduleOf(sec(secFunc, 1, 0)), 11, false, "type 0 of 0"},
		{"function without body", moduleOf(oneType, sec(secFunc, 1, 0)), 18, false, "1 functions, 0 bodies"},
		{"body without function", moduleOf(sec(secCode, 1, 2, 0, 0x0B)), 14, false, "0 functions, 1 bodies"},
		{"body too long", moduleOf(sec(secCode, 1, 9, 0)), 12, false, "9 bytes claimed"},
		{"table of numbers", moduleOf(sec(secTable, 1, 0x7F, 0, 0)), 11, true, "reference type"},
		{"shared table", moduleOf(sec(secTable, 1, 0x70, 3, 0, 0)), 12, true, "limits"},
		{"64-bit memory", moduleOf(sec(secMemory, 1, 4, 0)), 11, true, "limits"},
		{"global flags", moduleOf(sec(secGlobal, 1, 0x7F, 2, 0x41, 0, 0x0B)), 12, true, "global"},
		{"endless initialiser", moduleOf(sec(secGlobal, 1, 0x7F, 0, 0x41, 0)), 15, false, "unexpected end"},
		{"call in initialiser", moduleOf(sec(secGlobal, 1, 0x7F, 0, 0x10, 0, 0x0B)), 13, false, "constant expression"},
		{"export of a tag", moduleOf(sec(secExport, 1, 0, 4, 0)), 12, true, "kind 4"},
		{"element flags", moduleOf(sec(secElem, 1, 8)), 11, true, "flags"},
		{"element kind", moduleOf(sec(secElem, 1, 1, 1, 0)), 12, true, "element kind"},
		{"data flags", moduleOf(sec(secData, 1, 3)), 11, true, "flags"},
		{"data count off", moduleOf(sec(secDataSize, 2), sec(secData, 1, 1, 0)), 10, false, "data count is 2"},
		{"data count alone", moduleOf(sec(secDataSize, 1)), 10, false, "data count is 1"},
		{"custom without name", moduleOf(sec(secCustom, 3, 'a')), 11, false, "claimed"},
	} {
		m, err := Parse(c.wasm)
		var bad *FormatError
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v, %v", c.name, m, err)
			continue
		}
		if bad.Offset != c.offset || bad.Unsupported != c.unsupported || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestParseCutOff cuts the sample at every byte: no cut may panic, and only one between sections
// can leave a module.
func TestParseCutOff(t *testing.T) {
	for n := range sample {
		if m, err := Parse(sample[:n:n]); err == nil && !bytes.Equal(m.Encode(), sample[:n]) {
			t.Errorf("cut at %d it was taken for another module", n)
		}
	}
}

// TestParseAllocation: a count is not believed beyond what the bytes left could hold.
func TestParseAllocation(t *testing.T) {
	huge := []byte{0xFF, 0xFF, 0xFF, 0xFF, 0x0F}
	for id := byte(1); id < secDataSize; id++ {
		if id == secStart {
			continue
		}
		wasm := moduleOf(append(append([]byte{id}, huge...), make([]byte, 100)...))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Parse(wasm); err == nil {
			t.Errorf("%s section with 2^32-1 entries was read", sectionNames[id])
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<10 {
			t.Errorf("%s section: %d bytes allocated", sectionNames[id], n)
		}
	}
}

func TestLEB(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 127, 128, math.MaxInt32, math.MinInt32, 1 << 32, math.MaxInt64, math.MinInt64} {
		r := reader{buf: appendS64(nil, v)}
		if got := r.signed(64); got != v || r.err != nil || r.left() != 0 {
			t.Errorf("%d read back as %d, %v", v, got, r.err)
		}
		if v == int64(int32(v)) {
			r := reader{buf: appendS64(nil, v)}
			if got := r.signed(32); got != v || r.err != nil {
				t.Errorf("32 bits: %d read back as %d, %v", v, got, r.err)
			}
		}
	}
	for _, v := range []uint32{0, 127, 128, 1 << 14, math.MaxUint32} {
		r := reader{buf: appendU32(nil, v)}
		if got := r.u32(); got != v || r.err != nil || r.left() != 0 {
			t.Errorf("%d read back as %d, %v", v, got, r.err)
		}
	}
	bad := []struct {
		name   string
		read   func(*reader)
		encode []byte
	}{
		{"u32, cut off", func(r *reader) { r.u32() }, []byte{0x80}},
		{"u32, 33 bits", func(r *reader) { r.u32() }, []byte{0xFF, 0xFF, 0xFF, 0xFF, 0x1F}},
		{"u32, six bytes", func(r *reader) { r.u32() }, []byte{0x80, 0x80, 0x80, 0x80, 0x80, 0}},
		{"s32, mixed sign", func(r *reader) { r.signed(32) }, []byte{0xFF, 0xFF, 0xFF, 0xFF, 0x4F}},
		{"s32, 33 bits", func(r *reader) { r.signed(32) }, []byte{0x80, 0x80, 0x80, 0x80, 0x08}},
		{"s64, eleven bytes", func(r *reader) { r.signed(64) }, append(bytes.Repeat([]byte{0x80}, 10), 0)},
		{"s64, mixed sign", func(r *reader) { r.signed(64) }, append(bytes.Repeat([]byte{0xFF}, 9), 0x3F)},
	}
	for _, c := range bad {
		r := reader{buf: c.encode}
		if c.read(&r); r.err == nil {
			t.Errorf("%s was read", c.name)
		}
	}
	r := reader{buf: []byte{0x80, 0x80, 0x80, 0x80, 0x00}} // padded, as linkers leave it
	if r.u32() != 0 || r.err != nil {
		t.Errorf("padded zero: %v", r.err)
	}
}
