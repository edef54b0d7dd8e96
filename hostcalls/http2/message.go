package http2

import (
	"strconv"
	"strings"
)

// message checks the headers and the length of what the peer sends on a stream:
// RFC 9113, section 8.
type message struct {
	seen   seen
	status int
	length int64 // of content-length, -1 without
	got    int64
}

// seen is what a message has told so far.
type seen uint32

const (
	seenMethod seen = 1 << iota
	seenPath
	seenScheme
	seenAuthority
	seenHost
	seenProtocol
	seenStatus
	seenField    // one that is no pseudo-header, behind which there may be none
	isHead       // of the method
	isConnect    //
	isOptions    //
	pathSlash    //
	pathAsterisk //
	schemeHTTP   //
	awaitsFinal  // there was a status of 1xx
	methods      = isHead | isConnect | isOptions
	needed       = seenMethod | seenPath | seenScheme
)

// verdict is what is to be done with a field.
type verdict uint8

const (
	fieldGood verdict = iota
	fieldIgnored
	fieldBad // and so is the message
)

// rules are what the checks depend on.
type rules struct {
	request  bool
	trailers bool
	connect  bool // :protocol is allowed
	pushed   bool
	lax      bool
}

func (m *message) once(bit seen, value string) verdict {
	if m.seen&bit != 0 || value == "" {
		return fieldBad
	}
	m.seen |= bit
	return fieldGood
}

func (m *message) field(r rules, name, value string) verdict {
	if name == "" {
		m.seen |= seenField
		return fieldIgnored
	}
	if name[0] == ':' {
		if r.trailers || m.seen&seenField != 0 {
			return fieldBad
		}
		if r.request {
			return m.requestPseudo(r, name, value)
		}
		return m.responsePseudo(name, value)
	}
	m.seen |= seenField
	for i := range len(name) {
		switch c := classes[name[i]]; {
		case c&charUpper != 0:
			return fieldBad
		case c&charName == 0:
			return fieldIgnored
		}
	}
	switch name {
	case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
		return fieldBad
	case "te":
		if !strings.EqualFold(value, "trailers") {
			return fieldBad
		}
		return fieldGood
	case "content-length":
		return m.contentLength(r, value)
	case "host":
		if r.request {
			if !all(value, charAuthority) {
				return fieldIgnored
			}
			return m.once(seenHost, value)
		}
	}
	if !goodValue(value, r.lax) {
		return fieldIgnored
	}
	return fieldGood
}

func (m *message) requestPseudo(r rules, name, value string) verdict {
	switch name {
	case ":authority":
		if !all(value, charAuthority) {
			return fieldBad
		}
		return m.once(seenAuthority, value)
	case ":method":
		if !all(value, charName|charUpper) || m.once(seenMethod, value) != fieldGood {
			return fieldBad
		}
		m.method(value)
		if r.pushed && m.seen&isConnect != 0 {
			return fieldBad
		}
	case ":path":
		if !all(value, charPath) || m.once(seenPath, value) != fieldGood {
			return fieldBad
		}
		if value[0] == '/' {
			m.seen |= pathSlash
		} else if value == "*" {
			m.seen |= pathAsterisk
		}
	case ":scheme":
		if m.once(seenScheme, value) != fieldGood || !goodScheme(value) {
			return fieldBad
		}
		if value == "http" || value == "https" {
			m.seen |= schemeHTTP
		}
	case ":protocol":
		if !r.connect || !goodValue(value, r.lax) {
			return fieldBad
		}
		return m.once(seenProtocol, value)
	default:
		return fieldBad
	}
	return fieldGood
}

// method keeps of the method what the answer depends on.
func (m *message) method(value string) {
	switch value {
	case "HEAD":
		m.seen |= isHead
	case "CONNECT":
		m.seen |= isConnect
	case "OPTIONS":
		m.seen |= isOptions
	}
}

func (m *message) responsePseudo(name, value string) verdict {
	if name != ":status" || m.once(seenStatus, value) != fieldGood || len(value) != 3 || !all(value, charDigit) {
		return fieldBad
	}
	m.status, _ = strconv.Atoi(value)
	if m.status == 101 {
		return fieldBad
	}
	return fieldGood
}

