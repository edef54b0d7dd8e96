package http2

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// side is a session in a test, with what it has told.
type side struct {
	*session
	t   testing.TB
	log []string
	// hear is called for each event, before it is written down.
	hear func(event)
	body map[uint32]*bytes.Buffer
}

func newSide(t testing.TB, server bool, options string) *side {
	t.Helper()
	if options == "" {
		options = "{}"
	}
	opt, err := parseOptions(options, server)
	if err != nil {
		t.Fatal(err)
	}
	return &side{session: newSession(server, opt, &pool{limit: 1 << 30}), t: t, body: map[uint32]*bytes.Buffer{}}
}

func show(e event) string {
	name := kindNames[e.kind]
	switch e.kind {
	case kindHeaders:
		return fmt.Sprintf("%s%d %d %d %v %v", name, e.stream, e.a, e.b, e.fields, e.sensitive)
	case kindPromise:
		return fmt.Sprint(name, e.stream, " ", e.a, " ", e.fields)
	case kindData:
		return fmt.Sprint(name, e.stream, " ", len(e.data))
	case kindClose, kindSent:
		return fmt.Sprint(name, e.stream, " ", e.a)
	case kindEnd:
		return fmt.Sprint(name, e.stream)
	case kindGoaway:
		return fmt.Sprintf("%s %d %d %s", name, e.a, e.b, e.data)
	case kindError:
		return fmt.Sprint(name, " ", e.a, " ", e.b, e.fields)
	case kindFrameError:
		return fmt.Sprint(name, e.stream, " ", e.a, " ", e.b)
	case kindPing, kindPingAck:
		return fmt.Sprintf("%s %s", name, e.data)
	case kindAltsvc, kindOrigin:
		return fmt.Sprint(name, e.stream, " ", e.fields)
	}
	return name
}

// events moves the session's events to the log.
func (s *side) drain() {
	list := s.session.events
	s.session.events = nil
	for _, e := range list {
		if e.kind == kindData {
			if s.body[e.stream] == nil {
				s.body[e.stream] = &bytes.Buffer{}
			}
			s.body[e.stream].Write(e.data)
		}
		if s.hear != nil {
			s.hear(e)
		}
		s.log = append(s.log, show(e))
	}
}

// output is all that the session has to send.
func (s *side) output() []byte {
	var all []byte
	for range 1 << 16 {
		b := s.take(1 << 16)
		s.drain()
		s.charge()
		if len(b) == 0 {
			if s.wants() {
				s.t.Fatal("the session wants to send and does not")
			}
			return all
		}
		all = append(all, b...)
	}
	s.t.Fatal("the session does not end to send")
	return nil
}

// input is what the session receives, in pieces of n bytes.
func (s *side) input(b []byte, n int) {
	for len(b) > 0 {
		n := min(n, len(b))
		s.receive(b[:n])
		s.drain()
		s.charge()
		b = b[n:]
	}
}

// said returns the log, and forgets it.
func (s *side) said() string {
	text := strings.Join(s.log, "\n")
	s.log = nil
	return text
}

func (s *side) expect(want ...string) {
	s.t.Helper()
	if got := s.said(); got != strings.Join(want, "\n") {
		s.t.Errorf("told\n\t%s\nwant\n\t%s", strings.ReplaceAll(got, "\n", "\n\t"), strings.Join(want, "\n\t"))
	}
}

// pump carries bytes between the two until there are none.
func pump(a, b *side, piece int) {
	for range 1 << 16 {
		x := a.output()
		b.input(x, piece)
		y := b.output()
		a.input(y, piece)
		if len(x)+len(y) == 0 {
			return
		}
	}
	a.t.Fatal("the two do not come to an end")
}

func pair(t testing.TB, clientOptions, serverOptions string) (client, server *side) {
	t.Helper()
	client, server = newSide(t, false, clientOptions), newSide(t, true, serverOptions)
	pump(client, server, 1<<20)
	client.expect("SETTINGS", "SETTINGS_ACK")
	server.expect("SETTINGS", "SETTINGS_ACK")
	return client, server
}

func list(pairs ...string) []field {
	made, ok := fields(pairs, nil)
	if !ok {
		panic("odd fields")
	}
	return made
}

func get_(extra ...string) []field {
	return list(append([]string{":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/"}, extra...)...)
}

func post(extra ...string) []field {
	return list(append([]string{":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/"}, extra...)...)
}

const getFields = "[:method GET :scheme http :authority x :path /]"

func TestExchange(t *testing.T) {
	for _, piece := range []int{1 << 20, 7, 1} {
		c, s := newSide(t, false, ""), newSide(t, true, "")
		pump(c, s, piece)
		c.expect("SETTINGS", "SETTINGS_ACK")
		s.expect("SETTINGS", "SETTINGS_ACK")
		id := c.request(get_(), true)
		pump(c, s, piece)
		c.expect()
		s.expect("HEADERS1 0 5 "+getFields+" []", "END1")
		s.info(1, list(":status", "103", "link", "x"))
		s.respond(1, list(":status", "200"), false)
		s.write(1, []byte("hello"), false)
		pump(c, s, piece)
		s.expect("SENT1 5")
		if piece > 5 {
			c.expect("HEADERS1 1 4 [:status 103 link x] []", "HEADERS1 3 4 [:status 200] []", "DATA1 5")
		} else {
			c.said()
		}
		s.sendTrailers(1, list("a", "b"))
		pump(c, s, piece)
		s.expect("CLOSE1 0")
		c.expect("HEADERS1 3 5 [a b] []", "END1", "CLOSE1 0")
		if got := c.body[1].String(); id != 1 || got != "hello" {
			t.Errorf("stream %d: %q", id, got)
		}
		if len(c.streams)+len(s.streams) != 0 {
			t.Error("streams are left")
		}
	}
}
