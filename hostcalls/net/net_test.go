package net

import (
	"io"
	system "net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/hostcalls/handles"
	"github.com/wjs-run/wjs/hostcalls/taskqueue"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, policy ...wasi.Option) *calltest.Guest {
	t.Helper()
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding(), handles.Binding(), taskqueue.Binding()}, Policy: policy})
	g.Run(helpers)
	return g
}

// helpers make promises of the ops that end later.
const helpers = `
	globalThis.op = (name, ...args) => new Promise((resolve, reject) => net[name](...args, {
		oncomplete(e, v) { e ? reject(e) : resolve(v); task_queue.runMicrotasks(); },
	}));
	globalThis.text = (bytes) => bytes === null ? 'end' : String.fromCharCode(...bytes);
	globalThis.bytes = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
	globalThis.code = (e) => e.code + ' ' + (e.syscall ?? '');
	globalThis.attempt = async (f) => { try { return await f(); } catch (e) { return code(e); } };
	globalThis.pair = async (s) => {
		const k = net.create(), accepting = op('accept', s.id);
		await op('connect', k, '127.0.0.1', s.port);
		return [k, (await accepting).id];
	};
	globalThis.listening = () => net.listen('127.0.0.1', 0, false, false);
`

func check(t *testing.T, got, want string) {
	t.Helper()
	if got, want = strings.TrimSpace(got), strings.TrimSpace(want); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestRoundTrip(t *testing.T) {
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(`(async () => {
		const s = listening();
		log(s.address, s.family, s.port > 0);
		const [k, p] = await pair(s);
		const here = net.address(k, false), there = net.address(p, true);
		log(here.port === there.port, net.address(k, true).port === s.port, there.family);
		net.setNoDelay(k, true); net.setKeepAlive(k, true, 5); net.setKeepAlive(k, false, 0);
		log(net.tryWrite(k, bytes('hello')));
		log(text(await op('read', p)));
		await op('write', p, bytes('and back'));
		await op('shutdown', p);
		log(text(await op('read', k)), text(await op('read', k)));
		await op('write', k, bytes('still'));
		log(text(await op('read', p)), net.writeQueueSize(k));
		await op('close', k, true);
		log(await attempt(() => op('read', p)));
		await op('close', p, false);
		await op('close', s.id, false);
		log(await attempt(() => net.address(p, true)), await attempt(() => op('accept', s.id)));
	})()`), `
127.0.0.1 IPv4 true
true true IPv4
5
hello
and back end
still 0
ECONNRESET read
EBADF  EBADF `)
}

// What is wrong is refused, in libuv's words, and one thing goes on at a time.
func TestRefused(t *testing.T) {
	l, err := system.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().String()[strings.LastIndex(l.Addr().String(), ":")+1:]
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(strings.ReplaceAll(`(async () => {
		const k = net.create();
		for (const f of [
			() => op('connect', k, '127.0.0.1', 1), () => op('connect', k, 'localhost', 1), () => op('connect', k, '127.0.0.1', 65536),
			() => op('connect', k, '127.0.0.1', -1), () => op('lookup', k, 'a b', 1, 0), () => op('lookup', k, 'localhost', 1, 5),
			() => op('read', k), () => net.tryWrite(k, bytes('x')), () => op('write', k, bytes('x')), () => op('shutdown', k),
			() => net.listen('127.0.0.1', PORT, false, false), () => net.listen('example.com', 0, false, false),
			() => net.setKeepAlive(k, true, 1e6), () => net.bind(k, 'x', 0), () => net.address(99, true), () => op('accept', k), () => op('close', 99, false),
		]) log(await attempt(f));
		net.bind(k, '::1', 0); log(await attempt(() => op('connect', k, '127.0.0.1', PORT)));
		net.bind(k, '192.0.2.1', 0); log(await attempt(() => op('connect', k, '127.0.0.1', PORT)));
		const s = listening(), [a, b] = await pair(s);
		op('accept', s.id).catch(() => {}); op('read', a).catch(() => {});
		log(await attempt(() => op('accept', s.id)), await attempt(() => op('read', a)));
		for (const id of [a, b, s.id, k]) await op('close', id, false);
	})()`, "PORT", port)), `
ECONNREFUSED connect
EINVAL connect
ERR_SOCKET_BAD_PORT 
ERR_SOCKET_BAD_PORT 
EAI_NONAME getaddrinfo
EAFNOSUPPORT getaddrinfo
ENOTCONN read
ENOTCONN write
ENOTCONN write
ENOTCONN shutdown
EADDRINUSE listen
EADDRNOTAVAIL listen
EINVAL 
EINVAL 
EBADF 
EBADF 
EBADF 
EINVAL bind
EADDRNOTAVAIL bind
EALREADY accept EALREADY read`)
}

