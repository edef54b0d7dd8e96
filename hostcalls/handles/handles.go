// Package handles says of long-lived resources whether they keep the loop alive.
package handles

import "github.com/wjs-run/wjs/hostcalls"

type call = hostcalls.Call

// Binding makes the binding "handles".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("handles").Holds()
	hostcalls.Op2(b, "setRef", setRef)
	hostcalls.Op1(b, "hasRef", func(c *call, id int) (bool, error) {
		h := c.Resources().Handle(id)
		return h != nil && h.HasRef(), nil
	})
	hostcalls.Op0(b, "activeResources", func(c *call) ([]string, error) { return c.Env().ActiveResources(), nil })
	return b
}

// setRef refs or unrefs a resource and all its pending requests; false if there
// is none of that number, or one that never keeps the loop alive. Node's objects
// may be unref'd after they were closed, too.
func setRef(c *call, id int, ref bool) (bool, error) {
	h := c.Resources().Handle(id)
	if h == nil {
		return false, nil
	}
	if ref {
		h.Ref()
	} else {
		h.Unref()
	}
	return true, nil
}
