package vfs

import (
	"strings"
	"sync"

	"github.com/wjs-run/wjs/wasi/errno"
)

// overlay shows two trees as one: what is in upper, and what of lower it does
// not hide. Everything that changes goes to upper; lower is only read.
type overlay struct {
	lower, upper FS
	mu           sync.Mutex // held by whatever changes the tree
	// gone has the names of lower that were removed. It stays set when something
	// new is made in upper under the name, and then hides what was below.
	goneMu sync.RWMutex
	gone   map[string]bool
}

// NewOverlay shows upper over lower. Files are copied to upper when they are
// first written to. What was removed is remembered by the overlay alone, so that
// upper makes sense only under it. Renaming a directory of lower is EXDEV, as on
// Linux's overlays. Neither tree is closed with the overlay.
func NewOverlay(lower, upper FS) FS {
	return &overlay{lower: lower, upper: upper, gone: map[string]bool{}}
}

// hidden reports whether nothing of lower shows at name.
func (o *overlay) hidden(name string) bool {
	o.goneMu.RLock()
	defer o.goneMu.RUnlock()
	if len(o.gone) == 0 {
		return false
	}
	for i := 1; i <= len(name); i++ {
		if (i == len(name) || name[i] == '/') && o.gone[name[:i]] {
			return true
		}
	}
	return false
}

func (o *overlay) hide(name string) {
	o.goneMu.Lock()
	defer o.goneMu.Unlock()
	o.gone[name] = true
}

// where finds the tree that name shows from.
func (o *overlay) where(name string) (FS, Stat, error) {
	st, err := o.upper.Lstat(name)
	if err == nil {
		return o.upper, st, nil
	}
	if err != errno.ENOENT || o.hidden(name) {
		return nil, Stat{}, err
	}
	// A directory of upper may hide a file of lower further up.
	if dir, _ := split(name); dir != "." {
		if st, err := o.upper.Lstat(dir); err == nil && !st.IsDir() {
			return nil, Stat{}, errno.ENOTDIR
		}
	}
	st, err = o.lower.Lstat(name)
	return o.lower, st, err
}

// inLower reports whether lower has something that shows at name.
func (o *overlay) inLower(name string) bool {
	if o.hidden(name) {
		return false
	}
	_, err := o.lower.Lstat(name)
	return err == nil
}

// parents makes sure that upper has the directory that name is in; o.mu is held.
func (o *overlay) parents(name string) error {
	dir, _ := split(name)
	if dir == "." {
		return nil
	}
	_, st, err := o.where(dir)
	switch {
	case err != nil:
		return err
	case st.IsLink():
		return errno.ELOOP
	case !st.IsDir():
		return errno.ENOTDIR
	}
	return o.raise(dir, true)
}

// raise copies name from lower to upper unless it is there; o.mu is held.
// Without contents the copy is empty.
func (o *overlay) raise(name string, contents bool) error {
	if name == "." {
		return nil
	}
	from, st, err := o.where(name)
	if err != nil || from == o.upper {
		return err
	}
	if err := o.parents(name); err != nil {
		return err
	}
	switch st.Type() {
	case ModeDir:
		err = o.upper.Mkdir(name, st.Mode&ModePerm|0o700)
	case ModeLink:
		text, e := o.lower.Readlink(name)
		if e != nil {
			return e
		}
		return o.upper.Symlink(text, name)
	case ModeRegular:
		err = o.copy(name, &st, contents)
	default:
		return errno.ENOTSUP
	}
	if err != nil {
		return err
	}
	return o.upper.Utimes(name, st.Atime, st.Mtime, Refuse)
}

func (o *overlay) copy(name string, st *Stat, contents bool) error {
	src, err := o.lower.Open(name, RDONLY, 0)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := o.upper.Open(name, WRONLY|CREAT|EXCL, st.Mode&0o777|0o200)
	if err != nil {
		return err
	}
	defer dst.Close()
	buf := make([]byte, 64<<10)
	for contents {
		n, err := src.Read(buf)
		if n == 0 && err == nil {
			break
		}
		if err == nil {
			_, err = dst.Write(buf[:n])
		}
		if err != nil {
			o.upper.Unlink(name) // half a file must not hide the whole one
			return err
		}
	}
	return nil
}

func (o *overlay) Open(name string, flag Flag, mode uint32) (File, error) {
	if !flag.Valid() {
		return nil, errno.EINVAL
	}
	if flag.Writable() {
		return o.openWritable(name, flag, mode)
	}
	from, st, err := o.where(name)
	if err != nil {
		return nil, err
	}
	f, err := from.Open(name, flag, mode)
	if err != nil || !st.IsDir() {
		return f, err
	}
	return &overlayDir{File: f, o: o, name: name}, nil
}

func (o *overlay) openWritable(name string, flag Flag, mode uint32) (File, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	from, st, err := o.where(name)
	switch {
	case err == errno.ENOENT && flag&CREAT != 0:
		if err := o.parents(name); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case flag&(CREAT|EXCL) == CREAT|EXCL:
		return nil, errno.EEXIST
	case st.IsLink():
		return nil, errno.ELOOP
	case st.IsDir():
		return nil, errno.EISDIR
	case from == o.lower:
		if err := o.raise(name, flag&TRUNC == 0); err != nil {
			return nil, err
		}
	}
	return o.upper.Open(name, flag, mode)
}

func (o *overlay) Lstat(name string) (Stat, error) {
	_, st, err := o.where(name)
	return st, err
}

func (o *overlay) Readlink(name string) (string, error) {
	from, _, err := o.where(name)
	if err != nil {
		return "", err
	}
	return from.Readlink(name)
}

