package hostcalls

import (
	"maps"
	"slices"

	"github.com/wjs-run/wjs/engine"
)

// Carrier is a state, as State keeps it, that the clones of a frozen isolate
// begin with: what it names lies in their memory too. Carry returns a copy that
// shares nothing that changes. Other states are made anew by each clone.
type Carrier interface{ Carry() any }

// Carried are the states that clones of an isolate begin with.
type Carried map[any]any

// Carry copies what a clone of the isolate, frozen now, has to begin with.
func (e *Env) Carry() Carried { return Carried(e.state).copy() }

func (c Carried) copy() Carried {
	out := Carried{}
	for key, s := range c {
		if s, ok := s.(Carrier); ok {
			out[key] = s.Carry()
		}
	}
	return out
}

// AtRest reports whether no async context is current and nothing is open: what
// a clone could not have.
func (e *Env) AtRest() bool {
	return e.frame == engine.Undefined && e.resources.Len() == 0 && e.depth == 0
}

type moduleTable map[string]engine.Module

func (t moduleTable) Carry() any { return maps.Clone(t) }

type initTable map[engine.Module]engine.Value

func (t initTable) Carry() any { return maps.Clone(t) }

func (s *sources) Carry() any {
	c := *s
	c.texts, c.order = maps.Clone(s.texts), slices.Clone(s.order)
	return &c
}
