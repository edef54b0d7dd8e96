package http

import (
	"bufio"
	"bytes"
	"io"
	nethttp "net/http"
	"strconv"
	"strings"
	"testing"
)

// What is taken for a request is the same request to net/http, or none: where the
// two disagreed about an end, something could hide.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nd: e\r\n\r\nGET",
		"POST / HTTP/1.0\r\nTransfer-Encoding: gzip,chunked\r\n\r\n0\r\n\r\n", "\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "GET /\x10 HTTP/1.1\r\n a:b\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	b := bounds{1 << 10, 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		br := bufio.NewReader(bytes.NewReader(data))
		h, err := readHead(br, b)
		if err != nil {
			return
		}
		if len(h.raw)/2 > b.count || len(strings.Join(h.raw, "")) >= b.size {
			t.Errorf("%d fields of %d bytes", len(h.raw)/2, len(strings.Join(h.raw, "")))
		}
		body, bodyErr := []byte(nil), error(nil)
		if r := h.body(br, b); r != nil {
			body, bodyErr = io.ReadAll(r)
		}
		other := bufio.NewReader(bytes.NewReader(bytes.TrimLeft(data, "\r\n")))
		req, err := nethttp.ReadRequest(other)
		if err != nil || h.last {
			return
		}
		theirs, theirErr := io.ReadAll(req.Body)
		if req.Method != h.method || req.RequestURI != h.target {
			t.Errorf("%s %s is %s %s to net/http", h.method, h.target, req.Method, req.RequestURI)
		}
		if bodyErr != nil {
			return
		}
		if theirErr != nil || !bytes.Equal(body, theirs) {
			t.Errorf("a body of %q is %q (%v) to net/http", body, theirs, theirErr)
		}
		rest, _ := io.ReadAll(br)
		if theirRest, _ := io.ReadAll(other); !bytes.Equal(rest, theirRest) {
			t.Errorf("%q is behind it, %q to net/http", rest, theirRest)
		}
	})
}

// The same for responses.
func FuzzResponse(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP", "HTTP/1.0 404 \r\n\r\nall", "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP",
		"HTTP/1.1 204 x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
	} {
		f.Add([]byte(s))
	}
	b := bounds{size: 1 << 10}
	f.Fuzz(func(t *testing.T, data []byte) {
		br := bufio.NewReader(bytes.NewReader(data))
		h, err := readStatus(br, b)
		if err != nil {
			return
		}
		how, err := frame(h.raw)
		if err != nil || h.status < 200 || h.status == 204 || h.status == 304 || how.coded && h.minor == 0 {
			return
		}
		other := bufio.NewReader(bytes.NewReader(data))
		res, err := nethttp.ReadResponse(other, nil)
		if err != nil {
			return
		}
		if res.StatusCode != h.status {
			t.Errorf("status %d is %d to net/http", h.status, res.StatusCode)
		}
		r := how.body(br, b)
		if r == nil {
			return
		}
		body, err := io.ReadAll(r)
		if err != nil {
			return
		}
		theirs, err := io.ReadAll(res.Body)
		if err != nil || !bytes.Equal(body, theirs) {
			t.Errorf("a body of %q is %q (%v) to net/http", body, theirs, err)
		}
	})
}

// A request that a client writes is what was asked for, to net/http as to us.
func TestSetHead(t *testing.T) {
	for _, c := range []struct {
		r      request
		fields []string
		want   string
	}{
		{request{method: "GET", path: "/", authority: "x:1"}, nil, "Host: x:1\r\n"},
		{request{method: "GET", path: "/"}, []string{"hOst", "y", "A", "b", "a", "c"}, "hOst: y\r\nA: b\r\na: c\r\n"},
		{request{method: "POST", path: "/", whole: true}, []string{"Host", "y"}, "Host: y\r\nContent-Length: 0\r\n"},
		{request{method: "POST", path: "/", whole: true, length: 3}, []string{"content-length", "3", "Host", "y"}, "content-length: 3\r\nHost: y\r\n"},
		{request{method: "POST", path: "/", whole: true, length: 3}, []string{"Host", "y", "content-length", "3", "content-length", "4", "Transfer-Encoding", "chunked"}, "Host: y\r\ncontent-length: 3\r\n"},
		{request{method: "POST", path: "/", length: -1}, []string{"Host", "y", "Content-Length", "3"}, "Host: y\r\nTransfer-Encoding: chunked\r\n"},
		{request{method: "POST", path: "/", length: -1}, []string{"Transfer-Encoding", "gzip", "transfer-encoding", "chunked", "Host", "y"}, "transfer-encoding: chunked\r\nHost: y\r\n"},
		{request{method: "GET", path: "/"}, []string{"Host", "y", "Content-Length", "3", "Transfer-Encoding", "chunked"}, "Host: y\r\n"},
	} {
		if err := c.r.setHead(c.fields); err != nil {
			t.Fatal(err)
		}
		if got, want := string(c.r.head), c.r.method+" / HTTP/1.1\r\n"+c.want+"\r\n"; got != want {
			t.Errorf("%v: %q, want %q", c.fields, got, want)
		}
		if _, err := readHead(bufio.NewReader(strings.NewReader(string(c.r.head))), bounds{headSize, 0}); err != nil {
			t.Errorf("%q: %v", c.r.head, err)
		}
	}
}

// A head takes no more memory than its bounds say, whatever is sent.
func TestFieldsAreBounded(t *testing.T) {
	endless := func(s string) io.Reader {
		return io.MultiReader(strings.NewReader("GET / HTTP/1.1\r\n"), &repeating{s: s})
	}
	for _, s := range []string{"a:\r\n", "a: b\r\n", "a", "a: " + strings.Repeat(" ", 1000), "a:" + strings.Repeat("b", 5000) + "\r\n"} {
		for _, b := range []bounds{{headSize, 1000}, {headSize, 0}, {maxHeadSize, 0}} {
			got := testing.AllocsPerRun(1, func() {
				if _, err := readHead(bufio.NewReader(endless(s)), b); err != errTooLarge {
					t.Errorf("%.10q: %v", s, err)
				}
			})
			if got > 2*maxFields+100 {
				t.Errorf("%.10q: %s allocations", s, strconv.FormatFloat(got, 'f', 0, 64))
			}
		}
	}
}

type repeating struct {
	s string
	i int
}

func (r *repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.s[r.i%len(r.s)]
		r.i++
	}
	return len(p), nil
}
