package engine

import (
	"context"
	"errors"
	"testing"
)

// Garbage that only a collection finds does not end a program whose memory limit
// is little more than what it holds; what it holds does.
func TestGarbageWithinLimit(t *testing.T) {
	const (
		hold    = "globalThis.held = []; for (let i = 0; i < 40000; i++) held.push({ i, list: [i] }); held.length"
		garbage = "let n = 0; for (let i = 0; i < 300000; i++) { const a = { i, list: [1, 2, 3] }; a.self = a; n++ } n"
	)
	source := newIsolate(t, Hooks{}, Limits{Memory: 64 << 20})
	eval(t, source, hold)
	snapshot, err := source.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	limit := snapshot.Size() + 2<<20
	for range 2 { // the second in an instance that the first has left
		iso, err := source.engine.Clone(context.Background(), snapshot, Hooks{}, Limits{Memory: limit})
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := eval(t, iso, garbage).Int32(); v != 300000 {
			t.Errorf("%d objects made", v)
		}
		if err := iso.Close(); err != nil {
			t.Error(err)
		}
	}
	bare := newIsolate(t, Hooks{}, Limits{Memory: source.mem.Size() + 4<<20})
	eval(t, bare, hold)
	eval(t, bare, garbage)
	var e *MemoryLimitError
	if _, err := bare.Eval("for (;;) held.push({})", ""); !errors.As(err, &e) {
		t.Errorf("what is held beyond the limit: %v", err)
	}
}

// What is freed wrongly where memory was refused is not what a program died of.
func TestTrapOutOfMemory(t *testing.T) {
	for _, refused := range []bool{false, true} {
		iso := newIsolate(t, Hooks{}, Limits{Memory: 32 << 20})
		if refused {
			iso.mem.Reallocate(1 << 40)
		}
		_, err := iso.call(fnFreeValue, uint64(iso.context), 0xffffffff_fffffff0)
		var memory *MemoryLimitError
		var trap *TrapError
		if refused && !errors.As(err, &memory) || !refused && !errors.As(err, &trap) {
			t.Errorf("refused %v: %v", refused, err)
		}
	}
}

// A program that catches the refusal of memory gets no further than its next
// call of the host, which hears nothing of it.
func TestCaughtOutOfMemory(t *testing.T) {
	heard := 0
	iso := newIsolate(t, Hooks{Call: func(*Isolate, int, Value, Args) Value { heard++; return Undefined }}, Limits{Memory: 16 << 20})
	if err := iso.Set(must(iso.GlobalObject()), "host", must(iso.NewFunction("host", 0, 0))); err != nil {
		t.Fatal(err)
	}
	var memory *MemoryLimitError
	if _, err := iso.Eval("let kept = []; try { for (;;) kept.push(new ArrayBuffer(1 << 16)); } catch { kept = null; host(); }", ""); !errors.As(err, &memory) || heard != 0 {
		t.Errorf("%v; the host heard of %d calls", err, heard)
	}
}
