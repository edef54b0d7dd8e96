package http

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/wjs-run/wjs/hostcalls"
)

// decodeBody lets what readBody hands out be decoded: "gzip" or "deflate". It
// must be called before the first read. Decoding is as lazy as reading, so that
// a small body cannot unfold into memory.
func decodeBody(c *call, id int, coding string) (none, error) {
	x, err := hostcalls.Get[*fetching](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	if coding != "gzip" && coding != "deflate" {
		return none{}, &hostcalls.TypeError{Message: "http.decodeBody: no such coding", Code: "ERR_INVALID_ARG_VALUE"}
	}
	b := x.source()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.r != nil {
		b.r = &decoder{src: bufio.NewReader(b.r), coding: coding}
	}
	return none{}, nil
}

// decoder looks at its source when it is first read, which may take time.
type decoder struct {
	src    *bufio.Reader
	coding string
	r      io.Reader
}

func (d *decoder) Read(p []byte) (int, error) {
	if d.r == nil {
		head, err := d.src.Peek(2)
		if len(head) == 0 {
			return 0, err // an empty body is empty in every coding
		}
		switch {
		case d.coding == "gzip":
			d.r, err = gzip.NewReader(d.src)
		case len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
			d.r, err = zlib.NewReader(d.src)
		default: // raw, as some servers take "deflate" to mean
			d.r, err = flate.NewReader(d.src), nil
		}
		if err != nil {
			d.r = nil
			return 0, errBadCoding
		}
	}
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		if isCorrupt(err) {
			err = errBadCoding
		}
	}
	return n, err
}

var errBadCoding = &hostcalls.CodedError{Code: "Z_DATA_ERROR", Message: "incorrect header check"}

func isCorrupt(err error) bool {
	if _, ok := err.(flate.CorruptInputError); ok {
		return true
	}
	return err == gzip.ErrChecksum || err == gzip.ErrHeader || err == zlib.ErrChecksum || err == zlib.ErrHeader
}
