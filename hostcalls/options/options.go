// Package options tells JavaScript which options of the command line were given.
package options

import (
	"maps"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
)

type optionsKey struct{}

func given(env *hostcalls.Env) map[string]any {
	return hostcalls.State(env, optionsKey{}, func() map[string]any { return map[string]any{} })
}

// Set gives an isolate its options, as Node's command line has them, with or
// without the dashes: "unhandled-rejections": "warn". Values are bool, string,
// number or []string. A true "no-x" makes "x" false as well. It must come before
// the program, on the goroutine that owns the isolate; a second Set replaces the
// first.
func Set(env *hostcalls.Env, options map[string]any) {
	m := given(env)
	clear(m)
	for name, value := range options {
		name = "--" + strings.TrimLeft(name, "-")
		m[name] = value
		if positive, ok := strings.CutPrefix(name, "--no-"); ok && value == true {
			m["--"+positive] = false
		}
	}
}

// Binding makes the binding "options".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("options")
	hostcalls.Op0(b, "getOptions", func(c *hostcalls.Call) (map[string]any, error) {
		return maps.Clone(given(c.Env())), nil
	})
	return b
}
