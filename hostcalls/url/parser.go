package url

import (
	"strings"

	"github.com/wjs-run/wjs/engine"
)

// state is a state of the URL Standard's basic URL parser. Those that only
// tell characters apart are folded into their neighbours here, which read ahead
// instead of collecting a buffer.
type state int

const (
	stateNone state = iota
	stateSchemeStart
	stateNoScheme
	stateSpecialRelativeOrAuthority
	statePathOrAuthority
	stateRelative
	stateRelativeSlash
	stateSpecialAuthoritySlashes
	stateAuthority
	stateHost
	stateHostname
	statePort
	stateFile
	stateFileSlash
	stateFileHost
	statePathStart
	statePath
	stateOpaquePath
	stateQuery
	stateFragment
	stateDone
)

// parser reads in from i on into u. With an override, a setter's, it reads one
// part only.
type parser struct {
	in       string
	i        int
	u        *URL
	base     *URL
	override state
	pace     *engine.Pace
}

// Parse parses text, if base is not nil relative to it; ok is false if that
// fails.
func Parse(pace *engine.Pace, text string, base *URL) (u *URL, ok bool) {
	for len(text) > 0 && text[0] <= ' ' {
		text = text[1:]
		pace.Did(1)
	}
	for len(text) > 0 && text[len(text)-1] <= ' ' {
		text = text[:len(text)-1]
		pace.Did(1)
	}
	p := parser{in: clean(pace, text), u: &URL{port: noPort}, base: base, pace: pace}
	if !p.run(stateSchemeStart) {
		return nil, false
	}
	return p.u, true
}

// clean takes out tabs and line ends.
func clean(pace *engine.Pace, text string) string { return piecewise(pace, text, cleanPiece) }

func cleanPiece(text string) string {
	dirty := false
	for i := range len(text) {
		c := text[i]
		dirty = dirty || c == '\t' || c == '\n' || c == '\r'
	}
	if !dirty {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text)
}

func (p *parser) run(s state) bool {
	for ok := true; s != stateDone; {
		switch s {
		case stateSchemeStart:
			s, ok = p.scheme()
		case stateNoScheme:
			s, ok = p.noScheme()
		case stateSpecialRelativeOrAuthority:
			s = stateRelative
			if strings.HasPrefix(p.in[p.i:], "//") {
				s = stateSpecialAuthoritySlashes
			}
		case statePathOrAuthority:
			s = statePath
			if p.peek() == '/' {
				p.i++
				s = stateAuthority
			}
		case stateRelative:
			s = p.relative()
		case stateRelativeSlash:
			s = p.relativeSlash()
		case stateSpecialAuthoritySlashes:
			for c := p.peek(); c == '/' || c == '\\'; c = p.peek() {
				p.i++
				p.pace.Did(1)
			}
			s = stateAuthority
		case stateAuthority:
			s, ok = p.authority()
		case stateHost, stateHostname:
			s, ok = p.host(s)
		case statePort:
			s, ok = p.port()
		case stateFile:
			s = p.file()
		case stateFileSlash:
			s = p.fileSlash()
		case stateFileHost:
			s, ok = p.fileHost()
		case statePathStart:
			s = p.pathStart()
		case statePath:
			s = p.path()
		case stateOpaquePath:
			s = p.opaquePath()
		case stateQuery:
			s = p.query()
		case stateFragment:
			p.u.fragment, p.u.hasFrag = fragmentSet.encode(p.pace, p.in[p.i:]), true
			s = stateDone
		}
		if !ok {
			return false
		}
	}
	return true
}

const end = -1

// peek is the byte at i, or end.
func (p *parser) peek() int {
	if p.i < len(p.in) {
		return int(p.in[p.i])
	}
	return end
}

// What ends a path's segment, an authority and an opaque path; of special schemes
// also the backslash, and none of "?#" where a setter's text is read.
var (
	pathEnd        = newSet(nil, "/?#")
	specialPathEnd = newSet(pathEnd, "\\")
	segmentEnd     = newSet(nil, "/")
	specialSegment = newSet(segmentEnd, "\\")
	opaqueEnd      = newSet(nil, "?#")
)

// until returns what comes before the first of the delimiters, and moves there.
func (p *parser) until(delimiters *set) string {
	start := p.i
	p.i += delimiters.index(p.pace, p.in[p.i:])
	return p.in[start:p.i]
}

