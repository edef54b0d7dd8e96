package wjs

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/hostiletest"
)

// attack runs a program of testdata/adversary, which prints what it got hold of,
// and at its end that it has tried.
func attack(t *testing.T, file, end string, opts Options) {
	t.Helper()
	var out bytes.Buffer
	opts.Stdout, opts.Stderr = &out, &out
	path, err := filepath.Abs("testdata/adversary/" + file)
	if err != nil {
		t.Fatal(err)
	}
	opts.Permissions.Read = append(opts.Permissions.Read, filepath.Dir(path))
	r := open(t, opts)
	if err := r.Run(within(t, time.Minute), filepath.ToSlash(path)); err != nil {
		t.Errorf("%v", err)
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(out.String()), "\n"), func(l string) bool {
		return strings.Contains(l, "DeprecationWarning") || strings.Contains(l, "--trace-deprecation")
	})
	if got := strings.Join(lines, "\n"); got != end {
		t.Errorf("%s:\n%s", file, got)
	}
}

// The bridge, from the inside.
func TestBridge(t *testing.T) {
	var natives []string
	for _, op := range registry.Ops() {
		_, name, _ := strings.Cut(op, ".")
		natives = append(natives, name)
	}
	t.Run("walks", func(t *testing.T) {
		attack(t, "walk.cjs", "walked", Options{Args: []string{strings.Join(natives, ",")}})
	})
	t.Run("doors", func(t *testing.T) { attack(t, "doors.mjs", "tried", Options{}) })
	t.Run("frames", func(t *testing.T) { attack(t, "frames.cjs", "looked", Options{}) })
	t.Run("patched", func(t *testing.T) { attack(t, "patched.cjs", "patched", Options{}) })
	t.Run("buffers", func(t *testing.T) { attack(t, "buffers.cjs", "survived", Options{}) })
}

// Authority that nobody gave: a program has its own folder and nothing else.
func TestAmbientAuthority(t *testing.T) {
	t.Setenv("SECRET_OF_HOST", "SECRET")
	before := hostiletest.Snapshot(t, "testdata/adversary")
	attack(t, "ambient.cjs", "denied", Options{Env: os.Environ()})
	if hostiletest.Snapshot(t, "testdata/adversary") != before {
		t.Error("something was changed")
	}
}

// A program that has the texts of the library's templates in hand turns what is
// denied into what is allowed, and back: the policy looks at what is opened.
func TestConcatGrantsNothing(t *testing.T) {
	granted, secret := folder(t), folder(t)
	for file, text := range map[string]string{granted + "/open.cjs": "module.exports = 'open'", secret + "/shut.cjs": "module.exports = 'SECRET'"} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hits := atomic.Int32{}
	here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "open") }))
	defer here.Close()
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { hits.Add(1); fmt.Fprint(w, "SECRET") }))
	defer there.Close()
	before := hostiletest.Snapshot(t, secret)
	attack(t, "concat.cjs", "changed texts", Options{
		Args:        []string{granted + "/open.cjs", secret + "/shut.cjs", here.URL, there.URL},
		Permissions: Permissions{Read: []string{granted}, Write: []string{granted}, Net: []string{here.Listener.Addr().String()}},
	})
	if hostiletest.Snapshot(t, secret) != before {
		t.Error("something was changed")
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("the server was reached %d times", n)
	}
}

