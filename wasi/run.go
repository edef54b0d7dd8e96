package wasi

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Command is the token for running another program. Nothing confines what is run
// but the operating system: the grant of a command is one of everything that the
// command can do.
type Command struct {
	h    *Host
	name string // as the guest calls it
	file string // the host's path of the program
}

// Command asks the policy about running a program. A bare name is looked for in
// the PATH of the process, not in the guest's, which the guest could point to a
// program of its own; a path is resolved against the guest's directory. The
// errors are *Denied, and ENOENT or EACCES where there is no such program.
func (h *Host) Command(name string) (Command, error) {
	if name == "" || strings.IndexByte(name, 0) >= 0 {
		return Command{}, &PathError{Op: "spawn", Path: name, Errno: errno.ENOENT}
	}
	file, err := h.program(name)
	if refused := h.mayRun(name, file); refused != nil {
		// What would be granted is the file that is found, not the name.
		allowed := err == nil && h.ask(refused, filepath.ToSlash(file), false)
		h.policy.note(Request{Kind: KindRun, Resource: name, Allowed: allowed})
		if !allowed {
			return Command{}, refused
		}
	} else {
		h.policy.note(Request{Kind: KindRun, Resource: name, Allowed: true})
	}
	if err != nil {
		return Command{}, &PathError{Op: "spawn", Path: name, Errno: errno.Of(err)}
	}
	return Command{h, name, file}, nil
}

// mayRun is *Denied unless policy or answers grant the program.
func (h *Host) mayRun(name, file string) error {
	ok, rule := h.policy.names[KindRun].runs(name, file)
	if ok || rule == "" && file != "" && h.answers.allows(KindRun, filepath.ToSlash(file)) {
		return nil
	}
	d := denied(KindRun, name)
	d.Rule = rule
	return d
}

// program is the host's path of a program, with links resolved.
func (h *Host) program(name string) (string, error) {
	if strings.ContainsAny(name, "/") || filepath.IsAbs(name) {
		if !filepath.IsAbs(name) {
			name = HostPath(path.Clean(h.Getwd() + "/" + name))
		}
		return lookProgram(name)
	}
	return lookProgram(name)
}

func lookProgram(name string) (string, error) {
	file, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrDot) {
		return "", errno.ENOENT // PATH has the current directory: nothing to rely on
	}
	if err != nil {
		return "", err
	}
	if file, err = filepath.Abs(file); err != nil {
		return "", err
	}
	return file, nil
}

// runs decides about a program by the name it is called by and the file it is.
// Denials match by either, and by the last element; grants of a bare name are
// for the program that the PATH has under it, grants of a path for that file.
func (r *nameRules) runs(name, file string) (ok bool, rule string) {
	if r.denyAll {
		return false, "--deny-run"
	}
	for _, item := range r.deny {
		if item == name || path.Base(filepath.ToSlash(name)) == item || file != "" && (filepath.Base(file) == item || sameProgram(item, file)) {
			return false, "--deny-run=" + item
		}
	}
	if r.allowAll {
		return true, ""
	}
	for _, item := range r.allow {
		if file == "" {
			// Whether it exists is told only of what is granted.
			if item == name {
				return true, ""
			}
		} else if sameProgram(item, file) {
			return true, ""
		}
	}
	return false, ""
}

// sameProgram reports whether a rule's item is the program file.
func sameProgram(item, file string) bool {
	own, err := lookProgram(item)
	if err != nil {
		return false
	}
	if own == file {
		return true
	}
	a, errA := filepath.EvalSymlinks(own)
	b, errB := filepath.EvalSymlinks(file)
	// Programs that are many in one file go by their names.
	return errA == nil && errB == nil && a == b && filepath.Base(own) == filepath.Base(file)
}

// StdioKind says what a child has as one of its standard streams.
type StdioKind uint8

const (
	StdioIgnore  StdioKind = iota // nothing: reads end, what is written is gone
	StdioPipe                     // a pipe, whose other end is in Process
	StdioInherit                  // the guest's own stream, if it is a real file; otherwise as ignored
)

// Spawn says how a program is run.
type Spawn struct {
	Args  []string // without the name of the program
	Argv0 string   // the name it is told; as the guest calls it if empty
	Env   []string // all of it: nothing is inherited
	Dir   string   // guest's path, "" for the guest's directory
	Stdio [3]StdioKind
}

// Process is a running child. Whoever started it must call Wait, and close the
// pipes.
type Process struct {
	Stdin          io.WriteCloser // nil without a pipe
	Stdout, Stderr io.ReadCloser

	h      *Host
	cmd    *exec.Cmd
	waited atomic.Bool
}

// loaderVariables let whoever sets them put code into any program.
var loaderVariables = []string{"LD_", "DYLD_"}

