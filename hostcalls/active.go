package hostcalls

import "strings"

// ActiveResources names what keeps the loop alive, as
// process.getActiveResourcesInfo does: requests, then handles, without timers.
//
// A request that is named after its op ("stdio.read") is a step of a handle,
// which is in the list itself.
func (e *Env) ActiveResources() []string {
	names := []string{}
	if e.loop == nil {
		return names
	}
	for _, a := range e.loop.Active() {
		if a.Active && a.Ref && !(a.Request && strings.Contains(a.Kind, ".")) {
			names = append(names, a.Kind)
		}
	}
	return names
}
