package vfs

import (
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

const (
	openParent    = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_CLOEXEC
	openForStatfs = unix.O_RDONLY | unix.O_NONBLOCK | unix.O_CLOEXEC
	sysNoatime    = 0
	sysDirect     = 0

	// oNofollowAny fails with ELOOP at a link in any element (sys/fcntl.h).
	oNofollowAny = 0x20000000
)

// openat opens name below the root and fails with ELOOP at any link.
func (h *host) openat(name string, flags int, mode uint32) (int, error) {
	for {
		// The two flags for links exclude each other.
		fd, err := unix.Openat(h.fd, name, flags&^unix.O_NOFOLLOW|oNofollowAny, mode&ModePerm)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

func lstatAt(fd int, base string) (Stat, error) {
	var st unix.Stat_t
	err := again(func() error { return unix.Fstatat(fd, base, &st, unix.AT_SYMLINK_NOFOLLOW) })
	return statOf(&st), result(err)
}

func fstat(fd int) (Stat, error) {
	var st unix.Stat_t
	err := again(func() error { return unix.Fstat(fd, &st) })
	return statOf(&st), result(err)
}

func statOf(st *unix.Stat_t) Stat {
	return Stat{
		Dev: uint64(uint32(st.Dev)), Ino: st.Ino, Mode: uint32(st.Mode), Nlink: uint64(st.Nlink),
		UID: st.Uid, GID: st.Gid, Rdev: uint64(uint32(st.Rdev)), Size: st.Size,
		Blksize: int64(st.Blksize), Blocks: st.Blocks,
		Atime: Time(st.Atim), Mtime: Time(st.Mtim), Ctime: Time(st.Ctim), Birth: Time(st.Btim),
	}
}

func chmodAt(at int, base string, mode uint32) error {
	if err := refuseLink(at, base, Refuse); err != nil {
		return err
	}
	return unix.Fchmodat(at, base, mode, unix.AT_SYMLINK_NOFOLLOW)
}

// timespec: Darwin's utimensat knows the present as -1 and no change as -2.
func timespec(t Time) unix.Timespec { return unix.Timespec{Sec: t.Sec, Nsec: t.Nsec} }

// fdTimes sets the times of an open file; Darwin has no futimens in package
// unix, so times are rounded to the microseconds of futimes.
func fdTimes(fd int, atime, mtime Time) error {
	st, err := fstat(fd)
	if err != nil {
		return err
	}
	tv := [2]unix.Timeval{timeval(atime, st.Atime), timeval(mtime, st.Mtime)}
	return unix.Futimes(fd, tv[:])
}

func timeval(t, old Time) unix.Timeval {
	switch t.Nsec {
	case NsecNow:
		now := time.Now()
		t = Time{now.Unix(), int64(now.Nanosecond())}
	case NsecOmit:
		t = old
	}
	return unix.Timeval{Sec: t.Sec, Usec: int32(t.Nsec / 1000)}
}

func fdatasync(fd int) error { return unix.Fsync(fd) }

// isSpecial finds devices other than the harmless ones, which Darwin numbers
// by registration: they are told by what package os opens under their names.
func isSpecial(fd int, st *unix.Stat_t) bool {
	switch uint32(st.Mode) & ModeType {
	case ModeBlock:
		return true
	case ModeChar:
		for _, name := range [...]string{"null", "zero", "random", "urandom"} {
			var known unix.Stat_t
			if unix.Lstat("/dev/"+name, &known) == nil && known.Rdev == st.Rdev {
				return false
			}
		}
		return true
	}
	return false
}

// direntBuffer reads entries through package os on a duplicate of the
// descriptor, which shares its position.
type direntBuffer struct{ dir *os.File }

func (b *direntBuffer) next(fd, n int) ([]Entry, error) {
	if b.dir == nil {
		dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return nil, err
		}
		b.dir = os.NewFile(uintptr(dup), ".")
	}
	found, err := b.dir.ReadDir(n)
	if err != nil && err != io.EOF {
		return nil, errno.Of(err)
	}
	list := make([]Entry, 0, len(found))
	for _, d := range found {
		if strings.HasPrefix(d.Name(), "/") {
			continue
		}
		list = append(list, Entry{Name: d.Name(), Type: modeOf(d.Type()) & ModeType})
	}
	return list, nil
}
