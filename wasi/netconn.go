package wasi

import (
	"net"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// maxTry is how much TryWrite offers the system at once.
const maxTry = 4 << 20

// TryWrite writes what the system takes at once, which may be nothing, and waits
// for nothing. No Write may be under way: for that it would wait.
func (c *Conn) TryWrite(p []byte) (int, error) {
	t := c.TCP()
	if t == nil || !canTry {
		return 0, nil
	}
	p = p[:min(len(p), maxTry)]
	n := &c.h.count
	if err := take(&n.sent, int64(len(p)), n.limit.Sent, quotaSent); err != nil {
		return 0, err
	}
	done, err := tryWrite(t, p)
	n.sent.Add(int64(done - len(p)))
	return done, err
}

// ReadReady is Read for many connections that wait: buffer is asked for one when
// there may be something to read, and giveBack gets what was not used. At the end
// of what the peer sends it is io.EOF.
func (c *Conn) ReadReady(buffer func() []byte, giveBack func([]byte)) ([]byte, error) {
	if t := c.TCP(); t != nil && canTry {
		return readReady(t, buffer, giveBack)
	}
	p := buffer()
	n, err := c.Conn.Read(p)
	if n > 0 {
		return p[:n], nil
	}
	giveBack(p)
	return nil, err
}

// SetNoDelay says whether small writes are sent at once.
func (c *Conn) SetNoDelay(on bool) error {
	return c.option(func(t *net.TCPConn) error { return t.SetNoDelay(on) })
}

// SetKeepAlive says whether the system asks a peer that is silent for so long
// whether it is there; 0 is as long as the system has it.
func (c *Conn) SetKeepAlive(on bool, idle time.Duration) error {
	return c.option(func(t *net.TCPConn) error {
		if !on {
			return t.SetKeepAlive(false)
		}
		config := net.KeepAliveConfig{Enable: true, Idle: idle, Interval: time.Second, Count: 10}
		if idle <= 0 {
			config = net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}
		}
		return t.SetKeepAliveConfig(config)
	})
}

// Reset is Close that tells the peer that the connection is broken, and drops
// what was not sent yet.
func (c *Conn) Reset() error {
	_ = c.option(func(t *net.TCPConn) error { return t.SetLinger(0) })
	return c.Close()
}

func (c *Conn) option(set func(*net.TCPConn) error) error {
	t := c.TCP()
	if t == nil {
		return errno.ENOTSUP
	}
	return set(t)
}
