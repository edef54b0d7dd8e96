package wasi

import (
	"fmt"
	"strings"
)

// nameRules grant things that have names: variables, commands, kinds of sys.
type nameRules struct {
	allowAll, denyAll bool
	full              bool // also what changes the process
	allow, deny       []string
}

// sysKinds are Deno's, so that its flags can be used as they are.
var sysKinds = map[string]bool{
	"hostname": true, "osRelease": true, "osUptime": true, "loadavg": true,
	"networkInterfaces": true, "systemMemoryInfo": true, "cpus": true, "uid": true,
	"gid": true, "username": true, "homedir": true, "statfs": true,
	"getPriority": true, "setPriority": true, "userInfo": true, "ppid": true,
	"signals": true, sysSetUID: true, sysSetGID: true,
}

func (r *nameRules) add(k Kind, item string, deny bool) error {
	switch k {
	case KindEnv:
		if i := strings.IndexAny(item, "=\x00*"); i >= 0 && (item[i] != '*' || i != len(item)-1) {
			return fmt.Errorf("wasi: %q is no name of a variable: only a * at its end is special", item)
		}
	case KindSys:
		if !sysKinds[item] {
			return fmt.Errorf("wasi: %q is no kind of system information", item)
		}
	case KindRun:
		if strings.IndexByte(item, 0) >= 0 {
			return fmt.Errorf("wasi: %q is no command", item)
		}
	}
	if deny {
		r.deny = append(r.deny, item)
	} else {
		r.allow = append(r.allow, item)
	}
	return nil
}

// allowed reports whether name is granted, and by which rule it is forbidden.
func (r *nameRules) allowed(k Kind, name string) (ok bool, rule string) {
	if r.denyAll {
		return false, "--deny-" + k.String()
	}
	for _, item := range r.deny {
		if matchName(k, item, name) {
			return false, "--deny-" + k.String() + "=" + item
		}
	}
	if r.allowAll && (r.full || !changesProcess(k, name)) {
		return true, ""
	}
	for _, item := range r.allow {
		if matchName(k, item, name) {
			return true, ""
		}
	}
	return false, ""
}

func matchName(k Kind, item, name string) bool {
	switch k {
	case KindEnv:
		if prefix, ok := strings.CutSuffix(item, "*"); ok {
			return strings.HasPrefix(envKey(name), envKey(prefix))
		}
		return envKey(item) == envKey(name)
	}
	return item == name
}

// denial is a flag that keeps the whole of the kind from being granted, if one
// does.
func (r *nameRules) denial(k Kind) string {
	switch {
	case r.denyAll:
		return "--deny-" + k.String()
	case len(r.deny) > 0:
		return "--deny-" + k.String() + "=" + r.deny[0]
	}
	return ""
}
