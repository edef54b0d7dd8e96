package vfs

import (
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// GoFS shows a tree as an fs.FS, for Go programs to read it. Links are not
// followed: who made them may not be trusted. Files are io.ReaderAt and
// io.Seeker, and the tree is an fs.ReadLinkFS. It may be used from any goroutine.
func GoFS(tree FS) fs.ReadLinkFS { return goFS{tree} }

type goFS struct{ tree FS }

func pathError(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

func (g goFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, pathError("open", name, fs.ErrInvalid)
	}
	f, err := g.tree.Open(name, RDONLY, 0)
	if err != nil {
		return nil, pathError("open", name, err)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, pathError("open", name, err)
	}
	file := &goFile{tree: g.tree, f: f, name: name}
	if st.IsDir() {
		return &goDir{goFile: file}, nil
	}
	return file, nil
}

func (g goFS) Lstat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, pathError("lstat", name, fs.ErrInvalid)
	}
	st, err := g.tree.Lstat(name)
	if err != nil {
		return nil, pathError("lstat", name, err)
	}
	return goInfo{path.Base(name), st}, nil
}

func (g goFS) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", pathError("readlink", name, fs.ErrInvalid)
	}
	text, err := g.tree.Readlink(name)
	return text, pathError("readlink", name, err)
}

// goFile is an open file.
type goFile struct {
	tree FS
	f    File
	name string
}

func (f *goFile) Stat() (fs.FileInfo, error) {
	st, err := f.f.Stat()
	if err != nil {
		return nil, pathError("stat", f.name, err)
	}
	return goInfo{path.Base(f.name), st}, nil
}

func (f *goFile) Read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	if err == nil && n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, pathError("read", f.name, err)
}

func (f *goFile) ReadAt(p []byte, offset int64) (int, error) {
	done := 0
	for done < len(p) {
		n, err := f.f.ReadAt(p[done:], offset+int64(done))
		if err != nil {
			return done, pathError("read", f.name, err)
		}
		if n == 0 {
			return done, io.EOF
		}
		done += n
	}
	return done, nil
}

func (f *goFile) Seek(offset int64, whence int) (int64, error) {
	at, err := f.f.Seek(offset, whence)
	return at, pathError("seek", f.name, err)
}

func (f *goFile) Close() error {
	if err := f.f.Close(); err == errno.EBADF {
		return pathError("close", f.name, fs.ErrClosed)
	} else {
		return pathError("close", f.name, err)
	}
}

// goDir is an open directory.
type goDir struct{ *goFile }

func (d *goDir) Read([]byte) (int, error) { return 0, pathError("read", d.name, errno.EISDIR) }

func (d *goDir) ReadDir(n int) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for n <= 0 || len(all) < n {
		want := 256
		if n > 0 {
			want = n - len(all)
		}
		list, err := d.f.ReadDir(want)
		if err != nil {
			return all, pathError("readdir", d.name, err)
		}
		if len(list) == 0 {
			if n > 0 && len(all) == 0 {
				return nil, io.EOF
			}
			break
		}
		for _, e := range list {
			all = append(all, goEntry{d.tree, join(d.name, e.Name), e})
		}
	}
	return all, nil
}

// goEntry is a name in a directory.
type goEntry struct {
	tree FS
	path string
	e    Entry
}

func (e goEntry) Name() string      { return e.e.Name }
func (e goEntry) IsDir() bool       { return e.Type().IsDir() }
func (e goEntry) Type() fs.FileMode { return goMode(e.e.Type).Type() }
func (e goEntry) String() string    { return fs.FormatDirEntry(e) }

func (e goEntry) Info() (fs.FileInfo, error) {
	st, err := e.tree.Lstat(e.path)
	if err != nil {
		return nil, pathError("lstat", e.path, err)
	}
	return goInfo{e.e.Name, st}, nil
}

type goInfo struct {
	name string
	st   Stat
}

func (i goInfo) Name() string       { return i.name }
func (i goInfo) Size() int64        { return i.st.Size }
func (i goInfo) Mode() fs.FileMode  { return goMode(i.st.Mode) }
func (i goInfo) ModTime() time.Time { return time.Unix(i.st.Mtime.Sec, i.st.Mtime.Nsec) }
func (i goInfo) IsDir() bool        { return i.st.IsDir() }
func (i goInfo) Sys() any           { return nil }
func (i goInfo) String() string     { return fs.FormatFileInfo(i) }

// goMode turns st_mode into Go's.
func goMode(mode uint32) fs.FileMode {
	m := osMode(mode & ModePerm)
	switch mode & ModeType {
	case ModeDir:
		m |= fs.ModeDir
	case ModeLink:
		m |= fs.ModeSymlink
	case ModeFIFO:
		m |= fs.ModeNamedPipe
	case ModeSocket:
		m |= fs.ModeSocket
	case ModeChar:
		m |= fs.ModeDevice | fs.ModeCharDevice
	case ModeBlock:
		m |= fs.ModeDevice
	}
	return m
}
