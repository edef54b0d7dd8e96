package buffer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// A case is what Node 24 answered; testdata/node24.json was written by a
// script that asked it about random text and bytes.
type golden struct {
	Op     string
	Enc    encoding
	Text   []uint16
	Bytes  string
	Needle string
	Args   []int
	Fwd    bool
	N      int
	Want   string
	Units  []uint16
}

// text gives units the form that the guest would have them in.
func text(units []uint16) (latin1, wide []byte) {
	narrow := true
	for _, c := range units {
		latin1 = append(latin1, byte(c))
		wide = appendUnit(wide, c)
		narrow = narrow && c <= 0xFF
	}
	if narrow {
		return latin1, nil
	}
	return nil, wide
}

func unhexed(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAgainstNode(t *testing.T) {
	data, err := os.ReadFile("testdata/node24.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []golden
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 400 {
		t.Fatalf("only %d cases", len(cases))
	}
	for i, c := range cases {
		checkGolden(t, i, c)
	}
}

func checkGolden(t *testing.T, i int, c golden) {
	t.Helper()
	latin1, wide := text(c.Text)
	b, want := unhexed(t, c.Bytes), unhexed(t, c.Want)
	var got []byte
	n := c.N
	switch c.Op {
	case "encode":
		got = encode(nil, c.Enc, latin1, wide)
	case "write":
		dst := make([]byte, c.Args[0])
		n = put(nil, c.Enc, dst, latin1, wide)
		got = dst[:n]
	case "slice":
		l, w := slice(nil, c.Enc, b, nil)
		var units []uint16
		for _, ch := range l {
			units = append(units, uint16(ch))
		}
		for ; len(w) > 0; w = w[2:] {
			units = append(units, unit(w))
		}
		if !slices.Equal(units, c.Units) {
			t.Errorf("case %d: slice(%d, %s) = %x, want %x", i, c.Enc, c.Bytes, units, c.Units)
		}
		return
	case "indexOf":
		n = indexOf(nil, c.Enc, b, c.Args[1], unhexed(t, c.Needle), c.Args[0], c.Fwd)
	case "indexOfByte":
		n = indexOfByte(b, c.Args[2], byte(c.Args[0]), c.Args[1], c.Fwd)
	case "byteLength":
		n = utf8Length(nil, latin1, wide)
	case "atob":
		got, n = atob(nil, latin1, wide)
	case "transcode":
		got = transcode(nil, b, c.Enc, encoding(c.Args[0]))
	default:
		t.Fatalf("case %d: unknown op %q", i, c.Op)
	}
	if n != c.N || !bytes.Equal(got, want) {
		t.Errorf("case %d: %+v\n got %d %x", i, c, n, got)
	}
}
