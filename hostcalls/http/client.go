package http

import (
	"context"
	"errors"
	"io"
	nethttp "net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// answer is what JavaScript hears of a response, or of why there is none.
type answer struct {
	Status  int       `json:"status,omitempty"`
	Message string    `json:"statusText"`
	Version string    `json:"httpVersion,omitempty"`
	Headers []string  `json:"rawHeaders"`
	Body    bool      `json:"body"`
	Remote  *endpoint `json:"remote,omitempty"`
	Local   *endpoint `json:"local,omitempty"`
	Reused  bool      `json:"reused,omitempty"`
	Failure *failure  `json:"failure,omitempty"`
	Interim bool      `json:"interim,omitempty"` // a 1xx answer; there will be another
}

// maxInterim is how many interim answers are kept for JavaScript to ask for.
const maxInterim = 16

// failure is an error in the words of libuv, for JavaScript to make of it what
// the caller expects.
type failure struct {
	Code    string `json:"code"`
	Errno   int    `json:"errno,omitempty"`
	Syscall string `json:"syscall,omitempty"`
	Address string `json:"address,omitempty"`
	Port    int    `json:"port,omitempty"`
	Host    string `json:"hostname,omitempty"`
	Message string `json:"message"`
}

// fetching is one exchange of a client. handle belongs to the goroutine that
// owns the isolate.
type fetching struct {
	handle *reactor.Handle
	cancel context.CancelFunc
	upload *io.PipeWriter // nil when the body was given at once
	ended  chan struct{}  // closed when res or err is set
	body   bodyReader

	mu      sync.Mutex
	interim []*answer
	news    chan struct{} // holds one when there are new ones of these

	answer answer
	tap    *tap
	res    *nethttp.Response
	err    error
	host   string
	tried  atomic.Pointer[string] // an address that could not be connected to
	failed string
}

// open begins a request. A body is none (length 0), what is given in full, or
// what writeBody brings: length bytes, or -1 for chunks. options is the TLS part
// of the options, as JSON; see tlsOptions.
func open(c *call, method, target string, headers []string, body hostcalls.Opt[[]byte], length int64, options hostcalls.Opt[string]) (int, error) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || !isToken(method) {
		return 0, &hostcalls.CodedError{Name: "TypeError", Code: "ERR_INVALID_URL", Message: "Invalid URL"}
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return 0, &hostcalls.CodedError{Name: "TypeError", Code: "ERR_INVALID_URL", Message: "Invalid URL"}
	}
	// Asked here too, not at the dial alone: a connection that is already there
	// needs no dial.
	if _, err := c.Host().Remote("tcp", u.Hostname(), uint16(n)); err != nil {
		return 0, err
	}
	clients := hostcalls.State(c.Env(), clientsKey{}, func() *clients { return newClients(c.Host()) })
	transport, err := clients.transport(options.Value)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &fetching{handle: c.Loop().NewHandle("TCPSocketWrap"), cancel: cancel, ended: make(chan struct{}), news: make(chan struct{}, 1), host: u.Hostname()}
	req := &nethttp.Request{
		Method: method, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: u.Host,
		Header: nethttp.Header{"User-Agent": nil}, // none but the caller's
	}
	switch {
	case body.Set:
		data := body.Value
		req.ContentLength = int64(len(data))
		req.Body = readerOf(data)
		req.GetBody = func() (io.ReadCloser, error) { return readerOf(data), nil }
		if len(data) == 0 {
			req.Body = nethttp.NoBody
		}
	case length != 0:
		r, w := io.Pipe()
		req.Body, req.ContentLength, f.upload = r, length, w
	}
	if err := setHeaders(req, headers); err != nil {
		cancel()
		return 0, err
	}
	req = req.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: f.gotConn, ConnectDone: f.connectDone, Got1xxResponse: f.gotInterim}))
	id := c.Resources().AddHandle(f, f.handle)
	clients.running.Add(1)
	go func() {
		defer clients.running.Done()
		f.run(transport, req)
	}()
	return id, nil
}

type dataReader struct{ strings.Reader }

func (*dataReader) Close() error { return nil }

func readerOf(b []byte) io.ReadCloser {
	r := &dataReader{}
	r.Reset(string(b))
	return r
}

// setHeaders gives the request the caller's headers, in the caller's case.
func setHeaders(req *nethttp.Request, list []string) error {
	for i := 0; i+1 < len(list); i += 2 {
		name, value := list[i], string(bytesOf(list[i+1]))
		if !isToken(name) || !isFieldValue(value) {
			return &hostcalls.CodedError{Name: "TypeError", Code: "ERR_INVALID_CHAR", Message: "Invalid character in header content [\"" + name + "\"]"}
		}
		switch strings.ToLower(name) {
		case "host":
			req.Host = value
		case "content-length", "transfer-encoding": // the framing is decided by the body
		case "connection":
			if strings.EqualFold(value, "close") {
				req.Close = true // the transport writes it
			} else {
				req.Header[name] = append(req.Header[name], value)
			}
		case "user-agent":
			req.Header["User-Agent"] = []string{value} // Go would add its own to any other spelling
		default:
			req.Header[name] = append(req.Header[name], value)
		}
	}
	return nil
}

