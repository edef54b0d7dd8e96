//go:build linux || darwin

package wasi

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/hostiletest"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// rounds is how often each operation races; WJS_RACE_ROUNDS=10000 is the long
// version.
func rounds(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("WJS_RACE_ROUNDS")); err == nil {
		return n
	}
	if testing.Short() {
		return 100
	}
	return 400
}

// A directory is swapped for a link to one outside, again and again, while
// operations go through it: none may ever arrive outside. Windows cannot rename
// an open directory and has no such race.
func TestSwapRace(t *testing.T) {
	for _, op := range pathOps("helper") {
		switch op.name {
		case "readdir", "statfs", "access", "realpath", "mkdtemp", "truncate open", "append":
			continue // nothing that the others do not do
		}
		t.Run(op.name, func(t *testing.T) {
			h, in, out := arena(t, layout{})
			// The two that take turns as in/door, and the bait in both.
			for _, dir := range []string{in + "/real", out + "/bait"} {
				if err := os.MkdirAll(dir+"/target.d", 0o755); err != nil {
					t.Fatal(err)
				}
			}
			inner, bait := in+"/real/target", out+"/bait/target"
			for name, text := range map[string]string{inner: "public", bait: "SECRET"} {
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			os.Symlink("public", in+"/real/l")
			os.Symlink("SECRET", out+"/bait/l")
			if err := os.Symlink(out+"/bait", in+"/link"); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(in+"/real", in+"/door"); err != nil {
				t.Fatal(err)
			}
			before := hostiletest.Snapshot(t, out)
			var stop atomic.Bool
			var swaps atomic.Int64
			done := make(chan bool)
			go func() {
				defer close(done)
				for ; !stop.Load(); swaps.Add(1) {
					// One call that leaves no moment without a door.
					if err := exchange(in+"/door", in+"/link"); err != nil {
						t.Error(err)
						break
					}
				}
			}()
			// What makes a name needs one that is free, what removes a directory one
			// that is there.
			name := "door/target"
			switch op.name {
			case "create excl", "mkdir", "mkdirall", "symlink", "link to":
				name = "door/new"
			case "readlink":
				name = "door/l"
			case "rmdir", "opendir":
				name = "door/target.d"
			}
			inside, want := 0, rounds(t)
			for i := 0; i < want || (inside == 0 || int(swaps.Load()) < want/2) && i < 100*want; i++ {
				got, err := operate(h, op, name)
				if strings.Contains(got, "SECRET") || strings.HasPrefix(got, out) {
					t.Errorf("%s reached %q", op.name, got)
				}
				if err == nil {
					inside++
				}
				if op.name == "link from" || op.name == "rename from" {
					os.Remove(in + "/helper")
				}
				restore(in)
				if op.name == "link from" {
					os.Remove(in + "/helper")
				}
			}
			stop.Store(true)
			<-done
			if after := hostiletest.Snapshot(t, out); after != before {
				t.Errorf("what is outside has changed:\n%s\n%s", before, after)
			}
			if swaps.Load() == 0 || inside == 0 {
				t.Error("there was no race")
			}
			t.Logf("%d swaps, %d operations got through", swaps.Load(), inside)
		})
	}
}

// restore puts back what a round may have used up, wherever the directory is.
func restore(in string) {
	for _, dir := range []string{in + "/door", in + "/link"} {
		fd, err := unix.Open(dir, unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		if f, err := unix.Openat(fd, "target", unix.O_CREAT|unix.O_EXCL|unix.O_WRONLY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o644); err == nil {
			unix.Close(f)
		}
		unix.Mkdirat(fd, "target.d", 0o755)
		unix.Unlinkat(fd, "new", 0)
		unix.Unlinkat(fd, "new", unix.AT_REMOVEDIR)
		unix.Close(fd)
	}
	if _, err := os.Lstat(in + "/helper"); err != nil {
		os.WriteFile(in+"/helper", []byte("helper"), 0o644)
	}
	os.Chmod(in+"/helper", 0o644)
}

// A link whose ancestor is renamed: what was inside by its depth is outside then.
func TestAncestorRename(t *testing.T) {
	h, in, out := arena(t, layout{})
	if err := os.MkdirAll(in+"/a/b/c", 0o755); err != nil {
		t.Fatal(err)
	}
	// Three levels up from in/a/b/c it is in, from in/c it is outside.
	if err := os.Symlink("../../../file", in+"/a/b/c/up"); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(filepath.Dir(in), "file"), []byte("SECRET"), 0o644)
	if got, err := operate(h, pathOps("helper")[0], "a/b/c/up"); got != "public" {
		t.Fatalf("%q, %v", got, err)
	}
	os.WriteFile(out+"/file", []byte("SECRET"), 0o644)
	if err := os.Rename(in+"/a/b/c", in+"/a/c"); err != nil {
		t.Fatal(err)
	}
	if got, err := operate(h, pathOps("helper")[0], "a/c/up"); err == nil {
		t.Errorf("%q", got)
	}
}

// Nothing is left open by operations that fail or succeed.
func TestNoLeaks(t *testing.T) {
	count := func() int {
		list, err := os.ReadDir("/dev/fd")
		if err != nil {
			t.Skip("descriptors cannot be counted here")
		}
		return len(list)
	}
	before, goroutines := count(), runtime.NumGoroutine()
	for _, l := range hostiletest.Layouts {
		h, in, out := arena(t, l)
		for _, op := range pathOps("helper") {
			operate(h, op, l.For(in, out))
		}
		if u := h.Usage(); u.OpenFiles != 0 {
			t.Errorf("%s: %d files are counted as open", l.Name, u.OpenFiles)
		}
		h.Close()
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
	if after := runtime.NumGoroutine(); after > goroutines {
		t.Errorf("%d goroutines before, %d after", goroutines, after)
	}
}

// A FIFO, a socket or a device that a grant covers holds nobody up.
func TestSpecialFiles(t *testing.T) {
	h, in, _ := arena(t, layout{})
	if err := unix.Mkfifo(in+"/fifo", 0o644); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	short := in
	if len(short) < 90 { // the length of a socket's path is limited
		if err := unix.Bind(fd, &unix.SockaddrUnix{Name: in + "/sock"}); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan bool)
	go func() {
		defer close(done)
		for _, name := range []string{"fifo", "sock"} {
			for _, op := range pathOps("helper") {
				if op.name == "unlink" || op.name == "rename from" || op.name == "rename to" {
					continue
				}
				operate(h, op, name)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("an operation does not return")
	}
}

// Of /dev and /proc a grant on the top has only what is harmless.
func TestDevicesAndProc(t *testing.T) {
	p, err := NewPolicy(AllowEvery(KindRead), AllowEvery(KindWrite))
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(p, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	pid := strconv.Itoa(os.Getpid())
	for name, ok := range map[string]bool{
		"/dev/null": true, "/dev/zero": true, "/dev/urandom": true,
		"/dev/tty": false, "/dev/mem": false, "/dev/stdin/": false, "/dev/./../dev/stdin": false, "/dev/sda": false, "/dev/fd/0": false, "/dev/kmsg": false,
		"/proc/self/environ": false, "/proc/self/fd/0": false, "/proc/self/mem": false, "/proc/self/root/etc/hostname": false,
		"/proc/self/cwd/path.go": false, "/proc/thread-self/environ": false, "/proc/" + pid + "/environ": false,
		"/proc/1/environ": false, "/proc/cpuinfo": false, "/proc/kcore": false, "/sys/kernel": false, "/proc": false,
	} {
		token, err := h.Path(name, Read)
		if err == nil {
			var f *File
			if f, err = token.Open(vfs.RDONLY, 0); err == nil {
				f.Close()
			}
		}
		if ok != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if _, denied := err.(*Denied); !ok && !denied {
			t.Errorf("%s is not denied but fails: %v", name, err)
		}
	}
}
