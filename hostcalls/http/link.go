package http

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

const (
	handshakeTimeout = 10 * time.Second
	idleTimeout      = 4 * time.Second // as undici
	maxIdle          = 256             // links to one server that wait for use
	maxSettings      = 64              // sets of options that an isolate keeps
)

// link is one connection of a client. It serves one exchange at a time.
type link struct {
	key    string
	sock   *wasi.Conn
	wire   wire // sock, or TLS over it
	br     *bufio.Reader
	bw     *bufio.Writer
	reused bool
	asleep chan error // what ended the watch over an idle link
}

type wire interface {
	io.ReadWriter
	SetReadDeadline(time.Time) error
}

func (l *link) kill() { l.sock.Close() }

// wait has the next read fail when d has passed; 0 is never.
func (l *link) wait(d time.Duration) {
	var end time.Time
	if d > 0 {
		end = time.Now().Add(d)
	}
	l.wire.SetReadDeadline(end)
}

type clientsKey struct{}

// clients are an isolate's links, kept apart by the options of their requests,
// so that none is shared by those who trust different servers.
type clients struct {
	running sync.WaitGroup

	mu       sync.Mutex
	settings map[string]*settings
	idle     map[string][]*link
	closed   bool
}

func newClients() *clients {
	return &clients{settings: map[string]*settings{}, idle: map[string][]*link{}}
}

// with makes options ready, or finds them so.
func (s *clients) with(options string) (*settings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.settings[options]; known != nil {
		return known, nil
	}
	made, err := newSettings(options)
	if err != nil {
		return nil, err
	}
	if len(s.settings) >= maxSettings {
		clear(s.settings)
	}
	s.settings[options] = made
	return made, nil
}

// dial connects. The token has every address checked.
func (s *clients) dial(ctx context.Context, to wasi.Remote, host string, secure *tls.Config, key string) (*link, error) {
	sock, err := to.Dial(ctx)
	if err != nil {
		return nil, err
	}
	l := &link{key: key, sock: sock, wire: sock}
	if secure != nil {
		own := secure.Clone()
		if own.ServerName == "" {
			own.ServerName = host
		}
		ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
		defer cancel()
		t := tls.Client(sock, own)
		if err := t.HandshakeContext(ctx); err != nil {
			l.kill()
			return nil, err
		}
		l.wire = t
	}
	l.br, l.bw = bufio.NewReaderSize(l.wire, 4096), bufio.NewWriterSize(l.wire, 4096)
	return l, nil
}

// put keeps a link for the next request to the same server. Whatever comes on it
// meanwhile is no answer to anything: the link is dropped then, as when the server
// closes it, or when nobody wants it for a while.
func (s *clients) put(l *link) {
	l.asleep = make(chan error, 1)
	s.mu.Lock()
	if s.closed || len(s.idle[l.key]) >= maxIdle || l.br.Buffered() > 0 {
		s.mu.Unlock()
		l.kill()
		return
	}
	l.wait(idleTimeout)
	s.idle[l.key] = append(s.idle[l.key], l)
	s.running.Add(1)
	s.mu.Unlock()
	go func() {
		defer s.running.Done()
		_, err := l.br.Peek(1)
		s.mu.Lock()
		i := slices.Index(s.idle[l.key], l)
		if i >= 0 {
			s.remove(l.key, i)
		}
		s.mu.Unlock()
		if i >= 0 {
			l.kill()
		}
		l.asleep <- err
	}()
}

// remove is called with the lock held.
func (s *clients) remove(key string, i int) {
	if s.idle[key] = slices.Delete(s.idle[key], i, i+1); len(s.idle[key]) == 0 {
		delete(s.idle, key)
	}
}

// take finds the link that was used last, nil if there is none.
func (s *clients) take(key string) *link {
	for {
		s.mu.Lock()
		n := len(s.idle[key])
		if n == 0 {
			s.mu.Unlock()
			return nil
		}
		l := s.idle[key][n-1]
		s.remove(key, n-1)
		s.mu.Unlock()
		l.wire.SetReadDeadline(time.Unix(1, 0)) // wakes the watch up
		if err := <-l.asleep; isTimeout(err) {
			l.wait(0)
			l.reused = true
			return l
		}
		l.kill()
	}
}

// Close ends the links that nobody uses; those in use went with their exchanges.
func (s *clients) Close() error {
	s.mu.Lock()
	s.closed = true
	for _, list := range s.idle {
		for _, l := range list {
			l.kill()
		}
	}
	s.mu.Unlock()
	s.running.Wait()
	return nil
}
