//go:build unix

package wasi

import (
	"io"
	"net"
	"syscall"
)

// canTry: the system does as much as it can and says so.
const canTry = true

func tryWrite(t *net.TCPConn, p []byte) (n int, err error) {
	raw, err := t.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	err = raw.Write(func(fd uintptr) bool {
		for {
			n, failed = syscall.Write(int(fd), p)
			if failed != syscall.EINTR {
				return true
			}
		}
	})
	if err == nil && failed != syscall.EAGAIN {
		err = failed
	}
	return max(n, 0), err
}

func readReady(t *net.TCPConn, buffer func() []byte, giveBack func([]byte)) ([]byte, error) {
	raw, err := t.SyscallConn()
	if err != nil {
		return nil, err
	}
	var (
		p      []byte
		n      int
		failed error
	)
	err = raw.Read(func(fd uintptr) bool {
		p = buffer()
		for {
			n, failed = syscall.Read(int(fd), p)
			if failed != syscall.EINTR {
				break
			}
		}
		if n > 0 {
			return true
		}
		giveBack(p)
		return failed != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return nil, err
	case failed != nil:
		return nil, failed
	case n <= 0:
		return nil, io.EOF
	}
	return p[:n], nil
}
