package vfs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// backends are the trees that can be written to; all must behave the same.
func backends(t *testing.T, run func(t *testing.T, fsys FS, name string)) {
	open := map[string]func(string) (FS, error){
		"host":     func(dir string) (FS, error) { return OpenHost(dir, false) },
		"portable": OpenPortable,
		"mem":      func(string) (FS, error) { return NewMem(1 << 20), nil },
		"overlay": func(dir string) (FS, error) {
			lower, err := OpenHost(dir, false)
			if err != nil {
				return nil, err
			}
			t.Cleanup(func() { lower.Close() })
			return NewOverlay(lower, NewMem(1<<20)), nil
		},
	}
	for name, open := range open {
		t.Run(name, func(t *testing.T) {
			fsys, err := open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer fsys.Close()
			run(t, fsys, name)
		})
	}
}

func write(t *testing.T, fsys FS, name, text string) {
	t.Helper()
	f, err := fsys.Open(name, WRONLY|CREAT|TRUNC, 0o644)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, fsys FS, name string) string {
	t.Helper()
	f, err := fsys.Open(name, RDONLY, 0)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer f.Close()
	buf := make([]byte, 1000)
	n, err := f.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func want(t *testing.T, what string, got error, want errno.Errno) {
	t.Helper()
	if errno.Of(got) != want {
		t.Errorf("%s: %v, want %s", what, got, want.Name())
	}
	if _, ok := got.(errno.Errno); got != nil && !ok {
		t.Errorf("%s: the error is a %T", what, got)
	}
}

func TestNames(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, _ string) {
		for name, e := range map[string]errno.Errno{
			"":     errno.ENOENT,
			"..":   errno.ENOTCAPABLE,
			"../x": errno.ENOTCAPABLE, "a/../../x": errno.ENOTCAPABLE, "a/./b": errno.ENOTCAPABLE,
			"/etc/passwd": errno.ENOTCAPABLE, "a//b": errno.ENOTCAPABLE, "a/": errno.ENOTCAPABLE,
			"a\x00b": errno.EINVAL,
		} {
			_, err := fsys.Open(name, RDONLY, 0)
			want(t, fmt.Sprintf("Open %q", name), err, e)
			_, err = fsys.Lstat(name)
			want(t, fmt.Sprintf("Lstat %q", name), err, e)
			want(t, fmt.Sprintf("Mkdir %q", name), fsys.Mkdir(name, 0o755), e)
			want(t, fmt.Sprintf("Unlink %q", name), fsys.Unlink(name), e)
			want(t, fmt.Sprintf("Rename %q", name), fsys.Rename(name, fsys, "x"), e)
		}
	})
}

