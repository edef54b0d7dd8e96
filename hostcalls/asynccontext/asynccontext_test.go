package asynccontext_test

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/asynccontext"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func guest(t *testing.T) *calltest.Guest {
	t.Helper()
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{asynccontext.Binding()}})
}

func TestPromiseHooks(t *testing.T) {
	g := guest(t)
	got := g.Run(`
		const seen = [];
		async_context.setPromiseHooks((promise, parent) => seen.push('init', parent instanceof Promise), () => seen.push('resolve'));
		const one = Promise.resolve(1);
		one.then(() => {});
		async_context.setPromiseHooks(undefined, undefined);
		Promise.resolve(2);
		log(seen.join(' '));
	`)
	if want := "init false resolve init true"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// A hook that makes promises is called for those too. It ends where the stack
// does, whatever kind of function it is, and the isolate lives.
func TestPromiseHooksThatMakePromises(t *testing.T) {
	for _, hooks := range []string{
		"async () => {}", "undefined, async () => {}", "async function* () {}", "(async () => {}).bind()",
		"new Proxy(async () => {}, {})", "() => { new Promise(() => {}); }", "undefined, () => Promise.resolve(1)",
	} {
		t.Run(hooks, func(t *testing.T) {
			g := guest(t)
			got, err := g.TryRun(`
					async_context.setPromiseHooks(` + hooks + `);
					for (let i = 0; i < 3; i++) new Promise((resolve) => resolve(1));
					async_context.setPromiseHooks(undefined, undefined);
					log('alive');
				`)
			if err != nil || got != "alive" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
