//go:build !linux && !darwin

package vfs

// OpenHost opens a directory of the host as a tree. Links in path itself are
// followed: it comes from whoever gives the grant, not from a guest. Only files
// and directories can be opened in it; special changes nothing here.
func OpenHost(path string, special bool) (FS, error) { return OpenPortable(path) }

// Strict says that trees of the host refuse links without a race.
const Strict = false
