// Package process is the host side of the object process: its directory,
// variables, clock and memory, and its end.
//
// What belongs to the whole host process and not to one isolate is not changed:
// directory, variables and umask are the guest's own, exit ends the isolate.
// Users and groups are the exception, for who grants them.
package process

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

type (
	call = hostcalls.Call
	none = hostcalls.None
)

// ExitError is the death of an isolate by process.exit. Code may be 0.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// exitAborted is what a shell says of a process that SIGABRT has ended.
const exitAborted = 128 + 6

// Binding makes the binding "process".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("process")
	b.Const("platform", (*wasi.Host)(nil).Platform())
	b.Const("arch", (*wasi.Host)(nil).Arch())
	owns := b.Owns()
	hostcalls.Op0(owns, "cwd", func(c *call) (string, error) { return wasi.HostPath(c.Host().Getwd()), nil })
	hostcalls.Op1(b.Asks(wasi.KindRead), "chdir", chdir)
	hostcalls.Op1(owns, "umask", umask)
	hostcalls.Op1(b, "exit", func(c *call, code int32) (none, error) {
		c.Iso().Kill(&ExitError{int(code)})
		return none{}, nil
	})
	hostcalls.Op0(b, "abort", func(c *call) (none, error) {
		c.Iso().Kill(&ExitError{exitAborted})
		return none{}, nil
	})
	hostcalls.Op2(b.Asks(wasi.KindRun), "kill", kill)
	hostcalls.Op1(owns, "hrtime", hrtime)
	hostcalls.Op0(owns, "uptime", func(c *call) (float64, error) { return c.Host().Monotonic().Seconds(), nil })
	hostcalls.Op0(b, "activeResources", func(c *call) ([]string, error) { return c.Env().ActiveResources(), nil })
	addEnv(b)
	addUsage(b)
	if runtime.GOOS != "windows" {
		addIDs(b)
		addCredentials(b)
	}
	return b
}

// chdir changes the guest's directory; Node's message names both.
func chdir(c *call, dir string) (none, error) {
	from := c.Host().Getwd()
	err := c.Host().Chdir(dir)
	if p, ok := err.(*wasi.PathError); ok {
		err = &hostcalls.SystemError{Errno: p.Errno, Syscall: "chdir", Path: wasi.HostPath(from), Dest: dir}
	}
	return none{}, err
}

func umask(c *call, mask hostcalls.Opt[int]) (uint32, error) {
	if !mask.Set {
		return c.Host().Umask(), nil
	}
	return c.Host().SetUmask(uint32(mask.Value)), nil
}

// kill reaches any process of the user, this one included, and so takes the
// grant of running everything.
func kill(c *call, pid, signal int32) (none, error) {
	err := c.Host().Kill(int(pid), int(signal))
	if n, ok := err.(errno.Errno); ok {
		err = &hostcalls.SystemError{Errno: n, Syscall: "kill", Message: "kill " + n.Name()}
	}
	return none{}, err
}

// hrtime writes into the array that JavaScript keeps for it: a call makes no
// garbage.
func hrtime(c *call, out hostcalls.Bytes) (none, error) {
	if len(out) < 8 {
		return none{}, &hostcalls.TypeError{Message: "process.hrtime needs 8 bytes", Code: "ERR_INVALID_ARG_TYPE"}
	}
	binary.LittleEndian.PutUint64(out, uint64(c.Host().Monotonic()/time.Nanosecond))
	return none{}, nil
}
