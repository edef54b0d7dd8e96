package net

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

type server struct {
	handle   *reactor.Handle
	listener *wasi.Listener
	v6       bool
	closing  chan struct{}

	mu        sync.Mutex
	accepting bool
}

// listened is the result of listen.
type listened struct {
	ID int `json:"id"`
	*endpoint
}

// listen opens a server at an address, or at all of the machine for "". The
// system chooses how many connections may wait.
func listen(c *call, host string, number int, only6, reusePort bool) (listened, error) {
	p, err := port(number)
	if err != nil {
		return listened{}, err
	}
	network := "tcp"
	if a, ok := wasi.ParseAddr(host); ok && a.Unmap().Is4() {
		network = "tcp4"
	} else if only6 {
		network = "tcp6"
	}
	local, err := c.Host().Local(network, host, p)
	if err != nil {
		return listened{}, failed("listen", err)
	}
	listener, err := local.ListenShared(context.Background(), reusePort)
	if err != nil {
		return listened{}, failed("listen", err)
	}
	s := &server{handle: c.Loop().NewHandle("TCPServerWrap"), listener: listener, closing: make(chan struct{})}
	at := endpointOf(listener.Addr(), false)
	if at == nil {
		listener.Close()
		return listened{}, failed("listen", errno.EINVAL)
	}
	s.v6 = at.Family == "IPv6"
	return listened{c.Resources().AddHandle(s, s.handle), at}, nil
}

// accepted is the result of accept.
type accepted struct {
	ID     int       `json:"id"`
	Remote *endpoint `json:"remote"`
	Local  *endpoint `json:"local"`
}

// accept waits for the next connection.
func accept(c *call, done *hostcalls.Completion[hostcalls.Later[*accepted]], id int) error {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	busy := s.accepting
	s.accepting = true
	s.mu.Unlock()
	if busy {
		return failed("accept", errno.EALREADY)
	}
	done.Own(s.handle)
	loop, table := c.Loop(), c.Resources()
	go func() {
		sock, err := s.next()
		s.mu.Lock()
		s.accepting = false
		s.mu.Unlock()
		if err != nil {
			done.Reject(failed("accept", err))
			return
		}
		done.Resolve(hostcalls.Later[*accepted]{
			Finish: func() (*accepted, error) {
				k := &conn{handle: loop.NewHandle("TCPSocketWrap"), sock: sock, link: sock, v6: s.v6}
				return &accepted{table.AddHandle(k, k.handle), endpointOf(sock.RemoteAddr(), s.v6), endpointOf(sock.LocalAddr(), s.v6)}, nil
			},
			Drop: func() { sock.Close() },
		})
	}()
	return nil
}

// next waits until there is a connection. What will pass, such as a lack of
// descriptors, is waited for; connections over the quota are closed.
func (s *server) next() (*wasi.Conn, error) {
	var pause time.Duration
	for {
		raw, err := s.listener.Accept()
		if err == nil {
			sock, ok := raw.(*wasi.Conn)
			if !ok {
				raw.Close()
				return nil, errno.ENOTSUP
			}
			_ = sock.SetNoDelay(false) // Go's default is the other
			return sock, nil
		}
		var quota *wasi.QuotaError
		if errors.As(err, &quota) {
			pause = time.Millisecond
		} else {
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
		}
		select {
		case <-s.closing:
			return nil, err
		case <-time.After(pause):
		}
	}
}

// Close stops listening.
func (s *server) Close() error { return s.finish(nil, false) }

// finish stops listening; its connections go on.
func (s *server) finish(done func(), _ bool) error {
	s.handle.Close(done)
	s.handle.CancelPending()
	close(s.closing)
	return s.listener.Close()
}
