package hostcalls

import (
	"fmt"
	"math"
	"math/big"

	"github.com/wjs-run/wjs/engine"
)

// Bytes is a view straight into the guest's memory, to be read and written
// until the op returns or calls the guest, whichever comes first.
type Bytes []byte

// JSString is a string in place, for ops that must see it exactly; it is valid
// as Bytes are. See engine.StringView.
type JSString = engine.StringView

// Buffer is a guest's ArrayBuffer or view of one that an op keeps until its
// completion, to write a result back; see Into.
type Buffer struct {
	env *Env
	v   engine.Value
	n   int
}

// Len is the length in bytes that the buffer had when the op was called.
func (b *Buffer) Len() int { return b.n }

// Copy returns a copy of the bytes as they are now. It must be called on the
// goroutine that owns the isolate.
func (b *Buffer) Copy() []byte {
	p, _ := b.env.iso.Bytes(b.v)
	return append([]byte(nil), p...)
}

func (b *Buffer) release() {
	b.env.iso.Free(b.v)
	b.v = engine.Undefined
}

// Opt is an argument that may be missing, undefined or null.
type Opt[T any] struct {
	Value T
	Set   bool
}

// Or returns the argument, or the given one where it is missing.
func (o Opt[T]) Or(otherwise T) T {
	if o.Set {
		return o.Value
	}
	return otherwise
}

// decode reads argument i into dst, or says what it should have been. Ints, the
// most frequent, do not pay for the frame of the rest.
func decode[T any](c *Call, i int, dst *T) error {
	v := c.args.At(i)
	if p, ok := any(dst).(*int); ok && v.IsInt() {
		*p = int(int32(v))
		return nil
	}
	return c.decodeAny(i, v, dst)
}

func (c *Call) decodeAny(i int, v engine.Value, dst any) error {
	var want string
	switch p := dst.(type) {
	case *int:
		var n int64
		if n, want = integer(v, math.MinInt64, math.MaxInt64); want == "" {
			*p = int(n)
		}
	case *int32:
		var n int64
		if n, want = integer(v, math.MinInt32, math.MaxInt32); want == "" {
			*p = int32(n)
		}
	case *uint32:
		var n int64
		if n, want = integer(v, 0, math.MaxUint32); want == "" {
			*p = uint32(n)
		}
	case *int64:
		*p, want = c.int64(v)
	case *uint64:
		*p, want = c.uint64(v)
	case *float64:
		var ok bool
		if *p, ok = v.Float(); !ok {
			want = "a number"
		}
	case *bool:
		var ok bool
		if *p, ok = v.Bool(); !ok {
			want = "a boolean"
		}
	case *string:
		*p, want = c.text(v)
	case *JSString:
		var ok bool
		if *p, ok = c.env.iso.View(v); !ok {
			want = "a string"
		}
		c.mayRead(len(p.Narrow) + len(p.Wide))
	case *Bytes:
		*p, want = c.bytes(v)
	case *[]byte:
		var b Bytes
		if b, want = c.bytes(v); want == "" {
			c.env.iso.Pace().Did(len(b))
			*p = append(Scratch(len(b))[:0], b...)
		}
	case **Buffer:
		*p, want = c.buffer(v)
	case *[]string:
		*p, want = c.strings(v)
	case *engine.Value:
		*p = v
	case *Opt[int]:
		var n int64
		if p.Set = !v.IsNullish(); p.Set {
			n, want = integer(v, math.MinInt64, math.MaxInt64)
			p.Value = int(n)
		}
	case *Opt[int64]:
		if p.Set = !v.IsNullish(); p.Set {
			p.Value, want = c.int64(v)
		}
	case *Opt[float64]:
		if p.Set = !v.IsNullish(); p.Set {
			var ok bool
			if p.Value, ok = v.Float(); !ok {
				want = "a number"
			}
		}
	case *Opt[bool]:
		if p.Set = !v.IsNullish(); p.Set {
			var ok bool
			if p.Value, ok = v.Bool(); !ok {
				want = "a boolean"
			}
		}
	case *Opt[string]:
		if p.Set = !v.IsNullish(); p.Set {
			p.Value, want = c.text(v)
		}
	case *Opt[Bytes]:
		if p.Set = !v.IsNullish(); p.Set {
			p.Value, want = c.bytes(v)
		}
	case *Opt[[]byte]:
		if p.Set = !v.IsNullish(); p.Set {
			var b Bytes
			if b, want = c.bytes(v); want == "" {
				c.env.iso.Pace().Did(len(b))
				p.Value = append([]byte{}, b...)
			}
		}
	case *Opt[*Buffer]:
		if p.Set = !v.IsNullish(); p.Set {
			p.Value, want = c.buffer(v)
		}
	case *Opt[[]string]:
		if p.Set = !v.IsNullish(); p.Set {
			p.Value, want = c.strings(v)
		}
	default:
		want = "of a type that an op can take" // naming it here would put every argument on the heap
	}
	if want != "" {
		return &TypeError{Message: fmt.Sprintf("argument %d of %s must be %s", i+1, c.Name(), want), Code: "ERR_INVALID_ARG_TYPE"}
	}
	return nil
}

