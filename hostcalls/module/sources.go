package module

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// sources are the texts of programs that an error led to, the last few of them:
// they are read again when an error is explained, not kept from loading.
type sources struct {
	names []string
	texts map[string]string
}

const keptSources = 8

// maxSource is the largest file that is read for an error's sake.
const maxSource = 4 << 20

type sourcesKey struct{}

// sourceOf returns the text of what the engine knows as file: a path or a file:
// URL. It is empty for what cannot, or may not, be read.
func sourceOf(c *hostcalls.Call, file string) string {
	s := allSources(c)
	if text, ok := s.texts[file]; ok {
		return text
	}
	path := strings.TrimPrefix(file, "file://")
	if !strings.HasPrefix(path, "/") {
		return ""
	}
	text := ""
	if token, err := c.Host().PeekPath(path, wasi.Read); err == nil {
		if b, err := token.ReadFile(0); err == nil && len(b) <= maxSource && utf8.Valid(b) {
			text = string(b)
		}
	}
	s.keep(file, text)
	return text
}

// noteSource(name, source) keeps a text that no file holds: what `-e` was given,
// a line of the REPL.
func noteSource(c *hostcalls.Call, name, text string) (hostcalls.None, error) {
	if len(text) <= maxSource && !strings.HasPrefix(name, "/") {
		allSources(c).keep(name, text)
	}
	return hostcalls.None{}, nil
}

func allSources(c *hostcalls.Call) *sources {
	return hostcalls.State(c.Env(), sourcesKey{}, func() *sources { return &sources{texts: map[string]string{}} })
}

// Carry lets clones show the texts that their program came from.
func (s *sources) Carry() any {
	return &sources{names: slices.Clone(s.names), texts: maps.Clone(s.texts)}
}

// keep forgets the oldest text for the new one.
func (s *sources) keep(name, text string) {
	if _, known := s.texts[name]; known {
		s.texts[name] = text
		return
	}
	if len(s.names) == keptSources {
		delete(s.texts, s.names[0])
		s.names = s.names[1:]
	}
	s.names = append(s.names, name)
	s.texts[name] = text
}

// offsetOf finds a place in a text; line and column count from 1, columns in
// UTF-16 units. It is negative for a place that is not there.
func offsetOf(text string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			return -1
		}
		at += n + 1
	}
	for column > 1 {
		if at >= len(text) || text[at] == '\n' {
			return -1
		}
		r, n := utf8.DecodeRuneInString(text[at:])
		at += n
		column -= utf16.RuneLen(r)
	}
	return at
}
