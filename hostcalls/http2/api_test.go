package http2

import (
	"fmt"
	"strings"
	"testing"
)

func (s *side) quiet() { s.log = nil }

// Requests wait, in their order, for room at the peer; those that are given up
// while they wait were never sent.
func TestWaitingRequests(t *testing.T) {
	c, s := pair(t, "", `{"settings": {"maxConcurrentStreams": 2}}`)
	for i := range 6 {
		id := uint32(c.request(post(), i%2 == 0))
		if i%2 == 1 {
			c.write(id, []byte("x"), true)
		}
	}
	c.reset(7, codeCancel)
	if st := c.streamState(9); *st != [6]int{stateIdle} {
		t.Error(*st)
	}
	pump(c, s, 1<<20)
	c.expect("CLOSE7 8", "SENT3 1")
	s.expect("HEADERS1 0 5 [:method POST :scheme http :authority x :path /] []", "END1",
		"HEADERS3 0 4 [:method POST :scheme http :authority x :path /] []", "DATA3 1", "END3")
	if got := c.state()[6]; got != 3 {
		t.Errorf("%v frames are said to wait", got)
	}
	s.respond(1, list(":status", "204"), true)
	pump(c, s, 1<<20)
	s.expect("CLOSE1 0", "HEADERS5 0 5 [:method POST :scheme http :authority x :path /] []", "END5")
	s.reset(3, codeRefused)
	s.reset(5, codeNone)
	c.quiet()
	pump(c, s, 1<<20)
	c.expect("CLOSE3 7", "CLOSE5 0", "SENT11 1")
	s.expect("CLOSE3 7", "CLOSE5 0", "HEADERS9 0 5 [:method POST :scheme http :authority x :path /] []", "END9",
		"HEADERS11 0 4 [:method POST :scheme http :authority x :path /] []", "DATA11 1", "END11")
}

func TestGoaway(t *testing.T) {
	c, s := pair(t, "", `{"settings": {"maxConcurrentStreams": 2}}`)
	for range 3 {
		c.request(get_(), true)
	}
	pump(c, s, 1<<20)
	c.quiet()
	s.quiet()
	if code := s.goaway(codeNone, 1, []byte("bye")); code != 0 {
		t.Fatal(code)
	}
	pump(c, s, 1<<20)
	s.expect("CLOSE3 7")
	c.expect("GOAWAY 0 1 bye", "CLOSE3 7", "CLOSE5 7")
	if id := c.request(get_(), true); id != 7 {
		t.Error(id)
	}
	s.respond(1, list(":status", "204"), true)
	pump(c, s, 1<<20)
	c.expect("CLOSE7 7", "HEADERS1 1 5 [:status 204] []", "END1", "CLOSE1 0")
	// What comes all the same is decoded and nothing else.
	s.quiet()
	s.input(frame(1, eh|eos, 9, literal(":method", "GET")), 1)
	s.input(frame(0, eos, 9, "x"), 1<<20)
	s.expect()
	// A second says nothing more, but may be about fewer.
	s.goaway(codeInternal, 3, nil)
	pump(c, s, 1<<20)
	c.expect("GOAWAY 2 1 ")
}

func TestLongHeaders(t *testing.T) {
	c, s := pair(t, `{"maxSendHeaderBlockLength": 200}`, `{"maxSendHeaderBlockLength": 100}`)
	id := c.request(get_("a", strings.Repeat("b", 100)), true)
	c.request(get_(), true)
	pump(c, s, 1<<20)
	if id != 1 {
		t.Error(id)
	}
	c.expect("FRAME_ERROR1 1 -522", "CLOSE1 7")
	s.expect("HEADERS3 0 5 "+getFields+" []", "END3")
	long := list(":status", "200", "a", strings.Repeat("b", 100))
	if code := s.respond(3, long, true); code != 0 {
		t.Error(code)
	}
	if code := s.push(3, long); code != 2 {
		t.Error(code)
	}
	pump(c, s, 1<<20)
	s.expect("FRAME_ERROR3 1 -522", "FRAME_ERROR3 5 -522", "CLOSE2 2")
	s.respond(3, list(":status", "200"), false)
	s.sendTrailers(3, long)
	pump(c, s, 1<<20)
	s.expect("FRAME_ERROR3 1 -522")
	s.reset(3, codeInternal)
	c.quiet()
	pump(c, s, 1<<20)
	c.expect("CLOSE3 2")
}

