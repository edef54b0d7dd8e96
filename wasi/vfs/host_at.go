//go:build linux || darwin

package vfs

import (
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

// host is a directory of the host, held open. The os.Root is the containment
// that holds everywhere; openat2 (or O_NOFOLLOW_ANY) on its descriptor gives the
// same in one call and refuses links as well.
type host struct {
	mu   sync.RWMutex // held for reading while fd is in use
	root *os.Root
	dir  *os.File
	fd   int
	all  bool // devices and procfs may be opened
}

// Strict says that trees of the host refuse links without a race.
const Strict = true

// OpenHost opens a directory of the host as a tree. Links in path itself are
// followed: it comes from whoever gives the grant, not from a guest.
//
// Of devices only those that give or take bytes and nothing else (null, zero,
// full, random, urandom) can be opened, and nothing on a procfs, unless special
// is true: the rest fails with ENOTCAPABLE.
func OpenHost(path string, special bool) (FS, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, errno.Of(err)
	}
	dir, err := root.Open(".")
	if err != nil {
		root.Close()
		return nil, errno.Of(err)
	}
	return &host{root: root, dir: dir, fd: int(dir.Fd()), all: special}, nil
}

func (h *host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fd < 0 {
		return errno.EBADF
	}
	h.fd = -1
	h.dir.Close()
	h.root.Close()
	return nil
}

// enter keeps the descriptor alive until h.mu.RUnlock.
func (h *host) enter(name string) error {
	if err := canonical(name); err != nil {
		return err
	}
	h.mu.RLock()
	if h.fd < 0 {
		h.mu.RUnlock()
		return errno.EBADF
	}
	return nil
}

// at calls fn with a descriptor of the parent directory and the last element.
// What fn does with them must not follow links.
func (h *host) at(name string, fn func(fd int, base string) error) error {
	if err := h.enter(name); err != nil {
		return err
	}
	defer h.mu.RUnlock()
	return h.parent(name, fn)
}

// parent is at, for who is inside already.
func (h *host) parent(name string, fn func(fd int, base string) error) error {
	dir, base := split(name)
	if dir == "." {
		return result(again(func() error { return fn(h.fd, base) }))
	}
	fd, err := h.openat(dir, openParent, 0)
	if err != nil {
		return result(err)
	}
	defer unix.Close(fd)
	return result(again(func() error { return fn(fd, base) }))
}

// again repeats what a signal has interrupted; Go's runtime sends signals.
func again(fn func() error) error {
	for {
		if err := fn(); err != unix.EINTR {
			return err
		}
	}
}

func (h *host) Open(name string, flag Flag, mode uint32) (File, error) {
	if !flag.Valid() {
		return nil, errno.EINVAL
	}
	if err := h.enter(name); err != nil {
		return nil, err
	}
	// Never wait for the peer of a FIFO or a line on a terminal, never gain a
	// controlling terminal. Without O_NOFOLLOW, which would make a link ENOTDIR
	// where a directory is wanted: openat refuses links by itself.
	sys := sysFlags(flag) | unix.O_NONBLOCK | unix.O_NOCTTY | unix.O_CLOEXEC
	fd, err := h.openat(name, sys, mode)
	h.mu.RUnlock()
	if err != nil {
		return nil, result(err)
	}
	return newHostFile(fd, h.all)
}

func (h *host) Lstat(name string) (Stat, error) {
	if err := h.enter(name); err != nil {
		return Stat{}, err
	}
	defer h.mu.RUnlock()
	if !strings.Contains(name, "/") {
		return lstatAt(h.fd, name)
	}
	var st Stat
	err := h.parent(name, func(fd int, base string) (err error) {
		st, err = lstatAt(fd, base)
		return err
	})
	return st, err
}

func (h *host) Readlink(name string) (string, error) {
	var text string
	err := h.at(name, func(fd int, base string) error {
		for size := 256; ; size *= 2 {
			buf := make([]byte, size)
			n, err := unix.Readlinkat(fd, base, buf)
			if err != nil {
				return err
			}
			if n < size {
				text = string(buf[:n])
				return nil
			}
		}
	})
	return text, err
}

func (h *host) Mkdir(name string, mode uint32) error {
	return h.at(name, func(fd int, base string) error {
		return unix.Mkdirat(fd, base, mode&ModePerm)
	})
}

