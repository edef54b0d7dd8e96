package hostcalls

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/wjs-run/wjs/engine"
)

// None is the result of an op that has none: undefined.
type None struct{}

// Into copies Data into a buffer of the guest, and recycles it; the result is how
// many bytes were copied. A buffer that was detached or shrunk meanwhile gets less.
type Into struct {
	Buf  *Buffer
	Data []byte
}

// Later is a result whose last step must run on the goroutine that owns the
// isolate, such as putting a file into the table of resources. Drop runs
// instead when the isolate is gone by then.
type Later[T any] struct {
	Finish func() (T, error)
	Drop   func()
}

// Latin1 is a string of which each byte is a character.
type Latin1 []byte

// UTF16 is a string in UTF-16, least significant byte first.
type UTF16 []byte

func (l Later[T]) finish(e *Env) (engine.Value, error) {
	r, err := l.Finish()
	if err != nil {
		return engine.Undefined, err
	}
	return encode(e, &r)
}

func (l Later[T]) drop() {
	if l.Drop != nil {
		l.Drop()
	}
}

// encode makes the value of a result. It takes a pointer so that small results
// are not boxed; ints do not pay for the frame of the rest.
func encode[R any](e *Env, r *R) (engine.Value, error) {
	if p, ok := any(r).(*int); ok {
		if n := int32(*p); int(n) == *p {
			return engine.Int(n), nil
		}
	}
	if v, ok, err := e.encodeSmall(r); ok {
		return v, err
	}
	return e.toValue(*r)
}

func (e *Env) encodeSmall(r any) (v engine.Value, ok bool, err error) {
	switch p := r.(type) {
	case *None:
		return engine.Undefined, true, nil
	case *int:
		return engine.Number(float64(*p)), true, nil
	case *int32:
		return engine.Int(*p), true, nil
	case *uint32:
		return engine.Number(float64(*p)), true, nil
	case *int64:
		return engine.Number(float64(*p)), true, nil
	case *float64:
		return engine.Number(*p), true, nil
	case *bool:
		return engine.Bool(*p), true, nil
	case *string:
		v, err = e.iso.NewString(*p)
		return v, true, err
	case *[]byte:
		v, err = e.newUint8Array(*p)
		return v, true, err
	case *engine.Value:
		return *p, true, nil
	}
	return engine.Undefined, false, nil
}

// toValue makes the value of anything that a result or constant may be.
func (e *Env) toValue(x any) (engine.Value, error) {
	switch x := x.(type) {
	case nil:
		return engine.Null, nil
	case None:
		return engine.Undefined, nil
	case int:
		return engine.Number(float64(x)), nil
	case int64:
		return engine.Number(float64(x)), nil
	case uint32:
		return engine.Number(float64(x)), nil
	case float64:
		return engine.Number(x), nil
	case bool:
		return engine.Bool(x), nil
	case string:
		return e.iso.NewString(x)
	case Latin1:
		return e.iso.NewLatin1(x)
	case UTF16:
		return e.iso.NewUTF16(x)
	case []byte:
		return e.newUint8Array(x)
	case uint64:
		return e.iso.NewBigUint(x)
	case BigInt:
		return e.iso.NewBigInt(int64(x))
	case Into:
		return e.copyInto(x)
	case []string:
		return e.newStrings(x)
	case []float64:
		return e.newFloat64Array(x)
	case []int64:
		return e.newBigInts(x)
	case engine.Value:
		return x, nil
	case interface {
		finish(*Env) (engine.Value, error)
	}:
		return x.finish(e)
	}
	text, err := json.Marshal(x)
	if err != nil {
		return engine.Undefined, fmt.Errorf("hostcalls: a result of type %T: %w", x, err)
	}
	return e.iso.ParseJSON(string(text))
}

// BigInt is a number that JavaScript gets as a BigInt.
type BigInt int64

func (e *Env) newUint8Array(b []byte) (engine.Value, error) {
	if b == nil {
		return engine.Null, nil
	}
	return e.newView(RootUint8Array, b)
}

func (e *Env) newFloat64Array(f []float64) (engine.Value, error) {
	b := make([]byte, 0, len(f)*8)
	for _, x := range f {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return e.newView(RootFloat64Array, b)
}

func (e *Env) newView(constructor Root, b []byte) (engine.Value, error) {
	buffer, err := e.iso.NewArrayBuffer(b)
	if err != nil {
		return engine.Undefined, err
	}
	defer e.iso.Free(buffer)
	return e.iso.Construct(e.roots[constructor], buffer)
}

func (e *Env) newStrings(list []string) (engine.Value, error) {
	values, err := e.iso.NewStrings(list)
	if err != nil {
		return engine.Undefined, err
	}
	return e.iso.NewArray(values...)
}

func (e *Env) newBigInts(list []int64) (engine.Value, error) {
	values := make([]engine.Value, len(list))
	for i, n := range list {
		v, err := e.iso.NewBigInt(n)
		if err != nil {
			return engine.Undefined, err
		}
		values[i] = v
	}
	return e.iso.NewArray(values...)
}

func (e *Env) copyInto(r Into) (engine.Value, error) {
	if r.Data == nil {
		return engine.Int(0), nil
	}
	dst, _ := e.iso.Bytes(r.Buf.v)
	n := copy(dst, r.Data)
	Recycle(r.Data)
	return engine.Number(float64(n)), nil
}
