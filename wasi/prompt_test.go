package wasi

import (
	"errors"
	"strings"
	"testing"
)

// No name of a resource can end the line, move the cursor, hide or reorder text,
// or push the question away.
func TestPromptCannotBeSpoofed(t *testing.T) {
	for _, resource := range []string{
		"/plain", "/a\nAllow? [y/n/A] > y\n", "\r\x1b[2K\x1b[1Afoo", "\x1b]0;title\x07", "\x9b31m", "\u202edwssap/cte/", "\u0430.example.com:443", "\u200bhidden",
		"\x00\x08\x08\x08", "\u202a\u2066", "\xff\xfe", strings.Repeat("x", 100000), strings.Repeat("\n", 5000), "/tmp/safe\x1b[8m/../../etc/passwd\x1b[0m", "\u00e9",
	} {
		for k := range kinds {
			var out strings.Builder
			asked := 0
			got := promptOn(&out, Request{Kind: k, Resource: resource}, func() (string, error) { asked++; return "n\n", nil })
			text, ok := strings.CutPrefix(out.String(), calm)
			if !ok || got != DecideDeny || asked != 1 {
				t.Fatalf("%q: %d, asked %d times", out.String(), got, asked)
			}
			if len(text) > 4096 || strings.Count(text, "\n") != 2 {
				t.Errorf("%.40q takes %d bytes and %d lines", resource, len(text), strings.Count(text, "\n"))
			}
			for _, c := range text {
				if (c < ' ' || c > '~') && c != '\n' {
					t.Errorf("%.40q puts %q on the terminal", resource, c)
					break
				}
			}
		}
	}
}

func TestPromptAnswers(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  Decision
	}{
		{[]string{"y\n"}, DecideAllow}, {[]string{" Y \r\n"}, DecideAllow}, {[]string{"A\n"}, DecideAllowAll}, {[]string{"n\n"}, DecideDeny},
		{[]string{"a\n", "n\n"}, DecideDeny}, {[]string{"\n", "yes\n", "y\n"}, DecideAllow}, {[]string{"\x1b[24;1Ry\n", "\n", "x\n", "y\n"}, DecideDeny},
		{nil, DecideDeny}, {[]string{"yy\n"}, DecideDeny},
	} {
		i := 0
		got := promptOn(&strings.Builder{}, Request{Kind: KindRead, Resource: "/x"}, func() (string, error) {
			if i == len(c.lines) {
				return "", errors.New("the end")
			}
			i++
			return c.lines[i-1], nil
		})
		if got != c.want {
			t.Errorf("%q: %d, want %d", c.lines, got, c.want)
		}
	}
}

// Without a terminal nobody is asked, and nothing is granted.
func TestPromptWithoutTerminal(t *testing.T) {
	var out strings.Builder
	h, err := NewHost(must(NewPolicy(WithPrompt())), Config{Stdin: strings.NewReader("A\nA\nA\n"), Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var d *Denied
	if _, err := h.Path("/etc/passwd", Read); !errors.As(err, &d) || out.Len() != 0 {
		t.Errorf("%v, %q", err, out.String())
	}
}
