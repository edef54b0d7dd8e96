package vfs

import (
	"io/fs"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// modeOf turns Go's mode into st_mode.
func modeOf(m fs.FileMode) uint32 {
	mode := uint32(m.Perm())
	switch {
	case m&fs.ModeDir != 0:
		mode |= ModeDir
	case m&fs.ModeSymlink != 0:
		mode |= ModeLink
	case m&fs.ModeNamedPipe != 0:
		mode |= ModeFIFO
	case m&fs.ModeSocket != 0:
		mode |= ModeSocket
	case m&fs.ModeCharDevice != 0:
		mode |= ModeChar
	case m&fs.ModeDevice != 0:
		mode |= ModeBlock
	case m&fs.ModeIrregular != 0:
	default:
		mode |= ModeRegular
	}
	if m&fs.ModeSetuid != 0 {
		mode |= 0o4000
	}
	if m&fs.ModeSetgid != 0 {
		mode |= 0o2000
	}
	if m&fs.ModeSticky != 0 {
		mode |= 0o1000
	}
	return mode
}

// osMode turns the permission bits of st_mode into Go's.
func osMode(mode uint32) fs.FileMode {
	m := fs.FileMode(mode & 0o777)
	if mode&0o4000 != 0 {
		m |= fs.ModeSetuid
	}
	if mode&0o2000 != 0 {
		m |= fs.ModeSetgid
	}
	if mode&0o1000 != 0 {
		m |= fs.ModeSticky
	}
	return m
}

func timeOf(t time.Time) Time { return Time{t.Unix(), int64(t.Nanosecond())} }

// goTime is t for package os, whose zero Time means that nothing changes.
func goTime(t Time) time.Time {
	switch t.Nsec {
	case NsecNow:
		return time.Now()
	case NsecOmit:
		return time.Time{}
	}
	return time.Unix(t.Sec, t.Nsec)
}

// result turns an error of the system into an Errno, nil staying nil.
func result(err error) error {
	if err == nil {
		return nil
	}
	return errno.Of(err)
}