func integer(v engine.Value, low, high int64) (int64, string) {
	if n, ok := v.Int32(); ok {
		if int64(n) < low || int64(n) > high {
			return 0, fmt.Sprintf("an integer from %d to %d", low, high)
		}
		return int64(n), ""
	}
	f, ok := v.Float()
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 || f < float64(low) || f > float64(high) {
		return 0, "an integer"
	}
	return int64(f), ""
}

func (c *Call) int64(v engine.Value) (int64, string) {
	if n, ok := c.bigInt(v); ok {
		if !n.IsInt64() {
			return 0, "an integer of 64 bits"
		}
		return n.Int64(), ""
	}
	return integer(v, math.MinInt64, math.MaxInt64)
}

func (c *Call) uint64(v engine.Value) (uint64, string) {
	if n, ok := c.bigInt(v); ok {
		if !n.IsUint64() {
			return 0, "an unsigned integer of 64 bits"
		}
		return n.Uint64(), ""
	}
	n, want := integer(v, 0, math.MaxInt64)
	return uint64(n), want
}

func (c *Call) bigInt(v engine.Value) (*big.Int, bool) {
	if v.Kind() != engine.KindBigInt {
		return nil, false
	}
	return c.env.iso.BigInt(v)
}

func (c *Call) text(v engine.Value) (string, string) {
	s, ok := c.env.iso.String(v)
	if !ok {
		return "", "a string"
	}
	return s, ""
}

func (c *Call) bytes(v engine.Value) (Bytes, string) {
	b, ok := c.env.iso.Bytes(v)
	if !ok {
		return nil, "an ArrayBuffer or a view of one"
	}
	c.mayRead(len(b))
	return b, ""
}

// mayRead counts the bytes of an argument in place: what most ops do with them,
// and the library of Go, takes a sixteenth of the time that Pace is made for.
func (c *Call) mayRead(n int) { c.env.iso.Pace().Did(n / 16) }

func (c *Call) buffer(v engine.Value) (*Buffer, string) {
	b, ok := c.env.iso.Bytes(v)
	if !ok {
		return nil, "an ArrayBuffer or a view of one"
	}
	kept := &Buffer{env: c.env, v: c.env.iso.Dup(v), n: len(b)}
	c.kept = append(c.kept, kept)
	return kept, ""
}

// perElement is what an element of a list counts for besides its bytes.
const perElement = 16

func (c *Call) strings(v engine.Value) ([]string, string) {
	var list []string
	good := true
	ok := c.env.iso.Elements(v, func(e engine.Value) {
		s, ok := c.env.iso.String(e)
		good = good && ok
		list = append(list, s)
		c.env.iso.Pace().Did(perElement)
	})
	if !ok || !good {
		return nil, "an array of strings"
	}
	return list, ""
}
