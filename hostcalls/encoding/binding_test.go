package encoding

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func TestBinding(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	g.Run(`globalThis.n = (label) => encoding.lookup(label)`)
	for script, want := range map[string]string{
		`log(encoding.names[n('Latin1')], n('utf-8'), n('nope'))`: "windows-1252 0 -1",
		`const s = new Uint8Array(8); log(encoding.decode(n('sjis'), s, Uint8Array.of(0x93), 0), encoding.decode(n('sjis'), s, Uint8Array.of(0xfa), 1))`: " 日",
		`log(encoding.decode(n('utf-16le'), new Uint8Array(8), Uint8Array.of(0, 0xd8), 3))`:                                                              "null",
		`log(encoding.decode(n('iso-8859-8'), new Uint8Array(8), Uint8Array.of(0xe0, 0xa1), 1))`:                                                         "א�",
		// A state that a program made up.
		`log(JSON.stringify(encoding.decode(n('euc-jp'), new Uint8Array(8).fill(255), Uint8Array.of(97), 1)))`: "\"\ufffd\ufffd\ufffda\"",
	} {
		if got := g.Run("{" + script + "}"); got != want {
			t.Errorf("%s\n got %s\nwant %s", script, got, want)
		}
	}
	for _, script := range []string{
		`encoding.decode(0, new Uint8Array(8), new Uint8Array(1), 1)`,
		`encoding.decode(n('replacement'), new Uint8Array(8), new Uint8Array(1), 1)`,
		`encoding.decode(999, new Uint8Array(8), new Uint8Array(1), 1)`,
		`encoding.decode(-1, new Uint8Array(8), new Uint8Array(1), 1)`,
		`encoding.decode(n('big5'), new Uint8Array(7), new Uint8Array(1), 1)`,
		`encoding.decode(n('big5'), new Uint8Array(8), 'a', 1)`,
		`encoding.lookup(1)`,
	} {
		if got := g.Run(`try { log(` + script + `) } catch (e) { log(e instanceof TypeError) }`); got != "true" {
			t.Errorf("%s: %s", script, got)
		}
	}
}
