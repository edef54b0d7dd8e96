package wjs

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// lines is a resolver that answers each name from a list: the first answer to
// the first question, and the last one for ever.
type lines struct {
	mu    sync.Mutex
	names map[string][][]string
	asked []string
}

func (s *lines) LookupNetIP(_ context.Context, network, name string) ([]netip.Addr, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, name)
	answers := s.names[name]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	if len(answers) > 1 {
		s.names[name] = answers[1:]
	}
	var list []netip.Addr
	for _, text := range answers[0] {
		if a := netip.MustParseAddr(text); network == "ip" || a.Is4() == (network == "ip4") {
			list = append(list, a)
		}
	}
	return list, nil
}

// twins are two servers with the same port, a good one at 127.0.0.1 and an evil
// one at 127.0.0.2, which nobody must reach.
type twins struct {
	port string
	evil atomic.Int32
}

func newTwins(t *testing.T, good http.Handler) *twins {
	t.Helper()
	tw := &twins{}
	for range 20 { // the port of one may be taken for the other
		a, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, tw.port, _ = net.SplitHostPort(a.Addr().String())
		b, err := net.Listen("tcp", "127.0.0.2:"+tw.port)
		if err != nil {
			a.Close()
			continue
		}
		t.Cleanup(func() { a.Close(); b.Close() })
		server := &http.Server{Handler: good}
		t.Cleanup(func() { server.Close() })
		go func() { _ = server.Serve(a) }()
		go func() {
			for {
				c, err := b.Accept()
				if err != nil {
					return
				}
				tw.evil.Add(1)
				c.Close()
			}
		}()
		return tw
	}
	t.Skip("127.0.0.2 is no address here")
	return nil
}

// ways are all that a script can reach a server by; each becomes its answer, or
// the code of its error and what was denied.
const ways = `
	const http = process.getBuiltinModule('http'), dns = process.getBuiltinModule('dns').promises, net = process.getBuiltinModule('net');
	const why = (e) => { const c = e.cause ?? e; return c.code + (c.code === 'ERR_ACCESS_DENIED' ? ' ' + c.permission + ' ' + c.resource : ''); };
	const byFetch = (url, init) => fetch(url, init).then((r) => r.text(), why);
	const byGet = (url, options) => new Promise((done) => http.get(url, options ?? {}, (r) => { let s = ''; r.on('data', (b) => { s += b; }).on('end', () => done(s)).on('error', (e) => done(why(e))); }).on('error', (e) => done(why(e))));
	const byNet = (url, options) => new Promise((done) => { let s = ''; const { port, hostname: host } = new URL(url); net.connect({ port, host, ...options }, function() { this.write('GET / HTTP/1.0\r\n\r\n'); }).on('data', (b) => { s += b; }).on('end', () => done(s.split('\r\n\r\n')[1])).on('error', (e) => done(why(e))); });
`

// A name that resolves to something else between the check and the dial, between
// two dials, or for a retry: whatever was allowed before, each address is
// checked when it is dialled.
func TestRebinding(t *testing.T) {
	closing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		switch r.URL.Path {
		case "/again":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/other":
			_, port, _ := net.SplitHostPort(r.Host)
			http.Redirect(w, r, "http://evil.test:"+port+"/", http.StatusTemporaryRedirect)
		default:
			fmt.Fprint(w, "good")
		}
	})
	tw := newTwins(t, closing)
	const good, evil = "127.0.0.1", "127.0.0.2"
	turns := func() [][]string { return [][]string{{good}, {evil}} }
	denied := "ERR_ACCESS_DENIED Net " + evil + ":" + tw.port
	for _, c := range []struct {
		name, body, want string
		answers          map[string][][]string
	}{
		{"two dials", `return [await byFetch(a), await byFetch(a)].join()`, "good," + denied, map[string][][]string{"a.test": turns()}},
		{"two dials of http", `return [await byGet(a, { agent: false }), await byGet(a, { agent: false })].join()`, "good," + denied, map[string][][]string{"a.test": turns()}},
		{"two dials of net", `return [await byNet(a), await byNet(a)].join()`, "good," + denied, map[string][][]string{"a.test": turns()}},
		{"net by an address that the script says is the name's", `return byNet(a, { lookup(name, o, f) { f(null, [{ address: '127.0.0.2', family: 4 }]); } })`, denied, nil},
		{"checked by net, then dialled by fetch", `return [await byNet(a), await byFetch(a)].join()`, "good," + denied, map[string][][]string{"a.test": turns()}},
		{"net with IPv4 in IPv6", `return byNet(a)`, denied, map[string][][]string{"a.test": {{"::ffff:" + evil}}}},
		{"net when all are denied", `return byNet(a)`, denied, map[string][][]string{"a.test": {{evil, "::1", "169.254.169.254"}}}},
		{"net when the denied one is first, or last", `return [await byNet(a), await byNet(a)].join()`, "good,good", map[string][][]string{"a.test": {{evil, good}, {good, evil}}}},
		{"net when the allowed one refuses", `return byNet(a)`, "ECONNREFUSED", map[string][][]string{"a.test": {{"127.0.0.3", evil}}}},
		{"checked by the script, then dialled", `return [(await dns.lookup('a.test')).address, await byFetch(a)].join()`, good + "," + denied, map[string][][]string{"a.test": turns()}},
		{"checked by http, then dialled by fetch", `return [await byGet(a), await byFetch(a)].join()`, "good," + denied, map[string][][]string{"a.test": turns()}},
		{"a redirect to itself", `return byFetch(a + 'again')`, denied, map[string][][]string{"a.test": turns()}},
		{"a redirect to another name", `return byFetch(a + 'other')`, denied, map[string][][]string{"a.test": {{good}}, "evil.test": {{evil}}}},
		{"a redirect with a body", `return byFetch(a + 'other', { method: 'POST', body: 'SECRET' })`, denied, map[string][][]string{"a.test": {{good}}, "evil.test": {{evil}}}},
		{"a redirect to a name that turns good too late", `return [await byFetch(a + 'other'), await byFetch(a + 'other')].join()`, denied + ",good", map[string][][]string{"a.test": {{good}}, "evil.test": {{evil}, {good}}}},
		{"IPv4 in IPv6", `return byFetch(a)`, denied, map[string][][]string{"a.test": {{"::ffff:" + evil}}}},
		{"this machine by no address", `return byFetch(a)`, "good", map[string][][]string{"a.test": {{"0.0.0.0"}}}},
		{"all are denied", `return byFetch(a)`, denied, map[string][][]string{"a.test": {{evil, "::1", "169.254.169.254"}}}},
		{"the denied one first", `return [await byFetch(a), await byGet(a, { agent: false })].join()`, "good,good", map[string][][]string{"a.test": {{evil, good}}}},
		{"the denied one last", `return [await byFetch(a), await byGet(a, { agent: false })].join()`, "good,good", map[string][][]string{"a.test": {{good, evil}}}},
		{"AAAA denied, A allowed", `return [await byFetch(a), await byGet(a, { agent: false })].join()`, "good,good", map[string][][]string{"a.test": {{"::1", "fd00:ec2::254", good}}}},
		{"many, one of which is allowed", `return byFetch(a)`, "good", map[string][][]string{"a.test": {{evil, "::1", evil, "fe80::1", good, evil}}}},
		{"the allowed one refuses, the denied one would not", `return byFetch(a)`, "ECONNREFUSED", map[string][][]string{"a.test": {{"127.0.0.3", evil}}}},
		{"no address", `return byFetch(a)`, "ENOTFOUND", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := answer(t, Options{
				Resolver:    &lines{names: c.answers},
				Permissions: Permissions{Net: []string{"*"}, Deny: Denials{Net: []string{evil, "::1", "fd00::/8", "169.254.0.0/16", "fe80::/10"}}},
			}, ways+"const a = 'http://a.test:"+tw.port+"/'; "+c.body)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if n := tw.evil.Swap(0); n != 0 {
				t.Errorf("the denied address was reached %d times", n)
			}
		})
	}
}

