package options

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func TestOptions(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	show := `const list = options.getOptions(); log(Object.fromEntries(Object.keys(list).sort().map((k) => [k, list[k]])));`
	if got := g.Run("{" + show + "}"); got != "{}" {
		t.Errorf("none given: %s", got)
	}
	Set(g.Env, map[string]any{
		"unhandled-rejections": "warn", "--conditions": []string{"a", "b"}, "no-warnings": true, "no-deprecation": false, "stack-trace-limit": 20,
	})
	want := `{"--conditions":["a","b"],"--no-deprecation":false,"--no-warnings":true,"--stack-trace-limit":20,"--unhandled-rejections":"warn","--warnings":false}`
	if got := g.Run("{" + show + "list['--title'] = 'x';}"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := g.Run("{" + show + "}"); got != want {
		t.Errorf("a script has changed them: %s", got)
	}
	Set(g.Env, map[string]any{"title": "t"})
	if got := g.Run("{" + show + "}"); got != `{"--title":"t"}` {
		t.Errorf("given again: %s", got)
	}
}

func TestOptionsBelongToOneIsolate(t *testing.T) {
	a := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	b := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	Set(a.Env, map[string]any{"title": "a"})
	if got := b.Run(`log(options.getOptions())`); got != "{}" {
		t.Errorf("another isolate's options show: %s", got)
	}
}