// Every op that reaches the network asks the policy; a name that is granted lets
// the connection that looked it up go where it leads, and no other.
func TestDenied(t *testing.T) {
	l, err := system.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().String()[strings.LastIndex(l.Addr().String(), ":")+1:]
	all := `(async () => {
		const codes = new Set(), test = async (f) => codes.add(await attempt(f));
		for (const a of ['127.0.0.1', '0.0.0.0', '::ffff:127.0.0.1', '::1', '::']) await test(() => op('connect', net.create(), a, PORT));
		for (const a of ['127.0.0.1', '', '0.0.0.0', '::', 'localhost']) await test(() => net.listen(a, 0, false, false));
		for (const n of ['localhost', 'LOCALHOST.', '2130706433', '0x7f000001', '127.1', 'blocked.test']) await test(() => op('lookup', net.create(), n, PORT, 0));
		log([...codes].join());
	})()`
	for name, policy := range map[string][]wasi.Option{
		"nothing": nil,
		"others":  {wasi.Allow(wasi.KindNet, "127.0.0.2", "example.com")},
		"all but": {wasi.AllowAll(), wasi.DenyEvery(wasi.KindNet)},
	} {
		g := newGuest(t, policy...)
		if got := g.Run(strings.ReplaceAll(all, "PORT", port)); got != "ERR_ACCESS_DENIED " {
			t.Errorf("%s: %s", name, got)
		}
	}
	g := newGuest(t, wasi.Allow(wasi.KindNet, "localhost:"+port))
	check(t, g.Run(strings.ReplaceAll(`(async () => {
		const k = net.create();
		log((await op('lookup', k, 'localhost', PORT, 4)).join());
		log(await attempt(() => op('connect', net.create(), '127.0.0.1', PORT)));
		log(await attempt(() => op('connect', k, '127.0.0.1', PORT - 1)));
		log(await attempt(() => op('connect', k, '127.0.0.2', PORT)));
		log(await attempt(() => op('connect', k, '127.0.0.1', PORT)));
	})()`, "PORT", port)), "127.0.0.1\nERR_ACCESS_DENIED \nERR_ACCESS_DENIED \nERR_ACCESS_DENIED \nundefined")
}

// To listen at :: is to listen at 0.0.0.0 as well, unless IPv4 is left out.
func TestDeniedEverywhere(t *testing.T) {
	const try = `for (const [host, only6] of [['', false], ['::', false], ['0.0.0.0', false], ['::ffff:0.0.0.0', false], ['::', true]])
		try { log(net.listen(host, 0, only6, false).family); } catch (e) { log(e.code); }`
	denied := "ERR_ACCESS_DENIED"
	g := newGuest(t, wasi.AllowAll(), wasi.Deny(wasi.KindNet, "0.0.0.0"))
	check(t, g.Run(try), strings.Join([]string{denied, denied, denied, denied, "IPv6"}, "\n"))
	g = newGuest(t, wasi.AllowAll(), wasi.Deny(wasi.KindNet, "[::]"))
	check(t, g.Run(try), strings.Join([]string{denied, denied, "IPv4", "IPv4", denied}, "\n"))
	g = newGuest(t, wasi.AllowAll())
	check(t, g.Run(try), "IPv6\nIPv6\nIPv4\nIPv4\nIPv6")
}

// Connections count, those that come in too, and what was closed is given back.
func TestQuota(t *testing.T) {
	g := newGuest(t, wasi.AllowAll(), wasi.WithQuota(wasi.Quota{Sockets: 5, Sent: 1 << 20}))
	check(t, g.Run(`(async () => {
		const s = listening(), ids = [];
		for (let i = 0; i < 2; i++) ids.push(...await pair(s));
		log(await attempt(() => op('connect', net.create(), '127.0.0.1', s.port)));
		log(await attempt(() => net.listen('127.0.0.1', 0, false, false)));
		log(await attempt(() => net.tryWrite(ids[0], new Uint8Array(2 << 20))));
		log(await attempt(() => op('write', ids[0], new Uint8Array(2 << 20))));
		for (const id of ids) await op('close', id, false);
		log((await pair(s)).length);
	})()`), "ERR_QUOTA_EXCEEDED \nERR_QUOTA_EXCEEDED \nERR_QUOTA_EXCEEDED \nERR_QUOTA_EXCEEDED \n2")
	if u := g.Host.Usage(); u.Sockets != 3 {
		t.Errorf("%d sockets are counted, want 3", u.Sockets)
	}
}

// held is what the process holds of the system.
func held() (goroutines, descriptors int) {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return runtime.NumGoroutine(), 0
	}
	return runtime.NumGoroutine(), len(entries)
}