// create makes something new in upper.
func (o *overlay) create(name string, fn func() error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, _, err := o.where(name); err == nil {
		return errno.EEXIST
	} else if err != errno.ENOENT {
		return err
	}
	if err := o.parents(name); err != nil {
		return err
	}
	return fn()
}

func (o *overlay) Mkdir(name string, mode uint32) error {
	return o.create(name, func() error { return o.upper.Mkdir(name, mode) })
}

func (o *overlay) Symlink(target, name string) error {
	return o.create(name, func() error { return o.upper.Symlink(target, name) })
}

func (o *overlay) Rmdir(name string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rmdir(name)
}

func (o *overlay) rmdir(name string) error {
	if name == "." {
		return errno.EBUSY
	}
	from, st, err := o.where(name)
	switch {
	case err != nil:
		return err
	case !st.IsDir():
		return errno.ENOTDIR
	}
	list, err := o.list(name)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return errno.ENOTEMPTY
	}
	return o.drop(name, from, o.upper.Rmdir)
}

// drop takes name out of both trees.
func (o *overlay) drop(name string, from FS, remove func(string) error) error {
	below := o.inLower(name)
	if from == o.upper {
		if err := remove(name); err != nil {
			return err
		}
	}
	if below {
		o.hide(name)
	}
	return nil
}

func (o *overlay) Unlink(name string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	from, st, err := o.where(name)
	if err != nil {
		return err
	}
	if st.IsDir() {
		return errno.EISDIR
	}
	return o.drop(name, from, o.upper.Unlink)
}

func (o *overlay) Rename(name string, to FS, toName string) error {
	if to != FS(o) {
		return errno.EXDEV
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if name == "." || toName == "." {
		return errno.EBUSY
	}
	_, st, err := o.where(name)
	if err != nil {
		return err
	}
	if name == toName {
		return nil
	}
	if st.IsDir() && strings.HasPrefix(toName, name+"/") {
		return errno.EINVAL
	}
	below := o.inLower(name)
	if st.IsDir() && below {
		return errno.EXDEV
	}
	_, target, err := o.where(toName)
	switch {
	case err == errno.ENOENT:
	case err != nil:
		return err
	case target.IsDir() && !st.IsDir():
		return errno.EISDIR
	case !target.IsDir() && st.IsDir():
		return errno.ENOTDIR
	case st.IsDir():
		if err := o.rmdir(toName); err != nil {
			return err
		}
	}
	if err := o.parents(toName); err != nil {
		return err
	}
	if err := o.raise(name, true); err != nil {
		return err
	}
	if err := o.upper.Rename(name, o.upper, toName); err != nil {
		return err
	}
	if below {
		o.hide(name)
	}
	return nil
}

func (o *overlay) Link(name string, to FS, toName string) error {
	if to != FS(o) {
		return errno.EXDEV
	}
	return o.create(toName, func() error {
		_, st, err := o.where(name)
		if err != nil {
			return err
		}
		if st.IsDir() {
			return errno.EPERM
		}
		if err := o.raise(name, true); err != nil {
			return err
		}
		return o.upper.Link(name, o.upper, toName)
	})
}

// change raises name and applies fn to it there.
func (o *overlay) change(name string, final Final, fn func() error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, st, err := o.where(name)
	if err != nil {
		return err
	}
	if st.IsLink() && final == Refuse {
		return errno.ELOOP
	}
	if err := o.raise(name, true); err != nil {
		return err
	}
	return fn()
}

func (o *overlay) Chmod(name string, mode uint32) error {
	return o.change(name, Refuse, func() error { return o.upper.Chmod(name, mode) })
}

func (o *overlay) Chown(name string, uid, gid int, final Final) error {
	return o.change(name, final, func() error { return o.upper.Chown(name, uid, gid, final) })
}

func (o *overlay) Utimes(name string, atime, mtime Time, final Final) error {
	return o.change(name, final, func() error { return o.upper.Utimes(name, atime, mtime, final) })
}

func (o *overlay) Statfs(name string) (Statfs, error) {
	if _, _, err := o.where(name); err != nil {
		return Statfs{}, err
	}
	return o.upper.Statfs(".")
}

func (o *overlay) Close() error { return nil }

// list is what a directory shows.
func (o *overlay) list(name string) ([]Entry, error) {
	var all []Entry
	seen := map[string]bool{}
	for _, tree := range [...]FS{o.upper, o.lower} {
		if tree == o.lower && o.hidden(name) {
			break
		}
		f, err := tree.Open(name, RDONLY|DIRECTORY, 0)
		if err == errno.ENOENT || err == errno.ENOTDIR && tree == o.lower {
			continue
		}
		if err != nil {
			return nil, err
		}
		for {
			list, err := f.ReadDir(1024)
			if err != nil || len(list) == 0 {
				f.Close()
				if err != nil {
					return nil, err
				}
				break
			}
			for _, e := range list {
				if !seen[e.Name] && (tree == o.upper || !o.hidden(join(name, e.Name))) {
					all = append(all, e)
				}
				seen[e.Name] = true
			}
		}
	}
	return all, nil
}

// overlayDir is an open directory of an overlay.
type overlayDir struct {
	File
	o      *overlay
	name   string
	mu     sync.Mutex // what follows
	left   []Entry
	listed bool
}

func (d *overlayDir) ReadDir(n int) ([]Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.File.Stat(); err != nil {
		return nil, err
	}
	if !d.listed {
		list, err := d.o.list(d.name)
		if err != nil {
			return nil, err
		}
		d.left, d.listed = list, true
	}
	n = min(n, len(d.left))
	list := d.left[:n]
	d.left = d.left[n:]
	return list, nil
}

func (d *overlayDir) Seek(offset int64, whence int) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.listed = false
	return d.File.Seek(offset, whence)
}
