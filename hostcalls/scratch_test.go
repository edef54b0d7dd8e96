package hostcalls

import "testing"

func TestScratch(t *testing.T) {
	for _, n := range []int{0, 1, scratchSize - 1, scratchSize, scratchSize + 1} {
		b := Scratch(n)
		if len(b) != n {
			t.Errorf("Scratch(%d) has %d bytes", n, len(b))
		}
		Recycle(b)
		if len(b) > 0 {
			Recycle(b[: len(b)-1 : len(b)-1]) // no whole piece, so it is left alone
		}
	}
	a, b := Scratch(scratchSize), Scratch(scratchSize)
	if &a[0] == &b[0] {
		t.Error("two have the same piece")
	}
	Recycle(a[:1])
	if c := Scratch(scratchSize); len(c) != scratchSize {
		t.Errorf("a piece that was cut comes back with %d bytes", len(c))
	}
}
