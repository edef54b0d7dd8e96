package http2_test

import (
	"fmt"
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

const settingsText = `{"headerTableSize":4096,"enablePush":true,"initialWindowSize":65535,"maxFrameSize":16384,"maxConcurrentStreams":4294967295,"maxHeaderListSize":4294967295,"enableConnectProtocol":false}`

func connected(t *testing.T) *calltest.Guest {
	g := guest(t)
	g.Run(wire + `Object.assign(globalThis, { pump, client, server, h2, settings: JSON.parse(` + "`" + settingsText + "`" + `) });
		globalThis.get = [':method', 'GET', ':path', '/', ':scheme', 'http', ':authority', 'x'];`)
	check(t, g, `log(pump().replaceAll(JSON.stringify(JSON.stringify(settings)), '…'))`, "server SETTINGS …\nclient SETTINGS …\nclient SETTINGS_ACK …\nserver SETTINGS_ACK …")
	return g
}

func TestBinding(t *testing.T) {
	g := connected(t)
	check(t, g, `log(h2.request(client, [...get, 'key', '\xe9\xff', 'secret', 'x', 'cookie', 'short'], ['Secret'], false)); log(pump())`,
		"1\n"+`server HEADERS 1 0 4 [":method","GET",":path","/",":scheme","http",":authority","x","key","éÿ","secret","x","cookie","short"] ["secret","cookie"]`)
	check(t, g, `log(h2.write(client, 1, new Uint8Array([65, 66]).subarray(1), false), h2.write(client, 1, new ArrayBuffer(0), true)); log(pump())`,
		"0 0\nclient SENT 1 1\nclient SENT 1 0\nserver DATA 1 <B>\nserver END 1")
	check(t, g, `log(h2.streamState(server, 1), h2.streamState(client, 1), h2.streamState(client, 3)); log(h2.consume(server, 1, 1))`,
		"[6,16,0,0,1,65534] [5,16,0,1,0,65535] null\n0")
	check(t, g, `log(h2.info(server, 1, [':status', '103', 'k', 'v'], ['k']), h2.push(server, 1, get, []), h2.respond(server, 1, [':status', '200'], [], false), h2.trailers(server, 1, ['a', 'b'], [])); log(pump())`,
		"0 2 0 0\nserver CLOSE 1 0\n"+
			`client HEADERS 1 1 4 [":status","103","k","v"] ["k"]`+"\n"+
			`client PROMISE 1 2 4 [":method","GET",":path","/",":scheme","http",":authority","x"] []`+"\n"+
			`client HEADERS 1 3 4 [":status","200"] []`+"\n"+
			`client HEADERS 1 3 5 ["a","b"] []`+"\nclient END 1\nclient CLOSE 1 0")
	check(t, g, `log(h2.respond(server, 2, [':status', '200'], [], true)); log(pump())`,
		"0\nserver CLOSE 2 0\n"+`client HEADERS 2 2 5 [":status","200"] []`+"\nclient END 2\nclient CLOSE 2 0")
	check(t, g, `log(h2.ping(client, new Uint8Array([49, 50, 51, 52, 53, 54, 55, 56]))); log(pump())`, "true\nserver PING <12345678>\nclient PING_ACK <12345678>")
	check(t, g, `log(h2.altsvc(server, 0, 'o', 'v'), h2.origin(server, ['a', 'b']), h2.window(client, 100000), h2.setNextStreamID(client, 7)); log(pump())`,
		"0 0 0 true\n"+`client ALTSVC 0 "o" "v"`+"\n"+`client ORIGIN ["a","b"]`)
	check(t, g, `log(h2.state(client)); log(h2.settings(client, '{"initialWindowSize": 70000, "customSettings": {"777": 5}}')); log(pump().length > 0, h2.localSettings(client).initialWindowSize, h2.localSettings(client).customSettings, h2.remoteSettings(server).initialWindowSize)`,
		"[100000,0,7,100000,2,65534,0,80,119,10,6]\ntrue\ntrue 70000 {\"777\":5} 70000")
	check(t, g, `log(h2.goaway(server, 7, 0, new Uint8Array([33]))); log(pump()); log(h2.request(client, get, [], true)); log(pump())`,
		"0\nclient GOAWAY 7 1 <!>\n7\nclient CLOSE 7 7")
	check(t, g, `log(h2.receive(client, new Uint8Array(9)).length, h2.wants(client)); log(pump())`, "1 true\nserver GOAWAY 1 2 <>")
	check(t, g, `h2.destroy(client); h2.destroy(server); log(fails(() => h2.wants(client)))`, `EBADF: bad file descriptor {"errno":-9,"code":"EBADF"}`)
}

func TestBadArguments(t *testing.T) {
	g := connected(t)
	for _, c := range [][2]string{
		{`h2.take(99, 1)`, `EBADF: bad file descriptor {"errno":-9,"code":"EBADF"}`},
		{`h2.take(client, -5)`, "no error: null"},
		{`h2.take(client)`, "no error: null"},
		{`h2.create(true, '')`, `the options of an HTTP/2 session: unexpected end of JSON input {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.create(true, '[]')`, `the options of an HTTP/2 session: json: cannot unmarshal array into Go value of type http2.optionsJSON {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.create(true, '{"settings":{"maxFrameSize":5}}')`, `the settings of an HTTP/2 session: maxFrameSize is 5 {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.create(true, '{"paddingStrategy":9}')`, `the options of an HTTP/2 session: paddingStrategy is 9 {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.settings(client, '{"enablePush":2}')`, `the settings of an HTTP/2 session: 2 is neither true nor false {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.settings(client, '{"customSettings":{"70000":1}}')`, `the settings of an HTTP/2 session: strconv.ParseUint: parsing "70000": value out of range {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.ping(client, new Uint8Array(7))`, `a ping has 8 bytes {"code":"ERR_INVALID_ARG_VALUE"}`},
		{`h2.receive(client, 'x')`, `argument 2 of http2.receive must be an ArrayBuffer or a view of one {"code":"ERR_INVALID_ARG_TYPE"}`},
		{`h2.write(client, 1, 'x', true)`, `argument 3 of http2.write must be an ArrayBuffer or a view of one {"code":"ERR_INVALID_ARG_TYPE"}`},
		{`h2.request(client, [':path', '\u0100'], [], true)`, "no error: -501"},
		{`h2.request(client, [':path'], [], true)`, "no error: -501"},
		{`h2.request(server, get, [], true)`, "no error: -501"},
		{`h2.respond(server, -1, get, [], true)`, "no error: -501"},
		{`h2.respond(server, 2 ** 40, get, [], true)`, "no error: -501"},
		{`h2.respond(server, 5, get, [], true)`, "no error: -510"},
		{`h2.consume(server, 5, -1)`, "no error: 0"},
		{`h2.reset(server, 5, 4294967295)`, "no error: 0"},
		{`h2.window(server, 2 ** 31)`, "no error: -501"},
		{`h2.setNextStreamID(client, 4)`, "no error: false"},
		{`h2.setNextStreamID(client, -1)`, "no error: false"},
		{`h2.altsvc(client, 0, 'o', 'v')`, "no error: -501"},
		{`h2.altsvc(server, 0, '', 'v')`, "no error: -501"},
		{`h2.origin(server, ['a'.repeat(20000)])`, "no error: -501"},
		{`h2.streamState(server, -7)`, "no error: null"},
		{`h2.goaway(server, 0, -5, undefined)`, "no error: 0"},
		{`h2.goaway(server, 0, 2, undefined)`, "no error: -501"},
		{`h2.goaway(server, 0, 1, new Uint8Array(20000))`, "no error: -501"},
		{`h2.receive(client)`, `argument 2 of http2.receive must be an ArrayBuffer or a view of one {"code":"ERR_INVALID_ARG_TYPE"}`},
		{`h2.receive(client, Object.assign(new Uint8Array(0), {}))`, "no error: "},
		{`h2.request(client, get, [], true) + h2.respond(client, 1, get, [], true)`, "no error: -513"},
	} {
		check(t, g, `log(fails(() => `+c[0]+`))`, c[1])
	}
}

// What all sessions of an isolate hold is bounded, and is given back.
func TestMemory(t *testing.T) {
	g := connected(t)
	check(t, g, `
		h2.request(client, get, [], false);
		const chunk = new Uint8Array(16 << 20);
		const codes = new Set();
		let n = 0;
		for (let i = 0; i < 100; i++) {
			const code = h2.write(client, 1, chunk, false);
			codes.add(code);
			if (code === 0) n++;
		}
		log(n, [...codes]);
		const many = [];
		let message;
		try { for (;;) many.push(h2.create(true, '{}')); } catch (e) { message = e.message; }
		log(many.length > 500, many.length < 1100, message);
		h2.reset(client, 1, 0);
		h2.request(client, get, [], false);
		log(h2.write(client, 3, chunk, false));
		for (const id of many) h2.destroy(id);
		h2.destroy(client);
		log(h2.create(true, '{}') > 0);
	`, "3 [0,-901]\ntrue true the sessions hold as much memory as the isolate may\n0\ntrue")
}

// Events are made of a piece of the input at a time, whatever was torn.
func TestLargeInput(t *testing.T) {
	g := connected(t)
	check(t, g, `
		const frames = new Uint8Array(17 * 900);
		for (let i = 0; i < 900; i++) frames.set([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, i & 255], i * 17);
		let n = 0;
		for (let round = 0; round < 3; round++) {
			const events = h2.receive(server, frames);
			n += events.length;
			if (events[899][1][7] !== (899 & 255)) log('torn');
			while (h2.take(server, 1000) !== null);
		}
		log(n);
	`, "2700")
}

// A peer that has a long value of its table told again and again takes the memory
// of one, and may not hold more in open streams than a session's memory.
func TestAmplification(t *testing.T) {
	g := connected(t)
	check(t, g, `
		const head = (length, kind, flags, stream) => [length >> 16, length >> 8 & 255, length & 255, kind, flags, 0, stream >> 16, stream >> 8 & 255, stream & 255];
		const entry = [0x40, 1, 97, 0x7f, 0x81, 0x1e, ...new Array(3968).fill(98)];
		const base = [0x82, 0x86, 0x84, 0x01, 1, 120];
		const input = [];
		for (let i = 0; i < 40; i++) {
			const block = [...base, ...(i === 0 ? entry : []), ...new Array(120).fill(0xbe)];
			input.push(...head(block.length, 1, 5, 2 * i + 1), ...block);
		}
		let told = 0;
		for (const e of h2.receive(server, new Uint8Array(input))) if (e[0] === h2.HEADERS) told++;
		log(told > 15, told < 25);
	`, "true true")
	if n := g.Iso.HeapUsed(); n > 16<<20 {
		t.Errorf("the guest's heap has grown to %d", n)
	}
}

// Large frames that come together are told together, small ones are not.
func TestJoinedData(t *testing.T) {
	g := connected(t)
	check(t, g, `
		h2.request(client, get, [], false);
		const body = new Uint8Array(40000).map((_, i) => i * 7);
		h2.write(client, 1, body, false);
		const bytes = h2.take(client, 1 << 20)[0];
		for (let i = 0; i < 3; i++) h2.write(client, 1, body.subarray(0, 10), i === 2);
		const parts = [];
		for (let i = 0; i < 3; i++) parts.push(...h2.take(client, 1)?.[0] ?? []);
		const events = h2.receive(server, bytes).concat(h2.receive(server, new Uint8Array(parts)));
		log(events.map((e) => e[0] === h2.DATA ? e[2].length : e[0]));
		log(events[1][2].every((x, i) => x === body[i]));
	`, "[0,40000,30,3]\ntrue")
}

// BenchmarkTransfer is DATA from a script through two sessions into a script, 16
// KiB a write.
func BenchmarkTransfer(b *testing.B) {
	g := guest(b)
	g.Run(wire + `
		pump();
		h2.request(client, [':method', 'POST', ':path', '/', ':scheme', 'http', ':authority', 'x'], [], false);
		pump();
		const chunk = new Uint8Array(16384);
		globalThis.transfer = (n) => {
			for (let i = 0; i < n; i++) {
				h2.write(client, 1, chunk, false);
				for (let got; (got = h2.take(client, 65536)) !== null;) {
					for (const e of h2.receive(server, got[0])) if (e[0] === h2.DATA) h2.consume(server, 1, e[2].length);
				}
				for (let got; (got = h2.take(server, 65536)) !== null;) h2.receive(client, got[0]);
			}
		};
	`)
	b.SetBytes(16384)
	b.ReportAllocs()
	b.ResetTimer()
	g.Run(fmt.Sprintf("transfer(%d)", b.N))
}