// Start runs the program. Variables that load code into it (LD_…, DYLD_…) are
// denied unless everything may be run.
func (c Command) Start(s Spawn) (*Process, error) {
	if c.h == nil {
		return nil, denied(KindRun, "")
	}
	fail := func(err error) error { return &PathError{Op: "spawn", Path: c.name, Errno: errno.Of(err)} }
	if run := &c.h.policy.names[KindRun]; !run.allowAll {
		for _, kv := range s.Env {
			for _, prefix := range loaderVariables {
				if strings.HasPrefix(kv, prefix) {
					key, _, _ := strings.Cut(kv, "=")
					d := denied(KindRun, c.name+" with "+key)
					d.Flag = "--allow-run"
					c.h.policy.note(Request{Kind: KindRun, Resource: d.Resource})
					return nil, d
				}
			}
		}
	}
	dir, err := c.h.hostDir(s.Dir)
	if err != nil {
		return nil, err
	}
	cmd := &exec.Cmd{Path: c.file, Args: append([]string{c.name}, s.Args...), Env: s.Env, Dir: dir}
	if s.Argv0 != "" {
		cmd.Args[0] = s.Argv0
	}
	if cmd.Env == nil {
		cmd.Env = []string{} // nil would inherit the process's
	}
	n := &c.h.count
	if err := take(&n.processes, 1, n.limit.Processes, quotaProcesses); err != nil {
		return nil, err
	}
	p := &Process{h: c.h, cmd: cmd}
	theirs, err := p.pipes(s.Stdio)
	if err == nil {
		err = cmd.Start()
	}
	for _, f := range theirs {
		f.Close()
	}
	if err != nil {
		p.closePipes()
		n.processes.Add(-1)
		return nil, fail(err)
	}
	return p, nil
}

// hostDir is where a child starts: a directory of the host that the guest may
// read.
func (h *Host) hostDir(dir string) (string, error) {
	if dir == "" {
		dir = h.Getwd()
	}
	p, err := h.Path(dir, Read)
	if err != nil {
		return "", err
	}
	host := ""
	err = p.at("spawn", Read, false, func(pl place) error {
		st, err := pl.fs.Lstat(pl.name)
		switch {
		case err != nil:
			return err
		case st.IsLink():
			return errno.ELOOP
		case !st.IsDir():
			return errno.ENOTDIR
		}
		g, err := h.locate(pl.guest, Read, pl.guest)
		if err != nil {
			return err
		}
		t := &h.policy.trees[g.tree]
		if t.host == "" {
			return errno.ENOENT // a child cannot see what only we know
		}
		host = filepath.Join(t.host, filepath.FromSlash(pl.name))
		return nil
	})
	return host, err
}

// pipes connects the child; it returns the ends that are the child's.
func (p *Process) pipes(kinds [3]StdioKind) (theirs []*os.File, err error) {
	for fd, kind := range kinds {
		var child *os.File
		switch kind {
		case StdioPipe:
			r, w, err := os.Pipe()
			if err != nil {
				return theirs, err
			}
			switch fd {
			case 0:
				child, p.Stdin = r, w
			case 1:
				child, p.Stdout = w, r
			case 2:
				child, p.Stderr = w, r
			}
			theirs = append(theirs, child)
		case StdioInherit:
			child = p.h.stdio[fd].file
		}
		if child == nil {
			continue // exec gives it the null device
		}
		switch fd {
		case 0:
			p.cmd.Stdin = child
		case 1:
			p.cmd.Stdout = child
		case 2:
			p.cmd.Stderr = child
		}
	}
	return theirs, nil
}

func (p *Process) closePipes() {
	for _, c := range []io.Closer{p.Stdin, p.Stdout, p.Stderr} {
		if f, ok := c.(*os.File); ok && f != nil {
			f.Close()
		}
	}
}

// Pid is the child's number.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Exit is how a child ended: with a code, or by a signal ("SIGTERM").
type Exit struct {
	Code   int
	Signal string
}

// Wait waits for the end of the child, once. Pipes stay open for what is still
// in them.
func (p *Process) Wait() (Exit, error) {
	if p.waited.Swap(true) {
		return Exit{}, errno.ECHILD
	}
	err := p.cmd.Wait()
	p.h.count.processes.Add(-1)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return Exit{}, errno.Of(err)
	}
	return exitOf(p.cmd.ProcessState), nil
}

// Kill sends a signal by name; ESRCH once the child has ended, EINVAL for a name
// that is none.
func (p *Process) Kill(signal string) error {
	err := signalProcess(p.cmd.Process, signal)
	if errors.Is(err, os.ErrProcessDone) {
		return errno.ESRCH
	}
	if err != nil {
		return errno.Of(err)
	}
	return nil
}
