package wasm

import (
	"context"
	"testing"

	"github.com/wjs-run/wjs/engine/editor"
)

// FuzzCompile looks for modules that the edits panic on, or that the compiler
// accepts only because of them: what is valid after the edits must parse, link
// to nothing but the imports that it names, and run into the polls.
func FuzzCompile(f *testing.F) {
	b := build(f)
	host := b.imported("a", "f", one, one)
	b.memory(1, 2)
	table := b.AddTable(editor.TableType{Elem: editor.FuncRef, Limits: editor.Limits{Min: 2}})
	fn := b.fn("f", one, one, editor.NewAsm().Loop().LocalGet(0).I32Const(-1).I32Add().LocalTee(0).BrIf(0).End().LocalGet(0).Call(host))
	b.fn("r", nil, []editor.ValType{editor.FuncRef}, editor.NewAsm().RefFunc(fn))
	b.fn("m", nil, nil, editor.NewAsm().I32Const(0).I32Const(1).I32Const(9).MemoryFill().I32Const(1).MemoryGrow().Drop())
	b.AddElements(table, []uint32{fn, host})
	f.Add(b.Encode())
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	s := newStore(f, 1<<62)
	f.Fuzz(func(t *testing.T, binary []byte) {
		if len(binary) > 1<<12 {
			return
		}
		parsed, err := parse(binary)
		if err != nil {
			return
		}
		if _, err := describe(parsed, binary); err != nil {
			return
		}
		in, err := instrument(t.Context(), parsed, 1<<30)
		if err != nil {
			return
		}
		if _, err := editor.Parse(in.binary); err != nil {
			t.Errorf("an edited module does not parse: %v", err)
		}
		m, err := s.Compile(context.Background(), binary)
		if err == nil {
			s.Drop(m)
		}
	})
}
