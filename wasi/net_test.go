package wasi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// fakeDNS answers from a table; several answers are given one after another.
type fakeDNS struct {
	names map[string][][]string
	asked atomic.Int64
}

func (f *fakeDNS) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	answers, ok := f.names[host]
	if !ok {
		return nil, &net.DNSError{Name: host, IsNotFound: true}
	}
	i := min(int(f.asked.Add(1))-1, len(answers)-1)
	var list []netip.Addr
	for _, a := range answers[i] {
		list = append(list, netip.MustParseAddr(a))
	}
	return list, nil
}

func netHost(t *testing.T, dns Resolver, options ...Option) *Host {
	t.Helper()
	p, err := NewPolicy(options...)
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(p, Config{Resolver: dns})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// server is a listener on the loopback that greets.
func server(t *testing.T) uint16 {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.WriteString(c, "hi")
			c.Close()
		}
	}()
	return uint16(l.Addr().(*net.TCPAddr).Port)
}

func dial(h *Host, host string, port uint16) error {
	r, err := h.Remote("tcp", host, port)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c, err := r.Dial(ctx)
	if err != nil {
		return err
	}
	return c.Close()
}

func TestNetRuleSyntax(t *testing.T) {
	for _, text := range []string{
		"example.com", "example.com:443", "*.example.com", "10.0.0.0/8", "10.0.0.1:80", "[::1]:80",
		"[fd00::/8]:80", "::1", "fd00::/8", "private", "private:80", ":8080", "connect:example.com", "listen::8080",
		"127.1", "0x7f000001", "EXAMPLE.com.",
	} {
		if _, err := ParseNetRule(text); err != nil {
			t.Errorf("%v", err)
		}
	}
	for _, text := range []string{
		"", "http://example.com", "example.com:", "example.com:0", "example.com:99999", "example.com:x",
		"*", "*.", "a*b.com", "10.0.0.0/33", "[::1", "[::1]x", "[127.0.0.1]:80", "a b", "a/b", "user@host",
		"connect:", "::ffff:10.0.0.0/104",
	} {
		if r, err := ParseNetRule(text); err == nil {
			t.Errorf("%q became %+v", text, r)
		}
	}
}

func FuzzParseNetRule(f *testing.F) {
	for _, s := range []string{"a:1", "[::1]:2", "10.0.0.0/8", "*.x", "listen:private:3", "0x7f.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseNetRule(text)
		if err != nil {
			return
		}
		if !r.connect && !r.listen {
			t.Errorf("%q is for nothing", text)
		}
		if r.anywhere() && r.port == 0 {
			t.Errorf("%q grants everything", text)
		}
		if !r.contains(&r) && !r.private && !r.anywhere() {
			t.Errorf("%q does not contain itself", text)
		}
		if !r.overlaps(&r) {
			t.Errorf("%q does not overlap itself", text)
		}
	})
}

// Every spelling of the loopback is the loopback, for grants and denials.
func TestSpellings(t *testing.T) {
	port := server(t)
	spellings := []string{
		"127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "0x7f.1", "127.0.1",
		"[::ffff:127.0.0.1]", "::ffff:7f00:1", "0.0.0.0", "0", "localhost", "LOCALHOST.", "a.localhost",
	}
	allowed := netHost(t, nil, Allow(KindNet, fmt.Sprintf("127.0.0.1:%d", port)))
	forbidden := netHost(t, nil, AllowEvery(KindNet), Deny(KindNet, "private"))
	other := netHost(t, nil, Allow(KindNet, "127.0.0.1:1", "example.com"))
	for _, s := range spellings {
		if err := dial(allowed, s, port); err != nil {
			t.Errorf("%s is not allowed: %v", s, err)
		}
		for _, h := range []*Host{forbidden, other} {
			var d *Denied
			if err := dial(h, s, port); !errors.As(err, &d) || d.Permission != "Net" {
				t.Errorf("%s is not denied: %v", s, err)
			}
		}
	}
	for _, s := range []string{"", "a b", "a\r\nb", "a/b", "x@y", strings.Repeat("a", 300)} {
		if err := dial(netHost(t, nil, AllowAll()), s, port); err == nil {
			t.Errorf("%q was dialled", s)
		}
	}
}