func TestFiles(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, kind string) {
		write(t, fsys, "f", "hello")
		if got := read(t, fsys, "f"); got != "hello" {
			t.Errorf("%q", got)
		}
		_, err := fsys.Open("f", WRONLY|CREAT|EXCL, 0o644)
		want(t, "create twice", err, errno.EEXIST)
		_, err = fsys.Open("missing", RDONLY, 0)
		want(t, "open what is missing", err, errno.ENOENT)
		_, err = fsys.Open("missing/x", WRONLY|CREAT, 0o644)
		want(t, "create without a parent", err, errno.ENOENT)
		_, err = fsys.Open("f/x", RDONLY, 0)
		want(t, "open below a file", err, errno.ENOTDIR)
		_, err = fsys.Open("f", RDONLY|DIRECTORY, 0)
		want(t, "open a file as a directory", err, errno.ENOTDIR)
		_, err = fsys.Open("f", 3, 0)
		want(t, "open for nothing", err, errno.EINVAL)

		f, err := fsys.Open("f", RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := f.WriteAt([]byte("XY"), 3); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		buf := make([]byte, 10)
		if n, err := f.ReadAt(buf, 1); string(buf[:n]) != "elXY" || err != nil {
			t.Errorf("%q, %v", buf[:n], err)
		}
		if n, err := f.ReadAt(buf, 100); n != 0 || err != nil {
			t.Errorf("behind the end: %d, %v", n, err)
		}
		if at, err := f.Seek(-2, 2); at != 3 || err != nil {
			t.Errorf("position %d, %v", at, err)
		}
		want(t, "Truncate", f.Truncate(4), 0)
		if n, err := f.Read(buf); string(buf[:n]) != "X" || err != nil {
			t.Errorf("%q, %v", buf[:n], err)
		}
		if st, err := f.Stat(); st.Size != 4 || st.Type() != ModeRegular || err != nil {
			t.Errorf("%+v, %v", st, err)
		}
		want(t, "Sync", f.Sync(), 0)
		want(t, "Close", f.Close(), 0)
		want(t, "Close again", f.Close(), errno.EBADF)
		_, err = f.Read(buf)
		want(t, "Read after Close", err, errno.EBADF)

		a, err := fsys.Open("f", WRONLY|APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		a.Write([]byte("1"))
		a.WriteAt([]byte("2"), 0)
		a.Close()
		if got := read(t, fsys, "f"); got != "helX12" {
			t.Errorf("appended: %q", got)
		}
		want(t, "Chmod", fsys.Chmod("f", 0o600), 0)
		at := Time{1e9, 0}
		want(t, "Utimes", fsys.Utimes("f", at, at, Refuse), 0)
		st, err := fsys.Lstat("f")
		if err != nil || st.Mtime.Sec != 1e9 || runtime.GOOS != "windows" && st.Mode != ModeRegular|0o600 {
			t.Errorf("%+v, %v", st, err)
		}
		want(t, "Unlink", fsys.Unlink("f"), 0)
		want(t, "Unlink again", fsys.Unlink("f"), errno.ENOENT)
	})
}

func TestDirectories(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, kind string) {
		want(t, "Mkdir", fsys.Mkdir("d", 0o755), 0)
		want(t, "Mkdir again", fsys.Mkdir("d", 0o755), errno.EEXIST)
		want(t, "Mkdir of the root", fsys.Mkdir(".", 0o755), errno.EEXIST)
		want(t, "Mkdir without a parent", fsys.Mkdir("x/y", 0o755), errno.ENOENT)
		for i := range 300 {
			write(t, fsys, fmt.Sprintf("d/%03d", i), "")
		}
		want(t, "Mkdir below", fsys.Mkdir("d/sub", 0o755), 0)
		f, err := fsys.Open("d", RDONLY|DIRECTORY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for range 2 {
			seen := map[string]bool{}
			for {
				list, err := f.ReadDir(7)
				if err != nil {
					t.Fatal(err)
				}
				if len(list) == 0 {
					break
				}
				if len(list) > 7 {
					t.Errorf("%d entries at once", len(list))
				}
				for _, e := range list {
					if seen[e.Name] {
						t.Errorf("%s comes twice", e.Name)
					}
					seen[e.Name] = true
					if dir := e.Name == "sub"; e.Type != ModeRegular && !dir || dir && e.Type != ModeDir {
						t.Errorf("%s has type %o", e.Name, e.Type)
					}
				}
			}
			if len(seen) != 301 {
				t.Errorf("%d entries", len(seen))
			}
			if _, err := f.Seek(0, 0); err != nil {
				t.Fatal(err)
			}
		}
		_, err = f.Read(make([]byte, 1))
		want(t, "Read of a directory", err, errno.EISDIR)
		_, err = fsys.Open("d", WRONLY, 0)
		want(t, "open a directory for writing", err, errno.EISDIR)
		want(t, "Rmdir of a full one", fsys.Rmdir("d"), errno.ENOTEMPTY)
		want(t, "Rmdir of a file", fsys.Rmdir("d/001"), errno.ENOTDIR)
		if err := fsys.Unlink("d/sub"); errno.Of(err) != errno.EISDIR && errno.Of(err) != errno.EPERM {
			t.Errorf("Unlink of a directory: %v", err)
		}
		want(t, "Rmdir", fsys.Rmdir("d/sub"), 0)
		if err := fsys.Rmdir("."); err == nil {
			t.Error("the root was removed")
		}
	})
}

