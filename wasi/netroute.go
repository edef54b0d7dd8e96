package wasi

import (
	"context"
	"net"
	"net/netip"
)

// Route is the token for connecting to one address, which was checked along with
// the name that it was found for. The zero Route is denied everything.
type Route struct {
	h  *Host
	to netip.AddrPort
}

// Routes finds the addresses that the policy allows, for who tries them itself,
// in the order of the resolver. Errors are *Denied and those of the resolver.
func (r Remote) Routes(ctx context.Context) ([]Route, error) {
	addrs, err := r.resolve(ctx)
	if err != nil {
		return nil, err
	}
	routes := make([]Route, len(addrs))
	for i, a := range addrs {
		routes[i] = Route{r.h, netip.AddrPortFrom(a, r.port)}
	}
	return routes, nil
}

// Address is where the route leads.
func (r Route) Address() netip.AddrPort { return r.to }

// Dial connects, from an address and a port of this machine if from has them. No
// option of the connection is set but those that Go cannot do without. Errors are
// *Denied, *QuotaError and *DialError.
func (r Route) Dial(ctx context.Context, from netip.AddrPort) (*Conn, error) {
	if r.h == nil {
		return nil, denied(KindNet, "")
	}
	c := &r.h.count
	if err := take(&c.sockets, 1, c.limit.Sockets, quotaSockets); err != nil {
		return nil, err
	}
	dialer := net.Dialer{KeepAlive: -1}
	if from.IsValid() || from.Port() != 0 {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(from)
	}
	raw, err := dialLiteral(ctx, &dialer, "tcp", r.to)
	if err != nil {
		c.sockets.Add(-1)
		return nil, err
	}
	return newConn(r.h, raw), nil
}
