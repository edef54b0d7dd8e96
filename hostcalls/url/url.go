package url

import "strconv"

// URL is a URL record of the URL Standard. Its parts are as they are
// serialized, except that the path is one string: "/a/b" of a list, anything
// if it is opaque.
type URL struct {
	scheme   string
	username string
	password string
	host     string
	hasHost  bool
	port     int // -1: none
	path     string
	opaque   bool
	query    string
	hasQuery bool
	fragment string
	hasFrag  bool
}

const noPort = -1

// specialPort returns the default port of a special scheme; file has none.
func specialPort(scheme string) (port int, special bool) {
	switch scheme {
	case "http", "ws":
		return 80, true
	case "https", "wss":
		return 443, true
	case "ftp":
		return 21, true
	case "file":
		return noPort, true
	}
	return noPort, false
}

func (u *URL) special() bool {
	_, ok := specialPort(u.scheme)
	return ok
}

func (u *URL) credentials() bool { return u.username != "" || u.password != "" }

// cannotHaveCredentials also goes for a port.
func (u *URL) cannotHaveCredentials() bool { return !u.hasHost || u.host == "" || u.scheme == "file" }

func (u *URL) setPort(port int) {
	if standard, _ := specialPort(u.scheme); port == standard {
		port = noPort
	}
	u.port = port
}

// shorten takes the last segment off the path, but not a drive of a file URL.
func (u *URL) shorten() { u.path = u.path[:shortened(u.path, u.scheme == "file")] }

// shortened is how long a path is without its last segment.
func shortened[T string | []byte](path T, isFile bool) int {
	if isFile && len(path) == 3 && isNormalizedDrive(string(path[1:])) {
		return len(path)
	}
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return i
		}
	}
	return len(path)
}

// components are where the parts of a serialized URL begin and end:
//
//	https://user:pass@example.com:1234/foo/bar?baz#quux
//	      |     |    |          | ^^^^|       |   |
//	      |     |    |          | |   |       |   hash
//	      |     |    |          | |   |       search
//	      |     |    |          | |   pathname
//	      |     |    |          | port
//	      |     |    |          hostEnd
//	      |     |    hostStart
//	      |     usernameEnd
//	      protocolEnd
//
// Omitted parts are ^0.
type components struct {
	protocolEnd, usernameEnd, hostStart, hostEnd, port, pathname, search, hash, scheme uint32
}

const (
	omitted        = ^uint32(0)
	componentCount = 9
)

func (c *components) list() [componentCount]uint32 {
	return [componentCount]uint32{c.protocolEnd, c.usernameEnd, c.hostStart, c.hostEnd, c.port, c.pathname, c.search, c.hash, c.scheme}
}

// schemeNumber is how Node's inspection of a URL tells kinds of schemes.
func schemeNumber(scheme string) uint32 {
	switch scheme {
	case "http":
		return 0
	case "https":
		return 2
	case "ws":
		return 3
	case "ftp":
		return 4
	case "wss":
		return 5
	case "file":
		return 6
	}
	return 1
}

// serialize returns the URL as text and where its parts are.
func (u *URL) serialize() (href string, c components) {
	b, c := u.appendTo(make([]byte, 0, len(u.scheme)+len(u.username)+len(u.password)+len(u.host)+len(u.path)+len(u.query)+len(u.fragment)+16))
	return string(b), c
}

// appendTo is serialize onto an empty slice.
func (u *URL) appendTo(b []byte) ([]byte, components) {
	var c components
	c.scheme = schemeNumber(u.scheme)
	c.port, c.search, c.hash = omitted, omitted, omitted
	b = append(append(b, u.scheme...), ':')
	c.protocolEnd = uint32(len(b))
	c.usernameEnd, c.hostStart, c.hostEnd = c.protocolEnd, c.protocolEnd, c.protocolEnd
	if u.hasHost {
		b = append(b, "//"...)
		b = append(b, u.username...)
		c.usernameEnd = uint32(len(b))
		if u.password != "" {
			b = append(append(b, ':'), u.password...)
		}
		c.hostStart = uint32(len(b))
		if u.credentials() {
			b = append(b, '@')
		}
		b = append(b, u.host...)
		c.hostEnd = uint32(len(b))
		if u.port != noPort {
			b = strconv.AppendInt(append(b, ':'), int64(u.port), 10)
			c.port = uint32(u.port)
		}
	} else if !u.opaque && len(u.path) > 1 && u.path[:2] == "//" {
		b = append(b, "/."...) // or the path would be read as a host
	}
	c.pathname = uint32(len(b))
	b = append(b, u.path...)
	if u.hasQuery {
		c.search = uint32(len(b))
		b = append(append(b, '?'), u.query...)
	}
	if u.hasFrag {
		c.hash = uint32(len(b))
		b = append(append(b, '#'), u.fragment...)
	}
	return b, c
}