func (m *message) contentLength(r rules, value string) verdict {
	if !r.request {
		switch {
		case m.status == 204: // none is allowed, but many servers send 0
			if m.length != -1 || value != "0" {
				return fieldBad
			}
			m.length = 0
			return fieldIgnored
		case m.status/100 == 1:
			return fieldBad
		case m.status/100 == 2 && m.seen&isConnect != 0:
			return fieldIgnored
		}
	}
	if m.length != -1 || value == "" || !all(value, charDigit) {
		return fieldBad
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return fieldBad
	}
	m.length = n
	return fieldGood
}

// endRequest is the end of the headers of a request or a promise of one.
func (m *message) endRequest(pushed bool) bool {
	has := func(bits seen) bool { return m.seen&bits == bits }
	if has(isConnect) && !has(seenProtocol) {
		if m.seen&(seenScheme|seenPath) != 0 || !has(seenAuthority) {
			return false
		}
		m.length = -1
	} else {
		if !has(needed) || m.seen&(seenAuthority|seenHost) == 0 {
			return false
		}
		if has(seenProtocol) && !has(isConnect|seenAuthority) {
			return false
		}
		if has(schemeHTTP) && !has(pathSlash) && !has(isOptions|pathAsterisk) {
			return false
		}
	}
	if pushed { // the rest is about the answer
		m.seen &= methods
		m.length = -1
	}
	return true
}

// endResponse is the end of the headers of an answer, final or not.
func (m *message) endResponse() bool {
	if m.seen&seenStatus == 0 {
		return false
	}
	if m.status/100 == 1 {
		m.seen = m.seen&methods | awaitsFinal
		m.length, m.status = -1, 0
		return true
	}
	m.seen &^= awaitsFinal
	switch {
	case m.seen&isHead != 0, m.status == 304, m.status == 204:
		m.length = 0
	case m.seen&isConnect != 0:
		m.length = -1
	}
	return true
}

// data counts bytes of the body.
func (m *message) data(n int) bool {
	m.got += int64(n)
	return m.seen&awaitsFinal == 0 && (m.length == -1 || m.got <= m.length)
}

// end is the end of the stream.
func (m *message) end() bool {
	return m.seen&awaitsFinal == 0 && (m.length == -1 || m.got == m.length)
}

// Classes of characters.
const (
	charName      uint8 = 1 << iota // of a token, in lower case
	charUpper                       // A to Z
	charDigit                       //
	charAuthority                   //
	charPath                        //
	charValue                       //
)

var classes = func() (t [256]uint8) {
	for c := range t {
		lower, upper, digit := c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
		var has uint8
		if lower || digit || strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) && c < 128 {
			has |= charName
		}
		if upper {
			has |= charUpper
		}
		if digit {
			has |= charDigit
		}
		if lower || upper || digit || c < 128 && strings.ContainsRune("!$%&'()*+,-.:;=[]_~", rune(c)) {
			has |= charAuthority
		}
		if c > ' ' && c != 0x7f {
			has |= charPath
		}
		if c >= ' ' && c != 0x7f || c == '\t' {
			has |= charValue
		}
		t[c] = has
	}
	return t
}()

func all(text string, class uint8) bool {
	for i := range len(text) {
		if classes[text[i]]&class == 0 {
			return false
		}
	}
	return true
}

func goodValue(value string, lax bool) bool {
	if !lax && value != "" {
		if strings.IndexByte(" \t", value[0]) >= 0 || strings.IndexByte(" \t", value[len(value)-1]) >= 0 {
			return false
		}
	}
	return all(value, charValue)
}

func goodScheme(value string) bool {
	for i := range len(value) {
		c := value[i] | 0x20
		if c < 'a' || c > 'z' {
			if i == 0 || classes[value[i]]&charDigit == 0 && strings.IndexByte("+-.", value[i]) < 0 {
				return false
			}
		}
	}
	return true
}
