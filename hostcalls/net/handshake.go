package net

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/secure"
	"github.com/wjs-run/wjs/wasi/errno"
)

// terms are what a handshake goes by, besides its context.
type terms struct {
	ServerName  string   `json:"servername"`
	ALPN        []string `json:"alpn"` // each character a byte
	RequestCert bool     `json:"requestCert"`
	Require     bool     `json:"require"` // the certificate that is requested
	Ask         bool     `json:"ask"`     // JavaScript decides when it knows what the client wants
	KeyLog      bool     `json:"keylog"`
}

const maxTerms = 256 << 10

// outcome is what is told of a handshake: what the client wants, if JavaScript was
// to be asked, or else the end.
type outcome struct {
	Hello *hello `json:"hello,omitempty"`

	Version    string          `json:"version"`
	Cipher     string          `json:"cipher"`
	Standard   string          `json:"standardName"`
	ALPN       string          `json:"alpn"`
	ServerName string          `json:"servername"`
	Group      string          `json:"group"`
	Bits       int             `json:"bits"`
	Problem    *secure.Problem `json:"problem"` // why the peer is not to be trusted
	Peers      int             `json:"peers"`
	KeyLog     []string        `json:"keylog,omitempty"`
}

type hello struct {
	ServerName string   `json:"servername"`
	ALPN       []string `json:"alpn"`
}

type reply struct {
	context *secure.Context
	terms   terms
}

// handshake is one that is under way.
type handshake struct {
	k       *conn
	server  bool
	context *secure.Context
	terms   terms
	wire    *wire
	own     *tls.Certificate
	log     keyLog
	replies chan reply

	mu     sync.Mutex
	done   *hostcalls.Completion[*outcome] // whom to tell
	asking bool
}

type contextsKey struct{}

// maxContexts is how many contexts an isolate keeps ready, maxKept how long the
// settings of each may be.
const (
	maxContexts = 16
	maxKept     = 256 << 10
)

func contexts() map[string]*secure.Context { return map[string]*secure.Context{} }

// contextOf makes a context ready, or finds it so.
func contextOf(c *call, text string) (*secure.Context, error) {
	known := hostcalls.State(c.Env(), contextsKey{}, contexts)
	if ready := known[text]; ready != nil {
		return ready, nil
	}
	c.Pace().Did(len(text))
	made, err := secure.New(text)
	if err != nil {
		return nil, err
	}
	if len(text) > maxKept {
		return made, nil
	}
	if len(known) >= maxContexts {
		clear(known)
	}
	known[text] = made
	return made, nil
}

// checkContext finds out what is wrong with settings.
func checkContext(c *call, text string) (none, error) {
	_, err := contextOf(c, text)
	return none{}, err
}

func describeCertificate(_ *call, der hostcalls.Bytes) (*secure.Certificate, error) {
	return secure.Describe(der)
}

func termsOf(text string) (t terms, err error) {
	if len(text) > maxTerms || json.Unmarshal([]byte(text), &t) != nil {
		return t, &hostcalls.TypeError{Message: "net.startTLS: bad options", Code: "ERR_INVALID_ARG_VALUE"}
	}
	for i, name := range t.ALPN {
		t.ALPN[i] = toBytes(name)
	}
	return t, nil
}

// toBytes makes bytes of characters up to U+00FF, toCharacters the other way.
func toBytes(text string) string {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		b = append(b, byte(r))
	}
	return string(b)
}

func toCharacters(b string) string {
	r := make([]rune, len(b))
	for i := range len(b) {
		r[i] = rune(b[i])
	}
	return string(r)
}

// unread gives back what was read from a connection before TLS begins on it.
func unread(c *call, id int, data []byte) (none, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.prefix = append(k.prefix, data...)
	return none{}, nil
}

