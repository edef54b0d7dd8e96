package editor

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// corpus returns the paths of the specification's test modules, and more, that wazero ships.
func corpus(tb testing.TB) []string {
	tb.Helper()
	var paths []string
	err := filepath.WalkDir(moduleDir(tb, "github.com/tetratelabs/wazero"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".wasm") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(paths) < 1000 {
		tb.Fatalf("only %d modules found", len(paths))
	}
	return paths
}

// TestCorpus compares with wazero. What it compiles must be read, round-trip, and compile again
// after each kind of edit; the corpus covers every instruction.
func TestCorpus(t *testing.T) {
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(
		api.CoreFeaturesV2|experimental.CoreFeaturesThreads|experimental.CoreFeaturesTailCall|
			experimental.CoreFeaturesExtendedConst).WithMemoryLimitPages(1<<16))
	defer rt.Close(ctx)
	compiles := func(wasm []byte) error {
		c, err := rt.CompileModule(ctx, wasm)
		if err == nil {
			err = c.Close(ctx)
		}
		return err
	}
	valid, bodies := 0, 0
	for i, path := range corpus(t) {
		if testing.Short() && i%10 != 0 {
			continue
		}
		wasm, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(wasm)
		if err == nil && !bytes.Equal(m.Encode(), wasm) {
			t.Errorf("%s: round trip changed it", path)
		}
		if compiles(wasm) != nil {
			continue // here it is enough that Parse did not panic
		}
		if bad, ok := err.(*FormatError); ok && bad.Unsupported && strings.Contains(path, "typed-function-references") {
			continue
		}
		valid++
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n, err := editAll(m)
		bodies += n
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := compiles(m.Encode()); err != nil {
			t.Errorf("%s: edited: %v", path, err)
		}
	}
	t.Logf("%d valid modules, %d bodies", valid, bodies)
	if valid == 0 || bodies == 0 {
		t.Error("nothing was compared")
	}
}

// editAll makes every edit that m allows and returns how many bodies it has.
func editAll(m *Module) (int, error) {
	bodies := len(m.Funcs())
	first := m.NumFuncs()
	for _, s := range m.sections {
		if s.id != secCustom {
			s.raw = nil
		}
	}
	m.DropCustom()
	count := m.AddGlobal(I64, true, ConstI64(-1<<40))
	tick, err := m.AddFunc(m.AddType(FuncType{}), []ValType{I32, I64, I64, F64},
		NewAsm().GlobalGet(count).I64Const(1).I64Add().GlobalSet(count).Bytes())
	if err != nil {
		return 0, err
	}
	seq := NewAsm().GlobalGet(count).I64Eqz().If().Call(tick).Else().Nop().End().Bytes()
	err = m.RewriteBodies(func(fn uint32, body []byte) ([]byte, error) {
		if int(fn) >= first {
			return nil, nil
		}
		body, _, err := InsertAfterLoops(body, seq)
		if err != nil {
			return nil, err
		}
		return InsertAtEntry(body, seq)
	})
	if err != nil {
		return 0, err
	}
	if m.importedTables == 0 && (len(m.tables) == 0 || m.tables[0].Elem == FuncRef && m.tables[0].Min < 1<<20) {
		for range 3 {
			if _, err := m.AddTableElem(tick); err != nil {
				return 0, err
			}
		}
	}
	if len(m.exports) > 0 {
		if err := m.RenameExport(m.exports[0].Name, "renamed by the test"); err != nil {
			return 0, err
		}
	}
	if err := m.AddExport("tick by the test", KindFunc, tick); err != nil {
		return 0, err
	}
	m.RemoveStart()
	for _, d := range m.data {
		if _, ok := d.Offset.I32(); d.Mode == Active && !ok {
			return bodies, nil // PassiveData has no place for it
		}
	}
	if m.space(KindMemory) > 0 {
		if _, err := m.PassiveData("data by the test"); err != nil {
			return 0, err
		}
	}
	return bodies, m.SetStart(tick)
}
