package vfs

import (
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

// FIFOs and devices neither hold anybody up nor open what is not harmless.
func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mkfifo(filepath.Join(dir, "fifo"), 0o644); err != nil {
		t.Fatal(err)
	}
	fsys, err := OpenHost(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer fsys.Close()
	done := make(chan bool)
	go func() {
		defer close(done)
		f, err := fsys.Open("fifo", RDONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		if n, err := f.Read(make([]byte, 1)); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		f.Close()
		_, err = fsys.Open("fifo", WRONLY, 0)
		want(t, "FIFO for writing", err, errno.ENXIO)

		// With a writer a reader waits, and Close wakes it.
		r, err := fsys.Open("fifo", RDONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		w, err := fsys.Open("fifo", WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		time.AfterFunc(20*time.Millisecond, func() { r.Close() })
		if n, err := r.Read(make([]byte, 1)); n != 0 || err == nil {
			t.Errorf("%d, %v", n, err)
		}
		w.Close()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("a FIFO holds the host up")
	}
	for top, names := range map[string]map[string]errno.Errno{
		"/dev":  {"null": 0, "zero": 0, "urandom": 0, "kmsg": errno.ENOTCAPABLE, "tty": errno.ENOTCAPABLE, "ptmx": errno.ENOTCAPABLE},
		"/proc": {"self/environ": errno.ELOOP, "1/environ": errno.ENOTCAPABLE, "cpuinfo": errno.ENOTCAPABLE},
	} {
		fsys, err := OpenHost(top, false)
		if err != nil {
			t.Fatal(err)
		}
		defer fsys.Close()
		for name, e := range names {
			f, err := fsys.Open(name, RDONLY, 0)
			if got := errno.Of(err); got == errno.ENOENT || got == errno.ENXIO || got == errno.EACCES {
				continue // not there on this machine, or not for this user
			}
			want(t, top+"/"+name, err, e)
			if f != nil {
				f.Close()
			}
		}
	}
}
