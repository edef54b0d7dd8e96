package preview1

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/flight"
)

// Socket is a listener or a connection that a program finds open from the start,
// behind its preopens: the snapshot has no function to make one. The System
// closes it.
type Socket struct {
	Listener *wasi.Listener
	Conn     *wasi.Conn
}

// Rights of sockets.
const (
	rightsListener = rightAccept | rightPoll | rightFilestatGet | rightSetFlags
	rightsConn     = rightFdRead | rightFdWrite | rightPoll | rightFilestatGet | rightSetFlags | rightShutdown
)

// socket is a descriptor's listener or connection. Something is accepted or read
// ahead on a goroutine, so that waiting can be given up without losing it.
type socket struct {
	listener *wasi.Listener
	conn     *wasi.Conn

	mu      sync.Mutex // what follows
	ahead   []byte
	peer    *wasi.Conn
	failed  error // io.EOF once the peer has ended
	filling flight.Flight
}

func socketDescriptor(s Socket) *descriptor {
	d := &descriptor{sock: &socket{listener: s.Listener, conn: s.Conn}, base: rightsConn}
	if s.Listener != nil {
		d.base, d.inheriting = rightsListener, rightsConn
	}
	return d
}

func (s *socket) close() error {
	s.mu.Lock()
	peer := s.peer
	s.peer = nil
	s.mu.Unlock()
	if peer != nil {
		peer.Close()
	}
	if s.listener != nil {
		return s.listener.Close()
	}
	return s.conn.Close()
}

// ready reports whether something is there, or never will be; s.mu is held.
func (s *socket) ready() bool { return len(s.ahead) > 0 || s.peer != nil || s.failed != nil }

// wait returns when something is there, or with ctx's error.
func (s *socket) wait(ctx context.Context) error {
	return s.filling.Wait(ctx, &s.mu, s.ready, s.fill)
}

func (s *socket) fill() {
	var (
		peer net.Conn
		err  error
		n    int
		buf  []byte
	)
	if s.listener != nil {
		peer, err = s.listener.Accept()
	} else {
		buf = make([]byte, 16<<10)
		n, err = s.conn.Read(buf)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead = buf[:n]
	s.peer, _ = peer.(*wasi.Conn)
	if n == 0 && s.peer == nil {
		s.failed = err
	}
	s.filling.Land()
}

// patience is how long a call that must not wait gives the network to show what
// has come already.
const patience = time.Millisecond

// await is wait for a descriptor with flags: EAGAIN if it must not wait.
func (c *call) await(d *descriptor) errno.Errno {
	ctx := c.ctx
	d.mu.Lock()
	nonblock := d.flags&fdNonblock != 0
	d.mu.Unlock()
	if nonblock {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	switch err := d.sock.wait(ctx); {
	case err == nil:
		return 0
	case c.ctx.Err() != nil:
		return errno.ECANCELED
	}
	return errno.EAGAIN
}

// take hands out what was read ahead; with peek it stays.
func (s *socket) take(p []byte, peek bool) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := copy(p, s.ahead)
	if !peek {
		s.ahead = s.ahead[n:]
	}
	if n > 0 || errors.Is(s.failed, io.EOF) {
		return n, nil
	}
	err := s.failed
	s.failed = nil
	return 0, err
}

func (c *call) socket(right uint64) (*descriptor, errno.Errno) {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return nil, e
	}
	if d.sock == nil {
		return nil, errno.ENOTSOCK
	}
	return d, d.need(right)
}

// sockAccept accepts a connection.
//
//	sock_accept(fd, flags u16, result *fd) → EBADF, ENOTSOCK, EINVAL, EAGAIN, ENOTCAPABLE, ECANCELED, EMFILE
func sockAccept(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	switch {
	case e != 0:
		return e
	case d.sock == nil:
		return errno.ENOTSOCK
	case d.sock.listener == nil:
		return errno.EINVAL
	case c.u32(1)&^uint32(fdNonblock) != 0:
		return errno.EINVAL
	}
	if e := d.need(rightAccept); e != 0 {
		return e
	}
	if _, e := c.bytes(c.u32(2), 4); e != 0 {
		return e
	}
	if e := c.await(d); e != 0 {
		return e
	}
	s := d.sock
	s.mu.Lock()
	peer, err := s.peer, s.failed
	s.peer, s.failed = nil, nil
	s.mu.Unlock()
	if peer == nil {
		return errno.Of(err)
	}
	conn := socketDescriptor(Socket{Conn: peer})
	conn.flags = uint16(c.u32(1))
	fd, e := c.sys.add(conn)
	if e != 0 {
		peer.Close()
		return e
	}
	return c.put32(c.u32(2), uint32(fd))
}

