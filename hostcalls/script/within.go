package script

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// errInterrupted is the cause of what SIGINT has ended.
var errInterrupted = errors.New("script: interrupted")

const sigint = 2

// runWithin(ms, fn) calls fn, which is ended after that many milliseconds; 0 is
// no limit. What interrupted code was doing is half done.
func runWithin(c *hostcalls.Call, ms uint32, fn engine.Value) (engine.Value, error) {
	return within(c, nil, ms, fn)
}

// runInterruptible is runWithin for what SIGINT shall end, too.
func runInterruptible(c *hostcalls.Call, ms uint32, fn engine.Value) (engine.Value, error) {
	watch, err := c.Host().WatchSignal(sigint)
	if err != nil {
		return engine.Undefined, err
	}
	defer watch.Close()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go func() {
		if watch.Next(ctx) {
			cancel(errInterrupted)
		}
	}()
	return within(c, ctx, ms, fn)
}

func within(c *hostcalls.Call, ctx context.Context, ms uint32, fn engine.Value) (v engine.Value, err error) {
	b := engine.Bounds{Context: ctx, Recover: true}
	if ms != 0 {
		b.Deadline = time.Now().Add(time.Duration(ms) * time.Millisecond)
	}
	err = c.Iso().Within(b, func() error {
		v, err = c.Iso().Call(fn, engine.Undefined)
		return err
	})
	if c.Iso().Dead() != nil {
		return engine.Undefined, err
	}
	if errors.Is(err, errInterrupted) {
		return engine.Undefined, &hostcalls.CodedError{Code: "ERR_SCRIPT_EXECUTION_INTERRUPTED", Message: "Script execution was interrupted by `SIGINT`"}
	}
	if late := (*engine.DeadlineError)(nil); errors.As(err, &late) {
		return engine.Undefined, &hostcalls.CodedError{Code: "ERR_SCRIPT_EXECUTION_TIMEOUT", Message: fmt.Sprintf("Script execution timed out after %dms", ms)}
	}
	return v, err
}
