package script

import (
	"errors"
	"slices"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Modules of node:vm are known to JavaScript by number. They live as long as
// their realm, which the anchor that goes with each call keeps.
type vmModules struct{ list []engine.Module }

// Carry lets clones know the modules by the same numbers.
func (v *vmModules) Carry() any { return &vmModules{slices.Clone(v.list)} }

type vmModulesKey struct{}

func allVMModules(c *hostcalls.Call) *vmModules {
	return hostcalls.State(c.Env(), vmModulesKey{}, func() *vmModules { return &vmModules{} })
}

func (v *vmModules) add(m engine.Module) int {
	v.list = append(v.list, m)
	return len(v.list) - 1
}

func (v *vmModules) get(id int) (engine.Module, error) {
	if id < 0 || id >= len(v.list) {
		return 0, &hostcalls.TypeError{Message: "no such module"}
	}
	return v.list[id], nil
}

func addVMModules(b *hostcalls.Binding) {
	// vmCompile(anchor, source, name, meta) → number
	hostcalls.Op4(b, "vmCompile", func(c *hostcalls.Call, anchor engine.Value, source, name string, meta engine.Value) (int, error) {
		m, err := c.Iso().CompileModuleIn(realmOf(c, anchor), source, name, c.Iso().Dup(meta))
		if err != nil {
			return 0, err
		}
		return allVMModules(c).add(m), nil
	})
	// vmSynthetic(anchor, name, exports, evaluate) → number
	hostcalls.Op4(b, "vmSynthetic", func(c *hostcalls.Call, anchor engine.Value, name string, exports []string, evaluate engine.Value) (int, error) {
		m, err := c.Iso().NewSyntheticModule(realmOf(c, anchor), name, exports)
		if err != nil {
			return 0, err
		}
		c.Env().OnInit(m, c.Iso().Dup(evaluate))
		return allVMModules(c).add(m), nil
	})
	// vmRequests(id) → specifiers
	onModule(b, "vmRequests", func(c *hostcalls.Call, m engine.Module) ([]string, error) {
		list, err := c.Iso().Requests(m)
		return append([]string{}, list...), err
	})
	hostcalls.Op2(b, "vmLink", vmLink)
	hostcalls.Op2(b, "vmInstantiate", func(c *hostcalls.Call, anchor engine.Value, id int) (hostcalls.None, error) {
		m, err := allVMModules(c).get(id)
		if err == nil {
			err = c.Iso().Instantiate(realmOf(c, anchor), m)
		}
		return hostcalls.None{}, err
	})
	hostcalls.Op2(b, "vmEvaluate", func(c *hostcalls.Call, anchor engine.Value, id int) (engine.Value, error) {
		m, err := linked(c, id)
		if err != nil {
			return engine.Undefined, err
		}
		return c.Iso().EvaluateModuleIn(realmOf(c, anchor), m)
	})
	hostcalls.Op2(b, "vmNamespace", func(c *hostcalls.Call, anchor engine.Value, id int) (engine.Value, error) {
		m, err := linked(c, id)
		if err != nil {
			return engine.Undefined, err
		}
		return c.Iso().NamespaceIn(realmOf(c, anchor), m)
	})
	// vmSetExport(anchor, id, name, value) → whether there is an export of that name
	hostcalls.Op4(b, "vmSetExport", func(c *hostcalls.Call, anchor engine.Value, id int, name string, v engine.Value) (bool, error) {
		m, err := linked(c, id)
		if err != nil {
			return false, err
		}
		return c.Iso().SetExport(realmOf(c, anchor), m, name, c.Iso().Dup(v))
	})
	onModule(b, "vmAwaits", func(c *hostcalls.Call, m engine.Module) (bool, error) { return c.Iso().Awaits(m), nil })
	// vmStatus(id) → the engine's number, or -1 for what has thrown
	onModule(b, "vmStatus", func(c *hostcalls.Call, m engine.Module) (int, error) {
		status, _, failed := c.Iso().ModuleStatus(m)
		if failed {
			return -1, nil
		}
		return int(status), nil
	})
	onModule(b, "vmError", func(c *hostcalls.Call, m engine.Module) (engine.Value, error) {
		_, exception, _ := c.Iso().ModuleStatus(m)
		return c.Iso().Dup(exception), nil
	})
}

func onModule[R any](b *hostcalls.Binding, name string, op func(*hostcalls.Call, engine.Module) (R, error)) {
	hostcalls.Op1(b, name, func(c *hostcalls.Call, id int) (R, error) {
		m, err := allVMModules(c).get(id)
		if err != nil {
			var none R
			return none, err
		}
		return op(c, m)
	})
}

// linked is a module that has been instantiated: others have no variables yet.
func linked(c *hostcalls.Call, id int) (engine.Module, error) {
	m, err := allVMModules(c).get(id)
	if err != nil {
		return 0, err
	}
	if status, _, _ := c.Iso().ModuleStatus(m); status < engine.ModuleLinked {
		return 0, &hostcalls.TypeError{Message: "the module is not linked"}
	}
	return m, nil
}

// vmLink(id, ids) says which modules the requests of one mean.
func vmLink(c *hostcalls.Call, id int, ids engine.Value) (hostcalls.None, error) {
	modules := allVMModules(c)
	m, err := modules.get(id)
	if err != nil {
		return hostcalls.None{}, err
	}
	var imported []engine.Module
	c.Iso().Elements(ids, func(v engine.Value) {
		n, ok := v.Int32()
		if !ok {
			n = -1
		}
		dep, unknown := modules.get(int(n))
		err = errors.Join(err, unknown)
		imported = append(imported, dep)
	})
	if err != nil {
		return hostcalls.None{}, err
	}
	return hostcalls.None{}, c.Iso().SetImported(m, imported)
}
