package preview1

import (
	"encoding/binary"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// fdFdstatGet stores what a descriptor is and may.
//
//	fd_fdstat_get(fd, stat *fdstat) → EBADF, EFAULT
//
//	fdstat: [type u8] pad 1 [flags u16] pad 4 [rights u64] [inherited rights u64]
func fdFdstatGet(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(1), 24)
	if e != 0 {
		return e
	}
	kind, e := d.fileType()
	if e != 0 {
		return e
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(out)
	out[0] = kind
	binary.LittleEndian.PutUint16(out[2:], d.flags)
	binary.LittleEndian.PutUint64(out[8:], d.base)
	binary.LittleEndian.PutUint64(out[16:], d.inheriting)
	return 0
}

func (d *descriptor) fileType() (uint8, errno.Errno) {
	if d.sock != nil {
		return typeStream, 0
	}
	if d.stream != nil {
		switch d.stream.Kind() {
		case "TTY":
			return typeChar, 0
		case "FILE":
			return typeRegular, 0
		}
		return typeUnknown, 0
	}
	if d.dir != "" {
		return typeDir, 0
	}
	st, err := d.file.Stat()
	if err != nil {
		return 0, errno.Of(err)
	}
	return fileType(st.Mode), 0
}

// fdFdstatSetFlags changes the flags of a descriptor.
//
//	fd_fdstat_set_flags(fd, flags u16) → EBADF, EINVAL, ENOTCAPABLE, ENOTSUP
//
// Of those only APPEND and NONBLOCK can change once a file is open.
func fdFdstatSetFlags(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return e
	}
	flags := c.u32(1)
	if flags > fdFlagsAll {
		return errno.EINVAL
	}
	if d.stream != nil {
		// A stream always appends; without a descriptor of its own there is
		// nothing that could be made not to block.
		if uint16(flags)&^fdAppend != 0 {
			return errno.ENOTSUP
		}
		return 0
	}
	if e := d.need(rightSetFlags); e != 0 {
		return e
	}
	if d.sock != nil {
		if uint16(flags)&^fdNonblock != 0 {
			return errno.ENOTSUP
		}
		d.mu.Lock()
		d.flags = uint16(flags)
		d.mu.Unlock()
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	const fixed = fdDsync | fdRsync | fdSyncFlag
	if uint16(flags)&fixed != d.flags&fixed {
		return errno.ENOTSUP
	}
	if d.dir == "" {
		if err := d.file.SetFlags(vfsFlags(uint16(flags))); err != nil {
			return errno.Of(err)
		}
	}
	d.flags = uint16(flags)
	return 0
}

// fdFdstatSetRights gives rights up; none can be gained.
//
//	fd_fdstat_set_rights(fd, rights u64, inherited u64) → EBADF, ENOTCAPABLE
func fdFdstatSetRights(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return e
	}
	base, inheriting := c.u64(1), c.u64(2)
	d.mu.Lock()
	defer d.mu.Unlock()
	if base&^d.base != 0 || inheriting&^d.inheriting != 0 {
		return errno.ENOTCAPABLE
	}
	d.base, d.inheriting = base, inheriting
	return 0
}

// fdFilestatGet stores the metadata of an open file.
//
//	fd_filestat_get(fd, stat *filestat) → EBADF, EFAULT, ENOTCAPABLE
func fdFilestatGet(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), rightFilestatGet)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(1), 64)
	if e != 0 {
		return e
	}
	if d.stream != nil || d.sock != nil {
		kind, e := d.fileType()
		if e != 0 {
			return e
		}
		clear(out)
		out[16] = kind
		return 0
	}
	if d.sealed() {
		return errno.EACCES
	}
	st, err := d.file.Stat()
	if err != nil {
		return errno.Of(err)
	}
	putFilestat(out, &st)
	return 0
}

// putFilestat stores a filestat.
//
//	[device u64] [inode u64] [type u8] pad 7 [links u64] [size u64] [atime u64] [mtime u64] [ctime u64]
func putFilestat(out []byte, st *wasi.Stat) {
	clear(out)
	put := binary.LittleEndian.PutUint64
	put(out[0:], st.Dev)
	put(out[8:], st.Ino)
	out[16] = fileType(st.Mode)
	put(out[24:], st.Nlink)
	put(out[32:], uint64(st.Size))
	put(out[40:], ns(st.Atime))
	put(out[48:], ns(st.Mtime))
	put(out[56:], ns(st.Ctime))
}

// fdFilestatSetSize cuts a file off or makes it longer by zeros.
//
//	fd_filestat_set_size(fd, size u64) → EBADF, EINVAL, ENOTCAPABLE
func fdFilestatSetSize(c *call) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), rightSetSize, errno.EINVAL)
	if e != 0 {
		return dirErrno(d, e, errno.EBADF)
	}
	size := int64(c.u64(1))
	if size < 0 {
		return errno.EINVAL
	}
	return errno.Of(d.file.Truncate(size))
}

// fdFilestatSetTimes changes the times of an open file.
//
//	fd_filestat_set_times(fd, atime u64, mtime u64, which u16) → EBADF, EINVAL, ENOTCAPABLE
func fdFilestatSetTimes(c *call) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), rightSetTimes, errno.EINVAL)
	if e != 0 {
		return e
	}
	atime, mtime, e := times(c.u64(1), c.u64(2), c.u32(3))
	if e != 0 {
		return e
	}
	return errno.Of(d.file.Utimes(atime, mtime))
}

// times reads which times shall change, and to what.
func times(atime, mtime uint64, which uint32) (a, m wasi.Time, e errno.Errno) {
	const setAtime, nowAtime, setMtime, nowMtime = 1, 2, 4, 8
	one := func(value uint64, set, now bool) wasi.Time {
		switch {
		case set && now, which > 15:
			e = errno.EINVAL
		case set:
			return wasi.Time{Sec: int64(value / 1e9), Nsec: int64(value % 1e9)}
		case now:
			return wasi.TimeNow
		}
		return wasi.TimeOmit
	}
	a = one(atime, which&setAtime != 0, which&nowAtime != 0)
	m = one(mtime, which&setMtime != 0, which&nowMtime != 0)
	return a, m, e
}

// fdPrestatGet stores how long the name of a preopen is.
//
//	fd_prestat_get(fd, prestat *{tag u8 = 0, length u32}) → EBADF, EFAULT
func fdPrestatGet(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return e
	}
	if !d.isPreopen {
		return errno.EBADF
	}
	if e := c.put32(c.u32(1), 0); e != 0 {
		return e
	}
	return c.put32(c.u32(1)+4, uint32(len(d.preopen)))
}

// fdPrestatDirName stores the name of a preopen, without a NUL.
//
//	fd_prestat_dir_name(fd, buf *u8, len u32) → EBADF, ENAMETOOLONG, EFAULT
func fdPrestatDirName(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), 0)
	if e != 0 {
		return e
	}
	if !d.isPreopen {
		return errno.EBADF
	}
	if int(c.u32(2)) < len(d.preopen) {
		return errno.ENAMETOOLONG
	}
	out, e := c.bytes(c.u32(1), uint32(len(d.preopen)))
	if e != 0 {
		return e
	}
	copy(out, d.preopen)
	return 0
}