func TestRename(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, kind string) {
		other := NewMem(1000)
		write(t, fsys, "a", "a")
		write(t, fsys, "b", "b")
		fsys.Mkdir("d", 0o755)
		fsys.Mkdir("e", 0o755)
		write(t, fsys, "e/f", "f")
		want(t, "file over file", fsys.Rename("a", fsys, "b"), 0)
		if got := read(t, fsys, "b"); got != "a" {
			t.Errorf("%q", got)
		}
		want(t, "what is gone", fsys.Rename("a", fsys, "c"), errno.ENOENT)
		want(t, "file over directory", fsys.Rename("b", fsys, "d"), errno.EISDIR)
		want(t, "directory over file", fsys.Rename("d", fsys, "b"), errno.ENOTDIR)
		want(t, "into itself", fsys.Rename("e", fsys, "e/g"), errno.EINVAL)
		want(t, "over a full one", fsys.Rename("d", fsys, "e"), errno.ENOTEMPTY)
		want(t, "directory over directory", fsys.Rename("e", fsys, "d"), 0)
		want(t, "another tree", fsys.Rename("b", other, "b"), errno.EXDEV)
		want(t, "Link to another tree", fsys.Link("b", other, "b"), errno.EXDEV)
		want(t, "Link", fsys.Link("b", fsys, "d/b2"), 0)
		want(t, "Link over", fsys.Link("b", fsys, "d/f"), errno.EEXIST)
		want(t, "Link of a directory", fsys.Link("d", fsys, "x"), errno.EPERM)
		write(t, fsys, "b", "both")
		if got := read(t, fsys, "d/b2"); got != "both" {
			t.Errorf("%q", got)
		}
	})
}

