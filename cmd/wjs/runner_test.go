package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRunner compares the reports of node:test with those of Node 24, which
// testdata/runner/record.sh has recorded. Times are left out, and so are the
// frames of stacks that are in the library or that the engine names otherwise.
func TestRunner(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "runner")
	for _, c := range []struct {
		golden string
		args   []string
	}{
		{"report.spec", []string{"run", "--allow-read", "--test-reporter=spec", "report.js"}},
		{"report.tap", []string{"run", "--allow-read", "--test-reporter=tap", "report.js"}},
		{"dot.dot", []string{"run", "--test-reporter=dot", "dot.js"}},
		{"report.junit", []string{"run", "--allow-read", "--allow-sys", "--test-reporter=junit", "report.js"}},
		{"order.spec", []string{"run", "order.mjs"}},
		{"files.spec", []string{"test", "files/*"}},
		{"files.tap", []string{"test", "--test-reporter=tap", "--test-name-pattern=file", "--test-concurrency=1", "files/f*.test.js"}},
	} {
		t.Run(c.golden, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(dir, c.golden))
			if err != nil {
				t.Fatal(err)
			}
			r := command{dir: dir, args: c.args}.run(t)
			want := withoutTimes(string(text))
			got := withoutTimes(strings.ReplaceAll(r.stdout+r.stderr, dir, "DIR"))
			if got != want {
				t.Errorf("exit code %d; it differs from %s:\n%s", r.code, c.golden, difference(got, want))
			}
		})
	}
}

var unlike = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\(\d+(\.\d+)?ms\)`), "(T)"},
	{regexp.MustCompile(`(duration_ms:? )\d+(\.\d+)?`), "${1}T"},
	{regexp.MustCompile(` (time|timestamp|hostname)="[^"]*"`), ""},
	{regexp.MustCompile(`\d+ lines matching`), "N lines matching"},
	{regexp.MustCompile(`(?m)^[ \t]*(at )?(async |.*(node:[a-z_]|(<|&lt;)anonymous>\)|<anonymous>$)).*\n`), ""},
	{regexp.MustCompile(`(?m)^([ \t]*(?:at )?)(?:[^()\n'"]+ \()?((?:file://)?DIR/[^()\n]+:\d+:\d+)\)?(?: \{)?$`), "$1$2"},
	{regexp.MustCompile(`(?m)^ *stack: \|-\n`), ""},
	{regexp.MustCompile(`(?m)^\[(Error \[ERR_TEST_FAILURE\]: [^\n]*)\] \{$`), "$1"}, // it has no frames
	{regexp.MustCompile(`(?m)^(# )?Node\.js v.*\n`), ""},
}

func withoutTimes(text string) string {
	for _, u := range unlike {
		text = u.pattern.ReplaceAllString(text, u.with)
	}
	return text
}

// difference shows the lines that one text has and the other has not, by place.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var out strings.Builder
	for len(g) > 0 || len(w) > 0 {
		switch {
		case len(g) > 0 && len(w) > 0 && g[0] == w[0]:
			g, w = g[1:], w[1:]
		case len(w) > 0 && (len(g) == 0 || indexOf(g, w[0]) < 0 || indexOf(w, g[0]) >= 0 && indexOf(w, g[0]) <= indexOf(g, w[0])):
			out.WriteString("  - " + w[0] + "\n")
			w = w[1:]
		default:
			out.WriteString("  + " + g[0] + "\n")
			g = g[1:]
		}
	}
	return out.String()
}

func indexOf(lines []string, line string) int {
	for i, l := range lines {
		if l == line {
			return i
		}
	}
	return -1
}
