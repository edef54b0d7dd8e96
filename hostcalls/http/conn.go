package http

import (
	"bufio"
	"errors"
	"io"
	nethttp "net/http"
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

func newConn(s *server, sock *wasi.Conn, id int) *conn {
	k := &conn{s: s, id: id, sock: sock, br: bufio.NewReaderSize(sock, s.headMax), bw: bufio.NewWriterSize(sock, 4096), dead: make(chan struct{})}
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
	k.deadline(time.Now(), wait)
	if _, err := k.br.Peek(1); err != nil {
		return false, nil // gone, or silent for too long, between requests
	}
	start := time.Now()
	k.idle.Store(false)
	k.deadline(start, lim.headers)
	h, err := readHead(k.br)
	if err != nil {
		k.refuse(err)
		return false, err
	}
	k.deadline(start, lim.request)
	*seen++
	x := newExchange(k, h)
	e := event{
		Conn: k.id, Method: h.req.Method, URL: latin1(h.target), Version: strings.TrimPrefix(h.req.Proto, "HTTP/"),
		Body: h.req.Body != nethttp.NoBody, Chunked: len(h.req.TransferEncoding) > 0,
		Expect: strings.EqualFold(h.req.Header.Get("Expect"), "100-continue"),
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

func (k *conn) deadline(from time.Time, d time.Duration) {
	if d <= 0 {
		k.sock.SetReadDeadline(time.Time{})
		return
	}
	k.sock.SetReadDeadline(from.Add(d))
}

// refuse answers what is no request as Node does without a listener for
// 'clientError'.
func (k *conn) refuse(err error) {
	status := nethttp.StatusBadRequest
	switch {
	case errors.Is(err, errTooLarge):
		status = nethttp.StatusRequestHeaderFieldsTooLarge
	case isTimeout(err):
		status = nethttp.StatusRequestTimeout
	case !errors.Is(err, errMalformed):
		return // the client is gone
	}
	k.sock.SetWriteDeadline(time.Now().Add(time.Second))
	io.WriteString(k.sock, "HTTP/1.1 "+strconv.Itoa(status)+" "+nethttp.StatusText(status)+"\r\nConnection: close\r\n\r\n")
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
