package wasi

import (
	"fmt"
	"strings"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Kind is a class of permissions; each has a list of grants and one of denials.
type Kind uint8

const (
	KindRead Kind = iota
	KindWrite
	KindNet
	KindEnv
	KindRun
	KindSys
	kinds
)

// kindNames has the name that a flag is built from, and the one by which Node.js
// calls the permission in ERR_ACCESS_DENIED.
var kindNames = [kinds]struct{ flag, permission string }{
	KindRead:  {"read", "FileSystemRead"},
	KindWrite: {"write", "FileSystemWrite"},
	KindNet:   {"net", "Net"},
	KindEnv:   {"env", "Env"},
	KindRun:   {"run", "ChildProcess"},
	KindSys:   {"sys", "Sys"},
}

// Permission is Node's name, "FileSystemRead".
func (k Kind) Permission() string { return kindNames[k].permission }

// String is the word in the flags, "read".
func (k Kind) String() string { return kindNames[k].flag }

// Access is what a path is wanted for.
type Access uint8

const (
	Read  Access = 1 << iota // contents, names and metadata
	Write                    // change anything
)

func (a Access) kind() Kind {
	if a&Write != 0 {
		return KindWrite
	}
	return KindRead
}

// Denied is the error of everything that the policy does not allow. It names
// what the guest asked for, never what is behind it.
type Denied struct {
	Kind       Kind
	Permission string // Node's name, "FileSystemRead"
	Resource   string // a path, "host:port", a variable, a command, a kind of sys
	Flag       string // what would grant it, "--allow-read=/data/x"
	Rule       string // the deny flag that forbids it, if one does
}

func (d *Denied) Error() string {
	what := map[Kind]string{
		KindRead: "reading", KindWrite: "writing", KindNet: "network access to",
		KindEnv: "the environment variable", KindRun: "running", KindSys: "system information",
	}[d.Kind]
	switch {
	case d.Rule != "":
		return fmt.Sprintf("%s %q is forbidden by %s", what, d.Resource, d.Rule)
	case d.Flag == flagAll:
		return fmt.Sprintf("%s %q is not allowed; only %s would allow it", what, d.Resource, d.Flag)
	}
	return fmt.Sprintf("%s %q is not allowed; run again with %s to allow it", what, d.Resource, d.Flag)
}

// Errno is EACCES, for callers that can only give a number.
func (d *Denied) Errno() errno.Errno { return errno.EACCES }

// Is makes errors.Is(err, fs.ErrPermission) true.
func (d *Denied) Is(target error) bool { return errno.EACCES.Is(target) }

const flagAll = "--allow-all"

func denied(k Kind, resource string) *Denied {
	flag := "--allow-" + k.String()
	if rule := resource; rule != "" {
		if k == KindNet { // a rule has no port where any that is free will do
			rule = strings.TrimSuffix(rule, ":0")
		}
		flag += "=" + rule
	}
	return &Denied{Kind: k, Permission: k.Permission(), Resource: resource, Flag: flag}
}

// Request is one question to the policy, as the hooks of WithAudit and WithAsk see
// it.
type Request struct {
	Kind     Kind
	Resource string
	Listen   bool // for the network: listening, not connecting
	Allowed  bool
}

// PathError is a failed operation on files, in the guest's own words: Path and
// Dest are spelled as the guest spelled them.
type PathError struct {
	Op    string // Node's syscall, "open"
	Path  string
	Dest  string // the second path of rename, link, symlink and copyfile
	Errno errno.Errno
}

// Error is Node's message: "ENOENT: no such file or directory, open 'x'".
func (e *PathError) Error() string {
	msg := e.Errno.Error() + ", " + e.Op
	if e.Path != "" {
		msg += " '" + e.Path + "'"
	}
	if e.Dest != "" {
		msg += " -> '" + e.Dest + "'"
	}
	return msg
}

func (e *PathError) Unwrap() error { return e.Errno }

// QuotaError says that a guest has used up what it was given.
type QuotaError struct {
	Quota string // "open files", "bytes written", …
	Limit int64
}

func (e *QuotaError) Error() string {
	return fmt.Sprintf("quota exceeded: at most %d %s", e.Limit, e.Quota)
}

// Errno is EMFILE for things that are held, EDQUOT for things that are used up.
func (e *QuotaError) Errno() errno.Errno {
	if e.Quota == quotaWritten {
		return errno.EDQUOT
	}
	return errno.EMFILE
}
