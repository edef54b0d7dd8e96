// Package http is HTTP/1.1 for scripts: servers over wasi's listeners, and
// single exchanges of a client over its dialling.
//
// Go reads, checks and frames messages; JavaScript decides what they say. Both
// sides are pulled: a body is read when it is asked for, a write ends when the
// connection took it, so that nothing grows without bound.
//
// net/http is not used. It hides what Node.js shows: the case and order of headers,
// interim responses, the life of a connection; it takes some of what Node.js
// refuses as ambiguous; and what an idle connection brings it writes to the log of
// the process. See head.go and trip.go for what is taken, link.go for connections.
package http

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// Flags of send.
const (
	flagEnd       = 1 << iota // nothing follows
	flagChunked               // the body is sent in chunks
	flagKeepAlive             // the connection may serve another request
	flagNoBody                // the answer has none: HEAD, 204, 304
	flagInterim               // a 1xx answer: head only, the real one follows
	flagTrailers              // what stands for the head are trailers; with flagEnd
	flagFramed                // the body is made of whole chunks already
)

// Binding makes the binding "http".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("http").Holds()
	asks := b.Asks(wasi.KindNet)
	hostcalls.Op4(asks, "listen", listen)
	hostcalls.Op7(b, "configure", configure)
	hostcalls.Async1(b, "accept", accept)
	hostcalls.Op1(b, "closeServer", closeServer)
	hostcalls.Op2(b, "closeConnections", closeConnections)
	hostcalls.Op2(b, "destroyConnection", destroyConnection)
	hostcalls.Op1(b, "connectionCount", connectionCount)
	hostcalls.Async6(b, "send", send)

	hostcalls.Async2(b, "readBody", readBody)
	hostcalls.Op1(b, "trailers", trailers)
	hostcalls.Op1(b, "close", closeExchange)

	hostcalls.Op6(asks, "open", open)
	hostcalls.Async1(b, "response", response)
	hostcalls.Async2(b, "writeBody", writeBody)
	hostcalls.Op2(b, "endBody", endBody)
	hostcalls.Op2(b, "decodeBody", decodeBody)

	hostcalls.Async2(asks, "lookup", lookup)
	hostcalls.Op1(b.Owns(), "setAttempts", setAttempts)

	b.Const("END", flagEnd)
	b.Const("CHUNKED", flagChunked)
	b.Const("KEEP_ALIVE", flagKeepAlive)
	b.Const("NO_BODY", flagNoBody)
	b.Const("INTERIM", flagInterim)
	b.Const("TRAILERS", flagTrailers)
	b.Const("FRAMED", flagFramed)
	return b
}

// latin1 makes a JavaScript string of bytes, each of which is a character, as
// HTTP has it.
func latin1(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			r := make([]rune, len(s))
			for j := 0; j < len(s); j++ {
				r[j] = rune(s[j])
			}
			return string(r)
		}
	}
	return s
}

// bytesOf is the other way; what is no Latin-1 becomes "?", and cannot become
// a delimiter.
func bytesOf(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}
