package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNPM installs the packages of testdata/npm and runs a program with each,
// unmodified. The golden files hold what Node 24 prints. Where there is no npm,
// or no registry, there is nothing to run; a CI must have both.
func TestNPM(t *testing.T) {
	must := os.Getenv("CI") != "" || os.Getenv("WJS_NPM") != ""
	if testing.Short() {
		t.Skip("needs the npm registry")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		if must {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	source, dir := filepath.Join(root(t), "testdata", "npm"), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	install := exec.Command(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		if must {
			t.Fatalf("npm install: %v\n%s", err, out)
		}
		t.Skipf("npm install: %v\n%s", err, out)
	}
	golden, err := filepath.Glob(filepath.Join(dir, "*.golden"))
	if err != nil || len(golden) < 19 {
		t.Fatalf("%d golden files, want at least 19 (%v)", len(golden), err)
	}
	for _, want := range golden {
		name := strings.TrimSuffix(filepath.Base(want), ".golden")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, name+".js")
			if _, err := os.Stat(file); err != nil {
				file = filepath.Join(dir, name+".mjs")
			}
			r := command{dir: dir, args: []string{"--allow-read=" + dir, "--allow-net", "--allow-env", "--allow-sys", file}}.run(t)
			if r.stdout != string(text) || r.code != 0 {
				t.Errorf("got:\n%s\nwant:\n%s", r, text)
			}
		})
	}
}
