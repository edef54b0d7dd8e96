// Package crypto is the host side of node:crypto, so far hashes, HMACs and
// random bytes.
//
// A hash in progress is a value, not a resource: its state goes out to the
// guest as bytes and comes back with the next chunk, so that there is nothing
// to close and copying is free. A state that was tampered with spoils that hash
// alone.
package crypto

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding"
	"hash"
	"slices"
	"sort"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
)

var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New,
	"sha384": sha512.New384, "sha512": sha512.New, "sha512-224": sha512.New512_224, "sha512-256": sha512.New512_256,
	"sha3-224": func() hash.Hash { return sha3.New224() }, "sha3-256": func() hash.Hash { return sha3.New256() },
	"sha3-384": func() hash.Hash { return sha3.New384() }, "sha3-512": func() hash.Hash { return sha3.New512() },
}

// Binding is internalBinding('crypto').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("crypto")
	hostcalls.Op1(b, "hasHash", func(_ *hostcalls.Call, name string) (bool, error) {
		_, err := newHash(name)
		return err == nil, nil
	})
	hostcalls.Op3(b, "hashUpdate", hashUpdate)
	hostcalls.Op2(b, "hashDigest", hashDigest)
	hostcalls.Op2(b, "hashOnce", hashOnce)
	hostcalls.Op2(b, "hmacBegin", hmacBegin)
	hostcalls.Op3(b, "hmacDigest", hmacDigest)
	hostcalls.Op3(b, "hmacOnce", hmacOnce)
	hostcalls.Op2(b, "timingSafeEqual", func(_ *hostcalls.Call, x, y hostcalls.Bytes) (bool, error) {
		return subtle.ConstantTimeCompare(x, y) == 1, nil
	})
	hostcalls.Op1(b.Owns(), "randomFill", func(c *hostcalls.Call, p hostcalls.Bytes) (hostcalls.None, error) {
		for start, end := range c.Pace().Pieces(len(p)) {
			c.Host().Random(p[start:end])
		}
		return hostcalls.None{}, nil
	})
	names := []string{"RSA-MD5", "RSA-SHA1", "RSA-SHA224", "RSA-SHA256", "RSA-SHA384", "RSA-SHA512"}
	for name := range hashes {
		names = append(names, name)
	}
	sort.Strings(names)
	b.Const("hashes", names)
	return b
}

// newHash takes OpenSSL's spellings: SHA-256, sha256, RSA-SHA256.
func newHash(name string) (hash.Hash, error) {
	name = strings.TrimPrefix(strings.ToLower(name), "rsa-")
	if strings.HasPrefix(name, "sha-") {
		name = "sha" + name[4:]
	}
	name = strings.ReplaceAll(name, "/", "-")
	if fresh, ok := hashes[name]; ok {
		return fresh(), nil
	}
	return nil, &hostcalls.CodedError{Code: "ERR_OSSL_EVP_UNSUPPORTED", Message: "error:0308010C:digital envelope routines::unsupported"}
}

// resume makes a hash of its state; an empty one begins it.
func resume(name string, state []byte) (hash.Hash, error) {
	h, err := newHash(name)
	if err != nil || len(state) == 0 {
		return h, err
	}
	if err := h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		return nil, &hostcalls.TypeError{Message: "not the state of a " + name + " hash"}
	}
	return h, nil
}

// write hashes piece by piece, so that the isolate can be ended meanwhile.
func write(c *hostcalls.Call, h hash.Hash, data []byte) {
	for start, end := range c.Pace().Pieces(len(data)) {
		h.Write(data[start:end])
	}
}

// hashUpdate(algorithm, state, data) → state
func hashUpdate(c *hostcalls.Call, name string, state hostcalls.Opt[hostcalls.Bytes], data hostcalls.Bytes) ([]byte, error) {
	h, err := resume(name, state.Value)
	if err != nil {
		return nil, err
	}
	write(c, h, data)
	return h.(encoding.BinaryMarshaler).MarshalBinary()
}

// hashDigest(algorithm, state) → digest
func hashDigest(_ *hostcalls.Call, name string, state hostcalls.Opt[hostcalls.Bytes]) ([]byte, error) {
	h, err := resume(name, state.Value)
	if err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// hashOnce(algorithm, data) → digest
func hashOnce(c *hostcalls.Call, name string, data hostcalls.Bytes) ([]byte, error) {
	h, err := newHash(name)
	if err != nil {
		return nil, err
	}
	write(c, h, data)
	return h.Sum(nil), nil
}

// pad is the key as HMAC mixes it in (RFC 2104).
func pad(c *hostcalls.Call, h hash.Hash, name string, key []byte, with byte) ([]byte, error) {
	if len(key) > h.BlockSize() {
		k, err := newHash(name)
		if err != nil {
			return nil, err
		}
		write(c, k, key)
		key = k.Sum(nil)
	}
	block := append(slices.Clone(key), make([]byte, h.BlockSize()-len(key))...)
	for i := range block {
		block[i] ^= with
	}
	return block, nil
}

// hmacBegin(algorithm, key) → the state of the inner hash, for hashUpdate
func hmacBegin(c *hostcalls.Call, name string, key hostcalls.Bytes) ([]byte, error) {
	h, err := newHash(name)
	if err != nil {
		return nil, err
	}
	block, err := pad(c, h, name, key, 0x36)
	if err != nil {
		return nil, err
	}
	h.Write(block)
	return h.(encoding.BinaryMarshaler).MarshalBinary()
}

// hmacDigest(algorithm, key, state) → digest
func hmacDigest(c *hostcalls.Call, name string, key, state hostcalls.Bytes) ([]byte, error) {
	inner, err := resume(name, state)
	if err != nil {
		return nil, err
	}
	outer, err := newHash(name)
	if err != nil {
		return nil, err
	}
	block, err := pad(c, outer, name, key, 0x5c)
	if err != nil {
		return nil, err
	}
	outer.Write(block)
	outer.Write(inner.Sum(nil))
	return outer.Sum(nil), nil
}

// hmacOnce(algorithm, key, data) → digest
func hmacOnce(c *hostcalls.Call, name string, key, data hostcalls.Bytes) ([]byte, error) {
	state, err := hmacBegin(c, name, key)
	if err != nil {
		return nil, err
	}
	state, err = hashUpdate(c, name, hostcalls.Opt[hostcalls.Bytes]{Value: state, Set: true}, data)
	if err != nil {
		return nil, err
	}
	return hmacDigest(c, name, key, state)
}
