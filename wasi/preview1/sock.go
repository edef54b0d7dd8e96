package preview1

import "github.com/wjs-run/wjs/wasi/errno"

// Programs are given no sockets, so there is no descriptor for which these could
// succeed; they tell apart what is not open from what is no socket.

// sock_accept(fd, flags u16, result *fd) → EBADF, ENOTSOCK
func sockAccept(c *call) errno.Errno { return c.noSocket() }

// sock_recv(fd, iovs, count u32, flags u16, read *u32, out *u16) → EBADF, ENOTSOCK
func sockRecv(c *call) errno.Errno { return c.noSocket() }

// sock_send(fd, iovs, count u32, flags u16, written *u32) → EBADF, ENOTSOCK
func sockSend(c *call) errno.Errno { return c.noSocket() }

// sock_shutdown(fd, how u8) → EBADF, ENOTSOCK
func sockShutdown(c *call) errno.Errno { return c.noSocket() }

func (c *call) noSocket() errno.Errno {
	if _, e := c.sys.get(c.fd(0), 0); e != 0 {
		return e
	}
	return errno.ENOTSOCK
}
