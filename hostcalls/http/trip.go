package http

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// request is what a client sends.
type request struct {
	*settings
	to        wasi.Remote
	key       string // of the links that can serve it
	secure    bool
	method    string
	path      string
	authority string
	head      []byte

	length int64          // of the body, -1 if it is sent in chunks
	whole  bool           // the body is data, which may be empty;
	data   []byte         //
	stream *io.PipeReader // otherwise it comes from here, if there is one
	last   bool           // the link shall not be used again
}

func (r *request) tls() *tls.Config {
	if r.secure {
		return r.settings.tls
	}
	return nil
}

// repeatable reports whether sending it twice does what sending it once does.
func (r *request) repeatable() bool {
	return r.stream == nil && slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}, r.method)
}

// giveUp lets nobody wait for the body to be taken.
func (r *request) giveUp(err error) {
	if r.stream != nil {
		r.stream.CloseWithError(err)
	}
}

// setHead writes the head with the caller's fields, in their case and order. How
// the body is framed is decided by the body.
func (r *request) setHead(fields []string) error {
	b := []byte(r.method + " " + r.path + " HTTP/1.1\r\n")
	add := func(name, value string) { b = append(b, name+": "+value+"\r\n"...) }
	if !hasField(fields, "host") {
		add("Host", r.authority)
	}
	framed := r.length == 0 && !r.whole
	for i := 0; i+1 < len(fields); i += 2 {
		name, value := fields[i], string(bytesOf(fields[i+1]))
		if !isToken(name) || !isFieldValue(value) {
			return &hostcalls.CodedError{Name: "TypeError", Code: "ERR_INVALID_CHAR", Message: "Invalid character in header content [\"" + name + "\"]"}
		}
		switch strings.ToLower(name) {
		case "content-length":
			if framed || value != strconv.FormatInt(r.length, 10) {
				continue
			}
			framed = true
		case "transfer-encoding":
			if framed || r.length != -1 || !strings.EqualFold(value, "chunked") {
				continue
			}
			framed = true
		case "connection":
			r.last = r.last || hasToken(value, "close")
		}
		add(name, value)
	}
	switch {
	case framed:
	case r.length == -1:
		add("Transfer-Encoding", "chunked")
	default:
		add("Content-Length", strconv.FormatInt(r.length, 10))
	}
	r.head = append(b, "\r\n"...)
	return nil
}

func hasField(fields []string, name string) bool {
	for i := 0; i < len(fields); i += 2 {
		if strings.EqualFold(fields[i], name) {
			return true
		}
	}
	return false
}

// hasToken reports whether a list has the token, in lower case.
func hasToken(list, token string) bool {
	for item := range strings.SplitSeq(strings.ToLower(list), ",") {
		if strings.Trim(item, " \t") == token {
			return true
		}
	}
	return false
}

// trip is one exchange on one link.
type trip struct {
	f       *fetching
	r       *request
	l       *link
	sent    chan error  // holds what the sending ended with
	broken  atomic.Bool // the body of the request is not what was said
	heard   bool        // of a response
	release func() bool // lets the link outlive the exchange; false if it is too late
	last    bool        // the link ends with the response
}

// run sends the request and reads the head of the response. The two go on side by
// side: a server may answer before it has read all, and even instead of it.
func (x *trip) run() error {
	if x.r.stream == nil && len(x.r.data) == 0 {
		x.send()
	} else {
		go x.send()
	}
	b := bounds{size: x.r.headMax}
	for {
		// Nobody's patience ends while the request is still on its way.
		if _, err := x.l.br.Peek(1); err != nil {
			if x.broken.Load() {
				err = io.EOF
			}
			return short(err)
		}
		x.heard = true
		h, err := readStatus(x.l.br, b)
		if err != nil {
			return err
		}
		if h.status/100 == 1 && h.status != 101 {
			x.f.gotInterim(&answer{Interim: true, Status: h.status, Message: latin1(h.reason), Version: "1." + strconv.Itoa(h.minor), Headers: latin1s(h.raw)})
			continue
		}
		return x.answered(h, b)
	}
}

// send writes the request. The waiting for an answer begins behind it.
func (x *trip) send() {
	err := x.write()
	if err == nil {
		x.l.wait(x.r.patience)
	} else {
		x.r.giveUp(err)
	}
	x.sent <- err
}

