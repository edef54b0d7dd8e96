package preview1

import (
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// The path functions share their errors: EBADF and ENOTDIR for the descriptor,
// ENOTCAPABLE for a right it lacks, EFAULT for memory, EPERM for a path that
// leaves the directory, EACCES for what the policy denies, and what the
// operation itself fails with.

// followLinks is the one flag of lookups.
const followLinks = 1

// token reads a path, relative to the directory fd, from the arguments name and
// name+1.
func (c *call) token(fd int32, name int, right uint64, access wasi.Access) (wasi.Path, errno.Errno) {
	d, e := c.sys.getDir(fd, right)
	if e != 0 {
		return wasi.Path{}, e
	}
	text, e := c.text(name)
	if e != 0 {
		return wasi.Path{}, e
	}
	p, err := c.sys.host.PathBeneath(d.dir, text, access)
	return p, errno.Of(err)
}

// pathCreateDirectory makes a directory.
//
//	path_create_directory(fd, path *u8, len u32)
func pathCreateDirectory(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 1, rightCreateDirectory, wasi.Write)
	if e != 0 {
		return e
	}
	return errno.Of(p.Mkdir(0o777))
}

// pathRemoveDirectory removes an empty directory.
//
//	path_remove_directory(fd, path *u8, len u32)
func pathRemoveDirectory(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 1, rightRemoveDirectory, wasi.Write)
	if e != 0 {
		return e
	}
	return errno.Of(p.Rmdir())
}

// pathUnlinkFile removes a file or a link.
//
//	path_unlink_file(fd, path *u8, len u32)
func pathUnlinkFile(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 1, rightUnlink, wasi.Write)
	if e != 0 {
		return e
	}
	return errno.Of(p.Unlink())
}

// pathFilestatGet stores the metadata of a file.
//
//	path_filestat_get(fd, lookup u32, path *u8, len u32, stat *filestat)
func pathFilestatGet(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 2, rightPathFilestatGet, wasi.Read)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(4), 64)
	if e != 0 {
		return e
	}
	stat := p.Lstat
	if c.u32(1)&followLinks != 0 {
		stat = p.Stat
	}
	st, err := stat()
	if err != nil {
		return errno.Of(err)
	}
	putFilestat(out, &st)
	return 0
}

// pathFilestatSetTimes changes the times of a file.
//
//	path_filestat_set_times(fd, lookup u32, path *u8, len u32, atime u64, mtime u64, which u16)
func pathFilestatSetTimes(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 2, rightPathSetTimes, wasi.Write)
	if e != 0 {
		return e
	}
	atime, mtime, e := times(c.u64(4), c.u64(5), c.u32(6))
	if e != 0 {
		return e
	}
	if c.u32(1)&followLinks != 0 {
		return errno.Of(p.Utimes(atime, mtime))
	}
	return errno.Of(p.Lutimes(atime, mtime))
}

// pathRename moves a file or directory.
//
//	path_rename(fd, path *u8, len u32, to fd, path *u8, len u32)
func pathRename(c *call) errno.Errno {
	from, e := c.token(c.fd(0), 1, rightRenameSource, wasi.Read|wasi.Write)
	if e != 0 {
		return e
	}
	to, e := c.token(c.fd(3), 4, rightRenameTarget, wasi.Write)
	if e != 0 {
		return e
	}
	return errno.Of(wasi.Rename(from, to))
}

// pathLink gives a file another name. Links cannot be followed for the source.
//
//	path_link(fd, lookup u32, path *u8, len u32, to fd, path *u8, len u32)
func pathLink(c *call) errno.Errno {
	from, e := c.token(c.fd(0), 2, rightLinkSource, wasi.Read|wasi.Write)
	if e != 0 {
		return e
	}
	if c.u32(1)&followLinks != 0 {
		return errno.EINVAL
	}
	to, e := c.token(c.fd(4), 5, rightLinkTarget, wasi.Read|wasi.Write)
	if e != 0 {
		return e
	}
	return errno.Of(wasi.Link(from, to))
}

// pathSymlink makes a link. A target that is absolute is refused: it could never
// be followed.
//
//	path_symlink(target *u8, len u32, fd, path *u8, len u32)
func pathSymlink(c *call) errno.Errno {
	target, e := c.text(0)
	if e != 0 {
		return e
	}
	p, e := c.token(c.fd(2), 3, rightSymlink, wasi.Write)
	if e != 0 {
		return e
	}
	if target != "" && target[0] == '/' {
		return errno.EPERM
	}
	return errno.Of(wasi.Symlink(target, p))
}

