package vfs

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/wjs-run/wjs/wasi/errno"
)

// A tree in memory is an fs.FS as the standard library wants it.
func TestGoFS(t *testing.T) {
	tree := NewMem(1 << 20)
	for _, dir := range []string{"a", "a/b"} {
		if err := tree.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"x", "a/y", "a/b/z"} {
		f, err := tree.Open(name, WRONLY|CREAT, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("text of " + name)); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if err := fstest.TestFS(GoFS(tree), "x", "a/y", "a/b/z"); err != nil {
		t.Fatal(err)
	}
	// A link of the guest's leads a Go program nowhere.
	if err := tree.Symlink("../../etc/passwd", "l"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(GoFS(tree), "l"); !errors.Is(err, errno.ELOOP) {
		t.Errorf("a link was followed: %v", err)
	}
	if _, err := fs.ReadFile(GoFS(tree), "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
