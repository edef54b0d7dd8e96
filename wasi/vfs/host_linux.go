package vfs

import (
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

const (
	openParent    = unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC
	openForStatfs = unix.O_PATH | unix.O_CLOEXEC
	sysNoatime    = unix.O_NOATIME
	sysDirect     = unix.O_DIRECT
)

// noOpenat2 is set once openat2 turned out to be missing (Linux before 5.6, or
// a seccomp filter that does not know it).
var noOpenat2 atomic.Bool

// openat opens name below the root and fails with ELOOP at any link.
func (h *host) openat(name string, flags int, mode uint32) (int, error) {
	if flags&unix.O_CREAT == 0 {
		mode = 0
	}
	if noOpenat2.Load() {
		return h.openSlow(name, flags, mode&ModePerm)
	}
	how := unix.OpenHow{
		Flags:   uint64(flags) | unix.O_LARGEFILE,
		Mode:    uint64(mode & ModePerm),
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,
	}
	for tries := 0; ; tries++ {
		fd, err := unix.Openat2(h.fd, name, &how)
		switch err {
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			// The kernel could not rule out a rename on the way; asked anew it can.
			if tries < 128 {
				continue
			}
		case unix.ENOSYS, unix.EPERM:
			// EPERM may be the file's own answer: the plain call tells.
			if fd, slow := h.openSlow(name, flags, mode&ModePerm); slow != unix.EPERM {
				if slow == nil {
					noOpenat2.Store(true)
				}
				return fd, slow
			}
		}
		return fd, err
	}
}

// openSlow walks to the parent element by element, refusing links, and opens the
// last element there.
func (h *host) openSlow(name string, flags int, mode uint32) (int, error) {
	at, rest := h.fd, name
	for {
		i := 0
		for i < len(rest) && rest[i] != '/' {
			i++
		}
		elem, last := rest[:i], i == len(rest)
		how, m := flags|unix.O_NOFOLLOW, mode
		if !last {
			how, m = openParent|unix.O_NOFOLLOW, 0
		}
		fd, err := unix.Openat(at, elem, how, m)
		if err == unix.EINTR {
			continue
		}
		if err == unix.ENOTDIR && isLink(at, elem) {
			err = unix.ELOOP
		}
		if at != h.fd {
			unix.Close(at)
		}
		if err == nil && last && flags&unix.O_PATH != 0 {
			err = refusePathLink(fd)
		}
		if err != nil || last {
			return fd, err
		}
		at, rest = fd, rest[i+1:]
	}
}

func isLink(at int, elem string) bool {
	st, err := lstatAt(at, elem)
	return err == nil && st.IsLink()
}

// refusePathLink closes fd if it stands for a link: O_PATH with O_NOFOLLOW opens
// links where other flags fail.
func refusePathLink(fd int) error {
	var st unix.Stat_t
	err := unix.Fstat(fd, &st)
	if err == nil && uint32(st.Mode)&ModeType == ModeLink {
		err = unix.ELOOP
	}
	if err != nil {
		unix.Close(fd)
	}
	return err
}

func lstatAt(fd int, base string) (Stat, error) {
	return statx(fd, base, unix.AT_SYMLINK_NOFOLLOW)
}

func fstat(fd int) (Stat, error) { return statx(fd, "", unix.AT_EMPTY_PATH) }

func statx(fd int, base string, flags int) (Stat, error) {
	var x unix.Statx_t
	err := again(func() error {
		return unix.Statx(fd, base, flags|unix.AT_STATX_SYNC_AS_STAT, unix.STATX_BASIC_STATS|unix.STATX_BTIME, &x)
	})
	if err != nil {
		return Stat{}, errno.Of(err)
	}
	st := Stat{
		Dev: unix.Mkdev(x.Dev_major, x.Dev_minor), Ino: x.Ino, Mode: uint32(x.Mode),
		Nlink: uint64(x.Nlink), UID: x.Uid, GID: x.Gid,
		Rdev: unix.Mkdev(x.Rdev_major, x.Rdev_minor),
		Size: int64(x.Size), Blksize: int64(x.Blksize), Blocks: int64(x.Blocks),
		Atime: statxTime(x.Atime), Mtime: statxTime(x.Mtime), Ctime: statxTime(x.Ctime), Birth: statxTime(x.Btime),
	}
	if x.Mask&unix.STATX_BTIME == 0 {
		st.Birth = st.Ctime
	}
	return st, nil
}

func statxTime(t unix.StatxTimestamp) Time { return Time{t.Sec, int64(t.Nsec)} }

// chmodAt changes the mode of base, which must not be a link. Linux has had a
// chmod that does not follow only since 6.6; a descriptor that pins the file
// serves before.
func chmodAt(at int, base string, mode uint32) error {
	fd, err := unix.Openat(at, base, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := refusePathLink(fd); err != nil {
		return err
	}
	defer unix.Close(fd)
	err = unix.Fchmodat(fd, "", mode, unix.AT_EMPTY_PATH)
	if err == unix.EOPNOTSUPP || err == unix.ENOSYS || err == unix.EPERM {
		if slow := unix.Chmod("/proc/self/fd/"+strconv.Itoa(fd), mode); slow == nil {
			return nil
		}
	}
	return err
}

func timespec(t Time) unix.Timespec {
	switch t.Nsec {
	case NsecNow:
		return unix.Timespec{Nsec: unix.UTIME_NOW}
	case NsecOmit:
		return unix.Timespec{Nsec: unix.UTIME_OMIT}
	}
	ts, err := unix.TimeToTimespec(time.Unix(t.Sec, t.Nsec))
	if err != nil { // only where seconds have 32 bits
		return unix.Timespec{Nsec: unix.UTIME_OMIT}
	}
	return ts
}

// fdTimes sets the times of an open file.
func fdTimes(fd int, atime, mtime Time) error {
	ts := [2]unix.Timespec{timespec(atime), timespec(mtime)}
	return unix.UtimesNanoAt(fd, "", ts[:], unix.AT_EMPTY_PATH)
}

func fdatasync(fd int) error { return unix.Fdatasync(fd) }
