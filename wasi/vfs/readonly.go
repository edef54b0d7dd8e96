package vfs

import (
	"hash/fnv"
	"io"
	"io/fs"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// readOnly shows an fs.FS. Whatever would change it is EROFS.
type readOnly struct{ fsys fs.FS }

// NewReadOnly shows an fs.FS as a tree that cannot be changed. fsys must be safe
// for use from several goroutines, as those of the standard library are. Links
// are links if fsys is an fs.ReadLinkFS, and must then not be followed by its
// Open; other trees have none.
func NewReadOnly(fsys fs.FS) FS { return &readOnly{fsys} }

// noLinks fails with ELOOP if a link stands in name.
func (r *readOnly) noLinks(name string, final Final) error {
	if err := canonical(name); err != nil {
		return err
	}
	if !fs.ValidPath(name) {
		return errno.ENOENT
	}
	links, ok := r.fsys.(fs.ReadLinkFS)
	if !ok {
		return nil
	}
	for i := 1; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' || i == len(name) && final == Itself {
			continue
		}
		info, err := links.Lstat(name[:i])
		if err != nil {
			return nil // the operation itself says so
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return errno.ELOOP
		}
	}
	return nil
}

// describe makes a Stat; the number of a file is made from its name, since
// programs tell files apart by it.
func (r *readOnly) describe(name string, info fs.FileInfo) Stat {
	st := statOfInfo(info)
	st.Mode &^= 0o222
	if st.Mode&0o777 == 0 {
		st.Mode |= 0o444
	}
	st.Dev, st.Ino = 0xf5f5, inode(name)
	return st
}

func inode(name string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, name)
	return h.Sum64()>>11 | 1 // exact as a JavaScript number
}

func (r *readOnly) Open(name string, flag Flag, _ uint32) (File, error) {
	if !flag.Valid() {
		return nil, errno.EINVAL
	}
	if err := r.noLinks(name, Refuse); err != nil {
		return nil, err
	}
	st, err := r.Lstat(name)
	switch {
	case err == errno.ENOENT && flag&CREAT != 0:
		return nil, errno.EROFS
	case err != nil:
		return nil, err
	case flag&(CREAT|EXCL) == CREAT|EXCL:
		return nil, errno.EEXIST
	case st.IsDir() && flag.Writable():
		return nil, errno.EISDIR
	case flag&Accmode != RDONLY || flag&TRUNC != 0:
		return nil, errno.EROFS
	case !st.IsDir() && flag&DIRECTORY != 0:
		return nil, errno.ENOTDIR
	}
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, result(err)
	}
	return &readOnlyFile{r: r, name: name, f: f}, nil
}

func (r *readOnly) Lstat(name string) (Stat, error) {
	if err := r.noLinks(name, Itself); err != nil {
		return Stat{}, err
	}
	stat := func(name string) (fs.FileInfo, error) { return fs.Stat(r.fsys, name) }
	if links, ok := r.fsys.(fs.ReadLinkFS); ok {
		stat = links.Lstat
	}
	info, err := stat(name)
	if err != nil {
		return Stat{}, result(err)
	}
	return r.describe(name, info), nil
}

func (r *readOnly) Readlink(name string) (string, error) {
	st, err := r.Lstat(name)
	if err != nil {
		return "", err
	}
	links, ok := r.fsys.(fs.ReadLinkFS)
	if !ok || !st.IsLink() {
		return "", errno.EINVAL
	}
	text, err := links.ReadLink(name)
	return text, result(err)
}

// refuse is EROFS, or what the name itself is wrong with.
func (r *readOnly) refuse(name string) error {
	if err := r.noLinks(name, Itself); err != nil {
		return err
	}
	return errno.EROFS
}

// exists is refuse for operations on what must be there.
func (r *readOnly) exists(name string) error {
	if _, err := r.Lstat(name); err != nil {
		return err
	}
	return errno.EROFS
}

func (r *readOnly) Mkdir(name string, _ uint32) error {
	if _, err := r.Lstat(name); err == nil {
		return errno.EEXIST
	}
	return r.refuse(name)
}

func (r *readOnly) Rmdir(name string) error  { return r.exists(name) }
func (r *readOnly) Unlink(name string) error { return r.exists(name) }
func (r *readOnly) Rename(name string, to FS, _ string) error {
	if to != FS(r) {
		return errno.EXDEV
	}
	return r.exists(name)
}
func (r *readOnly) Link(name string, to FS, _ string) error { return r.Rename(name, to, "") }
func (r *readOnly) Symlink(_, name string) error            { return r.refuse(name) }
func (r *readOnly) Chmod(name string, _ uint32) error {
	if err := r.noLinks(name, Refuse); err != nil {
		return err
	}
	return r.exists(name)
}

