package wasm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/memory"
)

var errPolled = errors.New("polled enough")

// newStore makes a store whose runs end after so many units of work.
func newStore(t testing.TB, units uint64) *Store {
	t.Helper()
	cache := NewCache("")
	var used uint64
	s, err := NewStore(Config{
		Context: context.Background(), Cache: cache, Limit: 64 << 20,
		Poll: func(n uint64) {
			if used += n; used > units {
				panic(errPolled)
			}
		},
		NewMemory: func(max uint64) (experimental.LinearMemory, error) { return memory.New(min(max, 64<<20)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		cache.Close()
	})
	return s
}

// builder makes modules.
type builder struct {
	t testing.TB
	*editor.Module
}

func build(t testing.TB) builder { return builder{t, editor.NewModule()} }

func (b builder) must(err error) {
	if err != nil {
		b.t.Helper()
		b.t.Fatal(err)
	}
}

func (b builder) imported(module, name string, params, results []editor.ValType) uint32 {
	fn, err := b.AddImportedFunc(module, name, b.AddType(editor.FuncType{Params: params, Results: results}))
	b.must(err)
	return fn
}

func (b builder) fn(export string, params, results []editor.ValType, code *editor.Asm) uint32 {
	fn, err := b.AddFunc(b.AddType(editor.FuncType{Params: params, Results: results}), nil, code.Bytes())
	b.must(err)
	if export != "" {
		b.must(b.AddExport(export, editor.KindFunc, fn))
	}
	return fn
}

func (b builder) memory(min, max uint32) {
	b.must(b.AddMemory(editor.Limits{Min: min, Max: max, HasMax: true}))
	b.must(b.AddExport("memory", editor.KindMemory, 0))
}

func (b builder) instantiate(s *Store, imports ...any) *Instance {
	b.t.Helper()
	m, err := s.Compile(context.Background(), b.Encode())
	b.must(err)
	b.must(s.Keep(m))
	inst, err := s.Instantiate(m, imports)
	b.must(err)
	b.must(inst.Start())
	return inst
}

func export[T any](t testing.TB, i *Instance, name string) T {
	t.Helper()
	for _, e := range i.Module().Exports {
		if e.Name == name {
			x, err := i.Export(e)
			if err != nil {
				t.Fatal(err)
			}
			return x.(T)
		}
	}
	t.Fatalf("no export %q", name)
	panic("unreachable")
}

func run(t testing.TB, i *Instance, name string, args ...uint64) (uint64, error) {
	t.Helper()
	f := export[*Func](t, i, name)
	stack := make([]uint64, max(f.StackLen(), len(args)))
	copy(stack, args)
	err := f.Call(stack)
	return stack[0], err
}

var one = []editor.ValType{i32}

// Each trap is told in V8's words.
func TestTraps(t *testing.T) {
	s := newStore(t, 1<<40)
	b := build(t)
	b.memory(1, 1)
	table := b.AddTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: 3, Max: 3, HasMax: true}})
	none := b.AddType(editor.FuncType{})
	other := b.fn("", one, nil, editor.NewAsm())
	b.AddElements(table, []uint32{other})
	for _, c := range []struct {
		name string
		code *editor.Asm
	}{
		{"unreachable", editor.NewAsm().Unreachable()},
		{"memory access out of bounds", editor.NewAsm().I32Const(-1).I32Load(0).Drop()},
		{"divide by zero", editor.NewAsm().I32Const(1).I32Const(0).Op(0x6d).Drop()},
		{"divide result unrepresentable", editor.NewAsm().I32Const(-1 << 31).I32Const(-1).Op(0x6d).Drop()},
		{"float unrepresentable in integer range", editor.NewAsm().F64Const(nan()).Op(0xaa).Drop()},
		{"null function or function signature mismatch", editor.NewAsm().I32Const(1).CallIndirect(none)},
	} {
		b.fn(c.name, nil, nil, c.code)
	}
	forever := uint32(b.NumFuncs())
	b.fn("deep", nil, nil, editor.NewAsm().Call(forever))
	inst := b.instantiate(s)
	for _, e := range inst.Module().Exports {
		if e.Kind != editor.KindFunc {
			continue
		}
		_, err := run(t, inst, e.Name)
		var trap *Trap
		switch {
		case e.Name == "deep":
			if !errors.Is(err, ErrStackOverflow) {
				t.Errorf("deep recursion: %v", err)
			}
		case !errors.As(err, &trap) || trap.Message != e.Name:
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}

func nan() float64 { z := 0.0; return z / z }

// Nothing that a module can do runs on without polling.
func TestEndless(t *testing.T) {
	for name, define := range map[string]func(b builder){
		"loop": func(b builder) { b.fn("f", nil, nil, editor.NewAsm().Loop().Br(0).End()) },
		"loop in a start function": func(b builder) {
			b.must(b.SetStart(b.fn("f", nil, nil, editor.NewAsm().Loop().Br(0).End())))
		},
		"calls that multiply": func(b builder) {
			last := b.fn("", nil, nil, editor.NewAsm())
			for range 60 {
				last = b.fn("", nil, nil, editor.NewAsm().Call(last).Call(last))
			}
			b.fn("f", nil, nil, editor.NewAsm().Call(last))
		},
		"tail calls": func(b builder) {
			self := uint32(b.NumFuncs())
			b.fn("f", nil, nil, editor.NewAsm().ReturnCall(self))
		},
		"fills": func(b builder) {
			b.memory(512, 512)
			b.fn("f", nil, nil, editor.NewAsm().Loop().I32Const(0).I32Const(1).I32Const(32<<20).MemoryFill().Br(0).End())
		},
		"copies": func(b builder) {
			b.memory(512, 512)
			b.fn("f", nil, nil, editor.NewAsm().Loop().I32Const(0).I32Const(1).I32Const(32<<20-1).MemoryCopy().Br(0).End())
		},
		"references": func(b builder) {
			self := uint32(b.NumFuncs())
			b.fn("f", nil, nil, editor.NewAsm().Loop().RefFunc(self).Drop().Br(0).End())
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, 50_000_000)
			b := build(t)
			define(b)
			m, err := s.Compile(context.Background(), b.Encode())
			b.must(err)
			b.must(s.Keep(m))
			inst, err := s.Instantiate(m, nil)
			b.must(err)
			start := time.Now()
			if err = inst.Start(); err == nil {
				_, err = run(t, inst, "f")
			}
			if !errors.Is(err, errPolled) {
				t.Errorf("%v", err)
			}
			t.Log(time.Since(start))
		})
	}
}

