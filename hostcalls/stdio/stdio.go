// Package stdio is the host side of process.stdin, stdout and stderr: the
// streams that the embedder gave, by their numbers 0, 1 and 2.
//
// Writing is synchronous and complete. Reading never is: it waits on a goroutine
// of its own, because nothing can interrupt a source that does not answer.
package stdio

import (
	"io"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Binding makes the binding "stdio".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("stdio").Owns()
	hostcalls.Op1(b, "type", kind)
	hostcalls.Op2(b, "write", func(c *call, fd int, data hostcalls.Bytes) (none, error) {
		return none{}, write(c, fd, data)
	})
	hostcalls.Op2(b, "writeString", func(c *call, fd int, text string) (none, error) {
		return none{}, write(c, fd, hostcalls.UTF8(text))
	})
	hostcalls.Async2(b, "read", read)
	hostcalls.Op2(b, "setRef", setRef)
	hostcalls.Op1(b, "windowSize", windowSize)
	hostcalls.Op2(b, "setRawMode", setRawMode)
	return b
}

// stream is the stream of that number, nil for other numbers.
func stream(c *call, fd int) *wasi.Stream { return c.Host().Stdio(fd) }

// kind says "UNKNOWN" of all that is not a standard stream: terminals are only
// among these.
func kind(c *call, fd int) (string, error) {
	if s := stream(c, fd); s != nil {
		return s.Kind(), nil
	}
	return "UNKNOWN", nil
}

func write(c *call, fd int, data []byte) error {
	s := stream(c, fd)
	if s == nil {
		return &hostcalls.SystemError{Errno: errno.EBADF, Syscall: "write"}
	}
	for len(data) > 0 {
		n, err := s.Write(data)
		if err == nil && n <= 0 {
			err = io.ErrShortWrite
		}
		if err != nil {
			return failed("write", s, err)
		}
		data = data[min(n, len(data)):]
	}
	return nil
}

// failed gives an error the words that Node has for it: those of libuv's streams
// unless it is a file.
func failed(syscall string, s *wasi.Stream, err error) error {
	n := errno.Of(err)
	e := &hostcalls.SystemError{Errno: n, Syscall: syscall}
	if s.Kind() != "FILE" {
		e.Message = syscall + " " + n.Name()
	}
	return e
}

func windowSize(c *call, fd int) ([]float64, error) {
	s := stream(c, fd)
	if s == nil {
		return nil, &hostcalls.SystemError{Errno: errno.EBADF, Syscall: "getWindowSize", Message: "getWindowSize EBADF"}
	}
	columns, rows, err := s.WindowSize()
	if err != nil {
		n := errno.Of(err)
		return nil, &hostcalls.SystemError{Errno: n, Syscall: "getWindowSize", Message: "getWindowSize " + n.Name()}
	}
	return []float64{float64(columns), float64(rows)}, nil
}