// slash tells what parts a path of this URL.
func (p *parser) slash(c int) bool { return c == '/' || (c == '\\' && p.u.special()) }

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (p *parser) scheme() (state, bool) {
	n := 0
	for n < len(p.in) && (isAlpha(p.in[n]) || (n > 0 && (isDigit(p.in[n]) || p.in[n] == '+' || p.in[n] == '-' || p.in[n] == '.'))) {
		n++
		p.pace.Did(1)
	}
	if n == 0 || n == len(p.in) || p.in[n] != ':' {
		return stateNoScheme, p.override == stateNone
	}
	scheme, u := piecewise(p.pace, p.in[:n], strings.ToLower), p.u
	port, special := specialPort(scheme)
	if p.override != stateNone {
		if special != u.special() || (scheme == "file" && (u.credentials() || u.port != noPort)) ||
			(u.scheme == "file" && u.host == "") {
			return stateDone, true
		}
		if u.scheme = scheme; u.port == port {
			u.port = noPort
		}
		return stateDone, true
	}
	u.scheme, p.i = scheme, n+1
	switch {
	case scheme == "file":
		return stateFile, true
	case special && p.base != nil && p.base.scheme == scheme:
		return stateSpecialRelativeOrAuthority, true
	case special:
		return stateSpecialAuthoritySlashes, true
	case p.peek() == '/':
		p.i++
		return statePathOrAuthority, true
	}
	u.opaque = true
	return stateOpaquePath, true
}

func (p *parser) noScheme() (state, bool) {
	u, base := p.u, p.base
	switch {
	case base == nil || (base.opaque && p.peek() != '#'):
		return stateDone, false
	case base.opaque:
		*u = *base
		p.i++
		return stateFragment, true
	case base.scheme != "file":
		return stateRelative, true
	}
	return stateFile, true
}

func (p *parser) copyAuthority() {
	u, base := p.u, p.base
	u.username, u.password, u.host, u.hasHost, u.port = base.username, base.password, base.host, base.hasHost, base.port
}

func (p *parser) relative() state {
	u := p.u
	u.scheme = p.base.scheme
	if p.slash(p.peek()) {
		p.i++
		return stateRelativeSlash
	}
	p.copyAuthority()
	return p.belowBase()
}

// belowBase goes on from the base's path and query.
func (p *parser) belowBase() state {
	u := p.u
	u.path, u.query, u.hasQuery = p.base.path, p.base.query, p.base.hasQuery
	switch p.peek() {
	case end:
		return stateDone
	case '?':
		p.i++
		return stateQuery
	case '#':
		p.i++
		return stateFragment
	}
	u.query, u.hasQuery = "", false
	if u.scheme == "file" && startsWithDrive(p.in[p.i:]) {
		u.path = ""
	} else {
		u.shorten()
	}
	return statePath
}

func (p *parser) relativeSlash() state {
	switch c := p.peek(); {
	case p.u.special() && p.slash(c):
		return stateSpecialAuthoritySlashes
	case c == '/':
		p.i++
		return stateAuthority
	}
	p.copyAuthority()
	return statePath
}

func (p *parser) authority() (state, bool) {
	start := p.i
	delimiters := pathEnd
	if p.u.special() {
		delimiters = specialPathEnd
	}
	text := p.until(delimiters)
	p.i = start
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return stateHost, true
	}
	if at == len(text)-1 {
		return stateDone, false
	}
	username, password, _ := strings.Cut(text[:at], ":")
	p.u.username, p.u.password = userinfoSet.encode(p.pace, username), userinfoSet.encode(p.pace, password)
	p.i += at + 1
	return stateHost, true
}

func (p *parser) host(s state) (state, bool) {
	u := p.u
	if p.override != stateNone && u.scheme == "file" {
		return stateFileHost, true
	}
	start, bracketed, colon := p.i, false, false
scan:
	for ; p.i < len(p.in); p.i++ {
		p.pace.Did(1)
		switch c := p.in[p.i]; {
		case c == '[':
			bracketed = true
		case c == ']':
			bracketed = false
		case c == ':' && !bracketed:
			colon = true
			break scan
		case c == '?' || c == '#' || p.slash(int(c)):
			break scan
		}
	}
	text := p.in[start:p.i]
	switch {
	case colon && (text == "" || p.override == stateHostname):
		return stateDone, false
	case !colon && text == "" && u.special():
		return stateDone, false
	case !colon && text == "" && p.override != stateNone && (u.credentials() || u.port != noPort):
		return stateDone, false
	}
	host, ok := parseHost(p.pace, text, u.special())
	if !ok {
		return stateDone, false
	}
	u.host, u.hasHost = host, true
	switch {
	case colon:
		p.i++
		return statePort, true
	case p.override != stateNone:
		return stateDone, true
	}
	return statePathStart, true
}

