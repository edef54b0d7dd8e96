package http

import (
	"bufio"
	"bytes"
	"io"
	"math"
	nethttp "net/http"
	"slices"
	"strconv"
	"strings"
)

// refusal is why a request is not served: the status that the client hears.
type refusal int

func (r refusal) Error() string { return "http: " + r.text() }

// text is the name that Node has for the status.
func (r refusal) text() string {
	if r == errTooLong {
		return "Payload Too Large"
	}
	return nethttp.StatusText(int(r))
}

const (
	errMalformed refusal = nethttp.StatusBadRequest
	errTooLong   refusal = nethttp.StatusRequestEntityTooLarge // extensions of a chunk
	errTooLarge  refusal = nethttp.StatusRequestHeaderFieldsTooLarge
)

// methods are those that Node's parser knows; it refuses others.
var methods = strings.Fields(`ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE
	MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND
	REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE`)

// bounds limit a head, and trailers: the bytes of target, names and values
// together, which must stay below size as in Node, and the number of fields,
// where 0 is as many as there can be.
type bounds struct{ size, count int }

// maxFields bounds the number of fields where a script sets no bound: a field
// takes more memory than the bytes that count.
const maxFields = 1 << 16

// padding is how much longer than what counts of it a line may be.
const padding = 256

// head is the beginning of a request.
type head struct {
	method, target string
	minor          int      // of the version, 1.minor
	raw            []string // name, value, name, value, … in their own case and order
	expect         string
	body           io.Reader // nil if there is none
	chunks         *chunks   // the same, if it comes in chunks
	last           bool      // nothing behind it can be trusted
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
	return h, h.frame(br, b)
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
			return l.line, expect(l.br, '\n')
		case c < ' ' && c != '\t', c == 0x7f:
			return nil, errMalformed
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
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return c, err
}

func expect(br *bufio.Reader, want byte) error {
	c, err := readByte(br)
	if err == nil && c != want {
		err = errMalformed
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
			return nil, errMalformed
		}
	}
	line, err := l.next()
	if err != nil {
		return nil, err
	}
	target, version, _ := strings.Cut(string(line), " ")
	h := &head{method: string(method), target: target}
	if !slices.Contains(methods, h.method) || !isTarget(h.method, target) {
		return nil, errMalformed
	}
	switch version {
	case "HTTP/1.1":
		h.minor = 1
	case "HTTP/1.0":
	default:
		return nil, errMalformed
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

// fields reads names and values up to an empty line.
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
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || !isToken(string(name)) {
			return nil, errMalformed
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

// frame finds out where the body ends.
func (h *head) frame(br *bufio.Reader, b bounds) error {
	length, hosts := int64(-1), 0
	var codings []string
	for i := 0; i < len(h.raw); i += 2 {
		value := h.raw[i+1]
		switch strings.ToLower(h.raw[i]) {
		case "host":
			hosts++
		case "expect":
			h.expect = value
		case "transfer-encoding":
			codings = append(codings, strings.Split(strings.ToLower(value), ",")...)
		case "content-length":
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil || n > math.MaxInt64 || length >= 0 {
				return errMalformed
			}
			length = int64(n)
		}
	}
	switch {
	case hosts > 1, codings != nil && length >= 0:
		return errMalformed
	case codings != nil:
		for i, name := range codings {
			if name = strings.Trim(name, " \t"); name == "" || (name == "chunked") != (i == len(codings)-1) {
				return errMalformed
			}
		}
		h.chunks = &chunks{br: br, bounds: b}
		h.body = h.chunks
		h.last = h.minor == 0 // which knows no chunks: somebody on the way may see another end
	case length > 0:
		h.body = &counted{br, length}
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
