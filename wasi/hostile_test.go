package wasi

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/wasi/errno"
)

// A layout is made below a directory that has "in", which is granted, and
// "out", which is not.
type layout struct {
	name  string
	make  func(t *testing.T, in, out string)
	path  string // relative to in; IN and OUT stand for the directories
	legal bool   // leads to in/file after all
}

func link(target, name string) func(*testing.T, string, string) {
	return func(t *testing.T, in, out string) {
		target := strings.NewReplacer("IN", in, "OUT", out).Replace(target)
		if err := os.Symlink(target, filepath.Join(in, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func links(pairs ...string) func(*testing.T, string, string) {
	return func(t *testing.T, in, out string) {
		for i := 0; i < len(pairs); i += 2 {
			link(pairs[i], pairs[i+1])(t, in, out)
		}
	}
}

var layouts = []layout{
	{name: "dot dot", path: "../out/secret"},
	{name: "dot dot in the middle", path: "dir/../../out/secret"},
	{name: "dot dot at the end", path: "dir/../../out/dir/.."},
	{name: "dots and slashes", path: ".//dir/./..//../out//secret"},
	{name: "absolute", path: "OUT/secret"},
	{name: "absolute with dots", path: "IN/../out/secret"},
	{name: "directory outside", path: "OUT"},
	{name: "top", path: "/"},
	{name: "a sibling whose name begins alike", path: "IN2/secret"},
	{name: "percent-encoded", path: "%2e%2e/out/secret"},
	{name: "look-alike dots", path: "\u2024\u2024/out/secret"},
	{name: "back slashes", path: `..\out\secret`},
	{name: "NUL", path: "file\x00/../../out/secret"},
	{name: "empty", path: ""},
	{name: "relative link", make: link("../out/secret", "l"), path: "l"},
	{name: "relative link with a slash", make: link("../out/dir", "l"), path: "l/"},
	{name: "absolute link", make: link("OUT/secret", "l"), path: "l"},
	{name: "link to a directory", make: link("../out", "l"), path: "l/secret"},
	{name: "absolute link to a directory", make: link("OUT", "l"), path: "l/secret"},
	{name: "link to the top", make: link("/", "l"), path: "lOUT/secret"},
	{name: "link and dots", make: link("..", "l"), path: "l/out/secret"},
	{name: "dots behind a link", make: link("dir/sub", "l"), path: "l/../../../out/secret"},
	{name: "dangling", make: link("../out/new", "l"), path: "l"},
	{name: "dangling absolute", make: link("OUT/new", "l"), path: "l"},
	{name: "dangling with a slash", make: link("../out/new", "l"), path: "l/"},
	{name: "chain", make: links("b", "a", "dir/../c", "b", "../out/secret", "c"), path: "a"},
	{name: "chain through directories", make: links("dir", "a", "../b", "dir/l", "../out", "b"), path: "a/l/secret"},
	{name: "loop", make: links("b", "a", "a", "b"), path: "a"},
	{name: "loop in the middle", make: links("b", "a", "a", "b"), path: "a/secret"},
	{name: "link to itself", make: link("l/x", "l"), path: "l"},
	{name: "proc root", path: "/proc/self/rootOUT/secret"},
	{name: "proc cwd", path: "/proc/self/cwd"},
	{name: "link to proc root", make: link("/proc/self/root", "l"), path: "lOUT/secret"},
	{name: "link to proc environ", make: link("/proc/self/environ", "l"), path: "l"},
	{name: "link to a descriptor", make: link("/proc/self/fd/0", "l"), path: "l"},
	{name: "link to stdin", make: link("/dev/stdin", "l"), path: "l"},

	{name: "there and back", path: "../in/file", legal: true},
	{name: "dots inside", path: "dir/../file", legal: true},
	{name: "link inside", make: link("file", "l"), path: "l", legal: true},
	{name: "absolute link inside", make: link("IN/file", "l"), path: "l", legal: true},
	{name: "link to a directory inside", make: link("dir", "l"), path: "l/../file", legal: true},
	{name: "link out and in", make: link("../out/../in/file", "l"), path: "l", legal: true},
	{name: "dots behind a link inside", make: link("dir/sub", "l"), path: "l/../../file", legal: true},
}

// snapshot describes a tree in full, so that any change shows.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		line := fmt.Sprintf("%s %v %s", path, info.Mode(), info.ModTime())
		if !d.IsDir() {
			line += fmt.Sprint(" ", info.Size(), sysOf(info))
		}
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += " " + string(data)
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// arena makes the directories of a layout and a host that is granted "in".
func arena(t *testing.T, l layout, options ...Option) (h *Host, in, out string) {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, out = filepath.Join(base, "in"), filepath.Join(base, "out")
	for _, dir := range []string{in + "/dir/sub", out + "/dir/sub", in + "2"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{in + "/file": "public", in + "/helper": "helper", out + "/secret": "SECRET", in + "2/secret": "SECRET"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if l.make != nil {
		l.make(t, in, out)
	}
	if options == nil {
		options = []Option{Allow(KindRead, in), Allow(KindWrite, in)}
	}
	p, err := NewPolicy(options...)
	if err != nil {
		t.Fatal(err)
	}
	h, err = NewHost(p, Config{Dir: guestPath(in)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h, in, out
}

func (l layout) guest(in, out string) string {
	p := strings.NewReplacer("IN", in, "OUT", out).Replace(l.path)
	return p
}

// operate runs an operation as a binding would: ask, then act.
func operate(h *Host, op pathOp, name string) (string, error) {
	p, err := h.Path(name, op.access)
	if err != nil {
		return "", err
	}
	return op.run(h, p)
}

// Every operation on every layout: nothing outside is read or changed, and
// errors are typed.
func TestHostileLayouts(t *testing.T) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			for _, op := range pathOps("helper") {
				h, in, out := arena(t, l)
				before := snapshot(t, out) + snapshot(t, in+"2")
				got, err := operate(h, op, l.guest(in, out))
				if after := snapshot(t, out) + snapshot(t, in+"2"); after != before {
					t.Errorf("%s changed what is outside:\n%s\n%s", op.name, before, after)
				}
				if strings.Contains(got, "SECRET") || strings.Contains(got, "secret") && op.name != "readlink" && op.name != "mkdtemp" {
					t.Errorf("%s got %q from outside", op.name, got)
				}
				checkError(t, op.name, err, in)
				if l.legal {
					checkLegal(t, op, got, err, in)
				}
				h.Close()
			}
		})
	}
}

func checkError(t *testing.T, op string, err error, in string) {
	t.Helper()
	if err == nil {
		return
	}
	var d *Denied
	var p *PathError
	switch {
	case errors.As(err, &d):
		if d.Resource == "" || d.Permission == "" || !strings.HasPrefix(d.Flag, "--allow-") {
			t.Errorf("%s: the denial does not say of what: %+v", op, d)
		}
	case errors.As(err, &p):
		if p.Errno == errno.UNKNOWN {
			t.Errorf("%s: %v", op, err)
		}
	default:
		t.Errorf("%s: a %T: %v", op, err, err)
	}
}

// checkLegal makes sure that the guard is not simply shut.
func checkLegal(t *testing.T, op pathOp, got string, err error, in string) {
	t.Helper()
	switch op.name {
	case "open", "readfile", "copy from":
		if got != "public" {
			t.Errorf("%s got %q, %v", op.name, got, err)
		}
	case "realpath":
		if got != guestPath(filepath.Join(in, "file")) {
			t.Errorf("%s got %q, %v", op.name, got, err)
		}
	case "stat", "lstat", "access", "statfs", "open rw", "create", "append", "chmod", "utimes", "lutimes", "truncate", "writefile", "copy to":
		if err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
	}
}

// Errors never tell more than the guest has said, whatever is mounted where.
func TestNoHostPaths(t *testing.T) {
	h, in, _ := arena(t, layout{}, MapDir("/data", t.TempDir(), Read|Write))
	for _, op := range pathOps("/data/helper") {
		for _, name := range []string{"/data/missing", "/data/missing/x", "/data/../etc", "/other"} {
			_, err := operate(h, op, name)
			if err != nil && (strings.Contains(err.Error(), in) || strings.Contains(err.Error(), os.TempDir())) {
				t.Errorf("%s %s: %v", op.name, name, err)
			}
		}
	}
}

// Each operation under policies that lack something: the answer is *Denied and
// nothing happens.
func TestDenials(t *testing.T) {
	for _, op := range pathOps("helper") {
		for name, options := range map[string]func(in string) []Option{
			"nothing":     func(string) []Option { return []Option{} },
			"other place": func(in string) []Option { return []Option{Allow(KindRead, in+"/dir"), Allow(KindWrite, in+"/dir")} },
			"read only":   func(in string) []Option { return []Option{Allow(KindRead, in)} },
			"write only":  func(in string) []Option { return []Option{Allow(KindWrite, in)} },
			"denied file": func(in string) []Option {
				return []Option{AllowAll(), Deny(KindRead, in+"/file"), Deny(KindWrite, in+"/file")}
			},
			"denied kind": func(in string) []Option { return []Option{AllowAll(), DenyEvery(KindRead), DenyEvery(KindWrite)} },
			"denied dir":  func(in string) []Option { return []Option{AllowAll(), Deny(KindRead, in), Deny(KindWrite, in)} },
		} {
			base := t.TempDir()
			base, _ = filepath.EvalSymlinks(base)
			// The policy names the directory before the arena is made, so make
			// it by hand here.
			in := filepath.Join(base, "in")
			os.MkdirAll(in+"/dir", 0o755)
			os.WriteFile(in+"/file", []byte("public"), 0o644)
			os.WriteFile(in+"/helper", []byte("helper"), 0o644)
			p, err := NewPolicy(options(in)...)
			if err != nil {
				t.Fatal(err)
			}
			h, err := NewHost(p, Config{Dir: guestPath(in)})
			if err != nil {
				t.Fatal(err)
			}
			if name == "read only" && op.access == Read && op.name != "copy from" || name == "write only" && op.access == Write && !needsRead(op) {
				h.Close()
				continue
			}
			before := snapshot(t, in)
			got, err := operate(h, op, "file")
			var d *Denied
			if !errors.As(err, &d) {
				t.Errorf("%s under %q: %q, %v", op.name, name, got, err)
			}
			if after := snapshot(t, in); after != before {
				t.Errorf("%s under %q changed something:\n%s\n%s", op.name, name, before, after)
			}
			h.Close()
		}
	}
}

// needsRead: its helper must be readable.
func needsRead(op pathOp) bool {
	switch op.name {
	case "rename to", "copy to":
		return true
	}
	return false
}

// A token does no more than it was given for, and none at all does nothing.
func TestTokens(t *testing.T) {
	h, _, _ := arena(t, layout{})
	for _, op := range pathOps("helper") {
		if _, err := op.run(h, Path{}); err == nil {
			t.Errorf("%s took a token from nowhere", op.name)
		}
		for _, less := range []Access{0, Read, Write} {
			if op.access&^less == 0 {
				continue
			}
			p, err := h.Path("file", less)
			if err != nil {
				t.Fatal(err)
			}
			var d *Denied
			if _, err := op.run(h, p); !errors.As(err, &d) {
				t.Errorf("%s took a token for %d: %v", op.name, less, err)
			}
		}
	}
	p, err := h.Path("file", Read|Write)
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	if _, err := p.Stat(); err == nil {
		t.Error("a token outlives its host")
	}
}
