package encoding

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// run decodes chunks of text, the last of them flushing, and writes "fatal"
// behind what a fatal error ended.
func run(label string, flags int, chunks ...string) string {
	codec := number(label)
	scan, bom := scannerOf(codec)
	state := make([]byte, stateSize)
	var units []uint16
	for i, chunk := range chunks {
		f := flags
		if i == len(chunks)-1 {
			f |= flagFlush
		}
		var text []byte
		var ok bool
		if scan != nil {
			text, ok = decode(nil, scan, bom, state, []byte(chunk), f)
		} else {
			text, ok = decodeHalves(nil, &upperHalves()[codec], []byte(chunk), f)
		}
		if !ok {
			return "fatal"
		}
		for ; len(text) > 0; text = text[2:] {
			units = append(units, binary.LittleEndian.Uint16(text))
		}
	}
	return string(utf16.Decode(units))
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ label, in, want string }{
		{"utf-16le", "a\x00\x3d\xd8\x4d\xdc", "a👍"},
		{"utf-16le", "\xff\xfea\x00\xff\xfe", "a\ufeff"},
		{"utf-16be", "\xfe\xff\x00a", "a"},
		{"utf-16le", "\x3d\xd8a\x00", "�a"},
		{"utf-16le", "\x3d\xd8a", "�"},
		{"utf-16le", "\x4d\xdc", "�"},
		{"gbk", "\x80\xc4\xe3\xba\xc3", "€你好"},
		{"gb18030", "\x81\x30\x81\x30\x84\x31\xa4\x37", "\u0080\ufffd"},
		{"gb18030", "\x90\x30\x81\x30", "\U00010000"},
		{"gb18030", "\xaa\xa1\xa3\xa0\xa6\xd9", "\ue000\u3000\ufe10"},
		{"gb18030", "\x81\x30\x81", "�"},
		{"gb18030", "\x81\x30\x41", "�0A"},
		{"gb18030", "\x81\x20", "� "},
		{"gb18030", "\xe3\x32\x9a\x36", "�"},
		{"big5", "\xa7\x41\x88\x62\x88\xa5", "你Ê̄ê̌"},
		{"big5", "\x81\x40", "�@"},
		{"euc-jp", "\xc6\xfc\x8e\xb1\x8f\xb0\xa1", "日ｱ丂"},
		{"euc-jp", "\x8f\xb0\x41\x8e\x41", "�A�A"},
		{"euc-jp", "\x8f\xb0", "�"},
		{"shift_jis", "\x93\xfa\xb1\xf0\x40\x80", "日ｱ\ue000\u0080"},
		{"shift_jis", "\x81\x20\xa0", "� �"},
		{"iso-2022-jp", "\x1b$B\x46\x7c\x1b(Ja\\~\x1b(I\x31\x1b(B\\", "日a¥‾ｱ\\"},
		{"iso-2022-jp", "\x1b$B\x1b(Ba", "�a"},
		{"iso-2022-jp", "\x1b$B\x46\x1b(Ba", "�a"},
		{"iso-2022-jp", "\x1b(", "�("},
		{"iso-2022-jp", "\x1b(Xa", "�(Xa"},
		{"euc-kr", "\xb0\xa1\xc8\xfe", "가힝"},
		{"euc-kr", "\x81\x20\xff", "� �"},
		{"windows-1252", "\x80\x81\xe9", "€\u0081é"},
		{"iso-8859-8", "\xe0\xa1", "א�"},
		{"koi8-u", "\xae\xd4", "ўт"},
		{"x-user-defined", "a\x80\xff", "a\uf780\uf7ff"},
	} {
		if got := run(c.label, 0, c.in); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.label, c.in, got, c.want)
		}
		// One byte at a time.
		chunks := make([]string, 0, len(c.in)+1)
		for i := range len(c.in) {
			chunks = append(chunks, c.in[i:i+1])
		}
		if got := run(c.label, 0, append(chunks, "")...); got != c.want {
			t.Errorf("%s %q byte by byte: %q, want %q", c.label, c.in, got, c.want)
		}
		want := c.want
		if strings.Contains(want, "\ufffd") && c.in != "\x81\x30\x81\x30\x84\x31\xa4\x37" {
			want = "fatal"
		}
		if got := run(c.label, flagFatal, c.in); got != want {
			t.Errorf("%s %q, fatal: %q, want %q", c.label, c.in, got, want)
		}
	}
}

func TestIgnoreBOM(t *testing.T) {
	if got := run("utf-16le", flagIgnoreBOM, "\xff\xfea\x00"); got != "\ufeffa" {
		t.Errorf("%q", got)
	}
	if got := run("utf-16le", 0, "\xff", "\xfe", "\xff\xfe", "a\x00"); got != "\ufeffa" {
		t.Errorf("in chunks: %q", got)
	}
}

func TestLabels(t *testing.T) {
	for label, want := range map[string]string{
		"utf8": "utf-8", " UTF-8\n": "utf-8", "latin1": "windows-1252", "ascii": "windows-1252",
		"logical": "iso-8859-8-i", "x-sjis": "shift_jis", "iso-2022-kr": "replacement",
		"x-user-defined": "x-user-defined", "gb2312": "gbk", "ucs-2": "utf-16le", "dos-874": "windows-874",
	} {
		if n := number(label); n < 0 || names[n] != want {
			t.Errorf("%q is number %d, want %s", label, n, want)
		}
	}
	for _, label := range []string{"", "utf-7", "\u00a0utf-8", "\u212aoi8-r", "utf-8\x00", "ut f8"} {
		if n := number(label); n >= 0 {
			t.Errorf("%q is %s", label, names[n])
		}
	}
	for _, name := range names {
		if names[number(name)] != name {
			t.Errorf("%s goes by another name", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("iso-2022-jp", []byte("\x1b$B\x46\x1b(B"), uint64(5))
	f.Add("gb18030", []byte("\x81\x30\x81\x30\x81"), uint64(21))
	f.Fuzz(func(t *testing.T, label string, b []byte, cuts uint64) {
		n := number(label)
		if scan, _ := scannerOf(n); scan == nil {
			return
		}
		var chunks []string
		start := 0
		for i := range b {
			if cuts>>(i%64)&1 != 0 {
				chunks = append(chunks, string(b[start:i]))
				start = i
			}
		}
		whole := run(label, 0, string(b))
		if got := run(label, 0, append(chunks, string(b[start:]))...); got != whole {
			t.Fatalf("%s %x cut by %x: %q, whole: %q", label, b, cuts, got, whole)
		}
	})
}
