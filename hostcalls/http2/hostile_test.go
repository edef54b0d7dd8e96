package http2

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
)

// frame makes a frame of any sort.
func frame(kind frameType, flags uint8, stream uint32, payload ...any) []byte {
	var p []byte
	for _, x := range payload {
		switch x := x.(type) {
		case string:
			p = append(p, x...)
		case []byte:
			p = append(p, x...)
		case int:
			p = binary.BigEndian.AppendUint32(p, uint32(x))
		case uint16:
			p = binary.BigEndian.AppendUint16(p, x)
		}
	}
	return append(appendHead(nil, len(p), kind, flags, stream), p...)
}

// literal is a header block of literals that are not indexed.
func literal(pairs ...string) []byte {
	var b []byte
	for i, text := range pairs {
		if i%2 == 0 {
			b = append(b, 0)
		}
		if n := len(text); n < 127 {
			b = append(b, byte(n))
		} else {
			b = append(b, 127)
			for n -= 127; n >= 128; n >>= 7 {
				b = append(b, byte(n)|128)
			}
			b = append(b, byte(n))
		}
		b = append(b, text...)
	}
	return b
}

var getBlock = literal(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/")

func getWith(pairs ...string) []byte { return append(bytes.Clone(getBlock), literal(pairs...)...) }

var postBlock = literal(":method", "POST", ":scheme", "http", ":authority", "x", ":path", "/")

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func repeat(n int, make func(i int) []byte) []byte {
	var all []byte
	for i := range n {
		all = append(all, make(i)...)
	}
	return all
}

// outcome describes what a session has sent: no SETTINGS, no PING.
func outcome(b []byte) string {
	b = bytes.TrimPrefix(b, []byte(magic))
	var list []string
	for len(b) >= headLen {
		h := parseHead(b)
		if len(b) < headLen+h.length {
			list = append(list, "torn")
			break
		}
		p := b[headLen:][:h.length]
		b = b[headLen+h.length:]
		switch h.kind {
		case typeReset:
			list = append(list, fmt.Sprintf("RST%d %d", h.stream, binary.BigEndian.Uint32(p)))
		case typeGoaway:
			list = append(list, fmt.Sprintf("GOAWAY %d %d", binary.BigEndian.Uint32(p[4:]), binary.BigEndian.Uint32(p)))
		case typeWindow:
			list = append(list, fmt.Sprintf("WINDOW%d %d", h.stream, binary.BigEndian.Uint32(p)))
		case typeHeaders:
			list = append(list, fmt.Sprintf("HEADERS%d", h.stream))
		case typePush:
			list = append(list, fmt.Sprintf("PUSH%d", h.stream))
		case typeData:
			list = append(list, fmt.Sprintf("DATA%d %d", h.stream, h.length))
		}
	}
	return strings.Join(list, ", ")
}

const (
	eh  = flagEndHeaders
	eos = flagEndStream
)

// hostile is what a peer may do to a server, behind its preface and SETTINGS.
var hostile = []struct {
	name string
	in   []byte
	told string // without what a request tells
	sent string
}{
	{"a request", frame(1, eh|eos, 1, getBlock), "", ""},
	{"no frames but magic", nil, "", ""},
	{"a frame too large", frame(0, 0, 1, make([]byte, 16385)), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"DATA on stream 0", frame(0, 0, 0, "x"), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"DATA on an idle stream", frame(0, 0, 1, "x"), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"DATA behind the end", join(frame(1, eh|eos, 1, getBlock), frame(0, 0, 1, "x")), "ERROR -505 5 []", "GOAWAY 5 1"},
	{"HEADERS behind the end", join(frame(1, eh|eos, 1, getBlock), frame(1, eh|eos, 1, getBlock)), "ERROR -510 5 []", "GOAWAY 5 1"},
	{"padding beyond the frame", join(frame(1, eh, 1, postBlock), frame(0, flagPadded, 1, "\x05abcd")), "ERROR -505 1 []", "GOAWAY 1 1"},
	{"padding without a length", join(frame(1, eh, 1, postBlock), frame(0, flagPadded, 1)), "ERROR -505 1 []", "GOAWAY 1 1"},
	{"HEADERS padded beyond the frame", frame(1, eh|flagPadded, 1, "\x09ab"), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"HEADERS on stream 0", frame(1, eh, 0, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"HEADERS on an even stream", frame(1, eh, 2, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"a lower stream", join(frame(1, eh|eos, 3, getBlock), frame(1, eh|eos, 1, getBlock)), "", ""},
	{"HEADERS that depend on themselves", frame(1, eh|eos|flagPriority, 1, 1, "\x10", getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"HEADERS too short for a priority", frame(1, eh|eos|flagPriority, 1, 1), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"a bad index", frame(1, eh|eos, 1, "\xff\xff\xff\x0f"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"index 0", frame(1, eh|eos, 1, "\x80"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"a huge number", frame(1, eh|eos, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"a torn field", frame(1, eh|eos, 1, "\x00\x05ab"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"a table too large", frame(1, eh|eos, 1, "\x3f\xe1\xff\x03"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"a table resized within a block", frame(1, eh|eos, 1, getBlock, "\x20"), "ERROR -505 9 []", "GOAWAY 9 1"},
	{"a frame between CONTINUATION", join(frame(1, 0, 1, getBlock[:3]), frame(6, 0, 0, "12345678")), "ERROR -505 1 []", "GOAWAY 1 1"},
	{"CONTINUATION of another stream", join(frame(1, 0, 1, getBlock[:3]), frame(9, eh, 3, getBlock[3:])), "ERROR -505 1 []", "GOAWAY 1 1"},
	{"CONTINUATION alone", frame(9, eh, 1, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"a flood of CONTINUATION", join(frame(1, 0, 1, getBlock), repeat(20, func(int) []byte { return frame(9, 0, 1) })), "ERROR -905 2 []", "GOAWAY 2 1"},
	{"PRIORITY too short", frame(2, 0, 1, "abcd"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"RST_STREAM too short", frame(3, 0, 1, "abc"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"RST_STREAM on stream 0", frame(3, 0, 0, 8), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"RST_STREAM on an idle stream", frame(3, 0, 1, 8), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"RST_STREAM twice", join(frame(1, eh|eos, 1, getBlock), frame(3, 0, 1, 8), frame(3, 0, 1, 8)), "CLOSE1 8", ""},
	{"DATA on a reset stream", join(frame(1, eh, 1, postBlock), frame(3, 0, 1, 8), frame(0, 0, 1, "x")), "CLOSE1 8", ""},
	{"SETTINGS on a stream", frame(4, 0, 1), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"SETTINGS of odd length", frame(4, 0, 0, "abcde"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"an acknowledgement with content", frame(4, 1, 0, "abcdef"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"an acknowledgement too many", join(frame(4, 1, 0), frame(4, 1, 0)), "SETTINGS_ACK\nERROR -505 1 []", "GOAWAY 1 0"},
	{"too many settings", frame(4, 0, 0, repeat(33, func(i int) []byte { return []byte{0, 9, 0, 0, 0, 1} })), "ERROR -505 11 []", "GOAWAY 11 0"},
	{"push neither on nor off", frame(4, 0, 0, uint16(2), 2), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"a window too large", frame(4, 0, 0, uint16(4), -1), "ERROR -524 3 []", "GOAWAY 3 0"},
	{"frames too small", frame(4, 0, 0, uint16(5), 16383), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"connect neither on nor off", frame(4, 0, 0, uint16(8), 2), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"a flood of SETTINGS", repeat(1200, func(int) []byte { return frame(4, 0, 0) }), "ERROR -904 2 []", "GOAWAY 2 0"},
	{"PUSH_PROMISE of a client", frame(5, eh, 1, 2, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"PING on a stream", frame(6, 0, 1, "12345678"), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"PING too short", frame(6, 0, 0, "1234567"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"a PING's answer that nobody waits for", frame(6, 1, 0, "12345678"), "ERROR -505 2 []", "GOAWAY 2 0"},
	{"a flood of PING", repeat(1200, func(int) []byte { return frame(6, 0, 0, "12345678") }), "ERROR -904 2 []", "GOAWAY 2 0"},
	{"GOAWAY on a stream", frame(7, 0, 1, 0, 0), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"GOAWAY too short", frame(7, 0, 0, 0), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"GOAWAY that grows", join(frame(7, 0, 0, 0, 0), frame(7, 0, 0, 2, 0)), "GOAWAY 0 0 \nERROR -505 1 []", "GOAWAY 1 0"},
	{"WINDOW_UPDATE too short", frame(8, 0, 0, "abc"), "ERROR -505 6 []", "GOAWAY 6 0"},
	{"WINDOW_UPDATE by 0", frame(8, 0, 0, 0), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"WINDOW_UPDATE of a stream by 0", join(frame(1, eh, 1, postBlock), frame(8, 0, 1, 0)), "ERROR -505 1 []", "GOAWAY 1 1"},
	{"WINDOW_UPDATE on an idle stream", frame(8, 0, 1, 5), "ERROR -505 1 []", "GOAWAY 1 0"},
	{"the connection's window overflows", frame(8, 0, 0, maxWindow), "ERROR -524 3 []", "GOAWAY 3 0"},
	{"a stream's window overflows", join(frame(1, eh, 1, postBlock), frame(8, 0, 1, maxWindow)), "ERROR -524 3 []", "GOAWAY 3 1"},
	{"a setting overflows a window", join(frame(1, eh, 1, postBlock), frame(8, 0, 1, maxWindow-65535), frame(4, 0, 0, uint16(4), 65536)), "ERROR -524 3 []", "GOAWAY 3 1"},
	{"more DATA than the window", join(frame(1, eh, 1, postBlock), repeat(4, func(int) []byte { return frame(0, 0, 1, make([]byte, 16384)) })),
		"DATA1 16384\nDATA1 16384\nDATA1 16384\nERROR -505 3 []", "GOAWAY 3 1"},
	{"a frame that nobody knows", frame(99, 255, 7, "whatever"), "", ""},
	{"ALTSVC and ORIGIN of a client", join(frame(10, 0, 0, "\x00\x01ab"), frame(12, 0, 0, "\x00\x01a")), "", ""},

	// Messages: RFC 9113, section 8.
	{"upper case", frame(1, eh|eos, 1, getWith("A", "b")), "", "RST1 1"},
	{"no method", frame(1, eh|eos, 1, literal(":scheme", "http", ":authority", "x", ":path", "/")), "", "RST1 1"},
	{"no path", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "x")), "", "RST1 1"},
	{"no scheme", frame(1, eh|eos, 1, literal(":method", "GET", ":path", "/", ":authority", "x")), "", "RST1 1"},
	{"no authority", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":path", "/")), "", "RST1 1"},
	{"an empty path", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "")), "", "RST1 1"},
	{"a path without a slash", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "a")), "", "RST1 1"},
	{"an asterisk for GET", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "*")), "", "RST1 1"},
	{"an asterisk for OPTIONS", frame(1, eh|eos, 1, literal(":method", "OPTIONS", ":scheme", "http", ":authority", "x", ":path", "*")), "", ""},
	{"a space in the path", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "x", ":path", "/ b")), "", "RST1 1"},
	{"a bad method", frame(1, eh|eos, 1, literal(":method", "G T", ":scheme", "http", ":authority", "x", ":path", "/")), "", "RST1 1"},
	{"a bad authority", frame(1, eh|eos, 1, literal(":method", "GET", ":scheme", "http", ":authority", "a@b", ":path", "/")), "", "RST1 1"},
	{"a pseudo-header twice", frame(1, eh|eos, 1, getWith(":path", "/")), "", "RST1 1"},
	{"a pseudo-header behind others", frame(1, eh|eos, 1, literal(":method", "GET", "a", "b", ":scheme", "http", ":authority", "x", ":path", "/")), "", "RST1 1"},
	{"a pseudo-header that nobody knows", frame(1, eh|eos, 1, getWith(":a", "b")), "", "RST1 1"},
	{"a status in a request", frame(1, eh|eos, 1, getWith(":status", "200")), "", "RST1 1"},
	{"a protocol that was not offered", frame(1, eh, 1, literal(":method", "CONNECT", ":scheme", "http", ":authority", "x", ":path", "/", ":protocol", "p")), "", "RST1 1"},
	{"connection", frame(1, eh|eos, 1, getWith("connection", "close")), "", "RST1 1"},
	{"transfer-encoding", frame(1, eh|eos, 1, getWith("transfer-encoding", "chunked")), "", "RST1 1"},
	{"te", frame(1, eh|eos, 1, getWith("te", "gzip")), "", "RST1 1"},
	{"te: trailers", frame(1, eh|eos, 1, getWith("te", "trailers")), "", ""},
	{"content-length twice", frame(1, eh|eos, 1, getWith("content-length", "0", "content-length", "0")), "", "RST1 1"},
	{"content-length that is no number", frame(1, eh|eos, 1, getWith("content-length", "+1")), "", "RST1 1"},
	{"content-length too large", frame(1, eh|eos, 1, getWith("content-length", "99999999999999999999")), "", "RST1 1"},
	{"content-length without content", frame(1, eh|eos, 1, getWith("content-length", "1")), "", "RST1 1"},
	{"more than content-length", join(frame(1, eh, 1, postBlock, literal("content-length", "1")), frame(0, eos, 1, "ab")), "CLOSE1 1", "RST1 1"},
	{"less than content-length", join(frame(1, eh, 1, postBlock, literal("content-length", "3")), frame(0, eos, 1, "ab")), "DATA1 2\nCLOSE1 1", "RST1 1"},
	{"CONNECT with a path", frame(1, eh, 1, literal(":method", "CONNECT", ":authority", "x", ":path", "/")), "", "RST1 1"},
	{"CONNECT", frame(1, eh, 1, literal(":method", "CONNECT", ":authority", "x")), "", ""},
	{"trailers that do not end", join(frame(1, eh, 1, postBlock), frame(1, eh, 1, literal("a", "b"))), "CLOSE1 1", "RST1 1"},
	{"trailers with a pseudo-header", join(frame(1, eh, 1, postBlock), frame(1, eh|eos, 1, literal(":path", "/"))), "CLOSE1 1", "RST1 1"},
	{"a line break in a value is ignored", frame(1, eh|eos, 1, getWith("a", "b\r\nc: d")), "", ""},
	{"a space in a name is ignored", frame(1, eh|eos, 1, getWith("a b", "c")), "", ""},
	{"an empty name is ignored", frame(1, eh|eos, 1, getWith("", "c")), "", ""},
	{"too many fields", frame(1, eh|eos, 1, getBlock, repeat(200, func(int) []byte { return literal("a", "b") })), "", "RST1 11"},
	{"a name too long", frame(1, 0, 1, getBlock, "\x00\x7f\xff\xff\x7fx"), "ERROR -505 9 []", "GOAWAY 9 1"},
}

// openServer is a server whose peer has sent the start of a connection.
func openServer(t testing.TB, options string) *side {
	s := newSide(t, true, options)
	s.input(join([]byte(magic), frame(4, 0, 0)), 1<<20)
	s.output()
	s.said()
	return s
}

// requestsOut drops what requests and their ends have told.
func requestsOut(text string) string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "HEADERS") && !strings.HasPrefix(line, "END") && line != "SETTINGS" && !strings.HasPrefix(line, "PING ") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func TestHostilePeers(t *testing.T) {
	for _, c := range hostile {
		for _, piece := range []int{1 << 20, 1} {
			if piece == 1 && (strings.Contains(c.told, "DATA1") || c.name == "more than content-length") {
				continue // which is told in other parts
			}
			s := openServer(t, "")
			s.input(c.in, piece)
			sent := outcome(s.output())
			if told := requestsOut(s.said()); told != c.told || sent != c.sent {
				t.Errorf("%s, in pieces of %d: told %q, sent %q\nwant %q, %q", c.name, piece, told, sent, c.told, c.sent)
			}
			before := s.memory()
			s.input(frame(1, eh|eos, 99, getBlock), 1<<20)
			if s.broken && (s.said() != "" || s.memory() > before) {
				t.Errorf("%s: a broken session listens", c.name)
			}
		}
	}
}

func TestBadStarts(t *testing.T) {
	for name, c := range map[string]struct{ in, told, sent string }{
		"HTTP/1.1":           {"GET / HTTP/1.1\r\n\r\n", "ERROR -903 2 []", "GOAWAY 2 0"},
		"no SETTINGS":        {magic + string(frame(6, 0, 0, "12345678")), "ERROR -505 1 []", "GOAWAY 1 0"},
		"an acknowledgement": {magic + string(frame(4, 1, 0)), "ERROR -505 1 []", "GOAWAY 1 0"},
	} {
		s := newSide(t, true, "")
		s.output()
		s.input([]byte(c.in), 3)
		if sent := outcome(s.output()); sent != c.sent {
			t.Errorf("%s: sent %q, want %q", name, sent, c.sent)
		}
		s.expect(c.told)
	}
}

func TestFloods(t *testing.T) {
	request := func(i int) []byte { return frame(1, eh|eos, uint32(2*i+1), getBlock) }
	for name, c := range map[string]struct {
		options    string
		in         []byte
		told, sent string // the last of each
	}{
		"rapid resets": {"", repeat(1100, func(i int) []byte { return join(request(i), frame(3, 0, uint32(2*i+1), 8)) }),
			"ERROR -505 2 []", "GOAWAY 2 2001"},
		"malformed requests": {`{"maxSessionInvalidFrames": 100}`, repeat(200, func(i int) []byte { return frame(1, eh|eos, uint32(2*i+1), "\x88") }),
			"ERROR -902 2 [ERR_HTTP2_TOO_MANY_INVALID_FRAMES]", "GOAWAY 2 203"},
		"empty DATA": {"", join(frame(1, eh, 1, postBlock), repeat(1100, func(i int) []byte { return frame(0, 0, 1) })),
			"ERROR -902 2 [ERR_HTTP2_TOO_MANY_INVALID_FRAMES]", "GOAWAY 2 1"},
		"streams beyond what is allowed": {`{"settings": {"maxConcurrentStreams": 2}}`, join(request(0), request(1), request(2)), "END3", "RST5 7"},
		"such streams, knowingly":        {`{"settings": {"maxConcurrentStreams": 2}}`, join(frame(4, 1, 0), request(0), request(1), request(2)), "ERROR -505 1 []", "GOAWAY 1 3"},
		"streams beyond the memory": {`{"maxSessionMemory": 1}`, repeat(3000, func(i int) []byte { return frame(1, eh, uint32(2*i+1), postBlock) }),
			"ERROR -902 2 []", "GOAWAY 2"},
		"PRIORITY":       {"", repeat(20000, func(i int) []byte { return frame(2, 0, 1, "abcde") }), "ERROR -505 11 []", "GOAWAY 11 0"},
		"unknown frames": {"", repeat(20000, func(i int) []byte { return frame(77, 0, 1, "abcde") }), "ERROR -505 11 []", "GOAWAY 11 0"},
		"a long list": {`{"settings": {"maxHeaderListSize": 1000}}`, join(frame(4, 1, 0), frame(1, eh|eos, 1, getWith("a", strings.Repeat("b", 1000)))),
			"SETTINGS_ACK", "RST1 11"},
		"a block that grows": {`{"maxSessionMemory": 1}`, join(frame(1, 0, 1, getBlock, "\x40\x01a\x7f\x91\x1e", strings.Repeat("b", 4000), bytes.Repeat([]byte{0xbe}, 12000)), frame(9, eh, 1, bytes.Repeat([]byte{0xbe}, 16000))),
			"", "RST1 11"},
	} {
		s := openServer(t, c.options)
		s.input(c.in, 1<<20)
		sent := outcome(s.output())
		told := s.said()
		if i := strings.LastIndexByte(told, '\n'); i >= 0 {
			told = told[i+1:]
		}
		if i := strings.LastIndex(sent, ", "); i >= 0 {
			sent = sent[i+2:]
		}
		if told != c.told || !strings.HasPrefix(sent, c.sent) {
			t.Errorf("%s: told %q, sent %q\nwant %q, %q", name, told, sent, c.told, c.sent)
		}
	}
}

// A peer that resets no more streams than a second allows is served for ever.
func TestResetsInTime(t *testing.T) {
	s := openServer(t, `{"streamResetBurst": 10, "streamResetRate": 5}`)
	now := time.Unix(1000, 0)
	s.now = func() time.Time { return now }
	for i := range 1000 {
		if i%5 == 0 {
			now = now.Add(time.Second)
		}
		id := uint32(2*i + 1)
		s.input(join(frame(1, eh|eos, id, getBlock), frame(3, 0, id, 8)), 1<<20)
	}
	if s.broken {
		t.Error(s.log[len(s.log)-1])
	}
}

func TestHostileServers(t *testing.T) {
	ok := literal(":status", "200")
	for _, c := range []struct {
		name       string
		options    string
		in         []byte
		told, sent string
	}{
		{"an answer", "", frame(1, eh|eos, 1, ok), "HEADERS1 1 5 [:status 200] []\nEND1\nCLOSE1 0", ""},
		{"an answer in parts", "", join(frame(1, eh, 1, literal(":status", "100")), frame(1, eh, 1, literal(":status", "103")), frame(1, eh, 1, ok), frame(0, eos, 1, "x")),
			"HEADERS1 1 4 [:status 100] []\nHEADERS1 3 4 [:status 103] []\nHEADERS1 3 4 [:status 200] []\nDATA1 1\nEND1\nCLOSE1 0", ""},
		{"no final answer", "", frame(1, eh|eos, 1, literal(":status", "100")), "CLOSE1 1", "RST1 1"},
		{"DATA before the answer", "", frame(0, 0, 1, "x"), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"DATA behind 100", "", join(frame(1, eh, 1, literal(":status", "100")), frame(0, 0, 1, "x")), "HEADERS1 1 4 [:status 100] []\nCLOSE1 1", "RST1 1"},
		{"an answer to nothing", "", frame(1, eh|eos, 3, ok), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"an answer on an even stream", "", frame(1, eh|eos, 2, ok), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"status 101", "", frame(1, eh, 1, literal(":status", "101")), "CLOSE1 1", "RST1 1"},
		{"status 20", "", frame(1, eh, 1, literal(":status", "20")), "CLOSE1 1", "RST1 1"},
		{"no status", "", frame(1, eh, 1, literal("a", "b")), "CLOSE1 1", "RST1 1"},
		{"a path in an answer", "", frame(1, eh, 1, ok, literal(":path", "/")), "CLOSE1 1", "RST1 1"},
		{"content of 204", "", join(frame(1, eh, 1, literal(":status", "204")), frame(0, eos, 1, "x")), "HEADERS1 1 4 [:status 204] []\nCLOSE1 1", "RST1 1"},
		{"204 with content-length 0", "", frame(1, eh|eos, 1, literal(":status", "204", "content-length", "0")), "HEADERS1 1 5 [:status 204] []\nEND1\nCLOSE1 0", ""},
		{"push that we take", "", join(frame(5, eh, 1, 2, getBlock), frame(1, eh, 2, ok), frame(0, eos, 2, "x")),
			"PROMISE1 2 [:method GET :scheme http :authority x :path /]\nHEADERS2 2 4 [:status 200] []\nDATA2 1\nEND2\nCLOSE2 0", ""},
		{"push that we do not take", `{"settings": {"enablePush": false}}`, join(frame(4, 1, 0), frame(5, eh, 1, 2, getBlock)), "SETTINGS_ACK\nERROR -505 1 []", "GOAWAY 1 0"},
		{"push that we did not take in time", `{"settings": {"enablePush": false}}`, frame(5, eh, 1, 2, getBlock), "", "RST2 8"},
		{"push of an odd stream", "", frame(5, eh, 1, 3, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"push on an idle stream", "", frame(5, eh, 3, 2, getBlock), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"push of a stream again", "", join(frame(5, eh, 1, 2, getBlock), frame(5, eh, 1, 2, getBlock)),
			"PROMISE1 2 [:method GET :scheme http :authority x :path /]\nERROR -505 1 []", "GOAWAY 1 2"},
		{"push behind the end", "", join(frame(1, eh|eos, 1, ok), frame(5, eh, 1, 2, getBlock)), "HEADERS1 1 5 [:status 200] []\nEND1\nCLOSE1 0", "RST2 8"},
		{"push of CONNECT", "", frame(5, eh, 1, 2, literal(":method", "CONNECT", ":authority", "x")), "", "RST2 1"},
		{"more promises than we keep", `{"maxReservedRemoteStreams": 1}`, join(frame(5, eh, 1, 2, getBlock), frame(5, eh, 1, 4, getBlock)),
			"PROMISE1 2 [:method GET :scheme http :authority x :path /]", "RST4 8"},
		{"DATA on a promised stream", "", join(frame(5, eh, 1, 2, getBlock), frame(0, 0, 2, "x")),
			"PROMISE1 2 [:method GET :scheme http :authority x :path /]\nERROR -505 1 []", "GOAWAY 1 2"},
		{"WINDOW_UPDATE on a promised stream", "", join(frame(5, eh, 1, 2, getBlock), frame(8, 0, 2, 1)),
			"PROMISE1 2 [:method GET :scheme http :authority x :path /]\nERROR -505 1 []", "GOAWAY 1 2"},
		{"push switched on", "", frame(4, 0, 0, uint16(2), 1), "ERROR -505 1 []", "GOAWAY 1 0"},
		{"extended CONNECT switched off", "", join(frame(4, 0, 0, uint16(8), 1), frame(4, 0, 0, uint16(8), 0)), "SETTINGS\nERROR -505 1 []", "GOAWAY 1 0"},
		{"ALTSVC", "", join(frame(10, 0, 0, "\x00\x01ov"), frame(10, 0, 1, "\x00\x00v"), frame(10, 0, 0, "\x00\x00v"), frame(10, 0, 1, "\x00\x01ov"), frame(10, 0, 0, "\x00\x01o")),
			"ALTSVC0 [o v]\nALTSVC1 [ v]", ""},
		{"ALTSVC torn", "", frame(10, 0, 0, "\x00\x09ov"), "ERROR -505 6 []", "GOAWAY 6 0"},
		{"ORIGIN", "", join(frame(12, 0, 0, "\x00\x01a\x00\x02bc"), frame(12, 0, 1, "\x00\x01a")), "ORIGIN0 [a bc]", ""},
		{"ORIGIN torn", "", join(frame(12, 0, 0, "\x00\x02a"), frame(12, 0, 0, "\x00\x01ab")), "", ""},
		{"GOAWAY", "", frame(7, 0, 0, 0, 7, "why"), "GOAWAY 7 0 why\nCLOSE1 7", ""},
		{"GOAWAY that lets the stream be", "", frame(7, 0, 0, 1, 0), "GOAWAY 0 1 ", ""},
		{"GOAWAY about an even stream", "", frame(7, 0, 0, 2, 0), "ERROR -505 1 []", "GOAWAY 1 0"},
	} {
		s := newSide(t, false, c.options)
		s.input(frame(4, 0, 0), 1<<20)
		s.request(get_(), true)
		s.output()
		s.said()
		s.input(c.in, 1<<20)
		if sent := outcome(s.output()); sent != c.sent {
			t.Errorf("%s: sent %q, want %q", c.name, sent, c.sent)
		}
		if told := s.said(); told != c.told {
			t.Errorf("%s: told\n%s\nwant\n%s", c.name, told, c.told)
		}
	}
}