func (f *fetching) gotConn(info httptrace.GotConnInfo) {
	f.answer.Remote, f.answer.Local = addressOf(info.Conn.RemoteAddr()), addressOf(info.Conn.LocalAddr())
	f.answer.Reused = info.Reused
	if t, ok := info.Conn.(interface{ itself() *tap }); ok {
		f.tap = t.itself()
		f.tap.start()
	}
}

// connectDone may come late, from a connection that somebody else waits for.
func (f *fetching) connectDone(_, address string, err error) {
	if err != nil {
		f.tried.CompareAndSwap(nil, &address)
	} else {
		f.tried.Store(new(string))
	}
}

func (f *fetching) run(t *nethttp.Transport, req *nethttp.Request) {
	res, err := t.RoundTrip(req)
	if err != nil {
		f.err = err
		if p := f.tried.Load(); p != nil {
			f.failed = *p
		}
		close(f.ended)
		return
	}
	f.res = res
	a := &f.answer
	a.Status, a.Version = res.StatusCode, strings.TrimPrefix(res.Proto, "HTTP/")
	_, a.Message, _ = strings.Cut(res.Status, " ")
	a.Message = latin1(a.Message)
	a.Body = res.Body != nethttp.NoBody
	var kept []byte
	if f.tap != nil {
		kept = f.tap.stop()
	}
	a.Headers = rawHeaders(kept, res)
	f.body.r = res.Body
	close(f.ended)
}

func (f *fetching) gotInterim(status int, header textproto.MIMEHeader) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.interim) < maxInterim {
		a := &answer{Interim: true, Status: status, Message: nethttp.StatusText(status), Version: "1.1"}
		a.Headers = sortedHeaders(&nethttp.Response{Header: nethttp.Header(header)})
		f.interim = append(f.interim, a)
	}
	select {
	case f.news <- struct{}{}:
	default:
	}
	return nil
}

func (f *fetching) nextInterim() *answer {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.interim) == 0 {
		return nil
	}
	a := f.interim[0]
	f.interim = f.interim[1:]
	return a
}

// wait returns an interim answer, or nil when the exchange has its response.
func (f *fetching) wait() *answer {
	for {
		if a := f.nextInterim(); a != nil {
			return a
		}
		select {
		case <-f.news:
		case <-f.ended:
			return f.nextInterim()
		}
	}
}

// response waits for the head of the response, or of an interim one.
func response(c *call, done *hostcalls.Completion[*answer], id int) error {
	f, err := hostcalls.Get[*fetching](c.Resources(), id)
	if err != nil {
		return err
	}
	done.Own(f.handle)
	go func() {
		if a := f.wait(); a != nil {
			done.Resolve(a)
			return
		}
		if f.err == nil {
			done.Resolve(&f.answer)
			return
		}
		var denied *wasi.Denied
		var quota *wasi.QuotaError
		if errors.As(f.err, &denied) || errors.As(f.err, &quota) {
			done.Reject(f.err)
			return
		}
		done.Resolve(&answer{Failure: failureOf(f.err, f.host, f.failed)})
	}()
	return nil
}

// writeBody sends a part of the body. It ends when the connection took it.
func writeBody(c *call, done *hostcalls.Completion[none], id int, data []byte) error {
	f, err := hostcalls.Get[*fetching](c.Resources(), id)
	if err != nil {
		return err
	}
	if f.upload == nil {
		return errno.EPIPE
	}
	done.Own(f.handle)
	go func() {
		if _, err := f.upload.Write(data); err != nil {
			done.Reject(&hostcalls.SystemError{Errno: errno.EPIPE, Syscall: "write", Message: "write EPIPE"})
			return
		}
		done.Resolve(none{})
	}()
	return nil
}

// endBody says that the body is complete, or that it will never be.
func endBody(c *call, id int, complete bool) (none, error) {
	f, err := hostcalls.Get[*fetching](c.Resources(), id)
	if err != nil || f.upload == nil {
		return none{}, err
	}
	if complete {
		return none{}, f.upload.Close()
	}
	return none{}, f.upload.CloseWithError(context.Canceled)
}

// Close gives the exchange up; a response that was read to its end leaves its
// connection to the next.
func (f *fetching) Close() error {
	f.handle.Close(nil) // what is pending ends by itself, now that the exchange does
	f.cancel()
	if f.upload != nil {
		f.upload.CloseWithError(context.Canceled)
	}
	go func() { // RoundTrip ends soon, now that its context has
		<-f.ended
		if f.res != nil {
			f.res.Body.Close()
		}
	}()
	return nil
}

func (f *fetching) source() *bodyReader    { return &f.body }
func (f *fetching) owner() *reactor.Handle { return f.handle }
func (f *fetching) trailer() []string {
	if f.res == nil {
		return nil
	}
	return flat(f.res.Trailer)
}

type clientsKey struct{}

// clients are an isolate's transports, one for each set of TLS options, so that
// a connection is never shared by those who trust different servers.
type clients struct {
	host    *wasi.Host
	mu      sync.Mutex
	byTLS   map[string]*nethttp.Transport
	running sync.WaitGroup
}

func newClients(h *wasi.Host) *clients {
	return &clients{host: h, byTLS: map[string]*nethttp.Transport{}}
}

// Close drops the connections that nobody uses; those in use went with their
// exchanges.
func (s *clients) Close() error {
	s.running.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.byTLS {
		t.CloseIdleConnections()
	}
	return nil
}
