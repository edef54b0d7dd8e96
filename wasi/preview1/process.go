package preview1

import (
	"runtime"
	"strings"

	"github.com/tetratelabs/wazero/sys"

	"github.com/wjs-run/wjs/wasi/errno"
)

// argsGet stores the arguments, each with a NUL at its end, and pointers to them.
//
//	args_get(argv *[]*u8, buf *u8) → EFAULT
//
//	argv: [ptr 0] [ptr 1] …     buf: "prog\x00arg\x00…"
func argsGet(c *call) errno.Errno { return c.putStrings(c.sys.args, c.u32(0), c.u32(1)) }

// argsSizesGet stores how many arguments there are and how long argsGet's buffer
// must be.
//
//	args_sizes_get(count *u32, size *u32) → EFAULT
func argsSizesGet(c *call) errno.Errno { return c.putSizes(c.sys.args, c.u32(0), c.u32(1)) }

// environGet and environSizesGet do the same with the variables, as KEY=value.
//
//	environ_get(environ *[]*u8, buf *u8) → EFAULT
func environGet(c *call) errno.Errno { return c.putStrings(c.sys.env, c.u32(0), c.u32(1)) }

// environ_sizes_get(count *u32, size *u32) → EFAULT
func environSizesGet(c *call) errno.Errno { return c.putSizes(c.sys.env, c.u32(0), c.u32(1)) }

func (c *call) putStrings(list []string, pointers, at uint32) errno.Errno {
	total := 0
	for _, s := range list {
		total += len(s) + 1
	}
	buf, e := c.bytes(at, uint32(total))
	if e != 0 {
		return e
	}
	if _, e := c.bytes(pointers, uint32(4*len(list))); e != 0 {
		return e
	}
	n := 0
	for i, s := range list {
		// A NUL inside would end it for the guest and shift the rest.
		if strings.IndexByte(s, 0) >= 0 {
			return errno.EINVAL
		}
		c.put32(pointers+uint32(4*i), at+uint32(n))
		n += copy(buf[n:], s)
		buf[n] = 0
		n++
	}
	return 0
}

func (c *call) putSizes(list []string, count, size uint32) errno.Errno {
	total := 0
	for _, s := range list {
		total += len(s) + 1
	}
	if e := c.put32(count, uint32(len(list))); e != 0 {
		return e
	}
	return c.put32(size, uint32(total))
}

// Clocks.
const (
	clockRealtime = iota
	clockMonotonic
	clockProcessCPU
	clockThreadCPU
)

// clockTimeGet stores the time in nanoseconds, as fine as the policy lets it be.
//
//	clock_time_get(id u32, precision u64, time *u64) → EINVAL, EFAULT
//
// The clocks of CPU time are answered from the monotonic clock: the process's
// own would tell of other guests.
func clockTimeGet(c *call) errno.Errno {
	t, e := c.sys.clock(c.u32(0))
	if e != 0 {
		return e
	}
	return c.put64(c.u32(2), t)
}

func (s *System) clock(id uint32) (uint64, errno.Errno) {
	switch id {
	case clockRealtime:
		return uint64(s.host.Now().UnixNano()), 0
	case clockMonotonic, clockProcessCPU, clockThreadCPU:
		return uint64(s.host.Monotonic()), 0
	}
	return 0, errno.EINVAL
}

// clockResGet stores how fine a clock is, in nanoseconds.
//
//	clock_res_get(id u32, resolution *u64) → EINVAL, EFAULT
func clockResGet(c *call) errno.Errno {
	if c.u32(0) > clockThreadCPU {
		return errno.EINVAL
	}
	return c.put64(c.u32(1), uint64(c.sys.host.ClockResolution()))
}

// randomGet fills a buffer with random bytes.
//
//	random_get(buf *u8, len u32) → EFAULT
func randomGet(c *call) errno.Errno {
	b, e := c.bytes(c.u32(0), c.u32(1))
	if e != 0 {
		return e
	}
	c.sys.host.Random(b)
	return 0
}

// schedYield lets other goroutines run.
func schedYield(*call) errno.Errno {
	runtime.Gosched()
	return 0
}

// procExit ends the program: the module is closed and the call that entered it
// returns a *sys.ExitError.
//
//	proc_exit(code u32)
func procExit(c *call) errno.Errno {
	code := c.u32(0)
	if c.mod != nil { // what closing fails with changes nothing about the exit
		_ = c.mod.CloseWithExitCode(c.ctx, code)
	}
	panic(sys.NewExitError(code))
}

// procRaise is gone from later snapshots: a program here has no signals.
func procRaise(*call) errno.Errno { return errno.ENOSYS }
