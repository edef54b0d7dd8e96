package vfs

// Waiter is a file that may keep its readers and writers waiting.
type Waiter interface {
	// Waits reports whether it is of a kind that does.
	Waits() bool
	// Wake ends all waiting for it, now and from now on, with an error.
	Wake()
}
