package hostcalls

import (
	"fmt"

	"github.com/wjs-run/wjs/wasi"
)

// Reach says how far an op reaches beyond its arguments. It is declared where
// the op is registered, through a view of its binding:
//
//	hostcalls.Op1(b, "isUtf8", isUTF8)                            // Pure
//	hostcalls.Work2(b.Asks(wasi.KindRead), "readFile", readFile)
//	hostcalls.Work1(b.Holds(), "fsync", fsync)
//	hostcalls.Op0(b.Owns(), "cwd", cwd)
//
// Nothing need be said of an op that touches nothing, and one of which nothing
// is said can touch nothing: it is refused the host and the table of resources.
type Reach uint8

// The reaches, from none.
const (
	// Pure: its arguments and the isolate alone.
	Pure Reach = iota
	// Holds: what the guest holds by number. That it may was asked when the
	// number was given out.
	Holds
	// Owns: the guest's own part of its host, which needs no grant: directory,
	// clocks, random numbers, standard streams.
	Owns
	// Asks: the world, after asking the policy.
	Asks
)

func (r Reach) String() string { return [...]string{"pure", "holds", "owns", "asks"}[r] }

// Asks is the binding for adding ops that ask the policy for one of kinds.
func (b *Binding) Asks(kinds ...wasi.Kind) *Binding {
	return &Binding{b.set, Asks, kinds}
}

// Holds is the binding for adding ops on what the guest holds by number.
func (b *Binding) Holds() *Binding { return &Binding{b.set, Holds, nil} }

// Owns is the binding for adding ops on the guest's own part of its host.
func (b *Binding) Owns() *Binding { return &Binding{b.set, Owns, nil} }

// OpInfo describes one op of a registry.
type OpInfo struct {
	Name   string // "binding.op"
	Length int    // how many arguments it takes, a request object included
	Work   bool   // it runs at once, or ends later with a request object
	Async  bool   // it always ends later
	Reach  Reach
	Kinds  []wasi.Kind // what it asks for
}

// Info describes every op, in the order of ids.
func (r *Registry) Info() []OpInfo {
	list := make([]OpInfo, len(r.ops))
	for i, o := range r.ops {
		list[i] = OpInfo{o.binding + "." + o.name, o.length, o.form == formWork, o.form == formAsync, o.reach, o.kinds}
	}
	return list
}

// beyond is called on every way out of an isolate.
func (c *Call) beyond() {
	if c.op.reach == Pure {
		panic(fmt.Sprintf("hostcalls: %s reaches beyond its arguments and was not registered through Asks, Holds or Owns", c.Name()))
	}
}
