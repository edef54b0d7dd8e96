package engine

import (
	"strings"
	"testing"
)

// A region and the ArrayBuffer over it are one memory, until it grows.
func TestRegion(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{Memory: 32 << 20})
	r := iso.NewRegion(1 << 30)
	b := r.Reallocate(1 << 16)
	if len(b) != 1<<16 {
		t.Fatalf("%d bytes", len(b))
	}
	g, err := iso.GlobalObject()
	if err != nil {
		t.Fatal(err)
	}
	put := func() {
		v, err := r.Buffer()
		if err != nil {
			t.Fatal(err)
		}
		if err := iso.Set(g, "buffer", v); err != nil {
			t.Fatal(err)
		}
	}
	eval := func(source, want string) {
		t.Helper()
		v, err := iso.Eval(source, "test")
		if err != nil {
			t.Fatal(err)
		}
		defer iso.Free(v)
		if got, _ := iso.String(v); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
	put()
	b[7] = 42
	eval("globalThis.old = buffer; globalThis.view = new Uint8Array(buffer, 4, 8); view[0] = 9; `${view[3]} ${buffer.byteLength}`", "42 65536")
	if b[4] != 9 {
		t.Error("what JavaScript wrote is not in the region")
	}
	eval("try { buffer.transfer() } catch (e) { `${e.name}: ${e.message}` }", "TypeError: ArrayBuffer is not detachable and could not be cloned.")
	eval("try { buffer.transferToFixedLength(1) } catch (e) { `${e.name}` }", "TypeError")
	for size := uint64(2 << 16); size <= 8<<20; size += 1 << 16 {
		if b = r.Reallocate(size); uint64(len(b)) != size {
			t.Fatalf("%d bytes, want %d", len(b), size)
		}
		if i := strings.IndexFunc(string(b[1<<16:]), func(c rune) bool { return c != 0 }); i >= 0 {
			t.Fatalf("byte %d of %d is not 0", i, size)
		}
		eval("'x'.repeat(5000 + "+string(rune('0'+size>>16%10))+") && ''", "")
	}
	if b[7] != 42 || b[4] != 9 {
		t.Error("growing lost the contents")
	}
	eval("`${old.detached} ${old.byteLength} ${view.length} ${view[3]} ${old === buffer}`", "true 0 0 undefined true")
	put()
	eval("`${old === buffer} ${buffer.byteLength} ${new Uint8Array(buffer)[7]}`", "false 8388608 42")
	if r.Reallocate(1<<30) != nil || iso.Dead() != nil {
		t.Errorf("1 GiB in 32 MiB: %v", iso.Dead())
	}
	eval("buffer = undefined; old = undefined; view = undefined; ''", "")
	used := iso.Memory()
	r.Free()
	r.Free()
	again := iso.NewRegion(1 << 20)
	if b := again.Reallocate(1 << 20); len(b) != 1<<20 || strings.Trim(string(b), "\x00") != "" {
		t.Error("a region of used memory is not clear")
	}
	if iso.Memory() != used {
		t.Errorf("memory grew from %d to %d, though there was room", used, iso.Memory())
	}
}
