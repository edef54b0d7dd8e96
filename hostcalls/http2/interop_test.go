//lint:file-ignore SA1019 x/net's implementation is tried on purpose, whatever is advised to programs

package http2

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	xhttp2 "golang.org/x/net/http2"
)

// line carries bytes between a session and an implementation that has a socket.
type line struct {
	*side
	conn net.Conn
	in   chan []byte
	wake chan func()
	gone chan struct{}

	waiting []byte // to be written
}

func newLine(t *testing.T, s *side) (*line, net.Conn) {
	ours, theirs := net.Pipe()
	l := &line{side: s, conn: ours, in: make(chan []byte), wake: make(chan func()), gone: make(chan struct{})}
	go func() {
		defer close(l.in)
		for {
			b := make([]byte, 32<<10)
			n, err := ours.Read(b)
			if n > 0 {
				select {
				case l.in <- b[:n]:
				case <-l.gone:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(l.gone)
		ours.Close()
		theirs.Close()
	})
	return l, theirs
}

// run carries until until says so.
func (l *line) run(until func() bool) {
	l.t.Helper()
	out := make(chan []byte, 1)
	writers := sync.WaitGroup{}
	writers.Go(func() {
		for b := range out {
			if _, err := l.conn.Write(b); err != nil {
				return
			}
		}
	})
	defer writers.Wait()
	defer close(out)
	timeout := time.After(20 * time.Second)
	for !until() {
		if len(l.waiting) == 0 {
			l.waiting = bytes.Clone(l.take(64 << 10))
			l.drain()
			if len(l.waiting) == 0 && l.wants() {
				continue
			}
		}
		send := out
		if len(l.waiting) == 0 {
			send = nil
		}
		select {
		case b, ok := <-l.in:
			if !ok {
				l.in = nil
			}
			l.input(b, len(b)+1)
		case send <- l.waiting:
			l.waiting = nil
		case f := <-l.wake:
			f()
		case <-timeout:
			l.t.Fatalf("it takes too long: %.3000s", l.said())
		}
	}
}

// Our client and the server of x/net.
func TestServerOfOthers(t *testing.T) {
	s := newSide(t, false, "")
	l, theirs := newLine(t, s)
	big := strings.Repeat("abcdefgh", 5000)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "sum")
		w.Header().Set("big", big)
		if p, ok := w.(http.Pusher); ok && r.URL.Path == "/push" {
			if err := p.Push("/pushed", nil); err != nil {
				t.Error(err)
			}
		}
		w.WriteHeader(http.StatusEarlyHints)
		n, _ := io.Copy(w, r.Body)
		w.Header().Set("sum", strconv.FormatInt(n, 10)+r.Header.Get("echo"))
	})
	go (&xhttp2.Server{MaxConcurrentStreams: 100, MaxReadFrameSize: 1 << 20}).ServeConn(theirs, &xhttp2.ServeConnOpts{Handler: handler})
	data := noise(2 << 20)
	closed := map[uint32]int{}
	s.hear = func(e event) {
		switch e.kind {
		case kindData:
			s.consume(e.stream, len(e.data))
		case kindClose:
			closed[e.stream] = e.a
		}
	}
	l.run(func() bool { return s.remoteKnown })
	for i := range 50 {
		id := uint32(s.request(list(":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/", "echo", big+fmt.Sprint(i)), false))
		if i < 5 {
			s.write(id, data, false)
		}
		s.write(id, []byte("end"), true)
	}
	push := uint32(s.request(list(":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/push"), true))
	l.run(func() bool { return len(closed) == 52 })
	log := s.said()
	for id, code := range closed {
		if code != 0 {
			t.Errorf("stream %d was closed with %d", id, code)
		}
	}
	for i := range 50 {
		id := uint32(2*i + 1)
		want := "end"
		if i < 5 {
			want = string(data) + "end"
		}
		if got := s.body[id].String(); got != want {
			t.Errorf("stream %d: %d bytes instead of %d", id, len(got), len(want))
		}
		if trailers := fmt.Sprintf("HEADERS%d 3 5 [sum %d%s%d] []", id, len(want), big, i); !strings.Contains(log, trailers) {
			t.Errorf("stream %d has no trailers", id)
		}
	}
	for _, want := range []string{fmt.Sprintf("PROMISE%d 2 [", push), "HEADERS2 2 ", "HEADERS1 1 4 [:status 103 ", "HEADERS1 3 4 [:status 200 big " + big} {
		if !strings.Contains(log, want) {
			t.Errorf("nothing was told of %.60q", want)
		}
	}
	if s.broken {
		t.Error("it ended with an error")
	}
}

