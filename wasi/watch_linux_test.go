package wasi

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	open, shut := filepath.Join(dir, "open"), filepath.Join(dir, "shut")
	for _, name := range []string{open, shut} {
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../shut", filepath.Join(open, "way-out")); err != nil {
		t.Fatal(err)
	}
	policy, err := NewPolicy(Allow(KindRead, open))
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(policy, Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	watch := func(name string) (*Watch, error) {
		p, err := h.Path(name, Read)
		if err != nil {
			return nil, err
		}
		return p.Watch()
	}
	var denied *Denied
	for _, name := range []string{shut, filepath.Join(open, "way-out"), dir} {
		if _, err := watch(name); !errors.As(err, &denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := watch(filepath.Join(open, "nothing")); !errors.Is(err, errno.ENOENT) {
		t.Errorf("what is not there: %v", err)
	}

	one, err := watch(open)
	if errors.Is(err, errno.ENOTSUP) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	two, err := watch(open) // shares inotify's number with the first
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	expect := func(w *Watch, want vfs.Change) {
		t.Helper()
		list := w.Next(ctx)
		if len(list) == 0 || list[0] != want {
			t.Errorf("%+v, want first %+v", list, want)
		}
	}
	file := filepath.Join(open, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	expect(one, vfs.Change{Name: "file", Entry: true})
	expect(two, vfs.Change{Name: "file", Entry: true})
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	if list := one.Next(ctx); list != nil || !errors.Is(one.Close(), errno.EBADF) {
		t.Errorf("a closed watch tells %v", list)
	}
	if err := os.WriteFile(file, []byte("more"), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(two, vfs.Change{Name: "file", Content: true})
	done := make(chan []vfs.Change)
	go func() { done <- two.Next(ctx) }()
	if err := two.Close(); err != nil {
		t.Fatal(err)
	}
	if list := <-done; list != nil {
		t.Errorf("Close ended the wait with %v", list)
	}
	if n := h.Usage().OpenFiles; n != 0 {
		t.Errorf("%d files are open", n)
	}
}
