package http

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

// accepting serves each connection with f, and counts them.
func accepting(t *testing.T, f func(n int, c net.Conn, r *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(10 * time.Second))
				f(n, c, bufio.NewReader(c))
			}()
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// readRequest returns the first line of a request, "" at the end.
func readRequest(r *bufio.Reader) string {
	first := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return ""
		}
		if line = strings.TrimSpace(line); line == "" {
			return first
		}
		if first == "" {
			first = line
		}
	}
}

// clientOnly has a script call ask(method, url, options, body, length), which
// becomes the status and body of the answer, or the code of what went wrong.
const clientOnly = `
	const drain = (f) => ({ oncomplete(e, v) { f(e, v); task_queue.runMicrotasks(); } });
	const op = (name, ...args) => new Promise((resolve, reject) => http[name](...args, drain((e, v) => e ? reject(e) : resolve(v))));
	const text = (bytes) => String.fromCharCode(...bytes);
	const ask = async (method, url, options, body, length) => {
		const x = http.open(method, url, [], body, length ?? 0, options);
		try {
			if (length) for (let i = 0; i < 4; i++) await op('writeBody', x, new Uint8Array(length < 0 ? 1 << 16 : length / 4)).catch(() => 0);
			if (length) http.endBody(x, true);
			let a = await op('response', x);
			while (a.interim) a = await op('response', x);
			if (a.failure) return a.failure.code;
			let s = a.status + (a.reused ? ' again ' : ' ');
			if (a.body) for (let c; (c = await op('readBody', x, 65536)) !== null;) s += text(c);
			return s;
		} catch (e) { return 'body ' + e.code; } finally { http.close(x); }
	};
`

// A server that says nothing, or stops saying, is waited for as long as the
// caller wants, whatever it has said before.
func TestPatience(t *testing.T) {
	silent := accepting(t, func(_ int, c net.Conn, r *bufio.Reader) { io.Copy(io.Discard, r) })
	stuck := accepting(t, func(_ int, c net.Conn, r *bufio.Reader) {
		readRequest(r)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
		io.Copy(io.Discard, r)
	})
	chatty := accepting(t, func(_ int, c net.Conn, r *bufio.Reader) {
		readRequest(r)
		for err := error(nil); err == nil; time.Sleep(10 * time.Millisecond) {
			_, err = io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n")
		}
	})
	slow := accepting(t, func(_ int, c net.Conn, r *bufio.Reader) {
		readRequest(r)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
		for range 10 {
			time.Sleep(30 * time.Millisecond)
			io.WriteString(c, "a")
		}
	})
	g := newGuest(t, wasi.AllowAll())
	start := time.Now()
	check(t, g.Run(clientOnly+fmt.Sprintf(`
		(async () => { for (const url of %q.split(' ')) log(await ask('GET', url, '{"patience":200}')); })();
	`, strings.Join([]string{silent, stuck, chatty, slow}, " "))), `
UND_ERR_HEADERS_TIMEOUT
body UND_ERR_BODY_TIMEOUT
UND_ERR_HEADERS_TIMEOUT
200 aaaaaaaaaa`)
	if d := time.Since(start); d > 8*time.Second {
		t.Errorf("it took %v", d)
	}
}

// Links are used again when the one before has been read and written to its end,
// and requests tried again when nobody can have heard of them.
func TestLinks(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
	keeping := func(n int, c net.Conn, r *bufio.Reader) {
		for readRequest(r) != "" {
			fmt.Fprintf(c, "%s%02d", ok, n)
		}
	}
	hangingUp := func(n int, c net.Conn, r *bufio.Reader) {
		readRequest(r)
		fmt.Fprintf(c, "%s%02d", ok, n)
		readRequest(r)
	}
	for _, c := range []struct {
		name   string
		serve  func(n int, c net.Conn, r *bufio.Reader)
		second string
		want   string
	}{
		{"kept", keeping, "'GET', url", "200 00, 200 again 00"},
		{"closed by a field", func(n int, c net.Conn, r *bufio.Reader) {
			for readRequest(r) != "" {
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\n%02d", n)
			}
		}, "'GET', url", "200 00, 200 01"},
		{"closed by an old version", func(n int, c net.Conn, r *bufio.Reader) {
			for readRequest(r) != "" {
				fmt.Fprintf(c, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n%02d", n)
			}
		}, "'GET', url", "200 00, 200 01"},
		{"closed meanwhile", func(n int, c net.Conn, r *bufio.Reader) {
			readRequest(r)
			fmt.Fprintf(c, "%s%02d", ok, n)
		}, "'POST', url, undefined, new Uint8Array(1)", "200 00, 200 01"},
		{"spoken on meanwhile", func(n int, c net.Conn, r *bufio.Reader) {
			for readRequest(r) != "" {
				fmt.Fprintf(c, "%s%02d", ok, n)
				time.Sleep(20 * time.Millisecond)
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
			}
		}, "'GET', url", "200 00, 200 01"},
		{"closed under a GET", hangingUp, "'GET', url", "200 00, 200 01"},
		{"closed under a POST", hangingUp, "'POST', url, undefined, new Uint8Array(1)", "200 00, ECONNRESET"},
		{"closed under a stream", hangingUp, "'PUT', url, undefined, undefined, 8", "200 00, ECONNRESET"},
		{"answered before the body is there", keeping, "'POST', url, undefined, undefined, -1", "200 00, 200 again 00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := accepting(t, c.serve)
			g := newGuest(t, wasi.AllowAll())
			check(t, g.Run(clientOnly+fmt.Sprintf(`
				const url = %q, pause = () => ask('GET', %q, '{"patience":60}');
				(async () => { const a = await ask('GET', url); await pause(); log([a, await ask(%s)].join(', ')); })();
			`, url, accepting(t, func(_ int, _ net.Conn, r *bufio.Reader) { io.Copy(io.Discard, r) }), c.second)), c.want)
		})
	}
}

// A body that is shorter or longer than was said does not leave the server
// waiting, nor the rest to be taken for a request.
func TestLengthIsKept(t *testing.T) {
	heard := make(chan string, 10)
	url := accepting(t, func(_ int, c net.Conn, r *bufio.Reader) {
		readRequest(r)
		all, _ := io.ReadAll(r)
		heard <- string(all)
	})
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(clientOnly+fmt.Sprintf(`
		(async () => {
			for (const size of [3, 300]) {
				const x = http.open('POST', %q, [], undefined, 10, undefined);
				const sent = await op('writeBody', x, new Uint8Array(size).fill(97)).then(() => 'sent', (e) => e.code);
				http.endBody(x, true);
				const a = await op('response', x);
				log(sent, a.failure?.code);
				http.close(x);
			}
		})();
	`, url)), "sent ECONNRESET\nsent ECONNRESET")
	for range 2 {
		if got := <-heard; got != "" && got != "aaa" {
			t.Errorf("the server heard %q", got)
		}
	}
}
