package wasi

import (
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// stdioPath is the stream that a path names by convention. Programs read
// /dev/stdin as a file; it is the guest's own stream, which it has anyway, so
// there is nothing to grant, and never the device or descriptor of the process.
func stdioPath(name string) (fd int, ok bool) {
	switch name {
	case "/dev/stdin":
		return 0, true
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	return 0, false
}

// streamFile makes an open file of a stream; closing it leaves the stream alone.
type streamFile struct{ s *Stream }

func (f streamFile) stat() Stat {
	st := Stat{Mode: vfs.ModeFIFO | 0o600, Nlink: 1, Blksize: 4096}
	switch f.s.Kind() {
	case "TTY":
		st.Mode = vfs.ModeChar | 0o600
	case "TCP":
		st.Mode = vfs.ModeSocket | 0o600
	}
	return st
}

func (f streamFile) Read(p []byte) (int, error)  { return f.s.Read(p) }
func (f streamFile) Write(p []byte) (int, error) { return f.s.Write(p) }
func (f streamFile) Stat() (Stat, error)         { return f.stat(), nil }
func (f streamFile) SetFlags(Flag) error         { return nil }
func (f streamFile) Close() error                { return nil }

// What needs a position or a place on a disk fails as it does on a pipe.
func (f streamFile) ReadAt([]byte, int64) (int, error)  { return 0, errno.ESPIPE }
func (f streamFile) WriteAt([]byte, int64) (int, error) { return 0, errno.ESPIPE }
func (f streamFile) Seek(int64, int) (int64, error)     { return 0, errno.ESPIPE }
func (f streamFile) Truncate(int64) error               { return errno.EINVAL }
func (f streamFile) Sync() error                        { return errno.EINVAL }
func (f streamFile) Datasync() error                    { return errno.EINVAL }
func (f streamFile) Chmod(uint32) error                 { return errno.EPERM }
func (f streamFile) Chown(int, int) error               { return errno.EPERM }
func (f streamFile) Utimes(Time, Time) error            { return errno.EPERM }
func (f streamFile) ReadDir(int) ([]Entry, error)       { return nil, errno.ENOTDIR }
