package preview1

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/sys"

	"github.com/wjs-run/wjs/wasi"
)

// suiteSpec is the description of a test of wasi-testsuite.
type suiteSpec struct {
	Args     []string          `json:"args"`
	Env      map[string]string `json:"env"`
	Root     string            `json:"root"`
	ExitCode uint32            `json:"exit_code"`
	Stdout   string            `json:"stdout"`
	Stderr   string            `json:"stderr"`
}

// TestSuite runs the prebuilt preview1 programs of WebAssembly/wasi-testsuite
// (branch prod/testsuite-base) from the directory in WASI_TESTSUITE.
func TestSuite(t *testing.T) {
	dir := os.Getenv("WASI_TESTSUITE")
	if dir == "" {
		t.Skip("WASI_TESTSUITE is not set")
	}
	found := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !strings.HasSuffix(path, ".wasm") || !strings.Contains(path, "testsuite/wasm32-wasip1/") {
			return nil
		}
		found++
		name, _ := filepath.Rel(dir, path)
		t.Run(name, func(t *testing.T) { runSuite(t, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Errorf("no programs in %s", dir)
	}
}

func runSuite(t *testing.T, path string) {
	var spec suiteSpec
	if text, err := os.ReadFile(strings.TrimSuffix(path, ".wasm") + ".json"); err == nil {
		if err := json.Unmarshal(text, &spec); err != nil {
			t.Fatal(err)
		}
	}
	code, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	config := Config{Args: append([]string{filepath.Base(path)}, spec.Args...)}
	for key, value := range spec.Env {
		config.Env = append(config.Env, key+"="+value)
	}
	var options []wasi.Option
	if spec.Root != "" {
		// A copy, so that a test finds what it expects each time.
		root, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(root, os.DirFS(filepath.Join(filepath.Dir(path), spec.Root))); err != nil {
			t.Fatal(err)
		}
		options = append(options, wasi.MapDir("/fs", root, wasi.Read|wasi.Write))
		config.Preopens = []Preopen{{Name: "/", Path: "/fs"}}
	}
	policy, err := wasi.NewPolicy(options...)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if config.Host, err = wasi.NewHost(policy, wasi.Config{Stdout: &stdout, Stderr: &stderr}); err != nil {
		t.Fatal(err)
	}
	defer config.Host.Close()
	s, err := NewSystem(config)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	ctx = WithSystem(ctx, s)
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter().WithCloseOnContextDone(true))
	defer r.Close(ctx)
	if _, err := Instantiate(ctx, r); err != nil {
		t.Fatal(err)
	}
	_, err = r.Instantiate(ctx, code)
	got := uint32(0)
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		t.Error(err)
	}
	if got != spec.ExitCode || spec.Stdout != "" && stdout.String() != spec.Stdout {
		t.Errorf("exit code %d, want %d\nstdout: %s\nstderr: %s", got, spec.ExitCode, stdout.String(), stderr.String())
	}
	if u := config.Host.Usage(); u.OpenFiles > int64(len(s.fds)) {
		t.Errorf("%d files are open for %d descriptors", u.OpenFiles, len(s.fds))
	}
}
