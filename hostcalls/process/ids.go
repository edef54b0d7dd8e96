package process

import (
	"slices"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

func addIDs(b *hostcalls.Binding) {
	b = b.Asks(wasi.KindSys)
	hostcalls.Op0(b, "getuid", func(c *call) (int, error) { real, _, err := c.Host().UID(); return real, err })
	hostcalls.Op0(b, "geteuid", func(c *call) (int, error) { _, effective, err := c.Host().UID(); return effective, err })
	hostcalls.Op0(b, "getgid", func(c *call) (int, error) { real, _, err := c.Host().GID(); return real, err })
	hostcalls.Op0(b, "getegid", func(c *call) (int, error) { _, effective, err := c.Host().GID(); return effective, err })
	hostcalls.Op0(b, "getgroups", getgroups)
}

// getgroups always has the effective group among them; POSIX leaves that open.
func getgroups(c *call) ([]int, error) {
	groups, err := c.Host().Groups()
	if err != nil {
		return nil, err
	}
	_, own, err := c.Host().GID()
	if err != nil || slices.Contains(groups, own) {
		return groups, err
	}
	return append(groups, own), nil
}
