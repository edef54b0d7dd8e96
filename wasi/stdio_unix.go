//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package wasi

import (
	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

// control runs fn with the real descriptor behind the stream, ENOTTY if there is
// none.
func (s *Stream) control(fn func(fd int) error) error {
	if s.file == nil {
		return errno.ENOTTY
	}
	conn, err := s.file.SyscallConn()
	if err != nil {
		return errno.Of(err)
	}
	inner := error(nil)
	if err := conn.Control(func(fd uintptr) { inner = fn(int(fd)) }); err != nil {
		return errno.Of(err)
	}
	if inner != nil {
		return errno.Of(inner)
	}
	return nil
}

// IsTerminal reports whether a terminal is behind the stream.
func (s *Stream) IsTerminal() bool {
	return s.control(func(fd int) error {
		_, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
		return err
	}) == nil
}

// WindowSize is the size of the terminal in characters, ENOTTY if it is none.
func (s *Stream) WindowSize() (columns, rows int, err error) {
	err = s.control(func(fd int) error {
		ws, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err == nil {
			columns, rows = int(ws.Col), int(ws.Row)
		}
		return err
	})
	return columns, rows, err
}

// lineMode makes the terminal echo and edit lines, whatever the guest has made of
// it, until restore.
func (s *Stream) lineMode() (restore func(), err error) {
	err = s.control(func(fd int) error {
		old, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
		if err != nil {
			return err
		}
		lines := *old
		lines.Iflag |= unix.ICRNL
		lines.Lflag |= unix.ECHO | unix.ICANON | unix.ISIG
		lines.Oflag |= unix.OPOST | unix.ONLCR
		restore = func() {
			// The guest's mode is a comfort: there is nobody to tell.
			_ = s.control(func(fd int) error { return unix.IoctlSetTermios(fd, ioctlSetTermios, old) })
		}
		return unix.IoctlSetTermios(fd, ioctlSetTermios, &lines)
	})
	return restore, err
}

// flushInput forgets what was typed and not read yet.
func (s *Stream) flushInput() {
	_ = s.control(flushTerminal) // a file or pipe has nothing to forget
}

// RawMode turns off echo, line editing and signals of the terminal, and returns
// what puts it back. The caller must call that before the process ends.
func (s *Stream) RawMode() (restore func() error, err error) {
	err = s.control(func(fd int) error {
		old, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
		if err != nil {
			return err
		}
		// As uv_tty_set_mode: output is still processed.
		raw := *old
		raw.Iflag &^= unix.BRKINT | unix.ICRNL | unix.INPCK | unix.ISTRIP | unix.IXON
		raw.Oflag |= unix.ONLCR
		raw.Cflag |= unix.CS8
		raw.Lflag &^= unix.ECHO | unix.ICANON | unix.IEXTEN | unix.ISIG
		raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
		if err := unix.IoctlSetTermios(fd, ioctlSetTermios, &raw); err != nil {
			return err
		}
		restore = func() error {
			return s.control(func(fd int) error { return unix.IoctlSetTermios(fd, ioctlSetTermios, old) })
		}
		return nil
	})
	return restore, err
}

// awaitWritable waits until the file behind the stream takes writeUnit bytes. It
// looks up now and then, for the host to give up or the embedder to close it.
func (s *Stream) awaitWritable() error {
	for wait := 0; ; wait = 20 {
		ready := false
		err := s.control(func(fd int) error {
			n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, wait)
			if err == unix.EINTR {
				err = nil
			}
			ready = n > 0
			return err
		})
		switch {
		case err != nil, ready:
			return err
		case s.gaveUp():
			return errno.ECANCELED
		}
	}
}
