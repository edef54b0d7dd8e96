package wjs

import (
	"context"
	"errors"
	"testing"
)

// Causes of errors cross both ways.
func TestErrorCauses(t *testing.T) {
	r := open(t, Options{})
	_, err := r.Eval(t.Context(), "throw new TypeError('outer', { cause: new RangeError('inner', { cause: 'text' }) })")
	var outer *Error
	if !errors.As(err, &outer) || outer.Message != "outer" {
		t.Fatal(err)
	}
	inner, ok := outer.Cause.(*Error)
	if !ok || inner.Name != "RangeError" || inner.Message != "inner" || inner.Cause != nil {
		t.Errorf("cause: %v", outer.Cause)
	}
	// A circle ends somewhere, and what a getter throws is nobody's business.
	_, err = r.Eval(t.Context(), "const e = new Error('round'); e.cause = e; throw e")
	if !errors.As(err, &outer) || outer.Cause == nil {
		t.Error(err)
	}
	_, err = r.Eval(t.Context(), "throw Object.defineProperty(new Error('x'), 'cause', { get() { throw 1 } })")
	if !errors.As(err, &outer) || outer.Cause != nil || outer.Message != "x" {
		t.Error(err)
	}
	why := errors.New("why")
	if err := r.SetFunc("fail", func(context.Context, []any) (any, error) { return nil, errors.Join(errors.New("a"), why) }); err != nil {
		t.Fatal(err)
	}
	if err := r.SetFunc("wrap", func(context.Context, []any) (any, error) {
		return &Error{Name: "TypeError", Message: "what", Cause: why}, nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := eval(t, r, "const w = wrap(); `${w} ${w.cause} ${Object.keys(w)}`"); got != "TypeError: what Error: why " {
		t.Errorf("from Go: %v", got)
	}
	if got := eval(t, r, "try { fail() } catch (e) { `${e.message} ${'cause' in e}` }"); got != "a\nwhy false" {
		t.Errorf("from Go: %v", got)
	}
}
