// Package hostcalls is the boundary between JavaScript and Go: what
// process.binding() is to Node.js.
//
// A Binding is a named set of ops. An op is a Go function of plain types; the
// adaptors Op, Work and Async decode its arguments from the guest, refuse what
// does not fit with a TypeError before the function runs, and encode its
// result. Every crossing is listed in one Registry.
//
// One op of Work serves the synchronous and the asynchronous form: with a
// request object behind its arguments it runs on the loop's worker pool and
// ends in req.oncomplete(err, result); without, it runs at once.
package hostcalls

import (
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/wasi"
)

// Binding is what internalBinding(name) hands out. It is made once, holds no
// state of an isolate, and is not changed after it went into a Registry.
type Binding struct {
	*set
	reach Reach // of the ops that are added
	kinds []wasi.Kind
}

// set is what all views of a binding share.
type set struct {
	name      string
	ops       []*op
	constants []constant
	init      func(*Env, engine.Value) error
}

type constant struct {
	name  string
	value any
}

// op is one function of a binding.
type op struct {
	binding string
	name    string
	length  int
	form    form
	run     func(*Call) (engine.Value, error)
	reach   Reach
	kinds   []wasi.Kind
}

// New makes an empty binding.
func New(name string) *Binding { return &Binding{set: &set{name: name}} }

// Name is the binding's name.
func (b *Binding) Name() string { return b.name }

// Const adds a constant: whatever a result may be.
func (b *Binding) Const(name string, value any) {
	b.constants = append(b.constants, constant{name, value})
}

// Init sets a function that runs when the binding's object is made, before the
// snapshot is taken, to add what is neither op nor constant.
func (b *Binding) Init(f func(env *Env, object engine.Value) error) { b.init = f }

// Raw adds an op that decodes its arguments itself. The result is owned by the
// guest. It is for what deals with JavaScript values rather than with data.
func Raw(b *Binding, name string, length int, run func(*Call) (engine.Value, error)) {
	b.add(name, length, formOp, run)
}

func (b *Binding) add(name string, length int, f form, run func(*Call) (engine.Value, error)) {
	b.ops = append(b.ops, &op{b.name, name, length, f, run, b.reach, b.kinds})
}

// form is how an op ends.
type form uint8

const (
	formOp form = iota
	formWork
	formAsync
)

// Registry is the list of all ops of a runtime. Ids are positions in it, so
// that a snapshot holds for exactly one registry.
type Registry struct {
	bindings map[string]*Binding
	order    []*Binding
	ops      []*op
	first    map[string]int // id of a binding's first op
}

// NewRegistry numbers the ops of the bindings. Two bindings, or two ops of one,
// of the same name are an error of the program: it panics.
func NewRegistry(bindings ...*Binding) *Registry {
	r := &Registry{bindings: map[string]*Binding{}, first: map[string]int{}}
	for _, b := range bindings {
		if r.bindings[b.name] != nil {
			panic(fmt.Sprintf("hostcalls: two bindings %q", b.name))
		}
		r.bindings[b.name] = b
		r.order = append(r.order, b)
		r.first[b.name] = len(r.ops)
		seen := map[string]bool{}
		for _, o := range b.ops {
			if seen[o.name] {
				panic(fmt.Sprintf("hostcalls: two ops %s.%s", b.name, o.name))
			}
			seen[o.name] = true
			r.ops = append(r.ops, o)
		}
	}
	return r
}

// Ops lists every op as "binding.name", in the order of ids.
func (r *Registry) Ops() []string {
	names := make([]string, len(r.ops))
	for i, o := range r.ops {
		names[i] = o.binding + "." + o.name
	}
	return names
}

// List is the bindings in their order.
func (r *Registry) List() []*Binding { return r.order }

// Bindings lists the names of the bindings in their order.
func (r *Registry) Bindings() []string {
	names := make([]string, len(r.order))
	for i, b := range r.order {
		names[i] = b.name
	}
	return names
}
