package fs

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

func addDescriptors(b *hostcalls.Binding) {
	work3(b.Asks(wasi.KindRead, wasi.KindWrite), "open", open)
	b = b.Holds()
	work1(b, "close", closeFile)
	work3(b, "read", read)
	work3(b, "writeBuffer", writeBuffer)
	work3(b, "writeString", writeString)
	onFile(b, "fsync", "fsync", (*wasi.File).Sync)
	onFile(b, "fdatasync", "fdatasync", (*wasi.File).Datasync)
	work2(b, "ftruncate", ftruncate)
	work2(b, "fchmod", fchmod)
	work3(b, "fchown", fchown)
	work3(b, "futimes", futimes)
}

// fileOf finds the file with the isolate's number fd.
func fileOf(c *call, fd int, syscall string) (*wasi.File, error) {
	f, err := hostcalls.Get[*wasi.File](c.Resources(), fd)
	if err != nil {
		return nil, badDescriptor(syscall)
	}
	return f, nil
}

// onFile adds an op on a descriptor that has neither further arguments nor a
// result.
func onFile(b *hostcalls.Binding, name, syscall string, op func(*wasi.File) error) {
	work1(b, name, func(c *call, fd int) (func() (none, error), error) {
		f, err := fileOf(c, fd, syscall)
		if err != nil {
			return nil, err
		}
		return func() (none, error) { return none{}, op(f) }, nil
	})
}

// opened puts a file into the table where that is allowed: on the goroutine
// that owns the isolate.
func opened(env *hostcalls.Env, f *wasi.File) hostcalls.Later[int] {
	return hostcalls.Later[int]{
		Finish: func() (int, error) { return env.Resources().Add(f), nil },
		Drop:   func() { f.Close() },
	}
}

// open(path, flags, mode) → descriptor
func open(c *call, path string, flags int32, mode uint32) (func() (hostcalls.Later[int], error), error) {
	flag := wasi.Flag(flags)
	p, err := c.Host().Path(path, wasi.AccessFor(flag))
	if err != nil {
		return nil, err
	}
	env := c.Env()
	return func() (hostcalls.Later[int], error) {
		f, err := p.Open(flag, mode)
		if err != nil {
			return hostcalls.Later[int]{}, err
		}
		return opened(env, f), nil
	}, nil
}

// close(fd). The number is free at once, before the file is closed.
func closeFile(c *call, fd int) (func() (none, error), error) {
	if c.Host().Stdio(fd) != nil {
		// The streams belong to the embedder; for the program they stay open.
		return func() (none, error) { return none{}, nil }, nil
	}
	f, err := fileOf(c, fd, "close")
	if err != nil {
		return nil, err
	}
	c.Resources().Remove(fd)
	return func() (none, error) { return none{}, f.Close() }, nil
}

// read(fd, view, position) → bytes read. Position -1 is the file's own.
func read(c *call, fd int, into *hostcalls.Buffer, position int64) (func() (hostcalls.Into, error), error) {
	fetch, err := reader(c, fd, position)
	if err != nil {
		return nil, err
	}
	size := into.Len()
	return func() (hostcalls.Into, error) {
		data := hostcalls.Scratch(size)
		n, err := fetch(data)
		return hostcalls.Into{Buf: into, Data: data[:n]}, err
	}, nil
}

func reader(c *call, fd int, position int64) (func([]byte) (int, error), error) {
	if s := c.Host().Stdio(fd); s != nil {
		return s.Read, nil
	}
	f, err := fileOf(c, fd, "read")
	if err != nil {
		return nil, err
	}
	if position < 0 {
		return f.Read, nil
	}
	return func(p []byte) (int, error) { return f.ReadAt(p, position) }, nil
}

// writeBuffer(fd, view, position) → bytes written
func writeBuffer(c *call, fd int, data []byte, position int64) (func() (int, error), error) {
	store, err := writer(c, fd, position)
	if err != nil {
		return nil, err
	}
	if c.Host().Stdio(fd) != nil { // an embedder's writer might hold on to data
		return func() (int, error) { return store(data) }, nil
	}
	return func() (int, error) {
		n, err := store(data)
		hostcalls.Recycle(data)
		return n, err
	}, nil
}

// writeString(fd, text, position) → bytes written
func writeString(c *call, fd int, text string, position int64) (func() (int, error), error) {
	store, err := writer(c, fd, position)
	if err != nil {
		return nil, err
	}
	return func() (int, error) { return store(hostcalls.UTF8(text)) }, nil
}

func writer(c *call, fd int, position int64) (func([]byte) (int, error), error) {
	if s := c.Host().Stdio(fd); s != nil {
		return s.Write, nil
	}
	f, err := fileOf(c, fd, "write")
	if err != nil {
		return nil, err
	}
	if position < 0 {
		return f.Write, nil
	}
	return func(p []byte) (int, error) { return f.WriteAt(p, position) }, nil
}

func ftruncate(c *call, fd int, size int64) (func() (none, error), error) {
	f, err := fileOf(c, fd, "ftruncate")
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, f.Truncate(size) }, nil
}

func fchmod(c *call, fd int, mode uint32) (func() (none, error), error) {
	f, err := fileOf(c, fd, "fchmod")
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, f.Chmod(mode) }, nil
}

func fchown(c *call, fd int, uid, gid int64) (func() (none, error), error) {
	f, err := fileOf(c, fd, "fchown")
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, f.Chown(int(uid), int(gid)) }, nil
}

func futimes(c *call, fd int, atime, mtime float64) (func() (none, error), error) {
	f, err := fileOf(c, fd, "futime")
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, f.Utimes(timeOf(atime), timeOf(mtime)) }, nil
}

// unsupported is an operation that no host can do here.
func unsupported(syscall, path, dest string) error {
	return &hostcalls.SystemError{Errno: errno.ENOTSUP, Syscall: syscall, Path: path, Dest: dest}
}
