// Package calltest runs JavaScript against bindings alone: an isolate without
// the library, with a loop and a host. It is for the tests of bindings.
package calltest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// Config is what a Guest is made of.
type Config struct {
	Bindings []*hostcalls.Binding
	Policy   []wasi.Option // none denies everything
	Host     wasi.Config
}

// Guest is an isolate whose globals are the bindings by their names, and
// log(...values), which writes a line. It belongs to the goroutine of the test.
type Guest struct {
	Env  *hostcalls.Env
	Loop *reactor.Loop
	Host *wasi.Host
	Iso  *engine.Isolate

	t     testing.TB
	lines []string
}

// wait bounds every Run. A test that comes near it hangs.
const wait = 20 * time.Second

var compiled = sync.OnceValues(func() (*engine.Engine, error) {
	return engine.New(context.Background(), engine.Config{
		System: func(ctx context.Context, r wazero.Runtime) error {
			_, err := preview1.Instantiate(ctx, r)
			return err
		},
		// Compiling takes longer than the tests of a binding run.
		Interpreter: true,
	})
})

// library stands in for jslib: what the host calls, as plain as can be.
const library = `({
	complete(req, err, value) { req.oncomplete(err, value); },
	systemError(message, errno, code, syscall, path, dest) {
		const err = Object.assign(new Error(message), { errno, code, syscall });
		if (path !== undefined) err.path = path;
		if (dest !== undefined) err.dest = dest;
		return err;
	},
	codedError(name, code, message, props) {
		const err = new (globalThis[name] ?? Error)(message);
		if (code !== '') err.code = code;
		return Object.assign(err, JSON.parse(props));
	},
})`

// New makes a guest, which ends with the test.
func New(t testing.TB, cfg Config) *Guest {
	t.Helper()
	e, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	policy, err := wasi.NewPolicy(cfg.Policy...)
	if err != nil {
		t.Fatal(err)
	}
	g := &Guest{t: t}
	if g.Host, err = wasi.NewHost(policy, cfg.Host); err != nil {
		t.Fatal(err)
	}
	system, err := preview1.NewSystem(preview1.Config{Host: g.Host})
	if err != nil {
		t.Fatal(err)
	}
	g.Loop = reactor.New(reactor.Options{})
	registry := hostcalls.NewRegistry(append([]*hostcalls.Binding{g.logger()}, cfg.Bindings...)...)
	g.Env = hostcalls.NewEnv(hostcalls.EnvConfig{Registry: registry, Loop: g.Loop, Host: g.Host})
	g.Iso, err = e.NewIsolate(preview1.WithSystem(context.Background(), system), g.Env.Hooks(), engine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	g.Env.Attach(g.Iso)
	t.Cleanup(func() {
		g.Close()
		if err := errors.Join(g.Iso.Close(), system.Close(), g.Host.Close()); err != nil {
			t.Error(err)
		}
	})
	g.bootstrap(registry)
	return g
}

// Close gives up what is pending and closes the resources, as the end of a
// runtime does. It waits for the loop, and may be called again.
func (g *Guest) Close() {
	g.t.Helper()
	g.Loop.Close()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := g.Loop.Wait(ctx); err != nil {
		g.t.Errorf("the loop does not end: %v", err)
	}
	if err := g.Env.Close(); err != nil {
		g.t.Errorf("closing resources: %v", err)
	}
}

func (g *Guest) logger() *hostcalls.Binding {
	b := hostcalls.New("logger")
	hostcalls.Op1(b, "line", func(_ *hostcalls.Call, text string) (hostcalls.None, error) {
		g.lines = append(g.lines, text)
		return hostcalls.None{}, nil
	})
	return b
}

func (g *Guest) bootstrap(registry *hostcalls.Registry) {
	g.t.Helper()
	check := func(v engine.Value, err error) engine.Value {
		g.t.Helper()
		if err != nil {
			g.t.Fatal(g.explain(err))
		}
		return v
	}
	maker := check(g.Iso.Eval(library, "library.js"))
	for name, root := range map[string]hostcalls.Root{
		"complete": hostcalls.RootComplete, "systemError": hostcalls.RootSystemError, "codedError": hostcalls.RootCodedError,
	} {
		g.Env.SetRoot(root, check(g.Iso.Get(maker, name)))
	}
	g.Iso.Free(maker)
	g.Env.SetRoot(hostcalls.RootUint8Array, check(g.Iso.Eval("Uint8Array", "library.js")))
	g.Env.SetRoot(hostcalls.RootFloat64Array, check(g.Iso.Eval("Float64Array", "library.js")))
	global := check(g.Iso.Eval("globalThis", "library.js"))
	for _, name := range registry.Bindings() {
		object := check(g.Env.Binding(name))
		if err := g.Iso.Set(global, name, object); err != nil {
			g.t.Fatal(g.explain(err))
		}
	}
	g.Iso.Free(global)
	g.Iso.Free(check(g.Iso.Eval(`
		globalThis.log = (...values) => logger.line(values.map((v) => typeof v === 'object' ? JSON.stringify(v) : String(v)).join(' '));
		globalThis.fails = (fn) => { try { return 'no error: ' + fn(); } catch (e) { return e.message + ' ' + JSON.stringify(e); } };
	`, "library.js")))
}

// Run evaluates a script, runs the loop until nothing is left to wait for, and
// returns the lines that were logged. What the script throws fails the test.
func (g *Guest) Run(script string) string {
	g.t.Helper()
	text, err := g.TryRun(script)
	if err != nil {
		g.t.Fatal(err)
	}
	return text
}

// TryRun is Run for scripts that fail: it returns what they throw, or what ended
// the isolate.
func (g *Guest) TryRun(script string) (string, error) {
	g.t.Helper()
	return g.run(script, wait)
}

// TryRunFor is TryRun for scripts that leave something to wait for: what is
// pending after most is left to the end of the test, and is no error.
func (g *Guest) TryRunFor(script string, most time.Duration) (string, error) {
	g.t.Helper()
	text, err := g.run(script, most)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return text, err
}

func (g *Guest) run(script string, most time.Duration) (string, error) {
	g.lines = nil
	var failed error
	if err := g.Loop.Do(func() {
		v, err := g.Iso.Eval(script, "test.js")
		g.Iso.Free(v)
		failed = g.explain(err)
	}); err != nil {
		return strings.Join(g.lines, "\n"), err
	}
	if dead := g.Iso.Dead(); dead != nil {
		return strings.Join(g.lines, "\n"), dead
	}
	if failed != nil {
		return strings.Join(g.lines, "\n"), failed
	}
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	err := g.Loop.Run(ctx)
	if dead := g.Iso.Dead(); dead != nil {
		err = dead
	}
	return strings.Join(g.lines, "\n"), err
}

// explain makes of a thrown value an error with its text.
func (g *Guest) explain(err error) error {
	var thrown *engine.ThrownError
	if !errors.As(err, &thrown) {
		return err
	}
	defer g.Iso.Free(thrown.Value)
	v, err := g.Iso.Get(thrown.Value, "message")
	if err != nil {
		return err
	}
	defer g.Iso.Free(v)
	message, _ := g.Iso.String(v)
	return errors.New("thrown: " + message)
}
