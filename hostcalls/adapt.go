package hostcalls

import (
	"context"

	"github.com/wjs-run/wjs/engine"
)

// Op0 adds an op that runs at once, on the goroutine that owns the isolate.
func Op0[R any](b *Binding, name string, f func(*Call) (R, error)) {
	Raw(b, name, 0, func(c *Call) (engine.Value, error) {
		r, err := f(c)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Work0 adds an op in two steps: f checks and authorises on the goroutine that
// owns the isolate, what it returns runs there too or, given a request, on the
// worker pool, and must touch nothing of the guest.
func Work0[R any](b *Binding, name string, f func(*Call) (func() (R, error), error)) {
	b.add(name, 1, formWork, func(c *Call) (engine.Value, error) {
		return runWork(c, 0, func() (func() (R, error), error) { return f(c) })
	})
}

// Op1 adds an op that runs at once, on the goroutine that owns the isolate.
func Op1[A, R any](b *Binding, name string, f func(*Call, A) (R, error)) {
	Raw(b, name, 1, func(c *Call) (engine.Value, error) {
		var a0 A
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Work1 adds an op in two steps: f checks and authorises on the goroutine that
// owns the isolate, what it returns runs there too or, given a request, on the
// worker pool, and must touch nothing of the guest.
func Work1[A, R any](b *Binding, name string, f func(*Call, A) (func() (R, error), error)) {
	b.add(name, 2, formWork, func(c *Call) (engine.Value, error) {
		var a0 A
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		return runWork(c, 1, func() (func() (R, error), error) { return f(c, a0) })
	})
}

// Async1 adds an op that ends later, exactly once, through done, which may be
// used from any goroutine. It needs a request object behind its arguments.
func Async1[A, R any](b *Binding, name string, f func(*Call, *Completion[R], A) error) {
	b.add(name, 2, formAsync, func(c *Call) (engine.Value, error) {
		var a0 A
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 1, func(done *Completion[R]) error { return f(c, done, a0) })
	})
}

// Op2 adds an op that runs at once, on the goroutine that owns the isolate.
func Op2[A, B, R any](b *Binding, name string, f func(*Call, A, B) (R, error)) {
	run := func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	}
	if ints, ok := any(f).(func(*Call, int, int) (int, error)); ok {
		run = ints2(ints, run)
	}
	Raw(b, name, 2, run)
}

// decode2 takes two arguments.
func decode2[A, B any](c *Call) (a A, b B, err error) {
	if err = decode(c, 0, &a); err == nil {
		err = decode(c, 1, &b)
	}
	return a, b, err
}

func decode3[A, B, C any](c *Call) (a A, b B, d C, err error) {
	if a, b, err = decode2[A, B](c); err == nil {
		err = decode(c, 2, &d)
	}
	return a, b, d, err
}

// Work2 adds an op in two steps: f checks and authorises on the goroutine that
// owns the isolate, what it returns runs there too or, given a request, on the
// worker pool, and must touch nothing of the guest.
func Work2[A, B, R any](b *Binding, name string, f func(*Call, A, B) (func() (R, error), error)) {
	b.add(name, 3, formWork, func(c *Call) (engine.Value, error) {
		a0, b1, err := decode2[A, B](c)
		if err != nil {
			return engine.Undefined, err
		}
		return runWork(c, 2, func() (func() (R, error), error) { return f(c, a0, b1) })
	})
}

// Compiler2 is Work2 for a compiler, always with a request object: its second
// step runs on a goroutine of its own, in its turn among all that compile, and
// the end of the isolate, which ends the context, does not wait for it.
func Compiler2[A, B, R any](b *Binding, name string, f func(*Call, A, B) (func(context.Context) (R, error), error)) {
	b.add(name, 3, formWork, func(c *Call) (engine.Value, error) {
		a0, b1, err := decode2[A, B](c)
		if err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 2, func(done *Completion[R]) error {
			work, err := f(c, a0, b1)
			if err == nil {
				compileLater(c, done, work)
			}
			return err
		})
	})
}

// Async2 adds an op that ends later, exactly once, through done, which may be
// used from any goroutine. It needs a request object behind its arguments.
func Async2[A, B, R any](b *Binding, name string, f func(*Call, *Completion[R], A, B) error) {
	b.add(name, 3, formAsync, func(c *Call) (engine.Value, error) {
		a0, b1, err := decode2[A, B](c)
		if err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 2, func(done *Completion[R]) error { return f(c, done, a0, b1) })
	})
}

// Op3 adds an op that runs at once, on the goroutine that owns the isolate.
func Op3[A, B, C, R any](b *Binding, name string, f func(*Call, A, B, C) (R, error)) {
	Raw(b, name, 3, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1, c2)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Work3 adds an op in two steps: f checks and authorises on the goroutine that
// owns the isolate, what it returns runs there too or, given a request, on the
// worker pool, and must touch nothing of the guest.
func Work3[A, B, C, R any](b *Binding, name string, f func(*Call, A, B, C) (func() (R, error), error)) {
	b.add(name, 4, formWork, func(c *Call) (engine.Value, error) {
		a0, b1, c2, err := decode3[A, B, C](c)
		if err != nil {
			return engine.Undefined, err
		}
		return runWork(c, 3, func() (func() (R, error), error) { return f(c, a0, b1, c2) })
	})
}

// Async3 adds an op that ends later, exactly once, through done, which may be
// used from any goroutine. It needs a request object behind its arguments.
func Async3[A, B, C, R any](b *Binding, name string, f func(*Call, *Completion[R], A, B, C) error) {
	b.add(name, 4, formAsync, func(c *Call) (engine.Value, error) {
		a0, b1, c2, err := decode3[A, B, C](c)
		if err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 3, func(done *Completion[R]) error { return f(c, done, a0, b1, c2) })
	})
}

// Op4 adds an op that runs at once, on the goroutine that owns the isolate.
func Op4[A, B, C, D, R any](b *Binding, name string, f func(*Call, A, B, C, D) (R, error)) {
	Raw(b, name, 4, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1, c2, d3)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Work4 adds an op in two steps: f checks and authorises on the goroutine that
// owns the isolate, what it returns runs there too or, given a request, on the
// worker pool, and must touch nothing of the guest.
func Work4[A, B, C, D, R any](b *Binding, name string, f func(*Call, A, B, C, D) (func() (R, error), error)) {
	b.add(name, 5, formWork, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		return runWork(c, 4, func() (func() (R, error), error) { return f(c, a0, b1, c2, d3) })
	})
}

// Async4 adds an op that ends later, exactly once, through done, which may be
// used from any goroutine. It needs a request object behind its arguments.
func Async4[A, B, C, D, R any](b *Binding, name string, f func(*Call, *Completion[R], A, B, C, D) error) {
	b.add(name, 5, formAsync, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 4, func(done *Completion[R]) error { return f(c, done, a0, b1, c2, d3) })
	})
}

