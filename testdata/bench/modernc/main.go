// Command modernc measures modernc.org/quickjs.
package main

import (
	"fmt"

	"modernc.org/quickjs"

	"github.com/wjs-run/wjs/testdata/bench/harness"
)

type isolate struct{ *quickjs.VM }

func (i isolate) Eval(source string) (float64, error) {
	v, err := i.VM.Eval(source, quickjs.EvalGlobal)
	if err != nil {
		return 0, err
	}
	return number(v)
}

func number(v any) (float64, error) {
	switch v := v.(type) {
	case int:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	}
	return 0, fmt.Errorf("a %T is no number", v)
}

func (i isolate) Define(name string, f func(a, b int) int) error {
	return i.RegisterFunc(name, f, false)
}

func (i isolate) Call(name string, a, b int) (int, error) {
	v, err := i.VM.Call(name, a, b)
	if err != nil {
		return 0, err
	}
	n, err := number(v)
	return int(n), err
}

func main() {
	harness.Main(harness.Engine{Name: "modernc.org/quickjs", New: func() (harness.Isolate, error) {
		vm, err := quickjs.NewVM()
		return isolate{vm}, err
	}})
}
