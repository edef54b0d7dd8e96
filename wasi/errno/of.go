package errno

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"syscall"
)

// Of classifies an error of the Go standard library by errors.Is and errors.As,
// never by its text. nil is Success. What is not recognised is UNKNOWN: a wrong
// code would be worse than an honest one.
//
// The error with which an os.Root refuses a path that escapes is among the
// unrecognised, since package os does not export it: who uses an os.Root must
// decide what UNKNOWN from it means (see wasi/vfs).
func Of(err error) Errno {
	if err == nil {
		return Success
	}
	var own Errno
	if errors.As(err, &own) {
		return own
	}
	var carrier interface{ Errno() Errno }
	if errors.As(err, &carrier) {
		return carrier.Errno()
	}
	// A name that did not resolve wraps no syscall error worth more than this.
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return ofDNS(dns)
	}
	var sys syscall.Errno
	if errors.As(err, &sys) {
		if e, ok := ofSyscall(sys); ok {
			return e
		}
	}
	for i := range sentinels {
		if errors.Is(err, sentinels[i].err) {
			return sentinels[i].errno
		}
	}
	return ofType(err)
}

// sentinels is searched in order: the more particular comes first.
var sentinels = [...]struct {
	err   error
	errno Errno
}{
	{io.EOF, EOF},
	{io.ErrUnexpectedEOF, EOF},
	{io.ErrClosedPipe, EPIPE},
	{io.ErrShortWrite, EIO},
	{context.Canceled, ECANCELED},
	{context.DeadlineExceeded, ETIMEDOUT},
	{os.ErrDeadlineExceeded, ETIMEDOUT},
	{net.ErrClosed, ECANCELED},
	{net.ErrWriteToConnected, EISCONN},
	{exec.ErrNotFound, ENOENT},
	{fs.ErrNotExist, ENOENT},
	{fs.ErrExist, EEXIST},
	{fs.ErrPermission, EACCES},
	{fs.ErrClosed, EBADF},
	{fs.ErrInvalid, EINVAL},
	{errors.ErrUnsupported, ENOTSUP},
}

func ofDNS(err *net.DNSError) Errno {
	switch {
	case errors.Is(err, context.Canceled):
		return ECANCELED
	case err.IsNotFound:
		return EAI_NONAME
	case err.IsTimeout, err.IsTemporary:
		return EAI_AGAIN
	}
	return EAI_FAIL
}

func ofType(err error) Errno {
	var unknownNetwork net.UnknownNetworkError
	var badAddr *net.AddrError
	var badParse *net.ParseError
	var badInvalid net.InvalidAddrError
	var timeout net.Error
	switch {
	case errors.As(err, &unknownNetwork):
		return EAFNOSUPPORT
	case errors.As(err, &badAddr), errors.As(err, &badParse), errors.As(err, &badInvalid):
		return EINVAL
	case errors.As(err, &timeout) && timeout.Timeout():
		return ETIMEDOUT
	}
	return UNKNOWN
}

// sentinel says which of io/fs's sentinels an Errno stands for.
func sentinel(e Errno, target error) bool {
	switch target {
	case fs.ErrNotExist:
		return e == ENOENT
	case fs.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	case fs.ErrPermission:
		return e == EACCES || e == EPERM || e == ENOTCAPABLE
	case fs.ErrClosed:
		return e == EBADF
	case fs.ErrInvalid:
		return e == EINVAL
	case errors.ErrUnsupported:
		return e == ENOSYS || e == ENOTSUP
	case context.Canceled:
		return e == ECANCELED
	}
	return false
}
