package preview1

import (
	"strings"
	"testing"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/hostiletest"
)

// pathCalls has, for every function that takes a path, calls with the path at
// address 1000; "helper" is at 9000 and a result goes to 12000. The test fails
// when the ABI has a path function that is not among them.
var pathCalls = map[string][]func(g *guest, n uint64) errno.Errno{
	"path_create_directory":   {func(g *guest, n uint64) errno.Errno { return g.call("path_create_directory", 3, 1000, n) }},
	"path_remove_directory":   {func(g *guest, n uint64) errno.Errno { return g.call("path_remove_directory", 3, 1000, n) }},
	"path_unlink_file":        {func(g *guest, n uint64) errno.Errno { return g.call("path_unlink_file", 3, 1000, n) }},
	"path_filestat_get":       {stat(0), stat(1)},
	"path_filestat_set_times": {setTimes(0), setTimes(1)},
	"path_readlink": {func(g *guest, n uint64) errno.Errno {
		return g.call("path_readlink", 3, 1000, n, 13000, 500, 12000)
	}},
	"path_symlink": {func(g *guest, n uint64) errno.Errno { return g.call("path_symlink", 9000, 6, 3, 1000, n) }},
	"path_rename": {
		func(g *guest, n uint64) errno.Errno { return g.call("path_rename", 3, 1000, n, 3, 9000, 6) },
		func(g *guest, n uint64) errno.Errno { return g.call("path_rename", 3, 9000, 6, 3, 1000, n) },
	},
	"path_link": {
		func(g *guest, n uint64) errno.Errno { return g.call("path_link", 3, 0, 1000, n, 3, 9000, 6) },
		func(g *guest, n uint64) errno.Errno { return g.call("path_link", 3, 1, 1000, n, 3, 9000, 6) },
		func(g *guest, n uint64) errno.Errno { return g.call("path_link", 3, 0, 9000, 6, 3, 1000, n) },
	},
	"path_open": {
		open(0, 0, rightFdRead), open(1, 0, rightFdRead), open(1, 0, rightsAll), open(1, openCreate, rightsAll),
		open(1, openCreate|openExclusive, rightsAll), open(0, openCreate, rightsAll), open(1, openTruncate, rightsAll),
		open(1, openDirectory, rightsDir), open(0, openDirectory, rightsDir),
	},
}

func stat(lookup uint64) func(*guest, uint64) errno.Errno {
	return func(g *guest, n uint64) errno.Errno { return g.call("path_filestat_get", 3, lookup, 1000, n, 13000) }
}

func setTimes(lookup uint64) func(*guest, uint64) errno.Errno {
	return func(g *guest, n uint64) errno.Errno {
		return g.call("path_filestat_set_times", 3, lookup, 1000, n, 1e9, 1e9, 5)
	}
}

// open opens, and does with the descriptor what can be done: reads the file,
// lists the directory, writes.
func open(lookup, flags, rights uint64) func(*guest, uint64) errno.Errno {
	return func(g *guest, n uint64) errno.Errno {
		e := g.call("path_open", 3, lookup, 1000, n, flags, rights, rightsAll, 0, 12000)
		if e != 0 {
			return e
		}
		fd := uint64(g.u32(12000))
		g.mem.WriteUint32Le(12100, 13000)
		g.mem.WriteUint32Le(12104, 500)
		g.call("fd_read", fd, 12100, 1, 12004)
		g.call("fd_readdir", fd, 14000, 500, 0, 12008)
		g.mem.WriteUint32Le(12104, 4)
		g.call("fd_write", fd, 12100, 1, 12004)
		g.call("fd_filestat_set_times", fd, 1e9, 1e9, 5)
		g.call("fd_close", fd)
		return 0
	}
}

// Every path function on every layout: nothing outside is read or changed. A
// preopen is also no place to leave by links that a path of the policy may
// follow: the legal layouts that are absolute or pass through what is above are
// EPERM here.
func TestHostileLayouts(t *testing.T) {
	for _, f := range functions {
		if strings.HasPrefix(f.name, "path_") && pathCalls[f.name] == nil {
			t.Errorf("%s is not tried", f.name)
		}
	}
	for _, l := range hostiletest.Layouts {
		t.Run(l.Name, func(t *testing.T) {
			for name, calls := range pathCalls {
				for i, do := range calls {
					in, out := hostiletest.Arena(t, l)
					g := newGuest(t, Config{Host: hostOf(t, wasi.Allow(wasi.KindRead, in), wasi.Allow(wasi.KindWrite, in)), Preopens: []Preopen{{Name: "/", Path: in}}})
					before := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2")
					g.put(9000, "helper")
					_, n := g.put(1000, l.For(in, out))
					e := do(g, n)
					if after := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2"); after != before {
						t.Errorf("%s (%d) changed what is outside:\n%s\n%s", name, i, before, after)
					}
					if text := g.bytes(13000, 2000); strings.Contains(text, "SECRET") || strings.Contains(text, "secret") && name != "path_readlink" {
						t.Errorf("%s (%d) read %q", name, i, text)
					}
					if l.Legal && name == "path_open" && i == 1 && !strings.Contains(l.Name, "absolute") && !strings.Contains(l.Name, "back") && !strings.Contains(l.Name, "out and in") {
						if text := g.bytes(13000, 6); e != 0 || text != "public" {
							t.Errorf("%s (%d): %s, %q", name, i, e.Name(), text)
						}
					}
					g.sys.Close()
				}
			}
		})
	}
}

func hostOf(t testing.TB, options ...wasi.Option) *wasi.Host {
	t.Helper()
	policy, err := wasi.NewPolicy(options...)
	if err != nil {
		t.Fatal(err)
	}
	h, err := wasi.NewHost(policy, wasi.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// What the policy denies is denied to every path function, with EACCES.
func TestDeniedLayouts(t *testing.T) {
	for name, calls := range pathCalls {
		for i, do := range calls {
			in, _ := hostiletest.Arena(t, hostiletest.Layout{})
			g := newGuest(t, Config{Host: hostOf(t, wasi.Allow(wasi.KindRead, in), wasi.Deny(wasi.KindRead, in+"/dir/sub"), wasi.Deny(wasi.KindWrite, in)), Preopens: []Preopen{{Name: "/", Path: in}}})
			before := hostiletest.Snapshot(t, in)
			g.put(9000, "helper")
			_, n := g.put(1000, "dir/sub")
			if e := do(g, n); e != errno.EACCES && e != errno.EINVAL {
				t.Errorf("%s (%d): %s", name, i, e.Name())
			}
			if after := hostiletest.Snapshot(t, in); after != before {
				t.Errorf("%s (%d) changed something", name, i)
			}
		}
	}
}

// Paths are UTF-8, whatever is in them otherwise.
func TestPathsAreUTF8(t *testing.T) {
	for name, calls := range pathCalls {
		for i, do := range calls {
			in, _ := hostiletest.Arena(t, hostiletest.Layout{})
			g := newGuest(t, Config{Host: hostOf(t, wasi.Allow(wasi.KindRead, in), wasi.Allow(wasi.KindWrite, in)), Preopens: []Preopen{{Name: "/", Path: in}}})
			g.put(9000, "helper")
			_, n := g.put(1000, "\xff\xfe")
			if e := do(g, n); e != errno.EILSEQ && e != errno.EINVAL {
				t.Errorf("%s (%d): %s", name, i, e.Name())
			}
		}
	}
}