func (r *readOnly) Chown(name string, _, _ int, final Final) error {
	if err := r.noLinks(name, final); err != nil {
		return err
	}
	return r.exists(name)
}

func (r *readOnly) Utimes(name string, _, _ Time, final Final) error {
	return r.Chown(name, 0, 0, final)
}

func (r *readOnly) Statfs(name string) (Statfs, error) {
	if _, err := r.Lstat(name); err != nil {
		return Statfs{}, err
	}
	return Statfs{Bsize: 4096}, nil
}

func (r *readOnly) Close() error { return nil }

// readOnlyFile is an open fs.File. What it cannot do itself, reading at an
// offset and seeking, is done by reading everything once.
type readOnlyFile struct {
	r      *readOnly
	name   string
	mu     sync.Mutex // what follows
	f      fs.File
	data   []byte
	loaded bool
	at     int64
	list   []fs.DirEntry
	listed bool
	closed bool
}

// enter locks the file, EBADF if it is closed.
func (f *readOnlyFile) enter() error {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return errno.EBADF
	}
	return nil
}

// readAt reads through io.ReaderAt, or from the contents; f.mu is held.
func (f *readOnlyFile) readAt(p []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, errno.EINVAL
	}
	if info, err := f.f.Stat(); err == nil && info.IsDir() {
		return 0, errno.EISDIR
	}
	if r, ok := f.f.(io.ReaderAt); ok {
		n, err := r.ReadAt(p, offset)
		if err == io.EOF {
			err = nil
		}
		return n, result(err)
	}
	if !f.loaded {
		data, err := io.ReadAll(f.f)
		if err != nil {
			return 0, result(err)
		}
		f.data, f.loaded = data, true
	}
	if offset >= int64(len(f.data)) {
		return 0, nil
	}
	return copy(p, f.data[offset:]), nil
}

func (f *readOnlyFile) Read(p []byte) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.mu.Unlock()
	n, err := f.readAt(p, f.at)
	f.at += int64(n)
	return n, err
}

func (f *readOnlyFile) ReadAt(p []byte, offset int64) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.mu.Unlock()
	return f.readAt(p, offset)
}

func (f *readOnlyFile) Seek(offset int64, whence int) (int64, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.mu.Unlock()
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		info, err := f.f.Stat()
		if err != nil {
			return 0, result(err)
		}
		offset += info.Size()
	default:
		return 0, errno.EINVAL
	}
	if offset < 0 {
		return 0, errno.EINVAL
	}
	f.at, f.listed = offset, false
	return offset, nil
}

func (f *readOnlyFile) Stat() (Stat, error) {
	if err := f.enter(); err != nil {
		return Stat{}, err
	}
	defer f.mu.Unlock()
	info, err := f.f.Stat()
	if err != nil {
		return Stat{}, result(err)
	}
	return f.r.describe(f.name, info), nil
}

func (f *readOnlyFile) ReadDir(n int) ([]Entry, error) {
	if err := f.enter(); err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	if !f.listed {
		list, err := fs.ReadDir(f.r.fsys, f.name)
		if err != nil {
			return nil, result(err)
		}
		f.list, f.listed = list, true
	}
	n = min(n, len(f.list))
	entries := make([]Entry, 0, n)
	for _, d := range f.list[:n] {
		entries = append(entries, Entry{d.Name(), modeOf(d.Type()) & ModeType, inode(join(f.name, d.Name()))})
	}
	f.list = f.list[n:]
	return entries, nil
}

func (f *readOnlyFile) Close() error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.mu.Unlock()
	f.closed, f.data = true, nil
	return result(f.f.Close())
}

func (f *readOnlyFile) Write([]byte) (int, error)          { return 0, errno.EBADF }
func (f *readOnlyFile) WriteAt([]byte, int64) (int, error) { return 0, errno.EBADF }
func (f *readOnlyFile) Truncate(int64) error               { return errno.EINVAL }
func (f *readOnlyFile) Sync() error                        { return errno.EROFS }
func (f *readOnlyFile) Datasync() error                    { return errno.EROFS }
func (f *readOnlyFile) Chmod(uint32) error                 { return errno.EROFS }
func (f *readOnlyFile) Chown(int, int) error               { return errno.EROFS }
func (f *readOnlyFile) Utimes(Time, Time) error            { return errno.EROFS }
func (f *readOnlyFile) SetFlags(Flag) error                { return nil }