// Every way in which module loading reads a file: only what is granted is read,
// wherever links and dots lead.
func TestModulesReadWhatIsGranted(t *testing.T) {
	for _, l := range hostiletest.Layouts {
		t.Run(l.Name, func(t *testing.T) {
			in, out := hostiletest.Arena(t, l)
			for name, text := range map[string]string{
				out + "/secret.js": "module.exports = 'SECRET'", out + "/secret.json": `"SECRET"`, out + "/dir/package.json": `{"name":"SECRET","main":"../secret.js"}`, out + "/package.json": `{"type":"module","imports":{"#x":"./secret.js"}}`,
				out + "/tsconfig.json": `{"compilerOptions":{"jsxFactory":"SECRET"}}`, in + "/x.tsx": "//# sourceMappingURL=../out/secret\nmodule.exports = 1 as number", out + "/secret.map": `{"version":3,"sources":["SECRET"],"mappings":"AAAA"}`,
			} {
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			path := l.For(in, out)
			r := open(t, Options{Dir: in, Permissions: Permissions{Read: []string{in}}})
			got := reply(t, r, fmt.Sprintf(`
				const p = %q, { createRequire } = process.getBuiltinModule('module'), seen = [];
				const require = createRequire(%q);
				const { pathToFileURL } = process.getBuiltinModule('url');
				for (const tail of ['', '.js', '.json', '/package.json', '/', '/../secret.js'])
					for (const load of [() => require(p + tail), () => require('./' + p + tail), () => require.resolve(p + tail), () => import(p + tail), () => import('./' + p + tail), () => import(pathToFileURL(p + tail).href), () => import(pathToFileURL(p + tail).href, { with: { type: 'json' } }), () => createRequire(p + '/x.js')('./secret'), () => process.getBuiltinModule('module').findPackageJSON?.(p, pathToFileURL(%q))])
						try { const v = await load(); seen.push(String(v?.default ?? v)); } catch (e) { seen.push(String(e.message) + e.stack); }
				return seen.filter((s) => s.includes('SECRET')).concat(seen.length).join();`, path, in+"/main.js", in+"/main.js"))
			if got != "54" {
				t.Errorf("%s", got)
			}
		})
	}
}

// Two runtimes of one platform, one after the other and side by side: nothing of
// one shows in the other, and each draws its own random numbers.
func TestTenants(t *testing.T) {
	first := open(t, Options{Env: []string{"SECRET=SECRET"}, Permissions: Permissions{Env: []string{"SECRET"}}, Args: []string{"SECRET"}})
	reply(t, first, `
		globalThis.SECRET = 'SECRET'; Array.prototype.SECRET = 1; process.SECRET = 1; Object.prototype.polluted = 'SECRET';
		console.group('SECRET'); process.title = 'SECRET'; process.on('exit', () => {}); setInterval(() => {}, 1e6).SECRET = 1;
		process.env.SECRET2 = 'SECRET'; process.getBuiltinModule('fs').SECRET = 1; process.getBuiltinModule('module')._cache.SECRET = 1;
		globalThis.held = []; for (let i = 0; i < 200; i++) held.push('SECRET-OF-THE-FIRST-'.repeat(1000) + i);`)
	probe := `
		const found = [];
		for (const [name, v] of Object.entries({ global: globalThis.SECRET, array: [].SECRET, process: process.SECRET, polluted: ({}).polluted, env: process.env.SECRET, env2: process.env.SECRET2, fs: fs.SECRET, held: globalThis.held, argv: process.argv.includes('SECRET'), title: process.title === 'SECRET', listeners: process.listenerCount('exit'), cache: process.getBuiltinModule('module')._cache.SECRET, handles: process.getActiveResourcesInfo().filter((k) => k === 'Timeout').length })) if (v) found.push(name);
		return found.join();`
	second := open(t, Options{})
	if got := reply(t, second, probe); got != "" {
		t.Errorf("beside the first: %s", got)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 { // instances of closed runtimes are used again
		next := open(t, Options{})
		if got := reply(t, next, probe); got != "" {
			t.Errorf("after the first: %s", got)
		}
		// Memory past what the snapshot has: new buffers and strings are empty.
		if got := reply(t, next, `for (let i = 0; i < 400; i++) { const b = new Uint8Array(100000); for (let j = 0; j < b.length; j += 97) if (b[j]) return 'bytes'; if (Buffer.allocUnsafe(100000).includes('SECRET-OF')) return 'unsafe'; } return ''`); got != "" {
			t.Errorf("after the first: %s", got)
		}
	}
	draws := map[string]bool{}
	for range 4 {
		r := open(t, Options{})
		for _, draw := range []string{`return Math.random()`, `return crypto.randomUUID()`, `return process.getBuiltinModule('crypto').randomUUID()`, `return process.getBuiltinModule('crypto').randomBytes(8).toString('hex')`, `return crypto.getRandomValues(new Uint32Array(2)).join()`,
			`return URL.createObjectURL(new Blob(['x']))`, `return process.getBuiltinModule('crypto').randomInt(2**40)`} {
			got := reply(t, r, draw)
			if draws[got] {
				t.Errorf("%s: two clones drew %s", draw, got)
			}
			draws[got] = true
		}
	}
}

// A cache that others could have written is refused, whatever is in it.
func TestCacheIsTrusted(t *testing.T) {
	dir := t.TempDir() + "/cache"
	p, err := NewPlatform(t.Context(), PlatformOptions{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if p, err := NewPlatform(t.Context(), PlatformOptions{CacheDir: dir}); err == nil {
		p.Close()
		t.Error("a cache that everybody may write was used")
	}
	// As bad is a link to a place of somebody's choosing.
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir() + "/link"
	if err := os.Symlink(dir, other); err != nil {
		t.Fatal(err)
	}
	if p, err := NewPlatform(t.Context(), PlatformOptions{CacheDir: other}); err == nil {
		p.Close()
		t.Error("a link was taken for the cache")
	}
}

// Every spelling of an address, over every way out, against rules.
func TestNetworkIsDenied(t *testing.T) {
	hits := atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits.Add(1) }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	hosts := []string{"127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "[::1]", "localhost", "LOCALHOST.", "a.localhost", "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "10.0.0.1"}
	try := fmt.Sprintf(`
		const hosts = %s, port = %s, http = process.getBuiltinModule('http'), dns = process.getBuiltinModule('dns'), net = process.getBuiltinModule('net');
		const out = [];
		// Two are refused before anybody asks: what no URL can hold, and what no header can.
		const other = { '%%31%%32%%37.0.0.1': 'ERR_INVALID_URL', '①②⑦.0.0.1': 'ERR_INVALID_CHAR' };
		const say = (how, h, e) => { const c = e.cause?.code ?? e.code; if (c !== (how === 'http' && other[h] || 'ERR_ACCESS_DENIED')) out.push(how + ' ' + h + ' ' + c + ' ' + e.message); };
		for (const h of hosts) {
			const bare = h.replace(/[[\]]/g, '');
			await fetch('http://' + h + ':' + port + '/').then(() => out.push('fetch ' + h), (e) => say('fetch', h, e));
			await new Promise((done) => net.connect(port, bare).on('connect', function() { out.push('net ' + h); this.destroy(); done(); }).on('error', (e) => { if (e.code !== 'ERR_ACCESS_DENIED' && !(h in other && e.code === 'ENOTFOUND')) say('net', h, e); done(); }));
			await new Promise((done) => { try { http.get({ host: bare, port }, () => { out.push('http ' + h); done(); }).on('error', (e) => { say('http', h, e); done(); }); } catch (e) { say('http', h, e); done(); } });
		}
		for (const name of ['example.com', 'metadata.google.internal']) await new Promise((done) => dns.lookup(name, (e, a) => { if (e?.code !== 'ERR_ACCESS_DENIED') out.push('dns ' + name + ' ' + (e?.code ?? a)); done(); }));
		return out.join('\n');`, listOf(hosts), port)
	for name, p := range map[string]Permissions{
		"nothing": {}, "private": {Net: []string{"*"}, Deny: Denials{Net: []string{"private"}}}, "other port": {Net: []string{"127.0.0.1:1", "[::1]:1", "localhost:1"}}, "other host": {Net: []string{"192.0.2.1", "example.org"}}, "listening only": {Net: []string{"listen:127.0.0.1", "listen:localhost"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := answer(t, Options{Permissions: p}, try); name != "private" && got != "" || name == "private" && !strings.HasPrefix(got, "dns ") && got != "" {
				t.Errorf("%s", got)
			}
			if n := hits.Swap(0); n != 0 {
				t.Errorf("the server was reached %d times", n)
			}
		})
	}
}

// The ways out are these ops, which TestNetworkIsDenied tries; everything else
// that would be one in Node.js is not there, and says so, also to who may do
// everything. A way that is added later has to be tried as well.
func TestWaysOut(t *testing.T) {
	var ops []string
	for _, op := range registry.Info() {
		if slices.Contains(op.Kinds, wasi.KindNet) {
			ops = append(ops, op.Name)
		}
	}
	slices.Sort(ops)
	if want := []string{"http.listen", "http.lookup", "http.open", "net.connect", "net.listen", "net.lookup"}; !slices.Equal(ops, want) {
		t.Errorf("ops that ask for the network: %v, want %v", ops, want)
	}
	const unavailable = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM"
	ways := map[string]string{
		"net.connect({ path: '/var/run/docker.sock' })":                      unavailable,
		"net.connect('/var/run/docker.sock')":                                unavailable,
		"new net.Socket({ fd: 3 })":                                          unavailable,
		"net.createServer().listen('/tmp/socket')":                           unavailable,
		"net.createServer().listen({ fd: 3 })":                               unavailable,
		"net.createServer().listen({ _handle: {} })":                         unavailable,
		"https.createServer()":                                               unavailable,
		"new (get('worker_threads').Worker)('x')":                            unavailable,
		"event(get('child_process').spawn('curl'))":                          unavailable,
		"event(http.request({ socketPath: '/var/run/docker.sock' }))":        unavailable,
		"event(http.request({ createConnection() {} }))":                     unavailable,
		"event(http.request({ localAddress: '10.0.0.1' }))":                  unavailable,
		"event(http.createServer().listen('/tmp/socket'))":                   unavailable,
		"event(http.createServer().listen({ fd: 3 }))":                       unavailable,
		"dns.promises.lookupService('127.0.0.1', 1)":                         unavailable,
		"dns.promises.reverse('127.0.0.1')":                                  unavailable,
		"dns.promises.resolve4('example.com')":                               unavailable,
		"dns.promises.resolveTxt('example.com')":                             unavailable,
		"new dns.Resolver().resolve4('example.com', () => {})":               unavailable,
		"import('http://127.0.0.1/x.js')":                                    "ERR_UNSUPPORTED_ESM_URL_SCHEME",
		"import('https://127.0.0.1/x.js')":                                   "ERR_UNSUPPORTED_ESM_URL_SCHEME",
		"require('http://127.0.0.1/x.js')":                                   "MODULE_NOT_FOUND",
		"fetch('file:///etc/passwd').catch((e) => e.cause.message)":          "file scheme is not supported",
		"fetch('ws://127.0.0.1').catch((e) => e.cause.message)":              "unknown scheme",
		"fetch('unix:///var/run/docker.sock').catch((e) => e.cause.message)": "unknown scheme",
	}
	for _, name := range []string{"dgram", "cluster", "inspector"} {
		ways["get('"+name+"')"] = "undefined"
	}
	for _, name := range []string{"WebSocket", "EventSource", "XMLHttpRequest", "WebTransport"} {
		ways["globalThis."+name] = "undefined"
	}
	for name, p := range map[string]Permissions{"nothing": {}, "everything": {All: true}} {
		r := open(t, Options{Permissions: p})
		for way, want := range ways {
			got := reply(t, r, `const get = process.getBuiltinModule, [net, dns, http, https] = ['net', 'dns', 'http', 'https'].map((n) => get(n));
				const require = get('module').createRequire('/x.js'), event = (e) => new Promise((done, fail) => e.on('error', fail).on('response', done).on('listening', done));
				try { return await (`+way+`); } catch (e) { return e.code; }`)
			if got != want {
				t.Errorf("%s, %s: %s, want %s", name, way, got, want)
			}
		}
	}
}

func listOf(list []string) string {
	q := make([]string, len(list))
	for i, s := range list {
		q[i] = fmt.Sprintf("%q", s)
	}
	return "[" + strings.Join(q, ",") + "]"
}

// A redirect is a new request: to where it is not allowed it does not go, and it
// takes no credentials to another origin. The proxies of the host's environment
// are not used.
func TestRedirects(t *testing.T) {
	secret := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		secret <- r.Header.Get("Authorization") + r.Header.Get("Cookie")
	}))
	defer other.Close()
	first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }))
	defer first.Close()
	t.Setenv("HTTP_PROXY", other.URL)
	t.Setenv("http_proxy", other.URL)
	get := fmt.Sprintf(`return (await fetch(%q, { headers: { authorization: 'SECRET', cookie: 'SECRET' } })).status`, first.URL)
	host := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	got := answer(t, Options{Permissions: Permissions{Net: []string{host(first)}}}, strings.Replace(get, "return (await", "try { return (await", 1)+` } catch (e) { return e.cause?.code ?? e.code }`)
	if got != "ERR_ACCESS_DENIED" {
		t.Errorf("a redirect to what is denied: %s", got)
	}
	select {
	case <-secret:
		t.Error("the other server was reached")
	default:
	}
	if got := answer(t, Options{Permissions: Permissions{Net: []string{host(first), host(other)}}}, get); got != "200" {
		t.Errorf("%s", got)
	}
	select {
	case s := <-secret:
		if s != "" {
			t.Errorf("credentials went to another origin: %q", s)
		}
	case <-time.After(10 * time.Second):
		t.Error("an allowed redirect did not arrive")
	}
}

