package wasi

import (
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// maxWhole is what ReadFile reads at most, as Node does.
const maxWhole = 1 << 31

// ReadFile reads the whole of a file in as few calls as can be. flag is mostly 0.
func (p Path) ReadFile(flag Flag) ([]byte, error) {
	f, err := p.Open(flag, 0o666)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Opened()
	if err != nil {
		return nil, err
	}
	return f.ReadAllOf(st, maxWhole)
}

// Opened is Stat for who has just opened the file and needs its type and size:
// opening has looked at them where the file is a regular one of the host.
func (f *File) Opened() (Stat, error) {
	if looked, ok := f.f.(interface{ Opened() (vfs.Stat, bool) }); ok {
		if st, ok := looked.Opened(); ok {
			return st, nil
		}
	}
	return f.Stat()
}

// ReadAll reads from the position to the end. More than limit bytes are EFBIG.
func (f *File) ReadAll(limit int64) ([]byte, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return f.ReadAllOf(st, limit)
}

// ReadAllOf is ReadAll for who has just described the file.
func (f *File) ReadAllOf(st Stat, limit int64) ([]byte, error) {
	if st.IsDir() {
		return nil, fail("read", errno.EISDIR)
	}
	if st.Size > limit {
		return nil, fail("read", errno.EFBIG)
	}
	// A file that tells its size is read until there; one more byte, so that a
	// longer one is seen without growing.
	buf := make([]byte, 0, max(st.Size+1, 512))
	for {
		n, err := f.Read(buf[len(buf):cap(buf)])
		if err != nil {
			return nil, err
		}
		buf = buf[:len(buf)+n]
		if n == 0 || st.Size > 0 && st.IsRegular() && int64(len(buf)) == st.Size {
			return buf, nil
		}
		if int64(len(buf)) > limit {
			return nil, fail("read", errno.EFBIG)
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// WriteFile writes data to a file opened with flag, mostly
// WRONLY|CREAT|TRUNC.
func (p Path) WriteFile(data []byte, flag Flag, mode uint32) error {
	f, err := p.Open(flag, mode)
	if err != nil {
		return err
	}
	err = f.WriteAll(data)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// WriteAll writes all of p, in as many calls as it takes.
func (f *File) WriteAll(p []byte) error {
	for len(p) > 0 {
		n, err := f.Write(p)
		if err != nil {
			return err
		}
		if n == 0 {
			return fail("write", errno.EIO)
		}
		p = p[n:]
	}
	return nil
}
