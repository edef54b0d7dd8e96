package wasi

import "github.com/wjs-run/wjs/wasi/errno"

func noID(int) error { return errno.ENOSYS }

var setUID, setEUID, setGID, setEGID = noID, noID, noID, noID

func setGroups([]int) error { return errno.ENOSYS }
