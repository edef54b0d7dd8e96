package wasi

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Resolver finds the addresses of a name. network is "ip", "ip4" or "ip6".
// *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Remote is the token for connecting: a host by name or address, and a port. A
// name was checked as a name; what it resolves to is checked at every dial. The
// zero Remote is denied everything. It may be used from any goroutine, often.
type Remote struct {
	h       *Host
	network string
	host    string // canonical name, "" for an address
	addr    netip.Addr
	port    uint16
	byName  bool // granted by name: any address will do that is not denied
}

// endpoint is "host:port" as rules and messages have it.
func endpoint(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// Remote asks the policy about connecting. network is "tcp", "tcp4", "tcp6",
// "udp", "udp4" or "udp6". All spellings of an address are that address;
// unspecified addresses mean this machine. The errors are *Denied, and EINVAL
// for what can be no host.
func (h *Host) Remote(network, host string, port uint16) (Remote, error) {
	r := Remote{h: h, network: network, port: port}
	if !knownNetwork(network) {
		return Remote{}, errno.EAFNOSUPPORT
	}
	if addr, ok := ParseAddr(host); ok {
		r.addr = loopbackFor(addr.Unmap())
		return r, h.checkAddr("", r.addr, port, false, false)
	}
	r.host = canonicalHost(host)
	if !validHost(r.host) {
		return Remote{}, errno.EINVAL
	}
	byName, err := h.checkName(r.host, port)
	if err != nil {
		return Remote{}, err
	}
	r.byName = byName
	return r, nil
}

// String is "host:port".
func (r Remote) String() string {
	if r.host != "" {
		return endpoint(r.host, r.port)
	}
	return netip.AddrPortFrom(r.addr, r.port).String()
}

func knownNetwork(network string) bool {
	switch network {
	case "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6":
		return true
	}
	return false
}

// validHost keeps from the resolver what no name can contain.
func validHost(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; c <= ' ' || c == 0x7f || strings.IndexByte("/\\?#@:%[]*", c) >= 0 {
			return false
		}
	}
	return true
}

