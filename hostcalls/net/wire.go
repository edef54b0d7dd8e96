package net

import (
	"sync"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// carrier is what TLS goes over: a socket, or a pipe.
type carrier interface {
	ReadReady(buffer func() []byte, giveBack func([]byte)) ([]byte, error)
	Write(p []byte) (int, error)
	TryWrite(p []byte) (int, error)
	CloseWrite() error
}

// wire lies between crypto/tls and what carries it. In a handshake writes go
// through and wait. Later they are only gathered, so that who writes never waits
// with a lock of crypto/tls in his hands: what has been gathered is sent by flush,
// which may wait, and by tryFlush, which does not.
type wire struct {
	*wasi.Conn // crypto/tls wants a net.Conn; nil over a pipe, and never called
	under      carrier

	in    []byte // was read, and is to be read by crypto/tls
	whole []byte // what in is a part of, if it may be used again
	inErr error  // what comes after in
	ready bool   // only what is there is read: errLater comes instead of waiting

	flushing sync.Mutex // held by who writes to what is under

	mu     sync.Mutex
	gather bool
	out    []byte
}

func (w *wire) Read(p []byte) (int, error) {
	if len(w.in) == 0 && w.inErr == nil {
		if w.ready {
			return 0, errLater{}
		}
		w.fill()
	}
	if len(w.in) == 0 {
		return 0, w.inErr
	}
	n := copy(p, w.in)
	if w.in = w.in[n:]; len(w.in) == 0 {
		hostcalls.Recycle(w.whole)
		w.in, w.whole = nil, nil
	}
	return n, nil
}

// fill waits for more to be read, and holds no memory meanwhile.
func (w *wire) fill() {
	w.in, w.inErr = w.under.ReadReady(func() []byte { return hostcalls.Scratch(readSize) }, hostcalls.Recycle)
	w.whole = w.in
}

// errLater has crypto/tls give up a read that it may begin anew.
type errLater struct{}

func (errLater) Error() string   { return "net: nothing is there yet" }
func (errLater) Timeout() bool   { return true }
func (errLater) Temporary() bool { return true }

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	if w.gather {
		w.out = append(w.out, p...)
		w.mu.Unlock()
		return len(p), nil
	}
	w.mu.Unlock()
	return w.under.Write(p)
}

// Close is not crypto/tls's business either: whoever gives up a handshake closes
// what is under.
func (w *wire) Close() error { return nil }

// Deadlines are not crypto/tls's to set: it would leave them behind.

func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// gatherFrom is from where on writes are gathered.
func (w *wire) gatherFrom() {
	w.mu.Lock()
	w.gather = true
	w.mu.Unlock()
}

func (w *wire) pending() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.out)
}

// flush sends what was gathered.
func (w *wire) flush() error {
	w.flushing.Lock()
	defer w.flushing.Unlock()
	for {
		w.mu.Lock()
		p := w.out
		w.out = nil
		w.mu.Unlock()
		if len(p) == 0 {
			return nil
		}
		if _, err := w.under.Write(p); err != nil {
			return err
		}
	}
}

// tryFlush sends what can be sent at once.
func (w *wire) tryFlush() error {
	if !w.flushing.TryLock() {
		return nil // somebody is at it
	}
	defer w.flushing.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.under.TryWrite(w.out)
	if w.out = w.out[n:]; len(w.out) == 0 {
		w.out = nil
	}
	return err
}