// Blocks of more than a frame, padded or not.
func TestContinuations(t *testing.T) {
	for _, options := range []string{"{}", `{"paddingStrategy": 1}`, `{"paddingStrategy": 2}`} {
		c, s := pair(t, options, options)
		for _, n := range []int{0, 100, 16300, 16384, 20000, 50000, 60000} {
			value := strings.Repeat("Z", n)
			id := c.request(get_("a", value), true)
			pump(c, s, 1<<20)
			want := fmt.Sprintf("HEADERS%d 0 ", id)
			if text := s.said(); !strings.HasPrefix(text, want) || !strings.Contains(text, " a "+value+"] []") {
				t.Errorf("%d bytes, %s: %.100s", n, options, text)
			}
		}
	}
}

func TestPushes(t *testing.T) {
	c, s := pair(t, "", "")
	c.request(get_(), true)
	pump(c, s, 1<<20)
	c.quiet()
	s.quiet()
	s.remote.streams = 1
	for want := 2; want <= 6; want += 2 {
		if got := s.push(1, get_()); got != want {
			t.Errorf("promised %d", got)
		}
	}
	if st := s.streamState(2); st[0] != stateReservedLocal {
		t.Error(*st)
	}
	if code := s.push(2, get_()); code != libInvalidArgument {
		t.Error(code)
	}
	if code := s.info(2, list(":status", "103")); code != libInvalidStreamState {
		t.Error(code)
	}
	s.respond(2, list(":status", "200"), false)
	s.write(2, []byte("abc"), true)
	s.respond(4, list(":status", "200"), true) // waits for 2 to end
	s.reset(6, codeCancel)
	if code := s.respond(4, list(":status", "200"), true); code != libInvalidStreamState {
		t.Error(code)
	}
	pump(c, s, 1<<20)
	c.expect("PROMISE1 2 "+getFields, "PROMISE1 4 "+getFields, "PROMISE1 6 "+getFields, "CLOSE6 8", "HEADERS2 2 4 [:status 200] []", "DATA2 3", "END2", "CLOSE2 0",
		"HEADERS4 2 5 [:status 200] []", "END4", "CLOSE4 0")
	s.expect("CLOSE6 8", "SENT2 3", "CLOSE2 0", "CLOSE4 0")

	c, s = pair(t, `{"settings": {"enablePush": false}}`, "")
	c.request(get_(), true)
	pump(c, s, 1<<20)
	if code := s.push(1, get_()); code != libPushDisabled {
		t.Error(code)
	}
}

func TestOutstanding(t *testing.T) {
	c, s := pair(t, `{"maxOutstandingPings": 2, "maxOutstandingSettings": 2}`, "")
	for i := range 3 {
		if got := c.ping([]byte("12345678")); got != (i < 2) {
			t.Errorf("ping %d: %v", i, got)
		}
		if got := c.sendSettings(nil); got != (i < 2) {
			t.Errorf("settings %d: %v", i, got)
		}
	}
	pump(c, s, 1<<20)
	if !c.ping([]byte("12345678")) || !c.sendSettings(nil) {
		t.Error("what was answered still counts")
	}
}

func TestExtendedConnect(t *testing.T) {
	connect := list(":method", "CONNECT", ":protocol", "websocket", ":scheme", "https", ":authority", "x", ":path", "/")
	c, s := pair(t, "", `{"settings": {"enableConnectProtocol": true}}`)
	if !c.remote.connect {
		t.Fatal("the setting did not come")
	}
	c.request(connect, false)
	pump(c, s, 1<<20)
	s.respond(1, list(":status", "200", "content-length", "5"), false)
	s.write(1, []byte("longer than that"), false)
	pump(c, s, 1<<20)
	s.expect("HEADERS1 0 4 [:method CONNECT :protocol websocket :scheme https :authority x :path /] []", "SENT1 16")
	c.expect("HEADERS1 1 4 [:status 200] []", "DATA1 16")
}

