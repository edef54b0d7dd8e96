package buffer

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFill(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		{"a", "aaaaaaa"},
		{"abc", "abcabca"},
		{"0123456789", "0123456"},
	} {
		b := make([]byte, 7)
		if !fill(b, []byte(c.pattern)) || string(b) != c.want {
			t.Errorf("fill(%q) = %q, want %q", c.pattern, b, c.want)
		}
	}
	if fill(make([]byte, 3), nil) {
		t.Error("an empty pattern filled something")
	}
}

func TestSwap(t *testing.T) {
	for width, want := range map[int]string{2: "badcfehg", 4: "dcbahgfe", 8: "hgfedcba"} {
		b := []byte("abcdefgh")
		if swap(nil, b, width); string(b) != want {
			t.Errorf("swap(%d) = %q, want %q", width, b, want)
		}
	}
}

func TestIndexOfUnitsSkipsOddPlaces(t *testing.T) {
	b := []byte("\x00ab\x00\x00ab\x00ab")
	if got := indexOf(nil, encUCS2, b, len(b), []byte("ab"), 0, true); got != 8 {
		t.Errorf("forward: %d, want 8", got)
	}
	if got := indexOf(nil, encUCS2, b, 8, []byte("ab"), 7, false); got != -1 {
		t.Errorf("backward: %d, want -1", got)
	}
}

// What is searched for long needles finds what the library's functions find.
func TestSearch(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'a' + byte(random.IntN(2))
		}
		return b
	}
	for range 2000 {
		b, needle := letters(random.IntN(40)), letters(1+random.IntN(8))
		if got, want := search(nil, b, needle, true), bytes.Index(b, needle); got != want {
			t.Errorf("%q in %q: %d, want %d", needle, b, got, want)
		}
		if got, want := search(nil, b, needle, false), bytes.LastIndex(b, needle); got != want {
			t.Errorf("%q in %q from the end: %d, want %d", needle, b, got, want)
		}
	}
}

// Clean base64 takes the library's path, the rest the forgiving one: both must
// agree, in particular where the first gives up.
func TestBase64Paths(t *testing.T) {
	raw := bytes.Repeat([]byte{0, 255, 7, 99, 13}, 40)
	clean, _ := slice(nil, encBase64, raw, nil)
	for _, text := range []string{
		string(clean),
		string(clean[:100]) + "\n" + string(clean[100:]),
		string(clean) + "==",
		strings.ReplaceAll(string(clean), "/", "_"),
	} {
		if got := encode(nil, encBase64, []byte(text), nil); !bytes.Equal(got, raw) {
			t.Errorf("%.20q…: %d bytes, want %d", text, len(got), len(raw))
		}
	}
}

func FuzzDecodeUTF8(f *testing.F) {
	f.Add([]byte("a\xc3\xa9\xf0\x9f\x98\x80\xed\xa0\x80\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		latin1, wide := decodeUTF8(nil, b, nil)
		again := encode(nil, encUTF8, latin1, wide)
		if !utf8.Valid(again) {
			t.Fatalf("%x decodes to %x", b, again)
		}
		if utf8.Valid(b) && !bytes.Equal(again, b) {
			t.Fatalf("%x comes back as %x", b, again)
		}
	})
}

// What lies behind the text's bytes stays as it is, wherever the text ends.
func TestBase64Room(t *testing.T) {
	text := []byte(strings.Repeat("QUJD", 10))
	for n := range len(text) + 1 {
		dst := bytes.Repeat([]byte{0xEE}, 40)
		wrote := putBase64(nil, dst, text[:n], nil)
		if wrote != n*3/4 || !bytes.Equal(dst[wrote:], bytes.Repeat([]byte{0xEE}, 40-wrote)) {
			t.Errorf("%d characters: %d bytes, % x", n, wrote, dst)
		}
		if got := putBase64(nil, make([]byte, n), text, nil); got != min(n, 30) {
			t.Errorf("%d of %d bytes", got, n)
		}
	}
}

// Wherever the text and the needle begin, long texts are searched as short ones are.
func TestIndexOfLongText(t *testing.T) {
	room := bytes.Repeat([]byte("abcdefgh"), 2*longScan/8)
	for from := range 2 * cacheLine {
		for _, needle := range []string{"x", "xy", "xyz", strings.Repeat("x", cacheLine)} {
			for _, at := range []int{-1, 0, 1, 62, 63, 64, 65, longScan} {
				b := bytes.Clone(room)[from:]
				if at >= 0 {
					copy(b[at:], needle)
				}
				if got, want := index(nil, b, []byte(needle)), bytes.Index(b, []byte(needle)); got != want {
					t.Fatalf("from %d, needle of %d at %d: %d, want %d", from, len(needle), at, got, want)
				}
			}
		}
	}
}
