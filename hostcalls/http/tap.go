package http

import (
	"bytes"
	"context"
	"crypto/tls"
	"maps"
	nethttp "net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

// tapMax bounds what is kept of a response to find its headers in.
const tapMax = 64 << 10

const handshakeTimeout = 10 * time.Second

// tap keeps the beginning of a response as it came: net/http forgets the case
// and order of headers, and Node shows them.
type tap struct {
	mu   sync.Mutex
	on   bool
	kept []byte
}

func (t *tap) start() {
	t.mu.Lock()
	t.on, t.kept = true, nil
	t.mu.Unlock()
}

func (t *tap) see(p []byte) {
	t.mu.Lock()
	if t.on {
		t.kept = append(t.kept, p[:min(len(p), tapMax-len(t.kept))]...)
		t.on = len(t.kept) < tapMax
	}
	t.mu.Unlock()
}

func (t *tap) stop() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := t.kept
	t.on, t.kept = false, nil
	return kept
}

func (t *tap) itself() *tap { return t }

type plainConn struct {
	*wasi.Conn
	tap
}

func (c *plainConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.see(p[:n])
	return n, err
}

type secureConn struct {
	*tls.Conn
	tap
}

func (c *secureConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.see(p[:n])
	return n, err
}

// tapped makes the dialling functions of a transport. C is net.Conn, which this
// package has no business to name.
func tapped[C any](dial func(context.Context, string, string) (C, error), config *tls.Config) (plain, secure func(context.Context, string, string) (C, error)) {
	plain = func(ctx context.Context, network, address string) (C, error) {
		c, err := dial(ctx, network, address)
		if raw, ok := any(c).(*wasi.Conn); ok && err == nil {
			c, _ = any(&plainConn{Conn: raw}).(C)
		}
		return c, err
	}
	secure = func(ctx context.Context, network, address string) (C, error) {
		c, err := dial(ctx, network, address)
		raw, ok := any(c).(*wasi.Conn)
		if err != nil || !ok {
			return c, err
		}
		own := config.Clone()
		if own.ServerName == "" {
			own.ServerName = strings.Trim(address[:max(strings.LastIndexByte(address, ':'), 0)], "[]")
		}
		ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
		defer cancel()
		s := tls.Client(raw, own)
		if err := s.HandshakeContext(ctx); err != nil {
			raw.Close()
			var none C
			return none, err
		}
		c, _ = any(&secureConn{Conn: s}).(C)
		return c, nil
	}
	return plain, secure
}

// rawHeaders finds the headers of the response in what was kept. Where that is
// not what net/http has read, net/http is right.
func rawHeaders(kept []byte, res *nethttp.Response) []string {
	for {
		block, rest, ok := bytes.Cut(kept, []byte("\r\n\r\n"))
		if !ok {
			return sortedHeaders(res)
		}
		lines := strings.Split(string(block), "\r\n")
		if len(lines[0]) > 12 && lines[0][9] == '1' && lines[0][9:12] != "101" { // an interim response
			kept = rest
			continue
		}
		var list []string
		counts := map[string]int{}
		for _, line := range lines[1:] {
			name, value, ok := strings.Cut(line, ":")
			value = strings.Trim(value, " \t")
			key := nethttp.CanonicalHeaderKey(name)
			known := slices.Contains(res.Header[key], value) || key == "Transfer-Encoding" && len(res.TransferEncoding) > 0 || key == "Trailer" || key == "Connection" || key == "Content-Length"
			if !ok || !known {
				return sortedHeaders(res)
			}
			counts[key]++
			list = append(list, latin1(name), latin1(value))
		}
		for key, values := range res.Header {
			if counts[key] != len(values) && key != "Content-Length" {
				return sortedHeaders(res)
			}
		}
		return list
	}
}

func sortedHeaders(res *nethttp.Response) []string {
	list := flat(res.Header)
	for i, s := range list {
		list[i] = latin1(s)
	}
	if len(res.TransferEncoding) > 0 { // net/http takes it out of the headers
		list = append(list, "Transfer-Encoding", strings.Join(res.TransferEncoding, ", "))
	}
	return list
}

// flat lists names and values, in the order of names.
func flat(h nethttp.Header) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			list = append(list, name, v)
		}
	}
	return list
}
