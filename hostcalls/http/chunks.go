package http

import (
	"bufio"
	"io"
	"math"
	"strings"
)

// maxExtensions bounds the bytes behind the size of a chunk, as in Node.
const maxExtensions = 16 << 10

// maxDigits bounds the digits of a size, most of which are leading zeros then.
const maxDigits = 64

// counted is a body whose length was said.
type counted struct {
	r    io.Reader
	left int64
}

func (c *counted) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, short(err)
}

// short is the error for what ends before its end.
func short(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// chunks is a body in chunks. It takes sizes and line ends in one spelling only,
// and bounds what is no data.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
type chunks struct {
	br       *bufio.Reader
	bounds   bounds
	begun    bool
	left     int64 // of the chunk
	err      error // what it ended with, io.EOF if well
	trailers []string
}

func (c *chunks) Read(p []byte) (int, error) {
	for c.left == 0 && c.err == nil {
		c.err = c.next()
	}
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.br.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.err = short(err)
	return n, c.err
}

// next reads what stands between the data of two chunks, or behind the last.
func (c *chunks) next() (err error) {
	if c.begun {
		if err := expect(c.br, '\r', errChunkEnd); err != nil {
			return err
		}
		if err := expect(c.br, '\n', errChunkEnd); err != nil {
			return err
		}
	}
	c.begun = true
	if c.left, err = c.size(); err != nil || c.left > 0 {
		return err
	}
	l := lines{br: c.br, left: c.bounds.size}
	if c.trailers, err = l.fields(c.bounds.count); err != nil {
		return err
	}
	for i := 0; i < len(c.trailers); i += 2 {
		// They would say where the body ends that has just ended.
		switch strings.ToLower(c.trailers[i]) {
		case "content-length", "transfer-encoding":
			return errLengths
		}
	}
	return io.EOF
}

// size reads the line before a chunk.
func (c *chunks) size() (n int64, err error) {
	for digits := 0; digits < maxDigits; digits++ {
		b, err := readByte(c.br)
		if err != nil {
			return 0, err
		}
		digit := strings.IndexByte("0123456789abcdefABCDEF", b)
		if digit > 15 {
			digit -= 6
		}
		switch {
		case digit >= 0 && n <= math.MaxInt64>>4:
			n = n<<4 | int64(digit)
		case digits > 0 && b == ';':
			return n, c.extensions()
		case digits > 0 && b == '\r':
			return n, expect(c.br, '\n', errChunkSize)
		case digit >= 0:
			return 0, errChunkBig
		default:
			return 0, errChunkSize
		}
	}
	return 0, errChunkBig
}

// extensions skips what nobody uses.
func (c *chunks) extensions() error {
	for range maxExtensions + 1 {
		b, err := readByte(c.br)
		switch {
		case err != nil:
			return err
		case b == '\r':
			return expect(c.br, '\n', errExtension)
		case b < ' ' && b != '\t', b == 0x7f:
			return errExtension
		}
	}
	return errTooLong
}
