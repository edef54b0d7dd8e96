package module

import (
	"fmt"
	"runtime"

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

// places are what a program needs to be compiled, taken and put back, for all
// isolates. Those whose isolate is gone keep theirs to the end.
var places = func() chan struct{} {
	n := max(1, runtime.GOMAXPROCS(0)/2)
	ch := make(chan struct{}, n)
	for range n {
		ch <- struct{}{}
	}
	return ch
}()

// transform is api.Transform.
func (c compiler) transform(source string, options api.TransformOptions) (api.TransformResult, error) {
	if len(source) > c.most {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Code: "ERR_OUT_OF_RANGE", Message: fmt.Sprintf(
			"A program of %d bytes is too large to be compiled here, at most %d are: compile it beforehand or raise the limit (Limits.Program)", len(source), c.most)}
	}
	if nestsTooDeep(source, options.Loader) {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Message: "Maximum call stack size exceeded"}
	}
	hostcalls.Await(c.poll, places)
	done := make(chan api.TransformResult, 1)
	go func() {
		defer func() { places <- struct{}{} }()
		done <- api.Transform(source, options)
	}()
	return hostcalls.Await(c.poll, done), nil
}
