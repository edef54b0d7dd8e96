package hostcalls

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
)

// Call is one crossing from JavaScript into Go. It is valid until the op
// returns, on the goroutine that owns the isolate.
type Call struct {
	env  *Env
	op   *op
	args engine.Args
	this engine.Value
	kept []*Buffer // freed when the op, or its request, is done

	turns *int // see Turns
}

// Env is the isolate's side of the boundary; it outlives the call.
func (c *Call) Env() *Env { return c.env }

// Iso is the isolate.
func (c *Call) Iso() *engine.Isolate { return c.env.iso }

// Pace is for ops that work through input of any length.
func (c *Call) Pace() *engine.Pace { return c.env.iso.Pace() }

// Host is all access to the operating system, for ops that declare it.
func (c *Call) Host() *wasi.Host {
	c.beyond()
	return c.env.host
}

// Loop is the event loop.
func (c *Call) Loop() *reactor.Loop { return c.env.loop }

// Resources is the table of what JavaScript holds by number, for ops that
// declare it.
func (c *Call) Resources() *Resources {
	c.beyond()
	return &c.env.resources
}

// Args are the arguments as they came.
func (c *Call) Args() engine.Args { return c.args }

// This is the receiver, borrowed.
func (c *Call) This() engine.Value { return c.this }

// Name is "binding.op".
func (c *Call) Name() string { return c.op.binding + "." + c.op.name }

// Turns is for an op of Work that does in one trip what is several operations
// in Node.js: what the work sets it to is how many turns of the loop later its
// end is told, since programs see what runs in between.
func (c *Call) Turns() *int {
	c.turns = new(int)
	return c.turns
}

// request returns the request object that stands behind n arguments, if any.
func (c *Call) request(n int) (engine.Value, bool) {
	if c.args.Len() <= n {
		return engine.Undefined, false
	}
	v := c.args.At(n)
	return v, v.Kind() == engine.KindObject
}
