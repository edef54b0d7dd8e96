package editor

import (
	"bytes"
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// instantiate runs a module on wazero.
func instantiate(t *testing.T, wasm []byte) api.Module {
	t.Helper()
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { rt.Close(ctx) })
	mod, err := rt.Instantiate(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

func result(t *testing.T, mod api.Module, name string, args ...uint64) uint64 {
	t.Helper()
	res, err := mod.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil || len(res) != 1 {
		t.Fatalf("%s: %v, %v", name, res, err)
	}
	return res[0]
}

// export adds a function under a name.
func export(t *testing.T, m *Module, name string, ft FuncType, locals []ValType, a *Asm) uint32 {
	t.Helper()
	fn, err := m.AddFunc(m.AddType(ft), locals, a.Bytes())
	if err == nil {
		err = m.AddExport(name, KindFunc, fn)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fn
}

// TestFromNothing builds a module out of the empty one: every section has to be made, in order.
func TestFromNothing(t *testing.T) {
	m := parse(t, moduleOf())
	unary := FuncType{Params: []ValType{I32}, Results: []ValType{I32}}
	count := m.AddGlobal(I32, true, ConstI32(-7))
	double := export(t, m, "double", unary, nil, NewAsm().LocalGet(0).I32Const(2).I32Mul())
	square := export(t, m, "square", unary, []ValType{I32, I64, I64, I32},
		NewAsm().LocalGet(0).LocalTee(4).LocalGet(4).I32Mul())
	d, err := m.AddTableElem(double)
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.AddTableElem(square)
	if err != nil {
		t.Fatal(err)
	}
	export(t, m, "pick", FuncType{Params: []ValType{I32, I32}, Results: []ValType{I32}}, nil,
		NewAsm().LocalGet(0).LocalGet(1).CallIndirect(m.AddType(unary)))
	init := export(t, m, "init", FuncType{}, nil, NewAsm().GlobalGet(count).I32Const(49).I32Add().GlobalSet(count))
	if err := m.SetStart(init); err != nil {
		t.Fatal(err)
	}
	if err := m.AddExport("count", KindGlobal, count); err != nil {
		t.Fatal(err)
	}
	mod := instantiate(t, m.Encode())
	if got := result(t, mod, "pick", 9, uint64(d)); got != 18 {
		t.Errorf("double by table: %d", got)
	}
	if got := result(t, mod, "pick", 9, uint64(s)); got != 81 {
		t.Errorf("square by table: %d", got)
	}
	if got := mod.ExportedGlobal("count").Get(); got != 42 {
		t.Errorf("the start function left %d", got)
	}
	again := parse(t, m.Encode())
	if len(again.Types()) != 3 || len(again.Elements()) != 1 {
		t.Errorf("%d types, %d element segments", len(again.Types()), len(again.Elements()))
	}
	m.RemoveStart()
	if got := instantiate(t, m.Encode()).ExportedGlobal("count").Get(); int32(got) != -7 {
		t.Errorf("without a start function: %d", int32(got))
	}
}

// TestEditsRenumberNothing edits the sample everywhere and looks whether what was there is.
func TestEditsRenumberNothing(t *testing.T) {
	before, m := parse(t, sample), parse(t, sample)
	if got := m.AddType(FuncType{[]ValType{I32, I64}, []ValType{F64}}); got != 1 {
		t.Errorf("an equal type is at 1, not %d", got)
	}
	typ := m.AddType(FuncType{Results: []ValType{V128, ExternRef}})
	fn, err := m.AddFunc(0, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if g := m.AddGlobal(F64, false, ConstF64(math.Pi)); typ != 2 || fn != 3 || g != 3 {
		t.Errorf("type %d, function %d, global %d", typ, fn, g)
	}
	for want := uint32(2); want < 4; want++ {
		if slot, err := m.AddTableElem(fn); err != nil || slot != want {
			t.Errorf("slot %d, %v", slot, err)
		}
	}
	m = parse(t, m.Encode())
	if got := m.Tables()[0].Limits; got != (Limits{Min: 4, Max: 7, HasMax: true}) {
		t.Errorf("table limits %+v", got)
	}
	if got := m.Elements()[3]; got.Mode != Active || !reflect.DeepEqual(got.Funcs, []uint32{3, 3}) {
		t.Errorf("appended segment %+v", got)
	}
	if pi, _ := m.Globals()[2].Init.F64(); pi != math.Pi {
		t.Errorf("global starts at %v", pi)
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"types", m.Types()[:2], before.Types()},
		{"imports", m.Imports(), before.Imports()},
		{"functions", m.Funcs()[:2], before.Funcs()},
		{"globals", m.Globals()[:2], before.Globals()},
		{"exports", m.Exports(), before.Exports()},
		{"elements", m.Elements()[:3], before.Elements()},
		{"data", m.Data(), before.Data()},
		{"body 1", m.Body(1), before.Body(1)},
		{"body 2", m.Body(2), before.Body(2)},
		{"custom sections", m.CustomSections(), before.CustomSections()},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %+v, not %+v", c.what, c.got, c.want)
		}
	}
}

func TestExports(t *testing.T) {
	m := parse(t, sample)
	for _, e := range []Export{{"run", KindFunc, 1}, {"f", KindFunc, 3}, {"g", KindGlobal, 3},
		{"t", KindTable, 1}, {"m", KindMemory, 1}, {"x", Kind(4), 0}} {
		var refused *EditError
		if err := m.AddExport(e.Name, e.Kind, e.Index); !errors.As(err, &refused) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if !bytes.Equal(m.Encode(), sample) {
		t.Error("a refused edit left a trace")
	}
	for _, err := range []error{
		m.AddExport("f", KindFunc, 0),
		m.AddExport("g", KindGlobal, 2),
		m.AddExport("t", KindTable, 0),
		m.RenameExport("run", "start"),
		m.RenameExport("start", "start"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if m.RenameExport("run", "again") == nil || m.RenameExport("f", "mem") == nil {
		t.Error("a bad name was taken")
	}
	if !m.RemoveExport("mem") || m.RemoveExport("mem") {
		t.Error("mem is not removed once")
	}
	want := []Export{{"start", KindFunc, 2}, {"f", KindFunc, 0}, {"g", KindGlobal, 2}, {"t", KindTable, 0}}
	if got := parse(t, m.Encode()).Exports(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if e, ok := m.Export("start"); !ok || e != want[0] {
		t.Errorf("start is %+v", e)
	}
}

func TestDropCustom(t *testing.T) {
	m := parse(t, sample)
	m.DropCustom("name")
	if got := parse(t, m.Encode()).CustomSections(); !reflect.DeepEqual(got, []string{"name"}) {
		t.Errorf("kept %q", got)
	}
	m.DropCustom()
	if got := m.Encode(); len(got) != len(sample)-5-7 || len(parse(t, got).CustomSections()) > 0 {
		t.Errorf("%d bytes left of %d", len(got), len(sample))
	}
}

func TestMemoryLimits(t *testing.T) {
	imported := moduleOf(sec(secImport, 2, 0, 0, 3, 0x7F, 0, 1, 'e', 1, 'm', 2, 0, 1))
	l := Limits{Min: 17, Max: 4096, HasMax: true}
	for name, wasm := range map[string][]byte{"defined": sample, "imported": imported} {
		m := parse(t, wasm)
		for _, bad := range []Limits{{Min: 1<<16 + 1}, {Min: 2, Max: 1, HasMax: true}, {Max: 1<<16 + 1, HasMax: true}, {Shared: true}} {
			if m.SetMemoryLimits(bad) == nil {
				t.Errorf("%s: %+v was taken", name, bad)
			}
		}
		if err := m.SetMemoryLimits(l); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		m = parse(t, m.Encode())
		got := append(m.Memories(), m.Imports()[len(m.Imports())-1].Memory)
		if got[0] != l {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if parse(t, moduleOf()).SetMemoryLimits(l) == nil {
		t.Error("limits were set on no memory")
	}
}

func TestRefusedEdits(t *testing.T) {
	importedTable := moduleOf(sec(secType, 1, 0x60, 0, 0), sec(secImport, 2, 0, 0, 1, 0x70, 0, 0, 0, 0, 0, 0))
	externs := moduleOf(sec(secType, 1, 0x60, 0, 0), sec(secImport, 1, 0, 0, 0, 0), sec(secTable, 1, 0x6F, 0, 0))
	full := moduleOf(sec(secType, 1, 0x60, 0, 0), sec(secImport, 1, 0, 0, 0, 0),
		sec(secTable, 1, 0x70, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F))
	farData := moduleOf(sec(secImport, 2, 0, 0, 3, 0x7F, 0, 0, 0, 2, 0, 1), sec(secData, 1, 0, 0x23, 0, 0x0B, 0))
	for name, c := range map[string]struct {
		wasm []byte
		edit func(*Module) error
	}{
		"slot in an imported table": {importedTable, func(m *Module) error { _, err := m.AddTableElem(0); return err }},
		"slot for externrefs":       {externs, func(m *Module) error { _, err := m.AddTableElem(0); return err }},
		"slot in a full table":      {full, func(m *Module) error { _, err := m.AddTableElem(0); return err }},
		"slot for no function":      {sample, func(m *Module) error { _, err := m.AddTableElem(3); return err }},
		"function of no type":       {sample, func(m *Module) error { _, err := m.AddFunc(2, nil, nil); return err }},
		"function left open":        {sample, func(m *Module) error { _, err := m.AddFunc(0, nil, []byte{2, 0x40}); return err }},
		"body of an import":         {sample, func(m *Module) error { return m.SetBody(0, []byte{0, 0x0B}) }},
		"body of nothing":           {sample, func(m *Module) error { return m.SetBody(3, []byte{0, 0x0B}) }},
		"body without end":          {sample, func(m *Module) error { return m.SetBody(1, []byte{0, 1}) }},
		"start with parameters":     {sample, func(m *Module) error { return m.SetStart(2) }},
		"start of nothing":          {sample, func(m *Module) error { return m.SetStart(3) }},
		"passive, but a start":      {sample, func(m *Module) error { _, err := m.PassiveData("d"); return err }},
		"passive, moving offset":    {farData, func(m *Module) error { _, err := m.PassiveData("d"); return err }},
	} {
		m := parse(t, c.wasm)
		if err := c.edit(m); err == nil || !strings.HasPrefix(err.Error(), "wasm: ") {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Equal(m.Encode(), c.wasm) {
			t.Errorf("%s left a trace", name)
		}
	}
}

func TestSetBody(t *testing.T) {
	m := parse(t, moduleOf())
	ft := FuncType{Results: []ValType{I64}}
	fn := export(t, m, "f", ft, nil, NewAsm().I64Const(1))
	body, err := NewBody([]ValType{I64}, NewAsm().I64Const(math.MinInt64).LocalTee(0).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetBody(fn, body); err != nil {
		t.Fatal(err)
	}
	if got := result(t, instantiate(t, m.Encode()), "f"); int64(got) != math.MinInt64 {
		t.Errorf("f() = %d", int64(got))
	}
	stop := errors.New("stop")
	if err := m.RewriteBodies(func(uint32, []byte) ([]byte, error) { return nil, stop }); err != stop {
		t.Errorf("%v", err)
	}
}

// TestPassiveData: memory stays empty until the appended function is called, later segments
// overwrite earlier ones as before, and passive ones are left alone.
func TestPassiveData(t *testing.T) {
	m := parse(t, moduleOf(sec(secMemory, 1, 0, 2), sec(secData, 4,
		0, 0x41, 8, 0x0B, 4, 'w', 'o', 'r', 'd',
		1, 1, 'p',
		2, 0, 0x41, 11, 0x0B, 1, 'e',
		0, 0x41, 0xFE, 0xFF, 7, 0x0B, 2, 'o', 'k'))) // the last two bytes
	spans, err := m.PassiveData("fill")
	if err != nil {
		t.Fatal(err)
	}
	if want := []Span{{8, 4}, {11, 1}, {131070, 2}}; !reflect.DeepEqual(spans, want) {
		t.Errorf("spans %v", spans)
	}
	if err := m.AddExport("memory", KindMemory, 0); err != nil {
		t.Fatal(err)
	}
	wasm := m.Encode()
	for _, d := range parse(t, wasm).Data() {
		if d.Mode != Passive {
			t.Errorf("still active: %+v", d)
		}
	}
	mod := instantiate(t, wasm)
	if b, _ := mod.Memory().Read(8, 4); !bytes.Equal(b, make([]byte, 4)) {
		t.Errorf("memory holds %q at once", b)
	}
	if _, err := mod.ExportedFunction("fill").Call(context.Background()); err != nil {
		t.Fatal(err)
	}
	if b, _ := mod.Memory().Read(8, 4); string(b) != "wore" {
		t.Errorf("memory holds %q", b)
	}
	if b, _ := mod.Memory().Read(131070, 2); string(b) != "ok" {
		t.Errorf("memory ends with %q", b)
	}
	if again, err := m.PassiveData("more"); err != nil || len(again) != 0 {
		t.Errorf("a second time: %v, %v", again, err)
	}
	if _, err := m.PassiveData("fill"); err == nil {
		t.Error("an export was taken twice")
	}
	instantiate(t, m.Encode())
}

// TestAsm computes what the builder's methods should compute, on wazero.
func TestAsm(t *testing.T) {
	i32, i64 := []ValType{I32}, []ValType{I64}
	two := FuncType{Params: []ValType{I32, I32}, Results: i32}
	wide := FuncType{Params: []ValType{I64, I64}, Results: i64}
	args := func() *Asm { return NewAsm().LocalGet(0).LocalGet(1) }
	const neg = uint32(0xFFFFFFF9) // -7
	for name, c := range map[string]struct {
		ft         FuncType
		a          *Asm
		x, y, want uint64
	}{
		"sub":       {two, args().I32Sub(), 3, 5, 0xFFFFFFFE},
		"lt_s":      {two, args().I32LtS(), uint64(neg), 1, 1},
		"lt_u":      {two, args().I32LtU(), uint64(neg), 1, 0},
		"gt_s":      {two, args().I32GtS(), uint64(neg), 1, 0},
		"gt_u":      {two, args().I32GtU(), uint64(neg), 1, 1},
		"le_s":      {two, args().I32LeS(), 4, 4, 1},
		"le_u":      {two, args().I32LeU(), 5, 4, 0},
		"ge_s":      {two, args().I32GeS(), uint64(neg), 4, 0},
		"ge_u":      {two, args().I32GeU(), uint64(neg), 4, 1},
		"eq":        {two, args().I32Eq(), 4, 4, 1},
		"ne":        {two, args().I32Ne(), 4, 4, 0},
		"and":       {two, args().I32And(), 12, 10, 8},
		"or":        {two, args().I32Or(), 12, 10, 14},
		"xor":       {two, args().I32Xor(), 12, 10, 6},
		"shl":       {two, args().I32Shl(), 3, 4, 48},
		"shr_s":     {two, args().I32ShrS(), uint64(neg), 1, 0xFFFFFFFC},
		"shr_u":     {two, args().I32ShrU(), uint64(neg), 1, 0x7FFFFFFC},
		"rem":       {two, args().Op(OpI32RemU), 17, 5, 2},
		"i64 sub":   {wide, args().I64Sub(), 1 << 40, 1, 1<<40 - 1},
		"i64 mul":   {wide, args().I64Mul(), 1 << 20, 1 << 20, 1 << 40},
		"i64 and":   {wide, args().I64And(), 12, 10, 8},
		"i64 or":    {wide, args().I64Or(), 12, 10, 14},
		"i64 xor":   {wide, args().I64Xor(), 12, 10, 6},
		"i64 shl":   {wide, args().I64Shl(), 3, 40, 3 << 40},
		"i64 shr_s": {wide, args().I64ShrS(), 1 << 63, 63, math.MaxUint64},
		"i64 shr_u": {wide, args().I64ShrU(), 1 << 63, 63, 1},
		"i64 eq":    {wide, args().I64Eq().I64ExtendI32U(), 1 << 40, 1 << 40, 1},
		"i64 ne":    {wide, args().I64Ne().I64ExtendI32S(), 1 << 40, 1 << 40, 0},
		"i64 lt_s":  {wide, args().I64LtS().I64ExtendI32U(), math.MaxUint64, 0, 1},
		"i64 lt_u":  {wide, args().I64LtU().I64ExtendI32U(), math.MaxUint64, 0, 0},
		"i64 gt_u":  {wide, args().I64GtU().I64ExtendI32U(), math.MaxUint64, 0, 1},
		"i64 ge_u":  {wide, args().I64GeU().I64ExtendI32U(), 0, 0, 1},
		"wrap":      {two, args().I64ExtendI32S().I64Const(1 << 35).I64Add().I32WrapI64().I32Add(), 3, 4, 7},
		"eqz":       {two, args().I32Add().I32Eqz(), 0, 0, 1},
		"i64 eqz":   {wide, args().I64Add().I64Eqz().I64ExtendI32U(), 1, 0, 0},
		"if of":     {two, NewAsm().LocalGet(0).IfOf(I32).LocalGet(1).Else().I32Const(-1).End(), 0, 4, 0xFFFFFFFF},
		"block of":  {two, NewAsm().BlockOf(I32).LocalGet(1).LocalGet(0).BrIf(0).Drop().I32Const(9).End(), 0, 4, 9},
		"select":    {two, args().LocalGet(0).Select(), 0, 4, 4},
		"return":    {two, NewAsm().Block().LocalGet(0).I32Eqz().BrIf(0).LocalGet(1).Return().End().Unreachable(), 1, 4, 4},
		"loop sums": {two, NewAsm().
			Loop().
			LocalGet(1).LocalGet(0).I32Add().LocalSet(1).
			LocalGet(0).I32Const(1).I32Sub().LocalTee(0).BrIf(0).
			End().LocalGet(1), 100, 0, 5050},
		"br_table": {two, NewAsm().
			Block().Block().Block().LocalGet(0).BrTable([]uint32{0, 1}, 2).End().
			I32Const(10).Return().End().I32Const(11).Return().End().I32Const(12), 1, 0, 11},
		"i32 memory": {two, NewAsm().LocalGet(0).LocalGet(1).I32Store(300).LocalGet(0).I32Load(300), 64, 77, 77},
		"i64 memory": {wide, NewAsm().LocalGet(0).I32WrapI64().LocalGet(1).I64Store(8).
			LocalGet(0).I32WrapI64().I64Load(8), 64, 1 << 50, 1 << 50},
		"f64 memory": {wide, NewAsm().I32Const(8).LocalGet(1).F64ReinterpretI64().F64Store(0).
			I32Const(8).F64Load(0).I64ReinterpretF64(), 0, math.Float64bits(math.E), math.Float64bits(math.E)},
		"bytes": {two, NewAsm().LocalGet(0).LocalGet(1).I32Store8(1).LocalGet(0).I32Load8U(1), 16, 0x1FF, 0xFF},
		"words": {two, NewAsm().LocalGet(0).LocalGet(1).I32Store16(2).LocalGet(0).I32Load16U(2), 16, 0x1FFFF, 0xFFFF},
		"fill, copy": {two, NewAsm().LocalGet(0).LocalGet(1).I32Const(4).MemoryFill().
			I32Const(1000).LocalGet(0).I32Const(3).MemoryCopy().I32Const(1000).I32Load(0), 500, 5, 0x050505},
		"grow":  {two, NewAsm().LocalGet(0).MemoryGrow().Drop().MemorySize(), 3, 0, 4},
		"float": {wide, NewAsm().F64Const(-0.5).I64ReinterpretF64(), 0, 0, math.Float64bits(-0.5)},
		"null":  {two, NewAsm().RefNull(ExternRef).Op(OpRefIsNull), 0, 0, 1},
	} {
		m := parse(t, moduleOf(sec(secMemory, 1, 0, 1)))
		export(t, m, "f", c.ft, nil, c.a)
		if got := result(t, instantiate(t, m.Encode()), "f", c.x, c.y); got != c.want {
			t.Errorf("%s: %#x, not %#x", name, got, c.want)
		}
	}
}
