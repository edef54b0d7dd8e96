package engine

import (
	"encoding/binary"
	"math/big"
)

// BigInt returns the value of a BigInt; ok is false for other values.
func (iso *Isolate) BigInt(v Value) (n *big.Int, ok bool) {
	switch v.tag() {
	case tagShortBig:
		return big.NewInt(int64(int32(v))), true
	case tagBigInt:
		limbs := iso.view(v.ptr()+8, iso.load32(v.ptr()+4)*4)
		if len(limbs) == 0 {
			return nil, false
		}
		return fromLimbs(limbs), true
	}
	return nil, false
}

// fromLimbs reads two's complement, least significant byte first.
func fromLimbs(b []byte) *big.Int {
	be := make([]byte, len(b))
	for i, c := range b {
		be[len(b)-1-i] = c
	}
	n := new(big.Int).SetBytes(be)
	if be[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
	}
	return n
}

// BigIntBits returns the low 64 bits of a BigInt; ok is false for other values.
func (iso *Isolate) BigIntBits(v Value) (bits uint64, ok bool) {
	switch v.tag() {
	case tagShortBig:
		return uint64(int64(int32(v))), true
	case tagBigInt:
		limbs := iso.view(v.ptr()+8, iso.load32(v.ptr()+4)*4)
		if len(limbs) == 0 {
			return 0, false
		}
		if len(limbs) == 4 { // one limb, whose sign goes on
			return uint64(int64(int32(binary.LittleEndian.Uint32(limbs)))), true
		}
		return binary.LittleEndian.Uint64(limbs), true
	}
	return 0, false
}
