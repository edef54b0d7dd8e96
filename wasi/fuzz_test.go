//go:build linux || darwin

package wasi

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzPath makes links and a path of what it is given, and compares with what
// the kernel makes of them: inside the grant the answer is the kernel's, and
// what the kernel finds outside is never found.
func FuzzPath(f *testing.F) {
	f.Add("../out", "dir/l", "l/../file")
	f.Add("OUT/secret", "a", "b/c")
	f.Add("IN/dir", "sub/..", "m/file")
	f.Add("l", "m", "l/m/./..//file")
	f.Add(".", "..", "l/l/l/m/out/secret")
	f.Fuzz(func(t *testing.T, a, b, name string) {
		if len(a)+len(b)+len(name) > 200 || strings.ContainsRune(a+b+name, 0) || a == "" || b == "" || name == "" {
			return
		}
		base, err := os.MkdirTemp("", "fuzz")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(base)
		base, _ = filepath.EvalSymlinks(base)
		in, out := base+"/in", base+"/out"
		for _, dir := range []string{in + "/dir/sub", out} {
			os.MkdirAll(dir, 0o755)
		}
		os.WriteFile(in+"/file", []byte("public"), 0o644)
		os.WriteFile(out+"/secret", []byte("SECRET"), 0o644)
		expand := strings.NewReplacer("IN", in, "OUT", out)
		os.Symlink(expand.Replace(a), in+"/l")
		os.Symlink(expand.Replace(b), in+"/m")
		h, err := NewHost(must(NewPolicy(Allow(KindRead, in))), Config{Dir: in})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		name = expand.Replace(name)
		full := name
		if !strings.HasPrefix(name, "/") {
			full = in + "/" + name
		}
		got, gotErr := operate(h, pathOps("x")[15], name)
		real, realErr := filepath.EvalSymlinks(full)
		if got == "SECRET" || gotErr == nil && !within(real, in) {
			t.Fatalf("%q with %q, %q reached %q", name, a, b, real)
		}
		want, err := os.ReadFile(full)
		inside := realErr == nil && within(real, in) && err == nil
		// A way that leads out and in again goes over what is not looked at:
		// there the answers may differ.
		if strings.Contains(a+b+name, "..") {
			return
		}
		if inside && (gotErr != nil || got != string(want)) {
			t.Errorf("%q with %q, %q: %q, %v; the kernel has %q", name, a, b, got, gotErr, want)
		}
		if gotErr == nil && err != nil {
			t.Errorf("%q with %q, %q: read %q where the kernel says %v", name, a, b, got, err)
		}
	})
}
