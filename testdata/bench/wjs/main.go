// Command wjs measures wjs through its public API.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/wjs-run/wjs"
	"github.com/wjs-run/wjs/testdata/bench/harness"
)

var ctx = context.Background()

type isolate struct {
	*wjs.Runtime
	call *wjs.Module
}

// caller exports a function that calls a global one.
const caller = "data:text/javascript,export const call = (name, a, b) => globalThis[name](a, b)"

func (i *isolate) Eval(source string) (float64, error) {
	v, err := i.Runtime.Eval(ctx, source)
	if err != nil {
		return 0, err
	}
	return number(v)
}

func number(v any) (float64, error) {
	switch v := v.(type) {
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	}
	return 0, fmt.Errorf("a %T is no number", v)
}

func (i *isolate) Define(name string, f func(a, b int) int) error {
	return i.SetFunc(name, func(_ context.Context, args []any) (any, error) {
		return f(int(args[0].(int64)), int(args[1].(int64))), nil
	})
}

func (i *isolate) Call(name string, a, b int) (int, error) {
	if i.call == nil {
		var err error
		if i.call, err = i.Import(ctx, caller); err != nil {
			return 0, err
		}
	}
	v, err := i.call.Call(ctx, "call", name, a, b)
	if err != nil {
		return 0, err
	}
	n, err := number(v)
	return int(n), err
}

func main() {
	platform, err := wjs.NewPlatform(ctx, wjs.PlatformOptions{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	harness.Main(harness.Engine{Name: "wjs", Version: wjs.Version, New: func() (harness.Isolate, error) {
		r, err := wjs.New(ctx, wjs.Options{Platform: platform, Limits: wjs.Limits{Memory: 1 << 30}})
		return &isolate{Runtime: r}, err
	}})
}
