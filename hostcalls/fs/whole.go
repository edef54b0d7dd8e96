package fs

import (
	"errors"
	"fmt"
	"unicode/utf8"
	"unsafe"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// Whole files in one crossing.
func addWhole(b *hostcalls.Binding) {
	asks := b.Asks(wasi.KindRead, wasi.KindWrite)
	work2(asks, "readFile", func(c *call, path string, flags int32) (func() ([]byte, error), error) {
		return readFile(c, path, flags)
	})
	work2(asks, "readFileUtf8", func(c *call, path string, flags int32) (func() (string, error), error) {
		return asText(readFile(c, path, flags))
	})
	work1(b.Holds(), "readDescriptor", func(c *call, fd int) (func() ([]byte, error), error) {
		return readDescriptor(c, fd)
	})
	work1(b.Holds(), "readDescriptorUtf8", func(c *call, fd int) (func() (string, error), error) {
		return asText(readDescriptor(c, fd))
	})
	work4(asks, "writeFile", func(c *call, path string, data []byte, flags int32, mode uint32) (func() (none, error), error) {
		return writeFile(c, path, data, flags, mode)
	})
	work4(asks, "writeFileUtf8", func(c *call, path, data string, flags int32, mode uint32) (func() (none, error), error) {
		return writeFile(c, path, hostcalls.UTF8(data), flags, mode)
	})
}

// What readFile and writeFile of Node.js read and write in one operation, and so
// in one turn of the event loop.
const (
	chunk        = 512 << 10
	unknownChunk = 64 << 10 // of files that do not tell their size
)

// readFile(path, flags) → bytes. Node.js opens, looks, reads and closes in turns
// of their own.
func readFile(c *call, path string, flags int32) (func() ([]byte, error), error) {
	flag := wasi.Flag(flags)
	p, err := c.Host().Path(path, wasi.AccessFor(flag))
	if err != nil {
		return nil, err
	}
	limit, turns := c.Iso().Limits().Memory, c.Turns()
	return func() ([]byte, error) {
		f, err := p.Open(flag, 0o666)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		*turns = 2
		st, err := f.Opened()
		if err != nil {
			return nil, err
		}
		data, err := readAll(f, st, limit)
		switch size := int(st.Size); {
		case err != nil || size == 0 && len(data) == 0:
			*turns = 3
		case size > 0:
			*turns = 2 + (len(data)+chunk-1)/chunk
		default:
			*turns = 3 + (len(data)+unknownChunk-1)/unknownChunk
		}
		return data, err
	}, nil
}

// maxWhole is the largest file that can be read at once: Node's kIoMaxLength.
const maxWhole = 1<<31 - 1

// readAll reads what is left of f, if the script's memory has room for it.
func readAll(f *wasi.File, st wasi.Stat, limit uint64) ([]byte, error) {
	if st.Size > maxWhole {
		return nil, &hostcalls.CodedError{Name: "RangeError", Code: "ERR_FS_FILE_TOO_LARGE",
			Message: fmt.Sprintf("File size (%d) is greater than 2 GiB", st.Size)}
	}
	data, err := f.ReadAllOf(st, int64(min(limit, maxWhole)))
	if errors.Is(err, errno.EFBIG) {
		return nil, &hostcalls.CodedError{Name: "RangeError", Message: "Array buffer allocation failed"}
	}
	return data, err
}

// readDescriptor(fd) → bytes from the file's position to its end
func readDescriptor(c *call, fd int) (func() ([]byte, error), error) {
	if s := c.Host().Stdio(fd); s != nil {
		return func() ([]byte, error) { return readStream(s) }, nil
	}
	f, err := fileOf(c, fd, "read")
	if err != nil {
		return nil, err
	}
	limit := c.Iso().Limits().Memory
	return func() ([]byte, error) {
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		return readAll(f, st, limit)
	}, nil
}

func readStream(s *wasi.Stream) ([]byte, error) {
	data := make([]byte, 0, 4096)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := s.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if n == 0 || err != nil {
			return data, err
		}
	}
}

// writeFile(path, data, flags, mode). Node.js opens, writes and closes in turns of
// their own.
func writeFile(c *call, path string, data []byte, flags int32, mode uint32) (func() (none, error), error) {
	flag := wasi.Flag(flags)
	p, err := c.Host().Path(path, wasi.AccessFor(flag))
	if err != nil {
		return nil, err
	}
	turns := c.Turns()
	return func() (none, error) {
		f, err := p.Open(flag, mode)
		if err != nil {
			return none{}, err
		}
		*turns = 2
		err = f.WriteAll(data)
		if e := f.Close(); err == nil {
			err = e
		}
		return none{}, err
	}, nil
}

func asText(fetch func() ([]byte, error), err error) (func() (string, error), error) {
	if err != nil {
		return nil, err
	}
	return func() (string, error) {
		data, err := fetch()
		if err != nil {
			return "", err
		}
		return decodeUTF8(data), nil
	}, nil
}

// decodeUTF8 makes a string of data, which nobody else holds. What is not UTF-8
// becomes U+FFFD as the Encoding Standard says: one for the longest start of a
// sequence that could have been valid, not one for each byte.
func decodeUTF8(data []byte) string {
	if utf8.Valid(data) {
		return unsafe.String(unsafe.SliceData(data), len(data))
	}
	out := make([]byte, 0, len(data)+len(data)/8)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r != utf8.RuneError || size > 1 {
			out = append(out, data[:size]...)
			data = data[size:]
			continue
		}
		out = append(out, "\uFFFD"...)
		data = data[invalidLength(data):]
	}
	return string(out)
}

// invalidLength is how many bytes at the start of b one U+FFFD stands for.
func invalidLength(b []byte) int {
	low, high, want := byte(0x80), byte(0xBF), 0
	switch lead := b[0]; {
	case lead < 0xC2 || lead > 0xF4:
		return 1
	case lead < 0xE0:
		want = 1
	case lead < 0xF0:
		want = 2
		if lead == 0xE0 {
			low = 0xA0
		} else if lead == 0xED {
			high = 0x9F
		}
	default:
		want = 3
		if lead == 0xF0 {
			low = 0x90
		} else if lead == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for ; n <= want && n < len(b) && b[n] >= low && b[n] <= high; n++ {
		low, high = 0x80, 0xBF
	}
	return n
}
