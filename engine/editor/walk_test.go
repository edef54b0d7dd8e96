package editor

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestWalk(t *testing.T) {
	body, err := NewBody([]ValType{I32, I32, F64}, NewAsm().
		Block().LocalGet(300).If().Nop().Else().Br(1).End().End().
		I64Const(-1<<40).Drop().MemoryCopy().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	end := 5 // after the locals
	err = Walk(body, func(in Instr) error {
		if in.Pos != end || in.End <= in.Pos || !bytes.HasSuffix(body[in.Pos:in.End], in.Imm) {
			t.Errorf("%v spans %d to %d after %d", in.Op, in.Pos, in.End, end)
		}
		end = in.End
		got = append(got, fmt.Sprintf("%d:%v", in.Depth, in.Op))
		switch {
		case in.Op == OpLocalGet && in.U32() != 300, in.Op == OpI64Const && in.I64() != -1<<40:
			t.Errorf("immediates % x", in.Imm)
		}
		return nil
	})
	if err != nil || end != len(body) {
		t.Errorf("ended at %d of %d, %v", end, len(body), err)
	}
	want := "1:0x2 2:0x20 2:0x4 3:0x1 2:0x5 3:0xc 2:0xb 1:0xb 1:0x42 1:0x1a 1:0xfc 0xa 0:0xb"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("walked %s", s)
	}
}