// agreed is the connection, and what JavaScript wants of a handshake on it.
func agreed(c *call, id int, settings, options string) (*conn, *secure.Context, terms, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err != nil {
		return nil, nil, terms{}, err
	}
	context, err := contextOf(c, settings)
	if err != nil {
		return nil, nil, terms{}, err
	}
	t, err := termsOf(options)
	return k, context, t, err
}

// startTLS has TLS begin on a connection that is otherwise idle. From the end of
// the handshake on, what is read and written goes through it; what this end has
// said last may wait for proceedTLS.
func startTLS(c *call, done *hostcalls.Completion[*outcome], id int, server bool, settings, options string) error {
	k, context, terms, err := agreed(c, id, settings, options)
	if err != nil {
		return err
	}
	h := &handshake{k: k, server: server, context: context, terms: terms, done: done, replies: make(chan reply, 1)}
	ctx, err := k.shake(h)
	if err != nil {
		return failed("connect", err)
	}
	done.Own(k.handle)
	k.pipe.enter()
	go h.run(ctx)
	return nil
}

// shake takes the connection for a handshake.
func (k *conn) shake(h *handshake) (context.Context, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var under carrier
	switch {
	case k.closed:
		return nil, errno.EBADF
	case k.reading || k.writing || k.shaking != nil:
		return nil, errno.EALREADY
	case k.pipe != nil && k.link == nil:
		under = k.pipe
	case k.sock != nil && k.link == k.sock:
		under = k.sock
	default:
		return nil, errno.ENOTCONN
	}
	h.wire = &wire{Conn: k.sock, under: under, in: k.prefix}
	k.prefix, k.link, k.shaking = nil, nil, h
	ctx, cancel := context.WithCancel(context.Background())
	if k.cancel != nil {
		k.cancel()
	}
	k.cancel = cancel
	return ctx, nil
}

func (h *handshake) run(ctx context.Context) {
	defer h.k.pipe.leave()
	s := &secured{wire: h.wire}
	config := h.config(h.context, h.terms)
	if h.server {
		if h.terms.Ask {
			config.GetConfigForClient = h.ask
		}
		s.tls = tls.Server(h.wire, config)
	} else {
		s.tls = tls.Client(h.wire, config)
	}
	err := s.tls.HandshakeContext(ctx)
	h.wire.ready = true
	h.wire.gatherFrom()
	h.mu.Lock()
	done := h.done
	h.mu.Unlock()
	h.k.mu.Lock()
	h.k.shaking = nil
	closed := h.k.closed
	if err == nil && !closed {
		h.k.link = s
	}
	h.k.mu.Unlock()
	switch {
	case closed:
		done.Reject(errno.ECANCELED)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		done.Resolve(nil)
	case err != nil:
		done.Reject(failed("read", err))
	default:
		done.Resolve(h.finished(s))
	}
}

// config is for one handshake. That the peer is verified is finished's business:
// programs may do so in their own way, and may want to speak with whom they do not
// know.
func (h *handshake) config(context *secure.Context, t terms) *tls.Config {
	config := context.Config.Clone()
	config.InsecureSkipVerify = true
	config.ServerName = t.ServerName
	config.NextProtos = t.ALPN
	if t.KeyLog {
		config.KeyLogWriter = &h.log
	}
	pairs := config.Certificates
	config.Certificates = nil
	if h.server {
		config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			any := *hello
			any.ServerName = "" // whom the client looks for is no matter, as in OpenSSL
			if own := h.choose(pairs, any.SupportsCertificate); own != nil {
				return own, nil
			}
			if len(pairs) > 0 { // what is in its way is found out in time
				return &pairs[0], nil
			}
			return nil, errNoCertificate
		}
		config.ClientCAs = context.Names()
		switch {
		case t.RequestCert && t.Require:
			config.ClientAuth = tls.RequireAnyClientCert
		case t.RequestCert:
			config.ClientAuth = tls.RequestClientCert
		}
		return config
	}
	config.GetClientCertificate = func(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		any := *info
		any.AcceptableCAs = nil // the server knows best
		if own := h.choose(pairs, any.SupportsCertificate); own != nil {
			return own, nil
		}
		return &tls.Certificate{}, nil // none
	}
	config.VerifyConnection = func(state tls.ConnectionState) error {
		if state.Version == tls.VersionTLS13 {
			h.wire.gatherFrom() // the server hears no end of the handshake from who does not trust it
		}
		return nil
	}
	return config
}

