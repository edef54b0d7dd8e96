//go:build !darwin && !windows

package wasi

// foldPath brings a name into the form in which denials compare it: here each
// spelling is a file of its own.
func foldPath(name string) string { return name }
