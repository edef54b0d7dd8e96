package guest

import (
	"bytes"
	"testing"

	"github.com/wjs-run/wjs/engine/editor"
)

func TestInlineDerived(t *testing.T) {
	const base, derived, other = 0, 1, 2
	asm := editor.NewAsm
	hoist := func() *editor.Asm { return asm().LocalGet(base).I32Const(24).I32Add().LocalSet(derived) }
	for name, test := range map[string]struct{ code, want *editor.Asm }{
		"the constant joins the offset of a load": {
			hoist().Loop().LocalGet(derived).I32Load(4).LocalSet(other).End(),
			hoist().Loop().LocalGet(base).I32Load(28).LocalSet(other).End(),
		},
		"what is no load gets the sum": {
			hoist().Loop().LocalGet(derived).LocalSet(other).End(),
			hoist().Loop().LocalGet(base).I32Const(24).I32Add().LocalSet(other).End(),
		},
		"other operations": {
			asm().LocalGet(base).I32Const(-2).I32And().LocalSet(derived).Loop().LocalGet(derived).I32Load(4).Drop().End(),
			asm().LocalGet(base).I32Const(-2).I32And().LocalSet(derived).Loop().LocalGet(base).I32Const(-2).I32And().I32Load(4).Drop().End(),
		},
		"a negative constant is no offset": {
			asm().LocalGet(base).I32Const(-8).I32Add().LocalSet(derived).Loop().LocalGet(derived).I32Load(4).Drop().End(),
			asm().LocalGet(base).I32Const(-8).I32Add().LocalSet(derived).Loop().LocalGet(base).I32Const(-8).I32Add().I32Load(4).Drop().End(),
		},
		"the base changes":            {hoist().Loop().I32Const(1).LocalSet(base).LocalGet(derived).Drop().End(), nil},
		"the sum changes":             {hoist().Loop().I32Const(1).LocalSet(derived).LocalGet(derived).Drop().End(), nil},
		"the sum is no sum":           {asm().I32Const(1).LocalSet(derived).Loop().LocalGet(derived).Drop().End(), nil},
		"a copy is none either":       {asm().LocalGet(base).LocalSet(derived).Loop().LocalGet(derived).Drop().End(), nil},
		"it is read before the loop":  {hoist().LocalGet(derived).LocalSet(other).Loop().End(), nil},
		"the base changes in a turn":  {asm().Loop().I32Const(1).LocalSet(base).Raw(hoist().Bytes()).Loop().LocalGet(derived).Drop().End().End(), nil},
		"the base changes before all": {asm().I32Const(1).LocalSet(base).Raw(hoist().Bytes()).Loop().LocalGet(derived).Drop().End(), asm().I32Const(1).LocalSet(base).Raw(hoist().Bytes()).Loop().LocalGet(base).I32Const(24).I32Add().Drop().End()},
	} {
		if test.want == nil {
			test.want = test.code
		}
		body, want := newBody(t, test.code), newBody(t, test.want)
		code, err := instructions(body)
		if err != nil {
			t.Fatal(err)
		}
		loop := 0
		for i, in := range code {
			if in.Op == editor.OpLoop {
				loop = i
			}
		}
		got, err := inlineDerived(body, code, loop)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\n% x\n% x", name, err, got, want)
		}
	}
}

func newBody(t *testing.T, code *editor.Asm) []byte {
	t.Helper()
	body, err := editor.NewBody([]editor.ValType{i32, i32, i32}, code.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestDispatch: opcodes are looked up in no table but the jump's own.
func TestDispatch(t *testing.T) {
	m, err := editor.Parse(link(t).Wasm)
	if err != nil {
		t.Fatal(err)
	}
	code, err := instructions(m.Body(fnInterpreter))
	if err != nil {
		t.Fatal(err)
	}
	loop, jump := dispatch(code)
	if loop < 1 || code[loop-1].Op != editor.OpCall || code[jump-1].Op != editor.OpLocalTee {
		t.Fatalf("the interpreter dispatches at %d and %d", loop, jump)
	}
	labels := code[jump].Labels()
	handlers := map[uint32]bool{}
	for _, label := range labels {
		handlers[label] = true
	}
	if len(labels) != 257 || len(handlers) < 200 {
		t.Errorf("%d labels of %d handlers", len(labels), len(handlers))
	}
}
