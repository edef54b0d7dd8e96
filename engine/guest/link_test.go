package guest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// linked is the hash of what Link makes of the original, at LinkVersion.
const linked = "88deece3a7e29e376051e311de03a9289cb4ed669b30d4b132348bbf6605366a"

func link(t *testing.T) *Image {
	t.Helper()
	original, err := Original()
	if err != nil {
		t.Fatal(err)
	}
	img, err := Link(original)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Caches on disk are keyed by LinkVersion: what is linked must not change
// without it.
func TestLinkVersion(t *testing.T) {
	img := link(t)
	sum := sha256.Sum256(img.AppendBinary(nil))
	if got := hex.EncodeToString(sum[:]); got != linked {
		t.Errorf("the linked guest has changed: raise LinkVersion (now %d), then put its hash here: %s", LinkVersion, got)
	}
	if img.Loops < 1000 {
		t.Errorf("only %d loops are instrumented", img.Loops)
	}
}

func TestHollow(t *testing.T) {
	img := link(t)
	hollow, err := img.Hollow()
	if err != nil {
		t.Fatal(err)
	}
	if !hollow.NoCode || img.NoCode || len(hollow.Wasm) > len(img.Wasm)/4 {
		t.Errorf("a hollow image of %d bytes, from %d", len(hollow.Wasm), len(img.Wasm))
	}
	back, err := Decode(hollow.AppendBinary(nil))
	if err != nil || !back.NoCode || back.HostFunction != img.HostFunction || !bytes.Equal(back.Wasm, hollow.Wasm) {
		t.Errorf("%v, %+v", err, back.NoCode)
	}
	for _, n := range []int{0, 3, 32} {
		if _, err := Decode(hollow.AppendBinary(nil)[:n]); err == nil {
			t.Errorf("%d bytes of an image were read", n)
		}
	}
}

func TestLinkRefusesAnother(t *testing.T) {
	if _, err := Link([]byte("\x00asm\x01\x00\x00\x00")); err == nil {
		t.Error("an empty module was linked")
	}
}
