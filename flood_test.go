package wjs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// sandboxServer is an HTTP server in a runtime, which counts what it is sent.
type sandboxServer struct {
	t       *testing.T
	address string
	script  *Runtime
	ended   chan error
	seen    string // the targets it heard of, when it has ended
}

// serve begins a server with the options of http.createServer; on is run with
// server, and answer with req and res, in place of an answer that counts.
func serve(t *testing.T, opts Options, options, on, answer string) *sandboxServer {
	t.Helper()
	if answer == "" {
		answer = "let n = 0; req.on('data', (b) => { n += b.length; }).on('end', () => res.end(String(n))).on('error', () => {});"
	}
	r, w := io.Pipe()
	opts.Stdout, opts.Permissions.Net = w, []string{"listen:127.0.0.1"}
	script := open(t, opts)
	s := &sandboxServer{t: t, script: script, ended: make(chan error, 1)}
	go func() {
		seen, err := script.Eval(within(t, time.Minute), fmt.Sprintf(`(async () => {
			const http = process.getBuiltinModule('http'), seen = [];
			const server = http.createServer(%s, (req, res) => {
				seen.push(req.url);
				if (req.url === '/stop') { res.setHeader('connection', 'close'); res.end(); server.close(); server.closeAllConnections(); return; }
				%s
			});
			%s
			server.listen(0, '127.0.0.1', () => console.log(server.address().port));
			await new Promise((done) => server.on('close', done));
			return seen.join(' ');
		})()`, options, answer, on))
		s.seen, _ = seen.(string)
		w.CloseWithError(io.ErrUnexpectedEOF)
		s.ended <- err
	}()
	port, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err, <-s.ended)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	s.address = "127.0.0.1:" + strings.TrimSpace(port)
	return s
}

// stop ends the server and returns the targets that it heard of.
func (s *sandboxServer) stop() string {
	s.t.Helper()
	s.talk(nil, "GET /stop HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Error(err)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatal("the server does not stop")
	}
	return s.seen
}

// talk sends what is given, then calls more with the connection, if it is not
// nil, and returns the status lines and last line of all that comes back until
// the server closes, or says no more for half a second after an answer.
func (s *sandboxServer) talk(more func(net.Conn), parts ...string) string {
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	var wrote sync.WaitGroup
	wrote.Go(func() {
		for _, p := range parts {
			if _, err := io.WriteString(c, p); err != nil {
				return
			}
		}
		if more != nil {
			more(c)
		}
	})
	var out []string
	last := ""
	for r := bufio.NewReader(c); ; {
		wait := 20 * time.Second
		if more == nil && len(out) > 0 {
			wait = 500 * time.Millisecond
		}
		_ = c.SetReadDeadline(time.Now().Add(wait))
		line, err := r.ReadString('\n')
		if i := strings.LastIndex(line, "HTTP/1.1 "); i >= 0 {
			out = append(out, strings.TrimSpace(line[i+9:min(len(line), i+12)]))
		} else if line != "" {
			last = strings.TrimSpace(line)
		}
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				out = append(out, "open")
			}
			break
		}
	}
	c.Close()
	wrote.Wait()
	if n := len(out); n > 0 && out[n-1] == "open" && last != "" {
		out[n-1] = last
	}
	return strings.Join(out, " ")
}

// endless sends s until it is stopped.
func endless(s string) func(net.Conn) {
	return func(c net.Conn) {
		for {
			if _, err := io.WriteString(c, s); err != nil {
				return
			}
		}
	}
}

