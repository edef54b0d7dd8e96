package wasi

import (
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Rename moves from to to. It takes Read and Write on from, since what was
// only writable could otherwise be moved to where it is readable, and Write on
// to. A directory that holds something denied cannot be moved away from under
// its rule.
func Rename(from, to Path) error {
	return pair("rename", from, Read|Write, vfs.Itself, to, func(a, b place) error {
		if err := from.h.holdsDenied(a.guest); err != nil {
			return err
		}
		if err := from.h.holdsDenied(b.guest); err != nil {
			return err
		}
		if from.dir || to.dir {
			if err := from.mustBeDir(a, 0); err != nil {
				return err
			}
		}
		return a.fs.Rename(a.name, b.fs, b.name)
	})
}

// Link makes to another name of the file from. It takes Read and Write on both:
// the file can be read and changed by either name from then on.
func Link(from, to Path) error {
	if to.access&Read == 0 {
		return denied(KindRead, to.abs)
	}
	return pair("link", from, Read|Write, vfs.Itself, to, func(a, b place) error {
		if from.dir {
			return from.mustBeDir(a, errno.EPERM)
		}
		if to.dir {
			return errno.ENOENT
		}
		return a.fs.Link(a.name, b.fs, b.name)
	})
}

// Symlink makes a link at p with the text target. Where it leads is decided, and
// the policy asked, when it is followed; so any text may be stored.
func Symlink(target string, p Path) error {
	if target == "" {
		return &PathError{Op: "symlink", Path: target, Dest: p.given, Errno: errno.ENOENT}
	}
	err := p.try(Write, vfs.Itself, func(pl place) error {
		if p.dir {
			return errno.ENOENT
		}
		return pl.fs.Symlink(target, pl.name)
	})
	return p.wrapPair("symlink", target, p.given, err)
}

// CopyExcl makes CopyFile fail with EEXIST where dest is there.
const CopyExcl = 1

// CopyFile copies contents and mode of from to to. It takes Read on from and
// Write on to.
func CopyFile(from, to Path, flags int) error {
	err := copyFile(from, to, flags)
	if e, ok := err.(*PathError); ok {
		return &PathError{Op: "copyfile", Path: from.given, Dest: to.given, Errno: e.Errno}
	}
	return err
}

func copyFile(from, to Path, flags int) error {
	src, err := from.Open(vfs.RDONLY, 0)
	if err != nil {
		return err
	}
	defer src.Close()
	st, err := src.Stat()
	if err != nil {
		return err
	}
	if st.Type() == vfs.ModeDir {
		return fail("copyfile", errno.EISDIR)
	}
	flag := vfs.WRONLY | vfs.CREAT
	if flags&CopyExcl != 0 {
		flag |= vfs.EXCL
	}
	dst, err := to.Open(flag, st.Mode&0o777)
	if err != nil {
		return err
	}
	defer dst.Close()
	there, err := dst.Stat()
	if err != nil {
		return err
	}
	// Truncated onto itself the file would be empty.
	if there.Dev == st.Dev && there.Ino == st.Ino && st.Ino != 0 {
		return nil
	}
	if there.Type() == vfs.ModeRegular {
		if err := dst.Truncate(0); err != nil {
			return err
		}
	}
	buf := make([]byte, 128<<10)
	for {
		n, err := src.Read(buf)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if err := dst.WriteAll(buf[:n]); err != nil {
			return err
		}
	}
	if there.Type() != vfs.ModeRegular {
		return nil
	}
	return dst.Chmod(st.Mode & 0o777)
}

// pair runs fn on two places. Both paths may meet links; the inner attempt is
// repeated with the outer.
func pair(op string, from Path, need Access, final vfs.Final, to Path, fn func(a, b place) error) error {
	err := from.try(need, final, func(a place) error {
		return to.try(Write, vfs.Itself, func(b place) error { return fn(a, b) })
	})
	return from.wrapPair(op, from.given, to.given, err)
}

func (p Path) wrapPair(op, given, dest string, err error) error {
	err = p.wrap(op, err)
	if e, ok := err.(*PathError); ok {
		e.Path, e.Dest = given, dest
	}
	return err
}

// holdsDenied refuses to move a directory with something under it that a rule
// denies: under its new name no rule would match.
func (h *Host) holdsDenied(name string) error {
	for k := KindRead; k <= KindWrite; k++ {
		if rule, hit := h.policy.deny[k].below(name); hit {
			d := denied(k, name)
			d.Rule = "--deny-" + k.String() + "=" + rule
			h.policy.note(Request{Kind: k, Resource: name})
			return d
		}
	}
	return nil
}
