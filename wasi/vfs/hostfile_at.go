//go:build linux || darwin

package vfs

import (
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

// hostFile is an open file of the host. Regular files and directories never make
// a reader wait, so plain system calls serve them; the rest (FIFOs, terminals,
// devices) goes through os.File, whose poller parks the goroutine and lets Close
// wake it.
type hostFile struct {
	mu      sync.RWMutex // held for reading while fd is in use
	fd      int          // -1 when closed, or when stream serves
	stream  *os.File
	opened  Stat         // mode and size of a regular file when it was opened
	entries direntBuffer // what ReadDir has read ahead; under dirMu
	dirMu   sync.Mutex
}

// newHostFile takes over fd, which is open with O_NONBLOCK.
func newHostFile(fd int, special bool) (File, error) {
	var st unix.Stat_t
	if err := again(func() error { return unix.Fstat(fd, &st) }); err != nil {
		unix.Close(fd)
		return nil, result(err)
	}
	if !special && isSpecial(fd, &st) {
		unix.Close(fd)
		return nil, errno.ENOTCAPABLE
	}
	switch uint32(st.Mode) & ModeType {
	case ModeRegular:
		return &hostFile{fd: fd, opened: Stat{Mode: uint32(st.Mode), Size: st.Size}}, nil
	case ModeDir, ModeBlock:
		return &hostFile{fd: fd}, nil
	}
	return &hostFile{fd: -1, stream: os.NewFile(uintptr(fd), "")}, nil
}

// Opened is the mode and size that a regular file had when it was opened.
func (f *hostFile) Opened() (st Stat, ok bool) { return f.opened, f.opened.IsRegular() }

// control runs fn with the descriptor, which stays open meanwhile.
func (f *hostFile) control(fn func(fd int) error) error {
	if f.stream != nil {
		conn, err := f.stream.SyscallConn()
		if err != nil {
			return result(err)
		}
		inner := error(nil)
		if err := conn.Control(func(fd uintptr) { inner = again(func() error { return fn(int(fd)) }) }); err != nil {
			return result(err)
		}
		return result(inner)
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.fd < 0 {
		return errno.EBADF
	}
	return result(again(func() error { return fn(f.fd) }))
}

// transfer is control for calls that count bytes.
func (f *hostFile) transfer(call func(fd int, p []byte) (int, error), p []byte) (int, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.fd < 0 {
		return 0, errno.EBADF
	}
	for {
		n, err := call(f.fd, p)
		if err == unix.EINTR {
			continue
		}
		return max(n, 0), result(err)
	}
}

// Waits reports whether reading or writing may wait for somebody.
func (f *hostFile) Waits() bool { return f.stream != nil }

// Wake ends waiting with ETIMEDOUT, for ever. Where the system has no such waiting
// the file is closed.
func (f *hostFile) Wake() {
	if f.stream.SetDeadline(time.Unix(1, 0)) != nil {
		f.stream.Close()
	}
}

func (f *hostFile) Read(p []byte) (int, error) {
	if f.stream == nil {
		return f.transfer(unix.Read, p)
	}
	n, err := f.stream.Read(p)
	if err == io.EOF {
		err = nil
	}
	return n, result(err)
}

func (f *hostFile) Write(p []byte) (int, error) {
	if f.stream == nil {
		return f.transfer(unix.Write, p)
	}
	n, err := f.stream.Write(p)
	return n, result(err)
}

func (f *hostFile) ReadAt(p []byte, offset int64) (int, error) {
	if f.stream != nil {
		return 0, errno.ESPIPE
	}
	return f.transfer(func(fd int, p []byte) (int, error) { return unix.Pread(fd, p, offset) }, p)
}

func (f *hostFile) WriteAt(p []byte, offset int64) (int, error) {
	if f.stream != nil {
		return 0, errno.ESPIPE
	}
	return f.transfer(func(fd int, p []byte) (int, error) { return unix.Pwrite(fd, p, offset) }, p)
}

func (f *hostFile) Seek(offset int64, whence int) (int64, error) {
	f.dirMu.Lock()
	defer f.dirMu.Unlock()
	var at int64
	err := f.control(func(fd int) (err error) {
		at, err = unix.Seek(fd, offset, whence)
		return err
	})
	if err == nil {
		f.entries = direntBuffer{}
	}
	return at, err
}

func (f *hostFile) Stat() (Stat, error) {
	var st Stat
	err := f.control(func(fd int) (err error) {
		st, err = fstat(fd)
		return err
	})
	return st, err
}

func (f *hostFile) Truncate(size int64) error {
	return f.control(func(fd int) error { return unix.Ftruncate(fd, size) })
}

func (f *hostFile) Sync() error     { return f.control(unix.Fsync) }
func (f *hostFile) Datasync() error { return f.control(fdatasync) }

func (f *hostFile) Chmod(mode uint32) error {
	return f.control(func(fd int) error { return unix.Fchmod(fd, mode&ModePerm) })
}

func (f *hostFile) Chown(uid, gid int) error {
	return f.control(func(fd int) error { return unix.Fchown(fd, uid, gid) })
}

func (f *hostFile) Utimes(atime, mtime Time) error {
	return f.control(func(fd int) error { return fdTimes(fd, atime, mtime) })
}

func (f *hostFile) SetFlags(flag Flag) error {
	return f.control(func(fd int) error {
		// O_NONBLOCK is ours: a stream needs it, and to a guest reads of it
		// always look as if they blocked.
		_, err := unix.FcntlInt(uintptr(fd), unix.F_SETFL, sysFlags(flag&(APPEND|DSYNC|SYNC))|unix.O_NONBLOCK)
		return err
	})
}

func (f *hostFile) ReadDir(n int) ([]Entry, error) {
	f.dirMu.Lock()
	defer f.dirMu.Unlock()
	var list []Entry
	err := f.control(func(fd int) (err error) {
		list, err = f.entries.next(fd, n)
		return err
	})
	return list, err
}

func (f *hostFile) Close() error {
	if f.stream != nil {
		return result(f.stream.Close())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fd < 0 {
		return errno.EBADF
	}
	fd := f.fd
	f.fd = -1
	// After EINTR the descriptor is closed all the same.
	if err := unix.Close(fd); err != nil && err != unix.EINTR {
		return result(err)
	}
	return nil
}
