package wjs

import (
	"strings"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

// An op of which nothing was said cannot reach the host or the table, whatever
// the policy allows: it ends its isolate, so that no test of it passes.
func TestUndeclaredOp(t *testing.T) {
	for name, reach := range map[string]func(*hostcalls.Call){
		"host": func(c *hostcalls.Call) { c.Host().Getwd() }, "table": func(c *hostcalls.Call) { c.Resources().Len() },
	} {
		b := hostcalls.New("undeclared")
		hostcalls.Op0(b, "reach", func(c *hostcalls.Call) (hostcalls.None, error) { reach(c); return hostcalls.None{}, nil })
		g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{b}, Policy: []wasi.Option{wasi.AllowAll()}})
		if _, err := g.TryRun(`undeclared.reach()`); g.Iso.Dead() == nil || !strings.Contains(err.Error(), "undeclared.reach") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
