package wjs

import (
	"context"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/builtins"
	"github.com/wjs-run/wjs/jslib"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// build evaluates the library in a fresh isolate and freezes it.
func (p *Platform) build(ctx context.Context) (*image, error) {
	system, err := newSystem(nil)
	if err != nil {
		return nil, err
	}
	defer system.Close()
	env := hostcalls.NewEnv(hostcalls.EnvConfig{Registry: registry})
	iso, err := p.engine.NewIsolate(preview1.WithSystem(ctx, system), env.Hooks(), engine.Limits{})
	if err != nil {
		return nil, err
	}
	defer iso.Close()
	env.Attach(iso)
	if err := bootstrap(env); err != nil {
		return nil, fmt.Errorf("wjs: building the snapshot: %w", explain(iso, err))
	}
	snapshot, err := iso.Freeze()
	if err != nil {
		return nil, err
	}
	return &image{snapshot: snapshot, roots: env.Roots()}, nil
}

// image is a snapshot with the functions that the host calls in it.
type image struct {
	snapshot *engine.Snapshot
	roots    hostcalls.Roots
	carried  hostcalls.Carried
	funcs    []Func
}

// bootstrap runs the files of jslib/bootstrap, as the head of realm.js says,
// and registers what the host calls.
func bootstrap(env *hostcalls.Env) error {
	b := &booter{env: env, iso: env.Iso()}
	b.setRoot(hostcalls.RootUint8Array, b.eval("Uint8Array"))
	b.setRoot(hostcalls.RootFloat64Array, b.eval("Float64Array"))

	primordials, module, exports := b.eval("({})"), b.eval("({exports: {}})"), b.eval("({})")
	none := engine.Undefined
	b.run("bootstrap/primordials", exports, none, module, none, none, primordials)
	getBinding, err := b.iso.NewFunction("getBinding", 1, bindingOp())
	b.check(err)
	b.run("bootstrap/realm", exports, none, module, none, getBinding, primordials)
	realm := b.get(module, "exports")
	require := b.get(realm, "require")
	b.setRoot(hostcalls.RootRequire, require)

	makers := b.require("internal/host_errors")
	b.setRoot(hostcalls.RootSystemError, b.get(makers, "systemError"))
	b.setRoot(hostcalls.RootCodedError, b.get(makers, "codedError"))
	b.require("bootstrap/node")
	entry := b.require("internal/process/entry")
	for name, root := range map[string]hostcalls.Root{
		"complete": hostcalls.RootComplete, "enterMain": hostcalls.RootEnterMain, "enter": hostcalls.RootEnter,
		"enterTimers": hostcalls.RootEnterTimers, "enterImmediates": hostcalls.RootEnterImmediates,
		"beforeExit": hostcalls.RootBeforeExit, "exit": hostcalls.RootExit,
	} {
		b.setRoot(root, b.get(entry, name))
	}
	b.setRoot(hostcalls.RootPrepare, b.get(b.require("internal/main/prepare"), "prepare"))
	b.setRoot(hostcalls.RootEmbed, b.get(b.require("internal/main/embed"), "host"))
	b.require("bootstrap/preload")
	return b.err
}

// booter carries the first error through the steps of bootstrap.
type booter struct {
	env *hostcalls.Env
	iso *engine.Isolate
	err error
}

func (b *booter) check(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *booter) eval(source string) engine.Value {
	if b.err != nil {
		return engine.Undefined
	}
	v, err := b.iso.Eval(source, "node:internal/bootstrap")
	b.check(err)
	return v
}

func (b *booter) get(object engine.Value, name string) engine.Value {
	if b.err != nil {
		return engine.Undefined
	}
	v, err := b.iso.Get(object, name)
	b.check(err)
	return v
}

func (b *booter) setRoot(r hostcalls.Root, v engine.Value) {
	if b.err == nil {
		b.env.SetRoot(r, v)
	}
}

// run calls the wrapper function of a file.
func (b *booter) run(id string, args ...engine.Value) {
	if b.err != nil {
		return
	}
	text, err := jslib.Files.ReadFile(id + ".js")
	b.check(err)
	if b.err != nil {
		return
	}
	fn, err := builtins.Compile(b.iso, id, string(text))
	b.check(err)
	if b.err != nil {
		return
	}
	v, err := b.iso.Call(fn, engine.Undefined, args...)
	b.check(err)
	b.iso.Free(fn)
	b.iso.Free(v)
}

func (b *booter) require(id string) engine.Value {
	if b.err != nil {
		return engine.Undefined
	}
	name, err := b.iso.NewString(id)
	b.check(err)
	if b.err != nil {
		return engine.Undefined
	}
	defer b.iso.Free(name)
	v, err := b.env.CallRoot(hostcalls.RootRequire, name)
	b.check(err)
	return v
}

// explain makes of a thrown value an error that carries its text.
func explain(iso *engine.Isolate, err error) error {
	var thrown *engine.ThrownError
	if !errors.As(err, &thrown) {
		return err
	}
	defer iso.Free(thrown.Value)
	text := func(name string) string {
		v, err := iso.Get(thrown.Value, name)
		if err != nil {
			return ""
		}
		defer iso.Free(v)
		s, _ := iso.String(v)
		return s
	}
	return fmt.Errorf("%s: %s\n%s", text("name"), text("message"), text("stack"))
}
