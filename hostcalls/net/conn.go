package net

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/secure"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// readSize is the most that one read brings.
const readSize = 64 << 10

// conn is a connection, or what may become one.
type conn struct {
	handle *reactor.Handle
	from   netip.AddrPort // where it goes out, zero for anywhere; the isolate's

	unsent atomic.Int64 // of the write under way

	mu      sync.Mutex
	sock    *wasi.Conn // nil until it is connected
	pipe    *pipe      // instead of a socket
	link    link       // what bytes go over: the socket, or TLS
	prefix  []byte     // was read before TLS began, and is its
	shaking *handshake // under way
	v6      bool       // the socket is one of IPv6
	routes  []wasi.Route
	cancel  context.CancelFunc // of the look-up, the attempt to connect, or the handshake
	reading bool
	writing bool
	halting bool // the read under way is to end without anything
	closed  bool
}

// link is what a connection reads from and writes to; see wasi.Conn.
type link interface {
	ReadReady(buffer func() []byte, giveBack func([]byte)) ([]byte, error)
	TryWrite(p []byte) (int, error)
	Write(p []byte) (int, error)
	CloseWrite() error
}

func create(c *call) (int, error) {
	k := &conn{handle: c.Loop().NewHandle("TCPSocketWrap")}
	return c.Resources().AddHandle(k, k.handle), nil
}

// socket is what is connected, or ENOTCONN.
func (k *conn) socket() (*wasi.Conn, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.closed:
		return nil, errno.EBADF
	case k.sock == nil:
		return nil, errno.ENOTCONN
	}
	return k.sock, nil
}

func connected(c *call, id int) (*conn, *wasi.Conn, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return nil, nil, err
	}
	sock, err := k.socket()
	return k, sock, err
}

// linked is connected, but for what only moves bytes.
func linked(c *call, id int) (*conn, link, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return nil, nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.closed:
		return nil, nil, errno.EBADF
	case k.link == nil:
		return nil, nil, errno.ENOTCONN
	}
	return k, k.link, nil
}

// begin marks what may be under way once only.
func (k *conn) begin(flag *bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if *flag {
		return errno.EALREADY
	}
	*flag = true
	return nil
}

func (k *conn) end(flag *bool) {
	k.mu.Lock()
	*flag = false
	k.mu.Unlock()
}

// endRead ends a read, and says whether it was to be given up.
func (k *conn) endRead() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.reading = false
	halted := k.halting
	if k.halting = false; halted && k.sock != nil {
		_ = k.sock.SetReadDeadline(time.Time{})
	}
	return halted
}

// halt has a read under way end, with what has come or with ECANCELED.
func halt(c *call, id int) (none, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.reading && !k.closed && k.sock != nil {
		k.halting = true
		return none{}, k.sock.SetReadDeadline(time.Unix(1, 0))
	}
	return none{}, nil
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// read hands out what is there, and null at the end.
func read(c *call, done *hostcalls.Completion[[]byte], id int) error {
	k, link, err := linked(c, id)
	if err == nil {
		err = k.begin(&k.reading)
	}
	if err != nil {
		return failed("read", err)
	}
	done.Own(k.handle)
	k.pipe.enter()
	go func() {
		defer k.pipe.leave()
		p, err := link.ReadReady(func() []byte { return hostcalls.Scratch(readSize) }, hostcalls.Recycle)
		switch halted := k.endRead(); {
		case halted && err != nil && isTimeout(err):
			done.Reject(failed("read", errno.ECANCELED))
		case errors.Is(err, io.EOF):
			done.Resolve(nil)
		case err != nil:
			done.Reject(failed("read", err))
		default:
			done.Resolve(fitted(p))
		}
	}()
	return nil
}

// fitted keeps of a buffer that is used again what little is in it.
func fitted(p []byte) []byte {
	if len(p) > readSize/2 {
		return p
	}
	small := bytes.Clone(p)
	hostcalls.Recycle(p)
	return small
}

// tryWrite writes what the system takes at once, straight from the guest's
// memory, and tells how much that was.
func tryWrite(c *call, id int, data hostcalls.Bytes) (int, error) {
	k, link, err := linked(c, id)
	if err != nil {
		return 0, failed("write", err)
	}
	if err := k.begin(&k.writing); err != nil {
		return 0, failed("write", err)
	}
	defer k.end(&k.writing)
	n, err := link.TryWrite(data)
	if err != nil {
		return n, failed("write", err)
	}
	return n, nil
}

// write ends when the system has taken all, and what was left of writes before.
func write(c *call, done *hostcalls.Completion[none], id int, data []byte) error {
	k, link, err := linked(c, id)
	if err == nil {
		err = k.begin(&k.writing)
	}
	if err != nil {
		return failed("write", err)
	}
	done.Own(k.handle)
	k.unsent.Store(int64(len(data)))
	k.pipe.enter()
	go func() {
		defer k.pipe.leave()
		err := k.writeAll(link, data)
		hostcalls.Recycle(data)
		k.end(&k.writing)
		if err != nil {
			done.Reject(failed("write", err))
			return
		}
		done.Resolve(none{})
	}()
	return nil
}

// writeSize is how much is written before it is counted as sent.
const writeSize = 256 << 10

func (k *conn) writeAll(link link, data []byte) error {
	for {
		n, err := link.Write(data[:min(len(data), writeSize)])
		k.unsent.Add(int64(-n))
		if data = data[n:]; err != nil || len(data) == 0 {
			return err
		}
	}
}

// writeQueueSize is how much of a write under way was not sent yet.
func writeQueueSize(c *call, id int) (int64, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return 0, err
	}
	k.mu.Lock()
	link := k.link
	k.mu.Unlock()
	n := k.unsent.Load()
	if s, ok := link.(*secured); ok {
		n += int64(s.wire.pending())
	}
	return n, nil
}

