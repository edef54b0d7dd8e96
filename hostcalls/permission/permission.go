// Package permission answers process.permission.has: what the policy would say,
// without touching anything.
package permission

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// scopes are Node's names, and Deno's where Node has none.
var scopes = map[string][]wasi.Kind{
	"fs": {wasi.KindRead, wasi.KindWrite}, "fs.read": {wasi.KindRead}, "fs.write": {wasi.KindWrite},
	"child": {wasi.KindRun}, "net": {wasi.KindNet},
	"read": {wasi.KindRead}, "write": {wasi.KindWrite}, "env": {wasi.KindEnv}, "run": {wasi.KindRun}, "sys": {wasi.KindSys},
}

// free are the scopes that need no grant of their own: a worker, or a program
// under node:wasi, can do no more than who started it.
var free = map[string]bool{"worker": true, "wasi": true}

// Binding makes the binding "permission".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("permission").Owns() // it tells what is granted and touches nothing
	hostcalls.Op2(b, "has", has)
	return b
}

// has is false for scopes that are not known. Without a reference it asks for all
// of the scope; an empty path is the current directory, as for Node.
func has(c *hostcalls.Call, scope string, reference hostcalls.Opt[string]) (bool, error) {
	if free[scope] {
		return true, nil
	}
	kinds := scopes[scope]
	for _, k := range kinds {
		item := reference.Value
		if reference.Set && item == "" {
			item = "."
		}
		if !c.Host().Has(k, item) {
			return false, nil
		}
	}
	return len(kinds) > 0, nil
}
