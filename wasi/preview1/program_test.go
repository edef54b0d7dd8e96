package preview1

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/sys"

	"github.com/wjs-run/wjs/wasi"
)

// A program compiled by Go's own toolchain, with its own idea of WASI.
func TestGoProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	wasm := filepath.Join(t.TempDir(), "walk.wasm")
	build := exec.Command("go", "build", "-o", wasm, "./testdata/walk")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	code, err := os.ReadFile(wasm)
	if err != nil {
		t.Fatal(err)
	}
	base, _ := filepath.EvalSymlinks(t.TempDir())
	data, out := filepath.Join(base, "data"), filepath.Join(base, "out")
	os.Mkdir(data, 0o755)
	os.Mkdir(out, 0o755)
	os.WriteFile(filepath.Join(out, "secret"), []byte("SECRET"), 0o644)
	os.WriteFile(filepath.Join(data, "given.txt"), []byte("given"), 0o644)
	os.Symlink("../out", filepath.Join(data, "out"))
	os.Symlink(out, filepath.Join(data, "abs"))

	policy, err := wasi.NewPolicy(wasi.MapDir("/data", data, wasi.Read|wasi.Write), wasi.MapDir("/readonly", data, wasi.Read))
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	h, err := wasi.NewHost(policy, wasi.Config{Stdin: strings.NewReader("a-line\n"), Stdout: &stdout, Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	s, err := NewSystem(Config{
		Host: h, Args: []string{"walk", "one", "two"}, Env: []string{"GREETING=hello"},
		Preopens: []Preopen{{Name: "/data", Path: "/data"}, {Name: "/readonly", Path: "/readonly"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()

	ctx := WithSystem(context.Background(), s)
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	if _, err := Instantiate(ctx, r); err != nil {
		t.Fatal(err)
	}
	_, err = r.Instantiate(ctx, code)
	var exit *sys.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("%v", err)
	}
	want := `args [one two]
env [GREETING=hello]
read "made inside" <nil>
stat 11 true
walk /data d---------
walk /data/a d---------
walk /data/a/b d---------
walk /data/a/b/c d---------
walk /data/a/b/c/moved.txt ----------
walk /data/a/hard.txt ----------
walk /data/a/soft.txt L---------
walk /data/abs L---------
walk /data/given.txt ----------
walk /data/out L---------
readlink b/c/moved.txt <nil>
outside /etc/passwd true
outside /data/../etc/passwd true
outside /data/out/secret true
outside /data/abs/secret true
read only true
slept true
stdin a-line
`
	if stdout.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", stdout.String(), want)
	}
	if stderr.String() != "to stderr\n" {
		t.Errorf("%q", stderr.String())
	}
}
