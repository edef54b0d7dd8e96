package http2

import (
	"strings"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('http2').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("http2")
	h := b.Holds()
	hostcalls.Op2(h, "create", create)
	hostcalls.Raw(h, "receive", 2, receive)
	hostcalls.Raw(h, "take", 2, take)
	hostcalls.Op4(h, "request", request)
	hostcalls.Op5(h, "respond", respond)
	hostcalls.Op4(h, "info", info)
	hostcalls.Op4(h, "trailers", trailers)
	hostcalls.Op4(h, "push", push)
	hostcalls.Op4(h, "write", write)
	hostcalls.Op2(h, "end", end)
	hostcalls.Op3(h, "reset", reset)
	hostcalls.Op3(h, "consume", consume)
	hostcalls.Op2(h, "settings", sendSettings)
	hostcalls.Op2(h, "ping", ping)
	hostcalls.Op4(h, "goaway", goaway)
	hostcalls.Op4(h, "altsvc", altsvc)
	hostcalls.Op2(h, "origin", origin)
	hostcalls.Op2(h, "window", localWindow)
	hostcalls.Op2(h, "setNextStreamID", setNextStreamID)
	hostcalls.Op1(h, "wants", wants)
	hostcalls.Op1(h, "state", state)
	hostcalls.Op2(h, "streamState", streamState)
	hostcalls.Op1(h, "localSettings", localSettings)
	hostcalls.Op1(h, "remoteSettings", remoteSettings)
	hostcalls.Op1(h, "destroy", destroy)
	for k, name := range kindNames {
		b.Const(name, k)
	}
	b.Const("CAT_REQUEST", catRequest)
	b.Const("CAT_RESPONSE", catResponse)
	b.Const("CAT_PUSH_RESPONSE", catPushResponse)
	b.Const("CAT_HEADERS", catHeaders)
	return b
}

type poolKey struct{}

// heldShare is which part of an isolate's memory limit its sessions may take of
// the host's memory.
const heldShare = 4

// poolOf bounds what the sessions of an isolate hold together.
func poolOf(c *hostcalls.Call) *pool {
	return hostcalls.State(c.Env(), poolKey{}, func() *pool {
		limit := c.Iso().Limits().Memory
		if limit == 0 {
			limit = engine.DefaultMemory
		}
		return &pool{limit: int(min(limit, 1<<40)) / heldShare}
	})
}

func get(c *hostcalls.Call, id int) (*session, error) {
	return hostcalls.Get[*session](c.Resources(), id)
}

// with runs an op on a session, and counts what the session holds afterwards.
func with[R any](c *hostcalls.Call, id int, run func(*session) (R, error)) (R, error) {
	s, err := get(c, id)
	if err != nil {
		var none R
		return none, err
	}
	defer s.charge()
	return run(s)
}

// onStream is with for an op on a stream.
func onStream(c *hostcalls.Call, id, stream int, run func(*session, uint32) int) (int, error) {
	return with(c, id, func(s *session) (int, error) {
		if stream < 0 || stream > maxStreamID {
			return libInvalidArgument, nil
		}
		return run(s, uint32(stream)), nil
	})
}

func create(c *hostcalls.Call, server bool, text string) (int, error) {
	opt, err := parseOptions(text, server)
	if err != nil {
		return 0, err
	}
	p := poolOf(c)
	if !p.room(sessionCost) {
		return 0, &hostcalls.CodedError{Code: "ERR_HTTP2_ERROR", Message: "the sessions hold as much memory as the isolate may"}
	}
	opt.maxMemory = min(opt.maxMemory, p.limit)
	return c.Resources().Add(newSession(server, opt, p)), nil
}

func destroy(c *hostcalls.Call, id int) (hostcalls.None, error) {
	s, err := get(c, id)
	if err != nil {
		return hostcalls.None{}, err
	}
	c.Resources().Remove(id)
	return hostcalls.None{}, s.Close()
}

// latin1 makes a string of JavaScript one of bytes, each of which was a character.
func latin1(text string) (string, bool) {
	plain := true
	for i := range len(text) {
		plain = plain && text[i] < utf8.RuneSelf
	}
	if plain {
		return text, true
	}
	var b strings.Builder
	for _, r := range text {
		if r > 0xff {
			return "", false
		}
		b.WriteByte(byte(r))
	}
	return b.String(), true
}

// fields pairs names and values.
func fields(list, sensitive []string) ([]field, bool) {
	if len(list)%2 != 0 {
		return nil, false
	}
	marked := map[string]bool{}
	for _, name := range sensitive {
		marked[strings.ToLower(name)] = true
	}
	made := make([]field, 0, len(list)/2)
	for i := 0; i < len(list); i += 2 {
		name, good := latin1(list[i])
		value, fine := latin1(list[i+1])
		if !good || !fine {
			return nil, false
		}
		made = append(made, field{name, value, marked[strings.ToLower(name)] || secret(name, value)})
	}
	return made, true
}

