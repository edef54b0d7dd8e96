package wasi

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wjs-run/wjs/wasi/vfs"
)

func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "a"), []byte("hello"), 0o644)
	os.Mkdir(filepath.Join(dir, "sub"), 0o755)
	os.Symlink("../a", filepath.Join(dir, "sub", "rel"))
	os.Symlink(filepath.Join(dir, "a"), filepath.Join(dir, "sub", "abs"))
	os.Symlink("/etc/passwd", filepath.Join(dir, "sub", "out"))
	p, err := NewPolicy(Allow(KindRead, dir), Allow(KindWrite, dir))
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(p, Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, name := range []string{"a", "sub/rel", "sub/abs", "sub/../a", dir + "/a"} {
		tok, err := h.Path(name, Read)
		if err != nil {
			t.Fatal(err)
		}
		b, err := tok.ReadFile(0)
		if err != nil || string(b) != "hello" {
			t.Fatalf("%s: %q %v", name, b, err)
		}
	}
	tok, err := h.Path("sub/out", Read)
	if err != nil {
		t.Fatal(err)
	}
	_, err = tok.ReadFile(0)
	var d *Denied
	if !errors.As(err, &d) {
		t.Fatal(err)
	}
	t.Log(err)
	tok, _ = h.Path("new/deep/er", Read|Write)
	first, err := tok.MkdirAll(0o755)
	if err != nil || first != filepath.Join(dir, "new") {
		t.Fatal(first, err)
	}
	tok, _ = h.Path("new/deep/er/f", Read|Write)
	if err := tok.WriteFile([]byte("x"), vfs.WRONLY|vfs.CREAT|vfs.TRUNC, 0o644); err != nil {
		t.Fatal(err)
	}
	to, _ := h.Path("f2", Read|Write)
	if err := Rename(tok, to); err != nil {
		t.Fatal(err)
	}
	_, err = tok.Stat()
	t.Log(err)
}