// What instrumentation adds is nothing that a module can name: such a module is
// refused, as it would be without it.
func TestAddedIsHidden(t *testing.T) {
	s := newStore(t, 1<<40)
	compile := func(define func(b builder)) error {
		b := build(t)
		b.fn("f", nil, nil, editor.NewAsm())
		define(b)
		m, err := s.Compile(context.Background(), b.Encode())
		if err == nil {
			s.Drop(m)
		}
		return err
	}
	if err := compile(func(builder) {}); err != nil {
		t.Fatal(err)
	}
	for i := uint32(0); i < 12; i++ {
		for name, code := range map[string]*editor.Asm{
			"call":        editor.NewAsm().Call(1 + i + 1),
			"global.set":  editor.NewAsm().I32Const(1 << 30).GlobalSet(i),
			"global.get":  editor.NewAsm().GlobalGet(i).Drop(),
			"table.size":  editor.NewAsm().TableSize(i).Drop(),
			"ref.func":    editor.NewAsm().RefFunc(1 + i + 1).Drop(),
			"return_call": editor.NewAsm().ReturnCall(1 + i + 1),
			"block":       editor.NewAsm().Op(editor.OpBlock).Raw([]byte{byte(1 + i)}).Unreachable().End(),
		} {
			var refused *CompileError
			if err := compile(func(b builder) { b.fn("g", nil, nil, code) }); !errors.As(err, &refused) {
				t.Errorf("%s %d: %v", name, i, err)
			}
		}
	}
}

