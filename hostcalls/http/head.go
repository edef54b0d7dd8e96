package http

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	nethttp "net/http"
	"slices"
	"strings"
)

var (
	errTooLarge  = errors.New("http: header too large")
	errMalformed = errors.New("http: malformed request")
)

// methods are those that Node's parser knows; it refuses others.
var methods = strings.Fields(`ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE
	MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND
	REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE`)

// head is the beginning of a request: as it was sent, and as net/http read it.
type head struct {
	req    *nethttp.Request
	target string
	raw    []string // name, value, name, value, … in their own case and order
}

// readHead reads the head of a request. The bytes are looked at twice: here,
// for names and values as they were written, and by net/http, which decides
// about framing. What the two could take differently (folded lines, bare CR or
// LF, spaces before the colon) is refused.
func readHead(br *bufio.Reader) (*head, error) {
	block, err := peekHead(br)
	if err != nil {
		return nil, err
	}
	h := &head{}
	lines := strings.Split(string(block), "\r\n")
	method, rest, ok1 := strings.Cut(lines[0], " ")
	target, version, ok2 := strings.Cut(rest, " ")
	if !ok1 || !ok2 || target == "" || !slices.Contains(methods, method) ||
		version != "HTTP/1.1" && version != "HTTP/1.0" {
		return nil, errMalformed
	}
	h.target = target
	hosts := 0
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(name) || !isFieldValue(value) {
			return nil, errMalformed
		}
		if strings.EqualFold(name, "host") {
			hosts++
		}
		h.raw = append(h.raw, name, strings.Trim(value, " \t"))
	}
	if hosts > 1 || hosts == 0 && version == "HTTP/1.1" {
		return nil, errMalformed
	}
	if h.req, err = nethttp.ReadRequest(br); err != nil {
		return nil, errMalformed
	}
	// Both framings at once is what smuggling is made of.
	if len(h.req.TransferEncoding) > 0 && hasHeader(h.raw, "content-length") {
		return nil, errMalformed
	}
	return h, nil
}

// peekHead waits for a whole head and returns it without its last line break,
// leaving it in the reader, whose size is the limit.
func peekHead(br *bufio.Reader) ([]byte, error) {
	for seen := 0; ; {
		if _, err := br.Peek(seen + 1); err != nil {
			if errors.Is(err, bufio.ErrBufferFull) {
				return nil, errTooLarge
			}
			if errors.Is(err, io.EOF) && seen > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, err
		}
		block, _ := br.Peek(br.Buffered())
		if seen == 0 { // empty lines before a request are skipped
			n := 0
			for n < len(block) && (block[n] == '\r' || block[n] == '\n') {
				n++
			}
			if n > 0 {
				br.Discard(n)
				continue
			}
		}
		if i := bytes.Index(block, []byte("\r\n\r\n")); i >= 0 {
			return block[:i], nil
		}
		if i := bytes.Index(block, []byte("\n\n")); i >= 0 {
			return nil, errMalformed
		}
		seen = len(block)
	}
}

func hasHeader(raw []string, name string) bool {
	for i := 0; i < len(raw); i += 2 {
		if strings.EqualFold(raw[i], name) {
			return true
		}
	}
	return false
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
