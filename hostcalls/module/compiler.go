package module

import (
	"fmt"
	"runtime"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/wjs-run/wjs/hostcalls"
)

// compiler is esbuild for a program that nobody trusts. It cannot be interrupted,
// and takes time that grows with the square of a text with many mistakes of one
// kind ("let a,a,a,…"): for each it counts the columns to where the first a was,
// and back. So texts have a limit, only half of the processors do this at a time,
// and an isolate whose time is up does not wait for the end.
type compiler struct {
	most int    // bytes of a program
	poll func() // does not return when the isolate's time is up
}

// compilerOf is the compiler within the limits of the caller.
func compilerOf(c *hostcalls.Call) compiler {
	return compiler{most: c.Env().MaxProgram(), poll: c.Iso().Poll}
}

// compiling has as many places as programs may be compiled at once, by all
// isolates. Those whose isolate is gone keep theirs to the end.
var compiling = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// pollEvery is how late an isolate may notice that its time is up.
const pollEvery = 2 * time.Millisecond

// transform is api.Transform.
func (c compiler) transform(source string, options api.TransformOptions) (api.TransformResult, error) {
	if len(source) > c.most {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Code: "ERR_OUT_OF_RANGE", Message: fmt.Sprintf(
			"A program of %d bytes is too large to be compiled here, at most %d are: compile it beforehand or raise the limit (Limits.Program)", len(source), c.most)}
	}
	if nestsTooDeep(source, options.Loader) {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Message: "Maximum call stack size exceeded"}
	}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for began := false; !began; {
		select {
		case compiling <- struct{}{}:
			began = true
		case <-ticker.C:
			c.poll()
		}
	}
	done := make(chan api.TransformResult, 1)
	go func() {
		defer func() { <-compiling }()
		done <- api.Transform(source, options)
	}()
	for {
		select {
		case result := <-done:
			return result, nil
		case <-ticker.C:
			c.poll()
		}
	}
}
