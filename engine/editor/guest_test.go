package editor

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// moduleDir returns where the module cache keeps a dependency.
func moduleDir(tb testing.TB, path string) string {
	tb.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		tb.Fatalf("go list: %v", err)
	}
	return strings.TrimSpace(string(dir))
}

// guest returns the binary that the engine links.
func guest(tb testing.TB) []byte {
	tb.Helper()
	wasm, err := os.ReadFile(filepath.Join(moduleDir(tb, "github.com/fastschema/qjs"), "qjs.wasm"))
	if err != nil {
		tb.Fatal(err)
	}
	return wasm
}

func TestGuestRoundTrip(t *testing.T) {
	wasm := guest(t)
	m, err := Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Encode(), wasm) {
		t.Error("an unedited module came out changed")
	}
	if n := m.NumImportedFuncs(); n != 24 {
		t.Errorf("%d imported functions", n)
	}
	if n := len(m.Funcs()); n != 1138 {
		t.Errorf("%d functions", n)
	}
	if sp, _ := m.Globals()[0].Init.I32(); sp != 165408 {
		t.Errorf("__stack_pointer starts at %d", sp)
	}
	if got := m.Tables()[0].Limits; got != (Limits{Min: 542, Max: 542, HasMax: true}) {
		t.Errorf("table limits %+v", got)
	}
	if got := m.Memories()[0].Min; got != 3 {
		t.Errorf("%d pages", got)
	}
	// Encoding every vector anew from its entries must lose nothing either.
	for _, s := range m.sections {
		if s.id != secCustom && s.id != secStart {
			s.raw = nil
		}
	}
	again, err := Parse(m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	for fn := range uint32(m.NumFuncs()) {
		if !bytes.Equal(again.Body(fn), m.Body(fn)) {
			t.Fatalf("body of function %d changed", fn)
		}
	}
}

// TestGuestInstrumented links what the engine links (a gate, a countdown in every loop, a table
// slot, exports, passive data) and lets the result evaluate JavaScript.
func TestGuestInstrumented(t *testing.T) {
	m, err := Parse(guest(t))
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m.DropCustom()
	const refill = 5000
	fuel := m.AddGlobal(I32, true, ConstI32(refill))
	proxy, ok := m.ImportedFunc("env", "jsFunctionProxy")
	if !ok {
		t.Fatal("no jsFunctionProxy")
	}
	gate, err := m.AddFunc(m.AddType(FuncType{}), nil, NewAsm().
		I32Const(0).I64Const(0).I32Const(-1).I32Const(0).Call(proxy).Drop().
		I32Const(refill).GlobalSet(fuel).Bytes())
	must(err)
	seven, err := m.AddFunc(m.AddType(FuncType{Results: []ValType{I32}}), nil, NewAsm().I32Const(7).Bytes())
	must(err)
	slot, err := m.AddTableElem(seven)
	must(err)
	viaTable, err := m.AddFunc(m.AddType(FuncType{Results: []ValType{I32}}), nil, NewAsm().
		I32Const(int32(slot)).CallIndirect(m.AddType(FuncType{Results: []ValType{I32}})).Bytes())
	must(err)
	must(m.AddExport("viaTable", KindFunc, viaTable))
	must(m.AddExport("__stack_pointer", KindGlobal, 0))
	check := NewAsm().GlobalGet(fuel).I32Const(-1).I32Add().GlobalSet(fuel).
		GlobalGet(fuel).I32Eqz().If().Call(gate).End().Bytes()
	loops := 0
	must(m.RewriteBodies(func(fn uint32, body []byte) ([]byte, error) {
		if fn >= gate {
			return nil, nil
		}
		body, n, err := InsertAfterLoops(body, check)
		loops += n
		return body, err
	}))
	if loops < 1000 {
		t.Errorf("only %d loops", loops)
	}
	spans, err := m.PassiveData("__init_data")
	must(err)
	if len(spans) == 0 {
		t.Error("no data segments")
	}
	runGuest(t, m.Encode())
}

func runGuest(t *testing.T, wasm []byte) {
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler())
	defer rt.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	gated := 0
	_, err := rt.NewHostModuleBuilder("env").NewFunctionBuilder().
		WithFunc(func(ctx context.Context, c uint32, this uint64, argc, argv uint32) uint64 {
			if int32(argc) == -1 {
				gated++
			}
			return 0
		}).Export("jsFunctionProxy").Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := rt.InstantiateWithConfig(ctx, wasm, wazero.NewModuleConfig().WithStartFunctions())
	if err != nil {
		t.Fatal(err)
	}
	call := func(name string, args ...uint64) uint64 {
		t.Helper()
		fn := mod.ExportedFunction(name)
		if fn == nil {
			t.Fatalf("no function %s", name)
		}
		res, err := fn.Call(ctx, args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(res) == 0 {
			return 0
		}
		return res[0]
	}
	call("__init_data")
	if mod.ExportedFunction("_initialize") != nil {
		call("_initialize")
	}
	if got := call("viaTable"); got != 7 {
		t.Errorf("through the table: %d", got)
	}
	if sp := mod.ExportedGlobal("__stack_pointer"); sp == nil || api.DecodeI32(sp.Get()) <= 0 {
		t.Error("__stack_pointer is not exported")
	}
	text := func(s string) uint64 {
		p := call("malloc", uint64(len(s)+1))
		if !mod.Memory().Write(uint32(p), append([]byte(s), 0)) {
			t.Fatal("malloc answered out of bounds")
		}
		return p
	}
	qjs := call("New_QJS", 0, 0, 0, 0)
	js, ok := mod.Memory().ReadUint32Le(uint32(qjs) + 4)
	if !ok {
		t.Fatal("New_QJS answered out of bounds")
	}
	before := gated
	code := "let s = 0; for (let i = 0; i < 3e5; i++) s += i % 7; s + [3, 1, 2].sort().join() + /^(a+)+$/.test('a'.repeat(14) + 'b')"
	value := call("QJS_Eval", uint64(js), call("QJS_CreateEvalOption", text(code), 0, 0, text("test.js"), 0))
	// QJS_ToCString answers with the address of address<<32 | length.
	packed, _ := mod.Memory().ReadUint64Le(uint32(call("QJS_ToCString", uint64(js), value)))
	got, _ := mod.Memory().Read(uint32(packed>>32), uint32(packed))
	if string(got) != "8999971,2,3false" {
		t.Errorf("evaluated to %q", got)
	}
	if gated == before {
		t.Error("the loops never called the gate")
	}
}
