package vfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// portable is a directory of the host on systems where nothing better than
// os.Root is at hand. os.Root contains every operation, but follows links inside
// the root; they are looked for before each operation, so only a link that is
// put there in between is followed, and never out of the root.
type portable struct{ root *os.Root }

// OpenPortable opens a directory with os.Root alone: what OpenHost does where the
// system has nothing stricter.
func OpenPortable(path string) (FS, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, errno.Of(err)
	}
	return &portable{root}, nil
}

// rooted classifies an error of an os.Root. What it refuses as an escape has no
// code; since names here are canonical only a link can have caused it.
func rooted(err error) error {
	if err == nil {
		return nil
	}
	if e := errno.Of(err); e != errno.UNKNOWN {
		return e
	}
	return errno.ELOOP
}

// clear fails with ELOOP if a link stands in name; final says whether the last
// element may be one.
func (p *portable) clear(name string, final Final) error {
	if err := canonical(name); err != nil {
		return err
	}
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		if i == len(name) && final == Itself {
			return nil
		}
		info, err := p.root.Lstat(name[:i])
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the operation itself says so
		}
		if err != nil {
			return rooted(err)
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return errno.ELOOP
		}
		if i < len(name) && !info.IsDir() {
			return errno.ENOTDIR
		}
	}
	return nil
}

func (p *portable) Close() error { return rooted(p.root.Close()) }

func (p *portable) Open(name string, flag Flag, mode uint32) (File, error) {
	if !flag.Valid() {
		return nil, errno.EINVAL
	}
	final := Refuse
	if flag&(CREAT|EXCL) == CREAT|EXCL {
		final = Itself // EEXIST is the better answer
	}
	if err := p.clear(name, final); err != nil {
		return nil, err
	}
	info, err := p.root.Lstat(name)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, rooted(err)
	case err == nil && !info.Mode().IsRegular() && !info.IsDir() && info.Mode()&fs.ModeSymlink == 0:
		return nil, errno.ENOTCAPABLE // nothing that could make an open wait
	case err == nil && info.IsDir() && flag.Writable():
		return nil, errno.EISDIR
	case err == nil && !info.IsDir() && flag&DIRECTORY != 0:
		return nil, errno.ENOTDIR
	case err != nil && flag&(CREAT|DIRECTORY) == CREAT|DIRECTORY:
		return nil, errno.EINVAL
	}
	sys := int(flag & Accmode)
	for _, b := range [...]struct {
		ours Flag
		sys  int
	}{{CREAT, os.O_CREATE}, {EXCL, os.O_EXCL}, {TRUNC, os.O_TRUNC}, {APPEND, os.O_APPEND}, {SYNC, os.O_SYNC}} {
		if flag&b.ours == b.ours {
			sys |= b.sys
		}
	}
	f, err := p.root.OpenFile(name, sys, osMode(mode&0o777))
	if err != nil {
		return nil, rooted(err)
	}
	return &portableFile{file: f, flag: flag}, nil
}

func (p *portable) Lstat(name string) (Stat, error) {
	if err := p.clear(name, Itself); err != nil {
		return Stat{}, err
	}
	info, err := p.root.Lstat(name)
	if err != nil {
		return Stat{}, rooted(err)
	}
	return statOfInfo(info), nil
}

// statOfInfo makes the best of what package fs knows.
func statOfInfo(info fs.FileInfo) Stat {
	at := timeOf(info.ModTime())
	return Stat{
		Mode: modeOf(info.Mode()), Nlink: 1, Size: info.Size(), Blksize: 4096, Blocks: (info.Size() + 511) / 512,
		Atime: at, Mtime: at, Ctime: at, Birth: at,
	}
}

func (p *portable) Readlink(name string) (string, error) {
	if err := p.clear(name, Itself); err != nil {
		return "", err
	}
	info, err := p.root.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return "", errno.EINVAL
	}
	text, err := p.root.Readlink(name)
	return text, rooted(err)
}

func (p *portable) Mkdir(name string, mode uint32) error {
	if err := p.clear(name, Itself); err != nil {
		return err
	}
	return rooted(p.root.Mkdir(name, osMode(mode&0o777)))
}

// remove deletes name if its being a directory is dir, otherwise it fails with
// wrong.
func (p *portable) remove(name string, dir bool, wrong errno.Errno) error {
	if name == "." {
		return errno.EBUSY
	}
	if err := p.clear(name, Itself); err != nil {
		return err
	}
	info, err := p.root.Lstat(name)
	if err != nil {
		return rooted(err)
	}
	if info.IsDir() != dir {
		return wrong
	}
	return rooted(p.root.Remove(name))
}

func (p *portable) Rmdir(name string) error  { return p.remove(name, true, errno.ENOTDIR) }
func (p *portable) Unlink(name string) error { return p.remove(name, false, errno.EISDIR) }

