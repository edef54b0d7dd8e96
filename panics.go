package wjs

import (
	"fmt"
	"runtime/debug"

	"github.com/wjs-run/wjs/reactor"
)

// PanicError ends a runtime in which a Go function panicked, or ended its
// goroutine with runtime.Goexit. The script cannot catch it and learns nothing of
// it; other runtimes go on.
type PanicError struct {
	Value any    // what it panicked with; nil for runtime.Goexit
	Stack []byte // of the goroutine that panicked
}

func (e *PanicError) Error() string {
	if e.Value == nil {
		return "wjs: a Go function ended its goroutine"
	}
	return fmt.Sprintf("wjs: a Go function panicked: %v", e.Value)
}

// Unwrap gives the panic's value if it was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// guard calls a Go function of the embedder. Where that does not return, escaped
// hears of it, even if the goroutine ends.
func guard(fn func(), escaped func(*PanicError)) {
	returned := false
	defer func() {
		if !returned {
			escaped(&PanicError{Value: recover(), Stack: debug.Stack()})
		}
	}()
	fn()
	returned = true
}

// recovered turns a panic that came out of the loop into an error. The isolate is
// in an unknown state and is ended.
func (r *Runtime) recovered(p any) error {
	err := &PanicError{Value: p}
	if w, ok := p.(*reactor.WorkPanic); ok {
		err.Value, err.Stack = w.Value, w.Stack
	} else {
		err.Stack = debug.Stack()
	}
	r.iso.Kill(err)
	return err
}
