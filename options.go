package wjs

import (
	"io"
	"io/fs"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

// Options say what a runtime may do and how far. The zero value runs JavaScript
// with no access to anything, within the default memory limit.
type Options struct {
	// Platform is what the runtime is cloned from; nil is one that the process
	// makes on first use and keeps.
	Platform *Platform
	// Snapshot, if not nil, is what the runtime is a clone of, on the platform of
	// the runtime that it was frozen from.
	Snapshot *Snapshot

	Permissions Permissions
	Limits      Limits

	// Args are process.argv from its third element on, behind the program.
	Args []string
	// Env are the variables that could be seen, as KEY=value; which of them are,
	// Permissions.Env says.
	Env []string
	// Dir is the current directory, absolute in the script's view; "/" if empty.
	Dir string
	// Stdin is empty, Stdout and Stderr are thrown away when nil.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Resolver finds the addresses of names; nil is the system's. What it answers
	// gives no right: every address is checked, with the port, whenever a connection
	// is made. It may be called from any goroutine. Records other than addresses
	// can be asked for where it is a *net.Resolver.
	Resolver Resolver

	// ExecPath and ExecArgv are process.execPath and process.execArgv.
	ExecPath string
	ExecArgv []string
	// Flags are options as Node's command line has them, without dashes:
	// "unhandled-rejections": "warn".
	Flags map[string]any
}

// Permissions are granted one by one; the zero value denies everything. Entries
// are spelled as on the command line, see README. A list that holds only "*"
// grants all of its kind.
type Permissions struct {
	// All grants everything that is not denied.
	All bool
	// Read and Write are files and folders with all that is below them, Net
	// "host", "host:port", "*.example.com", "10.0.0.0/8" or "private", Env names
	// of variables, Run names of programs, Sys kinds of system information.
	Read, Write, Net, Env, Run, Sys []string
	// The lists of Deny come before all grants.
	Deny Denials
	// Mounts show Go file systems at absolute paths: a Tree (see NewMemory and
	// NewOverlay) can be written to, any other is read-only.
	Mounts map[string]fs.FS
	// Dirs show folders of the host at absolute paths.
	Dirs []Dir
	// Clock coarsens time, or stops it; the zero value is the host's.
	Clock Clock
	// Seed makes random numbers repeatable, which are then no secret.
	Seed *[32]byte
	// Audit is called for every question to the policy, with its answer, from
	// whichever goroutine asks. It must be quick and must not use the runtime.
	Audit func(Request)
	// Ask is called for what nothing grants and nothing denies, one request at a
	// time, from whichever goroutine asks, which waits for the answer. Answers
	// hold as long as the runtime lives. Without it what is not granted is denied.
	Ask func(Request) Decision
	// More are further options of the policy.
	More []wasi.Option
}

// Request is a question to the policy, Clock what it makes of time, and Decision
// what Ask says.
type (
	Request  = wasi.Request
	Clock    = wasi.ClockRule
	Decision = wasi.Decision
)

// Resolver finds the addresses of a name for network "ip", "ip4" or "ip6".
// *net.Resolver is one.
type Resolver = wasi.Resolver

// What Ask can answer: no, this (a folder with what is below it), all of its
// kind.
const (
	DecideDeny     = wasi.DecideDeny
	DecideAllow    = wasi.DecideAllow
	DecideAllowAll = wasi.DecideAllowAll
)

// Denials are what is forbidden whatever Permissions grants.
type Denials struct{ Read, Write, Net, Env, Run, Sys []string }

// Dir is a folder of the host that a script sees at another path.
type Dir struct {
	Path     string // in the script's view, absolute
	Host     string // on the host
	Writable bool
}

// Limits bound a runtime; zero means the default or none.
type Limits struct {
	// Memory is the most linear memory in bytes; the default is 256 MiB.
	Memory uint64
	// Timeout bounds each Run, Eval, Import and Call, waiting included, but for the
	// time that Permissions.Ask or a prompt takes to answer.
	Timeout time.Duration
	// CPU bounds the time that JavaScript computes, over the life of the runtime.
	// While a Go function runs, an operation is waited for or nothing is to be
	// done, it stands still.
	CPU time.Duration
	// Fuel bounds the work, over the life of the runtime; see engine.Limits.
	Fuel uint64
	// Stack bounds the depth of calls; see engine.Limits.
	Stack uint64
	// Pending bounds the operations that may be in flight; the default is 10,000.
	// Of those that the worker pool does, such as reading a file, more may be begun:
	// they wait in the script's memory.
	Pending int
	// Program is the largest program in bytes that is compiled to what the engine
	// speaks: TypeScript, JSX, and JavaScript with `using`, decorators or what else
	// it lacks. The default is a 4096th of Memory, which is 64 KiB, and at least 32
	// KiB. The compiler cannot be interrupted: for a hostile text its time grows with
	// the square of the size, 2 to 3 seconds for 32 KiB and 10 for 64, in which it goes
	// on behind the end of the runtime, on no more than half of the processors for
	// all runtimes together. Its memory is the host's, up to a thousand times the size.
	Program int
	// Isolates is how many files of tests run() of node:test may run at once,
	// each in a runtime of its own which has all the other limits to itself. With
	// zero it may run none.
	Isolates int
	// OpenFiles, Sockets and Processes bound what is open or running at once,
	// Written and Sent the bytes that go to files and sockets in all. Above them
	// operations fail with ERR_QUOTA_EXCEEDED.
	OpenFiles, Sockets, Processes, Written, Sent int64
}

// quota is the part of the limits that the policy keeps.
func (l Limits) quota() wasi.Quota {
	return wasi.Quota{OpenFiles: l.OpenFiles, Sockets: l.Sockets, Processes: l.Processes, Written: l.Written, Sent: l.Sent}
}

// DefaultPending is how many operations may be in flight unless Limits says.
const DefaultPending = 10_000

// policy makes the immutable policy of the permissions, which do not reach the
// cache: who can write to that decides what the next start runs, outside of any
// sandbox.
func (p Permissions) policy(limits Limits, cache string) (*wasi.Policy, error) {
	var opts []wasi.Option
	if cache != "" {
		opts = append(opts, wasi.Reserve(cache))
	}
	if p.All {
		opts = append(opts, wasi.AllowAll())
	}
	grant := func(k wasi.Kind, allow, deny []string) {
		if len(allow) == 1 && allow[0] == "*" {
			opts = append(opts, wasi.AllowEvery(k))
		} else if len(allow) > 0 {
			opts = append(opts, wasi.Allow(k, allow...))
		}
		if len(deny) == 1 && deny[0] == "*" {
			opts = append(opts, wasi.DenyEvery(k))
		} else if len(deny) > 0 {
			opts = append(opts, wasi.Deny(k, deny...))
		}
	}
	grant(wasi.KindRead, p.Read, p.Deny.Read)
	grant(wasi.KindWrite, p.Write, p.Deny.Write)
	grant(wasi.KindNet, p.Net, p.Deny.Net)
	grant(wasi.KindEnv, p.Env, p.Deny.Env)
	grant(wasi.KindRun, p.Run, p.Deny.Run)
	grant(wasi.KindSys, p.Sys, p.Deny.Sys)
	for _, d := range p.Dirs {
		access := wasi.Read
		if d.Writable {
			access |= wasi.Write
		}
		opts = append(opts, wasi.MapDir(d.Path, d.Host, access))
	}
	for at, fsys := range p.Mounts {
		access := wasi.Read
		if _, ok := fsys.(*Tree); ok {
			access |= wasi.Write
		}
		opts = append(opts, wasi.Mount(at, treeOf(fsys), access))
	}
	opts = append(opts, wasi.WithClock(p.Clock), wasi.WithQuota(limits.quota()))
	if p.Seed != nil {
		opts = append(opts, wasi.WithSeed(*p.Seed))
	}
	if p.Audit != nil {
		opts = append(opts, wasi.WithAudit(p.Audit))
	}
	if p.Ask != nil {
		opts = append(opts, wasi.WithAsk(p.Ask))
	}
	return wasi.NewPolicy(append(opts, p.More...)...)
}
