package url

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// What a byte may stand in without having to be changed.
const (
	plainHost = 1 << iota
	plainUserinfo
	plainSegment // of a path
	plainQuery
	plainFragment
)

var plainBytes = func() (table [256]uint8) {
	for c := range byte(utf8.RuneSelf) {
		for bit, encoded := range map[uint8]*set{
			plainUserinfo: userinfoSet, plainSegment: pathSet, plainQuery: specialQuerySet, plainFragment: fragmentSet,
		} {
			if !encoded[c] {
				table[c] |= bit
			}
		}
		if c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '.' || c == '_' {
			table[c] |= plainHost
		}
	}
	table['/'] &^= plainSegment
	table['\\'] &^= plainSegment
	return table
}()

// maxPlain is what parsePlain reads, for it does not poll.
const maxPlain = 64 << 10

// parsePlain is what Parse and appendTo do together, for the URLs that most
// programs have: of http and https, in ASCII, without anything to be encoded or
// written in another way but the dots of a path. It appends to b, which is empty;
// ok is false for all others, whether they are URLs or not.
func parsePlain(b []byte, text string) (href []byte, c components, ok bool) {
	if len(text) > maxPlain {
		return nil, c, false
	}
	standard := ":443"
	switch {
	case strings.HasPrefix(text, "https://"):
		c.protocolEnd, c.scheme = 6, 2
	case strings.HasPrefix(text, "http://"):
		c.protocolEnd, standard = 5, ":80"
	default:
		return nil, c, false
	}
	authority := plainAuthority(text[c.protocolEnd+2:], standard, &c)
	if authority == 0 {
		return nil, c, false
	}
	i := int(c.protocolEnd) + 2 + authority
	b = append(b, text[:i]...)
	c.pathname, c.search, c.hash = uint32(i), omitted, omitted
	if b, i = plainPath(b, text, i); i < 0 {
		return nil, c, false
	}
	if i < len(text) && text[i] == '?' {
		c.search = uint32(len(b))
		start := i
		for i < len(text) && plainBytes[text[i]]&plainQuery != 0 {
			i++
		}
		b = append(b, text[start:i]...)
	}
	if i < len(text) && text[i] == '#' {
		c.hash = uint32(len(b))
		start := i
		for i++; i < len(text) && plainBytes[text[i]]&plainFragment != 0; i++ {
		}
		b = append(b, text[start:i]...)
	}
	return b, c, i == len(text)
}

// plainAuthority finds the parts of what is between "//" and the path, and
// returns how long it is: 0 if it is not plain.
func plainAuthority(text, standard string, c *components) int {
	at, colon, first, end := -1, -1, -1, 0 // first is the colon before the at
	host := true                           // since the at there were only bytes of hosts, and a port
scan:
	for ; end < len(text); end++ {
		switch b := text[end]; {
		case plainBytes[b]&plainHost != 0:
		case b == '@':
			if at >= 0 {
				return 0
			}
			at, first, colon, host = end, colon, -1, true
		case b == ':':
			if colon >= 0 {
				return 0
			}
			colon = end
		case b == '/' || b == '?' || b == '#':
			break scan
		case plainBytes[b]&plainUserinfo != 0:
			host = false
		default:
			return 0
		}
	}
	// An empty name or password would be left out.
	if !host || at == 0 || first == 0 || first >= 0 && first == at-1 {
		return 0
	}
	start := c.protocolEnd + 2
	c.port = omitted
	hostEnd := end
	if colon >= 0 {
		if c.port = plainPort(text[colon:end], standard); c.port == omitted {
			return 0
		}
		hostEnd = colon
	}
	name := text[at+1 : hostEnd]
	if name == "" || strings.Contains(name, "xn--") {
		return 0
	}
	// What ends in a number is an address.
	if last := name[strings.LastIndexByte(name, '.')+1:]; last == "" || isDigit(last[0]) {
		return 0
	}
	c.usernameEnd, c.hostStart, c.hostEnd = start, start, start+uint32(hostEnd)
	if at >= 0 {
		c.usernameEnd, c.hostStart = start+uint32(at), start+uint32(at)
		if first >= 0 {
			c.usernameEnd = start + uint32(first)
		}
	}
	return end
}

// plainPort is the port of text, which begins with a colon, or omitted for what
// would be written in another way.
func plainPort(text, standard string) uint32 {
	if len(text) < 2 || len(text) > 6 || text[1] == '0' || text == standard {
		return omitted
	}
	port := uint32(0)
	for _, c := range []byte(text[1:]) {
		if !isDigit(c) {
			return omitted
		}
		port = port*10 + uint32(c-'0')
	}
	if port > 0xFFFF {
		return omitted
	}
	return port
}

// plainPath appends the path that begins at i, and returns where it ends: -1 if
// it is not plain.
func plainPath(b []byte, text string, i int) ([]byte, int) {
	start := len(b)
	if i == len(text) || text[i] != '/' {
		return append(b, '/'), i
	}
	for i < len(text) && text[i] == '/' {
		from := i
		for i++; i < len(text) && plainBytes[text[i]]&plainSegment != 0; i++ {
			if text[i] == '%' && strings.HasPrefix(text[i+1:], "2") {
				return nil, -1 // it may be a dot
			}
		}
		slash := i < len(text) && text[i] == '/'
		switch text[from+1 : i] {
		default:
			b = append(b, text[from:i]...)
			continue
		case "..":
			if n := bytes.LastIndexByte(b[start:], '/'); n >= 0 {
				b = b[:start+n]
			}
		case ".":
		}
		if !slash {
			b = append(b, '/')
		}
	}
	if i < len(text) && text[i] != '?' && text[i] != '#' {
		return nil, -1
	}
	return b, i
}
