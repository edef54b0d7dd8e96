// Package sourcemap keeps, for each isolate, the source maps of the programs
// that were compiled on their way in, so that stacks show what was written.
package sourcemap

import (
	"fmt"
	"path"
	"strings"

	gosourcemap "github.com/go-sourcemap/sourcemap"

	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('sourcemap').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("sourcemap")
	hostcalls.Op2(b, "register", register)
	hostcalls.Op1(b, "has", func(c *hostcalls.Call, file string) (bool, error) {
		return maps(c)[file] != nil, nil
	})
	hostcalls.Op1(b, "text", func(c *hostcalls.Call, file string) (string, error) {
		if e := maps(c)[file]; e != nil {
			return e.text, nil
		}
		return "", nil
	})
	hostcalls.Op3(b, "map", mapPosition)
	return b
}

// entry is a map, parsed when it is first needed: few programs fail.
type entry struct {
	text     string
	consumer *gosourcemap.Consumer
	bad      bool
}

type mapsKey struct{}

type table map[string]*entry

// Carry lets clones map what their program was compiled from; each parses for
// itself.
func (t table) Carry() any {
	own := table{}
	for file, e := range t {
		own[file] = &entry{text: e.text}
	}
	return own
}

func maps(c *hostcalls.Call) table {
	return hostcalls.State(c.Env(), mapsKey{}, func() table { return table{} })
}

// maxMap is the largest map that is kept, in bytes.
const maxMap = 64 << 20

// register(file, map) keeps the map, a text of JSON, of what the engine knows
// as file. An earlier one is forgotten.
func register(c *hostcalls.Call, file, text string) (hostcalls.None, error) {
	if len(text) > maxMap {
		return hostcalls.None{}, &hostcalls.CodedError{Name: "RangeError", Message: fmt.Sprintf("the source map of %s is larger than %d bytes", file, maxMap)}
	}
	maps(c)[file] = &entry{text: text}
	return hostcalls.None{}, nil
}

// Position is a place in an original source. Line and Column count from 1.
type Position struct {
	Source string `json:"source"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Name   string `json:"name"`
}

// mapPosition(file, line, column) → where that was written, or null if unknown.
// A source is absolute, or a URL if file is one.
func mapPosition(c *hostcalls.Call, file string, line, column int) (*Position, error) {
	e := maps(c)[file]
	if e == nil || e.bad {
		return nil, nil
	}
	return e.position(file, line, column), nil
}

func (e *entry) position(file string, line, column int) (p *Position) {
	// The map comes from the program, and the parser trusts its indices.
	defer func() {
		if recover() != nil {
			e.bad, p = true, nil
		}
	}()
	if e.consumer == nil {
		consumer, err := gosourcemap.Parse("", []byte(e.text))
		if err != nil {
			e.bad = true // a map that cannot be read maps nothing
			return nil
		}
		e.consumer = consumer
	}
	source, name, l, col, ok := e.consumer.Source(line, max(column-1, 0))
	if !ok || source == "" || l <= 0 {
		return nil
	}
	return &Position{Source: absolute(file, source), Line: l, Column: col + 1, Name: name}
}

// absolute resolves a source against the file, or URL, that it was made into.
func absolute(file, source string) string {
	if strings.Contains(source, "://") || path.IsAbs(source) && !strings.HasPrefix(file, "file://") {
		return source
	}
	if path.IsAbs(source) {
		return "file://" + source
	}
	if rest, ok := strings.CutPrefix(file, "file://"); ok {
		return "file://" + path.Join(path.Dir(rest), source)
	}
	return path.Join(path.Dir(file), source)
}