func TestPrivate(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "172.16.0.1": true, "172.32.0.1": false, "192.168.1.1": true,
		"169.254.169.254": true, "100.64.0.1": true, "0.0.0.0": true, "224.0.0.1": true, "255.255.255.255": true,
		"8.8.8.8": false, "::1": true, "::": true, "fd00:ec2::254": true, "fe80::1": true, "2606:4700::1": false,
		"::ffff:10.0.0.1": true, "::ffff:100.64.0.1": true, "::ffff:198.18.0.1": true, "::ffff:0.0.0.1": true, "::ffff:8.8.8.8": false, "64:ff9b::a00:1": true, "64:ff9b::808:808": false,
		"2002:a00:1::": true, "2002:808:808::": false, "::7f00:1": true, "fec0::1": true,
	} {
		if got := isPrivate(netip.MustParseAddr(addr)); got != want {
			t.Errorf("isPrivate(%s) = %v", addr, got)
		}
	}
}

// What a name resolves to is checked at each dial, with the port.
func TestResolution(t *testing.T) {
	port := server(t)
	dns := func(answers ...[]string) *fakeDNS {
		return &fakeDNS{names: map[string][][]string{"x.test": answers}}
	}
	var d *Denied
	h := netHost(t, dns([]string{"127.0.0.1"}), AllowEvery(KindNet), Deny(KindNet, "private"))
	if err := dial(h, "x.test", port); !errors.As(err, &d) || !strings.HasPrefix(d.Resource, "127.0.0.1:") {
		t.Errorf("a name for a denied address: %v", err)
	}
	// One that changes its answer.
	fake := dns([]string{"127.0.0.1"}, []string{"127.0.0.2"})
	h = netHost(t, fake, AllowEvery(KindNet), Deny(KindNet, "127.0.0.2"))
	r, err := h.Remote("tcp", "x.test", port)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Dial(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := r.Dial(context.Background()); !errors.As(err, &d) {
		t.Errorf("the answer has changed: %v", err)
	}
	// Mixed answers: the denied ones are left out, in whatever order.
	for _, answer := range [][]string{{"::1", "127.0.0.1"}, {"127.0.0.1", "::1"}} {
		h = netHost(t, dns(answer), AllowEvery(KindNet), Deny(KindNet, "::1"))
		if err := dial(h, "x.test", port); err != nil {
			t.Errorf("mixed answers: %v", err)
		}
	}
	// The next address is tried when one refuses, unless the first alone counts.
	h = netHost(t, dns([]string{"127.0.0.2", "127.0.0.1"}), AllowEvery(KindNet))
	if err := dial(h, "x.test", port); err != nil {
		t.Errorf("the second address: %v", err)
	}
	h.SetAttempts(0)
	if err := dial(h, "x.test", port); err == nil {
		t.Error("the second address was tried")
	}
	// The port of a rule holds after resolution.
	h = netHost(t, dns([]string{"127.0.0.1"}), Allow(KindNet, "x.test:1"))
	if err := dial(h, "x.test", port); !errors.As(err, &d) {
		t.Errorf("another port: %v", err)
	}
	// A name that no rule mentions is not even looked up.
	fake = dns([]string{"127.0.0.1"})
	h = netHost(t, fake, Allow(KindNet, "127.0.0.1"))
	if err := dial(h, "x.test", port); !errors.As(err, &d) || fake.asked.Load() != 0 {
		t.Errorf("looked up %d times: %v", fake.asked.Load(), err)
	}
	if _, err := h.Lookup("x.test"); !errors.As(err, &d) {
		t.Errorf("Lookup: %v", err)
	}
	// Wildcards are about whole labels, denials go first.
	h = netHost(t, nil, Allow(KindNet, "*.test"), Deny(KindNet, "y.test"))
	for name, ok := range map[string]bool{"x.test": true, "a.b.test": true, "X.TEST.": true, "test": false, "xtest": false, "y.test": false, "x.test.evil": false} {
		if _, err := h.Remote("tcp", name, 80); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestListen(t *testing.T) {
	h := netHost(t, nil, Allow(KindNet, "listen:127.0.0.1"), WithQuota(Quota{Sockets: 3}))
	var d *Denied
	for _, host := range []string{"", "0.0.0.0", "::", "127.0.0.2"} {
		if _, err := h.Local("tcp", host, 0); !errors.As(err, &d) {
			t.Errorf("listening on %q: %v", host, err)
		}
	}
	if _, err := h.Remote("tcp", "127.0.0.1", 80); !errors.As(err, &d) {
		t.Errorf("a rule for listening lets connect: %v", err)
	}
	token, err := h.Local("tcp", "localhost", 0)
	if err != nil {
		token, err = h.Local("tcp", "127.0.0.1", 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	l, err := token.Listen(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	for i := range 3 {
		peer, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer peer.Close()
		c, err := l.Accept()
		var q *QuotaError
		if i < 2 && err != nil || i == 2 && !errors.As(err, &q) {
			t.Errorf("connection %d: %v", i, err)
		}
		if c != nil {
			conns = append(conns, c)
		}
	}
	for _, c := range conns {
		c.Close()
		c.Close()
	}
	l.Close()
	if u := h.Usage(); u.Sockets != 0 {
		t.Errorf("%d sockets are counted as open", u.Sockets)
	}
}

func TestDatagrams(t *testing.T) {
	h := netHost(t, nil, Allow(KindNet, "127.0.0.1"), Deny(KindNet, "connect:127.0.0.1:9"))
	token, err := h.Local("udp", "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := token.ListenPacket(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := token.ListenPacket(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	to, err := h.Remote("udp", "127.0.0.1", b.LocalAddr().Port())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send(context.Background(), []byte("x"), to); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	if n, from, err := b.Receive(buf); n != 1 || from != a.LocalAddr() || err != nil {
		t.Errorf("%d bytes from %v, %v", n, from, err)
	}
	if _, err := h.Remote("udp", "127.0.0.1", 9); err == nil {
		t.Error("a denied destination got a token")
	}
	if _, err := a.Send(context.Background(), []byte("x"), Remote{}); err == nil {
		t.Error("a token from nowhere was taken")
	}
}

// A redirect to what is denied ends there.
func TestRedirect(t *testing.T) {
	secret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "secret")
	}))
	defer secret.Close()
	front := httptest.NewServer(http.RedirectHandler(secret.URL, http.StatusFound))
	defer front.Close()
	h := netHost(t, nil, Allow(KindNet, strings.TrimPrefix(front.URL, "http://")))
	client := &http.Client{Transport: &http.Transport{DialContext: h.DialFunc(), DisableKeepAlives: true}}
	res, err := client.Get(front.URL)
	var d *Denied
	if !errors.As(err, &d) {
		t.Errorf("%v, %v", res, err)
	}
}

func TestHasNet(t *testing.T) {
	h := netHost(t, nil, Allow(KindNet, "example.com:443", "10.0.0.0/8"), Deny(KindNet, "10.1.0.0/16"))
	for item, want := range map[string]bool{
		"": false, "example.com:443": true, "example.com": false, "example.com:80": false,
		"10.2.3.4": true, "10.1.2.3": false, "11.0.0.1": false, "10.0.0.0/8": false, "a b": false,
	} {
		if got := h.Has(KindNet, item); got != want {
			t.Errorf("Has(%q) = %v", item, got)
		}
	}
}

// TestFlagOfDenied: the flag that a refusal names is one that can be given, and
// that grants what was refused.
func TestFlagOfDenied(t *testing.T) {
	for _, c := range []struct {
		host string
		port uint16
	}{{"127.0.0.1", 0}, {"127.0.0.1", 80}, {"::1", 0}, {"::1", 8080}, {"localhost", 0}} {
		var d *Denied
		if _, err := netHost(t, nil).Local("tcp", c.host, c.port); !errors.As(err, &d) {
			t.Fatalf("%v: %v", c, err)
		}
		rule, ok := strings.CutPrefix(d.Flag, "--allow-net=")
		if _, err := ParseNetRule(rule); !ok || err != nil {
			t.Errorf("%v: %s: %v", c, d.Flag, err)
			continue
		}
		if _, err := netHost(t, nil, Allow(KindNet, rule)).Local("tcp", c.host, c.port); err != nil {
			t.Errorf("%v: %s does not grant it: %v", c, d.Flag, err)
		}
	}
}