// A function is one Func, whichever way it is come by.
func TestFuncIdentity(t *testing.T) {
	s := newStore(t, 1<<40)
	b := build(t)
	host := b.imported("a", "host", one, one)
	table := b.AddTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: 4}})
	b.must(b.AddExport("table", editor.KindTable, table))
	double := b.fn("double", one, one, editor.NewAsm().LocalGet(0).LocalGet(0).I32Add())
	inner := b.fn("", one, one, editor.NewAsm().LocalGet(0).Call(host).I32Const(1).I32Add())
	b.must(b.AddExport("host", editor.KindFunc, host))
	b.AddElements(table, []uint32{double, inner, host})
	b.fn("refer", nil, []editor.ValType{editor.FuncRef}, editor.NewAsm().RefFunc(double))
	inst := b.instantiate(s, HostFunc(func(_ context.Context, _ api.Module, stack []uint64) error {
		stack[0] *= 10
		return nil
	}))
	tab, f := export[*Table](t, inst, "table"), export[*Func](t, inst, "double")
	at := func(i uint32) *Func {
		ref, err := tab.Get(i)
		b.must(err)
		return s.Func(ref)
	}
	refer, err := run(t, inst, "refer")
	b.must(err)
	if first := at(0); first != f || s.Func(refer) != f || first != at(0) || at(2) != export[*Func](t, inst, "host") || at(3) != nil {
		t.Error("one function is several")
	}
	if at(1) == f || at(1) == nil {
		t.Fatal("several functions are one")
	}

	// A second module imports all of them, and puts its own into the table.
	c := build(t)
	fromHost, fromWasm, fromTable := c.imported("", "0", one, one), c.imported("", "1", one, one), c.imported("", "2", one, one)
	c.must(c.AddImport(editor.Import{Kind: editor.KindTable, Table: editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: 4}}}))
	c.must(c.AddExport("double", editor.KindFunc, fromWasm))
	c.must(c.AddExport("again", editor.KindTable, 0))
	typ := c.AddType(editor.FuncType{Params: one, Results: one})
	c.fn("all", one, one, editor.NewAsm().LocalGet(0).Call(fromHost).Call(fromWasm).Call(fromTable))
	c.fn("indirect", []editor.ValType{i32, i32}, one, editor.NewAsm().LocalGet(0).LocalGet(1).CallIndirect(typ))
	triple := c.fn("triple", one, one, editor.NewAsm().LocalGet(0).I32Const(3).I32Mul())
	c.fn("", nil, []editor.ValType{editor.FuncRef}, editor.NewAsm().RefFunc(triple))
	second := c.instantiate(s, at(2), at(0), at(1), tab)
	if export[*Func](t, second, "double") != f || export[*Table](t, second, "again") != tab {
		t.Error("what is exported again is another")
	}
	if got, err := run(t, second, "all", 4); err != nil || got != 4*10*2*10+1 {
		t.Errorf("all(4) = %d, %v", got, err)
	}
	ref, err := export[*Func](t, second, "triple").Ref()
	c.must(err)
	c.must(tab.Set(3, ref))
	if at(3) != export[*Func](t, second, "triple") {
		t.Error("a function in another's table is another")
	}
	for i, want := range []uint64{8, 41, 40, 12} {
		if got, err := run(t, second, "indirect", 4, uint64(i)); err != nil || got != want {
			t.Errorf("element %d of 4 = %d, %v, want %d", i, got, err, want)
		}
		stack := []uint64{4}
		if err := at(uint32(i)).Call(stack); err != nil || stack[0] != want {
			t.Errorf("function %d of 4 = %d, %v, want %d", i, stack[0], err, want)
		}
	}
}

// Calls between host and module nest, but not without end.
func TestNesting(t *testing.T) {
	s := newStore(t, 1<<40)
	b := build(t)
	again := b.imported("a", "again", one, one)
	b.fn("f", one, one, editor.NewAsm().LocalGet(0).I32Eqz().IfOf(i32).I32Const(7).Else().LocalGet(0).I32Const(-1).I32Add().Call(again).End())
	self := uint32(b.NumFuncs())
	b.fn("deep", one, one, editor.NewAsm().LocalGet(0).I32Eqz().IfOf(i32).I32Const(0).Call(again).Else().
		LocalGet(0).I32Const(-1).I32Add().Call(self).I32Const(1).I32Add().End())
	var inst *Instance
	next := "f"
	inst = b.instantiate(s, HostFunc(func(_ context.Context, _ api.Module, stack []uint64) error {
		args := stack[0]
		if next == "deep" {
			args = 100_000
		}
		result, err := run(t, inst, next, args)
		stack[0] = result
		return err
	}))
	if got, err := run(t, inst, "f", 500); err != nil || got != 7 {
		t.Errorf("500 deep: %d, %v", got, err)
	}
	if _, err := run(t, inst, "f", 1e6); !errors.Is(err, ErrStackOverflow) {
		t.Errorf("endless: %v", err)
	}
	next = "deep"
	if _, err := run(t, inst, "deep", 100_000); !errors.Is(err, ErrStackOverflow) {
		t.Errorf("deep within deep: %v", err)
	}
	next = "f"
	if got, err := run(t, inst, "f", 5); err != nil || got != 7 {
		t.Errorf("afterwards: %d, %v", got, err)
	}
	if len(s.active) != 0 {
		t.Errorf("%d calls are thought to run", len(s.active))
	}
}

