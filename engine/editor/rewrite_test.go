package editor

import (
	"bytes"
	"testing"
)

func TestReplace(t *testing.T) {
	code := func(a *Asm) []byte {
		body, err := NewBody([]ValType{I64}, a.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	body := code(NewAsm().Call(7).I32Const(7).If().Call(7).End().Call(8))
	got, err := Replace(body, func(in Instr) []byte {
		if in.Op == OpCall && in.U32() == 7 {
			return NewAsm().I32Const(1).Call(700).Bytes()
		}
		return nil
	})
	want := code(NewAsm().I32Const(1).Call(700).I32Const(7).If().I32Const(1).Call(700).End().Call(8))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v\n% x\n% x", err, got, want)
	}
	if _, err := Replace(body[:len(body)-1], func(Instr) []byte { return nil }); err == nil {
		t.Error("a body that is cut off was taken")
	}
}

// TestAddData: an added segment is read back, and becomes passive like the others.
func TestAddData(t *testing.T) {
	m, err := Parse([]byte("\x00asm\x01\x00\x00\x00"))
	if err != nil {
		t.Fatal(err)
	}
	m.AddData(300, []byte("words"))
	again, err := Parse(m.Encode())
	if err != nil || len(again.Data()) != 1 {
		t.Fatal(err, len(again.Data()))
	}
	if at, ok := again.Data()[0].Offset.I32(); !ok || at != 300 || string(again.Data()[0].Bytes) != "words" {
		t.Errorf("%+v", again.Data()[0])
	}
	spans, err := m.PassiveData("fill")
	if err != nil || len(spans) != 1 || spans[0] != (Span{300, 5}) {
		t.Errorf("%v, %v", spans, err)
	}
}