// pair calls fn if both names are in this tree: an os.Root has no operation that
// reaches into another.
func (p *portable) pair(name string, to FS, toName string, fn func() error) error {
	if other, ok := to.(*portable); !ok || other != p {
		return errno.EXDEV
	}
	if err := p.clear(name, Itself); err != nil {
		return err
	}
	if err := p.clear(toName, Itself); err != nil {
		return err
	}
	if name == "." || toName == "." {
		return errno.EBUSY
	}
	return rooted(fn())
}

func (p *portable) Rename(name string, to FS, toName string) error {
	return p.pair(name, to, toName, func() error {
		// Package os renames nothing over a directory, where POSIX replaces an
		// empty one.
		target, err := p.root.Lstat(toName)
		if err != nil || !target.IsDir() {
			return p.root.Rename(name, toName)
		}
		source, err := p.root.Lstat(name)
		switch {
		case err != nil:
			return err
		case !source.IsDir():
			return errno.EISDIR
		case os.SameFile(source, target):
			return nil
		}
		if err := p.root.Remove(toName); err != nil {
			return err
		}
		return p.root.Rename(name, toName)
	})
}

func (p *portable) Link(name string, to FS, toName string) error {
	return p.pair(name, to, toName, func() error { return p.root.Link(name, toName) })
}

func (p *portable) Symlink(target, name string) error {
	if err := p.clear(name, Itself); err != nil {
		return err
	}
	return rooted(p.root.Symlink(target, name))
}

func (p *portable) Chmod(name string, mode uint32) error {
	if err := p.clear(name, Refuse); err != nil {
		return err
	}
	return rooted(p.root.Chmod(name, osMode(mode)))
}

func (p *portable) Chown(name string, uid, gid int, final Final) error {
	if err := p.clear(name, final); err != nil {
		return err
	}
	return rooted(p.root.Lchown(name, uid, gid))
}

func (p *portable) Utimes(name string, atime, mtime Time, final Final) error {
	if err := p.clear(name, final); err != nil {
		return err
	}
	if final == Itself && p.clear(name, Refuse) != nil {
		return errno.ENOSYS // Chtimes would follow it
	}
	return rooted(p.root.Chtimes(name, goTime(atime), goTime(mtime)))
}

// Statfs has no counterpart in package os.
func (p *portable) Statfs(string) (Statfs, error) { return Statfs{}, errno.ENOSYS }

// portableFile is an open file by package os.
type portableFile struct {
	file *os.File
	flag Flag
	mu   sync.Mutex // one ReadDir at a time
}

func (f *portableFile) Read(b []byte) (int, error) {
	n, err := f.file.Read(b)
	if err == io.EOF {
		err = nil
	}
	return n, result(err)
}

func (f *portableFile) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	return n, result(err)
}

func (f *portableFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, errno.EINVAL
	}
	n, err := f.file.ReadAt(b, offset)
	if err == io.EOF {
		err = nil
	}
	return n, result(err)
}

func (f *portableFile) WriteAt(b []byte, offset int64) (int, error) {
	if f.flag&APPEND != 0 {
		return f.Write(b)
	}
	if offset < 0 {
		return 0, errno.EINVAL
	}
	n, err := f.file.WriteAt(b, offset)
	return n, result(err)
}

func (f *portableFile) Seek(offset int64, whence int) (int64, error) {
	at, err := f.file.Seek(offset, whence)
	return at, result(err)
}

func (f *portableFile) Stat() (Stat, error) {
	info, err := f.file.Stat()
	if err != nil {
		return Stat{}, result(err)
	}
	return statOfInfo(info), nil
}

func (f *portableFile) Truncate(size int64) error {
	if size < 0 {
		return errno.EINVAL
	}
	return result(f.file.Truncate(size))
}

func (f *portableFile) Sync() error             { return result(f.file.Sync()) }
func (f *portableFile) Datasync() error         { return result(f.file.Sync()) }
func (f *portableFile) Chmod(mode uint32) error { return result(f.file.Chmod(osMode(mode))) }
func (f *portableFile) Chown(uid, gid int) error {
	return result(f.file.Chown(uid, gid))
}

// Utimes and SetFlags have no counterpart in package os.
func (f *portableFile) Utimes(_, _ Time) error { return errno.ENOSYS }
func (f *portableFile) SetFlags(flag Flag) error {
	if (flag^f.flag)&APPEND != 0 {
		return errno.ENOSYS
	}
	return nil
}

func (f *portableFile) ReadDir(n int) ([]Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found, err := f.file.ReadDir(n)
	if err != nil && err != io.EOF {
		return nil, result(err)
	}
	list := make([]Entry, 0, len(found))
	for _, d := range found {
		list = append(list, Entry{Name: d.Name(), Type: modeOf(d.Type()) & ModeType})
	}
	return list, nil
}

func (f *portableFile) Close() error { return result(f.file.Close()) }
