package encoding

import (
	"sync"
	"unicode/utf8"

	textenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The indexes of the Encoding Standard come from x/text, which has them as
// decoders: each table is read out of one, once, when a program first needs
// it. The state machines are our own because errors matter to the byte.

// table maps a lead byte from 0x81 and a trail byte from 0x30 to a code point.
type table [0xFF - 0x81][0xFF - 0x30]rune

func (t *table) at(lead, trail byte) rune { return t[lead-0x81][trail-0x30] }

func newTable(e textenc.Encoding, prefix ...byte) *table {
	t := new(table)
	d := e.NewDecoder()
	for lead := range t {
		for trail := range t[lead] {
			t[lead][trail] = single(d, append(prefix[:len(prefix):len(prefix)], byte(lead+0x81), byte(trail+0x30)))
		}
	}
	return t
}

// single decodes b to its one code point, or returns 0.
func single(d *textenc.Decoder, b []byte) rune {
	d.Reset()
	out, err := d.Bytes(b)
	if err != nil {
		return 0
	}
	r, size := utf8.DecodeRune(out)
	if size != len(out) || r == utf8.RuneError {
		return 0
	}
	return r
}

var (
	big5Table     = sync.OnceValue(func() *table { return newTable(traditionalchinese.Big5) })
	jis0208Table  = sync.OnceValue(func() *table { return newTable(japanese.EUCJP) })
	jis0212Table  = sync.OnceValue(func() *table { return newTable(japanese.EUCJP, 0x8F) })
	shiftJISTable = sync.OnceValue(func() *table { return newTable(japanese.ShiftJIS) })
	eucKRTable    = sync.OnceValue(func() *table { return newTable(korean.EUCKR) })
)

// fourBytes decodes a sequence of GB 18030 of four bytes, or returns 0.
func fourBytes(b []byte) rune {
	switch string(b) {
	case "\x84\x31\xA4\x37":
		return replacement // the character itself, not an error
	case "\x81\x35\xF4\x37":
		return 0xE7C7 // has changed places with U+1E3F in the standard of 2022
	}
	return single(simplifiedchinese.GB18030.NewDecoder(), b)
}

var charmaps = map[string]*charmap.Charmap{
	"ibm866": charmap.CodePage866, "iso-8859-2": charmap.ISO8859_2, "iso-8859-3": charmap.ISO8859_3,
	"iso-8859-4": charmap.ISO8859_4, "iso-8859-5": charmap.ISO8859_5, "iso-8859-6": charmap.ISO8859_6,
	"iso-8859-7": charmap.ISO8859_7, "iso-8859-8": charmap.ISO8859_8, "iso-8859-8-i": charmap.ISO8859_8,
	"iso-8859-10": charmap.ISO8859_10, "iso-8859-13": charmap.ISO8859_13, "iso-8859-14": charmap.ISO8859_14,
	"iso-8859-15": charmap.ISO8859_15, "iso-8859-16": charmap.ISO8859_16, "koi8-r": charmap.KOI8R,
	"koi8-u": charmap.KOI8U, "macintosh": charmap.Macintosh, "windows-874": charmap.Windows874,
	"windows-1250": charmap.Windows1250, "windows-1251": charmap.Windows1251, "windows-1252": charmap.Windows1252,
	"windows-1253": charmap.Windows1253, "windows-1254": charmap.Windows1254, "windows-1255": charmap.Windows1255,
	"windows-1256": charmap.Windows1256, "windows-1257": charmap.Windows1257, "windows-1258": charmap.Windows1258,
	"x-mac-cyrillic": charmap.MacintoshCyrillic,
}

// upperHalves has, for each one-byte codec, what 0x80 to 0xFF stand for; 0 for
// nothing.
var upperHalves = sync.OnceValue(func() [][128]uint16 {
	halves := make([][128]uint16, len(names))
	for i, name := range names {
		m := charmaps[name]
		if m == nil {
			continue
		}
		for c := range halves[i] {
			if r := m.DecodeByte(byte(c + 0x80)); r != utf8.RuneError {
				halves[i][c] = uint16(r)
			} else if c < 0x20 {
				halves[i][c] = uint16(c + 0x80) // the control character
			}
		}
	}
	return halves
})
