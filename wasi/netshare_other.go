//go:build !linux

package wasi

import "syscall"

// sharePort is not there where the system would give all connections to the last
// that listens.
var sharePort func(network, address string, raw syscall.RawConn) error
