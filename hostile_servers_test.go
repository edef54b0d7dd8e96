package wjs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// rawServer answers each request with what send writes. It notes what it was
// asked for.
func rawServer(t *testing.T, send func(io.Writer)) (address string, asked func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var mu sync.Mutex
	var seen []string
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for r := bufio.NewReader(c); ; {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					mu.Lock()
					seen = append(seen, strings.TrimSpace(line))
					mu.Unlock()
					for len(strings.TrimSpace(line)) > 0 && err == nil {
						line, err = r.ReadString('\n')
					}
					send(c)
				}
			}()
		}
	}()
	return l.Addr().String(), func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(seen, " ")
	}
}

const okHead = "HTTP/1.1 200 OK\r\n"

// Servers that answer with too much, with what is no HTTP, or with what could be
// taken for two things. What fetch and http.get make of each is what Node 24 makes
// of it, where Node does not wait for ever; nothing is taken for an answer that is
// none, and the host's log stays empty.
func TestHostileServers(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(log.Default().Writer())
	const (
		overflow = "UND_ERR_HEADERS_OVERFLOW HPE_HEADER_OVERFLOW"
		token    = "HTTPParserError HPE_INVALID_HEADER_TOKEN"
		size     = "terminated HTTPParserError HPE_INVALID_CHUNK_SIZE"
		gone     = "UND_ERR_SOCKET ECONNRESET"
		chunked  = okHead + "Transfer-Encoding: chunked\r\n\r\n"
		empty    = "Content-Length: 0\r\n\r\n"
		evil     = okHead + "Content-Length: 4\r\n\r\nevil"
	)
	x := func(n int) string { return strings.Repeat("x", n) }
	type test struct {
		sent    string
		forever string // is sent without end behind it
		want    string
	}
	for name, c := range map[string]test{
		"the longest head":          {okHead + "a: " + x(16363) + "\r\n" + empty, "", "200, 200,"},
		"a longer head":             {okHead + "a: " + x(16370) + "\r\n" + empty, "", overflow},
		"a field without end":       {okHead + "a: ", x(10000), overflow},
		"fields without end":        {okHead, strings.Repeat("a: b\r\n", 100), overflow},
		"a reason without end":      {"HTTP/1.1 200 ", x(10000), overflow},
		"no HTTP":                   {"\x16\x03\x01", "", "HTTPParserError HPE_INVALID_CONSTANT"},
		"HTTP/2":                    {"HTTP/2.0 200 OK\r\n" + empty, "", "HTTPParserError HPE_INVALID_CONSTANT"},
		"a status in letters":       {"HTTP/1.1 abc OK\r\n\r\n", "", "HTTPParserError HPE_INVALID_STATUS"},
		"a status of two digits":    {"HTTP/1.1 99 OK\r\n\r\n", "", "HTTPParserError HPE_INVALID_STATUS"},
		"a status of four digits":   {"HTTP/1.1 1000 OK\r\n\r\n", "", "HTTPParserError HPE_INVALID_STATUS"},
		"a folded line":             {okHead + "a: b\r\n c\r\n" + empty, "", token},
		"bare line feeds":           {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "", "HTTPParserError HPE_CR_EXPECTED"},
		"a bare carriage return":    {okHead + "a: b\rc: d\r\n" + empty, "", "HTTPParserError HPE_LF_EXPECTED"},
		"a null":                    {okHead + "a: \x00\r\n" + empty, "", token},
		"a space in a name":         {okHead + "a b: c\r\n" + empty, "", token},
		"no colon":                  {okHead + "abc\r\n" + empty, "", token},
		"two lengths":               {okHead + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", "", "HTTPParserError HPE_UNEXPECTED_CONTENT_LENGTH"},
		"a length twice":            {okHead + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", "", "HTTPParserError HPE_UNEXPECTED_CONTENT_LENGTH"},
		"length and chunks":         {okHead + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", "HTTPParserError HPE_INVALID_TRANSFER_ENCODING"},
		"a negative length":         {okHead + "Content-Length: -2\r\n\r\nab", "", "HTTPParserError HPE_INVALID_CONTENT_LENGTH"},
		"a length in letters":       {okHead + "Content-Length: x\r\n\r\nab", "", "HTTPParserError HPE_INVALID_CONTENT_LENGTH"},
		"a size in letters":         {chunked + "xyz\r\nab\r\n0\r\n\r\n", "", size},
		"a negative size":           {chunked + "-1\r\nab\r\n0\r\n\r\n", "", size},
		"a huge size":               {chunked + "10000000000000000\r\nab\r\n0\r\n\r\n", "", size},
		"a size without end":        {chunked, "0", size},
		"more than the size":        {chunked + "1\r\nab\r\n0\r\n\r\n", "", "terminated HTTPParserError HPE_STRICT"},
		"extensions without end":    {chunked + "1;", x(10000), "terminated HTTPParserError HPE_CHUNK_EXTENSIONS_OVERFLOW"},
		"the longest trailer":       {chunked + "0\r\na: " + x(16382) + "\r\n\r\n", "", "200, 200,"},
		"a longer trailer":          {chunked + "0\r\na: " + x(16383) + "\r\n\r\n", "", "terminated " + overflow},
		"a trailer without end":     {chunked + "0\r\na: ", x(10000), "terminated " + overflow},
		"trailers without end":      {chunked + "0\r\n", strings.Repeat("a: b\r\n", 100), "terminated " + overflow},
		"too many codings":          {okHead + "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\nContent-Length: 2\r\n\r\nab", "", "undefined 200,ab"},
		"no gzip":                   {okHead + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "", "terminated Z_DATA_ERROR 200,hello"},
		"another protocol":          {"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nevil", "", gone},
		"many interim answers":      {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 1000) + okHead + "Content-Length: 2\r\n\r\nok", "", "200,ok 200,ok"},
		"an answer behind another":  {okHead + "Content-Length: 2\r\n\r\nok" + evil, "", "200,ok 200,ok"},
		"a body behind none":        {"HTTP/1.1 204 No Content\r\nContent-Length: 56\r\n\r\n" + evil, "", "204, 204,"},
		"an answer behind chunks":   {chunked + "2\r\nok\r\n0\r\n\r\n" + evil, "", "200,ok 200,ok"},
		"a redirect with an answer": {"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n" + evil, "", "undefined 302,"},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := rawServer(t, func(w io.Writer) {
				_, err := io.WriteString(w, c.sent)
				for err == nil && c.forever != "" {
					_, err = io.WriteString(w, c.forever)
				}
			})
			got := answer(t, Options{Permissions: Permissions{Net: []string{address}}}, fmt.Sprintf(`
				const url = 'http://%s/', http = process.getBuiltinModule('http');
				const name = (e) => { const c = e.cause ?? e; return (e.message === 'terminated' ? 'terminated ' : '') + (c.name === 'HTTPParserError' ? c.name : c.code); };
				const byFetch = () => fetch(url).then(async (r) => r.status + ',' + (await r.text())).catch(name);
				const byGet = () => new Promise((done) => http.get(url, { agent: new http.Agent({ keepAlive: true }) }, (r) => { let s = ''; r.on('data', (b) => { s += b; }).on('end', () => done(r.statusCode + ',' + s)).on('error', (e) => done(name(e))); }).on('error', (e) => done(name(e))));
				const both = [await byFetch(), await byGet()].join(' ');
				// Once more: nothing is left on a link that would be taken for an answer.
				for (const a of [await byFetch(), await byGet()]) if (!both.includes(a)) return both + ', then ' + a;
				return both;`, address))
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if logged.Len() > 0 {
		t.Errorf("logged: %s", logged.Bytes())
	}
}

// An answer that unfolds, or goes on, without end: a script that keeps it runs
// into its own limit, one that reads and forgets needs no memory for it, and one
// that looks at the head alone reads nothing.
func TestEndlessAnswers(t *testing.T) {
	const limit = 64 << 20
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	for block := make([]byte, 1<<20); bomb.Len() < 2<<20; {
		if _, err := z.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	for name, send := range map[string]func(io.Writer){
		"a bomb": func(w io.Writer) {
			fmt.Fprintf(w, "%sContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", okHead, 1<<40)
			for _, err := w.Write(bomb.Bytes()); err == nil; {
				_, err = w.Write(bomb.Bytes())
			}
		},
		"a bomb in a bomb": func(w io.Writer) {
			var outer bytes.Buffer
			z := gzip.NewWriter(&outer)
			z.Write(bomb.Bytes())
			z.Flush()
			fmt.Fprintf(w, "%sContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n", okHead, 1<<40)
			w.Write(outer.Bytes())
		},
		"a body": func(w io.Writer) {
			io.WriteString(w, okHead+"\r\n")
			for block, err := make([]byte, 1<<16), error(nil); err == nil; {
				_, err = w.Write(block)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := rawServer(t, send)
			opts := Options{Permissions: Permissions{Net: []string{address}}, Limits: Limits{Memory: limit}}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			_, err := open(t, opts).Eval(within(t, time.Minute), fmt.Sprintf(`fetch('http://%s/').then((r) => r.arrayBuffer())`, address))
			var memory *MemoryLimitError
			if !errors.As(err, &memory) && (err == nil || !strings.Contains(err.Error(), "RangeError")) {
				t.Errorf("what is kept: %v", err)
			}
			if got := answer(t, opts, fmt.Sprintf(`
				let n = 0;
				for await (const chunk of (await fetch('http://%[1]s/')).body) if ((n += chunk.length) > %[2]d) break;
				const head = await fetch('http://%[1]s/');
				await head.body.cancel();
				return n > %[2]d && head.status;`, address, 3*limit)); got != "200" {
				t.Errorf("what is forgotten: %s", got)
			}
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > limit {
				t.Errorf("the host's heap grew by %d MiB", grown>>20)
			}
		})
	}
}
