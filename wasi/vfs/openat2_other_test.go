//go:build !linux

package vfs

import "testing"

func disableOpenat2(t *testing.T) (restore func()) {
	t.Skip("openat2 is Linux's")
	return nil
}