// Line ends in what becomes a head: a request cannot be smuggled.
func TestHeadersCannotBeSplit(t *testing.T) {
	seen := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Method + " " + r.URL.String() + " " + r.Header.Get("Injected")
	}))
	defer server.Close()
	got := answer(t, Options{Permissions: Permissions{Net: []string{server.Listener.Addr().String()}}}, fmt.Sprintf(`
		const http = process.getBuiltinModule('http'), port = %q.split(':')[2], evil = 'x\r\nInjected: yes', out = [];
		const tries = [{ headers: { a: evil } }, { headers: { [evil]: 'a' } }, { method: 'GET / HTTP/1.1\r\nInjected: yes\r\n' }, { path: '/ HTTP/1.1\r\nInjected: yes\r\n\r\n' }, { headers: { host: evil } }, { path: '/a b' }, { headers: { a: '\x00' } }, { headers: { a: '\u010d\u010a' } }, { headers: { 'transfer-encoding': 'chunked', 'content-length': '5' }, method: 'POST' }];
		for (const t of tries) await new Promise((done) => { try { http.request({ host: '127.0.0.1', port, agent: false, ...t }, (r) => { r.resume(); r.on('end', done); }).on('error', done).end(); } catch (e) { done(); } });
		for (const h of [{ a: evil }, { [evil]: 'a' }]) await fetch(%q, { headers: h }).catch(() => {});
		for (const m of ['GET\r\nx', 'CONNECT', 'TRACE']) await fetch(%q, { method: m }).catch(() => {});
		return 'tried';`, server.URL, server.URL, server.URL))
	if got != "tried" {
		t.Error(got)
	}
	close(seen)
	for s := range seen {
		if strings.Contains(s, "yes") || strings.Contains(s, "Injected") {
			t.Errorf("smuggled: %q", s)
		}
	}
}
