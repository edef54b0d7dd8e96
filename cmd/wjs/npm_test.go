package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNPM installs the packages of testdata/npm and runs a program with each,
// unmodified. The golden files hold what Node 24 prints; WJS_NPM_GOLDEN=NODE
// records them anew with that Node. Where there is no npm, or no registry,
// there is nothing to run; a CI must have both.
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
	install := exec.Command(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		if must {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
		t.Skipf("npm ci: %v\n%s", err, out)
	}
	programs, err := filepath.Glob(filepath.Join(dir, "*.*js"))
	if err != nil || len(programs) < 50 {
		t.Fatalf("%d programs, want at least 50 (%v)", len(programs), err)
	}
	for _, file := range programs {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		golden := name + ".golden"
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if node := os.Getenv("WJS_NPM_GOLDEN"); node != "" {
				record(t, node, dir, file, filepath.Join(source, golden))
				return
			}
			want, err := os.ReadFile(filepath.Join(dir, golden))
			if err != nil {
				t.Fatal(err)
			}
			args := append([]string{"--allow-read=" + dir, "--allow-write=" + filepath.Join(dir, "work"),
				"--allow-net", "--allow-env", "--allow-sys"}, npmFlags[name]...)
			r := command{dir: dir, args: append(args, file), limit: 4 * time.Minute}.run(t)
			if r.stdout != string(want) || r.code != 0 {
				t.Errorf("got:\n%s\nwant:\n%s", r, want)
			}
		})
	}
}

// npmFlags has what programs need beside their own folder.
var npmFlags = map[string][]string{
	"fs-extra": {"--allow-read"}, // looks at all folders above, so as not to copy one into itself
}

func record(t *testing.T, node, dir, file, golden string) {
	cmd := exec.Command(node, file)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(golden, out, 0o644); err != nil {
		t.Fatal(err)
	}
}
