package wjs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// http2Frame is a frame of HTTP/2.
func http2Frame(kind, flags byte, stream uint32, payload string) string {
	var b [9]byte
	binary.BigEndian.PutUint32(b[:], uint32(len(payload))<<8|uint32(kind))
	b[4] = flags
	binary.BigEndian.PutUint32(b[5:], stream)
	return string(b[:]) + payload
}

const (
	h2Data, h2Headers, h2Reset, h2Settings, h2Ping, h2Continuation = 0, 1, 3, 4, 6, 9
	h2End, h2EndHeaders                                            = 1, 4

	h2Get = "\x82\x86\x84\x41\x01a" // :method GET, :scheme http, :path /, :authority a
)

// h2Server is a server of HTTP/2 in a runtime: it answers with a megabyte.
func h2Server(t *testing.T, opts Options) (address string, script *Runtime) {
	t.Helper()
	r, w := io.Pipe()
	opts.Stdout, opts.Permissions.Net = w, []string{"listen:127.0.0.1"}
	script = open(t, opts)
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(within(t, time.Minute))
	go func() {
		_, err := script.Eval(ctx, `(async () => {
			const http2 = process.getBuiltinModule('http2'), server = http2.createServer(), body = Buffer.alloc(1 << 20, 97);
			server.on('stream', (stream) => {
				stream.on('error', () => {});
				stream.respond({ 'content-type': 'text/plain' });
				stream.end(body);
			});
			server.on('sessionError', () => {});
			server.listen(0, '127.0.0.1', () => console.log(server.address().port));
			await new Promise(() => {});
		})()`)
		w.CloseWithError(io.ErrUnexpectedEOF)
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	port, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return "127.0.0.1:" + strings.TrimSpace(port), script
}

// TestHostileHTTP2 has clients misuse the protocol for a second, or until they are
// thrown out. What they send takes little of the host, and others are served.
func TestHostileHTTP2(t *testing.T) {
	request := func(i int, flags byte) string {
		return http2Frame(h2Headers, flags, uint32(2*i+1), h2Get)
	}
	hello := http2.ClientPreface + http2Frame(h2Settings, 0, 0, "")
	for name, c := range map[string]struct {
		first   string
		more    func(i int) string
		dropped bool // the server ends the connection
	}{
		"no HTTP/2":     {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", nil, true},
		"pings":         {hello, func(int) string { return http2Frame(h2Ping, 0, 0, "12345678") }, true},
		"settings":      {hello, func(int) string { return http2Frame(h2Settings, 0, 0, "") }, true},
		"continuations": {hello + request(0, 0), func(int) string { return http2Frame(h2Continuation, 0, 1, strings.Repeat("\x82", 1000)) }, true},
		"rapid reset": {hello, func(i int) string {
			return request(i, h2EndHeaders|h2End) + http2Frame(h2Reset, 0, uint32(2*i+1), "\x00\x00\x00\x08")
		}, true},
		"empty data": {hello + request(0, h2EndHeaders), func(int) string { return http2Frame(h2Data, 0, 1, "") }, true},
		// It may have as many streams as the server likes, and takes nothing of their answers.
		"answers that nobody takes": {hello, func(i int) string { return request(i, h2EndHeaders|h2End) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			address, script := h2Server(t, Options{Limits: Limits{Memory: 96 << 20}})
			_ = script
			fetchH2(t, address)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)

			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			dropped := make(chan struct{})
			if c.dropped { // who never reads cannot be told
				go func() {
					_, _ = io.Copy(io.Discard, conn)
					close(dropped)
				}()
			}
			_ = conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if _, err := io.WriteString(conn, c.first); err != nil {
				t.Fatal(err)
			}
			until := time.Now().Add(time.Second)
			if c.dropped {
				until = until.Add(9 * time.Second)
			}
			for i := 0; c.more != nil && time.Now().Before(until); i += 50 {
				var part strings.Builder
				for j := range 50 {
					part.WriteString(c.more(i + j))
				}
				_ = conn.SetWriteDeadline(until)
				if _, err := io.WriteString(conn, part.String()); err != nil {
					break
				}
			}
			if c.dropped {
				select {
				case <-dropped:
				case <-time.After(10 * time.Second):
					t.Error("the server goes on with it")
				}
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 40<<20 {
				t.Errorf("the heap grew by %d MB", grown>>20)
			}
			fetchH2(t, address)
		})
	}
}

// fetchH2 wants the answer.
func fetchH2(t *testing.T, address string) {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, Timeout: 20 * time.Second}
	res, err := client.Get(fmt.Sprintf("http://%s/", address))
	if err != nil {
		t.Error(err)
		return
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || !bytes.Equal(body, bytes.Repeat([]byte("a"), 1<<20)) {
		t.Errorf("%d, %d bytes, %v", res.StatusCode, len(body), err)
	}
}

// TestHTTP2Denied: a session comes by net's permission and no other.
func TestHTTP2Denied(t *testing.T) {
	r := open(t, Options{Permissions: Permissions{Net: []string{"127.0.0.1:1"}}})
	got := eval(t, r, `new Promise((done) => {
		const http2 = process.getBuiltinModule('http2'), seen = [];
		const client = http2.connect('http://127.0.0.1:2');
		client.on('error', (err) => seen.push(err.code)).on('close', () => done(seen.join()));
		client.request().on('error', (err) => seen.push(err.code)).resume();
		try { http2.createServer().on('error', (err) => seen.push(err.code)).listen(0, '127.0.0.1'); } catch (err) { seen.push('thrown', err.code); }
	})`)
	if want := "ERR_ACCESS_DENIED,ERR_HTTP2_STREAM_CANCEL,ERR_ACCESS_DENIED"; got != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestHTTP2Stuck: a session that is destroyed ends, though its client takes nothing.
func TestHTTP2Stuck(t *testing.T) {
	r := open(t, Options{Permissions: Permissions{Net: []string{"127.0.0.1"}}})
	got := eval(t, r, `new Promise((done) => {
		const http2 = process.getBuiltinModule('http2'), net = process.getBuiltinModule('net');
		const server = http2.createServer();
		server.on('stream', (stream) => {
			stream.on('error', () => {});
			stream.respond();
			stream.write(Buffer.alloc(32 << 20));
			setTimeout(() => {
				stream.session.on('close', () => done('closed ' + stream.destroyed));
				stream.session.destroy();
			}, 200);
		});
		server.listen(0, '127.0.0.1', () => {
			const socket = net.connect(server.address().port, '127.0.0.1', () => {
				const window = Buffer.from([0, 0, 4, 8, 0, 0, 0, 0, 0, 0x3f, 0, 0, 0]);
				socket.write(Buffer.concat([
					Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
					Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x3f, 0, 0, 0]), window, // large windows
					Buffer.from([0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 1, 97]),
				]));
			});
			socket.pause();
			socket.on('error', () => {});
		});
	})`)
	if got != "closed true" {
		t.Error(got)
	}
}