// No operation follows a link, in no element.
func TestLinks(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, kind string) {
		fsys.Mkdir("d", 0o755)
		write(t, fsys, "d/f", "secret")
		fsys.Mkdir("d/e", 0o755)
		if err := fsys.Symlink("d", "dir"); err != nil {
			if runtime.GOOS == "windows" {
				t.Skip("links need a privilege on Windows")
			}
			t.Fatal(err)
		}
		want(t, "Symlink", fsys.Symlink("d/f", "file"), 0)
		want(t, "Symlink over", fsys.Symlink("x", "file"), errno.EEXIST)
		want(t, "dangling", fsys.Symlink("nothing", "dangling"), 0)
		if text, err := fsys.Readlink("file"); text != "d/f" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		_, err := fsys.Readlink("d/f")
		want(t, "Readlink of a file", err, errno.EINVAL)
		st, err := fsys.Lstat("file")
		if err != nil || !st.IsLink() {
			t.Errorf("%+v, %v", st, err)
		}
		at := Time{1, 0}
		for _, name := range []string{"file", "dir", "dir/f", "dangling", "dir/new", "dir/e/new"} {
			last := !strings.Contains(name, "/")
			ops := map[string]func() error{
				"Open":       func() error { _, err := fsys.Open(name, RDONLY, 0); return err },
				"Opendir":    func() error { _, err := fsys.Open(name, RDONLY|DIRECTORY, 0); return err },
				"create":     func() error { _, err := fsys.Open(name, WRONLY|CREAT, 0o644); return err },
				"truncate":   func() error { _, err := fsys.Open(name, WRONLY|TRUNC, 0); return err },
				"Chmod":      func() error { return fsys.Chmod(name, 0o777) },
				"Chown":      func() error { return fsys.Chown(name, -1, -1, Refuse) },
				"Utimes":     func() error { return fsys.Utimes(name, at, at, Refuse) },
				"Lstat":      func() error { _, err := fsys.Lstat(name); return err },
				"Readlink":   func() error { _, err := fsys.Readlink(name); return err },
				"Mkdir":      func() error { return fsys.Mkdir(name, 0o755) },
				"Rmdir":      func() error { return fsys.Rmdir(name) },
				"Unlink":     func() error { return fsys.Unlink(name) },
				"Rename":     func() error { return fsys.Rename(name, fsys, "x") },
				"Rename to":  func() error { return fsys.Rename("d/f", fsys, name) },
				"Link":       func() error { return fsys.Link(name, fsys, "x") },
				"Link to":    func() error { return fsys.Link("d/f", fsys, name) },
				"Symlink":    func() error { return fsys.Symlink("x", name) },
				"Lchown":     func() error { return fsys.Chown(name, -1, -1, Itself) },
				"Lutimes":    func() error { return fsys.Utimes(name, at, at, Itself) },
				"Open below": func() error { _, err := fsys.Open(name+"/x", RDONLY, 0); return err },
			}
			for op, fn := range ops {
				// These act on a link as last element, and are tested elsewhere.
				if last {
					switch op {
					case "Lstat", "Readlink", "Mkdir", "Rmdir", "Unlink", "Rename", "Rename to", "Link", "Link to", "Symlink", "Lchown", "Lutimes":
						continue
					}
				}
				want(t, op+" "+name, fn(), errno.ELOOP)
			}
		}
		if got := read(t, fsys, "d/f"); got != "secret" {
			t.Errorf("%q", got)
		}
		want(t, "create a link again", func() error { _, err := fsys.Open("dangling", WRONLY|CREAT|EXCL, 0o644); return err }(), errno.EEXIST)
		want(t, "Rename a link", fsys.Rename("file", fsys, "file2"), 0)
		want(t, "Unlink a link", fsys.Unlink("file2"), 0)
		want(t, "Unlink a link to a directory", fsys.Unlink("dir"), 0)
		if got := read(t, fsys, "d/f"); got != "secret" {
			t.Errorf("%q", got)
		}
	})
}

func TestClose(t *testing.T) {
	fsys, err := OpenHost(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, fsys, "f", "x")
	f, err := fsys.Open("f", RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want(t, "Close", fsys.Close(), 0)
	if fsys.Close() == nil {
		t.Error("closed twice")
	}
	if _, err := fsys.Lstat("f"); err == nil {
		t.Error("used after Close")
	}
	if n, err := f.Read(make([]byte, 10)); n != 1 || err != nil {
		t.Errorf("an open file: %d, %v", n, err)
	}
}

// Close while others read: they end with bytes or EBADF, never with another file.
func TestCloseRace(t *testing.T) {
	backends(t, func(t *testing.T, fsys FS, _ string) {
		write(t, fsys, "f", "x")
		for range 50 {
			f, err := fsys.Open("f", RDONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() {
					if n, err := f.ReadAt(make([]byte, 10), 0); err != nil && err != errno.EBADF || err == nil && n != 1 {
						t.Errorf("%d, %v", n, err)
					}
				})
			}
			wg.Go(func() { f.Close() })
			wg.Wait()
		}
	})
}

