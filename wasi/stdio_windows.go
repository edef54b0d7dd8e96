package wasi

import (
	"golang.org/x/sys/windows"

	"github.com/wjs-run/wjs/wasi/errno"
)

// control runs fn with the real handle behind the stream, ENOTTY if there is none.
func (s *Stream) control(fn func(h windows.Handle) error) error {
	if s.file == nil {
		return errno.ENOTTY
	}
	conn, err := s.file.SyscallConn()
	if err != nil {
		return errno.Of(err)
	}
	inner := error(nil)
	if err := conn.Control(func(fd uintptr) { inner = fn(windows.Handle(fd)) }); err != nil {
		return errno.Of(err)
	}
	if inner != nil {
		return errno.Of(inner)
	}
	return nil
}

// IsTerminal reports whether a console is behind the stream.
func (s *Stream) IsTerminal() bool {
	return s.control(func(h windows.Handle) error {
		var mode uint32
		return windows.GetConsoleMode(h, &mode)
	}) == nil
}

// WindowSize is the size of the console in characters, ENOTTY if it is none.
func (s *Stream) WindowSize() (columns, rows int, err error) {
	if !s.IsTerminal() {
		return 0, 0, errno.ENOTTY
	}
	err = s.control(func(h windows.Handle) error {
		var info windows.ConsoleScreenBufferInfo
		err := windows.GetConsoleScreenBufferInfo(h, &info)
		if err == nil {
			columns = int(info.Window.Right-info.Window.Left) + 1
			rows = int(info.Window.Bottom-info.Window.Top) + 1
		}
		return err
	})
	return columns, rows, err
}

// lineMode makes the console echo and edit lines, whatever the guest has made of
// it, until restore.
func (s *Stream) lineMode() (restore func(), err error) {
	err = s.control(func(h windows.Handle) error {
		var old uint32
		if err := windows.GetConsoleMode(h, &old); err != nil {
			return errno.ENOTTY
		}
		restore = func() {
			_ = s.control(func(h windows.Handle) error { return windows.SetConsoleMode(h, old) })
		}
		return windows.SetConsoleMode(h, old|windows.ENABLE_ECHO_INPUT|windows.ENABLE_LINE_INPUT|windows.ENABLE_PROCESSED_INPUT)
	})
	return restore, err
}

// flushInput forgets what was typed and not read yet.
func (s *Stream) flushInput() {
	_ = s.control(windows.FlushConsoleInputBuffer) // a file or pipe has nothing to forget
}

// RawMode turns off echo, line editing and signals of the console, and returns
// what puts it back. The caller must call that before the process ends.
func (s *Stream) RawMode() (restore func() error, err error) {
	err = s.control(func(h windows.Handle) error {
		var old uint32
		if err := windows.GetConsoleMode(h, &old); err != nil {
			return errno.ENOTTY
		}
		raw := old&^(windows.ENABLE_ECHO_INPUT|windows.ENABLE_LINE_INPUT|windows.ENABLE_PROCESSED_INPUT) |
			windows.ENABLE_VIRTUAL_TERMINAL_INPUT
		if err := windows.SetConsoleMode(h, raw); err != nil {
			return err
		}
		restore = func() error {
			return s.control(func(h windows.Handle) error { return windows.SetConsoleMode(h, old) })
		}
		return nil
	})
	return restore, err
}

// awaitWritable asks nothing: Windows cannot say whether a pipe takes more.
func (s *Stream) awaitWritable() error { return nil }