// pathReadlink stores the text of a link, as much as the buffer holds.
//
//	path_readlink(fd, path *u8, len u32, buf *u8, len u32, used *u32)
func pathReadlink(c *call) errno.Errno {
	p, e := c.token(c.fd(0), 1, rightReadlink, wasi.Read)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(3), c.u32(4))
	if e != 0 {
		return e
	}
	if _, e := c.bytes(c.u32(5), 4); e != 0 {
		return e
	}
	text, err := p.Readlink()
	if err != nil {
		return errno.Of(err)
	}
	return c.put32(c.u32(5), uint32(copy(out, text)))
}

// Flags of path_open.
const (
	openCreate = 1 << iota
	openDirectory
	openExclusive
	openTruncate
)

// pathOpen opens or creates a file.
//
//	path_open(fd, lookup u32, path *u8, len u32, open u16, rights u64, inherited u64, flags u16, result *fd)
//
// The new descriptor has those of the wanted rights that the directory passes
// on; reading and writing follow from them.
func pathOpen(c *call) errno.Errno {
	lookup, oflags := c.u32(1), c.u32(4)
	base, inheriting, fdflags := c.u64(5), c.u64(6), c.u32(7)
	if oflags > 15 || fdflags > fdFlagsAll {
		return errno.EINVAL
	}
	d, e := c.sys.getDir(c.fd(0), rightPathOpen)
	if e != 0 {
		return e
	}
	_, passed := d.rights()
	base, inheriting = base&passed, inheriting&passed

	flag, e := openFlags(d, oflags, uint16(fdflags), base, lookup)
	if e != 0 {
		return e
	}
	if _, e := c.bytes(c.u32(8), 4); e != 0 {
		return e
	}
	p, e := c.token(c.fd(0), 2, rightPathOpen, wasi.AccessFor(flag))
	if e != 0 {
		return e
	}
	f, err := p.Open(flag, 0o666)
	if err != nil {
		return errno.Of(err)
	}
	opened, e := openedDescriptor(f, uint16(fdflags), base, inheriting)
	if e == 0 {
		var fd int32
		if fd, e = c.sys.add(opened); e == 0 {
			return c.put32(c.u32(8), uint32(fd))
		}
	}
	f.Close()
	return e
}

func openFlags(d *descriptor, oflags uint32, fdflags uint16, base uint64, lookup uint32) (vfs.Flag, errno.Errno) {
	// Not the right to set the size: Go asks for it when it only reads.
	const writes = rightFdWrite | rightAllocate
	flag := vfs.RDONLY
	if base&writes != 0 {
		flag = vfs.WRONLY
		if base&(rightFdRead|rightReaddir) != 0 {
			flag = vfs.RDWR
		}
	}
	if oflags&openCreate != 0 {
		if e := d.need(rightCreateFile); e != 0 {
			return 0, e
		}
		if oflags&openDirectory != 0 {
			return 0, errno.EINVAL
		}
		flag |= vfs.CREAT
	}
	if oflags&openDirectory != 0 {
		flag |= vfs.DIRECTORY
	}
	if oflags&openExclusive != 0 {
		flag |= vfs.EXCL
	}
	if oflags&openTruncate != 0 {
		if e := d.need(rightPathSetSize); e != 0 {
			return 0, e
		}
		// A file that is only read cannot be truncated by the kernel's rules
		// either; where it can, it is opened for writing.
		if flag&vfs.Accmode == vfs.RDONLY {
			flag |= vfs.RDWR
		}
		flag |= vfs.TRUNC
	}
	if lookup&followLinks == 0 {
		flag |= vfs.NOFOLLOW
	}
	return flag | vfsFlags(fdflags), 0
}

func openedDescriptor(f *wasi.File, flags uint16, base, inheriting uint64) (*descriptor, errno.Errno) {
	st, err := f.Stat()
	if err != nil {
		return nil, errno.Of(err)
	}
	d := &descriptor{file: f, flags: flags, inheriting: inheriting}
	if st.IsDir() {
		d.dir = f.Where()
		d.base = base & rightsDir
	} else {
		d.base = base & rightsFile
		d.inheriting = 0
	}
	return d, 0
}
