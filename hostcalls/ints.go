package hostcalls

import "github.com/wjs-run/wjs/engine"

// Ops of two ints are told apart when they are registered: the generic adaptor
// looks at its types through a dictionary at every call, which costs as much as
// the crossing's Go side altogether. See BenchmarkCall.
func ints2(f func(*Call, int, int) (int, error), generic func(*Call) (engine.Value, error)) func(*Call) (engine.Value, error) {
	return func(c *Call) (engine.Value, error) {
		args := c.args
		a, b := args.At(0), args.At(1)
		if !a.IsInt() || !b.IsInt() {
			return generic(c)
		}
		r, err := f(c, int(int32(a)), int(int32(b)))
		if err != nil {
			return engine.Undefined, err
		}
		if n := int32(r); int(n) == r {
			return engine.Int(n), nil
		}
		return engine.Number(float64(r)), nil
	}
}
