package wasi

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/hostiletest"
)

type layout = hostiletest.Layout

// arena makes the directories of a layout and a host that is granted "in".
func arena(t *testing.T, l layout, options ...Option) (h *Host, in, out string) {
	t.Helper()
	in, out = hostiletest.Arena(t, l)
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
	for _, l := range hostiletest.Layouts {
		t.Run(l.Name, func(t *testing.T) {
			for _, op := range pathOps("helper") {
				h, in, out := arena(t, l)
				before := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2")
				got, err := operate(h, op, l.For(in, out))
				if after := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2"); after != before {
					t.Errorf("%s changed what is outside:\n%s\n%s", op.name, before, after)
				}
				if strings.Contains(got, "SECRET") || strings.Contains(got, "secret") && op.name != "readlink" && op.name != "mkdtemp" {
					t.Errorf("%s got %q from outside", op.name, got)
				}
				checkError(t, op.name, err, in)
				if l.Legal {
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
			"reserved dir": func(in string) []Option {
				return []Option{AllowEvery(KindRead), AllowEvery(KindWrite), Reserve(in)}
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
			before := hostiletest.Snapshot(t, in)
			got, err := operate(h, op, "file")
			var d *Denied
			if !errors.As(err, &d) {
				t.Errorf("%s under %q: %q, %v", op.name, name, got, err)
			}
			if after := hostiletest.Snapshot(t, in); after != before {
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
	// Another host of the same policy keeps the trees open.
	other, err := NewHost(h.Policy(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	h.Close()
	if _, err := p.Stat(); err == nil {
		t.Error("a token outlives its host")
	}
}
