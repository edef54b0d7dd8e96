package http

import (
	"errors"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi/errno"
)

// maxRead bounds the buffer of one read of a body.
const maxRead = 1 << 20

// writeIdle bounds how long a client may take none of an answer.
const writeIdle = 2 * time.Minute

// maxSends is how many parts of an answer may be under way: interim answers, and
// one of the answer itself.
const maxSends = 8

var errConnectionGone = errno.ECONNRESET

// message is one part of an answer on its way from JavaScript.
type message struct {
	head  []byte
	body  []byte
	flags int
	size  int64 // what Content-Length promises, -1 for nothing
	done  *hostcalls.Completion[none]
}

// exchange is one request to a server and its answer. handle and id belong to
// the goroutine that owns the isolate.
type exchange struct {
	k      *conn
	h      *head
	handle *reactor.Handle
	id     int

	sends    chan message
	gone     chan struct{} // closed when the connection takes no more of its answer
	released chan struct{} // closed when JavaScript is done with it
	once     sync.Once
	body     bodyReader
	atEnd    chan struct{} // closed when the body has been read to its end
	broken   chan error    // takes what the body broke with
}

func newExchange(k *conn, h *head) *exchange {
	x := &exchange{k: k, h: h, sends: make(chan message, maxSends), gone: make(chan struct{}), released: make(chan struct{}), atEnd: make(chan struct{}), broken: make(chan error)}
	x.body = bodyReader{r: h.body(k.br, bounds{k.s.headMax, k.s.current().fields}), ended: func() { close(x.atEnd) }, failed: func(err error) {
		// The client is told before JavaScript hears of it and ends the connection.
		select {
		case x.broken <- err:
			<-x.gone
		case <-x.gone:
		}
	}}
	if x.body.r == nil {
		x.body.finish()
	}
	return x
}

// serve writes the answer. It returns when the answer is complete, the client is
// gone, or JavaScript has given up.
func (x *exchange) serve() (keep bool, err error) {
	gone := sync.OnceFunc(func() { close(x.gone) })
	defer x.reject()
	defer gone()
	var watch chan error
	stop := func() {}
	defer func() { stop() }()
	atEnd := x.atEnd
	size, sent, chunked, begun := int64(-1), int64(0), false, false
	for {
		select {
		case <-atEnd:
			// Nothing is left to read: a read now tells when the client goes, or
			// that the next request is there.
			atEnd = nil
			x.k.sock.SetReadDeadline(time.Time{})
			watch = make(chan error, 1)
			w := watch
			go func() {
				_, err := x.k.br.Peek(1)
				w <- err
			}()
			stop = func() { // wake the reader up and wait for it
				x.k.sock.SetReadDeadline(time.Unix(1, 0))
				<-w
				x.k.sock.SetReadDeadline(time.Time{})
			}
		case err := <-watch:
			stop = func() {}
			watch = nil
			if err != nil {
				return false, errConnectionGone
			}
		case err := <-x.broken:
			if !begun { // behind a part of an answer another would be taken for the rest
				x.k.refuse(err)
			}
			return false, errConnectionGone
		case m := <-x.sends:
			if m.flags&(flagInterim|flagTrailers) == 0 && m.head != nil {
				size, chunked = m.size, m.flags&flagChunked != 0
			}
			begun = begun || m.flags&flagInterim == 0
			if m.flags&flagNoBody != 0 {
				m.body = nil
			}
			sent += int64(len(m.body))
			if err := x.write(m, chunked); err != nil {
				m.done.Reject(&hostcalls.SystemError{Errno: errno.Of(err), Syscall: "write", Message: "write " + errno.Of(err).Name()})
				return false, err
			}
			if m.flags&flagEnd == 0 {
				m.done.Resolve(none{})
				continue
			}
			keep := m.flags&flagKeepAlive != 0 && !x.h.last && !x.k.s.isClosed()
			if size >= 0 && sent != size && m.flags&flagNoBody == 0 {
				keep = false // the client would take the next answer for the rest
			}
			gone()
			m.done.Resolve(none{})
			if !keep {
				return false, nil
			}
			return x.settle(), nil
		case <-x.k.dead:
			return false, errConnectionGone
		}
	}
}

// settle waits until the connection is at the end of the request, which
// JavaScript may go on reading after it has answered.
func (x *exchange) settle() bool {
	select {
	case <-x.atEnd:
		return true
	case <-x.released:
		return x.body.drain()
	case <-x.k.dead:
		return false
	}
}

