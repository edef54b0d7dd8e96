package engine

import "math"

// Value is a JavaScript value as the guest holds it: a number that boxes ints,
// doubles, booleans, null and undefined, or an address in the linear memory of
// one isolate. It means nothing to another isolate.
//
// A value that refers to memory is counted: who got it from a call owns one
// count and gives it back with Isolate.Free. Arguments of host functions are
// borrowed for the length of the call.
type Value uint64

// Tags, in the upper half of a Value.
const (
	tagFirst     = -9
	tagBigInt    = -9
	tagSymbol    = -8
	tagString    = -7
	tagModule    = -3
	tagBytecode  = -2
	tagObject    = -1
	tagInt       = 0
	tagBool      = 1
	tagNull      = 2
	tagUndefined = 3
	tagUninit    = 4
	tagException = 6
	tagShortBig  = 7
	tagFloat     = 8
)

// The values that need no memory.
const (
	False     Value = tagBool << 32
	True      Value = tagBool<<32 | 1
	Null      Value = tagNull << 32
	Undefined Value = tagUndefined << 32
	// Exception is what a host function returns after Isolate.Throw.
	Exception Value = tagException << 32
)

// floatOffset is taken from the bits of a double so that no double looks like a tag.
const floatOffset = uint64(0x7ff80000-tagFirst+1) << 32

// Int returns the number n.
func Int(n int32) Value { return Value(uint32(n)) }

// Bool returns the boolean b.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Number returns the number f, as an int where it is one, as the guest does.
func Number(f float64) Value {
	if n := int32(f); float64(n) == f && (n != 0 || !math.Signbit(f)) {
		return Int(n)
	}
	if math.IsNaN(f) {
		f = math.Float64frombits(0x7ff8000000000000) // the one NaN that the guest knows
	}
	return Value(math.Float64bits(f) - floatOffset)
}

// tag is the value's tag; every double has tagFloat.
func (v Value) tag() int32 {
	t := int32(v >> 32)
	if uint32(t-tagFirst) >= tagFloat-tagFirst {
		return tagFloat
	}
	return t
}

// counted reports whether the value refers to memory.
func (v Value) counted() bool { return uint32(v>>32) >= uint32(0xfffffff7) }

func (v Value) ptr() uint32 { return uint32(v) }

// Kind tells what a value is, in the terms of typeof but for null.
type Kind uint8

// The kinds of values.
const (
	KindUndefined Kind = iota
	KindNull
	KindBool
	KindNumber
	KindBigInt
	KindString
	KindSymbol
	KindObject // functions too; see Isolate.Class
	KindInternal
)

// Kind returns what the value is.
func (v Value) Kind() Kind {
	switch v.tag() {
	case tagInt, tagFloat:
		return KindNumber
	case tagString:
		return KindString
	case tagObject:
		return KindObject
	case tagBool:
		return KindBool
	case tagUndefined:
		return KindUndefined
	case tagNull:
		return KindNull
	case tagBigInt, tagShortBig:
		return KindBigInt
	case tagSymbol:
		return KindSymbol
	}
	return KindInternal
}

// IsException reports whether a call of the guest ended with a thrown value.
func (v Value) IsException() bool { return v>>32 == tagException }

// IsUndefined reports whether the value is undefined.
func (v Value) IsUndefined() bool { return v == Undefined }

// IsNullish reports whether the value is undefined or null.
func (v Value) IsNullish() bool { return v == Undefined || v == Null }

// IsInt reports whether the guest holds the value as an int, so that int32(v) is
// the number.
func (v Value) IsInt() bool { return v>>32 == tagInt }

// Int32 returns the value as an int, if it is a number without a fraction in
// the range of an int32.
func (v Value) Int32() (int32, bool) {
	switch v.tag() {
	case tagInt:
		return int32(v), true
	case tagFloat:
		f := v.float()
		n := int32(f)
		return n, float64(n) == f
	}
	return 0, false
}

// Float returns the value as a double, if it is a number.
func (v Value) Float() (float64, bool) {
	switch v.tag() {
	case tagInt:
		return float64(int32(v)), true
	case tagFloat:
		return v.float(), true
	}
	return 0, false
}

func (v Value) float() float64 { return math.Float64frombits(uint64(v) + floatOffset) }

// Bool returns the value as a boolean, if it is one.
func (v Value) Bool() (b, ok bool) { return v == True, v>>32 == tagBool }