// loopbackFor is where connecting to an unspecified address leads.
func loopbackFor(a netip.Addr) netip.Addr {
	if !a.IsUnspecified() {
		return a
	}
	if a.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// isLocalhost: these names are this machine's whatever a server says.
func isLocalhost(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// checkName decides whether a name may be looked up and connected to. byName is
// false where only a rule about addresses can still allow it. Names that no rule
// mentions are not looked up: a look-up sends them to a server.
func (h *Host) checkName(host string, port uint16) (byName bool, err error) {
	request := Request{Kind: KindNet, Resource: endpoint(host, port)}
	if d := h.forbidden(request.Resource, host, netip.Addr{}, port, false); d != nil {
		h.policy.note(request)
		return false, d
	}
	if !h.grantsNet(host, netip.Addr{}, port, false) {
		if isLocalhost(host) {
			for _, a := range []netip.Addr{loopbackFor(netip.IPv4Unspecified()), netip.IPv6Loopback()} {
				if h.grantsNet("", a, port, false) {
					return false, nil
				}
			}
		}
		if d := denied(KindNet, request.Resource); !h.ask(d, askedNet(request.Resource, port), false) {
			h.policy.note(request)
			return false, d
		}
	}
	request.Allowed = true
	h.policy.note(request)
	return true, nil
}

// checkAddr decides about one address. name is the name it came from, for
// denials by name; granted says that the name was granted.
func (h *Host) checkAddr(name string, addr netip.Addr, port uint16, listen, granted bool) error {
	err := h.addrDenied(name, addr, port, listen, granted)
	resource := netip.AddrPortFrom(addr.Unmap(), port).String()
	if err != nil && h.ask(err, askedNet(resource, port), listen) {
		err = nil
	}
	h.policy.note(Request{Kind: KindNet, Resource: resource, Listen: listen, Allowed: err == nil})
	return err
}

// addrDenied is checkAddr without telling or asking anybody.
func (h *Host) addrDenied(name string, addr netip.Addr, port uint16, listen, granted bool) error {
	addr = addr.Unmap()
	bare := addr.WithZone("")
	resource := netip.AddrPortFrom(addr, port).String()
	if d := h.forbidden(resource, name, bare, port, listen); d != nil {
		return d
	}
	if granted || h.grantsNet(name, bare, port, listen) {
		return nil
	}
	return denied(KindNet, resource)
}

// forbidden is the denial of a rule that forbids a name or an address, nil if
// there is none.
func (h *Host) forbidden(resource, name string, addr netip.Addr, port uint16, listen bool) error {
	r := &h.policy.net
	rule := match(r.deny, name, addr, port, listen)
	if !r.denyAll && rule == nil {
		return nil
	}
	d := denied(KindNet, resource)
	d.Rule = "--deny-net"
	if rule != nil {
		d.Rule += "=" + rule.text
	}
	return d
}

// grantsNet reports whether the policy or an answer grants a name or an address.
func (h *Host) grantsNet(name string, addr netip.Addr, port uint16, listen bool) bool {
	r := &h.policy.net
	more, all := h.answers.rules()
	return r.allowAll || all || match(r.allow, name, addr, port, listen) != nil || match(more, name, addr, port, listen) != nil
}

// askedNet is the rule that would grant an endpoint: port 0 is any that is free.
func askedNet(resource string, port uint16) string {
	if port == 0 {
		return strings.TrimSuffix(resource, ":0")
	}
	return resource
}

// resolve finds the addresses of the token that the policy allows, in the order
// of the resolver. If it allows none the error is the first *Denied.
func (r Remote) resolve(ctx context.Context) ([]netip.Addr, error) {
	if r.h == nil {
		return nil, denied(KindNet, "")
	}
	if r.host == "" {
		// Rules cannot have changed, but a token is checked where it is used.
		return []netip.Addr{r.addr}, r.h.checkAddr("", r.addr, r.port, false, false)
	}
	network := "ip"
	switch r.network[len(r.network)-1] {
	case '4':
		network = "ip4"
	case '6':
		network = "ip6"
	}
	found, err := r.h.lookup(ctx, network, r.host)
	if err != nil {
		return nil, err
	}
	var allowed []netip.Addr
	var refused error
	for _, a := range found {
		a = loopbackFor(a.Unmap())
		if err := r.h.checkAddr(r.host, a, r.port, false, r.byName); err != nil {
			if refused == nil {
				refused = err
			}
			continue
		}
		allowed = append(allowed, a)
	}
	if len(allowed) == 0 {
		if refused == nil {
			refused = errno.EAI_NONAME
		}
		return nil, refused
	}
	return allowed, nil
}

func (h *Host) lookup(ctx context.Context, network, name string) ([]netip.Addr, error) {
	if isLocalhost(name) {
		switch network {
		case "ip4":
			return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
		case "ip6":
			return []netip.Addr{netip.IPv6Loopback()}, nil
		}
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	found, err := h.resolver.LookupNetIP(ctx, network, name)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// attemptDelay is how long one address may keep the next waiting unless
// SetAttempts said otherwise, as Node's autoSelectFamilyAttemptTimeout.
const attemptDelay = 250 * time.Millisecond

// SetAttempts says how long one address of a name may keep the next waiting; 0
// lets the first address alone be tried. It holds for connections begun later,
// and may be called from any goroutine.
func (h *Host) SetAttempts(delay time.Duration) { h.attempts.Store(int64(delay)) }

// Dial connects. The name is resolved, every address is checked with the port,
// and those allowed are tried one after another, the next when one fails or
// takes long. Errors are *Denied, *QuotaError, *DialError, and those of the
// resolver.
func (r Remote) Dial(ctx context.Context) (*Conn, error) {
	addrs, err := r.resolve(ctx)
	if err != nil {
		return nil, err
	}
	c := &r.h.count
	if err := take(&c.sockets, 1, c.limit.Sockets, quotaSockets); err != nil {
		return nil, err
	}
	raw, err := r.race(ctx, addrs)
	if err != nil {
		c.sockets.Add(-1)
		return nil, err
	}
	return newConn(r.h, raw), nil
}

// race dials addresses with a head start for each, and returns the first
// connection. All others are closed.
func (r Remote) race(ctx context.Context, addrs []netip.Addr) (net.Conn, error) {
	delay := time.Duration(r.h.attempts.Load())
	if len(addrs) == 1 || delay <= 0 {
		return r.dial(ctx, addrs[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	results := make(chan result)
	start := func(a netip.Addr) {
		conn, err := r.dial(ctx, a)
		select {
		case results <- result{conn, err}:
		case <-ctx.Done():
			if conn != nil {
				conn.Close()
			}
		}
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	var first error
	next, running := 0, 0
	for {
		select {
		case <-timer.C:
			if next < len(addrs) {
				go start(addrs[next])
				next++
				running++
				timer.Reset(delay)
			}
		case res := <-results:
			if res.err == nil {
				return res.conn, nil
			}
			if first == nil {
				first = res.err
			}
			if running--; running == 0 && next == len(addrs) {
				return nil, first
			}
			timer.Reset(0)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (r Remote) dial(ctx context.Context, a netip.Addr) (net.Conn, error) {
	return dialLiteral(ctx, &net.Dialer{}, r.network, netip.AddrPortFrom(a, r.port))
}

// dialLiteral connects to an address: nothing is resolved a second time.
func dialLiteral(ctx context.Context, d *net.Dialer, network string, to netip.AddrPort) (net.Conn, error) {
	c, err := d.DialContext(ctx, network, to.String())
	if err != nil {
		return nil, &DialError{to, err}
	}
	return c, nil
}

// DialError says which address could not be connected to.
type DialError struct {
	Address netip.AddrPort
	Err     error
}

// Local tells whether it was the address of this machine that could not be had.
func (e *DialError) Local() bool {
	var call *os.SyscallError
	return errors.As(e.Err, &call) && call.Syscall == "bind"
}

func (e *DialError) Error() string { return e.Err.Error() }

// Unwrap returns the error of package net.
func (e *DialError) Unwrap() error { return e.Err }

// DialFunc is for http.Transport.DialContext and its like: each call asks for a
// token, so redirects, retries and new connections are checked like the first.
func (h *Host) DialFunc() func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := splitHostPort(address)
		if err != nil {
			return nil, err
		}
		r, err := h.Remote(network, host, port)
		if err != nil {
			return nil, err
		}
		conn, err := r.Dial(ctx)
		if err != nil {
			return nil, err
		}
		return conn, nil
	}
}

func splitHostPort(address string) (string, uint16, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, errno.EINVAL
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, errno.EINVAL
	}
	return host, uint16(port), nil
}

// Name is the token for looking a name up.
type Name struct {
	h    *Host
	name string
}

// Lookup asks whether a name may be looked up: rules that mention it, with any
// port, or everything.
func (h *Host) Lookup(name string) (Name, error) {
	host := canonicalHost(name)
	if !validHost(host) {
		return Name{}, errno.EAI_NONAME
	}
	n := &h.policy.net
	request := Request{Kind: KindNet, Resource: host}
	d := denied(KindNet, host)
	if n.denyAll {
		d.Rule = "--deny-net"
	}
	for i := range n.deny {
		if r := &n.deny[i]; r.port == 0 && r.connect && (r.anywhere() || r.names(host)) && d.Rule == "" {
			d.Rule = "--deny-net=" + r.text
		}
	}
	more, all := h.answers.rules()
	ok := n.allowAll || all || isLocalhost(host)
	for _, rules := range [...][]NetRule{n.allow, more} {
		for i := range rules {
			ok = ok || rules[i].connect && (rules[i].anywhere() || rules[i].names(host))
		}
	}
	request.Allowed = d.Rule == "" && (ok || h.ask(d, host, false))
	h.policy.note(request)
	if !request.Allowed {
		return Name{}, d
	}
	return Name{h, host}, nil
}

// Addrs looks the name up; network is "ip", "ip4" or "ip6". What is found gives
// no right to connect to it.
func (n Name) Addrs(ctx context.Context, network string) ([]netip.Addr, error) {
	if n.h == nil {
		return nil, denied(KindNet, "")
	}
	found, err := n.h.lookup(ctx, network, n.name)
	for i := range found {
		found[i] = found[i].Unmap()
	}
	return found, err
}
