package hostcalls

import (
	"fmt"
	"strings"
	"testing"
)

func TestSources(t *testing.T) {
	e := NewEnv(EnvConfig{})
	e.RememberSource("/a.js", "first\r\nsecond\n\nlast")
	for _, c := range []struct {
		file string
		line int
		want string
		ok   bool
	}{
		{"/a.js", 1, "first", true}, {"/a.js", 2, "second", true}, {"/a.js", 3, "", true}, {"/a.js", 4, "last", true},
		{"/a.js", 5, "", false}, {"/a.js", 0, "", false}, {"/a.js", -1, "", false}, {"/b.js", 1, "", false},
	} {
		if got, ok := e.SourceLine(c.file, c.line); got != c.want || ok != c.ok {
			t.Errorf("%s:%d: %q %v", c.file, c.line, got, ok)
		}
	}
	e.RememberSource("/a.js", "again")
	if got, _ := e.SourceLine("/a.js", 1); got != "again" {
		t.Errorf("after loading it again: %q", got)
	}
}

func TestSourcesAreBounded(t *testing.T) {
	e := NewEnv(EnvConfig{})
	big := strings.Repeat("x", maxSources/4)
	for i := range 10 {
		e.RememberSource(fmt.Sprint(i), big)
		e.RememberSource(fmt.Sprint(i), big) // the same file counts once
		if s := e.sources(); s.bytes > maxSources || len(s.texts) != len(s.order) || s.bytes != len(s.texts)*len(big) {
			t.Fatalf("%d bytes in %d texts, %d names", s.bytes, len(s.texts), len(s.order))
		}
	}
	for i, want := range map[int]bool{5: false, 6: true, 9: true} {
		if _, ok := e.SourceLine(fmt.Sprint(i), 1); ok != want {
			t.Errorf("text %d is kept: %v", i, ok)
		}
	}
	e.RememberSource("9", strings.Repeat("y", maxSources+1))
	if _, ok := e.SourceLine("9", 1); ok {
		t.Error("a text that is too large is kept, or its predecessor is")
	}
	if _, ok := e.SourceLine("8", 1); !ok {
		t.Error("a text that is too large has pushed out others")
	}
}
