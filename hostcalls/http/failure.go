package http

import (
	"context"
	"errors"
	"io"

	"github.com/wjs-run/wjs/hostcalls/secure"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

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

// failureOf puts an error into libuv's words, or into those of Node's parser.
// host is whom the request was for.
func failureOf(err error, host string) *failure {
	if code, message := secure.Untrusted(err); code != "" {
		return &failure{Code: code, Message: message}
	}
	var parse *parseError
	if errors.As(err, &parse) {
		return &failure{Code: parse.code, Message: parse.Error()}
	}
	n := errno.Of(err)
	switch n {
	case errno.EAI_NONAME, errno.EAI_NODATA:
		return &failure{Code: "ENOTFOUND", Errno: errno.EAI_NONAME.UV(), Syscall: "getaddrinfo", Host: host, Message: "getaddrinfo ENOTFOUND " + host}
	case errno.EAI_AGAIN:
		return &failure{Code: n.Name(), Errno: n.UV(), Syscall: "getaddrinfo", Host: host, Message: "getaddrinfo " + n.Name() + " " + host}
	}
	var dial *wasi.DialError
	switch {
	case errors.As(err, &dial):
		return &failure{
			Code: n.Name(), Errno: n.UV(), Syscall: "connect", Address: dial.Address.Addr().String(), Port: int(dial.Address.Port()),
			Message: "connect " + n.Name() + " " + dial.Address.String(),
		}
	case errors.Is(err, context.Canceled):
		n = errno.ECONNRESET
	case errors.Is(err, context.DeadlineExceeded): // of the handshake
		n = errno.ETIMEDOUT
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &failure{Code: "ECONNRESET", Errno: errno.ECONNRESET.UV(), Message: "socket hang up"}
	case isTimeout(err):
		return &failure{Code: "UND_ERR_HEADERS_TIMEOUT", Message: "Headers Timeout Error"}
	}
	f := &failure{Code: n.Name(), Errno: n.UV(), Message: n.Error()}
	if n == errno.ECONNRESET || n == errno.EPIPE {
		f.Syscall = "read"
		f.Message = "read " + f.Code
	}
	return f
}
