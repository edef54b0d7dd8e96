package http

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"

	"github.com/wjs-run/wjs/wasi/errno"
)

// failureOf puts an error of the transport into libuv's words. host is whom the
// request was for, tried the address that could not be connected to, if that is
// what failed.
func failureOf(err error, host, tried string) *failure {
	if code, message := tlsFailure(err); code != "" {
		return &failure{Code: code, Message: message}
	}
	n := errno.Of(err)
	switch n {
	case errno.EAI_NONAME, errno.EAI_NODATA:
		return &failure{Code: "ENOTFOUND", Errno: errno.EAI_NONAME.UV(), Syscall: "getaddrinfo", Host: host, Message: "getaddrinfo ENOTFOUND " + host}
	case errno.EAI_AGAIN:
		return &failure{Code: n.Name(), Errno: n.UV(), Syscall: "getaddrinfo", Host: host, Message: "getaddrinfo " + n.Name() + " " + host}
	}
	switch {
	case errors.Is(err, context.Canceled):
		n = errno.ECONNRESET
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "server closed idle connection"):
		return &failure{Code: "ECONNRESET", Errno: errno.ECONNRESET.UV(), Message: "socket hang up"}
	}
	f := &failure{Code: n.Name(), Errno: n.UV(), Message: n.Error()}
	if ap, err := netip.ParseAddrPort(tried); err == nil {
		f.Syscall, f.Address, f.Port = "connect", ap.Addr().String(), int(ap.Port())
		f.Message = "connect " + f.Code + " " + tried
	} else if n == errno.UNKNOWN {
		f.Code, f.Errno, f.Message = "HPE_INVALID_CONSTANT", 0, "Parse Error: "+err.Error()
	} else if n == errno.ECONNRESET || n == errno.EPIPE {
		f.Syscall = "read"
		f.Message = "read " + f.Code
	}
	return f
}
