package vfs

import (
	"io"
	"math"

	"github.com/wjs-run/wjs/wasi/errno"
)

// memFile is an open node of a mem; its fields are under the lock of the tree.
type memFile struct {
	m       *mem
	n       *memNode
	flag    Flag
	at      int64
	listing []Entry // what ReadDir has still to give
	listed  bool
	closed  bool
}

// enter locks the tree, EBADF if the file is closed.
func (f *memFile) enter() error {
	f.m.mu.Lock()
	if f.closed {
		f.m.mu.Unlock()
		return errno.EBADF
	}
	return nil
}

func (f *memFile) Read(p []byte) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.m.mu.Unlock()
	n, err := f.readAt(p, f.at)
	f.at += int64(n)
	return n, err
}

func (f *memFile) ReadAt(p []byte, offset int64) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.m.mu.Unlock()
	return f.readAt(p, offset)
}

func (f *memFile) readAt(p []byte, offset int64) (int, error) {
	switch {
	case !f.flag.Readable():
		return 0, errno.EBADF
	case f.n.entries != nil:
		return 0, errno.EISDIR
	case offset < 0:
		return 0, errno.EINVAL
	case offset >= int64(len(f.n.data)):
		return 0, nil
	}
	return copy(p, f.n.data[offset:]), nil
}

func (f *memFile) Write(p []byte) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.m.mu.Unlock()
	if f.flag&APPEND != 0 {
		f.at = int64(len(f.n.data))
	}
	n, err := f.writeAt(p, f.at)
	f.at += int64(n)
	return n, err
}

func (f *memFile) WriteAt(p []byte, offset int64) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.m.mu.Unlock()
	if f.flag&APPEND != 0 {
		offset = int64(len(f.n.data))
	}
	return f.writeAt(p, offset)
}

func (f *memFile) writeAt(p []byte, offset int64) (int, error) {
	switch {
	case f.flag&Accmode == RDONLY:
		return 0, errno.EBADF
	case offset < 0:
		return 0, errno.EINVAL
	case offset > math.MaxInt64-int64(len(p)):
		return 0, errno.EFBIG
	}
	if end := offset + int64(len(p)); end > int64(len(f.n.data)) && len(p) > 0 {
		if err := f.m.resize(f.n, end); err != nil {
			return 0, err
		}
	}
	f.m.touch(f.n)
	if len(p) == 0 {
		return 0, nil
	}
	return copy(f.n.data[offset:], p), nil
}

func (f *memFile) Seek(offset int64, whence int) (int64, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.m.mu.Unlock()
	base := int64(0)
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		base = f.at
	case io.SeekEnd:
		base = int64(len(f.n.data))
	default:
		return 0, errno.EINVAL
	}
	if offset > 0 && base > math.MaxInt64-offset {
		return 0, errno.EOVERFLOW
	}
	if base+offset < 0 {
		return 0, errno.EINVAL
	}
	f.at = base + offset
	f.listed = false
	return f.at, nil
}

func (f *memFile) Stat() (Stat, error) {
	if err := f.enter(); err != nil {
		return Stat{}, err
	}
	defer f.m.mu.Unlock()
	return f.n.describe(), nil
}

func (f *memFile) Truncate(size int64) error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.m.mu.Unlock()
	if size < 0 || f.flag&Accmode == RDONLY {
		return errno.EINVAL
	}
	return f.m.resize(f.n, size)
}

// Sync and Datasync have nothing to wait for.
func (f *memFile) Sync() error     { return f.change(func() {}) }
func (f *memFile) Datasync() error { return f.change(func() {}) }

func (f *memFile) change(fn func()) error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.m.mu.Unlock()
	fn()
	return nil
}

func (f *memFile) Chmod(mode uint32) error  { return f.change(func() { f.n.chmod(mode) }) }
func (f *memFile) Chown(uid, gid int) error { return f.change(func() { f.n.chown(uid, gid) }) }
func (f *memFile) Utimes(atime, mtime Time) error {
	return f.change(func() { f.m.utimes(f.n, atime, mtime) })
}

func (f *memFile) SetFlags(flag Flag) error {
	return f.change(func() { f.flag = f.flag&^APPEND | flag&APPEND })
}

func (f *memFile) ReadDir(n int) ([]Entry, error) {
	if err := f.enter(); err != nil {
		return nil, err
	}
	defer f.m.mu.Unlock()
	if f.n.entries == nil {
		return nil, errno.ENOTDIR
	}
	if !f.listed {
		f.listing, f.listed = f.n.names(), true
	}
	n = min(n, len(f.listing))
	list := f.listing[:n]
	f.listing = f.listing[n:]
	return list, nil
}

func (f *memFile) Close() error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.m.mu.Unlock()
	f.closed = true
	return nil
}
