//go:build !windows

package wasi

import "syscall"

// Package syscall sets these for all threads of the process; x/sys does not.
var (
	setUID    = syscall.Setuid
	setEUID   = syscall.Seteuid
	setGID    = syscall.Setgid
	setEGID   = syscall.Setegid
	setGroups = syscall.Setgroups
)
