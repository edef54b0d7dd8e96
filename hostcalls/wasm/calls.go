package wasm

import (
	"context"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/editor"
	"github.com/wjs-run/wjs/engine/wasm"
	"github.com/wjs-run/wjs/hostcalls"
)

// call(id, ...args) calls an exported function.
func call(c *hostcalls.Call) (engine.Value, error) {
	args := c.Args()
	return s0(c, func(s *state, f *wasm.Func) (engine.Value, error) {
		return s.call(f, func(i int) engine.Value { return args.At(i + 1) })
	})
}

// apply(id, args) is call for functions of many parameters.
func apply(c *hostcalls.Call) (engine.Value, error) {
	list := c.Args().At(1)
	return s0(c, func(s *state, f *wasm.Func) (engine.Value, error) {
		var values []engine.Value
		if ok := s.iso.Elements(list, func(v engine.Value) { values = append(values, v) }); !ok {
			return engine.Undefined, errNoSuch
		}
		return s.call(f, func(i int) engine.Value {
			if i < len(values) {
				return values[i]
			}
			return engine.Undefined
		})
	})
}

func s0(c *hostcalls.Call, run func(*state, *wasm.Func) (engine.Value, error)) (engine.Value, error) {
	s, err := of(c)
	if err != nil {
		return engine.Undefined, err
	}
	id, _ := c.Args().At(0).Int32()
	f, err := extern[*wasm.Func](s, int(id))
	if err != nil {
		return engine.Undefined, err
	}
	return run(s, f)
}

func (s *state) call(f *wasm.Func, arg func(int) engine.Value) (engine.Value, error) {
	if !crosses(f.Type) {
		return engine.Undefined, s.throw("TypeError", "type incompatibility when transforming from/to JS")
	}
	var small [16]uint64
	stack := small[:]
	if n := f.StackLen(); n > len(small) {
		stack = make([]uint64, n)
	}
	for i, t := range f.Type.Params {
		bits, err := s.toWasm(t, arg(i))
		if err != nil {
			return engine.Undefined, err
		}
		stack[i] = bits
	}
	if err := f.Call(stack); err != nil {
		return engine.Undefined, s.failure(err, "")
	}
	switch results := f.Type.Results; len(results) {
	case 0:
		return engine.Undefined, nil
	case 1:
		return s.toJS(results[0], stack[0])
	default:
		values := make([]engine.Value, len(results))
		for i, t := range results {
			v, err := s.toJS(t, stack[i])
			if err != nil {
				return engine.Undefined, err
			}
			values[i] = v
		}
		return s.iso.NewArray(values...)
	}
}

// hostFunc lets WebAssembly call a JavaScript function, of which it keeps a
// count.
func (s *state) hostFunc(fn engine.Value, t editor.FuncType) wasm.HostFunc {
	fn = s.iso.Dup(fn)
	direct := crosses(t)
	return func(_ context.Context, _ api.Module, stack []uint64) error {
		if dead := s.iso.Dead(); dead != nil {
			return dead
		}
		if !direct {
			return s.throw("TypeError", "type incompatibility when transforming from/to JS")
		}
		var small [8]engine.Value
		args := small[:0]
		defer func() {
			for _, v := range args {
				s.iso.Free(v)
			}
		}()
		for i, p := range t.Params {
			v, err := s.toJS(p, stack[i])
			if err != nil {
				return err
			}
			args = append(args, v)
		}
		result, err := s.iso.Call(fn, engine.Undefined, args...)
		if err != nil {
			return err
		}
		defer s.iso.Free(result)
		switch len(t.Results) {
		case 0:
			return nil
		case 1:
			stack[0], err = s.toWasm(t.Results[0], result)
			return err
		}
		return s.results(t.Results, result, stack)
	}
}

// results spreads what a JavaScript function of several results returned.
func (s *state) results(types []editor.ValType, result engine.Value, stack []uint64) error {
	list, err := s.iso.Call(s.hooks[hookIterate], engine.Undefined, result, engine.Int(int32(len(types))))
	if err != nil {
		return err
	}
	defer s.iso.Free(list)
	for i, t := range types {
		v, err := s.iso.Index(list, uint32(i))
		if err != nil {
			return err
		}
		stack[i], err = s.toWasm(t, v)
		s.iso.Free(v)
		if err != nil {
			return err
		}
	}
	return nil
}