// Both sides follow how large the tables are, through changes of the size.
func TestTables(t *testing.T) {
	c, s := pair(t, "", `{"maxDeflateDynamicTableSize": 10000}`)
	sizes := []uint32{4096, 0, 200, 100000, 64, 5000}
	largest := 0
	for i := range 200 {
		if i%10 == 0 {
			s.sendSettings([]setting{{idTableSize, sizes[i/10%len(sizes)]}})
			c.sendSettings([]setting{{idTableSize, sizes[(i/10+3)%len(sizes)]}, {idTableSize, sizes[(i/10+1)%len(sizes)]}})
			pump(c, s, 1<<20)
		}
		id := uint32(c.request(get_("number", fmt.Sprint(i*i%37), "n"+fmt.Sprint(i%5), strings.Repeat("v", i)), true))
		pump(c, s, 1<<20)
		s.respond(id, list(":status", "200", "number", fmt.Sprint(i%7), "long", strings.Repeat("w", i)), true)
		pump(c, s, 1<<20)
		largest = max(largest, c.def.table.size, s.def.table.size)
		if c.def.table.size != s.in.table.size || s.def.table.size != c.in.table.size {
			t.Fatalf("%d: %d and %d, %d and %d", i, c.def.table.size, s.in.table.size, s.def.table.size, c.in.table.size)
		}
	}
	if c.broken || s.broken || largest < 4000 {
		t.Error("it did not work", c.broken, s.broken, largest)
	}
	// Who was told of a smaller table and does not use it breaks the connection.
	s = openServer(t, `{"settings": {"headerTableSize": 0}}`)
	s.input(join(frame(4, 1, 0), frame(1, eh|eos, 1, getBlock)), 1<<20)
	if got := s.said(); !strings.HasSuffix(got, "ERROR -505 9 []") {
		t.Error(got)
	}
}

func TestStates(t *testing.T) {
	c, s := pair(t, "", "")
	c.request(post(), false)
	pump(c, s, 1<<20)
	results := []int{
		s.write(1, []byte("early"), false), 0, // kept until the headers are there
		s.respond(1, list(":status", "200"), false), 0,
		s.respond(1, list(":status", "200"), false), libInvalidStreamState,
		s.info(1, list(":status", "103")), libInvalidStreamState,
		s.finish(1), 0,
		s.finish(1), libStreamShut,
		s.write(1, nil, false), libStreamShut,
		s.sendTrailers(1, nil), libStreamShut,
		s.write(3, nil, false), libStreamClosed,
		c.respond(1, nil, true), libInvalidStreamState,
		c.push(1, nil), libInvalidArgument,
		c.altsvc(0, "a", "b"), libInvalidArgument,
		c.write(1, []byte("x"), true), 0,
	}
	for i := 0; i < len(results); i += 2 {
		if results[i] != results[i+1] {
			t.Errorf("call %d returns %d, want %d", i/2, results[i], results[i+1])
		}
	}
	pump(c, s, 1<<20)
	c.expect("SENT1 1", "HEADERS1 1 4 [:status 200] []", "DATA1 5", "END1", "CLOSE1 0")
	if code := c.write(1, nil, true); code != libStreamClosed {
		t.Error(code)
	}
	s.breakDown(errProto)
	for _, code := range []int{s.write(1, nil, false), s.goaway(0, 0, nil), s.altsvc(0, "a", "b"), s.origin(nil)} {
		if code != libSessionClosing {
			t.Error(code)
		}
	}
}

func TestStreamNumbersEnd(t *testing.T) {
	c, s := pair(t, "", "")
	if !c.setNextID(maxStreamID) {
		t.Fatal("the last number is refused")
	}
	if id := c.request(get_(), true); id != maxStreamID {
		t.Error(id)
	}
	if id := c.request(get_(), true); id != libStreamIDNotAvailable {
		t.Error(id)
	}
	pump(c, s, 1<<20)
	s.respond(maxStreamID, list(":status", "204"), true)
	pump(c, s, 1<<20)
	c.expect(fmt.Sprintf("HEADERS%d 1 5 [:status 204] []", maxStreamID), fmt.Sprintf("END%d", maxStreamID), fmt.Sprintf("CLOSE%d 0", maxStreamID))
}

