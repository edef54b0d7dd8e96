package net

import (
	"context"
	"errors"
	"net/netip"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// lookup finds the addresses of a name that the connection may go to, with that
// port; family is 4, 6, or 0 for both. A policy that grants a name grants them to
// connect, and to no other connection.
func lookup(c *call, done *hostcalls.Completion[[]string], id int, name string, number, family int) error {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return err
	}
	p, err := port(number)
	if err != nil {
		return err
	}
	network := map[int]string{0: "tcp", 4: "tcp4", 6: "tcp6"}[family]
	to, err := c.Host().Remote(network, name, p)
	if err != nil {
		if errno.Of(err) == errno.EINVAL { // no name that a resolver takes
			err = errno.EAI_NONAME
		}
		return failed("getaddrinfo", err)
	}
	ctx := k.attempt()
	done.Own(k.handle)
	go func() {
		routes, err := to.Routes(ctx)
		if err != nil {
			done.Reject(failed("getaddrinfo", err))
			return
		}
		list := make([]string, len(routes))
		for i, r := range routes {
			list[i] = r.Address().Addr().String()
		}
		k.mu.Lock()
		k.routes = routes
		k.mu.Unlock()
		done.Resolve(list)
	}()
	return nil
}

// attempt gives up what was tried before, and returns the context of what is
// tried now.
func (k *conn) attempt() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	k.mu.Lock()
	before, sock := k.cancel, k.sock
	k.cancel, k.sock, k.link = cancel, nil, nil
	k.mu.Unlock()
	if before != nil {
		before()
	}
	if sock != nil {
		sock.Close()
	}
	return ctx
}

// route is the way to an address: one of those that lookup has found, or one that
// the policy is asked about.
func (k *conn) route(c *call, address string, p uint16) (wasi.Route, error) {
	if addr, err := netip.ParseAddr(address); err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		for _, r := range k.routes {
			if r.Address() == netip.AddrPortFrom(addr.Unmap(), p) {
				return r, nil
			}
		}
	} else {
		return wasi.Route{}, errno.EINVAL
	}
	to, err := c.Host().Remote("tcp", address, p)
	if err != nil {
		return wasi.Route{}, err
	}
	routes, err := to.Routes(context.Background()) // of an address nothing is looked up
	if err != nil {
		return wasi.Route{}, err
	}
	return routes[0], nil
}

// bind says from where of this machine the connection goes out.
func bind(c *call, id int, address string, number int) (none, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	p, err := port(number)
	if err != nil {
		return none{}, err
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		return none{}, errno.EINVAL
	}
	k.from = netip.AddrPortFrom(a, p)
	return none{}, nil
}

// connect connects to an address. Trying again gives up the attempt under way.
func connect(c *call, done *hostcalls.Completion[none], id int, to string, number int) error {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return err
	}
	p, err := port(number)
	if err != nil {
		return err
	}
	r, err := k.route(c, to, p)
	if err != nil {
		return failed("connect", err)
	}
	from := k.from
	if from.IsValid() && from.Addr().Is4() != r.Address().Addr().Is4() {
		return failed("bind", errno.EINVAL)
	}
	ctx := k.attempt()
	done.Own(k.handle)
	go func() {
		sock, err := r.Dial(ctx, from)
		if err == nil {
			err = k.settle(ctx, sock, r.Address().Addr().Is6())
		}
		var dial *wasi.DialError
		switch {
		case errors.As(err, &dial) && dial.Local():
			done.Reject(failed("bind", err))
		case err != nil:
			done.Reject(failed("connect", err))
		default:
			done.Resolve(none{})
		}
	}()
	return nil
}

// settle takes the socket, unless it comes too late.
func (k *conn) settle(ctx context.Context, sock *wasi.Conn, v6 bool) error {
	err := sock.SetNoDelay(false) // Go's default is the other
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil || k.closed {
		sock.Close()
		return errno.ECANCELED
	}
	k.sock, k.link, k.v6 = sock, sock, v6
	return nil
}
