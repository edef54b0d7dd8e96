package hostcalls

import (
	"fmt"

	"github.com/wjs-run/wjs/engine"
)

// extraOp stands for every function of NewExtra.
var extraOp = op{}

// NewExtra makes a function that is no op of a binding: EnvConfig.Extra answers it,
// and is given n. Clones of the isolate have it too.
func (e *Env) NewExtra(name string, length, n int) (engine.Value, error) {
	return e.iso.NewFunction(name, length, len(e.registry.ops)+n)
}

func (e *Env) callExtra(id int, this engine.Value, args engine.Args) engine.Value {
	if e.extra == nil {
		return e.Throw(&TypeError{Message: fmt.Sprintf("no host function %d", id)})
	}
	c := e.newCall(&extraOp, this, args)
	v, err := e.extra(c, id-len(e.registry.ops))
	e.depth--
	if err != nil {
		e.iso.Free(v)
		return e.Throw(err)
	}
	return v
}
