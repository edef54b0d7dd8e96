// Package guest provides the WebAssembly binary that an isolate runs: QuickJS,
// as the Go module github.com/fastschema/qjs carries it, linked anew for us.
//
// The module is used for its bytes only. Link drops what is not needed,
// exports what the host calls, and appends the hooks through which the guest
// asks the host: see link.go. Indices and offsets of layout.go hold for exactly
// one binary, so that another one is refused.
package guest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	_ "unsafe" // for go:linkname

	_ "github.com/fastschema/qjs" // carries the binary
)

//go:linkname embedded github.com/fastschema/qjs.wasmBytes
var embedded []byte

// SHA256 is the hash of the one binary that layout.go describes.
const SHA256 = "88fcbeead33cca3ec8394feb0fb3eec8047ec9ac5062aba7a63799cee11989b7"

// Original returns the guest binary as its module carries it, or an error when
// the module carries another one than we know.
func Original() ([]byte, error) {
	sum := sha256.Sum256(embedded)
	if got := hex.EncodeToString(sum[:]); got != SHA256 {
		return nil, fmt.Errorf("guest: the QuickJS binary of github.com/fastschema/qjs has the hash %s, and only %s is known: use the version that go.mod of wjs names", got, SHA256)
	}
	return embedded, nil
}
