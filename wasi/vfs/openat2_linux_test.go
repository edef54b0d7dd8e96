package vfs

import "testing"

func disableOpenat2(*testing.T) (restore func()) {
	old := noOpenat2.Load()
	noOpenat2.Store(true)
	return func() { noOpenat2.Store(old) }
}
