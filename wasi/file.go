package wasi

import (
	"context"
	"sync/atomic"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// The types of files are those of package vfs.
type (
	Stat   = vfs.Stat
	Statfs = vfs.Statfs
	Entry  = vfs.Entry
	Time   = vfs.Time
	Flag   = vfs.Flag
)

// File is an open file or directory. It is itself a capability: what it was
// opened for was granted. All methods may be called from any goroutine, Close
// also while others run.
type File struct {
	h      *Host
	f      vfs.File
	flag   Flag
	guest  string // where it was when it was opened
	closed atomic.Bool
}

// fail turns an error into a PathError without a path, as Node has it for
// operations on descriptors.
func fail(op string, err error) error {
	if err == nil {
		return nil
	}
	if q, ok := err.(*QuotaError); ok {
		return q
	}
	return &PathError{Op: op, Errno: errno.Of(err)}
}

// Read reads from the position of the file and moves it; 0 bytes is the end.
func (f *File) Read(p []byte) (int, error) {
	if !f.flag.Readable() {
		return 0, fail("read", errno.EBADF)
	}
	defer f.wakeable()()
	n, err := f.f.Read(p)
	return n, fail("read", f.given(err))
}

// wakeable lets GiveUp wake what is about to wait; what it returns ends that.
func (f *File) wakeable() (stop func() bool) {
	w, ok := f.f.(vfs.Waiter)
	if !ok || !w.Waits() {
		return func() bool { return false }
	}
	return context.AfterFunc(f.h.life, w.Wake)
}

// given is the error of what may have been given up.
func (f *File) given(err error) error {
	if err != nil && f.h.life.Err() != nil && errno.Of(err) == errno.ETIMEDOUT {
		return errno.ECANCELED
	}
	return err
}

// ReadAt reads at offset and leaves the position alone; fewer bytes than asked
// for are no error, 0 bytes is the end.
func (f *File) ReadAt(p []byte, offset int64) (int, error) {
	if !f.flag.Readable() {
		return 0, fail("read", errno.EBADF)
	}
	n, err := f.f.ReadAt(p, offset)
	return n, fail("read", err)
}

// Write writes at the position of the file (at its end with APPEND) and moves it.
func (f *File) Write(p []byte) (int, error) {
	return f.write(p, f.f.Write)
}

// WriteAt writes at offset, or at the end with APPEND.
func (f *File) WriteAt(p []byte, offset int64) (int, error) {
	return f.write(p, func(p []byte) (int, error) { return f.f.WriteAt(p, offset) })
}

func (f *File) write(p []byte, call func([]byte) (int, error)) (int, error) {
	if f.flag&vfs.Accmode == vfs.RDONLY {
		return 0, fail("write", errno.EBADF)
	}
	c := &f.h.count
	if err := take(&c.written, int64(len(p)), c.limit.Written, quotaWritten); err != nil {
		return 0, err
	}
	defer f.wakeable()()
	n, err := call(p)
	c.written.Add(int64(n - len(p)))
	return n, fail("write", f.given(err))
}

// Seek moves the position.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	at, err := f.f.Seek(offset, whence)
	return at, fail("lseek", err)
}

// Stat describes the file.
func (f *File) Stat() (Stat, error) {
	st, err := f.f.Stat()
	return f.h.see(st), fail("fstat", err)
}

// Truncate makes the file size bytes long; EINVAL if it is not open for writing.
func (f *File) Truncate(size int64) error {
	if f.flag&vfs.Accmode == vfs.RDONLY {
		return fail("ftruncate", errno.EINVAL)
	}
	return fail("ftruncate", f.f.Truncate(size))
}

// Sync and Datasync wait until what was written is on the disk.
func (f *File) Sync() error     { return fail("fsync", f.f.Sync()) }
func (f *File) Datasync() error { return fail("fdatasync", f.f.Datasync()) }

// Chmod, Chown and Utimes change metadata. POSIX lets them through a descriptor
// that is open for reading; here the place it was opened at must be granted for
// writing, or they would be a way around a grant for reading.
func (f *File) Chmod(mode uint32) error {
	if f.h.setsID(mode) {
		return fail("fchmod", errno.EPERM)
	}
	return f.change("fchmod", func() error { return f.f.Chmod(mode) })
}

func (f *File) Chown(uid, gid int) error {
	return f.change("fchown", func() error { return f.f.Chown(uid, gid) })
}

func (f *File) Utimes(atime, mtime Time) error {
	return f.change("futime", func() error { return f.f.Utimes(atime, mtime) })
}

func (f *File) change(op string, fn func() error) error {
	if f.flag&vfs.Accmode == vfs.RDONLY {
		if err := f.h.allow(f.guest, Write, f.guest); err != nil {
			return err
		}
	}
	return fail(op, fn())
}

// SetFlags turns APPEND on and off.
func (f *File) SetFlags(flag Flag) error { return fail("fcntl", f.f.SetFlags(flag)) }

// Where is the guest's path at which the file was opened, without links.
func (f *File) Where() string { return f.guest }

// ReadDir returns the next entries of a directory in its own order, at most n
// (n > 0), none at the end. Seek to 0 begins anew.
func (f *File) ReadDir(n int) ([]Entry, error) {
	list, err := f.f.ReadDir(n)
	return list, fail("scandir", err)
}

// Close gives the descriptor back. Operations under way end with their result
// or with EBADF; a second Close is EBADF.
func (f *File) Close() error {
	if f.closed.Swap(true) {
		return fail("close", errno.EBADF)
	}
	f.h.count.files.Add(-1)
	return fail("close", f.f.Close())
}

// TimeNow and TimeOmit stand for the present and for no change in Utimes.
var (
	TimeNow  = Time{Nsec: vfs.NsecNow}
	TimeOmit = Time{Nsec: vfs.NsecOmit}
)
