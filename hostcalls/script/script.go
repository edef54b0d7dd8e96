// Package script lets the module loaders of the library compile and run code:
// internalBinding('engine').
package script

import (
	"strings"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// Binding is internalBinding('engine').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("engine")
	hostcalls.Op4(b, "compileFunction", compileFunction)
	hostcalls.Op3(b, "runScript", runScript)
	hostcalls.Op2(b, "compileScript", func(c *hostcalls.Call, source, file string) (engine.Value, error) {
		return c.Env().CompileScript(c.Iso().Main(), source, file)
	})
	// runCode(code, anchor)
	hostcalls.Raw(b, "runCode", 2, func(c *hostcalls.Call) (engine.Value, error) {
		return c.Iso().RunScriptIn(realmOf(c, c.Args().At(1)), c.Args().At(0))
	})
	addCode(b)
	hostcalls.Op2(b, "checkSyntax", checkSyntax)
	hostcalls.Raw(b, "setImporter", 1, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().SetRoot(hostcalls.RootImport, c.Iso().Dup(c.Args().At(0)))
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "traceImports", 0, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().TraceImports()
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "newRealm", 0, newRealm)
	hostcalls.Raw(b, "setGlobalObject", 2, setGlobalObject)
	hostcalls.Raw(b, "refuseEval", 1, refuseEval)
	hostcalls.Op2(b, "runWithin", runWithin)
	hostcalls.Op2(b.Asks(wasi.KindSys), "runInterruptible", runInterruptible)
	hostcalls.Raw(b, "ownMicrotasks", 1, func(c *hostcalls.Call) (engine.Value, error) {
		c.Iso().OwnQueue(realmOf(c, c.Args().At(0)))
		return engine.Undefined, nil
	})
	hostcalls.Raw(b, "runMicrotasksOf", 1, func(c *hostcalls.Call) (engine.Value, error) {
		return engine.Undefined, c.Iso().RunJobsOf(realmOf(c, c.Args().At(0)))
	})
	hostcalls.Raw(b, "runJob", 0, func(c *hostcalls.Call) (engine.Value, error) {
		ran, err := c.Iso().RunJob()
		return engine.Bool(ran), err
	})
	hostcalls.Raw(b, "realms", 0, func(c *hostcalls.Call) (engine.Value, error) {
		return engine.Int(int32(len(c.Iso().Realms()))), nil
	})
	hostcalls.Raw(b, "collectGarbage", 0, func(c *hostcalls.Call) (engine.Value, error) {
		return engine.Undefined, c.Iso().CollectGarbage()
	})
	hostcalls.Op2(b, "checkModule", checkModule)
	hostcalls.Raw(b, "setModuleHooks", 2, func(c *hostcalls.Call) (engine.Value, error) {
		c.Env().SetRoot(hostcalls.RootResolveModule, c.Iso().Dup(c.Args().At(0)))
		c.Env().SetRoot(hostcalls.RootLoadModule, c.Iso().Dup(c.Args().At(1)))
		return engine.Undefined, nil
	})
	addVMModules(b)
	hostcalls.Op1(b, "getNamespace", getNamespace)
	hostcalls.Op3(b, "setModuleExport", setModuleExport)
	hostcalls.Op1(b, "evaluateModule", evaluateModule)
	hostcalls.Raw(b, "setPrepareStackTrace", 1, setPrepareStackTrace)
	b.Init(initialise)
	return b
}

// initialise adds importModule(name), which is the language's own import().
func initialise(env *hostcalls.Env, object engine.Value) error {
	fn, err := env.Iso().Eval("(name) => import(name)", "node:internal/import")
	if err != nil {
		return err
	}
	return env.Iso().Set(object, "importModule", fn)
}

// wrapper is the text that a CommonJS module's source stands behind, on the
// same line so that line numbers hold.
func wrapper(params []string) string { return "(function (" + strings.Join(params, ", ") + ") {" }

// wrapped is the text that a function is compiled of.
func wrapped(source string, params []string) string { return wrapper(params) + source + "\n})" }

// compileFunction compiles source as the body of a function in sloppy mode. The
// column numbers of its first line are off by the wrapper, whose length is
// len(params joined by ", ") + 13; stacks take that away.
func compileFunction(c *hostcalls.Call, source, file string, params []string, anchor engine.Value) (engine.Value, error) {
	remember(c, source, file)
	return c.Env().RunScript(realmOf(c, anchor), wrapped(source, params), file)
}

// runScript(source, file, anchor) runs a script in the realm of the anchor.
func runScript(c *hostcalls.Call, source, file string, anchor engine.Value) (engine.Value, error) {
	remember(c, source, file)
	return c.Env().RunScript(realmOf(c, anchor), source, file)
}

// remember keeps the text of what is no file, for an uncaught error to show its
// line: [eval], standard input, a line of the REPL.
func remember(c *hostcalls.Call, source, file string) {
	if !strings.HasPrefix(file, "/") && !strings.Contains(file, ":") {
		c.Env().RememberSource(file, source)
	}
}

// checkSyntax compiles a script without running it and throws its SyntaxError.
func checkSyntax(c *hostcalls.Call, source, file string) (hostcalls.None, error) {
	return hostcalls.None{}, c.Iso().Check(source, file)
}

// checkModule is checkSyntax for an ES module. The module is not known by the
// name afterwards.
func checkModule(c *hostcalls.Call, source, file string) (hostcalls.None, error) {
	_, err := c.Iso().CompileModule(source, file, engine.Undefined)
	return hostcalls.None{}, err
}

// getNamespace returns the namespace of a module that was loaded, or undefined.
func getNamespace(c *hostcalls.Call, name string) (engine.Value, error) {
	m, ok := c.Env().Module(name)
	if !ok {
		return engine.Undefined, nil
	}
	return c.Iso().Namespace(m)
}

// setModuleExport(module, name, value) gives an export of a module without text
// its value.
func setModuleExport(c *hostcalls.Call, module, name string, v engine.Value) (bool, error) {
	m, ok := c.Env().Module(module)
	if status, _, _ := c.Iso().ModuleStatus(m); !ok || status < engine.ModuleLinked {
		return false, &hostcalls.TypeError{Message: "the module is not linked"}
	}
	return c.Iso().SetExport(c.Iso().Main(), m, name, c.Iso().Dup(v))
}

// evaluateModule loads, links and runs the module of that unique name at once
// and returns the promise of its end; awaits inside it are not waited for.
func evaluateModule(c *hostcalls.Call, name string) (engine.Value, error) {
	m, ok := c.Env().Module(name)
	if !ok {
		var err error
		if m, err = c.Env().LoadModule(name); err != nil {
			return engine.Undefined, err
		}
	}
	return c.Iso().EvaluateModule(m)
}

// setPrepareStackTrace gives the engine its maker of stack texts, beyond the
// reach of a program's own Error.prepareStackTrace.
func setPrepareStackTrace(c *hostcalls.Call) (engine.Value, error) {
	ctor, err := c.Iso().Global("Error")
	if err != nil {
		return engine.Undefined, err
	}
	defer c.Iso().Free(ctor)
	return engine.Undefined, c.Iso().Set(ctor, "prepareStackTrace", c.Iso().Dup(c.Args().At(0)))
}
