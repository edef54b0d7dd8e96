package http2

import (
	"bytes"

	"golang.org/x/net/http2/hpack"
)

const (
	firstTable = 4096
	// maxString is how long a name or a value may be as it is sent.
	maxString = 65536
)

// tableSize follows how large a dynamic table is, which package hpack does not
// tell.
type tableSize struct {
	entries []uint32
	first   int
	size    int
	max     int
}

func (t *tableSize) add(f hpack.HeaderField) {
	t.entries = append(t.entries, f.Size())
	t.size += int(f.Size())
	t.evict()
}

func (t *tableSize) setMax(n int) {
	t.max = n
	t.evict()
}

func (t *tableSize) evict() {
	for t.size > t.max && t.first < len(t.entries) {
		t.size -= int(t.entries[t.first])
		t.first++
	}
	if t.first > 64 && t.first > len(t.entries)/2 {
		t.entries = t.entries[:copy(t.entries, t.entries[t.first:])]
		t.first = 0
	}
}

// deflater makes header blocks.
type deflater struct {
	enc   *hpack.Encoder
	out   bytes.Buffer
	table tableSize
}

func newDeflater(most uint32) *deflater {
	d := &deflater{table: tableSize{max: firstTable}}
	d.enc = hpack.NewEncoder(&d.out)
	d.enc.SetMaxDynamicTableSizeLimit(most)
	d.table.setMax(int(d.enc.MaxDynamicTableSize()))
	return d
}

// limit is what the peer allows the table.
func (d *deflater) limit(n uint32) {
	d.enc.SetMaxDynamicTableSize(n)
	d.table.setMax(int(d.enc.MaxDynamicTableSize()))
}

// block is valid until the next.
func (d *deflater) block(list []field) []byte {
	d.out.Reset()
	for _, f := range list {
		before := d.out.Len()
		h := hpack.HeaderField{Name: f.name, Value: f.value, Sensitive: f.sensitive}
		_ = d.enc.WriteField(h) // a bytes.Buffer takes everything
		p := d.out.Bytes()[before:]
		for len(p) > 0 && p[0]&0xe0 == 0x20 { // new sizes of the table
			n, _ := varInt(p, 5)
			p = p[n:]
		}
		if len(p) > 0 && p[0]&0xc0 == 0x40 {
			d.table.add(h)
		}
	}
	if d.out.Cap() > mostKept {
		defer func() { d.out = bytes.Buffer{} }()
	}
	return d.out.Bytes()
}

// field is a header that we send.
type field struct {
	name, value string
	sensitive   bool
}

// secret says of what no table should keep, since it might be guessed from how
// well it is compressed.
func secret(name, value string) bool {
	return name == "authorization" || name == "cookie" && len(value) < 20
}

// inflater reads header blocks, of which it keeps one field at most.
type inflater struct {
	dec   *hpack.Decoder
	rest  []byte // the start of a field
	field hpack.HeaderField
	got   bool
	table tableSize
	begun bool // there was a field in the block
	owed  bool // the next block has to begin with a smaller table
}

func newInflater() *inflater {
	in := &inflater{table: tableSize{max: firstTable}}
	in.dec = hpack.NewDecoder(firstTable, func(f hpack.HeaderField) { in.field, in.got = f, true })
	return in
}

// write takes a part of a block, and calls each for the fields in it.
func (in *inflater) write(p []byte, each func(hpack.HeaderField) *fault) *fault {
	if len(in.rest) > 0 {
		in.rest = append(in.rest, p...)
		p = in.rest
	}
	for len(p) > 0 {
		n, ok := fieldLen(p)
		if !ok {
			return errCompression
		}
		if n == 0 || n > len(p) {
			break
		}
		if f := in.one(p[:n], each); f != nil {
			return f
		}
		p = p[n:]
	}
	if in.rest = append(in.rest[:0], p...); len(in.rest) == 0 && cap(in.rest) > mostKept {
		in.rest = nil
	}
	return nil
}

func (in *inflater) one(p []byte, each func(hpack.HeaderField) *fault) *fault {
	in.got = false
	if _, err := in.dec.Write(p); err != nil {
		return errCompression
	}
	switch {
	case p[0]&0xe0 == 0x20:
		if in.begun {
			return errCompression
		}
		_, n := varInt(p, 5)
		in.table.setMax(int(n))
		in.owed = false    // package hpack has compared it with what is allowed
		_ = in.dec.Close() // there may be another, which it takes at the very start alone
	case !in.got || in.owed:
		return errCompression
	default:
		in.begun = true
		if p[0]&0xc0 == 0x40 {
			in.table.add(in.field)
		}
		f := in.field
		in.field = hpack.HeaderField{}
		return each(f)
	}
	return nil
}

// end is the end of a block.
func (in *inflater) end() *fault {
	if len(in.rest) > 0 || in.dec.Close() != nil {
		return errCompression
	}
	in.begun = false
	return nil
}

// limit is what the peer knows that the table may be.
func (in *inflater) limit(n uint32) {
	in.dec.SetAllowedMaxDynamicTableSize(n)
	in.owed = int(n) < in.table.max
}

// fieldLen is how long the representation is that p begins with: 0 if p ends
// before that can be told.
func fieldLen(p []byte) (n int, ok bool) {
	bits, strings := 4, 1
	switch b := p[0]; {
	case b&0x80 != 0:
		bits, strings = 7, 0
	case b&0x40 != 0:
		bits = 6
	case b&0x20 != 0:
		bits, strings = 5, 0
	}
	n, index := varInt(p, bits)
	if n <= 0 {
		return 0, n == 0
	}
	if strings > 0 && index == 0 {
		strings = 2
	}
	for range strings {
		if n >= len(p) {
			return 0, true
		}
		head, size := varInt(p[n:], 7)
		if head <= 0 || size > maxString {
			return 0, head == 0
		}
		n += head + int(size)
	}
	return n, true
}

// varInt reads an integer of RFC 7541, section 5.1, and how many bytes it takes:
// 0 if p ends before, -1 if it is too large.
func varInt(p []byte, bits int) (n int, v uint64) {
	mask := byte(1)<<bits - 1
	if v = uint64(p[0] & mask); v < uint64(mask) {
		return 1, v
	}
	for i, b := range p[1:] {
		if i == 5 {
			return -1, 0
		}
		v += uint64(b&0x7f) << (7 * i)
		if b&0x80 == 0 {
			if v > 1<<32-1 {
				return -1, 0
			}
			return i + 2, v
		}
	}
	if len(p) > 5 {
		return -1, 0
	}
	return 0, 0
}
