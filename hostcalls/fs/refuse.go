package fs

import "github.com/wjs-run/wjs/hostcalls"

// Ops of this package refuse in their second step. A program sees no
// difference, and an asynchronous refusal takes the same way, and as many turns
// of the loop, as a failure of the system.

func refusing[R any](work func() (R, error), err error) (func() (R, error), error) {
	if err == nil {
		return work, nil
	}
	return func() (R, error) {
		var nothing R
		return nothing, err
	}, nil
}

func work1[A, R any](b *hostcalls.Binding, name string, f func(*call, A) (func() (R, error), error)) {
	hostcalls.Work1(b, name, func(c *call, a A) (func() (R, error), error) { return refusing(f(c, a)) })
}

func work2[A, B, R any](b *hostcalls.Binding, name string, f func(*call, A, B) (func() (R, error), error)) {
	hostcalls.Work2(b, name, func(c *call, a A, b B) (func() (R, error), error) { return refusing(f(c, a, b)) })
}

func work3[A, B, C, R any](b *hostcalls.Binding, name string, f func(*call, A, B, C) (func() (R, error), error)) {
	hostcalls.Work3(b, name, func(c *call, a A, b B, d C) (func() (R, error), error) { return refusing(f(c, a, b, d)) })
}

func work4[A, B, C, D, R any](b *hostcalls.Binding, name string, f func(*call, A, B, C, D) (func() (R, error), error)) {
	hostcalls.Work4(b, name, func(c *call, a A, b B, d C, e D) (func() (R, error), error) { return refusing(f(c, a, b, d, e)) })
}