func (x *trip) write() error {
	w := x.l.bw
	w.Write(x.r.head)
	if x.r.stream == nil {
		w.Write(x.r.data)
		return w.Flush()
	}
	if err := w.Flush(); err != nil {
		return err
	}
	buf, left := make([]byte, 32<<10), x.r.length
	for {
		n, err := x.r.stream.Read(buf)
		if n > 0 && x.r.length == -1 {
			w.WriteString(strconv.FormatInt(int64(n), 16) + "\r\n")
			w.Write(buf[:n])
			w.WriteString("\r\n")
		} else if n > 0 {
			if left -= int64(n); left < 0 {
				return x.breakOff(io.ErrShortBuffer)
			}
			w.Write(buf[:n])
		}
		switch {
		case err == io.EOF && x.r.length == -1:
			w.WriteString("0\r\n\r\n")
			return w.Flush()
		case err == io.EOF && left > 0: // the server would wait for the rest
			return x.breakOff(io.ErrUnexpectedEOF)
		case err == io.EOF:
			return w.Flush()
		case err != nil:
			return x.breakOff(err)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
}

// breakOff ends a request that cannot be completed.
func (x *trip) breakOff(err error) error {
	x.broken.Store(true)
	x.l.kill()
	return err
}

// answered fills in the answer, and says where its body comes from.
func (x *trip) answered(h *statusHead, b bounds) error {
	how, err := frame(h.raw)
	if err != nil {
		return err
	}
	a := &x.f.answer
	a.Status, a.Message, a.Version = h.status, latin1(h.reason), "1."+strconv.Itoa(h.minor)
	a.Headers = latin1s(h.raw)
	a.Remote, a.Local, a.Reused = addressOf(x.l.sock.RemoteAddr()), addressOf(x.l.sock.LocalAddr()), x.l.reused
	connection := h.minor == 1
	for i := 0; i < len(h.raw); i += 2 {
		if strings.EqualFold(h.raw[i], "connection") {
			connection = !hasToken(h.raw[i+1], "close") && (connection || hasToken(h.raw[i+1], "keep-alive"))
		}
	}
	x.last = x.r.last || !connection || h.status == 101
	r := how.body(x.l.br, b)
	switch {
	case x.r.method == "HEAD", h.status == 101, h.status == 204, h.status == 304, x.r.method == "CONNECT" && h.status/100 == 2, how.length == 0:
		r = nil
	case r == nil: // its end is the connection's
		r, x.last = x.l.br, true
	}
	if r == nil {
		x.f.body.eof = true
		x.end(true)
		return nil
	}
	a.Body = true
	body := &answerBody{x: x, r: r}
	x.f.body.r, x.f.body.ended = body, func() { x.end(body.done) }
	x.f.body.failed = func(error) { x.end(false) }
	return nil
}

// end lets the link go: to the next request, if the response was read to its end
// and the request was sent to its end.
func (x *trip) end(complete bool) {
	select {
	case err := <-x.sent:
		complete = complete && err == nil
	default:
		complete = false
		x.r.giveUp(context.Canceled) // the server has said all
	}
	if free := x.release(); complete && free && !x.last {
		x.f.clients.put(x.l)
	} else {
		x.l.kill()
	}
}

// answerBody is the body of a response. It gives up when nothing comes for as
// long as the caller waits.
type answerBody struct {
	x    *trip
	r    io.Reader
	done bool // it was read to its end
}

func (b *answerBody) Read(p []byte) (int, error) {
	if b.x.r.patience > 0 && b.x.l.br.Buffered() == 0 {
		b.x.l.wait(b.x.r.patience)
	}
	n, err := b.r.Read(p)
	b.done = b.done || err == io.EOF
	if isTimeout(err) {
		err = errSlowBody
	}
	return n, err
}

var errSlowBody = &hostcalls.CodedError{Name: "BodyTimeoutError", Code: "UND_ERR_BODY_TIMEOUT", Message: "Body Timeout Error"}

// statusHead is the beginning of a response.
type statusHead struct {
	minor, status int
	reason        string
	raw           []string
}

// readStatus reads the head of a response, as strictly as readHead.
func readStatus(br *bufio.Reader, b bounds) (*statusHead, error) {
	const start = "HTTP/1."
	for i := range len(start) {
		if err := expect(br, start[i], errProtocol); err != nil {
			return nil, err
		}
	}
	l := lines{br: br, left: b.size}
	line, err := l.next()
	if err != nil {
		return nil, err
	}
	version, rest, _ := strings.Cut(string(line), " ")
	code, reason, _ := strings.Cut(rest, " ")
	h := &statusHead{reason: reason}
	switch version {
	case "1":
		h.minor = 1
	case "0":
	default:
		return nil, errVersion
	}
	if len(code) != 3 || strings.Trim(code, "0123456789") != "" || code[0] == '0' {
		return nil, errStatus
	}
	h.status, _ = strconv.Atoi(code) // three digits
	if err := l.spend(len(reason)); err != nil {
		return nil, err
	}
	h.raw, err = l.fields(b.count)
	return h, err
}

// latin1s is latin1 for a list.
func latin1s(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = latin1(s)
	}
	return out
}
