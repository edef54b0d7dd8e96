package wjs

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A Go function that panics, or ends its goroutine, ends this runtime and nothing
// else; the script can neither catch nor read it.
func TestFuncPanic(t *testing.T) {
	other := open(t, Options{})
	for name, c := range map[string]struct {
		source string
		fn     func()
		text   string
	}{
		"sync":         {"try { boom() } catch {} 1", func() { panic("boom") }, "a Go function panicked: boom"},
		"sync error":   {"try { boom() } finally { for (;;); }", func() { panic(fs.ErrExist) }, "a Go function panicked: file already exists"},
		"async":        {"later().catch(() => 1)", func() { panic("boom") }, "a Go function panicked: boom"},
		"async Goexit": {"later().then(() => 1, () => 2)", runtime.Goexit, "a Go function ended its goroutine"},
		"dropped":      {"later(); new Promise(r => setTimeout(r, 10000))", func() { panic("boom") }, "a Go function panicked: boom"},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, Options{Limits: Limits{Timeout: 5 * time.Second}})
			fn := func(context.Context, []any) (any, error) { c.fn(); return nil, nil }
			if err := errors.Join(r.SetFunc("boom", fn), r.SetAsyncFunc("later", fn)); err != nil {
				t.Fatal(err)
			}
			_, err := r.Eval(t.Context(), c.source)
			var p *PanicError
			if !errors.As(err, &p) || !strings.HasSuffix(err.Error(), c.text) || !strings.Contains(string(p.Stack), "panics_test.go") {
				t.Errorf("%T %v, want %q with a stack", err, err, c.text)
			}
			if strings.Contains(c.text, "exists") && !errors.Is(err, fs.ErrExist) {
				t.Error("the panic's error is lost")
			}
			var dead *DeadError
			if _, err := r.Eval(t.Context(), "1"); !errors.As(err, &dead) || !errors.As(err, &p) {
				t.Errorf("afterwards: %v", err)
			}
			if got := eval(t, other, "1"); got != int64(1) {
				t.Errorf("another runtime: %v", got)
			}
		})
	}
}

// runtime.Goexit in a Go function, as t.FailNow of a test does it, ends the
// goroutine in the middle of the guest: the runtime is ended, and can be closed.
func TestFuncGoexit(t *testing.T) {
	r := open(t, Options{})
	if err := r.SetFunc("leave", func(context.Context, []any) (any, error) { runtime.Goexit(); return nil, nil }); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = r.Eval(context.Background(), "leave()")
	}()
	<-done
	var p *PanicError
	if _, err := r.Eval(t.Context(), "1"); !errors.As(err, &p) {
		t.Errorf("afterwards: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
