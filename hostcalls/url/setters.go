package url

import (
	"strings"

	"github.com/wjs-run/wjs/engine"
)

// What a setter sets; the numbers are those of jslib/internal/url.js.
const (
	setProtocol = iota
	setHost
	setHostname
	setPort
	setUsername
	setPassword
	setPathname
	setSearch
	setHash
	setHref
)

// update sets a part of the URL to what the text says. It reports false if the
// text cannot be that part; the URL is as it was then, or is not changed
// because such a URL has no such part.
func (u *URL) update(pace *engine.Pace, what int, text string) bool {
	next := *u
	p := parser{in: clean(pace, text), u: &next, pace: pace}
	ok := true
	switch what {
	case setHref:
		parsed, ok := Parse(pace, text, nil)
		if ok {
			*u = *parsed
		}
		return ok
	case setProtocol:
		p.in += ":"
		ok = p.set(stateSchemeStart)
	case setUsername, setPassword:
		if u.cannotHaveCredentials() {
			return false
		}
		if what == setUsername {
			next.username = userinfoSet.encode(pace, text)
		} else {
			next.password = userinfoSet.encode(pace, text)
		}
	case setHost, setHostname:
		if u.opaque {
			return false
		}
		s := stateHost
		if what == setHostname {
			s = stateHostname
		}
		ok = p.set(s)
	case setPort:
		if u.cannotHaveCredentials() {
			return false
		}
		if text == "" {
			next.port = noPort
		} else {
			ok = p.set(statePort)
		}
	case setPathname:
		if u.opaque {
			return false
		}
		next.path = ""
		ok = p.set(statePathStart)
	case setSearch:
		next.query, next.hasQuery = "", false
		if text != "" {
			p.in = clean(pace, strings.TrimPrefix(text, "?"))
			ok = p.set(stateQuery)
		}
	case setHash:
		next.fragment, next.hasFrag = "", false
		if text != "" {
			p.in = clean(pace, strings.TrimPrefix(text, "#"))
			ok = p.set(stateFragment)
		}
	default:
		return false
	}
	// A host counts even where the port behind it is wrong.
	if ok || what == setHost {
		*u = next
		return true
	}
	return false
}

func (p *parser) set(s state) bool {
	p.override = s
	return p.run(s)
}
