package editor

import (
	"bytes"
	"os"
	"testing"
)

// seeds returns a few small modules of each kind in the corpus.
func seeds(f *testing.F) [][]byte {
	out := [][]byte{sample}
	for i, path := range corpus(f) {
		if i%60 != 0 {
			continue
		}
		wasm, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(wasm) < 4<<10 {
			out = append(out, wasm)
		}
	}
	return out
}

// FuzzParse: what Parse takes must come out byte for byte, survive every edit, and be read back
// with the same content.
func FuzzParse(f *testing.F) {
	for _, wasm := range seeds(f) {
		f.Add(wasm)
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		m, err := Parse(wasm)
		if err != nil {
			if _, ok := err.(*FormatError); !ok {
				t.Fatalf("error of type %T", err)
			}
			return
		}
		if !bytes.Equal(m.Encode(), wasm) {
			t.Fatal("round trip changed it")
		}
		funcs, globals, exports := m.NumFuncs(), m.NumGlobals(), len(m.Exports())
		// Bodies may be nonsense and names may clash: edits may fail, but not leave a module that
		// cannot be read.
		_, err = editAll(m)
		again, readErr := Parse(m.Encode())
		if readErr != nil {
			t.Fatalf("edited: %v", readErr)
		}
		if err == nil && (again.NumFuncs() <= funcs || again.NumGlobals() != globals+1 || len(again.Exports()) <= exports) {
			t.Fatal("what was added is not there")
		}
		for fn := range uint32(m.NumFuncs()) {
			if !bytes.Equal(again.Body(fn), m.Body(fn)) {
				t.Fatalf("body of function %d changed", fn)
			}
		}
	})
}

// FuzzWalk: instructions must tile the body without a gap, and insertions must put in as much as
// they say and leave a body that can be walked.
func FuzzWalk(f *testing.F) {
	for _, wasm := range seeds(f) {
		m, err := Parse(wasm)
		if err != nil {
			continue
		}
		for i := range m.Funcs() {
			f.Add(m.Body(uint32(m.NumImportedFuncs() + i)))
		}
	}
	seq := NewAsm().GlobalGet(0).If().Nop().Else().Call(1).End().Bytes()
	f.Fuzz(func(t *testing.T, body []byte) {
		end, loops, depth := -1, 0, 1
		err := Walk(body, func(in Instr) error {
			if end >= 0 && in.Pos != end || in.End <= in.Pos || in.End > len(body) {
				t.Fatalf("instruction from %d to %d after %d", in.Pos, in.End, end)
			}
			switch in.Op {
			case OpLoop:
				loops++
				fallthrough
			case OpBlock, OpIf:
				depth++
			case OpEnd:
				if depth--; in.Depth != depth {
					t.Fatalf("depth %d, not %d", in.Depth, depth)
				}
			}
			end = in.End
			return nil
		})
		inserted, n, insertErr := InsertAfterLoops(body, seq)
		entered, enterErr := InsertAtEntry(body, seq)
		if (err == nil) != (insertErr == nil) || (err == nil) != (enterErr == nil) {
			t.Fatalf("walk: %v, insertions: %v, %v", err, insertErr, enterErr)
		}
		if err != nil {
			if _, ok := err.(*FormatError); !ok {
				t.Fatalf("error of type %T", err)
			}
			return
		}
		if end != len(body) || depth != 0 {
			t.Fatalf("ended at %d of %d, depth %d", end, len(body), depth)
		}
		if n != loops || len(inserted) != len(body)+n*len(seq) || len(entered) != len(body)+len(seq) {
			t.Fatalf("%d insertions for %d loops", n, loops)
		}
		for _, b := range [][]byte{inserted, entered} {
			if err := Walk(b, func(Instr) error { return nil }); err != nil {
				t.Fatalf("after an insertion: %v", err)
			}
		}
	})
}
