package http

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// methods are those that Node's parser knows; it refuses others.
var methods = strings.Fields(`ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE
	MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND
	REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE`)

// bounds limit a head, and trailers: the bytes of target, names and values
// together, which must stay below size as in Node, and the number of fields,
// where 0 is as many as there can be.
type bounds struct{ size, count int }

// headSize is the size where nobody says another, and maxHeadSize bounds what a
// script may say: it is memory of the host as long as the head is not complete.
const (
	headSize    = 16 << 10
	maxHeadSize = 1 << 20
)

// maxFields bounds the number of fields where a script sets no bound: a field
// takes more memory than the bytes that count.
const maxFields = 1 << 16

// padding is how much longer than what counts of it a line may be.
const padding = 256

// head is the beginning of a request.
type head struct {
	framing
	method, target string
	minor          int // of the version, 1.minor
	raw            []string
	expect         string
	last           bool // nothing behind it can be trusted
}

// readHead reads the head of a request, byte by byte, so that what is no HTTP is
// refused at once. What one reader could take for something and another for
// something else is refused: folded lines, bare CR or LF, spaces before a colon,
// two hosts, and all but one way to say how long the body is.
func readHead(br *bufio.Reader, b bounds) (*head, error) {
	l := lines{br: br, left: b.size}
	h, err := l.requestLine()
	if err != nil {
		return nil, err
	}
	if h.raw, err = l.fields(b.count); err != nil {
		return nil, err
	}
	hosts := 0
	for i := 0; i < len(h.raw); i += 2 {
		switch strings.ToLower(h.raw[i]) {
		case "host":
			hosts++
		case "expect":
			h.expect = h.raw[i+1]
		}
	}
	if hosts > 1 {
		return nil, errHosts
	}
	if h.framing, err = frame(h.raw); err != nil {
		return nil, err
	}
	if h.coded && !h.chunked {
		return nil, errCoding // nobody could tell where it ends
	}
	h.last = h.coded && h.minor == 0 // which knows no chunks: somebody on the way may see another end
	return h, nil
}

// lines reads lines that end with CR LF.
type lines struct {
	br   *bufio.Reader
	left int // what the bytes that count must stay below
	line []byte
}

// next reads a line, which is valid until the next call.
func (l *lines) next() ([]byte, error) {
	for l.line = l.line[:0]; ; {
		c, err := readByte(l.br)
		switch {
		case err != nil:
			return nil, err
		case c == '\r':
			return l.line, expect(l.br, '\n', errReturn)
		case c == '\n':
			return nil, errLineFeed
		case c < ' ' && c != '\t', c == 0x7f:
			return nil, errCharacter
		case len(l.line) >= l.left+padding:
			return nil, errTooLarge
		}
		l.line = append(l.line, c)
	}
}

// spend counts n bytes.
func (l *lines) spend(n int) error {
	if l.left -= n; l.left <= 0 {
		return errTooLarge
	}
	return nil
}

// readByte reads a byte that must be there.
func readByte(br *bufio.Reader) (byte, error) {
	c, err := br.ReadByte()
	return c, short(err)
}

func expect(br *bufio.Reader, want byte, otherwise *parseError) error {
	c, err := readByte(br)
	if err == nil && c != want {
		return otherwise
	}
	return err
}

// requestLine reads the first line, and empty lines before it.
func (l *lines) requestLine() (*head, error) {
	var method []byte
	for {
		c, err := readByte(l.br)
		if err != nil {
			return nil, err
		}
		if len(method) == 0 && (c == '\r' || c == '\n') {
			continue
		}
		if c == ' ' {
			break
		}
		method = append(method, c)
		if !slices.ContainsFunc(methods, func(m string) bool { return strings.HasPrefix(m, string(method)) }) {
			return nil, errMethod
		}
	}
	line, err := l.next()
	if err != nil {
		return nil, err
	}
	target, version, _ := strings.Cut(string(line), " ")
	h := &head{method: string(method), target: target}
	if !slices.Contains(methods, h.method) {
		return nil, errMethod
	}
	if !isTarget(h.method, target) {
		return nil, errTarget
	}
	switch version {
	case "HTTP/1.1":
		h.minor = 1
	case "HTTP/1.0":
	default:
		return nil, errVersion
	}
	return h, l.spend(len(target))
}

// isTarget tells paths, URLs, "*" and, to connect to, authorities from others.
func isTarget(method, target string) bool {
	for i := 0; i < len(target); i++ {
		if target[i] <= ' ' || target[i] >= 0x7f {
			return false
		}
	}
	if target == "" || method == "CONNECT" || target[0] == '/' || target[0] == '*' {
		return target != ""
	}
	scheme, _, ok := strings.Cut(target, "://")
	return ok && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz") == ""
}

// fields reads names and values, in their own case and order, up to an empty
// line.
func (l *lines) fields(count int) ([]string, error) {
	if count == 0 {
		count = maxFields
	}
	var list []string
	for {
		line, err := l.next()
		if err != nil || len(line) == 0 {
			return list, err
		}
		if line[0] == ' ' || line[0] == '\t' {
			return nil, errFolded
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || !isToken(string(name)) {
			return nil, errName
		}
		value = bytes.TrimLeft(value, " \t")
		if err := l.spend(len(name) + len(value)); err != nil {
			return nil, err
		}
		if len(list)/2 >= count {
			return nil, errTooLarge
		}
		list = append(list, string(name), string(bytes.TrimRight(value, " \t")))
	}
}

// framing is what the fields of a head say about where the body ends.
type framing struct {
	length  int64 // -1 if it is not said
	coded   bool  // there is a Transfer-Encoding,
	chunked bool  // whose last coding is chunks
}

// frame takes one way to say it only.
func frame(fields []string) (framing, error) {
	f := framing{length: -1}
	var codings []string
	for i := 0; i < len(fields); i += 2 {
		value := fields[i+1]
		switch strings.ToLower(fields[i]) {
		case "transfer-encoding":
			codings = append(codings, strings.Split(strings.ToLower(value), ",")...)
		case "content-length":
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil || n > math.MaxInt64 {
				return f, errLength
			}
			if f.length >= 0 {
				return f, errLengths
			}
			f.length = int64(n)
		}
	}
	if codings == nil {
		return f, nil
	}
	if f.length >= 0 {
		return f, errFramings
	}
	f.coded = true
	for i, name := range codings {
		switch name = strings.Trim(name, " \t"); {
		case name == "":
			return f, errCoding
		case name == "chunked":
			if f.chunked = i == len(codings)-1; !f.chunked {
				return f, errCoding
			}
		}
	}
	return f, nil
}

// body is the reader of a body that ends by its length or with its last chunk,
// nil if there is none.
func (f framing) body(br *bufio.Reader, b bounds) io.Reader {
	switch {
	case f.chunked:
		return &chunks{br: br, bounds: b}
	case f.length > 0:
		return &counted{br, f.length}
	}
	return nil
}

func isToken(s string) bool {
	if s == "" {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"(),/:;<=>?@[\\]{}", c) >= 0 {
			return false
		}
	}
	return true
}

func isFieldValue(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
