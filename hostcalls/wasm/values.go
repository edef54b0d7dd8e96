package wasm

import (
	"math"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/wasm"
)

// toWasm is ToWebAssemblyValue. It may run JavaScript.
func (s *state) toWasm(t editor.ValType, v engine.Value) (uint64, error) {
	switch t {
	case editor.I32:
		if v.IsInt() {
			return uint64(uint32(v)), nil
		}
		f, err := s.number(v)
		return uint64(uint32(toInt32(f))), err
	case editor.I64:
		return s.bigInt(v)
	case editor.F32:
		f, err := s.number(v)
		return uint64(math.Float32bits(float32(f))), err
	case editor.F64:
		f, err := s.number(v)
		return math.Float64bits(f), err
	case editor.FuncRef:
		return s.toFuncRef(v)
	case editor.ExternRef:
		return s.toExternRef(v), nil
	}
	return 0, s.throw("TypeError", "type incompatibility when transforming from/to JS")
}

// number is ToNumber.
func (s *state) number(v engine.Value) (float64, error) {
	if f, ok := v.Float(); ok {
		return f, nil
	}
	n, err := s.iso.Call(s.hooks[hookToNumber], engine.Undefined, v)
	if err != nil {
		return 0, err
	}
	f, _ := n.Float()
	return f, nil
}

// toInt32 is ToInt32 of a number.
func toInt32(f float64) int32 {
	if n := int32(f); float64(n) == f {
		return n
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	const two32 = 1 << 32
	return int32(uint32(int64(math.Mod(math.Trunc(f), two32))))
}

// bigInt is ToBigInt64.
func (s *state) bigInt(v engine.Value) (uint64, error) {
	if bits, ok := s.iso.BigIntBits(v); ok {
		return bits, nil
	}
	n, err := s.iso.Call(s.hooks[hookToBigInt], engine.Undefined, v)
	if err != nil {
		return 0, err
	}
	defer s.iso.Free(n)
	bits, _ := s.iso.BigIntBits(n)
	return bits, nil
}

func (s *state) toFuncRef(v engine.Value) (uint64, error) {
	if v == engine.Null {
		return 0, nil
	}
	id, err := s.iso.Call(s.hooks[hookFuncID], engine.Undefined, v)
	if err != nil {
		return 0, err
	}
	n, _ := id.Int32()
	f, err := extern[*wasm.Func](s, int(n))
	if err != nil {
		return 0, err
	}
	return f.Ref()
}

// toExternRef keeps a value for as long as the isolate lives: nobody tells when
// WebAssembly forgets it. The same value is kept once.
func (s *state) toExternRef(v engine.Value) uint64 {
	if v == engine.Null {
		return 0
	}
	if ref, ok := s.reference[v]; ok {
		return ref
	}
	s.values = append(s.values, s.iso.Dup(v))
	ref := uint64(len(s.values))
	s.reference[v] = ref
	return ref
}

// toJS is ToJSValue; the result is owned by the caller.
func (s *state) toJS(t editor.ValType, bits uint64) (engine.Value, error) {
	switch t {
	case editor.I32:
		return engine.Int(int32(uint32(bits))), nil
	case editor.I64:
		return s.iso.NewBigInt(int64(bits))
	case editor.F32:
		return engine.Number(float64(math.Float32frombits(uint32(bits)))), nil
	case editor.F64:
		return engine.Number(math.Float64frombits(bits)), nil
	case editor.FuncRef:
		if bits == 0 {
			return engine.Null, nil
		}
		f := s.store.Func(bits)
		if f == nil {
			return engine.Undefined, errNoSuch
		}
		return s.function(f)
	case editor.ExternRef:
		if bits == 0 {
			return engine.Null, nil
		}
		if bits > uint64(len(s.values)) {
			return engine.Undefined, errNoSuch
		}
		return s.iso.Dup(s.values[bits-1]), nil
	}
	return engine.Undefined, s.throw("TypeError", "type incompatibility when transforming from/to JS")
}

// function returns the one JavaScript function that stands for f.
func (s *state) function(f *wasm.Func) (engine.Value, error) {
	if v, ok := f.Data.(engine.Value); ok {
		return s.iso.Dup(v), nil
	}
	v, err := s.iso.Call(s.hooks[hookFunction], engine.Undefined,
		engine.Int(int32(s.id(f))), engine.Int(int32(f.Index())), engine.Int(int32(len(f.Type.Params))))
	if err != nil {
		return engine.Undefined, err
	}
	f.Data = s.iso.Dup(v)
	return v, nil
}

// object returns the one JavaScript object that stands for a memory, table or
// global.
func (s *state) object(x any, kind editor.Kind, typ string, data *any) (engine.Value, error) {
	if v, ok := (*data).(engine.Value); ok {
		return s.iso.Dup(v), nil
	}
	name, err := s.iso.NewString(typ)
	if err != nil {
		return engine.Undefined, err
	}
	defer s.iso.Free(name)
	v, err := s.iso.Call(s.hooks[hookExtern], engine.Undefined, engine.Int(int32(kind)), engine.Int(int32(s.id(x))), name)
	if err != nil {
		return engine.Undefined, err
	}
	*data = s.iso.Dup(v)
	return v, nil
}

func (s *state) externValue(x any) (engine.Value, error) {
	switch x := x.(type) {
	case *wasm.Func:
		return s.function(x)
	case *wasm.Memory:
		return s.object(x, editor.KindMemory, "", &x.Data)
	case *wasm.Table:
		return s.object(x, editor.KindTable, x.Type.Elem.String(), &x.Data)
	case *wasm.Global:
		return s.object(x, editor.KindGlobal, typeName(editor.GlobalType{Type: x.Type.Type}), &x.Data)
	}
	return engine.Undefined, errNoSuch
}

func crosses(t editor.FuncType) bool {
	for _, list := range [][]editor.ValType{t.Params, t.Results} {
		for _, v := range list {
			if v == editor.V128 {
				return false
			}
		}
	}
	return true
}
