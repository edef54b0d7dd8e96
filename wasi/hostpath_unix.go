//go:build !windows

package wasi

// hostTop is the directory that holds everything.
const hostTop = "/"

// guestPath is the name under which a guest sees a path of the host.
func guestPath(host string) string { return host }

// HostPath is the path of the host that a guest's absolute path stands for,
// where nothing is mapped.
func HostPath(guest string) string { return guest }

func envKey(name string) string { return name }
