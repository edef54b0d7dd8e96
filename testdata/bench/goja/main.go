// Command goja measures github.com/dop251/goja.
package main

import (
	"github.com/dop251/goja"

	"github.com/wjs-run/wjs/testdata/bench/harness"
)

type isolate struct{ *goja.Runtime }

func (i isolate) Eval(source string) (float64, error) {
	v, err := i.RunString(source)
	if err != nil {
		return 0, err
	}
	return v.ToFloat(), nil
}

func (i isolate) Define(name string, f func(a, b int) int) error {
	return i.Set(name, func(c goja.FunctionCall) goja.Value {
		return i.ToValue(f(int(c.Argument(0).ToInteger()), int(c.Argument(1).ToInteger())))
	})
}

func (i isolate) Call(name string, a, b int) (int, error) {
	fn, _ := goja.AssertFunction(i.Get(name))
	v, err := fn(goja.Undefined(), i.ToValue(a), i.ToValue(b))
	if err != nil {
		return 0, err
	}
	return int(v.ToInteger()), nil
}

func (i isolate) Close() error { return nil }

func main() {
	harness.Main(harness.Engine{Name: "goja", New: func() (harness.Isolate, error) { return isolate{goja.New()}, nil }})
}