func TestMemLimit(t *testing.T) {
	m := NewMem(4 * nodeCost)
	write(t, m, "f", strings.Repeat("x", nodeCost))
	f, err := m.Open("f", RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(make([]byte, 5*nodeCost), 0)
	want(t, "too much", err, errno.ENOSPC)
	want(t, "too long", f.Truncate(1<<40), errno.ENOSPC)
	_, err = f.WriteAt([]byte("x"), 1<<62)
	want(t, "too far", err, errno.ENOSPC)
	want(t, "one directory", m.Mkdir("d", 0o755), 0)
	want(t, "one more", m.Mkdir("e", 0o755), 0)
	want(t, "one too many", m.Mkdir("f2", 0o755), errno.ENOSPC)
	want(t, "Rmdir", m.Rmdir("d"), 0)
	want(t, "Unlink", m.Unlink("f"), 0)
	if got := m.(*mem).left; got != 3*nodeCost {
		t.Errorf("%d bytes are left", got)
	}
	// What is cut off must not come back when the file grows.
	g, _ := m.Open("g", RDWR|CREAT, 0o644)
	g.Write([]byte("secret"))
	g.Truncate(0)
	g.Truncate(6)
	buf := make([]byte, 6)
	g.ReadAt(buf, 0)
	if !bytes.Equal(buf, make([]byte, 6)) {
		t.Errorf("%q", buf)
	}
}

// What is done to an overlay shows there and leaves the lower tree alone.
func TestOverlay(t *testing.T) {
	files := fstest.MapFS{
		"a":     {Data: []byte("a")},
		"d/b":   {Data: []byte("b"), Mode: 0o644},
		"d/c":   {Data: []byte("c")},
		"e/f/g": {Data: []byte("g")},
	}
	lower := NewReadOnly(files)
	o := NewOverlay(lower, NewMem(1<<20))
	names := func(dir string) string {
		f, err := o.Open(dir, RDONLY|DIRECTORY, 0)
		if err != nil {
			return err.Error()
		}
		defer f.Close()
		list, err := f.ReadDir(100)
		if err != nil {
			return err.Error()
		}
		var s []string
		for _, e := range list {
			s = append(s, e.Name)
		}
		slices.Sort(s)
		return strings.Join(s, " ")
	}
	check := func(dir, want string) {
		t.Helper()
		if got := names(dir); got != want {
			t.Errorf("%s has %q, want %q", dir, got, want)
		}
	}
	check(".", "a d e")
	f, err := o.Open("d/b", RDWR|APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("2"))
	f.Close()
	if got := read(t, o, "d/b"); got != "b2" {
		t.Errorf("%q", got)
	}
	check("d", "b c")
	want(t, "Unlink", o.Unlink("d/c"), 0)
	want(t, "Unlink again", o.Unlink("d/c"), errno.ENOENT)
	check("d", "b")
	want(t, "Rmdir of a full one", o.Rmdir("d"), errno.ENOTEMPTY)
	want(t, "Unlink", o.Unlink("d/b"), 0)
	want(t, "Rmdir", o.Rmdir("d"), 0)
	_, err = o.Lstat("d/c")
	want(t, "what was below", err, errno.ENOENT)
	want(t, "Mkdir where one was", o.Mkdir("d", 0o755), 0)
	check("d", "")
	write(t, o, "d/c", "new")
	check("d", "c")
	want(t, "Rename of a directory below", o.Rename("e", o, "x"), errno.EXDEV)
	want(t, "Rename of a directory above", o.Rename("d", o, "x"), 0)
	check("x", "c")
	check(".", "a e x")
	want(t, "Rename of a file", o.Rename("e/f/g", o, "a"), 0)
	if got := read(t, o, "a"); got != "g" {
		t.Errorf("%q", got)
	}
	check("e/f", "")
	want(t, "Chmod", o.Chmod("a", 0o600), 0)
	want(t, "Rmdir below", o.Rmdir("e/f"), 0)
	check("e", "")
	if string(files["d/b"].Data) != "b" || len(files) != 4 || read(t, lower, "e/f/g") != "g" {
		t.Error("the lower tree has changed")
	}
}

func TestReadOnly(t *testing.T) {
	fsys := NewReadOnly(fstest.MapFS{
		"a.txt":   {Data: []byte("hello"), ModTime: time.Unix(5, 0)},
		"d/b.txt": {Data: []byte("b")},
		"d/link":  {Data: []byte("b.txt"), Mode: fs.ModeSymlink},
	})
	if got := read(t, fsys, "a.txt"); got != "hello" {
		t.Errorf("%q", got)
	}
	f, err := fsys.Open("a.txt", RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.Seek(-3, 2)
	buf := make([]byte, 10)
	if n, _ := f.Read(buf); string(buf[:n]) != "llo" {
		t.Errorf("%q", buf[:n])
	}
	if n, _ := f.ReadAt(buf, 1); string(buf[:n]) != "ello" {
		t.Errorf("%q", buf[:n])
	}
	f.Close()
	if st, err := fsys.Lstat("a.txt"); err != nil || st.Mode&0o222 != 0 || st.Mtime.Sec != 5 || st.Ino == 0 {
		t.Errorf("%+v, %v", st, err)
	}
	d, err := fsys.Open("d", RDONLY|DIRECTORY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := d.ReadDir(10); len(list) != 2 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
	if text, err := fsys.Readlink("d/link"); text != "b.txt" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	_, err = fsys.Open("d/link", RDONLY, 0)
	want(t, "a link", err, errno.ELOOP)
	for op, err := range map[string]error{
		"create":   func() error { _, err := fsys.Open("new", WRONLY|CREAT, 0o644); return err }(),
		"write":    func() error { _, err := fsys.Open("a.txt", WRONLY, 0); return err }(),
		"truncate": func() error { _, err := fsys.Open("a.txt", RDONLY|TRUNC, 0); return err }(),
		"Mkdir":    fsys.Mkdir("new", 0o755), "Rmdir": fsys.Rmdir("d"), "Unlink": fsys.Unlink("a.txt"),
		"Rename": fsys.Rename("a.txt", fsys, "x"), "Link": fsys.Link("a.txt", fsys, "x"),
		"Symlink": fsys.Symlink("a", "x"), "Chmod": fsys.Chmod("a.txt", 0o777),
		"Chown": fsys.Chown("a.txt", 1, 1, Refuse), "Utimes": fsys.Utimes("a.txt", Time{}, Time{}, Refuse),
	} {
		want(t, op, err, errno.EROFS)
	}
	_, err = fsys.Open("missing", RDONLY, 0)
	want(t, "missing", err, errno.ENOENT)
	want(t, "Unlink of what is missing", fsys.Unlink("missing"), errno.ENOENT)
	if _, err := fsys.Open("../x", RDONLY, 0); err == nil {
		t.Error("escaped")
	}
}

// The slow walk of Linux without openat2 must refuse what openat2 does.
func TestWithoutOpenat2(t *testing.T) {
	defer disableOpenat2(t)()
	fsys, err := OpenHost(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer fsys.Close()
	fsys.Mkdir("d", 0o755)
	fsys.Mkdir("d/e", 0o755)
	write(t, fsys, "d/e/f", "x")
	fsys.Symlink("d", "l")
	fsys.Symlink("e", "d/l")
	fsys.Symlink("f", "d/e/l")
	for name, e := range map[string]errno.Errno{
		"d/e/f": 0, "d/e/l": errno.ELOOP, "d/l/f": errno.ELOOP, "l/e/f": errno.ELOOP, "d/e/f/x": errno.ENOTDIR,
		"d/x": errno.ENOENT, "d/x/y": errno.ENOENT,
	} {
		f, err := fsys.Open(name, RDONLY, 0)
		want(t, "Open "+name, err, e)
		if f != nil {
			f.Close()
		}
		if e == errno.ELOOP {
			_, err := fsys.Open(name, RDONLY|DIRECTORY, 0)
			want(t, "Opendir "+name, err, e)
		}
		_, err = fsys.Statfs(name)
		want(t, "Statfs "+name, err, e)
	}
	want(t, "Mkdir", fsys.Mkdir("d/e/new", 0o755), 0)
	want(t, "Mkdir through a link", fsys.Mkdir("l/new", 0o755), errno.ELOOP)
}

func TestErrors(t *testing.T) {
	if _, err := OpenHost(filepath.Join(t.TempDir(), "missing"), false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat("vfs.go"); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenHost("vfs.go", false); err == nil {
		t.Error("a file was opened as a tree")
	}
}
