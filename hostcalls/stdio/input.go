package stdio

import (
	"errors"
	"sync"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// maxRead bounds the buffer of one read.
const maxRead = 1 << 20

type inputKey struct{}

// input is an isolate's side of its standard input. handle and restore belong to
// the goroutine that owns the isolate.
type input struct {
	handle  *reactor.Handle
	restore [3]func() error // by fd: leaves the raw mode of a terminal

	mu      sync.Mutex
	waiting []pending // reads, first come first served
	reading bool      // a goroutine serves them
}

type pending struct {
	stream *wasi.Stream
	max    int
	done   *hostcalls.Completion[[]byte]
}

func stateOf(c *call) *input {
	return hostcalls.State(c.Env(), inputKey{}, func() *input {
		return &input{handle: c.Loop().NewHandle(handleKind(c.Host().Stdio(0)))}
	})
}

// handleKind is the name that process.getActiveResourcesInfo shows.
func handleKind(s *wasi.Stream) string {
	switch s.Kind() {
	case "TTY":
		return "TTYWrap"
	case "FILE":
		return "FSReqCallback"
	case "TCP":
		return "TCPSocketWrap"
	}
	return "PipeWrap"
}

// read hands out what is there, at most max bytes, and null at the end. Reads
// that wait are served in their order. A read that is given up, because the
// isolate closes, is not waited for: its goroutine ends when its source answers.
func read(c *call, done *hostcalls.Completion[[]byte], fd, max int) error {
	s := stream(c, fd)
	if s == nil || fd != 0 {
		return &hostcalls.SystemError{Errno: errno.EBADF, Syscall: "read"}
	}
	if max < 1 {
		return &hostcalls.SystemError{Errno: errno.EINVAL, Syscall: "read"}
	}
	in := stateOf(c)
	done.Own(in.handle)
	done.OnDrop(in.abandon)
	in.mu.Lock()
	defer in.mu.Unlock()
	in.waiting = append(in.waiting, pending{s, min(max, maxRead), done})
	if !in.reading {
		in.reading = true
		go in.serve()
	}
	return nil
}

// serve does the reads that wait, one after the other.
func (in *input) serve() {
	for {
		in.mu.Lock()
		if len(in.waiting) == 0 {
			in.reading = false
			in.mu.Unlock()
			return
		}
		p := in.waiting[0]
		in.waiting = in.waiting[1:]
		in.mu.Unlock()

		buf := make([]byte, p.max)
		switch n, err := p.stream.Read(buf); {
		case err != nil:
			p.done.Reject(failed("read", p.stream, err))
		case n == 0:
			p.done.Resolve(nil)
		default:
			p.done.Resolve(buf[:n])
		}
	}
}

// abandon forgets the reads that have not begun.
func (in *input) abandon() {
	in.mu.Lock()
	in.waiting = nil
	in.mu.Unlock()
}

// Close puts terminals back into the mode in which they were found.
func (in *input) Close() error {
	in.abandon()
	var errs []error
	for fd, restore := range in.restore {
		if restore != nil {
			errs = append(errs, restore())
			in.restore[fd] = nil
		}
	}
	return errors.Join(errs...)
}

// setRef says whether a pending read keeps the loop alive. The other streams
// have none.
func setRef(c *call, fd int, ref bool) (none, error) {
	if fd != 0 {
		return none{}, nil
	}
	if h := stateOf(c).handle; ref {
		h.Ref()
	} else {
		h.Unref()
	}
	return none{}, nil
}

func setRawMode(c *call, fd int, raw bool) (none, error) {
	s := stream(c, fd)
	if s == nil {
		return none{}, &hostcalls.SystemError{Errno: errno.EBADF, Syscall: "setRawMode", Message: "setRawMode EBADF"}
	}
	in := stateOf(c)
	var err error
	switch restore := in.restore[fd]; {
	case raw && restore == nil:
		in.restore[fd], err = s.RawMode()
	case !raw && restore != nil:
		in.restore[fd] = nil
		err = restore()
	}
	if err != nil {
		n := errno.Of(err)
		err = &hostcalls.SystemError{Errno: n, Syscall: "setRawMode", Message: "setRawMode " + n.Name()}
	}
	return none{}, err
}