// Streams that end while they wait for something are not kept.
func TestDeadStreamsAreSwept(t *testing.T) {
	c, s := pair(t, "", `{"settings": {"maxConcurrentStreams": 1}}`)
	for range 10000 {
		c.reset(uint32(c.request(get_(), true)), codeCancel)
	}
	if n := len(c.waiting); n > 200 {
		t.Errorf("%d requests wait that were given up", n)
	}
	id := uint32(c.request(get_(), true))
	c.quiet()
	pump(c, s, 1<<20)
	if got := s.said(); got != fmt.Sprintf("HEADERS%d 0 5 %s []\nEND%d", id, getFields, id) {
		t.Error(got)
	}

	c, s = pair(t, "", "")
	hog := uint32(c.request(post(), false))
	c.write(hog, make([]byte, firstWindow), false)
	pump(c, s, 1<<20) // the window of the connection is used up
	for range 10000 {
		id := uint32(c.request(post(), false))
		c.write(id, []byte("x"), true)
		c.output()
		c.reset(id, codeCancel)
		c.output()
	}
	if n := len(c.ring); n > 200 {
		t.Errorf("%d streams are to be sent that were reset", n)
	}
	if c.queuedData != 0 || len(c.streams) != 1 {
		t.Errorf("%d bytes and %d streams are left", c.queuedData, len(c.streams))
	}
}

// Who makes a session answer and does not read the answers is cut off.
func TestUnreadAnswers(t *testing.T) {
	s := openServer(t, `{"maxSessionInvalidFrames": 1000000}`)
	for i := range 6000 {
		s.input(frame(1, eh|eos, uint32(2*i+1), literal("a", "b")), 1<<20)
	}
	if got := s.said(); got != "ERROR -904 2 []" {
		t.Error(got)
	}
	if n := s.out.frames(); n > mostFrames+2 {
		t.Errorf("%d frames wait", n)
	}
}

// What a pool has no room for is refused, and what the peer makes grow is cut off.
func TestPool(t *testing.T) {
	c, s := pair(t, "", "")
	id := uint32(c.request(post(), false))
	pump(c, s, 1<<20)
	s.respond(id, list(":status", "200"), false)
	for _, x := range []*side{c, s} {
		x.output()
		x.charge()
		x.pool.limit = x.pool.used
	}
	long := list("a", strings.Repeat("b", 1000))
	for i, code := range []int{
		c.request(long, true), c.write(id, make([]byte, 1000), true), c.sendTrailers(id, long),
		s.push(id, long), s.altsvc(0, "a", strings.Repeat("b", 1000)), s.origin([]string{strings.Repeat("b", 1000)}),
		s.sendTrailers(id, long), s.write(id, make([]byte, 1000), true),
	} {
		if code != libNoMemory {
			t.Errorf("call %d returns %d", i, code)
		}
	}
	s.quiet()
	s.input(repeat(100, func(int) []byte { return frame(6, 0, 0, "12345678") }), 1<<20)
	if got := s.said(); !strings.HasSuffix(got, "ERROR -901 2 []") {
		t.Error(got)
	}
}

// A promise that cannot be kept, for there are too many streams by then.
func TestPushedBeyondTheLimit(t *testing.T) {
	ok := literal(":status", "200")
	promise := func(n int) []byte { return frame(5, eh, 1, n, getBlock) }
	for name, c := range map[string]struct {
		in         []byte
		told, sent string
	}{
		"before it is acknowledged": {join(promise(2), promise(4), frame(1, eh, 2, ok), frame(1, eh, 4, ok)), "CLOSE4 7", "RST4 7"},
		"behind it":                 {join(promise(2), promise(4), frame(1, eh, 2, ok), frame(4, 1, 0), frame(1, eh, 4, ok)), "ERROR -505 1 []", "GOAWAY 1 4"},
	} {
		s := newSide(t, false, "")
		s.input(join(frame(4, 0, 0), frame(4, 1, 0)), 1<<20)
		s.request(get_(), true)
		s.sendSettings([]setting{{idStreams, 1}})
		s.output()
		s.quiet()
		s.input(c.in, 1<<20)
		if sent := outcome(s.output()); sent != c.sent {
			t.Errorf("%s: sent %q", name, sent)
		}
		if told := s.said(); !strings.HasSuffix(told, c.told) {
			t.Errorf("%s: told %q", name, told)
		}
	}
}

// White space around values is let through where a program asks for it.
func TestLaxValues(t *testing.T) {
	for options, want := range map[string]string{
		"{}": " x :path /] []", `{"strictFieldWhitespaceValidation": false}`: " x :path / a  b ] []",
	} {
		s := openServer(t, options)
		s.input(frame(1, eh|eos, 1, getWith("a", " b ")), 1<<20)
		if got := strings.Split(s.said(), "\n")[0]; !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q", options, got)
		}
	}
}