// A host function's error comes out of the call, whatever is between.
func TestHostErrors(t *testing.T) {
	s := newStore(t, 1<<40)
	fault := errors.New("fault")
	b := build(t)
	b.fn("f", nil, nil, editor.NewAsm().Call(b.imported("a", "f", nil, nil)))
	inst := b.instantiate(s, HostFunc(func(context.Context, api.Module, []uint64) error { return fault }))
	c := build(t)
	c.fn("g", nil, nil, editor.NewAsm().Call(c.imported("a", "f", nil, nil)))
	outer := c.instantiate(s, export[*Func](t, inst, "f"))
	if _, err := run(t, outer, "g"); !errors.Is(err, fault) {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	s := newStore(t, 1<<40)
	if _, err := s.NewMemory(editor.Limits{Min: MaxPages}); !errors.Is(err, ErrNoMemory) {
		t.Errorf("4 GiB at once: %v", err)
	}
	m, err := s.NewMemory(editor.Limits{Min: 1})
	if err != nil {
		t.Fatal(err)
	}
	if before, ok := m.Grow(3); !ok || before != 1 || m.Pages() != 4 {
		t.Errorf("growing: %d, %t, %d pages", before, ok, m.Pages())
	}
	if _, ok := m.Grow(MaxPages - 4); ok {
		t.Error("a memory grew to 4 GiB")
	}
	if _, err := s.NewTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: MaxTable}}); !errors.Is(err, ErrNoMemory) {
		t.Errorf("a table of 80 MB: %v", err)
	}
	b := build(t)
	b.memory(1, MaxPages)
	b.fn("grow", one, one, editor.NewAsm().LocalGet(0).MemoryGrow())
	table := b.AddTable(editor.TableType{Elem: editor.ExternRef, Limits: editor.Limits{Min: 1}})
	b.fn("growTable", one, one, editor.NewAsm().RefNull(editor.ExternRef).LocalGet(0).TableGrow(table))
	inst := b.instantiate(s)
	for _, c := range []struct {
		name    string
		by      uint64
		granted bool
	}{{"grow", 1, true}, {"grow", 1 << 15, false}, {"growTable", 1000, true}, {"growTable", 1 << 24, false}, {"growTable", 1<<32 - 1, false}} {
		got, err := run(t, inst, c.name, c.by)
		if err != nil || (got != 0xffffffff) != c.granted {
			t.Errorf("%s(%d) = %d, %v", c.name, c.by, int32(uint32(got)), err)
		}
	}
	// Modules without end.
	for i := 0; ; i++ {
		d := build(t)
		d.memory(1, 1)
		d.AddData(0, []byte(strings.Repeat("x", 60000)))
		d.fn("f", nil, one, editor.NewAsm().I32Const(int32(i)))
		m, err := s.Compile(context.Background(), d.Encode())
		if errors.Is(err, ErrNoMemory) {
			break
		}
		d.must(err)
		d.must(s.Keep(m))
		if i > 10_000 {
			t.Fatal("no end of modules")
		}
	}
}

func TestCompileErrors(t *testing.T) {
	s := newStore(t, 1<<40)
	header := "\x00asm\x01\x00\x00\x00"
	for binary, want := range map[string]string{
		"":                        "BufferSource argument is empty",
		"\x00as":                  "expected 4 bytes, fell off end @+0",
		"\x01\x02\x03\x04\x05":    "expected magic word 00 61 73 6d, found 01 02 03 04 @+0",
		"\x00asm\x02\x00\x00\x00": "expected version 01 00 00 00, found 02 00 00 00 @+4",
		header + "\x01\x05":       "5 bytes claimed",
		header + "\x01\x05\x01\x60\x00\x01\x7f\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b": "invalid function[0]: not enough results",
		header + "\x0d\x00":                             "section 13",
		header + "\x05\x04\x01\x03\x01\x02":             "shared memories are not supported",
		header + "\x05\x05\x01\x00\x81\x80\x04":         "memory size (65537 pages)",
		header + "\x04\x07\x01\x70\x00\x81\xad\xe2\x04": "initial table size (10000001 elements)",
		header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x08\x01\x06\x01\xd1\x86\x03\x7f\x0b": "local count too large",
	} {
		_, err := s.Compile(context.Background(), []byte(binary))
		var compile *CompileError
		if !errors.As(err, &compile) || !strings.Contains(compile.Message, want) {
			t.Errorf("%q: %v, want %q", binary, err, want)
		}
	}
	if m, err := s.Compile(context.Background(), []byte(header)); err != nil {
		t.Error(err)
	} else {
		s.Drop(m)
	}
	if s.Used() != 0 {
		t.Errorf("%d bytes are charged for nothing", s.Used())
	}
}