// Flags of sock_recv, and of what it stores.
const (
	recvPeek    = 1
	recvWaitAll = 2
)

// sockRecv receives. Of a stream nothing is ever cut off.
//
//	sock_recv(fd, iovs, count u32, flags u16, read *u32, out *u16) → EBADF, ENOTSOCK, ENOTCONN, EINVAL, EAGAIN, EFAULT
func sockRecv(c *call) errno.Errno {
	d, e := c.socket(rightFdRead)
	if e != 0 {
		return connErrno(d, e)
	}
	flags := c.u32(3)
	if flags > recvPeek|recvWaitAll {
		return errno.EINVAL
	}
	out, e := c.bytes(c.u32(5), 2)
	if e != 0 {
		return e
	}
	e = c.receive(d, c.u32(1), c.u32(2), c.u32(4), flags)
	if e == 0 {
		clear(out)
	}
	return e
}

// connErrno says ENOTCONN of a listener, which never has the right.
func connErrno(d *descriptor, e errno.Errno) errno.Errno {
	if e == errno.ENOTCAPABLE && d.sock.listener != nil {
		return errno.ENOTCONN
	}
	return e
}

func (c *call) receive(d *descriptor, iovs, count, result, flags uint32) errno.Errno {
	first := true
	return c.vectors(iovs, count, result, func(p []byte) (int, error) {
		done := 0
		for done < len(p) {
			if !first && flags&recvWaitAll == 0 {
				d.sock.mu.Lock()
				there := len(d.sock.ahead) > 0
				d.sock.mu.Unlock()
				if !there || flags&recvPeek != 0 {
					break
				}
			}
			if e := c.await(d); e != 0 {
				return done, e
			}
			n, err := d.sock.take(p[done:], flags&recvPeek != 0)
			first = false
			done += n
			if err != nil || n == 0 || flags&recvPeek != 0 {
				return done, err
			}
		}
		return done, nil
	})
}

// sockSend sends.
//
//	sock_send(fd, iovs, count u32, flags u16, written *u32) → EBADF, ENOTSOCK, ENOTCONN, EINVAL, EPIPE, EFAULT
func sockSend(c *call) errno.Errno {
	d, e := c.socket(rightFdWrite)
	if e != 0 {
		return connErrno(d, e)
	}
	if c.u32(3) != 0 { // there are no flags yet
		return errno.EINVAL
	}
	return c.vectors(c.u32(1), c.u32(2), c.u32(4), c.sender(d))
}

// sender writes to a connection, until the context of the call ends.
func (c *call) sender(d *descriptor) func([]byte) (int, error) {
	return func(p []byte) (int, error) {
		stop := context.AfterFunc(c.ctx, func() { _ = d.sock.conn.SetWriteDeadline(time.Unix(1, 0)) })
		defer stop()
		n, err := d.sock.conn.Write(p)
		if err != nil && c.ctx.Err() != nil {
			err = errno.ECANCELED
		}
		return n, err
	}
}

// sockShutdown ends receiving (1), sending (2) or both.
//
//	sock_shutdown(fd, how u8) → EBADF, ENOTSOCK, ENOTCONN, EINVAL
func sockShutdown(c *call) errno.Errno {
	d, e := c.socket(rightShutdown)
	if e != 0 {
		return connErrno(d, e)
	}
	how := c.u32(1)
	if how == 0 || how > 3 {
		return errno.EINVAL
	}
	if how&1 != 0 {
		if t := d.sock.conn.TCP(); t != nil {
			if err := t.CloseRead(); err != nil {
				return errno.Of(err)
			}
		}
	}
	if how&2 != 0 {
		return errno.Of(d.sock.conn.CloseWrite())
	}
	return 0
}