func nothingIsLeft(t *testing.T, goroutines, descriptors int) {
	t.Helper()
	var g, d int
	for range 100 {
		if g, d = held(); g <= goroutines && d <= descriptors {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines before, %d after; %d descriptors before, %d after\n%s", goroutines, g, descriptors, d, stacks[:runtime.Stack(stacks, true)])
}

// 200 connections leave nothing, whether they were closed in peace, broken off
// with everything under way, or left to the end of the isolate.
func TestNothingIsLeft(t *testing.T) {
	for name, end := range map[string]string{
		"closed": `for (const id of ids) await op('close', id, false); await op('close', s.id, false);`,
		"reset":  `for (const id of ids) await op('close', id, true); await op('close', s.id, false);`,
		"under way": `op('accept', s.id);
			for (const id of ids) { op('read', id); net.tryWrite(id, new Uint8Array(8 << 10)); }
			for (const id of ids) await op('close', id, false); await op('close', s.id, false);`,
		"left": `op('accept', s.id); for (const id of ids) op('read', id); const big = new Uint8Array(16 << 20); op('write', ids[0], big);
			op('connect', net.create(), '192.0.2.1', 9); op('lookup', net.create(), 'name.invalid', 9, 0); stop();`,
	} {
		t.Run(name, func(t *testing.T) {
			g := newGuest(t, wasi.AllowAll())
			goroutines, descriptors := held()
			_, err := g.TryRunFor(`(async () => {
				const s = listening(), ids = [];
				for (let i = 0; i < 100; i++) ids.push(...await pair(s));
				const stop = () => log('left');
				`+end+`
			})()`, 3*time.Second)
			if err != nil && name != "left" {
				t.Error(err)
			}
			g.Close()
			nothingIsLeft(t, goroutines, descriptors)
		})
	}
}

// What is closed while it is under way is never heard of again, and its close is.
func TestCloseWhile(t *testing.T) {
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(`(async () => {
		const s = listening(), idle = listening(), told = [];
		const watch = (what, promise) => promise.then(() => told.push(what), () => told.push(what));
		const connecting = net.create(), looking = net.create(), [a, b] = await pair(s), [c, d] = await pair(s);
		while (net.tryWrite(c, new Uint8Array(1 << 20)) > 0);
		watch('connect', op('connect', connecting, '127.0.0.1', s.port));
		watch('lookup', op('lookup', looking, 'localhost', s.port, 0));
		watch('read', op('read', a));
		watch('write', op('write', c, new Uint8Array(1 << 20)));
		watch('accept', op('accept', idle.id));
		await Promise.all([connecting, looking, a, b, c, d, s.id, idle.id].map((id) => op('close', id, false).then(() => log('closed'))));
		log(told.join());
	})()`), strings.Repeat("closed\n", 8))
}

// A peer that sends without end to who does not read, and many that connect to
// who does not accept, cost the host next to nothing.
func TestFlood(t *testing.T) {
	ready := make(chan string, 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	g := newGuest(t, wasi.AllowAll())
	port := g.Run(`globalThis.s = listening(); log(s.port)`)
	ready <- port
	var conns []system.Conn
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	buf := make([]byte, 1<<20)
	for range 100 {
		c, err := system.DialTimeout("tcp", "127.0.0.1:"+port, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
		c.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		for range 64 {
			if _, err := c.Write(buf); err != nil {
				break
			}
		}
	}
	goroutines := runtime.NumGoroutine()
	check(t, g.Run(`(async () => {
		globalThis.k = (await op('accept', s.id)).id;
		log((await op('read', k)).length);
	})()`), "65536")
	if n := runtime.NumGoroutine(); n > goroutines+5 {
		t.Errorf("%d goroutines more", n-goroutines)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := int64(after.HeapAlloc) - int64(before.HeapAlloc); n > 64<<20 {
		t.Errorf("%d bytes more", n)
	}
	if u := g.Host.Usage(); u.Sockets != 2 {
		t.Errorf("%d sockets are counted, want 2", u.Sockets)
	}
}

// An attempt that is given up for the next closes what comes of it.
func TestAttempts(t *testing.T) {
	l, err := system.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); c.Close() }()
		}
	}()
	port := l.Addr().String()[strings.LastIndex(l.Addr().String(), ":")+1:]
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(strings.ReplaceAll(`(async () => {
		const k = net.create();
		for (let i = 0; i < 50; i++) op('connect', k, '127.0.0.1', PORT).catch(() => {});
		await op('connect', k, '127.0.0.1', PORT);
		net.tryWrite(k, bytes('x'));
		log(text(await op('read', k)));
		await op('close', k, false);
	})()`, "PORT", port)), "x")
	if u := g.Host.Usage(); u.Sockets != 0 {
		t.Errorf("%d sockets are left", u.Sockets)
	}
}
