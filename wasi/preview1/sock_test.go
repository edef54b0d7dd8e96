package preview1

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// listening is a guest with a listener as descriptor 3, and its address.
func listening(t *testing.T) (*guest, string) {
	t.Helper()
	h := hostOf(t, wasi.Allow(wasi.KindNet, "127.0.0.1"))
	local, err := h.Local("tcp", "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	l, err := local.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return newGuest(t, Config{Host: h, Sockets: []Socket{{Listener: l}}}), l.Addr().String()
}

// iov stores a list of one buffer at 100 and returns the arguments for it.
func (g *guest) iov(at, n uint32) (uint64, uint64) {
	g.mem.WriteUint32Le(100, at)
	g.mem.WriteUint32Le(104, n)
	return 100, 1
}

func TestSockets(t *testing.T) {
	g, addr := listening(t)
	// What waits not says so.
	g.want(0, "fd_fdstat_set_flags", 3, uint64(fdNonblock))
	g.want(errno.EAGAIN, "sock_accept", 3, 0, 200)
	g.want(0, "fd_fdstat_set_flags", 3, 0)
	peer, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	g.want(0, "sock_accept", 3, 0, 200)
	if fd := g.u32(200); fd != 4 {
		t.Fatalf("descriptor %d", fd)
	}
	io.WriteString(peer, "hello")
	list, n := g.iov(1000, 3)
	g.want(0, "sock_recv", 4, list, n, recvPeek, 204, 208)
	g.want(0, "sock_recv", 4, list, n, 0, 204, 208)
	if got := g.bytes(1000, 3); got != "hel" || g.u32(204) != 3 {
		t.Errorf("%q, %d", got, g.u32(204))
	}
	list, n = g.iov(1000, 50)
	g.want(0, "fd_read", 4, list, n, 204)
	if got := g.bytes(1000, 2); got != "lo" || g.u32(204) != 2 {
		t.Errorf("%q, %d", got, g.u32(204))
	}
	// All of it, in two parts.
	go func() {
		io.WriteString(peer, "first")
		time.Sleep(50 * time.Millisecond)
		io.WriteString(peer, "second")
	}()
	list, n = g.iov(1000, 11)
	g.want(0, "sock_recv", 4, list, n, recvWaitAll, 204, 208)
	if got := g.bytes(1000, 11); got != "firstsecond" {
		t.Errorf("%q", got)
	}
	g.put(1000, "answer")
	list, n = g.iov(1000, 6)
	g.want(0, "sock_send", 4, list, n, 0, 204)
	g.want(0, "fd_write", 4, list, n, 204)
	buf := make([]byte, 12)
	if _, err := io.ReadFull(peer, buf); err != nil || string(buf) != "answeranswer" {
		t.Errorf("%q, %v", buf, err)
	}
	g.want(0, "fd_fdstat_get", 4, 300)
	if g.bytes(300, 1)[0] != typeStream {
		t.Errorf("type %d", g.bytes(300, 1)[0])
	}
	g.want(0, "fd_filestat_get", 4, 300)
	g.want(0, "sock_shutdown", 4, 2)
	if rest, err := io.ReadAll(peer); err != nil || len(rest) != 0 {
		t.Errorf("%q, %v", rest, err)
	}
	peer.Close()
	g.want(0, "sock_recv", 4, list, n, 0, 204, 208)
	if g.u32(204) != 0 {
		t.Errorf("%d bytes behind the end", g.u32(204))
	}
	for _, c := range []struct {
		want errno.Errno
		name string
		args []uint64
	}{
		{errno.EINVAL, "sock_accept", []uint64{4, 0, 200}}, {errno.EINVAL, "sock_accept", []uint64{3, 1, 200}}, {errno.EFAULT, "sock_accept", []uint64{3, 0, 1 << 31}},
		{errno.ENOTCONN, "sock_recv", []uint64{3, list, n, 0, 204, 208}}, {errno.ENOTCONN, "sock_send", []uint64{3, list, n, 0, 204}}, {errno.ENOTCONN, "sock_shutdown", []uint64{3, 1}},
		{errno.EINVAL, "sock_recv", []uint64{4, list, n, 8, 204, 208}}, {errno.EINVAL, "sock_send", []uint64{4, list, n, 1, 204}}, {errno.EINVAL, "sock_shutdown", []uint64{4, 0}}, {errno.EINVAL, "sock_shutdown", []uint64{4, 4}},
		{errno.ENOTSOCK, "sock_recv", []uint64{0, list, n, 0, 204, 208}}, {errno.EBADF, "sock_recv", []uint64{9, list, n, 0, 204, 208}}, {errno.ESPIPE, "fd_seek", []uint64{4, 0, 0, 300}},
		{errno.EFAULT, "sock_recv", []uint64{4, list, n, 0, 204, 1<<32 - 1}}, {0, "fd_close", []uint64{4}}, {errno.EBADF, "fd_close", []uint64{4}}, {0, "fd_close", []uint64{3}},
	} {
		g.want(c.want, c.name, c.args...)
	}
	if u := g.sys.host.Usage(); u.Sockets != 0 {
		t.Errorf("%d sockets are counted as open", u.Sockets)
	}
}

// Waiting for a peer ends with the call's context, and loses nothing.
func TestSocketsCanBeCancelled(t *testing.T) {
	g, addr := listening(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if e := g.callCtx(ctx, "sock_accept", 3, 0, 200); e != errno.ECANCELED {
		t.Errorf("sock_accept: %s", e.Name())
	}
	peer, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	g.want(0, "sock_accept", 3, 0, 200)
	list, n := g.iov(1000, 10)
	ctx, cancel = context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if e := g.callCtx(ctx, "sock_recv", 4, list, n, 0, 204, 208); e != errno.ECANCELED {
		t.Errorf("sock_recv: %s", e.Name())
	}
	io.WriteString(peer, "late")
	g.want(0, "sock_recv", 4, list, n, 0, 204, 208)
	if got := g.bytes(1000, 4); got != "late" {
		t.Errorf("%q", got)
	}
}

// A socket can be waited for beside clocks.
func TestPollSocket(t *testing.T) {
	g, addr := listening(t)
	sub := make([]byte, 48)
	sub[0], sub[8], sub[16] = 7, eventRead, 3
	g.mem.Write(2000, sub)
	go func() {
		time.Sleep(30 * time.Millisecond)
		if peer, err := net.Dial("tcp", addr); err == nil {
			time.Sleep(time.Second)
			peer.Close()
		}
	}()
	g.want(0, "poll_oneoff", 2000, 3000, 1, 200)
	if g.u32(200) != 1 || g.bytes(3000, 1)[0] != 7 {
		t.Errorf("%d events, %q", g.u32(200), g.bytes(3000, 32))
	}
	g.want(0, "sock_accept", 3, 0, 200)
}