// shutdown says that nothing more will be written. It does so in a later turn, and
// is told at once: whoever hears of the end of the connection has heard of this.
// TLS has something to say before, which may have to wait for the peer.
func shutdown(c *call, done *hostcalls.Completion[hostcalls.Later[none]], id int) error {
	k, link, err := linked(c, id)
	if err != nil {
		return failed("shutdown", err)
	}
	done.Own(k.handle)
	s, isSecured := link.(*secured)
	if !isSecured {
		done.Resolve(ended(link.CloseWrite))
		return nil
	}
	k.pipe.enter()
	go func() {
		defer k.pipe.leave()
		err := s.sayGoodbye()
		done.Resolve(ended(func() error {
			if err != nil {
				return err
			}
			return s.wire.under.CloseWrite()
		}))
	}()
	return nil
}

func ended(end func() error) hostcalls.Later[none] {
	return hostcalls.Later[none]{Finish: func() (none, error) {
		if err := end(); err != nil {
			return none{}, failed("shutdown", err)
		}
		return none{}, nil
	}}
}

func setNoDelay(c *call, id int, on bool) (none, error) {
	_, sock, err := connected(c, id)
	if err == nil {
		err = sock.SetNoDelay(on)
	}
	return none{}, err
}

// maxIdle is the longest that systems take for the time before keep-alive, in
// seconds.
const maxIdle = 32767

// setKeepAlive takes seconds, 0 for what the system has.
func setKeepAlive(c *call, id int, on bool, seconds int) (none, error) {
	if seconds < 0 || seconds > maxIdle {
		return none{}, errno.EINVAL
	}
	_, sock, err := connected(c, id)
	if err == nil {
		err = sock.SetKeepAlive(on, time.Duration(seconds)*time.Second)
	}
	return none{}, err
}

// address is that of the peer, or of this end; null if there is none.
func address(c *call, id int, peer bool) (*endpoint, error) {
	k, sock, err := connected(c, id)
	if err != nil {
		return nil, err
	}
	if peer {
		return endpointOf(sock.RemoteAddr(), k.v6), nil
	}
	return endpointOf(sock.LocalAddr(), k.v6), nil
}

// Close ends all that is under way.
func (k *conn) Close() error { return k.finish(nil, false) }

// finish closes the connection. Requests of it are never told; done runs on the
// loop when they are gone.
func (k *conn) finish(done func(), reset bool) error {
	k.mu.Lock()
	k.closed = true
	sock, cancel, pipe := k.sock, k.cancel, k.pipe
	k.mu.Unlock()
	k.handle.Close(done)
	k.handle.CancelPending()
	if cancel != nil {
		cancel()
	}
	if pipe != nil {
		return pipe.Close()
	}
	switch {
	case sock == nil:
		return nil
	case reset:
		return sock.Reset()
	}
	return sock.Close()
}

// closer is a connection or a server.
type closer interface {
	io.Closer
	finish(done func(), reset bool) error
}

// closeResource closes a connection or a server, whose number is free at once. It
// ends in a turn of the loop in which everything has been closed.
func closeResource(c *call, done *hostcalls.Completion[none], id int, reset bool) error {
	r, err := hostcalls.Get[closer](c.Resources(), id)
	if err != nil {
		return err
	}
	c.Resources().Remove(id)
	if err := r.finish(func() { done.Resolve(none{}) }, reset); err != nil {
		done.Reject(failed("close", err))
	}
	return nil
}

// failed puts an error into libuv's words. What policies and quotas refuse stays
// as it is.
func failed(syscall string, err error) error {
	var denied *wasi.Denied
	var quota *wasi.QuotaError
	if errors.As(err, &denied) || errors.As(err, &quota) {
		return err
	}
	if e := secure.Failure(err); e != nil {
		return e
	}
	n := errno.Of(err)
	if n == errno.EAI_NODATA {
		n = errno.EAI_NONAME
	}
	return &hostcalls.SystemError{Errno: n, Syscall: syscall, Message: syscall + " " + n.Name()}
}
