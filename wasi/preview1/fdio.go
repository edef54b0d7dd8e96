package preview1

import (
	"encoding/binary"
	"math"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// maxIovecs is IOV_MAX.
const maxIovecs = 1024

// vectors calls fn for each buffer of a list until one is not filled, and stores
// the number of bytes.
//
//	iovs: [ptr 0 u32] [len 0 u32] [ptr 1 u32] …
//
// All buffers are checked before the first is used, so that EFAULT means that
// nothing has happened.
func (c *call) vectors(iovs, count, result uint32, fn func(p []byte) (int, error)) errno.Errno {
	if count > maxIovecs {
		return errno.EINVAL
	}
	list, e := c.bytes(iovs, count*8)
	if e != 0 {
		return e
	}
	if _, e := c.bytes(result, 4); e != 0 {
		return e
	}
	var room [16][]byte
	bufs, total := room[:0], uint64(0)
	for i := range count {
		b, e := c.bytes(binary.LittleEndian.Uint32(list[i*8:]), binary.LittleEndian.Uint32(list[i*8+4:]))
		if e != 0 {
			return e
		}
		if total += uint64(len(b)); total > math.MaxInt32 {
			return errno.EINVAL
		}
		bufs = append(bufs, b)
	}
	done := uint32(0)
	for _, b := range bufs {
		if len(b) == 0 {
			continue
		}
		n, err := fn(b)
		done += uint32(n)
		if err != nil {
			if done > 0 {
				break
			}
			return errno.Of(err)
		}
		if n < len(b) {
			break
		}
	}
	return c.put32(result, done)
}

// fdRead reads from the position of a descriptor.
//
//	fd_read(fd, iovs, count u32, read *u32) → EBADF, ENOTCAPABLE, EISDIR, EFAULT, EINVAL
func fdRead(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), rightFdRead)
	if e != 0 {
		return dirErrno(d, e, errno.EISDIR)
	}
	if d.sock != nil {
		return c.receive(d, c.u32(1), c.u32(2), c.u32(3), 0)
	}
	read := func(p []byte) (int, error) { return d.file.Read(p) }
	if d.stream != nil {
		read = func(p []byte) (int, error) {
			// Nothing else would wake a program that is ended meanwhile.
			if c.ctx.Done() != nil && d.stream.WaitReadable(c.ctx) != nil {
				return 0, errno.ECANCELED
			}
			return d.stream.Read(p)
		}
	}
	return c.vectors(c.u32(1), c.u32(2), c.u32(3), read)
}

// fdPread reads at an offset.
//
//	fd_pread(fd, iovs, count u32, offset u64, read *u32) → …, ESPIPE
func fdPread(c *call) errno.Errno {
	return c.positioned(rightFdRead|rightSeek, func(f *wasi.File) func([]byte, int64) (int, error) { return f.ReadAt })
}

// fdWrite writes at the position of a descriptor.
//
//	fd_write(fd, iovs, count u32, written *u32) → EBADF, ENOTCAPABLE, EFAULT, EINVAL, …
func fdWrite(c *call) errno.Errno {
	d, e := c.sys.get(c.fd(0), rightFdWrite)
	if e != 0 {
		return dirErrno(d, e, errno.EISDIR)
	}
	write := func(p []byte) (int, error) { return d.file.Write(p) }
	if d.sock != nil {
		write = c.sender(d)
	}
	if d.stream != nil {
		write = d.stream.Write
	}
	return c.vectors(c.u32(1), c.u32(2), c.u32(3), write)
}

// fdPwrite writes at an offset.
//
//	fd_pwrite(fd, iovs, count u32, offset u64, written *u32) → …, ESPIPE
func fdPwrite(c *call) errno.Errno {
	return c.positioned(rightFdWrite|rightSeek, func(f *wasi.File) func([]byte, int64) (int, error) { return f.WriteAt })
}

func (c *call) positioned(rights uint64, method func(*wasi.File) func([]byte, int64) (int, error)) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), rights, errno.ESPIPE)
	if e != 0 {
		return dirErrno(d, e, errno.EISDIR)
	}
	at := int64(c.u64(3))
	if at < 0 {
		return errno.EINVAL
	}
	do := method(d.file)
	return c.vectors(c.u32(1), c.u32(2), c.u32(4), func(p []byte) (int, error) {
		n, err := do(p, at)
		at += int64(n)
		return n, err
	})
}

// dirErrno says something better than ENOTCAPABLE of a directory, which never
// has the right.
func dirErrno(d *descriptor, e, dir errno.Errno) errno.Errno {
	if e == errno.ENOTCAPABLE && d != nil && d.dir != "" {
		return dir
	}
	return e
}

// fdSeek moves the position and stores it.
//
//	fd_seek(fd, offset i64, whence u8, position *u64) → EBADF, ESPIPE, EINVAL, ENOTCAPABLE
func fdSeek(c *call) errno.Errno {
	return c.seek(int64(c.u64(1)), c.u32(2), c.u32(3), rightSeek)
}

// fdTell stores the position.
//
//	fd_tell(fd, position *u64) → EBADF, ESPIPE, ENOTCAPABLE
func fdTell(c *call) errno.Errno { return c.seek(0, 1, c.u32(1), rightTell) }

func (c *call) seek(offset int64, whence, result uint32, right uint64) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), 0, errno.ESPIPE)
	if e != 0 {
		return e
	}
	if d.dir != "" {
		return errno.EBADF
	}
	// A seek that moves nothing only tells.
	if right == rightSeek && offset == 0 && whence == 1 {
		right = rightTell
	}
	if e := d.need(right); e != 0 {
		return e
	}
	if whence > 2 {
		return errno.EINVAL
	}
	if _, e := c.bytes(result, 8); e != 0 {
		return e
	}
	at, err := d.file.Seek(offset, int(whence))
	if err != nil {
		return errno.Of(err)
	}
	return c.put64(result, uint64(at))
}