func BenchmarkCall(b *testing.B) {
	s := newStore(b, 1<<60)
	m := build(b)
	m.fn("add", []editor.ValType{i32, i32}, one, editor.NewAsm().LocalGet(0).LocalGet(1).I32Add())
	f := export[*Func](b, m.instantiate(s), "add")
	stack := make([]uint64, 2)
	b.ReportAllocs()
	for b.Loop() {
		stack[0], stack[1] = 1, 2
		if err := f.Call(stack); err != nil {
			b.Fatal(err)
		}
	}
}

// What the countdown costs: a loop of nothing but arithmetic, bare and edited.
func BenchmarkLoop(b *testing.B) {
	const turns = 10_000_000
	s := newStore(b, 1<<60)
	m := build(b)
	typ := m.AddType(editor.FuncType{Results: one})
	fn, err := m.AddFunc(typ, []editor.ValType{i32, i32}, editor.NewAsm().
		Loop().
		LocalGet(1).LocalGet(0).I32Const(7).I32Mul().I32Xor().LocalSet(1).
		LocalGet(0).I32Const(1).I32Add().LocalTee(0).I32Const(turns).I32LtU().BrIf(0).
		End().LocalGet(1).Bytes())
	m.must(err)
	m.must(m.AddExport("f", editor.KindFunc, fn))
	bare, err := s.ownModule(m.Encode(), nil, nil)
	m.must(err)
	for name, f := range map[string]api.Function{"bare": bare.ExportedFunction("f"), "edited": m.instantiate(s).mod.ExportedFunction("f")} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := f.Call(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/turns, "ns/turn")
		})
	}
}

// Both edits and wazero's compiler stop when nobody wants the module any more.
func TestCompileEnds(t *testing.T) {
	b := build(t)
	for range 4 {
		_, err := b.AddFunc(b.AddType(editor.FuncType{}), nil, editor.NewAsm().Bytes())
		b.must(err)
	}
	binary := b.Encode()
	s := newStore(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Compile(ctx, binary); err == nil || s.Used() != 0 {
		t.Errorf("compiled: %v; %d bytes are charged", err, s.Used())
	}
	if _, err := s.compile(ctx, binary); !errors.Is(err, context.Canceled) {
		t.Errorf("wazero compiles: %v", err)
	}
}

// What the compiler would be busy with for long is refused, and less is not.
func TestShapes(t *testing.T) {
	s := newStore(t, 0)
	for _, c := range []struct {
		name   string
		locals int
		n      int
		within bool
		code   func(a *editor.Asm, i int)
	}{
		{"branches", 1, 8000, true, func(a *editor.Asm, _ int) { a.LocalGet(0).If().End() }},
		{"too many branches", 1, 8200, false, func(a *editor.Asm, _ int) { a.LocalGet(0).If().End() }},
		{"loops", 10, 500, true, func(a *editor.Asm, i int) { a.Loop().LocalGet(uint32(i % 10)).BrIf(0).End() }},
		{"too many loops", 1000, 400, false, func(a *editor.Asm, i int) { a.Loop().LocalGet(uint32(2 * i)).LocalSet(uint32(2*i + 1)).End() }},
		{"too many locals", 4000, 4000, false, func(a *editor.Asm, i int) { a.LocalGet(uint32(i)).If().End() }},
	} {
		b := build(t)
		code := editor.NewAsm()
		for i := range c.n {
			c.code(code, i)
		}
		_, err := b.AddFunc(b.AddType(editor.FuncType{}), slices.Repeat([]editor.ValType{editor.I32}, c.locals), code.Bytes())
		b.must(err)
		m, err := s.Compile(t.Context(), b.Encode())
		if err == nil {
			s.Drop(m)
		}
		if complex := err != nil && strings.Contains(err.Error(), "too complex"); complex == c.within || err != nil && !complex {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
