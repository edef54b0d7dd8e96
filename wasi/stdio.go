package wasi

import (
	"context"
	"io"
	"os"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/flight"
)

// Stream is one of the three standard streams, which the embedder gave: nothing
// of the process's own is reached unless it was handed in. Its methods may be
// called from any goroutine.
type Stream struct {
	fd   int // the guest's number: 0, 1, 2
	r    io.Reader
	w    io.Writer
	file *os.File        // r or w, if it is a real file
	turn sync.Mutex      // held by who reads from r or writes to w
	life <-chan struct{} // closed when waiting is given up; nil is never
	slow func() bool     // w is a file of the system that may wait for a reader

	mu      sync.Mutex // what follows
	ahead   []byte     // read by WaitReadable
	failed  error      // what that read ended with
	done    bool       // the end was seen
	filling flight.Flight
	given   chan []byte // to a question that waits for a line
}

func newStream(fd int, r io.Reader, w io.Writer) *Stream {
	s := &Stream{fd: fd, r: r, w: w}
	if f, ok := r.(*os.File); ok {
		s.file = f
	}
	if f, ok := w.(*os.File); ok {
		s.file = f
		s.slow = sync.OnceValue(func() bool { return s.Kind() != "FILE" })
	}
	return s
}

// NewWriter is a stream that is not one of a host's, for the output of programs
// that have none of their own.
func NewWriter(w io.Writer) *Stream { return newStream(1, nil, w) }

// Stdio is the stream with the guest's number fd (0, 1 or 2), nil for others.
func (h *Host) Stdio(fd int) *Stream {
	if fd < 0 || fd > 2 {
		return nil
	}
	return h.stdio[fd]
}

// Read reads what is there, waiting for at least one byte; 0 bytes and no error
// is the end. Readers take turns. Nothing can wake a reader whose source never
// answers: where that matters, wait with WaitReadable first.
func (s *Stream) Read(p []byte) (int, error) {
	if s.fd != 0 {
		return 0, fail("read", errno.EBADF)
	}
	if s.r == nil || len(p) == 0 {
		return 0, nil
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if n, ok, err := s.taken(p); ok {
		return n, fail("read", err)
	}
	n, err := s.readOnce(p)
	return n, fail("read", err)
}

// taken serves a read from what WaitReadable has read.
func (s *Stream) taken(p []byte) (n int, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.ahead) > 0 {
		n = copy(p, s.ahead)
		s.ahead = s.ahead[n:]
		return n, true, nil
	}
	if err = s.failed; err != nil {
		s.failed = nil
		return 0, true, err
	}
	return 0, s.done, nil
}

// readOnce reads from the source; s.turn is held.
func (s *Stream) readOnce(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		if (n > 0 || err == io.EOF) && s.divert(p[:n]) {
			continue
		}
		if n > 0 {
			// An error that came with bytes comes again with the next read.
			return n, nil
		}
		if err == io.EOF {
			s.mu.Lock()
			// A terminal can go on after its end.
			s.done = s.file == nil || !s.IsTerminal()
			s.mu.Unlock()
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// WaitReadable returns when a Read would not wait, or with ctx's error. What it
// reads to find out is kept for Read.
func (s *Stream) WaitReadable(ctx context.Context) error {
	if s.fd != 0 || s.r == nil {
		return nil
	}
	return s.filling.Wait(ctx, &s.mu, func() bool { return len(s.ahead) > 0 || s.done || s.failed != nil }, s.fill)
}

func (s *Stream) fill() {
	s.turn.Lock()
	buf := make([]byte, 4096)
	n, err := s.readOnce(buf)
	s.mu.Lock()
	s.ahead, s.failed = buf[:n], err
	s.filling.Land()
	s.mu.Unlock()
	s.turn.Unlock()
}

// Write writes all of p. Writes of different goroutines do not mix. What waits for
// a reader ends with ECANCELED when the host gives up; see output.
func (s *Stream) Write(p []byte) (int, error) {
	if s.fd == 0 {
		return 0, fail("write", errno.EBADF)
	}
	if s.w == nil {
		return len(p), nil
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	n, err := s.output(p)
	return n, fail("write", err)
}

// Kind is what Node's guessHandleType says of the stream: "TTY", "FILE", "PIPE",
// "TCP" or, without a real file behind it, "PIPE".
func (s *Stream) Kind() string {
	if s.file == nil {
		return "PIPE"
	}
	if s.IsTerminal() {
		return "TTY"
	}
	info, err := s.file.Stat()
	if err != nil {
		return "UNKNOWN"
	}
	switch m := info.Mode(); {
	case m.IsRegular(), m&os.ModeCharDevice != 0:
		return "FILE"
	case m&os.ModeSocket != 0:
		return "TCP"
	}
	return "PIPE"
}
