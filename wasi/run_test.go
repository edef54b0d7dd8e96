package wasi

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/wasi/errno"
)

func start(t *testing.T, h *Host, name string, s Spawn) (string, Exit, error) {
	t.Helper()
	c, err := h.Command(name)
	if err != nil {
		return "", Exit{}, err
	}
	p, err := c.Start(s)
	if err != nil {
		return "", Exit{}, err
	}
	out := ""
	if p.Stdout != nil {
		b, _ := io.ReadAll(p.Stdout)
		p.Stdout.Close()
		out = string(b)
	}
	exit, err := p.Wait()
	return out, exit, err
}

func TestRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of the test are Unix's")
	}
	t.Setenv("SECRET_OF_THE_HOST", "x")
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	h, in, _ := arena(t, layout{})
	h.Close()
	h, err = NewHost(must(NewPolicy(Allow(KindRun, "sh", "env"), Deny(KindRun, "ls"), Allow(KindRead, in))), Config{Dir: in})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()

	pipe := [3]StdioKind{1: StdioPipe}
	out, exit, err := start(t, h, "sh", Spawn{Args: []string{"-c", "pwd; echo $0 $1; exit 3", "a", "b"}, Stdio: pipe})
	if want := in + "\na b\n"; out != want || exit.Code != 3 || err != nil {
		t.Errorf("%q, %+v, %v", out, exit, err)
	}
	// Nothing of the process's environment is inherited.
	if out, _, err := start(t, h, "env", Spawn{Stdio: pipe}); strings.Contains(out, "SECRET") || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	if out, _, err := start(t, h, "env", Spawn{Env: []string{"A=1"}, Stdio: pipe}); out != "A=1\n" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	if _, exit, err := start(t, h, "sh", Spawn{Args: []string{"-c", "kill -TERM $$"}}); exit.Signal != "SIGTERM" || err != nil {
		t.Errorf("%+v, %v", exit, err)
	}
	var d *Denied
	sh, _ := exec.LookPath("sh")
	os.Symlink(sh, dir+"/git")
	for _, name := range []string{"ls", "/bin/ls", "cat", "/bin/cat", dir + "/git", "./sh", "missing"} {
		if _, err := h.Command(name); !errors.As(err, &d) || d.Permission != "ChildProcess" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The full path of what is granted by name is granted.
	if _, err := h.Command(sh); err != nil {
		t.Errorf("%v", err)
	}
	// The guest's PATH does not decide what a name means.
	os.WriteFile(in+"/sh", []byte("#!/bin/sh\necho mine\n"), 0o755)
	h.Setenv("PATH", in)
	if out, _, _ := start(t, h, "sh", Spawn{Args: []string{"-c", "echo theirs"}, Stdio: pipe}); out != "theirs\n" {
		t.Errorf("%q", out)
	}
	for _, kv := range []string{"LD_PRELOAD=/x", "LD_LIBRARY_PATH=/x", "DYLD_INSERT_LIBRARIES=/x"} {
		if _, _, err := start(t, h, "env", Spawn{Env: []string{kv}}); !errors.As(err, &d) {
			t.Errorf("%s: %v", kv, err)
		}
	}
	if _, _, err := start(t, h, "sh", Spawn{Dir: "/"}); !errors.As(err, &d) {
		t.Errorf("a directory that is not granted: %v", err)
	}
	if _, err := (Command{}).Start(Spawn{}); !errors.As(err, &d) {
		t.Errorf("a token from nowhere: %v", err)
	}
	if u := h.Usage(); u.Processes != 0 {
		t.Errorf("%+v", u)
	}
}

func TestRunAll(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of the test are Unix's")
	}
	h := netHost(t, nil, AllowAll(), WithQuota(Quota{Processes: 1}))
	if _, err := h.Command("there-is-no-such-program"); errno.Of(err) != errno.ENOENT || err.Error() != "ENOENT: no such file or directory, spawn 'there-is-no-such-program'" {
		t.Errorf("%v", err)
	}
	c, err := h.Command("cat")
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Start(Spawn{Stdio: [3]StdioKind{StdioPipe, StdioPipe, StdioIgnore}})
	if err != nil {
		t.Fatal(err)
	}
	var q *QuotaError
	if _, err := c.Start(Spawn{}); !errors.As(err, &q) {
		t.Errorf("%v", err)
	}
	io.WriteString(p.Stdin, "through")
	buf := make([]byte, 10)
	if n, _ := p.Stdout.Read(buf); string(buf[:n]) != "through" {
		t.Errorf("%q", buf[:n])
	}
	if err := p.Kill("SIGNONE"); errno.Of(err) != errno.EINVAL {
		t.Errorf("%v", err)
	}
	if err := p.Kill("SIGKILL"); err != nil {
		t.Errorf("%v", err)
	}
	if exit, err := p.Wait(); exit.Signal != "SIGKILL" || err != nil {
		t.Errorf("%+v, %v", exit, err)
	}
	if err := p.Kill("SIGTERM"); errno.Of(err) != errno.ESRCH {
		t.Errorf("%v", err)
	}
	if _, err := p.Wait(); err == nil {
		t.Error("waited twice")
	}
	p.Stdin.Close()
	p.Stdout.Close()
}
