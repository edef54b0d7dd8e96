package wasi

import (
	"errors"
	"os"
	"runtime"
	"testing"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Who grants what the system tells has not granted that the process becomes
// another user's; and whom the system knows is not told before.
func TestCredentialsGranted(t *testing.T) {
	ops := map[string]func(*Host, Credential) error{
		"setuid": (*Host).SetUID, "seteuid": (*Host).SetEUID, "setgid": (*Host).SetGID, "setegid": (*Host).SetEGID,
		"setgroups":  func(h *Host, c Credential) error { return h.SetGroups([]Credential{c}) },
		"initgroups": func(h *Host, c Credential) error { return h.InitGroups(Credential{ID: 0}, c) },
	}
	strangers := Credential{ID: -1, Name: "nobody of that name"}
	for name, policy := range map[string]struct {
		options []Option
		granted bool
	}{
		"nothing":     {nil, false},
		"the kind":    {[]Option{AllowEvery(KindSys)}, false},
		"asked":       {[]Option{WithAsk(func(r Request) Decision { return DecideDeny })}, false},
		"by name":     {[]Option{Allow(KindSys, "setuid", "setgid")}, true},
		"all":         {[]Option{AllowAll()}, true},
		"all but it":  {[]Option{AllowAll(), Deny(KindSys, "setuid", "setgid")}, false},
		"all but sys": {[]Option{AllowAll(), DenyEvery(KindSys)}, false},
	} {
		h := netHost(t, nil, policy.options...)
		for op, do := range ops {
			err := do(h, strangers)
			var denied *Denied
			var unknown *UnknownCredential
			switch {
			case !policy.granted && !errors.As(err, &denied):
				t.Errorf("%s under %s: %v", op, name, err)
			case policy.granted && !errors.As(err, &unknown) && errno.Of(err) != errno.ENOSYS:
				t.Errorf("%s under %s: %v", op, name, err)
			}
		}
	}
}

// An answer for everything of a kind is none about who the process is.
func TestCredentialsAnswered(t *testing.T) {
	asked := 0
	h := netHost(t, nil, WithAsk(func(r Request) Decision { asked++; return DecideAllowAll }))
	if _, err := h.Hostname(); err != nil {
		t.Fatal(err)
	}
	var unknown *UnknownCredential
	if err := h.SetGID(Credential{ID: -1, Name: "nobody of that name"}); !errors.As(err, &unknown) || asked != 2 {
		t.Errorf("%v, asked %d times", err, asked)
	}
}

// What the process is already it may become.
func TestCredentials(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("users have no numbers here")
	}
	h := netHost(t, nil, AllowAll())
	if err := errors.Join(h.SetEUID(Credential{ID: os.Geteuid()}), h.SetEGID(Credential{ID: os.Getegid()})); err != nil {
		t.Error(err)
	}
	if err := h.SetUID(Credential{ID: nobodys}); err == nil || err.Error() != "User identifier does not exist: 4294967295" {
		t.Error(err)
	}
	if err := h.SetGID(Credential{ID: -1, Name: "x\x00y"}); err == nil || err.Error() != "Group identifier does not exist: x\x00y" {
		t.Error(err)
	}
}
