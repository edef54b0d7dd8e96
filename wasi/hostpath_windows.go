package wasi

import (
	"path/filepath"
	"strings"
)

// hostTop is the drive of the system; other drives need grants of their own.
const hostTop = `C:\`

// guestPath is the name under which a guest sees a path of the host: C:\x is /C:/x.
func guestPath(host string) string {
	p := "/" + filepath.ToSlash(host)
	if len(p) > 4 {
		p = strings.TrimSuffix(p, "/")
	}
	return strings.TrimSuffix(p, "/")
}

// HostPath is the path of the host that a guest's absolute path stands for,
// where nothing is mapped.
func HostPath(guest string) string { return filepath.FromSlash(strings.TrimPrefix(guest, "/")) }

// envKey: names of variables do not tell cases apart.
func envKey(name string) string { return strings.ToUpper(name) }