// fdClose closes a descriptor.
//
//	fd_close(fd) → EBADF
func fdClose(c *call) errno.Errno {
	fd := c.fd(0)
	s := c.sys
	s.mu.Lock()
	defer s.mu.Unlock()
	if fd < 0 || int(fd) >= len(s.fds) || s.fds[fd] == nil {
		return errno.EBADF
	}
	d := s.fds[fd]
	s.fds[fd] = nil
	if err := d.close(); err != nil {
		return errno.Of(err)
	}
	return 0
}

// fdRenumber moves a descriptor to a number that is in use, closing what is there.
//
//	fd_renumber(from, to) → EBADF
func fdRenumber(c *call) errno.Errno {
	from, to := c.fd(0), c.fd(1)
	s := c.sys
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fd := range [...]int32{from, to} {
		if fd < 0 || int(fd) >= len(s.fds) || s.fds[fd] == nil {
			return errno.EBADF
		}
	}
	if from == to {
		return 0
	}
	old := s.fds[to]
	s.fds[to], s.fds[from] = s.fds[from], nil
	_ = old.close() // the guest has no use for what closing the old one fails with
	return 0
}

// fdSync and fdDatasync wait until what was written is on the disk.
//
//	fd_sync(fd), fd_datasync(fd) → EBADF, EINVAL, ENOTCAPABLE
func fdSync(c *call) errno.Errno { return c.onFile(rightSync, (*wasi.File).Sync) }

func fdDatasync(c *call) errno.Errno { return c.onFile(rightDatasync, (*wasi.File).Datasync) }

func (c *call) onFile(right uint64, fn func(*wasi.File) error) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), right, errno.EINVAL)
	if e != 0 {
		return dirErrno(d, e, errno.EBADF)
	}
	return errno.Of(fn(d.file))
}

// fdAdvise takes a hint about how a file will be used. Hints may be ignored, and
// are, once they are found to make sense.
//
//	fd_advise(fd, offset, len u64, advice u8) → EBADF, EINVAL, ESPIPE
func fdAdvise(c *call) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), rightAdvise, errno.ESPIPE)
	switch {
	case e != 0:
		return e
	case d.dir != "":
		return errno.EBADF
	case c.u32(3) > 5, int64(c.u64(1)) < 0, int64(c.u64(2)) < 0:
		return errno.EINVAL
	}
	return 0
}

// fdAllocate makes sure that a file reaches to offset+len.
//
//	fd_allocate(fd, offset, len u64) → EBADF, EINVAL, EFBIG, ENOTCAPABLE
func fdAllocate(c *call) errno.Errno {
	d, e := c.sys.getFile(c.fd(0), rightAllocate, errno.EINVAL)
	if e != 0 {
		return dirErrno(d, e, errno.EBADF)
	}
	offset, n := c.u64(1), c.u64(2)
	if n == 0 || offset > math.MaxInt64 || n > math.MaxInt64-offset {
		return errno.EINVAL
	}
	st, err := d.file.Stat()
	if err != nil {
		return errno.Of(err)
	}
	if st.Size >= int64(offset+n) {
		return 0
	}
	return errno.Of(d.file.Truncate(int64(offset + n)))
}

// fdReaddir stores entries from a cookie on; the last may be cut off, which tells
// the guest to come back with a larger buffer.
//
//	fd_readdir(fd, buf *u8, len u32, cookie u64, used *u32) → EBADF, ENOTDIR, EFAULT
//
//	entry: [next cookie u64] [inode u64] [length of name u32] [type u8] pad 3, name
//
// The listing is read when the cookie is 0 and kept, so cookies stay good while
// files come and go.
func fdReaddir(c *call) errno.Errno {
	d, e := c.sys.getDir(c.fd(0), rightReaddir)
	if e != 0 {
		return e
	}
	out, e := c.bytes(c.u32(1), c.u32(2))
	if e != 0 {
		return e
	}
	if _, e := c.bytes(c.u32(4), 4); e != 0 {
		return e
	}
	cookie := c.u64(3)
	d.mu.Lock()
	defer d.mu.Unlock()
	if cookie == 0 || !d.listed {
		if e := d.list(); e != 0 {
			return e
		}
	}
	used := 0
	for i := cookie; i < uint64(len(d.listing)) && used < len(out); i++ {
		entry := &d.listing[i]
		var head [24]byte
		binary.LittleEndian.PutUint64(head[0:], i+1)
		binary.LittleEndian.PutUint64(head[8:], entry.Ino)
		binary.LittleEndian.PutUint32(head[16:], uint32(len(entry.Name)))
		head[20] = fileType(entry.Type)
		used += copy(out[used:], head[:])
		used += copy(out[used:], entry.Name)
	}
	return c.put32(c.u32(4), uint32(used))
}

// list reads the directory anew; d.mu is held.
func (d *descriptor) list() errno.Errno {
	if d.sealed() {
		return errno.EACCES
	}
	if _, err := d.file.Seek(0, 0); err != nil {
		return errno.Of(err)
	}
	st, err := d.file.Stat()
	if err != nil {
		return errno.Of(err)
	}
	// What is above is not the guest's to know: ".." has the number of ".".
	d.listing = []wasi.Entry{{Name: ".", Type: vfs.ModeDir, Ino: st.Ino}, {Name: "..", Type: vfs.ModeDir, Ino: st.Ino}}
	for {
		more, err := d.file.ReadDir(1024)
		if err != nil {
			return errno.Of(err)
		}
		if len(more) == 0 {
			d.listed = true
			return 0
		}
		d.listing = append(d.listing, more...)
	}
}