// Our server and the client of x/net.
func TestClientOfOthers(t *testing.T) {
	s := newSide(t, true, `{"settings": {"maxConcurrentStreams": 20, "headerTableSize": 100, "maxFrameSize": 100000}}`)
	l, theirs := newLine(t, s)
	transport := &xhttp2.Transport{AllowHTTP: true, StrictMaxConcurrentStreams: true}
	var conn *xhttp2.ClientConn
	big := strings.Repeat("abcdefgh", 5000)
	bodies := map[uint32][]byte{}
	method := map[uint32]string{}
	reset := map[uint32]int{}
	s.hear = func(e event) {
		switch e.kind {
		case kindHeaders:
			if e.a != catRequest {
				return
			}
			method[e.stream] = e.fields[3]
			for i := 0; i < len(e.fields); i += 2 {
				if e.fields[i] == ":method" {
					method[e.stream] = e.fields[i+1]
				}
			}
			s.info(e.stream, list(":status", "103", "link", "x"))
			s.respond(e.stream, list(":status", "200", "big", big, "trailer", "sum"), false)
		case kindData:
			bodies[e.stream] = append(bodies[e.stream], e.data...)
			s.consume(e.stream, len(e.data))
		case kindEnd:
			if method[e.stream] == "DELETE" {
				return // which has no answer
			}
			s.write(e.stream, bodies[e.stream], false)
			s.sendTrailers(e.stream, list("sum", strconv.Itoa(len(bodies[e.stream]))))
		case kindClose:
			reset[e.stream] = e.a
		}
	}
	data := noise(2 << 20)
	done := make(chan error, 100)
	const requests = 60
	ready := make(chan struct{})
	go func() {
		var err error
		if conn, err = transport.NewClientConn(theirs); err != nil {
			t.Error(err)
		}
		close(ready)
	}()
	for i := range requests {
		go func() {
			<-ready
			done <- func() error {
				var body []byte
				if i < 5 {
					body = data
				} else {
					body = []byte(fmt.Sprint(i))
				}
				req, _ := http.NewRequest("POST", "http://x/path", bytes.NewReader(body))
				req.Header.Set("big", big)
				res, err := conn.RoundTrip(req)
				if err != nil {
					return err
				}
				defer res.Body.Close()
				got, err := io.ReadAll(res.Body)
				if err != nil || !bytes.Equal(got, body) {
					return fmt.Errorf("%d: %d bytes instead of %d: %v", i, len(got), len(body), err)
				}
				if res.Header.Get("big") != big || res.Trailer.Get("sum") != strconv.Itoa(len(body)) {
					return fmt.Errorf("%d: headers or trailers are missing", i)
				}
				return nil
			}()
		}()
	}
	go func() {
		<-ready
		done <- func() error {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			req, _ := http.NewRequestWithContext(ctx, "DELETE", "http://x/", nil)
			res, err := conn.RoundTrip(req)
			if err != nil {
				return err
			}
			cancel()
			_, err = io.ReadAll(res.Body)
			if err == nil {
				return fmt.Errorf("a request that was given up has ended")
			}
			return nil
		}()
	}()
	left := requests + 1
	check := func() bool {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			left--
		default:
		}
		return left == 0
	}
	go func() {
		for {
			select {
			case l.wake <- func() {}:
				time.Sleep(time.Millisecond)
			case <-t.Context().Done():
				return
			}
		}
	}()
	l.run(func() bool { return check() && len(reset) == requests+1 })
	cancelled := 0
	for _, code := range reset {
		if code == codeCancel {
			cancelled++
		} else if code != 0 {
			t.Errorf("a stream was closed with %d", code)
		}
	}
	if cancelled != 1 || s.broken {
		t.Errorf("%d streams were cancelled; broken: %v", cancelled, s.broken)
	}
}
