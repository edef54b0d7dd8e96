// Package hostiletest has one table of hostile layouts of files, for the tests of
// everything that takes a path: tokens, bindings, WASI.
package hostiletest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// A Layout is made below a directory that has "in", which is granted, and "out"
// and "in2", which are not: their files contain "SECRET".
type Layout struct {
	Name  string
	Make  func(t testing.TB, in, out string) // nil: nothing besides what Arena makes
	Path  string                             // relative to in; IN and OUT stand for the directories
	Legal bool                               // leads to in/file after all
}

// For is the path with the directories in their places.
func (l Layout) For(in, out string) string {
	return strings.NewReplacer("IN", in, "OUT", out).Replace(l.Path)
}

// Link makes a link in "in".
func Link(target, name string) func(testing.TB, string, string) {
	return func(t testing.TB, in, out string) {
		target := strings.NewReplacer("IN", in, "OUT", out).Replace(target)
		if err := os.Symlink(target, filepath.Join(in, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// Links makes several: target, name, target, name.
func Links(pairs ...string) func(testing.TB, string, string) {
	return func(t testing.TB, in, out string) {
		for i := 0; i < len(pairs); i += 2 {
			Link(pairs[i], pairs[i+1])(t, in, out)
		}
	}
}

// Layouts are all ways out that we know, and some ways that lead in again.
var Layouts = []Layout{
	{Name: "dot dot", Path: "../out/secret"},
	{Name: "dot dot in the middle", Path: "dir/../../out/secret"},
	{Name: "dot dot at the end", Path: "dir/../../out/dir/.."},
	{Name: "dots and slashes", Path: ".//dir/./..//../out//secret"},
	{Name: "absolute", Path: "OUT/secret"},
	{Name: "absolute with dots", Path: "IN/../out/secret"},
	{Name: "directory outside", Path: "OUT"},
	{Name: "top", Path: "/"},
	{Name: "a sibling whose name begins alike", Path: "IN2/secret"},
	{Name: "percent-encoded", Path: "%2e%2e/out/secret"},
	{Name: "look-alike dots", Path: "\u2024\u2024/out/secret"},
	{Name: "back slashes", Path: `..\out\secret`},
	{Name: "NUL", Path: "file\x00/../../out/secret"},
	{Name: "empty", Path: ""},
	{Name: "relative link", Make: Link("../out/secret", "l"), Path: "l"},
	{Name: "relative link with a slash", Make: Link("../out/dir", "l"), Path: "l/"},
	{Name: "absolute link", Make: Link("OUT/secret", "l"), Path: "l"},
	{Name: "link to a directory", Make: Link("../out", "l"), Path: "l/secret"},
	{Name: "absolute link to a directory", Make: Link("OUT", "l"), Path: "l/secret"},
	{Name: "link to the top", Make: Link("/", "l"), Path: "lOUT/secret"},
	{Name: "link and dots", Make: Link("..", "l"), Path: "l/out/secret"},
	{Name: "dots behind a link", Make: Link("dir/sub", "l"), Path: "l/../../../out/secret"},
	{Name: "dangling", Make: Link("../out/new", "l"), Path: "l"},
	{Name: "dangling absolute", Make: Link("OUT/new", "l"), Path: "l"},
	{Name: "dangling with a slash", Make: Link("../out/new", "l"), Path: "l/"},
	{Name: "chain", Make: Links("b", "a", "dir/../c", "b", "../out/secret", "c"), Path: "a"},
	{Name: "chain through directories", Make: Links("dir", "a", "../b", "dir/l", "../out", "b"), Path: "a/l/secret"},
	{Name: "loop", Make: Links("b", "a", "a", "b"), Path: "a"},
	{Name: "loop in the middle", Make: Links("b", "a", "a", "b"), Path: "a/secret"},
	{Name: "link to itself", Make: Link("l/x", "l"), Path: "l"},
	{Name: "proc root", Path: "/proc/self/rootOUT/secret"},
	{Name: "proc cwd", Path: "/proc/self/cwd"},
	{Name: "link to proc root", Make: Link("/proc/self/root", "l"), Path: "lOUT/secret"},
	{Name: "link to proc environ", Make: Link("/proc/self/environ", "l"), Path: "l"},
	{Name: "link to a descriptor", Make: Link("/proc/self/fd/0", "l"), Path: "l"},
	{Name: "link to stdin", Make: Link("/dev/stdin", "l"), Path: "l"},

	{Name: "there and back", Path: "../in/file", Legal: true},
	{Name: "dots inside", Path: "dir/../file", Legal: true},
	{Name: "link inside", Make: Link("file", "l"), Path: "l", Legal: true},
	{Name: "absolute link inside", Make: Link("IN/file", "l"), Path: "l", Legal: true},
	{Name: "link to a directory inside", Make: Link("dir", "l"), Path: "l/../file", Legal: true},
	{Name: "link out and in", Make: Link("../out/../in/file", "l"), Path: "l", Legal: true},
	{Name: "dots behind a link inside", Make: Link("dir/sub", "l"), Path: "l/../../file", Legal: true},
}

// Snapshot describes a tree in full, so that any change shows.
func Snapshot(t testing.TB, dir string) string {
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

// Arena makes the directories of a layout: in has file ("public"), helper
// ("helper") and dir/sub.
func Arena(t testing.TB, l Layout) (in, out string) {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	Make(t, base, l)
	return filepath.Join(base, "in"), filepath.Join(base, "out")
}

// Make is Arena in a directory that is there, which is emptied first.
func Make(t testing.TB, base string, l Layout) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in, out := filepath.Join(base, "in"), filepath.Join(base, "out")
	// in itself stays: whoever is granted it may hold it open.
	check(os.MkdirAll(in, 0o755))
	entries, err := os.ReadDir(in)
	check(err)
	for _, e := range entries {
		check(os.RemoveAll(filepath.Join(in, e.Name())))
	}
	for _, dir := range []string{out, in + "2"} {
		check(os.RemoveAll(dir))
	}
	for _, dir := range []string{in + "/dir/sub", out + "/dir/sub", in + "2"} {
		check(os.MkdirAll(dir, 0o755))
	}
	for name, text := range map[string]string{in + "/file": "public", in + "/helper": "helper", out + "/secret": "SECRET", in + "2/secret": "SECRET"} {
		check(os.WriteFile(name, []byte(text), 0o644))
	}
	if l.Make != nil {
		l.Make(t, in, out)
	}
}
