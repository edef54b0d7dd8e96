package wasi

import (
	"os/user"
	"slices"
	"strconv"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Users and groups belong to the whole process, embedder and all other guests
// included. Changing them is granted by name, or by AllowAll, alone: who grants
// the system information as a whole does not mean it.
const (
	sysSetUID = "setuid"
	sysSetGID = "setgid"
)

// changesProcess reports whether a kind of sys needs to be named.
func changesProcess(k Kind, name string) bool {
	return k == KindSys && (name == sysSetUID || name == sysSetGID)
}

// Credential is a user or group by number or, where that is negative, by name.
type Credential struct {
	ID   int
	Name string
}

// nobodys is the number that system calls take for none.
const nobodys = 1<<32 - 1

// UnknownCredential is the error for a user or group that is not there.
type UnknownCredential struct {
	Kind string // "User" or "Group"
	Credential
}

func (e *UnknownCredential) Error() string {
	name := e.Name
	if e.ID >= 0 {
		name = strconv.Itoa(e.ID)
	}
	return e.Kind + " identifier does not exist: " + name
}

// SetUID makes the process another user's (setuid); errors are *Denied,
// *UnknownCredential or an Errno. A denied guest does not learn who there is.
func (h *Host) SetUID(c Credential) error { return h.setUser(c, setUID) }

// SetEUID gives the process another user's rights (setuid).
func (h *Host) SetEUID(c Credential) error { return h.setUser(c, setEUID) }

// SetGID makes the process another group's (setgid).
func (h *Host) SetGID(c Credential) error { return h.setGroup(c, setGID) }

// SetEGID gives the process another group's rights (setgid).
func (h *Host) SetEGID(c Credential) error { return h.setGroup(c, setEGID) }

// SetGroups names the further groups whose rights the process has (setgid).
func (h *Host) SetGroups(list []Credential) error {
	if err := h.sys(sysSetGID); err != nil {
		return err
	}
	ids := make([]int, len(list))
	for i, c := range list {
		id, err := c.group()
		if err != nil {
			return err
		}
		ids[i] = id
	}
	return system(setGroups(ids))
}

// InitGroups names those of a user, and one more. By name, a user need not be
// known (setgid).
func (h *Host) InitGroups(who, extra Credential) error {
	if err := h.sys(sysSetGID); err != nil {
		return err
	}
	account, err := who.account()
	if _, unknown := err.(*UnknownCredential); err != nil && (!unknown || who.ID >= 0) {
		return err
	}
	id, err := extra.group()
	if err != nil {
		return err
	}
	ids := []int{id}
	if account != nil {
		names, err := account.GroupIds()
		if err != nil {
			return system(err)
		}
		for _, name := range names {
			if n, err := strconv.Atoi(name); err == nil && !slices.Contains(ids, n) {
				ids = append(ids, n)
			}
		}
	}
	return system(setGroups(ids))
}

func (h *Host) setUser(c Credential, set func(int) error) error {
	if err := h.sys(sysSetUID); err != nil {
		return err
	}
	id := c.ID
	if id == nobodys {
		return &UnknownCredential{"User", c}
	}
	if id < 0 {
		account, err := c.account()
		if err != nil {
			return err
		}
		if id, err = strconv.Atoi(account.Uid); err != nil {
			return errno.ENOSYS
		}
	}
	return system(set(id))
}

func (h *Host) setGroup(c Credential, set func(int) error) error {
	if err := h.sys(sysSetGID); err != nil {
		return err
	}
	id, err := c.group()
	if err != nil {
		return err
	}
	return system(set(id))
}

func (c Credential) account() (*user.User, error) {
	var found *user.User
	var err error
	if c.ID < 0 {
		found, err = user.Lookup(c.Name)
	} else {
		found, err = user.LookupId(strconv.Itoa(c.ID))
	}
	if err != nil {
		return nil, &UnknownCredential{"User", c}
	}
	return found, nil
}

func (c Credential) group() (int, error) {
	if c.ID >= 0 && c.ID != nobodys {
		return c.ID, nil
	}
	if c.ID >= 0 {
		return 0, &UnknownCredential{"Group", c}
	}
	found, err := user.LookupGroup(c.Name)
	if err != nil {
		return 0, &UnknownCredential{"Group", c}
	}
	id, err := strconv.Atoi(found.Gid)
	if err != nil {
		return 0, errno.ENOSYS
	}
	return id, nil
}

func system(err error) error {
	if err == nil {
		return nil
	}
	return errno.Of(err)
}