func request(c *hostcalls.Call, id int, headers, sensitive []string, end bool) (int, error) {
	return with(c, id, func(s *session) (int, error) {
		list, ok := fields(headers, sensitive)
		if !ok {
			return libInvalidArgument, nil
		}
		return s.request(list, end), nil
	})
}

func respond(c *hostcalls.Call, id, stream int, headers, sensitive []string, end bool) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		list, ok := fields(headers, sensitive)
		if !ok {
			return libInvalidArgument
		}
		return s.respond(st, list, end)
	})
}

func info(c *hostcalls.Call, id, stream int, headers []string, sensitive hostcalls.Opt[[]string]) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		list, ok := fields(headers, sensitive.Value)
		if !ok {
			return libInvalidArgument
		}
		return s.info(st, list)
	})
}

func trailers(c *hostcalls.Call, id, stream int, headers, sensitive []string) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		list, ok := fields(headers, sensitive)
		if !ok {
			return libInvalidArgument
		}
		return s.sendTrailers(st, list)
	})
}

func push(c *hostcalls.Call, id, stream int, headers, sensitive []string) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		list, ok := fields(headers, sensitive)
		if !ok {
			return libInvalidArgument
		}
		return s.push(st, list)
	})
}

func write(c *hostcalls.Call, id, stream int, data hostcalls.Bytes, end bool) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		if !s.mayHold(len(data)) {
			return libNoMemory
		}
		own := make([]byte, len(data))
		c.Pace().Copy(own, data)
		return s.write(st, own, end)
	})
}

func end(c *hostcalls.Call, id, stream int) (int, error) {
	return onStream(c, id, stream, (*session).finish)
}

func reset(c *hostcalls.Call, id, stream int, code uint32) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		s.reset(st, code)
		return 0
	})
}

func consume(c *hostcalls.Call, id, stream, n int) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		s.consume(st, n)
		return 0
	})
}

func sendSettings(c *hostcalls.Call, id int, text string) (bool, error) {
	return with(c, id, func(s *session) (bool, error) {
		list, err := parseSettings(text)
		if err != nil {
			return false, err
		}
		return !s.broken && s.sendSettings(list), nil
	})
}

func ping(c *hostcalls.Call, id int, data hostcalls.Bytes) (bool, error) {
	return with(c, id, func(s *session) (bool, error) {
		if len(data) != 8 {
			return false, &hostcalls.TypeError{Message: "a ping has 8 bytes", Code: "ERR_INVALID_ARG_VALUE"}
		}
		return s.ping(data), nil
	})
}

func goaway(c *hostcalls.Call, id int, code uint32, last int, data hostcalls.Opt[hostcalls.Bytes]) (int, error) {
	return onStream(c, id, max(0, last), func(s *session, last uint32) int { return s.goaway(code, last, data.Value) })
}

func altsvc(c *hostcalls.Call, id, stream int, origin, value string) (int, error) {
	return onStream(c, id, stream, func(s *session, st uint32) int {
		o, good := latin1(origin)
		v, fine := latin1(value)
		if !good || !fine {
			return libInvalidArgument
		}
		return s.altsvc(st, o, v)
	})
}

func origin(c *hostcalls.Call, id int, list []string) (int, error) {
	return with(c, id, func(s *session) (int, error) {
		for i, text := range list {
			var ok bool
			if list[i], ok = latin1(text); !ok {
				return libInvalidArgument, nil
			}
		}
		return s.origin(list), nil
	})
}

func localWindow(c *hostcalls.Call, id, size int) (int, error) {
	return with(c, id, func(s *session) (int, error) { return s.setWindow(size), nil })
}

func setNextStreamID(c *hostcalls.Call, id, n int) (bool, error) {
	return with(c, id, func(s *session) (bool, error) { return s.setNextID(n), nil })
}

func wants(c *hostcalls.Call, id int) (bool, error) {
	return with(c, id, func(s *session) (bool, error) { return s.wants(), nil })
}

func state(c *hostcalls.Call, id int) ([11]float64, error) {
	return with(c, id, func(s *session) ([11]float64, error) { return s.state(), nil })
}

func streamState(c *hostcalls.Call, id, stream int) (*[6]int, error) {
	return with(c, id, func(s *session) (*[6]int, error) {
		if stream < 0 || stream > maxStreamID {
			return nil, nil
		}
		return s.streamState(uint32(stream)), nil
	})
}

func localSettings(c *hostcalls.Call, id int) (settingsShown, error) {
	return with(c, id, func(s *session) (settingsShown, error) { return s.local.show(), nil })
}

func remoteSettings(c *hostcalls.Call, id int) (settingsShown, error) {
	return with(c, id, func(s *session) (settingsShown, error) { return s.remote.show(), nil })
}