// Op5 adds an op that runs at once, on the goroutine that owns the isolate.
func Op5[A, B, C, D, E, R any](b *Binding, name string, f func(*Call, A, B, C, D, E) (R, error)) {
	Raw(b, name, 5, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		var e4 E
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 4, &e4); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1, c2, d3, e4)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Op6 adds an op that runs at once, on the goroutine that owns the isolate.
func Op6[A, B, C, D, E, F, R any](b *Binding, name string, f func(*Call, A, B, C, D, E, F) (R, error)) {
	Raw(b, name, 6, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		var e4 E
		var f5 F
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 4, &e4); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 5, &f5); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1, c2, d3, e4, f5)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}

// Async6 adds an op that ends later, exactly once, through done, which may be
// used from any goroutine. It needs a request object behind its arguments.
func Async6[A, B, C, D, E, F, R any](b *Binding, name string, f func(*Call, *Completion[R], A, B, C, D, E, F) error) {
	b.add(name, 7, formAsync, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		var e4 E
		var f5 F
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 4, &e4); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 5, &f5); err != nil {
			return engine.Undefined, err
		}
		return runAsync(c, 6, func(done *Completion[R]) error { return f(c, done, a0, b1, c2, d3, e4, f5) })
	})
}

// Op7 adds an op that runs at once, on the goroutine that owns the isolate.
func Op7[A, B, C, D, E, F, G, R any](b *Binding, name string, f func(*Call, A, B, C, D, E, F, G) (R, error)) {
	Raw(b, name, 7, func(c *Call) (engine.Value, error) {
		var a0 A
		var b1 B
		var c2 C
		var d3 D
		var e4 E
		var f5 F
		var g6 G
		if err := decode(c, 0, &a0); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 1, &b1); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 2, &c2); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 3, &d3); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 4, &e4); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 5, &f5); err != nil {
			return engine.Undefined, err
		}
		if err := decode(c, 6, &g6); err != nil {
			return engine.Undefined, err
		}
		r, err := f(c, a0, b1, c2, d3, e4, f5, g6)
		if err != nil {
			return engine.Undefined, err
		}
		return encode(c.env, &r)
	})
}
