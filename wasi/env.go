package wasi

import (
	"sort"
	"strings"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// environment is a guest's own copy of the variables it may see.
type environment struct {
	mu     sync.RWMutex
	policy *Policy
	vars   map[string]string // by the spelling under which they came
}

func (e *environment) init(p *Policy, list []string) {
	e.policy = p
	e.vars = make(map[string]string)
	for _, kv := range list {
		// Windows has variables that begin with "=".
		key, value, ok := strings.Cut(kv, "=")
		if ok && key != "" {
			e.vars[key] = value
		}
	}
}

// Peekenv is Getenv where nobody is asked whether it may: for what the library
// looks at by itself.
func (h *Host) Peekenv(name string) (string, bool, error) {
	if err := h.quiet(KindEnv, name); err != nil {
		return "", false, err
	}
	h.env.mu.RLock()
	defer h.env.mu.RUnlock()
	value, ok := h.env.vars[h.env.key(name)]
	return value, ok, nil
}

// Getenv returns a variable, false if it is not set, *Denied if the guest may
// not know.
func (h *Host) Getenv(name string) (string, bool, error) {
	h.env.mu.RLock()
	value, ok := h.env.vars[h.env.key(name)]
	h.env.mu.RUnlock()
	check := h.check
	if !ok {
		check = h.quiet // nobody need be asked about nothing
	}
	if err := check(KindEnv, name); err != nil {
		return "", false, err
	}
	return value, ok, nil
}

// Setenv sets a variable for this guest alone.
func (h *Host) Setenv(name, value string) error {
	if name == "" || strings.ContainsAny(name, "=\x00") || strings.IndexByte(value, 0) >= 0 {
		return errno.EINVAL
	}
	if err := h.check(KindEnv, name); err != nil {
		return err
	}
	h.env.mu.Lock()
	defer h.env.mu.Unlock()
	h.env.vars[h.env.key(name)] = value
	return nil
}

// Unsetenv deletes a variable for this guest alone; one that is not there is no
// error.
func (h *Host) Unsetenv(name string) error {
	if err := h.check(KindEnv, name); err != nil {
		return err
	}
	h.env.mu.Lock()
	defer h.env.mu.Unlock()
	delete(h.env.vars, h.env.key(name))
	return nil
}

// Environ lists the variables that the guest may see as KEY=value, sorted. The
// audit hook is not asked: nothing that is denied shows.
func (h *Host) Environ() []string {
	h.env.mu.RLock()
	defer h.env.mu.RUnlock()
	var list []string
	for key, value := range h.env.vars {
		if h.named(KindEnv, key) == nil {
			list = append(list, key+"="+value)
		}
	}
	sort.Strings(list)
	return list
}

// key finds the spelling under which a variable is stored.
func (e *environment) key(name string) string {
	if _, ok := e.vars[name]; ok || envKey("a") == "a" {
		return name
	}
	for key := range e.vars {
		if envKey(key) == envKey(name) {
			return key
		}
	}
	return name
}
