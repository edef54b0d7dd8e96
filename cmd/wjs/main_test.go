package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tests here run the real binary, as a user does.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "wjs-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "wjs")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building wjs: %v\n%s", err, out)
		os.Exit(1)
	}
	// One cache for all tests: what they measure is a warm start.
	os.Setenv("WJS_CACHE_DIR", filepath.Join(dir, "cache"))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// result is what a run of the binary gave.
type result struct {
	stdout, stderr string
	code           int
}

func (r result) String() string {
	return fmt.Sprintf("exit code %d\n--- stdout\n%s--- stderr\n%s", r.code, r.stdout, r.stderr)
}

// command is one run of the binary.
type command struct {
	dir   string
	stdin string
	env   []string
	args  []string
	limit time.Duration // a minute when it is 0
}

func run(t *testing.T, args ...string) result { t.Helper(); return command{args: args}.run(t) }

func (c command) run(t *testing.T) result {
	t.Helper()
	limit := cmp.Or(c.limit, time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, c.args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.dir, strings.NewReader(c.stdin), &stdout, &stderr
	// Whatever the machine says of colours is not for these programs.
	plain := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "NO_COLOR=") || strings.HasPrefix(v, "FORCE_COLOR=") || strings.HasPrefix(v, "CI=")
	})
	cmd.Env = append(plain, c.env...)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("%v did not end within %v\n%s%s", c.args, limit, stdout.String(), stderr.String())
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// root is the project's folder.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
