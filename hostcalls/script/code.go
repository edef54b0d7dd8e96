package script

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// addCode adds the ops of compiled code that a program keeps: cachedData. What it
// hands in is used when it was made here of the same text, and else is undefined.
func addCode(b *hostcalls.Binding) {
	hostcalls.Op1(b, "scriptCode", func(c *hostcalls.Call, source string) ([]byte, error) {
		return c.Env().SealedCode(engine.TextScript, source)
	})
	hostcalls.Op2(b, "functionCode", func(c *hostcalls.Call, source string, params []string) ([]byte, error) {
		return c.Env().SealedCode(engine.TextScript, wrapped(source, params))
	})
	hostcalls.Op1(b, "moduleCode", func(c *hostcalls.Call, source string) ([]byte, error) {
		return c.Env().SealedCode(engine.TextModule, source)
	})
	hostcalls.Op4(b, "loadScript", loadScript)
	hostcalls.Op5(b, "loadFunction", loadFunction)
	hostcalls.Op5(b, "vmLoad", vmLoad)
	hostcalls.Op0(b, "codeVersion", func(c *hostcalls.Call) (uint32, error) { return engine.BytecodeVersion(), nil })
	hostcalls.Op0(b, "codeState", func(c *hostcalls.Call) (int, error) { return int(c.Env().CodeState()), nil })
}

// loadScript(source, file, data, anchor) returns what runCode takes.
func loadScript(c *hostcalls.Call, source, file string, data []byte, anchor engine.Value) (engine.Value, error) {
	b := c.Env().OpenCode(engine.TextScript, source, data)
	if b == nil {
		return engine.Undefined, nil
	}
	return c.Env().LoadScript(realmOf(c, anchor), b, file)
}

// loadFunction(source, file, params, anchor, data) is compileFunction from data.
func loadFunction(c *hostcalls.Call, source, file string, params []string, anchor engine.Value, data []byte) (engine.Value, error) {
	code, err := loadScript(c, wrapped(source, params), file, data, anchor)
	if err != nil || code.IsUndefined() {
		return code, err
	}
	defer c.Iso().Free(code)
	remember(c, source, file)
	return c.Iso().RunScriptIn(realmOf(c, anchor), code)
}

// vmLoad(anchor, source, name, meta, data) is vmCompile from data, or -1.
func vmLoad(c *hostcalls.Call, anchor engine.Value, source, name string, meta engine.Value, data []byte) (int, error) {
	b := c.Env().OpenCode(engine.TextModule, source, data)
	if b == nil {
		return -1, nil
	}
	m, err := c.Iso().LoadModule(realmOf(c, anchor), b, name, c.Iso().Dup(meta))
	if err != nil {
		return 0, err
	}
	return allVMModules(c).add(m), nil
}
