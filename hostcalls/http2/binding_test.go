package http2_test

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/hostcalls/http2"
)

// wire connects two sessions of a script.
const wire = `
	const h2 = globalThis.http2;
	const client = h2.create(false, '{}'), server = h2.create(true, '{}');
	const names = {};
	for (const k of ['HEADERS', 'PROMISE', 'DATA', 'END', 'CLOSE', 'SETTINGS', 'SETTINGS_ACK', 'PING', 'PING_ACK', 'GOAWAY', 'ALTSVC', 'ORIGIN', 'FRAME_ERROR', 'ERROR', 'SENT']) names[h2[k]] = k;
	const show = (list) => list.map(([k, ...rest]) => names[k] + ' ' + rest.map((v) => v instanceof Uint8Array ? '<' + String.fromCharCode(...v) + '>' : JSON.stringify(v)).join(' '));
	function pump() {
		const said = [];
		for (let moved = true; moved;) {
			moved = false;
			for (const [name, a, b] of [['client', client, server], ['server', server, client]]) {
				for (let got; (got = h2.take(a, 65536)) !== null;) {
					moved = true;
					for (const text of show(got[1])) said.push(name + ' ' + text);
					for (const text of show(h2.receive(b, got[0]))) said.push((b === client ? 'client ' : 'server ') + text);
				}
			}
		}
		return said.join('\n');
	}
`

func guest(t testing.TB) *calltest.Guest {
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{http2.Binding()}})
}

func check(t *testing.T, g *calltest.Guest, source, want string) {
	t.Helper()
	if got := g.Run(source); got != want {
		t.Errorf("%s\ngot\n%s\nwant\n%s", source, got, want)
	}
}

func TestBinding(t *testing.T) {
	g := guest(t)
	g.Run(wire + `globalThis.pump = pump; globalThis.client = client; globalThis.server = server; globalThis.h2 = h2;`)
	check(t, g, `log(pump())`, "server SETTINGS \nclient SETTINGS \nclient SETTINGS_ACK \nserver SETTINGS_ACK ")
	check(t, g, `log(h2.request(client, [':method', 'GET', ':path', '/\xe9', ':scheme', 'http', ':authority', 'x', 'Key', 'k'], [], true)); log(pump())`,
		"1\nclient CLOSE 1 1")
}
