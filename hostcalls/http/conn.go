package http

import (
	"bufio"
	"errors"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

// drainMax is how much of a body that nobody read is thrown away to keep a
// connection.
const drainMax = 256 << 10

// conn is one connection of a server. Its goroutine reads heads, and writes what
// JavaScript sends.
type conn struct {
	s    *server
	id   int
	sock *wasi.Conn
	br   *bufio.Reader
	bw   *bufio.Writer
	idle atomic.Bool // waits for a request
	dead chan struct{}
	once sync.Once
}

// readBuffer is the size of a connection's buffer. Heads may be longer.
const readBuffer = 16 << 10

func newConn(s *server, sock *wasi.Conn, id int) *conn {
	k := &conn{s: s, id: id, sock: sock, br: bufio.NewReaderSize(sock, readBuffer), bw: bufio.NewWriterSize(sock, 4096), dead: make(chan struct{})}
	k.idle.Store(true)
	return k
}

// kill ends the connection. It may be called from any goroutine, often.
func (k *conn) kill() {
	k.once.Do(func() {
		close(k.dead)
		k.sock.Close()
	})
}

func addressOf(a interface{ String() string }) *endpoint {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return nil
	}
	family := "IPv6"
	if ap.Addr().Is4() {
		family = "IPv4"
	}
	return &endpoint{ap.Addr().String(), int(ap.Port()), family}
}

func (k *conn) run() {
	defer k.s.running.Done()
	seen := 0
	var cause error
	for {
		var keep bool
		keep, cause = k.serveOne(&seen)
		if !keep {
			break
		}
	}
	k.kill()
	text := ""
	if cause != nil && !errors.Is(cause, io.EOF) {
		text = "ECONNRESET"
	}
	k.s.forget(k, seen > 0, text)
}

// serveOne serves one request and says whether there may be another.
func (k *conn) serveOne(seen *int) (bool, error) {
	lim := k.s.current()
	wait := lim.keepAlive
	if *seen == 0 {
		wait = lim.headers
	}
	k.idle.Store(true)
	k.deadline(time.Now(), wait, lim.checking)
	if _, err := k.br.Peek(1); err != nil { // gone, or silent for too long
		if *seen == 0 && isTimeout(err) {
			k.refuse(err)
		}
		return false, nil
	}
	start := time.Now()
	k.idle.Store(false)
	k.deadline(start, lim.headers, lim.checking)
	h, err := readHead(k.br, bounds{k.s.headMax, lim.fields})
	if err != nil {
		k.refuse(err)
		return false, err
	}
	k.deadline(start, lim.request, lim.checking)
	*seen++
	x := newExchange(k, h)
	e := event{
		Conn: k.id, Method: h.method, URL: h.target, Version: "1." + strconv.Itoa(h.minor),
		Body: x.body.r != nil, Chunked: h.chunked,
		Expect: strings.EqualFold(h.expect, "100-continue"),
	}
	for _, s := range h.raw {
		e.Headers = append(e.Headers, latin1(s))
	}
	if *seen == 1 {
		e.Remote, e.Local = addressOf(k.sock.RemoteAddr()), addressOf(k.sock.LocalAddr())
	}
	k.s.post(occurrence{e, x})
	return x.serve()
}

// deadline has reads fail when d has passed, or when the server looks next after
// that, if it looks at intervals.
func (k *conn) deadline(from time.Time, d, checking time.Duration) {
	if d <= 0 {
		k.sock.SetReadDeadline(time.Time{})
		return
	}
	end := from.Add(d)
	if late := end.Sub(k.s.opened); checking > 0 && late%checking != 0 {
		end = end.Add(checking - late%checking)
	}
	k.sock.SetReadDeadline(end)
}

// lingering and lingerMax bound what is still taken from a client that was
// refused: if bytes of its were left the system would reset the connection, and
// the client might never see the answer.
const (
	lingering = 500 * time.Millisecond
	lingerMax = 256 << 10
)

// refuse answers what is no request as Node does without a listener for
// 'clientError'.
func (k *conn) refuse(err error) {
	var why *parseError
	switch {
	case errors.As(err, &why):
	case isTimeout(err):
		why = errTimeout
	case errors.Is(err, io.ErrUnexpectedEOF):
		why = errProtocol
	default:
		return // the client is gone
	}
	k.sock.SetWriteDeadline(time.Now().Add(time.Second))
	io.WriteString(k.sock, "HTTP/1.1 "+why.status+"\r\nConnection: close\r\n\r\n")
	if k.sock.CloseWrite() == nil {
		k.sock.SetReadDeadline(time.Now().Add(lingering))
		io.CopyN(io.Discard, k.sock, lingerMax)
	}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
