package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// seal is the HMAC-SHA-256 under the key of a header, in which its own place is
// left zero, and of what stands behind it.
func seal(key [32]byte, header any, rest ...[]byte) (sum [32]byte) {
	mac := hmac.New(sha256.New, key[:])
	_ = binary.Write(mac, binary.LittleEndian, header)
	for _, b := range rest {
		mac.Write(b)
	}
	mac.Sum(sum[:0])
	return sum
}

// appendHeader appends the header in the form that it is sealed in.
func appendHeader(b []byte, header any) []byte {
	b, err := binary.Append(b, binary.LittleEndian, header)
	if err != nil {
		panic(err) // the types are fixed
	}
	return b
}
