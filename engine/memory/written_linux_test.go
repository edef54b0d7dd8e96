package memory

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

// Both ways of asking the kernel which pages were written agree with what was.
func TestWritten(t *testing.T) {
	const size = 300 * PageSize
	image, err := Freeze(make([]byte, size))
	if err != nil {
		t.Fatal(err)
	}
	defer image.Close()
	m, err := New(size)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Free()
	m.Reallocate(size)
	if err := m.Thaw(image); err != nil {
		t.Fatal(err)
	}
	first := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(m.reserved)))) / uint64(SystemPage)
	total := m.image / uint64(SystemPage)
	ways := map[string]func() ([]uint32, bool){
		"scan": func() ([]uint32, bool) { return scanWritten(pagemap(), first, total, nil) },
		"read": func() ([]uint32, bool) { return readWritten(pagemap(), first, total, nil) },
		"both": func() ([]uint32, bool) { return m.Written(nil) },
	}
	sum := 0
	for _, b := range m.Bytes()[:size/2] { // reading makes pages present, but nobody's own
		sum += int(b)
	}
	written := map[uint32]bool{}
	for range 5 {
		for range 200 { // more regions than one call of the kernel can tell
			page := uint32(rand.IntN(int(total)))
			m.Bytes()[int(page)*SystemPage+rand.IntN(SystemPage)] = byte(1 + sum)
			written[page] = true
		}
		want := make([]uint32, 0, len(written))
		for page := range written {
			want = append(want, page)
		}
		slices.Sort(want)
		for name, way := range ways {
			got, ok := way()
			if !ok && name != "both" {
				t.Logf("%s: this kernel does not tell", name)
				continue
			}
			if !ok || !slices.Equal(got, want) {
				t.Fatalf("%s: %d pages, %v; want %d", name, len(got), ok, len(want))
			}
		}
	}
	if err := m.Reset(image, nil); err != nil {
		t.Fatal(err)
	}
	if got, ok := m.Written(nil); !ok || len(got) > 0 {
		t.Errorf("%d pages after everything was given back, %v", len(got), ok)
	}
}
