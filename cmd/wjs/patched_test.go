package main

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPatched uses every module in a program that has replaced all methods of
// all intrinsic prototypes before. The library must work, and must call none of
// them but those that testdata/patched/allowed.txt gives a reason for.
func TestPatched(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "patched")
	allowed := readAllowed(t, filepath.Join(dir, "allowed.txt"))
	r := command{dir: dir, env: []string{"PATCHED_TMP=" + t.TempDir()}, args: []string{"-A", "main.js"}}.run(t)
	called := regexp.MustCompile(`^(\w+): (.*) was called(.*)$`)
	ended := map[string]bool{}
	for line := range strings.Lines(r.stdout) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutSuffix(line, ": ended"); ok {
			ended[name] = true
		}
		if m := called.FindStringSubmatch(line); m != nil && !isAllowed(allowed, m[2], m[3]) {
			t.Errorf("%s", line)
		} else if strings.Contains(line, ": failed: ") {
			t.Errorf("%s", line)
		}
	}
	if len(ended) < 34 || !ended["last"] || r.code != 0 {
		t.Errorf("%d modules were used to the end, and the last of them: %v\n%s", len(ended), ended["last"], r)
	}
}

type allowance struct{ method, file string }

func readAllowed(t *testing.T, name string) (list []allowance) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 2 && fields[0] != "#" {
			list = append(list, allowance{fields[0], "node:" + fields[1]})
		}
	}
	return list
}

func isAllowed(list []allowance, method, place string) bool {
	for _, a := range list {
		if strings.Contains(method, a.method) && strings.Contains(place, a.file) {
			return true
		}
	}
	return false
}