// A connection that the server drops under a request makes the transport dial
// again: the name is resolved and checked again.
func TestRetryIsChecked(t *testing.T) {
	var requests atomic.Int32
	tw := newTwins(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) == 1 {
			fmt.Fprint(w, "good")
			return
		}
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			c.Close()
		}
	}))
	got := answer(t, Options{
		Resolver:    &lines{names: map[string][][]string{"a.test": {{"127.0.0.1"}, {"127.0.0.2"}}}},
		Permissions: Permissions{Net: []string{"*"}, Deny: Denials{Net: []string{"127.0.0.2"}}},
	}, ways+"const a = 'http://a.test:"+tw.port+"/'; return [await byFetch(a), await byFetch(a)].join()")
	if want := "good,ERR_ACCESS_DENIED Net 127.0.0.2:" + tw.port; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := tw.evil.Load(); n != 0 || requests.Load() != 2 {
		t.Errorf("%d requests, the denied address was reached %d times", requests.Load(), n)
	}
}

// Rules by address: what a name resolves to gives no right, and a name that no
// rule mentions is not even looked up, since a look-up tells the name's server.
func TestNamesGiveNoRight(t *testing.T) {
	tw := newTwins(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "good") }))
	dns := &lines{names: map[string][][]string{"a.test": {{"127.0.0.1"}}, "secret.evil.test": {{"127.0.0.1"}}}}
	for _, c := range []struct {
		rules []string
		want  string
	}{
		{[]string{"127.0.0.1"}, "ERR_ACCESS_DENIED Net a.test:" + tw.port},
		{[]string{"a.test:1"}, "ERR_ACCESS_DENIED Net a.test:" + tw.port},
		{[]string{"b.test", "test", "*.a.test"}, "ERR_ACCESS_DENIED Net a.test:" + tw.port},
		{[]string{"listen:a.test"}, "ERR_ACCESS_DENIED Net a.test:" + tw.port},
		{[]string{"a.test"}, "good"},
	} {
		got := answer(t, Options{Resolver: dns, Permissions: Permissions{Net: c.rules}}, ways+"await byFetch('http://secret.evil.test:"+tw.port+"/'); return byFetch('http://a.test:"+tw.port+"/')")
		if got != c.want {
			t.Errorf("%v: got %s, want %s", c.rules, got, c.want)
		}
	}
	dns.mu.Lock()
	defer dns.mu.Unlock()
	if want := []string{"a.test"}; !slices.Equal(dns.asked, want) {
		t.Errorf("looked up: %v", dns.asked)
	}
}

// A resolver may be slow: a deadline ends the wait for it.
func TestSlowResolver(t *testing.T) {
	r := open(t, Options{Resolver: stuck{}, Permissions: Permissions{Net: []string{"*"}}, Limits: Limits{Timeout: 200 * time.Millisecond}})
	start := time.Now()
	if _, err := r.Eval(within(t, 20*time.Second), `fetch('http://a.test/')`); err == nil {
		t.Error("an answer from nowhere")
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("it took %v", d)
	}
}

// stuck answers when nobody waits any more.
type stuck struct{}

func (stuck) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
