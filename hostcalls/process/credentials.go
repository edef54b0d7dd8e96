package process

import (
	"strconv"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

func addCredentials(b *hostcalls.Binding) {
	b = b.Asks(wasi.KindSys)
	// In an order of their own: ops are known by their numbers.
	for _, op := range []struct {
		name string
		set  func(*wasi.Host, wasi.Credential) error
	}{
		{"setuid", (*wasi.Host).SetUID}, {"seteuid", (*wasi.Host).SetEUID},
		{"setgid", (*wasi.Host).SetGID}, {"setegid", (*wasi.Host).SetEGID},
	} {
		hostcalls.Op1(b, op.name, func(c *call, id string) (none, error) {
			who, err := credential(id)
			if err != nil {
				return none{}, err
			}
			return none{}, failed(op.set(c.Host(), who), op.name)
		})
	}
	hostcalls.Op1(b, "setgroups", func(c *call, ids []string) (none, error) {
		groups := make([]wasi.Credential, len(ids))
		for i, id := range ids {
			var err error
			if groups[i], err = credential(id); err != nil {
				return none{}, err
			}
		}
		return none{}, failed(c.Host().SetGroups(groups), "setgroups")
	})
	hostcalls.Op2(b, "initgroups", func(c *call, user, extra string) (none, error) {
		who, err := credential(user)
		if err != nil {
			return none{}, err
		}
		group, err := credential(extra)
		if err != nil {
			return none{}, err
		}
		return none{}, failed(c.Host().InitGroups(who, group), "initgroups")
	})
}

// credential reads "#0" or "=root".
func credential(s string) (wasi.Credential, error) {
	switch {
	case len(s) > 0 && s[0] == '=':
		return wasi.Credential{ID: -1, Name: s[1:]}, nil
	case len(s) > 0 && s[0] == '#':
		if n, err := strconv.ParseUint(s[1:], 10, 32); err == nil {
			return wasi.Credential{ID: int(n)}, nil
		}
	}
	return wasi.Credential{}, &hostcalls.TypeError{Message: "neither the number nor the name of a user or group"}
}

// failed gives an Errno the message that Node has for these calls, which is the
// C library's.
func failed(err error, syscall string) error {
	n, ok := err.(errno.Errno)
	if !ok {
		return err
	}
	text := n.Message()
	return &hostcalls.SystemError{Errno: n, Syscall: syscall, Message: n.Name() + ", " + strings.ToUpper(text[:1]) + text[1:]}
}
