// Package net is TCP for scripts, over the capabilities of package wasi:
// connections and servers, each a resource with a handle of the loop.
//
// Everything is pulled: a read, a write, an accept is one request, of which a
// connection or a server has one at a time, so that nothing grows without bound
// and what JavaScript does not ask for stays with the system. A request that
// waits costs a goroutine and no buffer, and ends when its resource is closed.
package net

import (
	"net/netip"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/secure"
	"github.com/wjs-run/wjs/wasi"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Binding makes the binding "net".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("net").Holds()
	asks := b.Asks(wasi.KindNet)

	hostcalls.Op0(b, "create", create)
	hostcalls.Async4(asks, "lookup", lookup)
	hostcalls.Op3(b, "bind", bind)
	hostcalls.Async3(asks, "connect", connect)
	hostcalls.Async1(b, "read", read)
	hostcalls.Op2(b, "tryWrite", tryWrite)
	hostcalls.Async2(b, "write", write)
	hostcalls.Op1(b, "writeQueueSize", writeQueueSize)
	hostcalls.Async1(b, "shutdown", shutdown)
	hostcalls.Op2(b, "setNoDelay", setNoDelay)
	hostcalls.Op3(b, "setKeepAlive", setKeepAlive)
	hostcalls.Op2(b, "address", address)

	hostcalls.Op4(asks, "listen", listen)
	hostcalls.Async1(b, "accept", accept)

	hostcalls.Async2(b, "close", closeResource)

	hostcalls.Op1(b, "halt", halt)
	hostcalls.Op2(b, "unread", unread)
	hostcalls.Async4(b, "startTLS", startTLS)
	hostcalls.Async3(b, "answerTLS", answerTLS)
	hostcalls.Op1(b, "proceedTLS", proceedTLS)
	hostcalls.Op3(b, "certificateTLS", certificateTLS)
	hostcalls.Op2(b, "limitTLS", limitTLS)
	hostcalls.Op4(b, "exportTLS", exportTLS)

	hostcalls.Op0(b, "createPipe", createPipe)
	hostcalls.Async2(b, "feed", feed)
	hostcalls.Op1(b, "feedEnd", feedEnd)
	hostcalls.Async1(b, "settle", settle)
	hostcalls.Async1(b, "drain", drain)

	hostcalls.Op1(b, "checkContext", checkContext)
	hostcalls.Op1(b, "describeCertificate", describeCertificate)
	b.Const("ciphers", secure.Ciphers())
	return b
}

// endpoint is one end of a connection as JavaScript has it.
type endpoint struct {
	Address string `json:"address"`
	Family  string `json:"family"`
	Port    int    `json:"port"`
}

// endpointOf reads an address of package net. On a socket of IPv6 those of IPv4
// are part of it.
func endpointOf(a interface{ String() string }, v6 bool) *endpoint {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return nil
	}
	addr := ap.Addr()
	if v6 && addr.Is4() {
		addr = netip.AddrFrom16(addr.As16())
	}
	family := "IPv6"
	if addr.Is4() {
		family = "IPv4"
	}
	return &endpoint{addr.String(), family, int(ap.Port())}
}

// port checks what JavaScript gives for one.
func port(n int) (uint16, error) {
	if n < 0 || n > 0xffff {
		return 0, &hostcalls.TypeError{Message: "net: bad port", Code: "ERR_SOCKET_BAD_PORT"}
	}
	return uint16(n), nil
}
