package cachedir

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

func open(t *testing.T) *Dir {
	t.Helper()
	d, err := OpenAt(filepath.Join(t.TempDir(), "a", "cache"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestReadBack(t *testing.T) {
	d := open(t)
	if _, err := d.Read("k"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("missing entry: %v", err)
	}
	if err := d.Write("k", []byte("one"), []byte("two")); err != nil {
		t.Fatal(err)
	}
	got, err := d.Read("k")
	if err != nil || string(got) != "onetwo" {
		t.Fatalf("%q, %v", got, err)
	}
	info, _ := os.Stat(filepath.Join(d.Path(), "k"))
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("entry has mode %v", info.Mode())
	}
	info, _ = os.Stat(d.Path())
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("directory has mode %v", info.Mode())
	}
}

func TestKeys(t *testing.T) {
	d := open(t)
	for _, key := range []string{"", ".", "..", "../x", "a/b", "/etc/passwd", ".tmp-1", "a\x00b", "a b"} {
		if err := d.Write(key, nil); err == nil {
			t.Errorf("Write(%q) was let through", key)
		}
		if _, err := d.OpenFile(key); err == nil {
			t.Errorf("OpenFile(%q) was let through", key)
		}
	}
}

func TestUntrusted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows protects the directory by its access control list")
	}
	refuse := func(name, path string) {
		t.Helper()
		d, err := OpenAt(path)
		var untrusted *UntrustedError
		if !errors.As(err, &untrusted) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			d.Close()
		}
	}
	base := t.TempDir()
	for _, mode := range []fs.FileMode{0o770, 0o702, 0o777} {
		path := filepath.Join(base, mode.String())
		os.Mkdir(path, 0o700)
		os.Chmod(path, mode)
		refuse(mode.String(), path)
	}
	real := filepath.Join(base, "real")
	os.Mkdir(real, 0o700)
	link := filepath.Join(base, "link")
	os.Symlink(real, link)
	refuse("link", link)
	file := filepath.Join(base, "file")
	os.WriteFile(file, nil, 0o600)
	refuse("file", file)
	if os.Geteuid() == 0 {
		os.Chown(real, 12345, 12345)
		refuse("owner", real)
	}
}

func TestUntrustedEntry(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows protects the directory by its access control list")
	}
	d := open(t)
	d.Write("good", []byte("x"))
	os.Symlink("good", filepath.Join(d.Path(), "link"))
	os.Mkdir(filepath.Join(d.Path(), "dir"), 0o700)
	d.Write("open", []byte("x"))
	os.Chmod(filepath.Join(d.Path(), "open"), 0o666)
	for _, key := range []string{"link", "dir", "open"} {
		var untrusted *UntrustedError
		if _, err := d.Read(key); !errors.As(err, &untrusted) {
			t.Errorf("%s: %v", key, err)
		}
	}
	// An entry that cannot be trusted can be written anew.
	if err := d.Write("link", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Read("link"); string(got) != "new" {
		t.Errorf("%q, %v", got, err)
	}
	if got, _ := d.Read("good"); string(got) != "x" {
		t.Errorf("the link was written through: %q", got)
	}
}

// Writers of the same entry race with readers: nobody may see a part.
func TestConcurrent(t *testing.T) {
	d := open(t)
	blob := func(b byte) []byte { return bytes.Repeat([]byte{b}, 1<<16) }
	if err := d.Write("k", blob(0)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			own, err := OpenAt(d.Path())
			if err != nil {
				t.Error(err)
				return
			}
			defer own.Close()
			for range 25 {
				if err := own.Write("k", blob(byte(i))); err != nil {
					t.Error(err)
				}
				got, err := own.Read("k")
				if err != nil || len(got) != 1<<16 || !bytes.Equal(got, blob(got[0])) {
					t.Errorf("torn entry: %d bytes, %v", len(got), err)
				}
			}
		})
	}
	wg.Wait()
	list, err := d.List()
	if err != nil || len(list) != 1 || list[0].Size != 1<<16 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestClear(t *testing.T) {
	d := open(t)
	d.Write("a", []byte("12345"))
	d.Write("b", []byte("123"))
	old := filepath.Join(d.Path(), tempPrefix+"old")
	fresh := filepath.Join(d.Path(), tempPrefix+"new")
	os.WriteFile(old, nil, 0o600)
	os.WriteFile(fresh, nil, 0o600)
	os.Chtimes(old, time.Now(), time.Now().Add(-2*tempAge))
	// What wazero keeps there counts and goes as well; what has other names is
	// somebody else's.
	os.MkdirAll(filepath.Join(d.Path(), "code", "v1"), 0o700)
	os.WriteFile(filepath.Join(d.Path(), "code", "v1", "c0de"), []byte("1234"), 0o600)
	os.WriteFile(filepath.Join(d.Path(), ".other"), nil, 0o600)
	if size, err := d.Size(); size != 12 || err != nil {
		t.Errorf("size %d, %v", size, err)
	}
	n, bytes, err := d.Clear()
	if n != 3 || bytes != 12 || err != nil {
		t.Errorf("%d entries, %d bytes, %v", n, bytes, err)
	}
	if _, err := os.Stat(filepath.Join(d.Path(), "code")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a directory is still there")
	}
	if _, err := os.Stat(filepath.Join(d.Path(), ".other")); err != nil {
		t.Error("a file of somebody else's was deleted")
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("what a dead process left is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("what another process is writing was deleted")
	}
}

func TestMoveLike(t *testing.T) {
	d := open(t)
	put := func(dir, name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(d.Path(), dir, "v1"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(d.Path(), dir, "v1", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	from, err := d.TempDir()
	if err != nil {
		t.Fatal(err)
	}
	like, _ := d.TempDir()
	if err := d.MoveLike(from, like, "code"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("from nothing: %v", err)
	}
	put(from, "a", "whole")
	put(like, "b", "hollow")
	put("code", "b", "old")
	put("code", "other", "stays")
	if err := d.MoveLike(from, like, "code"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"b": "whole", "other": "stays"} {
		if got, err := os.ReadFile(filepath.Join(d.Path(), "code", "v1", name)); string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	put(from, "a", "1")
	put(from, "c", "2")
	if err := d.MoveLike(from, like, "code"); err == nil {
		t.Error("one of two files was moved")
	}
	if err := d.RemoveAll(from); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(d.Path(), from)); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
