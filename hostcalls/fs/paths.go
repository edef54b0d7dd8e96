package fs

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

func addPaths(b *hostcalls.Binding) {
	write, both := b.Asks(wasi.KindWrite), b.Asks(wasi.KindRead, wasi.KindWrite)
	onPath(b, "unlink", wasi.Path.Unlink)
	work2(both, "rename", func(c *call, from, to string) (func() (none, error), error) {
		return onTwo(c, from, wasi.Read|wasi.Write, to, wasi.Write, wasi.Rename)
	})
	work2(both, "link", func(c *call, from, to string) (func() (none, error), error) {
		return onTwo(c, from, wasi.Read|wasi.Write, to, wasi.Read|wasi.Write, wasi.Link)
	})
	work2(write, "symlink", symlink)
	onName(b, "readlink", wasi.Path.Readlink)
	onName(b, "realpath", wasi.Path.Realpath)
	work3(both, "copyFile", copyFile)
	work2(write, "chmod", func(c *call, path string, mode uint32) (func() (none, error), error) {
		return change(c, path, func(p wasi.Path) error { return p.Chmod(mode) })
	})
	work3(write, "chown", func(c *call, path string, uid, gid int64) (func() (none, error), error) {
		return change(c, path, func(p wasi.Path) error { return p.Chown(int(uid), int(gid)) })
	})
	work3(write, "lchown", func(c *call, path string, uid, gid int64) (func() (none, error), error) {
		return change(c, path, func(p wasi.Path) error { return p.Lchown(int(uid), int(gid)) })
	})
	work3(write, "utimes", func(c *call, path string, atime, mtime float64) (func() (none, error), error) {
		return change(c, path, func(p wasi.Path) error { return p.Utimes(timeOf(atime), timeOf(mtime)) })
	})
	work3(write, "lutimes", func(c *call, path string, atime, mtime float64) (func() (none, error), error) {
		return change(c, path, func(p wasi.Path) error { return p.Lutimes(timeOf(atime), timeOf(mtime)) })
	})
}

// onPath adds an op that changes a path and has neither further arguments nor a
// result.
func onPath(b *hostcalls.Binding, name string, op func(wasi.Path) error) {
	work1(b.Asks(wasi.KindWrite), name, func(c *call, path string) (func() (none, error), error) {
		p, err := c.Host().Path(path, wasi.Write)
		if err != nil {
			return nil, err
		}
		return func() (none, error) { return none{}, op(p) }, nil
	})
}

// onName adds an op that reads a path and answers with another.
func onName(b *hostcalls.Binding, name string, op func(wasi.Path) (string, error)) {
	work1(b.Asks(wasi.KindRead), name, func(c *call, path string) (func() (string, error), error) {
		p, err := c.Host().Path(path, wasi.Read)
		if err != nil {
			return nil, err
		}
		return func() (string, error) { return op(p) }, nil
	})
}

func change(c *call, path string, op func(wasi.Path) error) (func() (none, error), error) {
	p, err := c.Host().Path(path, wasi.Write)
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, op(p) }, nil
}

func onTwo(c *call, from string, fromAccess wasi.Access, to string, toAccess wasi.Access, op func(from, to wasi.Path) error) (func() (none, error), error) {
	a, err := c.Host().Path(from, fromAccess)
	if err != nil {
		return nil, err
	}
	b, err := c.Host().Path(to, toAccess)
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, op(a, b) }, nil
}

// symlink(target, path)
func symlink(c *call, target, path string) (func() (none, error), error) {
	p, err := c.Host().Path(path, wasi.Write)
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, wasi.Symlink(target, p) }, nil
}

// The bits of copyFile's mode. Sharing blocks is up to the file system: wanted,
// it may be done without; demanded, it cannot be had.
const (
	copyExcl       = 1
	copyForceClone = 4
)

// copyFile(from, to, mode)
func copyFile(c *call, from, to string, mode uint32) (func() (none, error), error) {
	return onTwo(c, from, wasi.Read, to, wasi.Write, func(a, b wasi.Path) error {
		if mode&copyForceClone != 0 {
			return unsupported("copyfile", from, to)
		}
		flags := 0
		if mode&copyExcl != 0 {
			flags = wasi.CopyExcl
		}
		return wasi.CopyFile(a, b, flags)
	})
}