func (h *host) Rmdir(name string) error {
	return h.at(name, func(fd int, base string) error {
		return unix.Unlinkat(fd, base, unix.AT_REMOVEDIR)
	})
}

func (h *host) Unlink(name string) error {
	return h.at(name, func(fd int, base string) error {
		return unix.Unlinkat(fd, base, 0)
	})
}

// both calls fn with the parents of two names, which may be in two trees.
func (h *host) both(name string, to FS, toName string, fn func(fd int, base string, toFd int, toBase string) error) error {
	other, ok := to.(*host)
	if !ok {
		return errno.EXDEV
	}
	return h.at(name, func(fd int, base string) error {
		if other != h {
			return other.at(toName, func(toFd int, toBase string) error { return fn(fd, base, toFd, toBase) })
		}
		// A second RLock of the same lock could wait for a Close that waits
		// for the first.
		if err := canonical(toName); err != nil {
			return err
		}
		return h.parent(toName, func(toFd int, toBase string) error { return fn(fd, base, toFd, toBase) })
	})
}

func (h *host) Rename(name string, to FS, toName string) error {
	return h.both(name, to, toName, func(fd int, base string, toFd int, toBase string) error {
		return unix.Renameat(fd, base, toFd, toBase)
	})
}

func (h *host) Link(name string, to FS, toName string) error {
	return h.both(name, to, toName, func(fd int, base string, toFd int, toBase string) error {
		return unix.Linkat(fd, base, toFd, toBase, 0)
	})
}

func (h *host) Symlink(target, name string) error {
	if strings.IndexByte(target, 0) >= 0 {
		return errno.EINVAL
	}
	return h.at(name, func(fd int, base string) error {
		return unix.Symlinkat(target, fd, base)
	})
}

func (h *host) Chmod(name string, mode uint32) error {
	return h.at(name, func(fd int, base string) error { return chmodAt(fd, base, mode&ModePerm) })
}

// refuseLink is the check for operations that would act on a link itself. A link
// that comes after it is acted upon as a link, which harms nobody.
func refuseLink(fd int, base string, final Final) error {
	if final == Itself {
		return nil
	}
	st, err := lstatAt(fd, base)
	if err == nil && st.IsLink() {
		return errno.ELOOP
	}
	return err
}

func (h *host) Chown(name string, uid, gid int, final Final) error {
	return h.at(name, func(fd int, base string) error {
		if err := refuseLink(fd, base, final); err != nil {
			return err
		}
		return unix.Fchownat(fd, base, uid, gid, unix.AT_SYMLINK_NOFOLLOW)
	})
}

func (h *host) Utimes(name string, atime, mtime Time, final Final) error {
	return h.at(name, func(fd int, base string) error {
		if err := refuseLink(fd, base, final); err != nil {
			return err
		}
		ts := [2]unix.Timespec{timespec(atime), timespec(mtime)}
		return unix.UtimesNanoAt(fd, base, ts[:], unix.AT_SYMLINK_NOFOLLOW)
	})
}

func (h *host) Statfs(name string) (Statfs, error) {
	if err := h.enter(name); err != nil {
		return Statfs{}, err
	}
	defer h.mu.RUnlock()
	fd, err := h.openat(name, openForStatfs, 0)
	if err != nil {
		return Statfs{}, result(err)
	}
	defer unix.Close(fd)
	var st unix.Statfs_t
	if err := again(func() error { return unix.Fstatfs(fd, &st) }); err != nil {
		return Statfs{}, result(err)
	}
	return Statfs{
		Type: uint64(st.Type), Bsize: uint64(st.Bsize), Blocks: st.Blocks,
		Bfree: st.Bfree, Bavail: st.Bavail, Files: st.Files, Ffree: st.Ffree,
	}, nil
}

func sysFlags(f Flag) int {
	sys := int(f & Accmode)
	for _, b := range [...]struct {
		ours Flag
		sys  int
	}{
		{CREAT, unix.O_CREAT}, {EXCL, unix.O_EXCL}, {TRUNC, unix.O_TRUNC},
		{APPEND, unix.O_APPEND}, {DSYNC, unix.O_DSYNC}, {DIRECTORY, unix.O_DIRECTORY},
		{SYNC, unix.O_SYNC}, {NOATIME, sysNoatime}, {DIRECT, sysDirect},
	} {
		if f&b.ours == b.ours {
			sys |= b.sys
		}
	}
	return sys
}
