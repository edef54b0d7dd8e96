package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSurface compares the names, types and lengths of everything that modules
// and Web globals have with Node 24's, but for known.txt: a line a name, or a
// prefix that ends in "*", below the reason. A name there that is no difference
// any more must go.
func TestSurface(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "surface")
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	r := run(t, "-A", filepath.Join(dir, "surface.js"))
	if r.code != 0 {
		t.Fatal(r)
	}
	ours, node := surfaceOf(r.stdout), surfaceOf(read("surface.golden"))
	var known []string
	for line := range strings.Lines(read("known.txt")) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			known = append(known, line)
		}
	}
	used := map[string]bool{}
	differs := func(name, what string) {
		if i := slices.IndexFunc(known, func(k string) bool {
			prefix, ok := strings.CutSuffix(k, "*")
			return k == name || ok && strings.HasPrefix(name, prefix)
		}); i >= 0 {
			used[known[i]] = true
			return
		}
		t.Errorf("%s: %s", name, what)
	}
	for name, want := range node {
		got, ok := ours[name]
		// A length of 0 says as little as "...args" does.
		if !ok {
			differs(name, "missing: "+want)
		} else if got != want && !(strings.HasPrefix(got, "function") && want == "function 0") {
			differs(name, got+", want "+want)
		}
	}
	for name, got := range ours {
		if _, ok := node[name]; !ok {
			differs(name, "not in Node: "+got)
		}
	}
	for _, k := range known {
		if !used[k] {
			t.Errorf("known.txt: %s is as in Node", k)
		}
	}
}

func surfaceOf(text string) map[string]string {
	surface := map[string]string{}
	for line := range strings.Lines(text) {
		name, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		surface[name] = what
	}
	return surface
}
