package wasi

import (
	"io"
	"os"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Stream is one of the three standard streams, which the embedder gave: nothing
// of the process's own is reached unless it was handed in.
type Stream struct {
	fd   int // the guest's number: 0, 1, 2
	r    io.Reader
	w    io.Writer
	file *os.File // r or w, if it is a real file
	mu   sync.Mutex
	done bool
}

func newStream(fd int, r io.Reader, w io.Writer) *Stream {
	s := &Stream{fd: fd, r: r, w: w}
	if f, ok := r.(*os.File); ok {
		s.file = f
	}
	if f, ok := w.(*os.File); ok {
		s.file = f
	}
	return s
}

// Stdio is the stream with the guest's number fd (0, 1 or 2), nil for others.
func (h *Host) Stdio(fd int) *Stream {
	if fd < 0 || fd > 2 {
		return nil
	}
	return h.stdio[fd]
}

// Read reads what is there, waiting for at least one byte; 0 bytes and no error
// is the end. It may be called from any goroutine, one at a time gets to read.
func (s *Stream) Read(p []byte) (int, error) {
	if s.fd != 0 {
		return 0, fail("read", errno.EBADF)
	}
	if s.r == nil || len(p) == 0 {
		return 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return 0, nil
	}
	for {
		n, err := s.r.Read(p)
		if n > 0 {
			// An error that came with bytes comes again with the next read.
			return n, nil
		}
		if err == io.EOF {
			// A terminal can go on after its end.
			s.done = s.file == nil
			return 0, nil
		}
		if err != nil {
			return 0, fail("read", err)
		}
	}
}

// Write writes all of p. Writes of different goroutines do not mix.
func (s *Stream) Write(p []byte) (int, error) {
	if s.fd == 0 {
		return 0, fail("write", errno.EBADF)
	}
	if s.w == nil {
		return len(p), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.w.Write(p)
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
