package wasi

import (
	"path"
	"strings"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// AccessFor is the access that opening with flag needs.
func AccessFor(flag Flag) Access {
	var a Access
	if flag.Readable() {
		a |= Read
	}
	if flag.Writable() {
		a |= Write
	}
	return a
}

// Open opens or creates a file, or opens a directory for reading its entries.
// The guest's umask is taken from mode.
func (p Path) Open(flag Flag, mode uint32) (*File, error) {
	return p.open("open", flag, mode)
}

// Opendir opens a directory.
func (p Path) Opendir() (*File, error) { return p.open("opendir", vfs.RDONLY|vfs.DIRECTORY, 0) }

func (p Path) open(op string, flag Flag, mode uint32) (*File, error) {
	if !flag.Valid() {
		return nil, p.wrap(op, errno.EINVAL)
	}
	if p.dir {
		if flag&vfs.CREAT != 0 {
			return nil, p.wrap(op, errno.EISDIR)
		}
		flag |= vfs.DIRECTORY
	}
	if p.h != nil {
		c := &p.h.count
		if err := take(&c.files, 1, c.limit.OpenFiles, quotaFiles); err != nil {
			return nil, err
		}
	}
	// With O_EXCL or O_NOFOLLOW a link as last element is an answer, not a detour.
	final := vfs.Refuse
	if flag&vfs.NOFOLLOW != 0 || flag&(vfs.CREAT|vfs.EXCL) == vfs.CREAT|vfs.EXCL {
		final = vfs.Itself
	}
	if p.stream != nil && flag&vfs.DIRECTORY == 0 {
		if need := AccessFor(flag); p.access&need != need {
			p.h.count.files.Add(-1)
			return nil, denied(need.kind(), p.abs)
		}
		return &File{h: p.h, f: streamFile{p.stream}, flag: flag, guest: p.abs}, nil
	}
	var f *File
	err := p.at(op, AccessFor(flag), final, func(pl place) error {
		inner, err := pl.fs.Open(pl.name, flag, p.h.newMode(mode))
		if err == nil {
			f = &File{h: p.h, f: inner, flag: flag, guest: pl.guest}
			return nil
		}
		if err == errno.ELOOP && final == vfs.Itself {
			if st, e := pl.fs.Lstat(pl.name); e == nil && st.IsLink() {
				return errStop
			}
		}
		return err
	})
	if err != nil && p.h != nil {
		p.h.count.files.Add(-1)
	}
	return f, err
}

// errStop is an ELOOP that shall reach the guest.
var errStop = &final{errno.ELOOP}

type final struct{ errno errno.Errno }

func (f *final) Error() string      { return f.errno.Error() }
func (f *final) Errno() errno.Errno { return f.errno }

// Stat describes what the path leads to.
func (p Path) Stat() (Stat, error) { return p.stat("stat", vfs.Refuse) }

// Lstat describes the path itself, be it a link or not.
func (p Path) Lstat() (Stat, error) { return p.stat("lstat", vfs.Itself) }

func (p Path) stat(op string, final vfs.Final) (Stat, error) {
	var st Stat
	if p.stream != nil && p.access&Read != 0 {
		return streamFile{p.stream}.stat(), nil
	}
	if p.dir {
		final = vfs.Refuse
	}
	err := p.at(op, Read, final, func(pl place) (err error) {
		if st, err = pl.fs.Lstat(pl.name); err != nil {
			return err
		}
		if st.IsLink() && final == vfs.Refuse {
			return errno.ELOOP
		}
		return nil
	})
	if err != nil {
		return Stat{}, err
	}
	return p.h.see(st), nil
}

// Bits of the mode that Access takes.
const (
	AccessExists  = 0
	AccessExecute = 1
	AccessWrite   = 2
	AccessRead    = 4
)

// Access tells whether the path exists and both its mode and the policy let the
// guest read, write or execute it. It needs a token for Read.
func (p Path) Access(mode uint32) error {
	if mode > AccessRead|AccessWrite|AccessExecute {
		return p.wrap("access", errno.EINVAL)
	}
	return p.at("access", Read, vfs.Refuse, func(pl place) error {
		st, err := pl.fs.Lstat(pl.name)
		switch {
		case err != nil:
			return err
		case st.IsLink():
			return errno.ELOOP
		}
		if mode&AccessWrite != 0 {
			if _, err := p.h.locate(pl.guest, Write, pl.guest); err != nil {
				return errno.EACCES
			}
		}
		return mayAccess(&st, mode)
	})
}

// Mkdir makes one directory.
func (p Path) Mkdir(mode uint32) error {
	return p.at("mkdir", Write, vfs.Itself, func(pl place) error {
		return pl.fs.Mkdir(pl.name, p.h.newMode(mode))
	})
}

// MkdirAll makes a directory and those above it, and returns the first that was
// made, "" if all were there. A file in the way is EEXIST at the end of the path
// and ENOTDIR before it.
func (p Path) MkdirAll(mode uint32) (string, error) {
	first := ""
	err := p.at("mkdir", Write, vfs.Refuse, func(pl place) error {
		made, err := p.mkdirAll(pl, p.h.newMode(mode))
		if made != "" && first == "" {
			first = made
		}
		return err
	})
	return first, err
}

func (p Path) mkdirAll(pl place, mode uint32) (string, error) {
	st, err := pl.fs.Lstat(pl.name)
	switch {
	case err == nil && st.IsDir():
		return "", nil
	case err == nil && st.IsLink():
		return "", errno.ELOOP
	case err == nil:
		return "", errno.EEXIST
	case err != errno.ENOENT:
		return "", err
	}
	// Find the first that is missing, then make them from there.
	missing := pl.name
	for {
		i := strings.LastIndexByte(missing, '/')
		if i < 0 {
			break
		}
		st, err := pl.fs.Lstat(missing[:i])
		if err == nil && !st.IsDir() {
			if st.IsLink() {
				return "", errno.ELOOP
			}
			return "", errno.ENOTDIR
		}
		if err == nil {
			break
		}
		if err != errno.ENOENT {
			return "", err
		}
		missing = missing[:i]
	}
	first := ""
	for end := len(missing); ; {
		// What is above the path may be outside the grant.
		name := strings.TrimSuffix(pl.guest, pl.name[end:])
		if _, err := p.h.locate(name, Write, name); err != nil {
			return first, err
		}
		err := pl.fs.Mkdir(pl.name[:end], mode)
		if err != nil && err != errno.EEXIST {
			return first, err
		}
		if err == nil && first == "" {
			first = name
		}
		if end == len(pl.name) {
			return first, nil
		}
		next := strings.IndexByte(pl.name[end+1:], '/')
		if next < 0 {
			end = len(pl.name)
		} else {
			end += 1 + next
		}
	}
}

// Mkdtemp makes a directory named after the path and six random letters, for its
// owner alone, and returns the guest's name for it.
func (p Path) Mkdtemp() (string, error) {
	if p.h == nil || p.access&Write == 0 {
		return "", denied(KindWrite, p.abs)
	}
	if p.bad != 0 {
		return "", p.wrap("mkdtemp", p.bad)
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	for range 100 {
		var bits [6]byte
		p.h.Random(bits[:])
		for i := range bits {
			bits[i] = letters[int(bits[i])%len(letters)]
		}
		made := p.suffixed(string(bits[:]))
		// The new name is beside the prefix, so it may need its own grant.
		if made.raw == "" {
			if err := p.allow(made.abs, Write, made.abs); err != nil {
				return "", err
			}
		}
		err := made.Mkdir(0o700)
		switch e, ok := err.(*PathError); {
		case err == nil:
			return made.given, nil
		case !ok:
			return "", err
		case e.Errno != errno.EEXIST:
			return "", &PathError{Op: "mkdtemp", Path: p.given + "XXXXXX", Errno: e.Errno}
		}
	}
	return "", p.wrap("mkdtemp", errno.EEXIST)
}

// suffixed is the token with its name made longer.
func (p Path) suffixed(s string) Path {
	p.given, p.full, p.dir = p.given+s, p.full+s, false
	p.abs = p.h.policy.unalias(path.Clean(p.full))
	if p.raw != "" {
		p.raw = p.full
	}
	return p
}

// Rmdir removes an empty directory.
func (p Path) Rmdir() error {
	return p.at("rmdir", Write, vfs.Itself, func(pl place) error {
		return pl.fs.Rmdir(pl.name)
	})
}

// Unlink removes a file or a link.
func (p Path) Unlink() error {
	return p.at("unlink", Write, vfs.Itself, func(pl place) error {
		if p.dir {
			return p.mustBeDir(pl, errno.EISDIR)
		}
		return pl.fs.Unlink(pl.name)
	})
}

// mustBeDir answers for a path with a slash at its end: ENOTDIR unless it is a
// directory, otherwise what the operation makes of directories.
func (p Path) mustBeDir(pl place, then errno.Errno) error {
	st, err := pl.fs.Lstat(pl.name)
	switch {
	case err != nil:
		return err
	case !st.IsDir():
		return errno.ENOTDIR
	case then == 0:
		return nil
	}
	return then
}

// Readlink returns the text of a link.
func (p Path) Readlink() (string, error) {
	var text string
	err := p.at("readlink", Read, vfs.Itself, func(pl place) (err error) {
		if p.dir {
			return p.mustBeDir(pl, errno.EINVAL)
		}
		text, err = pl.fs.Readlink(pl.name)
		return err
	})
	return text, err
}

// Realpath is the guest's absolute path without links; it must exist.
func (p Path) Realpath() (string, error) {
	var real string
	err := p.at("realpath", Read, vfs.Refuse, func(pl place) error {
		st, err := pl.fs.Lstat(pl.name)
		switch {
		case err != nil:
			return err
		case st.IsLink():
			return errno.ELOOP
		}
		real = pl.guest
		return nil
	})
	return real, err
}

// Chmod changes the mode of what the path leads to. Set-user-id and set-group-id
// bits are EPERM unless the policy allows all: they would let others run what a
// guest wrote with the rights of the host's user.
func (p Path) Chmod(mode uint32) error {
	if p.h != nil && p.h.setsID(mode) {
		return p.wrap("chmod", errno.EPERM)
	}
	return p.at("chmod", Write, vfs.Refuse, func(pl place) error {
		return pl.fs.Chmod(pl.name, mode)
	})
}

// Chown changes the owner of what the path leads to, Lchown of a link itself. An
// id of -1 stays.
func (p Path) Chown(uid, gid int) error {
	return p.at("chown", Write, vfs.Refuse, func(pl place) error {
		return pl.fs.Chown(pl.name, uid, gid, vfs.Refuse)
	})
}

func (p Path) Lchown(uid, gid int) error {
	return p.at("lchown", Write, vfs.Itself, func(pl place) error {
		return pl.fs.Chown(pl.name, uid, gid, vfs.Itself)
	})
}

// Utimes changes the times of what the path leads to, Lutimes of a link itself.
func (p Path) Utimes(atime, mtime Time) error {
	return p.at("utime", Write, vfs.Refuse, func(pl place) error {
		return pl.fs.Utimes(pl.name, atime, mtime, vfs.Refuse)
	})
}

func (p Path) Lutimes(atime, mtime Time) error {
	return p.at("lutime", Write, vfs.Itself, func(pl place) error {
		return pl.fs.Utimes(pl.name, atime, mtime, vfs.Itself)
	})
}

// Truncate makes a file size bytes long.
func (p Path) Truncate(size int64) error {
	f, err := p.Open(vfs.WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Truncate(size)
}

// Statfs describes the file system the path is on.
func (p Path) Statfs() (Statfs, error) {
	var st Statfs
	err := p.at("statfs", Read, vfs.Refuse, func(pl place) (err error) {
		st, err = pl.fs.Statfs(pl.name)
		return err
	})
	return st, err
}

// ReadDir returns all entries of a directory, in its own order.
func (p Path) ReadDir() ([]Entry, error) {
	f, err := p.open("scandir", vfs.RDONLY|vfs.DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Entry
	for {
		list, err := f.f.ReadDir(4096)
		if err != nil {
			return nil, p.wrap("scandir", err)
		}
		if len(list) == 0 {
			return all, nil
		}
		if all == nil {
			all = list
			continue
		}
		all = append(all, list...)
	}
}