var (
	errNoCertificate = errors.New("tls: no certificates configured")
	errUnanswered    = errors.New("tls: closed in a handshake")
)

// choose takes the first certificate that fits.
func (h *handshake) choose(pairs []tls.Certificate, fits func(*tls.Certificate) error) *tls.Certificate {
	for i := range pairs {
		if fits(&pairs[i]) == nil {
			h.own = &pairs[i]
			return h.own
		}
	}
	return nil
}

// ask tells JavaScript what the client wants, and waits for what it says.
func (h *handshake) ask(client *tls.ClientHelloInfo) (*tls.Config, error) {
	wants := &hello{ServerName: client.ServerName, ALPN: []string{}}
	for _, name := range client.SupportedProtos {
		wants.ALPN = append(wants.ALPN, toCharacters(name))
	}
	h.mu.Lock()
	done := h.done
	h.asking = true
	h.mu.Unlock()
	done.Resolve(&outcome{Hello: wants})
	h.k.pipe.leave()
	defer h.k.pipe.enter()
	select {
	case r := <-h.replies:
		h.context = r.context
		return h.config(r.context, r.terms), nil
	case <-client.Context().Done():
		return nil, errUnanswered
	}
}

// answerTLS says how a handshake goes on that has asked.
func answerTLS(c *call, done *hostcalls.Completion[*outcome], id int, settings, options string) error {
	k, context, terms, err := agreed(c, id, settings, options)
	if err != nil {
		return err
	}
	k.mu.Lock()
	h := k.shaking
	k.mu.Unlock()
	if h == nil {
		return failed("connect", errno.ECANCELED)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.asking {
		return failed("connect", errno.EALREADY)
	}
	h.asking = false
	h.done = done
	done.Own(k.handle)
	h.replies <- reply{context, terms}
	return nil
}

// finished says how the handshake has ended.
func (h *handshake) finished(s *secured) *outcome {
	state := s.tls.ConnectionState()
	o := &outcome{Version: secure.VersionName(state.Version), ALPN: toCharacters(state.NegotiatedProtocol), ServerName: state.ServerName, KeyLog: h.log.all()}
	o.Cipher, o.Standard = secure.CipherNames(state.CipherSuite)
	o.Group, o.Bits = secure.CurveName(state.CurveID)
	usage := x509.ExtKeyUsageServerAuth
	if h.server {
		usage = x509.ExtKeyUsageClientAuth
	}
	var chain []*x509.Certificate
	chain, o.Problem = h.context.Verify(state.PeerCertificates, usage)
	for _, cert := range chain {
		s.peers = append(s.peers, cert.Raw)
	}
	o.Peers = len(chain)
	if h.own != nil {
		s.own = h.own.Certificate
	}
	return o
}

// proceedTLS lets go what waits to be sent.
func proceedTLS(c *call, id int) (none, error) {
	s, err := secureOf(c, id)
	if err != nil {
		return none{}, err
	}
	if err := s.wire.tryFlush(); err != nil {
		return none{}, failed("write", err)
	}
	if s.wire.pending() > 0 {
		go s.wire.flush() // ends with the connection
	}
	return none{}, nil
}

// keyLog keeps the keys of a handshake for tools that look into connections.
type keyLog struct {
	mu    sync.Mutex
	lines []string
}

const maxKeyLog = 64

func (l *keyLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) < maxKeyLog {
		l.lines = append(l.lines, string(p))
	}
	return len(p), nil
}

func (l *keyLog) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines
}