// slowly sends s byte by byte.
func slowly(s string) func(net.Conn) {
	return func(c net.Conn) {
		for i := range len(s) {
			if _, err := io.WriteString(c, s[i:i+1]); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

const (
	getHead  = "GET / HTTP/1.1\r\nHost: x\r\n"
	postHead = "POST / HTTP/1.1\r\nHost: x\r\n"
	inChunks = postHead + "Transfer-Encoding: chunked\r\n\r\n"
)

// Clients that send too much, for too long or too slowly. What becomes of each is
// what Node 24 answers; nothing hangs, nothing stays, and others are served.
func TestServerFloods(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	s := serve(t, Options{}, `{ headersTimeout: 1500, requestTimeout: 2500 }`, `server.keepAliveTimeout = 200;`, "")
	x := func(n int) string { return strings.Repeat("x", n) }
	slow := strings.Repeat("x", 1000)
	tests := map[string]struct {
		more  func(net.Conn)
		parts []string
		want  string
	}{
		"the longest head":         {nil, []string{getHead + "a: " + x(16376) + "\r\n\r\n"}, "200 0"},
		"a longer head":            {nil, []string{getHead + "a: " + x(16377) + "\r\n\r\n"}, "431"},
		"the longest target":       {nil, []string{"GET /" + x(16377) + " HTTP/1.1\r\nHost: x\r\n\r\n"}, "200 0"},
		"a longer target":          {nil, []string{"GET /" + x(16378) + " HTTP/1.1\r\nHost: x\r\n\r\n"}, "431"},
		"a long name":              {nil, []string{getHead + x(17000) + ": a\r\n\r\n"}, "431"},
		"as many fields as may be": {nil, []string{getHead + strings.Repeat("a:b\r\n", 999) + "\r\n"}, "200 0"},
		"a field more":             {nil, []string{getHead + strings.Repeat("a:b\r\n", 1000) + "\r\n"}, "431"},
		"fields without end":       {endless(strings.Repeat("a: b\r\n", 100)), []string{getHead}, "431"},
		"a field without end":      {endless(x(10000)), []string{getHead + "a: "}, "431"},
		"a target without end":     {endless(x(10000)), []string{"GET /"}, "431"},
		"spaces without end":       {endless(strings.Repeat(" ", 10000)), []string{getHead + "a:"}, "431"},
		"empty lines without end":  {endless(strings.Repeat("\r\n", 1000)), nil, "408"},
		"a method without end":     {endless("GETGET"), nil, "400"},
		"the longest trailer":      {nil, []string{inChunks + "1\r\na\r\n0\r\na: " + x(16382) + "\r\n\r\n"}, "200 1"},
		"a longer trailer":         {nil, []string{inChunks + "1\r\na\r\n0\r\na: " + x(16383) + "\r\n\r\n"}, "431"},
		"many trailers":            {nil, []string{inChunks + "0\r\n" + strings.Repeat("a:b\r\n", 1000) + "\r\n"}, "200 0"},
		"too many trailers":        {nil, []string{inChunks + "0\r\n" + strings.Repeat("a:b\r\n", 1001) + "\r\n"}, "431"},
		"trailers without end":     {endless(strings.Repeat("a: b\r\n", 100)), []string{inChunks + "0\r\n"}, "431"},
		"a trailer without end":    {endless(x(10000)), []string{inChunks + "0\r\na: "}, "431"},
		"the longest extension":    {nil, []string{inChunks + "1;" + x(16384) + "\r\na\r\n0\r\n\r\n"}, "200 1"},
		"a longer extension":       {nil, []string{inChunks + "1;" + x(16385) + "\r\na\r\n0\r\n\r\n"}, "413"},
		"an extension without end": {endless(x(10000)), []string{inChunks + "1;"}, "413"},
		"extensions without end":   {endless("1;" + x(100) + "\r\na\r\n"), []string{inChunks}, "408"},
		"a size without end":       {endless("0"), []string{inChunks}, "400"},
		"chunks without end":       {endless(strings.Repeat("1\r\na\r\n", 100)), []string{inChunks}, "408"},
		"a body without end":       {endless(x(10000)), []string{postHead + "Content-Length: 9007199254740991\r\n\r\n"}, "408"},
		"silence":                  {slowly(""), nil, "408"},
		"half a head":              {slowly(""), []string{"GET / HT"}, "408"},
		"a slow head":              {slowly(getHead + "a: " + slow), nil, "408"},
		"half a body":              {slowly(""), []string{postHead + "Content-Length: 10\r\n\r\nabc"}, "408"},
		"a slow body":              {slowly(slow), []string{postHead + "Content-Length: 1000\r\n\r\n"}, "408"},
		"slow chunks":              {slowly(strings.Repeat("1\r\na\r\n", 100)), []string{inChunks}, "408"},
		"silence after an answer":  {slowly(""), []string{getHead + "\r\n"}, "200"},
		"a slow second head":       {slowly("GET / HTTP/1.1\r\n" + slow), []string{getHead + "\r\n"}, "200 408"},
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var wait sync.WaitGroup
	start := time.Now()
	for name, test := range tests {
		wait.Go(func() {
			if got := s.talk(test.more, test.parts...); got != test.want {
				t.Errorf("%s: %q, want %q", name, got, test.want)
			}
		})
	}
	// Meanwhile others are served.
	for range 5 {
		if got := s.talk(nil, getHead+"Connection: close\r\n\r\n"); got != "200" {
			t.Errorf("beside the floods: %q", got)
		}
	}
	wait.Wait()
	if d := time.Since(start); d > 15*time.Second {
		t.Errorf("it took %v", d)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 64<<20 {
		t.Errorf("%d MiB more are taken from the system", grown>>20)
	}
	s.stop()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if n := runtime.NumGoroutine(); n <= goroutines+4 { // the runtime is still open
			break
		} else if time.Now().After(end) {
			t.Errorf("%d goroutines were, %d are", goroutines, n)
			break
		}
	}
}

// The limits can be set as in Node, before and while the server listens.
func TestServerLimits(t *testing.T) {
	for _, c := range []struct{ options, on, request, want string }{
		{`{ maxHeaderSize: 100 }`, ``, getHead + "a: " + strings.Repeat("x", 92) + "\r\n\r\n", "200 0"},
		{`{ maxHeaderSize: 100 }`, ``, getHead + "a: " + strings.Repeat("x", 93) + "\r\n\r\n", "431"},
		{`{ maxHeaderSize: 40000 }`, `server.maxHeadersCount = 0;`, getHead + strings.Repeat("a:b\r\n", 5000) + "\r\n", "200 0"},
		{`{}`, `server.maxHeadersCount = 5;`, getHead + "a:b\r\nc:d\r\ne:f\r\ng:h\r\n\r\n", "200 0"},
		{`{}`, `server.maxHeadersCount = 5;`, getHead + "a:b\r\nc:d\r\ne:f\r\ng:h\r\ni:j\r\n\r\n", "431"},
		{`{ requireHostHeader: false }`, ``, "GET / HTTP/1.1\r\n\r\n", "200 0"},
		{`{}`, ``, "GET / HTTP/1.1\r\n\r\n", "400"},
		{`{}`, ``, "GET / HTTP/1.0\r\n\r\n", "200"},
		{`{}`, `server.headersTimeout = 100;`, "GET / HT", "408"},
		{`{}`, `server.on('listening', () => { server.headersTimeout = 100; });`, "GET / HT", "408"},
		{`{ headersTimeout: 1, connectionsCheckingInterval: 100 }`, ``, "GET / HT", "408"},
	} {
		s := serve(t, Options{}, c.options, c.on, "")
		if got := s.talk(nil, c.request); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.options, c.on, got, c.want)
		}
		s.stop()
	}
	// Times are up when the server looks, where the program says how often.
	late := serve(t, Options{}, `{ headersTimeout: 100, connectionsCheckingInterval: 700 }`, ``, "")
	begin := time.Now()
	if got := late.talk(nil, "GET / HT"); got != "408" || time.Since(begin) < 400*time.Millisecond {
		t.Errorf("%q after %v", got, time.Since(begin))
	}
	late.stop()
	s := serve(t, Options{}, `{}`, `server.maxConnections = 1; server.on('drop', (d) => { server.maxConnections = undefined; seen.push(Object.keys(d).length); });`, "")
	first, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	fmt.Fprint(first, getHead+"\r\n")
	if line, _ := bufio.NewReader(first).ReadString('\n'); line != "HTTP/1.1 200 OK\r\n" {
		t.Errorf("%q", line)
	}
	if got := s.talk(nil, getHead+"\r\n"); got != "" {
		t.Errorf("one connection too many: %q", got)
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) { // until the event has come
		if got := s.talk(nil, getHead+"\r\n"); got == "200 0" {
			break
		} else if time.Now().After(end) {
			t.Fatalf("after a change of maxConnections: %q", got)
		}
	}
	if seen := s.stop(); !strings.Contains(seen, "6") {
		t.Errorf("no event: %s", seen)
	}
}

// Requests that two readers could take for different ones. Nothing that could be
// hidden in one is ever served.
func TestSmuggling(t *testing.T) {
	s := serve(t, Options{}, `{}`, ``, "")
	const hidden = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, request := range map[string]string{
		"length and chunks":          postHead + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"chunks and length":          postHead + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
		"two lengths":                postHead + "Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + hidden,
		"the same length twice":      postHead + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + hidden,
		"a list of lengths":          postHead + "Content-Length: 0, 0\r\n\r\n" + hidden,
		"a signed length":            postHead + "Content-Length: +0\r\n\r\n" + hidden,
		"a negative length":          postHead + "Content-Length: -1\r\n\r\n" + hidden,
		"a length in hexadecimal":    postHead + "Content-Length: 0x0\r\n\r\n" + hidden,
		"an empty length":            postHead + "Content-Length:\r\n\r\n" + hidden,
		"a length and more":          postHead + "Content-Length: 0 a\r\n\r\n" + hidden,
		"a huge length":              postHead + "Content-Length: 18446744073709551616\r\n\r\n" + hidden,
		"no chunks":                  postHead + "Transfer-Encoding: identity\r\n\r\n" + hidden,
		"chunks not last":            postHead + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden,
		"chunks not last, two lines": postHead + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
		"chunks twice":               postHead + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"nearly chunks":              postHead + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
		"chunks with a parameter":    postHead + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n" + hidden,
		"chunks in a list":           postHead + "Transfer-Encoding: ,chunked,\r\n\r\n0\r\n\r\n" + hidden,
		"no coding":                  postHead + "Transfer-Encoding:\r\n\r\n" + hidden,
		"a vertical tab":             postHead + "Transfer-Encoding:\vchunked\r\n\r\n0\r\n\r\n" + hidden,
		"a space before the colon":   postHead + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
		"a folded line":              postHead + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + hidden,
		"a folded first line":        "GET / HTTP/1.1\r\n Host: x\r\n\r\n" + hidden,
		"another folded line":        getHead + "a: b\r\n\tc\r\n\r\n" + hidden,
		"bare line feeds":            "GET / HTTP/1.1\nHost: x\n\n" + hidden,
		"a bare line feed":           getHead + "a: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"a bare carriage return":     getHead + "a: b\rc: d\r\n\r\n" + hidden,
		"carriage returns":           "GET / HTTP/1.1\rHost: x\r\r" + hidden,
		"a null":                     getHead + "a: b\x00c\r\n\r\n" + hidden,
		"no colon":                   getHead + "abc\r\n\r\n" + hidden,
		"no name":                    getHead + ": abc\r\n\r\n" + hidden,
		"a space in a name":          getHead + "a b: c\r\n\r\n" + hidden,
		"two hosts":                  getHead + "Host: y\r\n\r\n" + hidden,
		"two spaces":                 "GET  / HTTP/1.1\r\nHost: x\r\n\r\n" + hidden,
		"a space in the target":      "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n" + hidden,
		"no version":                 "GET /\r\nHost: x\r\n\r\n" + hidden,
		"another version":            "GET / HTTP/1.2\r\nHost: x\r\n\r\n" + hidden,
		"HTTP/2":                     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden,
		"lower case":                 "get / HTTP/1.1\r\nHost: x\r\n\r\n" + hidden,
		"a signed size":              inChunks + "+0\r\n\r\n" + hidden,
		"a negative size":            inChunks + "-1\r\n\r\n" + hidden,
		"a size with a prefix":       inChunks + "0x0\r\n\r\n" + hidden,
		"a size and a space":         inChunks + "0 \r\n\r\n" + hidden,
		"a size and a tab":           inChunks + "0\t\r\n\r\n" + hidden,
		"a size of control bytes":    inChunks + "\x10\r\n\r\n" + hidden,
		"a huge size":                inChunks + "10000000000000000\r\n\r\n" + hidden,
		"line feeds behind sizes":    inChunks + "0\n\n" + hidden,
		"a line feed in extensions":  inChunks + "0;a\n\r\n\r\n" + hidden,
		"more than the size":         inChunks + "1\r\nab\r\n0\r\n\r\n" + hidden,
		"a length behind the body":   inChunks + "0\r\nContent-Length: 50\r\n\r\n" + hidden,
		"chunks behind the body":     inChunks + "0\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden,
		"a folded trailer":           inChunks + "0\r\na: b\r\n c\r\n\r\n" + hidden,
		"a close between":            getHead + "Connection: close\r\n\r\n" + hidden,
		"chunks in HTTP/1.0":         "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
	} {
		want := "400"
		if name == "a close between" || name == "chunks in HTTP/1.0" {
			want = "200"
		}
		if got := s.talk(nil, request); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := s.talk(nil, postHead+"Transfer-Encoding: gzip, Chunked\r\n\r\n00a;x=\"y z\"\r\n0123456789\r\n0\r\na: b\r\n\r\n"+getHead+"\r\n"); got != "200 200 0" {
		t.Errorf("an honest request: %q", got)
	}
	if seen := s.stop(); strings.Contains(seen, "smuggled") {
		t.Errorf("served: %s", seen)
	}
}

// A program that keeps what it is sent runs into its own limit, and takes nobody
// with it.
func TestServerMemory(t *testing.T) {
	const limit = 64 << 20
	s := serve(t, Options{Limits: Limits{Memory: limit}}, `{}`, `globalThis.kept = [];`, `req.on('data', (b) => kept.push(Buffer.from(b)));`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	go s.talk(endless(strings.Repeat("x", 1<<16)), postHead+"Content-Length: 9007199254740991\r\n\r\n")
	var memory *MemoryLimitError
	select {
	case err := <-s.ended:
		if !errors.As(err, &memory) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it does not end")
	}
	if err := s.script.Close(); err != nil {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > limit {
		t.Errorf("the host's heap grew by %d MiB", grown>>20)
	}
	if got := answer(t, Options{}, `return 'alive'`); got != "alive" {
		t.Errorf("another runtime: %s", got)
	}
}
