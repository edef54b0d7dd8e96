package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func saved(t testing.TB, key [32]byte, extra string) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := frozen(t, "globalThis.x = 42").Save(&buf, key, []byte(extra)); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// mapped is MapSnapshot over a file with the content of data.
func mapped(t testing.TB, data []byte, key [32]byte) (*Snapshot, []byte, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "snapshot")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return MapSnapshot(f, int64(len(data)), key)
}

func TestSaveAndLoad(t *testing.T) {
	key := [32]byte{1, 2, 3}
	data := saved(t, key, "beside it")
	load := map[string]func() (*Snapshot, []byte, error){
		"load": func() (*Snapshot, []byte, error) { return LoadSnapshot(data, key) },
		"map":  func() (*Snapshot, []byte, error) { return mapped(t, data, key) },
	}
	for name, f := range load {
		snap, extra, err := f()
		if errors.Is(err, errors.ErrUnsupported) {
			continue
		}
		if err != nil || string(extra) != "beside it" {
			t.Fatalf("%s: %q, %v", name, extra, err)
		}
		for range 3 {
			iso, err := testEngine(t).Clone(context.Background(), snap, Hooks{}, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if v, err := iso.Eval("x++", "x.js"); err != nil || v != Int(42) {
				t.Errorf("%s: %v, %v", name, v, err)
			}
			_ = iso.Close()
		}
		if err := snap.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Every byte of the header and of what lies beside the snapshot is vouched for,
// and when it is loaded, every other too.
func TestSavedSnapshotIsAuthentic(t *testing.T) {
	key := [32]byte{1, 2, 3}
	data := saved(t, key, "beside it")
	refused := func(what string, data []byte, key [32]byte, alsoMapped bool) {
		t.Helper()
		if _, _, err := LoadSnapshot(data, key); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%s: loaded: %v", what, err)
		}
		if !alsoMapped {
			return
		}
		if _, _, err := mapped(t, data, key); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%s: mapped: %v", what, err)
		}
	}
	refused("another key", data, [32]byte{1, 2, 4}, true)
	for n := range headerSize + len("beside it") {
		data[n] ^= 0x10
		refused("a changed header", data, key, n%16 == 0)
		data[n] ^= 0x10
	}
	for _, n := range []int{1 << 16, len(data) / 2, len(data) - 1} {
		data[n] ^= 1
		refused("changed memory", data, key, false)
		data[n] ^= 1
	}
	for _, n := range []int{0, 1, headerSize - 1, headerSize, 1 << 16, len(data) - 1<<16, len(data) - 1} {
		refused("truncated", data[:n], key, true)
	}
	refused("longer", append(bytes.Clone(data), make([]byte, 1<<16)...), key, true)
}

func FuzzLoadSnapshot(f *testing.F) {
	key := [32]byte{7}
	h := snapshotHeader{Magic: snapshotMagic, Size: 1 << 16, StackPointer: 1 << 15}
	var small bytes.Buffer
	iso := newIsolate(f, Hooks{}, Limits{})
	snap, err := iso.Freeze()
	if err != nil {
		f.Fatal(err)
	}
	if err := snap.Save(&small, key, []byte("extra")); err != nil {
		f.Fatal(err)
	}
	_ = snap.Close()
	f.Add(small.Bytes()[:headerSize+5], uint16(0), uint64(0))
	f.Add([]byte{}, uint16(1), uint64(1)<<63)
	whole := small.Bytes()
	// The header is fuzzed alone, and as the head of a whole file that is signed
	// anew, so that its fields are looked at.
	f.Fuzz(func(t *testing.T, head []byte, field uint16, value uint64) {
		try := func(data []byte) {
			s, _, err := LoadSnapshot(data, key)
			if err != nil {
				if !errors.Is(err, ErrSnapshot) {
					t.Fatal(err)
				}
				return
			}
			if s.Size() == 0 || s.stack >= s.Size() || uint64(s.runtime) >= s.Size() || uint64(s.context) >= s.Size() {
				t.Fatalf("loaded %d bytes, stack %d, runtime %d, context %d", s.Size(), s.stack, s.runtime, s.context)
			}
			_ = s.Close()
		}
		try(head)
		patched := bytes.Clone(whole[:min(len(whole), 1<<16+1<<12)])
		copy(patched, head)
		try(patched)
		signed := h
		switch field % 6 {
		case 0:
			signed.Size = value
		case 1:
			signed.Extra = value
		case 2:
			signed.StackPointer = value
		case 3:
			signed.Runtime = uint32(value)
		case 4:
			signed.Context = uint32(value)
		case 5:
			signed.Globals[field%uint16(len(signed.Globals))] = value
		}
		try(forge(signed, key, head))
	})
}

// forge makes a file with the header given, as somebody who knows the key could.
func forge(h snapshotHeader, key [32]byte, extra []byte) []byte {
	if h.Extra > uint64(len(extra)) || h.Extra == 0 {
		extra = nil
	} else {
		extra = extra[:h.Extra]
	}
	content := make([]byte, 1<<16)
	h.Sum = sha256.Sum256(content)
	h.MAC = h.mac(key, extra)
	return append(headerBytes(h, extra), content...)
}
