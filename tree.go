package wjs

import (
	"io/fs"
	"path"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Tree is a file system that scripts may write to and that Go can read, as an
// fs.FS. Put into Permissions.Mounts it is shown with write access. It may be
// shared by runtimes and used from any goroutine. It does not follow links that
// scripts have made: opening one from Go fails.
type Tree struct {
	fs.ReadLinkFS
	tree vfs.FS
}

// NewMemory makes an empty tree in memory, which holds at most limit bytes;
// writing more fails with ENOSPC. It is gone when nothing refers to it.
func NewMemory(limit int64) *Tree { return newTree(vfs.NewMem(limit)) }

// NewOverlay shows lower with everything that is written to it kept in memory, at
// most limit bytes of it: lower itself is never changed. For a folder of the host
// use the FS of an os.Root, which no link leads out of; os.DirFS follows them.
func NewOverlay(lower fs.FS, limit int64) *Tree {
	return newTree(vfs.NewOverlay(treeOf(lower), vfs.NewMem(limit)))
}

func newTree(tree vfs.FS) *Tree { return &Tree{vfs.GoFS(tree), tree} }

// treeOf is what is mounted for an fs.FS.
func treeOf(fsys fs.FS) vfs.FS {
	if t, ok := fsys.(*Tree); ok {
		return t.tree
	}
	return vfs.NewReadOnly(fsys)
}

// WriteFile puts a file into the tree, and the folders it is in. The name is one
// of an fs.FS: relative, without "..". The errors are *fs.PathError.
func (t *Tree) WriteFile(name string, data []byte) error {
	if err := t.writeFile(name, data); err != nil {
		return &fs.PathError{Op: "write", Path: name, Err: err}
	}
	return nil
}

func (t *Tree) writeFile(name string, data []byte) error {
	if !fs.ValidPath(name) {
		return fs.ErrInvalid
	}
	if err := t.folder(path.Dir(name)); err != nil {
		return err
	}
	f, err := t.tree.Open(name, vfs.WRONLY|vfs.CREAT|vfs.TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func (t *Tree) folder(name string) error {
	if name == "." {
		return nil
	}
	if err := t.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := t.tree.Mkdir(name, 0o755); err != nil && err != errno.EEXIST {
		return err
	}
	return nil
}
