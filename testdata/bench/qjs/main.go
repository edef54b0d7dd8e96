// Command qjs measures github.com/fastschema/qjs, on the wazero that it asks for.
package main

import (
	"encoding/json"
	"fmt"

	"github.com/fastschema/qjs"

	"github.com/wjs-run/wjs/testdata/bench/harness"
)

type isolate struct{ *qjs.Runtime }

// Eval goes through JavaScript's own eval: qjs evaluates in strict mode, which
// v8-v7 is older than.
func (i isolate) Eval(source string) (n float64, err error) {
	defer func() {
		if p := recover(); p != nil { // a trap of the guest
			err = fmt.Errorf("%.80v", p)
		}
	}()
	text, err := json.Marshal(source)
	if err != nil {
		return 0, err
	}
	v, err := i.Runtime.Eval("eval.js", qjs.Code("(0, eval)("+string(text)+")"))
	if err != nil {
		return 0, err
	}
	defer v.Free()
	return v.Float64(), nil
}

func (i isolate) Define(name string, f func(a, b int) int) error {
	i.Context().SetFunc(name, func(t *qjs.This) (*qjs.Value, error) {
		args := t.Args()
		return t.Context().NewInt32(int32(f(int(args[0].Int32()), int(args[1].Int32())))), nil
	})
	return nil
}

func (i isolate) Call(name string, a, b int) (int, error) {
	c := i.Context()
	fn := c.Global().GetPropertyStr(name)
	defer fn.Free()
	x, y := c.NewInt32(int32(a)), c.NewInt32(int32(b))
	v, err := c.Invoke(fn, c.NewUndefined(), x, y)
	if err != nil {
		return 0, err
	}
	defer v.Free()
	return int(v.Int32()), nil
}

func (i isolate) Close() error {
	i.Runtime.Close()
	return nil
}

func main() {
	harness.Main(harness.Engine{Name: "qjs", New: func() (harness.Isolate, error) {
		rt, err := qjs.New(qjs.Option{MemoryLimit: 1 << 30})
		return isolate{rt}, err
	}})
}
