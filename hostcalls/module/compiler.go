package module

import (
	"context"
	"fmt"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/wjs-run/wjs/hostcalls"
)

// compiler is esbuild for a program that nobody trusts. It cannot be interrupted,
// and takes time that grows with the square of a text with many mistakes of one
// kind ("let a,a,a,…"): for each it counts the columns to where the first a was,
// and back. So texts have a limit; see hostcalls.Compile for the rest.
type compiler struct {
	most int    // bytes of a program
	poll func() // does not return when the isolate's time is up
}

// compilerOf is the compiler within the limits of the caller.
func compilerOf(c *hostcalls.Call) compiler {
	return compiler{most: c.Env().MaxProgram(), poll: c.Iso().Poll}
}

// transform is api.Transform.
func (c compiler) transform(source string, options api.TransformOptions) (api.TransformResult, error) {
	if len(source) > c.most {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Code: "ERR_OUT_OF_RANGE", Message: fmt.Sprintf(
			"A program of %d bytes is too large to be compiled here, at most %d are: compile it beforehand or raise the limit (Limits.Program)", len(source), c.most)}
	}
	if nestsTooDeep(source, options.Loader) {
		return api.TransformResult{}, &hostcalls.CodedError{Name: "RangeError", Message: "Maximum call stack size exceeded"}
	}
	return hostcalls.Compile(c.poll, func(context.Context) api.TransformResult {
		return api.Transform(source, options)
	}, func(api.TransformResult) {}), nil
}
