package wasi

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Local is the token for listening and for sockets of datagrams: an address of
// this machine and a port, 0 for any that is free.
type Local struct {
	h       *Host
	network string
	addr    netip.Addr // invalid: all of both families
	port    uint16
}

// Local asks the policy about listening. host is an address, "localhost", or ""
// for all addresses of the machine, which only a rule for 0.0.0.0 or :: or
// without a host grants.
func (h *Host) Local(network, host string, port uint16) (Local, error) {
	l := Local{h: h, network: network, port: port}
	if !knownNetwork(network) {
		return Local{}, errno.EAFNOSUPPORT
	}
	addr, ok := ParseAddr(host)
	switch {
	case ok:
		l.addr = addr.Unmap()
	case isLocalhost(canonicalHost(host)):
		l.addr = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		if network[len(network)-1] == '6' {
			l.addr = netip.IPv6Loopback()
		}
	case host != "":
		return Local{}, errno.EADDRNOTAVAIL
	}
	if last := network[len(network)-1]; last != '4' && last != '6' && l.addr.IsUnspecified() {
		// At :: the system takes IPv4 too, and Go at 0.0.0.0 would take IPv6.
		if l.addr.Is4() {
			l.network += "4"
		} else {
			l.addr = netip.Addr{}
		}
	}
	if l.addr.IsValid() {
		name := ""
		if !ok {
			name = canonicalHost(host)
		}
		return l, h.checkAddr(name, l.addr, port, true, false)
	}
	return l, h.checkEverywhere(port)
}

// checkEverywhere decides about listening on all addresses: a rule for either
// spelling will do, a denial of either forbids.
func (h *Host) checkEverywhere(port uint16) error {
	err4 := h.addrDenied("", netip.IPv4Unspecified(), port, true, false)
	err6 := h.addrDenied("", netip.IPv6Unspecified(), port, true, false)
	err := err4
	if d, ok := err4.(*Denied); err6 == nil && (!ok || d.Rule == "") {
		err = nil
	} else if d, ok := err6.(*Denied); ok && d.Rule != "" {
		err = err6
	}
	resource := netip.AddrPortFrom(netip.IPv4Unspecified(), port).String()
	if err != nil && h.ask(err, askedNet(resource, port), true) {
		err = nil
	}
	h.policy.note(Request{Kind: KindNet, Resource: resource, Listen: true, Allowed: err == nil})
	return err
}

func (l Local) address() string {
	if !l.addr.IsValid() {
		return endpoint("", l.port)
	}
	return netip.AddrPortFrom(l.addr, l.port).String()
}

// Listen opens a listener. Its connections count as sockets of the host; that a
// peer may connect was granted by listening.
func (l Local) Listen(ctx context.Context) (*Listener, error) { return l.ListenShared(ctx, false) }

// ListenShared is Listen, perhaps at a port that others listen at who share it
// too; ENOTSUP where the system does not spread connections over those.
func (l Local) ListenShared(ctx context.Context, share bool) (*Listener, error) {
	if l.h == nil {
		return nil, denied(KindNet, "")
	}
	var config net.ListenConfig
	if share {
		if sharePort == nil {
			return nil, errno.ENOTSUP
		}
		config.Control = sharePort
	}
	c := &l.h.count
	if err := take(&c.sockets, 1, c.limit.Sockets, quotaSockets); err != nil {
		return nil, err
	}
	inner, err := config.Listen(ctx, l.network, l.address())
	if err != nil {
		c.sockets.Add(-1)
		return nil, err
	}
	return &Listener{Listener: inner, h: l.h}, nil
}

// Listener is a net.Listener within the quota.
type Listener struct {
	net.Listener
	h      *Host
	closed atomic.Bool
}

// Accept waits for a connection. One that the quota has no room for is closed
// and the error is *QuotaError; the listener goes on.
func (l *Listener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &l.h.count
	if err := take(&c.sockets, 1, c.limit.Sockets, quotaSockets); err != nil {
		raw.Close()
		return nil, err
	}
	return newConn(l.h, raw), nil
}

// Close stops listening; an Accept under way fails.
func (l *Listener) Close() error {
	if !l.closed.Swap(true) {
		l.h.count.sockets.Add(-1)
	}
	return l.Listener.Close()
}

// Conn is a connection within the quotas. It is a net.Conn.
type Conn struct {
	net.Conn
	h      *Host
	closed atomic.Bool
}

func newConn(h *Host, raw net.Conn) *Conn { return &Conn{Conn: raw, h: h} }

// Write writes, as far as the quota goes.
func (c *Conn) Write(p []byte) (int, error) {
	n := &c.h.count
	if err := take(&n.sent, int64(len(p)), n.limit.Sent, quotaSent); err != nil {
		return 0, err
	}
	done, err := c.Conn.Write(p)
	n.sent.Add(int64(done - len(p)))
	return done, err
}

// Close closes the connection; reads and writes under way fail.
func (c *Conn) Close() error {
	if !c.closed.Swap(true) {
		c.h.count.sockets.Add(-1)
	}
	return c.Conn.Close()
}

// CloseWrite says that nothing more will be written; ENOTSUP for datagrams.
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errno.ENOTSUP
}

// TCP is the connection's own type, for its options; nil if it is none. It must
// not be used to write or close, which would miss the quotas.
func (c *Conn) TCP() *net.TCPConn {
	t, _ := c.Conn.(*net.TCPConn)
	return t
}

// ListenPacket opens a socket for datagrams.
func (l Local) ListenPacket(ctx context.Context) (*PacketConn, error) {
	if l.h == nil {
		return nil, denied(KindNet, "")
	}
	c := &l.h.count
	if err := take(&c.sockets, 1, c.limit.Sockets, quotaSockets); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	inner, err := config.ListenPacket(ctx, l.network, l.address())
	if err != nil {
		c.sockets.Add(-1)
		return nil, err
	}
	udp, ok := inner.(*net.UDPConn)
	if !ok {
		inner.Close()
		c.sockets.Add(-1)
		return nil, errno.EAFNOSUPPORT
	}
	return &PacketConn{udp: udp, h: l.h}, nil
}

// PacketConn is a socket for datagrams whose every destination is checked.
type PacketConn struct {
	udp    *net.UDPConn
	h      *Host
	closed atomic.Bool
}

// Receive waits for a datagram.
func (c *PacketConn) Receive(p []byte) (int, netip.AddrPort, error) {
	n, from, err := c.udp.ReadFromUDPAddrPort(p)
	return n, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), err
}

// Send sends a datagram to what the token allows; a name is resolved, and what
// it resolves to checked, at every call.
func (c *PacketConn) Send(ctx context.Context, p []byte, to Remote) (int, error) {
	addrs, err := to.resolve(ctx)
	if err != nil {
		return 0, err
	}
	n := &c.h.count
	if err := take(&n.sent, int64(len(p)), n.limit.Sent, quotaSent); err != nil {
		return 0, err
	}
	return c.udp.WriteToUDPAddrPort(p, netip.AddrPortFrom(addrs[0], to.port))
}

// LocalAddr is where the socket is bound.
func (c *PacketConn) LocalAddr() netip.AddrPort {
	a, _ := c.udp.LocalAddr().(*net.UDPAddr)
	return a.AddrPort()
}

// UDP is the socket itself, for its options; see Conn.TCP.
func (c *PacketConn) UDP() *net.UDPConn { return c.udp }

// Close closes the socket; a Receive under way fails.
func (c *PacketConn) Close() error {
	if !c.closed.Swap(true) {
		c.h.count.sockets.Add(-1)
	}
	return c.udp.Close()
}
