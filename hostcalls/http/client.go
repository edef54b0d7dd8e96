package http

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"
	"sync"

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

// fetching is one exchange of a client. handle belongs to the goroutine that
// owns the isolate.
type fetching struct {
	handle  *reactor.Handle
	clients *clients
	cancel  context.CancelFunc
	upload  *io.PipeWriter // nil when the body was given at once
	ended   chan struct{}  // closed when answer or err is set
	host    string
	body    bodyReader

	mu      sync.Mutex
	interim []*answer
	news    chan struct{} // holds one when there are new ones of these

	answer answer
	err    error
}

// open begins a request. A body is none (length 0), what is given in full, or
// what writeBody brings: length bytes, or -1 for chunks. See options for those,
// which are JSON.
func open(c *call, method, target string, headers []string, body hostcalls.Opt[[]byte], length int64, options hostcalls.Opt[string]) (int, error) {
	r, host, port, err := newRequest(method, target)
	if err != nil {
		return 0, err
	}
	// Asked here and not at the dial alone: a link that is already there needs none.
	if r.to, err = c.Host().Remote("tcp", host, port); err != nil {
		return 0, err
	}
	all := hostcalls.State(c.Env(), clientsKey{}, newClients)
	if r.settings, err = all.with(options.Value); err != nil {
		return 0, err
	}
	r.key += " " + options.Value
	switch {
	case body.Set:
		r.data, r.whole, r.length = bytes.Clone(body.Value), true, int64(len(body.Value))
	case length != 0:
		r.length = length
	}
	if err := r.setHead(headers); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &fetching{handle: c.Loop().NewHandle("TCPSocketWrap"), clients: all, cancel: cancel, ended: make(chan struct{}), news: make(chan struct{}, 1), host: host}
	if r.length != 0 && !r.whole {
		r.stream, f.upload = io.Pipe()
	}
	id := c.Resources().AddHandle(f, f.handle)
	all.running.Add(1)
	go func() {
		defer all.running.Done()
		defer close(f.ended)
		f.err = f.run(ctx, r)
		if f.err != nil {
			r.giveUp(f.err)
		}
	}()
	return id, nil
}

// newRequest takes a URL apart: what is behind the host is sent as it is.
func newRequest(method, target string) (r *request, host string, port uint16, err error) {
	bad := &hostcalls.CodedError{Name: "TypeError", Code: "ERR_INVALID_URL", Message: "Invalid URL"}
	scheme, rest, _ := strings.Cut(target, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	u, err := url.Parse(scheme + "://" + rest[:end])
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || !isToken(method) {
		return nil, "", 0, bad
	}
	path := string(bytesOf(rest[end:]))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	for i := 0; i < len(path); i++ {
		if path[i] <= ' ' || path[i] == 0x7f {
			return nil, "", 0, bad
		}
	}
	text := u.Port()
	if text == "" {
		text = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, "", 0, bad
	}
	return &request{method: method, path: path, authority: u.Host, secure: u.Scheme == "https", key: u.Scheme + "://" + u.Hostname() + ":" + text}, u.Hostname(), uint16(n), nil
}

// run finds a link and makes the exchange on it. One that was used before may be
// closed by its server at any moment: what was not heard of is tried again.
func (f *fetching) run(ctx context.Context, r *request) error {
	for {
		l := f.clients.take(r.key)
		if l == nil {
			var err error
			if l, err = f.clients.dial(ctx, r.to, f.host, r.tls(), r.key); err != nil {
				return err
			}
		}
		x := &trip{f: f, r: r, l: l, sent: make(chan error, 1)}
		x.release = context.AfterFunc(ctx, l.kill)
		err := x.run()
		if err == nil {
			return nil
		}
		x.release()
		l.kill()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !l.reused || x.heard || !r.repeatable() {
			return err
		}
	}
}

func (f *fetching) gotInterim(a *answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.interim) < maxInterim {
		f.interim = append(f.interim, a)
	}
	select {
	case f.news <- struct{}{}:
	default:
	}
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
		done.Resolve(&answer{Failure: failureOf(f.err, f.host)})
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
// link to the next.
func (f *fetching) Close() error {
	f.handle.Close(nil) // what is pending ends by itself, now that the exchange does
	f.cancel()
	if f.upload != nil {
		f.upload.CloseWithError(context.Canceled)
	}
	return nil
}

func (f *fetching) source() *bodyReader    { return &f.body }
func (f *fetching) owner() *reactor.Handle { return f.handle }
func (f *fetching) trailer() []string {
	if b, ok := f.body.r.(*answerBody); ok {
		if c, ok := b.r.(*chunks); ok {
			return c.trailers
		}
	}
	return nil
}
