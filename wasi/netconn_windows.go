package wasi

import "net"

// canTry: here a write that has begun is waited for.
const canTry = false

func tryWrite(*net.TCPConn, []byte) (int, error) { return 0, nil }

func readReady(*net.TCPConn, func() []byte, func([]byte)) ([]byte, error) { return nil, nil }
