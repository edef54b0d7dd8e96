// Package errors writes what ends an isolate, and what it says before that, to
// its standard error.
package errors

import (
	"io"

	"github.com/wjs-run/wjs/hostcalls"
)

// UncaughtError is the death of an isolate by an error that nobody caught.
type UncaughtError struct {
	Name    string // "TypeError"; empty if what was thrown is no error
	Message string
	Stack   string // the text of the stack property
	Text    string // what was written to standard error
	// ExitCode is what the process would end with: 1, or one of Node's codes for
	// failures in the handling of errors.
	ExitCode int
}

func (e *UncaughtError) Error() string {
	if e.Name == "" {
		return e.Message
	}
	return e.Name + ": " + e.Message
}

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Binding makes the binding "errors".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("errors")
	hostcalls.Op5(b.Owns(), "fatal", fatal)
	hostcalls.Op1(b.Owns(), "warn", func(c *call, text string) (none, error) { say(c, text); return none{}, nil })
	hostcalls.Op2(b, "getSourceLine", getSourceLine)
	hostcalls.Op1(b, "asyncCallers", asyncCallers)
	hostcalls.Op0(b, "sourceMapsEnabled", func(c *call) (bool, error) { return c.Env().SourceMaps(), nil })
	hostcalls.Op1(b, "setSourceMapsEnabled", func(c *call, on bool) (none, error) {
		c.Env().SetSourceMaps(on)
		return none{}, nil
	})
	return b
}

// say writes to standard error. There is nobody to tell when that fails.
func say(c *call, text string) {
	if h := c.Host(); h != nil { // none while a snapshot is built
		_, _ = io.WriteString(h.Stdio(2), text)
	}
}

func fatal(c *call, text string, exitCode int, name, message, stack string) (none, error) {
	say(c, text)
	c.Iso().Kill(&UncaughtError{Name: name, Message: message, Stack: stack, Text: text, ExitCode: exitCode})
	return none{}, nil
}

// getSourceLine is null for what is not known.
func getSourceLine(c *call, file string, line int) (any, error) {
	if text, ok := c.Env().SourceLine(file, line); ok {
		return text, nil
	}
	return nil, nil
}
