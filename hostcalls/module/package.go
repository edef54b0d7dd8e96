package module

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// Package is what resolution wants of a package.json.
type Package struct {
	Path    string          `json:"path"`
	Name    any             `json:"name"`
	Main    any             `json:"main"`
	Type    string          `json:"type"`
	Exports json.RawMessage `json:"exports"` // raw: the order of conditions counts
	Imports json.RawMessage `json:"imports"`
	// Invalid is set instead of the rest when the file is no object of JSON.
	Invalid *string `json:"invalid"`
}

type packagesKey struct{}

// packages are those that were read, by path. As in Node.js a program does not
// see what changes in them later.
func packages(c *hostcalls.Call) map[string]*Package {
	return hostcalls.State(c.Env(), packagesKey{}, func() map[string]*Package { return map[string]*Package{} })
}

// readPackage(path) → the package, or null if there is no such file. What may
// not be read is not there: who looks for a package tries many places, and
// asks about the place that counts by itself.
func readPackage(c *hostcalls.Call, file string) (*Package, error) {
	known := packages(c)
	if p, ok := known[file]; ok {
		return p, nil
	}
	token, err := c.Host().PeekPath(file, wasi.Read)
	if err != nil {
		return nil, nil
	}
	// Mostly there is none, and asking costs less than opening.
	if st, err := token.Stat(); err != nil || st.IsDir() {
		return nil, nil
	}
	text, err := token.ReadFile(0)
	if err != nil {
		var denied *wasi.Denied
		switch errno.Of(err) {
		case errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.ELOOP:
			return nil, nil
		}
		if errors.As(err, &denied) {
			return nil, nil
		}
		return nil, err
	}
	p := parsePackage(file, text)
	known[file] = p
	return p, nil
}

func parsePackage(file string, text []byte) *Package {
	p := &Package{Path: file, Type: "none"}
	var raw map[string]json.RawMessage
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if err := json.Unmarshal(text, &raw); err != nil || raw == nil {
		why := "not an object of JSON"
		if err != nil {
			why = err.Error()
		}
		p.Invalid = &why
		return p
	}
	p.Name = stringOf(raw["name"])
	p.Main = stringOf(raw["main"])
	if t, _ := stringOf(raw["type"]).(string); t == "module" || t == "commonjs" {
		p.Type = t
	}
	if v := raw["exports"]; len(v) > 0 && !bytes.Equal(v, []byte("null")) {
		p.Exports = v
	}
	if v := raw["imports"]; len(v) > 0 && v[0] == '{' {
		p.Imports = v
	}
	return p
}

// stringOf is the string, or nil for everything else.
func stringOf(raw json.RawMessage) any {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return nil
	}
	return s
}

// nearestPackage(file) → the package.json of the scope in which the file lies,
// or null.
func nearestPackage(c *hostcalls.Call, file string) (*Package, error) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if path.Base(dir) == "node_modules" {
			return nil, nil
		}
		p, err := readPackage(c, path.Join(dir, "package.json"))
		if err != nil || p != nil || dir == "/" || dir == "." {
			return p, err
		}
	}
}

// nearestConfig(file) → the text of the tsconfig.json that governs the file, or
// an empty one.
func nearestConfig(c *hostcalls.Call, file string) string {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if token, err := c.Host().PeekPath(path.Join(dir, "tsconfig.json"), wasi.Read); err == nil {
			if text, err := token.ReadFile(0); err == nil {
				return string(text)
			}
		}
		if dir == "/" || dir == "." || path.Base(dir) == "node_modules" {
			return ""
		}
	}
}