func (s *server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// reject fails what waits to be sent.
func (x *exchange) reject() {
	for {
		select {
		case m := <-x.sends:
			m.done.Reject(errConnectionGone)
		default:
			return
		}
	}
}

func (x *exchange) write(m message, chunked bool) error {
	x.k.sock.SetWriteDeadline(time.Now().Add(writeIdle))
	w := x.k.bw
	if m.flags&flagTrailers == 0 {
		w.Write(m.head)
	}
	if chunked && m.flags&flagNoBody == 0 {
		if m.flags&flagFramed != 0 {
			w.Write(m.body)
		} else if len(m.body) > 0 {
			w.WriteString(strconv.FormatInt(int64(len(m.body)), 16))
			w.WriteString("\r\n")
			w.Write(m.body)
			w.WriteString("\r\n")
		}
		if m.flags&flagEnd != 0 {
			w.WriteString("0\r\n")
			if m.flags&flagTrailers != 0 {
				w.Write(m.head)
			}
			w.WriteString("\r\n")
		}
	} else {
		w.Write(m.body)
	}
	return w.Flush() // the writer keeps its first error
}

// send writes a part of the answer: its head, then bytes of its body, given as
// text or as bytes. It ends when the connection has taken them. The
// number stays until close.
func send(c *call, done *hostcalls.Completion[none], id int, head, text hostcalls.Opt[string], data hostcalls.Opt[[]byte], flags int, size int64) error {
	x, err := hostcalls.Get[*exchange](c.Resources(), id)
	if err != nil {
		return err
	}
	m := message{flags: flags, size: size, done: done, body: data.Value}
	if head.Set {
		m.head = bytesOf(head.Value)
	}
	if text.Set {
		m.body = hostcalls.UTF8(text.Value)
	}
	done.Own(x.handle)
	select {
	case <-x.gone:
		return errConnectionGone
	default:
	}
	select {
	case x.sends <- m:
	default:
		return &hostcalls.TypeError{Message: "http.send: too many at once", Code: "ERR_INVALID_STATE"}
	}
	// The connection may have gone between the two.
	select {
	case <-x.gone:
		x.reject()
	default:
	}
	return nil
}

// closeExchange forgets a request, of a server or a client. One that is not
// complete takes its connection with it.
func closeExchange(c *call, id int) (none, error) {
	if _, err := hostcalls.Get[bodied](c.Resources(), id); err != nil {
		return none{}, err
	}
	r, _ := c.Resources().Remove(id)
	return none{}, r.Close()
}

// Close gives the request up, if it is not complete.
func (x *exchange) Close() error {
	x.handle.Close(nil) // what is pending ends by itself, now that the exchange does
	x.once.Do(func() {
		close(x.released)
		select {
		case <-x.gone:
		default:
			x.k.kill()
		}
	})
	return nil
}

func (x *exchange) source() *bodyReader    { return &x.body }
func (x *exchange) owner() *reactor.Handle { return x.handle }
func (x *exchange) trailer() []string {
	if c, ok := x.body.r.(*chunks); ok {
		return c.trailers
	}
	return nil
}

// bodied is what has a body to read: a request to a server, or the response to a
// client.
type bodied interface {
	io.Closer
	source() *bodyReader
	owner() *reactor.Handle
	trailer() []string
}

// bodyReader reads a body for one reader at a time.
type bodyReader struct {
	mu    sync.Mutex
	r     io.Reader
	eof   bool
	ended func()

	failed func(error) // may be nil
}

func (b *bodyReader) finish() {
	if !b.eof {
		b.eof = true
		if b.ended != nil {
			b.ended()
		}
	}
}

// read returns nothing at the end.
func (b *bodyReader) read(n int) ([]byte, error) {
	p, err := b.next(n)
	if err != nil && b.failed != nil {
		b.failed(err)
	}
	return p, err
}

func (b *bodyReader) next(n int) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.eof {
		return nil, nil
	}
	buf := make([]byte, n)
	got, err := b.r.Read(buf)
	for got == 0 && err == nil {
		got, err = b.r.Read(buf)
	}
	if errors.Is(err, io.EOF) {
		b.finish()
		err = nil
	}
	if got > 0 {
		return buf[:got], nil
	}
	return nil, err
}

// drain throws away what is left, if it is little.
func (b *bodyReader) drain() bool {
	for left := drainMax; left > 0; {
		p, err := b.read(8 << 10)
		if err != nil {
			return false
		}
		if p == nil {
			return true
		}
		left -= len(p)
	}
	return false
}

// readBody hands out the next bytes of a body, and null at its end.
func readBody(c *call, done *hostcalls.Completion[[]byte], id, n int) error {
	x, err := hostcalls.Get[bodied](c.Resources(), id)
	if err != nil {
		return err
	}
	if n < 1 {
		return errno.EINVAL
	}
	done.Own(x.owner())
	b := x.source()
	go func() {
		p, err := b.read(min(n, maxRead))
		if err != nil {
			done.Reject(bodyError(x, err))
			return
		}
		done.Resolve(p)
	}()
	return nil
}

// bodyError is what the reader of a body hears. A client hears what was wrong with
// it, a server that it was broken off.
func bodyError(x bodied, err error) error {
	var coded *hostcalls.CodedError
	if errors.As(err, &coded) {
		return err
	}
	var parse *parseError
	if _, ok := x.(*fetching); ok && errors.As(err, &parse) {
		return &hostcalls.CodedError{Code: parse.code, Message: parse.Error()}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || isTimeout(err) || errno.Of(err) == errno.UNKNOWN {
		return &hostcalls.CodedError{Code: "ECONNRESET", Message: "aborted"}
	}
	return err
}

// trailers are the names and values that came behind a chunked body, once it has
// been read to its end.
func trailers(c *call, id int) ([]string, error) {
	x, err := hostcalls.Get[bodied](c.Resources(), id)
	if err != nil {
		return nil, err
	}
	list := []string{}
	b := x.source()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.eof {
		for _, s := range x.trailer() {
			list = append(list, latin1(s))
		}
	}
	return list, nil
}
