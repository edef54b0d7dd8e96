package guest

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// linked is the hash of what Link makes of the original, at LinkVersion.
const linked = "6c89c79abae5adfe77934394c7be7005c1d809930fb815938d75fdaa52adbe85"

// Caches on disk are keyed by LinkVersion: what is linked must not change
// without it.
func TestLinkVersion(t *testing.T) {
	original, err := Original()
	if err != nil {
		t.Fatal(err)
	}
	img, err := Link(original)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(img.AppendBinary(nil))
	if got := hex.EncodeToString(sum[:]); got != linked {
		t.Errorf("the linked guest has changed: raise LinkVersion (now %d), then put its hash here: %s", LinkVersion, got)
	}
	if img.Loops < 1000 {
		t.Errorf("only %d loops are instrumented", img.Loops)
	}
}

func TestLinkRefusesAnother(t *testing.T) {
	if _, err := Link([]byte("\x00asm\x01\x00\x00\x00")); err == nil {
		t.Error("an empty module was linked")
	}
}