func TestLabels(t *testing.T) {
	body, err := NewBody(nil, NewAsm().Block().Block().I32Const(0).BrTable([]uint32{1, 300, 0}, 2).End().End().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []uint32
	err = Walk(body, func(in Instr) error {
		if in.Op == OpBrTable {
			got = in.Labels()
		}
		return nil
	})
	if want := []uint32{1, 300, 0, 2}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWalkStopsAtTheCallersError(t *testing.T) {
	stop, n := errors.New("stop"), 0
	err := Walk([]byte{0, 1, 1, 0x0B}, func(Instr) error { n++; return stop })
	if err != stop || n != 1 {
		t.Errorf("%v after %d calls", err, n)
	}
}

// TestImmediates has one instruction of each shape with immediates that would be taken for other
// instructions if the walker lost its step.
func TestImmediates(t *testing.T) {
	sixteen := bytes.Repeat([]byte{0x0B}, 16)
	for name, code := range map[string][]byte{
		"block of type":          {0x02, 0x0B, 0x0B},
		"block of long type":     {0x02, 0x8B, 0x80, 0, 0x0B},
		"block of v128":          {0x02, 0x7B, 0x0B},
		"loop of funcref":        {0x03, 0x70, 0x0B},
		"br_table":               {0x0E, 2, 0x0B, 0x8B, 0, 0x0B},
		"br_table, default only": {0x0E, 0, 0x0B},
		"call":                   {0x10, 0x8B, 0x0B},
		"call_indirect":          {0x11, 0x0B, 0x0B},
		"return_call":            {0x12, 0x0B},
		"return_call_indirect":   {0x13, 0x0B, 0x0B},
		"select t":               {0x1C, 1, 0x6F},
		"table.set":              {0x26, 0x0B},
		"i32.load":               {0x28, 0x02, 0x8B, 0x0B},
		"memory.size":            {0x3F, 0},
		"i32.const":              {0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F},
		"i64.const":              {0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F},
		"f32.const":              {0x43, 0x0B, 0x0B, 0x0B, 0x0B},
		"f64.const":              {0x44, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B},
		"i64.extend32_s":         {0xC4},
		"ref.null":               {0xD0, 0x70},
		"ref.is_null":            {0xD1},
		"ref.func":               {0xD2, 0x0B},
		"i64.trunc_sat_f64_u":    {0xFC, 7},
		"memory.init":            {0xFC, 8, 0x0B, 0},
		"data.drop":              {0xFC, 9, 0x0B},
		"memory.copy, padded":    {0xFC, 0x8A, 0, 0, 0},
		"memory.fill":            {0xFC, 11, 0},
		"table.init":             {0xFC, 12, 0x0B, 0x0B},
		"elem.drop":              {0xFC, 13, 0x0B},
		"table.copy":             {0xFC, 14, 0x0B, 0x0B},
		"table.fill":             {0xFC, 17, 0x0B},
		"v128.load":              {0xFD, 0, 0x04, 0x0B},
		"v128.const":             append([]byte{0xFD, 12}, sixteen...),
		"i8x16.shuffle":          append([]byte{0xFD, 13}, sixteen...),
		"i8x16.extract_lane_s":   {0xFD, 21, 0x0B},
		"f64x2.replace_lane":     {0xFD, 34, 0x0B},
		"v128.load8_lane":        {0xFD, 84, 0, 0x0B, 0x0B},
		"v128.load64_zero":       {0xFD, 93, 3, 0x0B},
		"i32x4.dot_i16x8_s":      {0xFD, 0xBA, 1},
		"relaxed dot add":        {0xFD, 0x93, 2},
		"memory.atomic.wait32":   {0xFE, 1, 2, 0x0B},
		"atomic.fence":           {0xFE, 3, 0},
		"i64.atomic.rmw.cmpxchg": {0xFE, 0x49, 3, 0x0B},
	} {
		opened := 0
		if code[0] >= 0x02 && code[0] <= 0x04 {
			opened = 1
		}
		var ops []Op
		body := append(append([]byte{0}, code...), 0x0B)
		err := Walk(body, func(in Instr) error { ops = append(ops, in.Op); return nil })
		if err != nil || len(ops) != 2+opened {
			t.Errorf("%s: %v, %v", name, ops, err)
		}
		// Cut off within the instruction, it is an error and nothing else.
		for n := 2; n <= len(code); n++ {
			if Walk(body[:n:n], func(Instr) error { return nil }) == nil {
				t.Errorf("%s, cut at %d, was walked", name, n)
			}
		}
	}
}

func TestWalkRefuses(t *testing.T) {
	for _, c := range []struct {
		name        string
		body        []byte
		offset      int
		unsupported bool
	}{
		{"nothing", nil, 0, false},
		{"no end", []byte{0}, 1, false},
		{"block left open", []byte{0, 0x02, 0x40, 0x0B}, 4, false},
		{"code after the end", []byte{0, 0x0B, 0x01}, 2, false},
		{"else in a block", []byte{0, 0x02, 0x40, 0x05, 0x0B, 0x0B}, 3, false},
		{"else of the function", []byte{0, 0x05, 0x0B}, 1, false},
		{"second else", []byte{0, 0x04, 0x40, 0x05, 0x05, 0x0B, 0x0B}, 4, false},
		{"locals past 2^32", []byte{2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 1, 0x7F, 0x0B}, 7, false},
		{"locals of no type", []byte{1, 1, 0x40, 0x0B}, 2, true},
		{"br_table of 2^32-1", []byte{0, 0x0E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x0B}, 2, false},
		{"block of no type", []byte{0, 0x02, 0x41, 0x0B, 0x0B}, 2, true},
		{"second memory, load", []byte{0, 0x28, 0x42, 1, 0, 0x0B}, 2, true},
		{"second memory, grow", []byte{0, 0x40, 1, 0x0B}, 2, true},
		{"try", []byte{0, 0x06, 0x40, 0x0B, 0x0B}, 1, true},
		{"throw", []byte{0, 0x08, 0, 0x0B}, 1, true},
		{"try_table", []byte{0, 0x1F, 0x40, 0, 0x0B, 0x0B}, 1, true},
		{"call_ref", []byte{0, 0x14, 0, 0x0B}, 1, true},
		{"struct.new", []byte{0, 0xFB, 0, 0, 0x0B}, 1, true},
		{"0xC5", []byte{0, 0xC5, 0x0B}, 1, true},
		{"0xFC 18", []byte{0, 0xFC, 18, 0x0B}, 1, true},
		{"0xFD hole", []byte{0, 0xFD, 0x9A, 1, 0x0B}, 1, true},
		{"0xFD beyond", []byte{0, 0xFD, 0x94, 2, 0x0B}, 1, true},
		{"0xFE hole", []byte{0, 0xFE, 4, 0x0B}, 1, true},
		{"0xFC 2^20", []byte{0, 0xFC, 0x80, 0x80, 0x40, 0x0B}, 1, true},
	} {
		var bad *FormatError
		err := Walk(c.body, func(Instr) error { return nil })
		if !errors.As(err, &bad) || bad.Offset != c.offset || bad.Unsupported != c.unsupported {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// Four billion locals are no reason to refuse, nor to allocate.
	if err := Walk([]byte{1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0x0B}, func(Instr) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestInsert(t *testing.T) {
	seq := NewAsm().Block().Nop().End().Bytes()
	code := func(a *Asm) []byte {
		body, err := NewBody([]ValType{I64}, a.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	body := code(NewAsm().Loop().LoopOf(I32).I32Const(3).End().BrIf(0).End().Loop().End())
	got, n, err := InsertAfterLoops(body, seq)
	want := code(NewAsm().Loop().Raw(seq).LoopOf(I32).Raw(seq).I32Const(3).End().BrIf(0).End().Loop().Raw(seq).End())
	if err != nil || n != 3 || !bytes.Equal(got, want) {
		t.Errorf("after loops: %d, %v\n% x\n% x", n, err, got, want)
	}
	got, err = InsertAtEntry(body, seq)
	want = code(NewAsm().Raw(seq).Loop().LoopOf(I32).I32Const(3).End().BrIf(0).End().Loop().End())
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("at entry: %v\n% x\n% x", err, got, want)
	}
	straight := code(NewAsm().Nop())
	if got, n, err := InsertAfterLoops(straight, seq); err != nil || n != 0 || !bytes.Equal(got, straight) {
		t.Errorf("without loops: % x, %d, %v", got, n, err)
	}
	for name, seq := range map[string][]byte{
		"open block":  NewAsm().Block().Bytes(),
		"stray end":   NewAsm().End().Bytes(),
		"end, block":  NewAsm().End().Block().Bytes(),
		"cut off":     {0x41},
		"wrong else":  NewAsm().Else().Bytes(),
		"unknown op":  {0xFF},
		"cut in half": NewAsm().If().Else().Bytes(),
	} {
		if _, _, err := InsertAfterLoops(body, seq); err == nil {
			t.Errorf("%s went in after loops", name)
		}
		if _, err := InsertAtEntry(body, seq); err == nil {
			t.Errorf("%s went in at entry", name)
		}
		if _, err := NewBody(nil, seq); err == nil {
			t.Errorf("%s became a body", name)
		}
	}
	if _, err := InsertAtEntry([]byte{0, 1}, seq); err == nil {
		t.Error("a body without end was taken")
	}
}
