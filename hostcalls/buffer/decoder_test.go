package buffer

import (
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"
)

// decodeChunks runs hex chunks, parted by spaces, through a decoder; "|" ends it.
func decodeChunks(t *testing.T, e encoding, chunks string) string {
	t.Helper()
	d := make(decoder, stateSize)
	d[stateEncoding] = byte(e)
	var units []uint16
	for chunk := range strings.FieldsSeq(chunks) {
		var b []byte
		if chunk == "|" {
			b = d.flush()
		} else {
			b = d.write(unhexed(t, chunk))
		}
		latin1, wide := slice(nil, e, b, nil)
		for _, c := range latin1 {
			units = append(units, uint16(c))
		}
		for ; len(wide) > 0; wide = wide[2:] {
			units = append(units, unit(wide))
		}
		if !d.valid() {
			t.Fatalf("state %x after %s", []byte(d), chunk)
		}
	}
	return string(utf16.Decode(units))
}

func TestDecoder(t *testing.T) {
	for _, c := range []struct {
		enc          encoding
		chunks, want string
	}{
		{encUTF8, "e2 82 ac |", "€"},
		{encUTF8, "f09f 9880 41 |", "😀A"},
		{encUTF8, "f1 41f2 |", "\ufffdA\ufffd"},
		{encUTF8, "f69b d1 |", "\ufffd\ufffd\ufffd"},
		{encUTF8, "f4 bde5 |", "\ufffd\ufffd\ufffd"},
		{encUTF8, "e28298", "\u2098"},
		{encUTF8, "e2 | 61 |", "\ufffda"},
		{encUTF8, "e0 80 80 |", "\ufffd\ufffd\ufffd"},
		{encUTF8, "ff fb |", "\ufffd\ufffd"},
		{encUCS2, "3d d8 4d dc |", "👍"},
		{encUCS2, "3dd8 4ddc6100 |", "👍a"},
		{encUCS2, "3dd8 4d |", "\ufffd"},
		{encUCS2, "3d | 6100 |", "a"},
		{encUCS2, "613d d8 4ddc |", "㵡䷘"},
		{encBase64, "61 6161 61 |", "YWFhYQ=="},
		{encBase64URL, "6161 |", "YWE"},
		{encHex, "61 62 |", "6162"},
		{encLatin1, "e9 ff |", "éÿ"},
	} {
		if got := decodeChunks(t, c.enc, c.chunks); got != c.want {
			t.Errorf("%d %q: %q, want %q", c.enc, c.chunks, got, c.want)
		}
	}
}

// However bytes are cut into chunks, the text is that of the whole.
func FuzzDecoderChunks(f *testing.F) {
	f.Add([]byte("a€\xf0\x9f\x98\x80\xed\xa0\x80\xf0\x9f"), uint64(0x5a5a5a), byte(0))
	f.Add([]byte("\x3d\xd8\x4d\xdc\x3d\xd8\x3d\xd8a"), uint64(0xff), byte(1))
	f.Fuzz(func(t *testing.T, b []byte, cuts uint64, e byte) {
		e %= byte(encHex) + 1
		var chunks strings.Builder
		for i, c := range b {
			chunks.WriteString(hex.EncodeToString([]byte{c}))
			if cuts>>(i%64)&1 != 0 {
				chunks.WriteByte(' ')
			}
		}
		whole := decodeChunks(t, encoding(e), hex.EncodeToString(b)+" |")
		if got := decodeChunks(t, encoding(e), chunks.String()+" |"); got != whole {
			t.Fatalf("%s: %q, whole: %q", chunks.String(), got, whole)
		}
	})
}