func (p *parser) port() (state, bool) {
	start, port := p.i, 0
	for p.i < len(p.in) && isDigit(p.in[p.i]) {
		if port = port*10 + int(p.in[p.i]-'0'); port > 0xFFFF {
			return stateDone, false
		}
		p.i++
		p.pace.Did(1)
	}
	c := p.peek()
	if c != end && c != '?' && c != '#' && !p.slash(c) && p.override == stateNone {
		return stateDone, false
	}
	if p.i > start {
		p.u.setPort(port)
	}
	if p.override != stateNone {
		return stateDone, p.i > start || p.override != statePort
	}
	return statePathStart, true
}

func (p *parser) pathStart() state {
	c := p.peek()
	switch {
	case p.slash(c):
		p.i++
	case p.u.special():
	case p.override == stateNone && c == '?':
		p.i++
		return stateQuery
	case p.override == stateNone && c == '#':
		p.i++
		return stateFragment
	case c == end:
		if p.override != stateNone && !p.u.hasHost {
			p.u.path += "/"
		}
		return stateDone
	}
	return statePath
}

// isDot and isDoubleDot know the segments also in their encoded spellings.
func isDot(segment string) bool {
	return segment == "." || strings.EqualFold(segment, "%2e")
}

func isDoubleDot(segment string) bool {
	switch len(segment) {
	case 2:
		return segment == ".."
	case 4:
		return strings.EqualFold(segment, ".%2e") || strings.EqualFold(segment, "%2e.")
	case 6:
		return strings.EqualFold(segment, "%2e%2e")
	}
	return false
}

// segmentDelimiters are what path ends a segment at.
func (p *parser) segmentDelimiters() *set {
	switch special := p.u.special(); {
	case p.override == stateNone && special:
		return specialPathEnd
	case p.override == stateNone:
		return pathEnd
	case special:
		return specialSegment
	}
	return segmentEnd
}

func (p *parser) path() state {
	u, delimiters := p.u, p.segmentDelimiters()
	isFile := u.scheme == "file"
	var room [128]byte // most paths fit, and are made into a string once
	path := append(room[:0], u.path...)
	for {
		segment := p.until(delimiters)
		p.pace.Did(1)
		c := p.peek()
		slash := p.slash(c)
		switch {
		case isDoubleDot(segment):
			path = path[:shortened(path, isFile)]
			if !slash {
				path = append(path, '/')
			}
		case isDot(segment):
			if !slash {
				path = append(path, '/')
			}
		default:
			path = append(path, '/')
			if isFile && len(path) == 1 && isDrive(segment) {
				segment = segment[:1] + ":"
			}
			path = pathSet.append(p.pace, path, segment)
		}
		p.i++
		if slash {
			continue
		}
		u.path = p.pace.Text(path)
		switch c {
		case '?':
			return stateQuery
		case '#':
			return stateFragment
		}
		return stateDone
	}
}

func (p *parser) opaquePath() state {
	text := p.until(opaqueEnd)
	c := p.peek()
	p.i++
	if c != end && strings.HasSuffix(text, " ") {
		// Or removing what follows would leave a space at the end.
		text = text[:len(text)-1] + "%20"
	}
	p.u.path = controlSet.encode(p.pace, text)
	switch c {
	case '?':
		return stateQuery
	case '#':
		return stateFragment
	}
	return stateDone
}

func (p *parser) query() state {
	text, next := p.in[p.i:], stateDone
	if p.override == stateNone {
		if n := strings.IndexByte(text, '#'); n >= 0 {
			text, next = text[:n], stateFragment
		}
	}
	p.i += len(text) + 1
	encoded := querySet
	if p.u.special() {
		encoded = specialQuerySet
	}
	p.u.query, p.u.hasQuery = encoded.encode(p.pace, text), true
	return next
}
