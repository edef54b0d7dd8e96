package wjs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
)

// RunTests runs files of tests as `node --test` does: those that the patterns
// name, or the usual ones, each in a runtime of its own with the permissions and
// limits of this one (see Limits.Isolates). Options.Flags are those of Node's
// runner. It returns *ExitError with code 1 if a test failed.
func (r *Runtime) RunTests(ctx context.Context, patterns []string) error {
	return r.do(ctx, func(ctx context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		return r.program(ctx, "internal/main/test", "main", nonNil(patterns))
	})
}

// testSpec is what the library says of a file to run.
type testSpec struct {
	File     string // in the script's view; "" runs Patterns in one runtime
	Patterns []string
	Args     []string
	ExecArgv []string
	Env      []string // the variables that may be seen, as KEY=value
	Dir      string
	Flags    map[string]any
}

// testFile is a file that runs in a runtime of its own, on its own goroutine.
type testFile struct {
	cancel context.CancelCauseFunc
	out    *outbox
	handle *reactor.Handle
	ended  chan struct{}
}

// errTestEnded is why a file is ended that nobody waits for any more.
var errTestEnded = errors.New("wjs: the test was ended")

// Close ends the file, if it still runs, and waits for that.
func (f *testFile) Close() error {
	f.cancel(errTestEnded)
	f.out.close()
	<-f.ended
	f.handle.Close(nil)
	return nil
}

// startTestFile starts the file as soon as one of the runtime's places is free.
func (r *Runtime) startTestFile(c *hostcalls.Call, spec testSpec) (int, error) {
	if cap(r.isolates) == 0 {
		return 0, &wasi.Denied{Kind: wasi.KindRun, Permission: "ChildProcess", Resource: r.opts.ExecPath, Flag: "-A"}
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	h := c.Loop().NewHandle("TestFile")
	f := &testFile{cancel: cancel, out: newOutbox(), handle: h, ended: make(chan struct{})}
	go func() {
		defer close(f.ended)
		defer cancel(nil)
		select {
		case r.isolates <- struct{}{}:
		case <-ctx.Done():
			return
		}
		defer func() { <-r.isolates }()
		code := r.runFile(ctx, spec, f.out)
		f.out.put("exit", []byte(fmt.Sprint(code)))
	}()
	return c.Resources().AddHandle(f, h), nil
}

// runTestFile runs the file to its end and returns its exit code.
func (r *Runtime) runTestFile(ctx context.Context, spec testSpec, out *outbox) int {
	opts := r.opts
	opts.Platform = r.platform
	opts.Limits.Isolates = 0
	opts.Args, opts.ExecArgv, opts.Env, opts.Dir, opts.Flags = spec.Args, spec.ExecArgv, spec.Env, spec.Dir, spec.Flags
	opts.Stdin, opts.Stdout, opts.Stderr = nil, out.writer("stdout"), out.writer("stderr")
	child, err := New(ctx, opts)
	if err == nil {
		child.testEvents = out
		if spec.File == "" {
			err = child.RunTests(ctx, spec.Patterns)
		} else {
			err = child.Run(ctx, spec.File)
		}
		err = errors.Join(err, child.Close())
	}
	code, message := exitCode(err)
	if message != "" {
		out.put("stderr", []byte(message+"\n"))
	}
	return code
}

// exitCode is that of a process that ended so, and what is still to be said.
func exitCode(err error) (int, string) {
	var (
		exit     *ExitError
		uncaught *UncaughtError
	)
	switch {
	case err == nil:
		return 0, ""
	case errors.As(err, &exit):
		return exit.Code, ""
	case errors.As(err, &uncaught):
		return uncaught.ExitCode, ""
	}
	return 1, err.Error()
}

// errNoRuntime is for isolates that are no file of tests, or of no Runtime at all.
var errNoRuntime = &hostcalls.TypeError{Message: "no runtime of tests is here"}

// testFilesBinding is what run() of node:test stands on:
//
//	start(spec: string): number             spec is a testSpec as JSON
//	next(id: number, req)                   [kind, bytes, …]: what has come, at least one;
//	                                        null when the file is closed
//	close(id: number)
//	emit(event: Uint8Array)                 of a file: an event for the runtime that started it
func testFilesBinding() *hostcalls.Binding {
	b := hostcalls.New("testfiles")
	hostcalls.Op1(b.Owns(), "start", func(c *hostcalls.Call, text string) (int, error) {
		var spec testSpec
		if err := json.Unmarshal([]byte(text), &spec); err != nil {
			return 0, &hostcalls.TypeError{Message: "a file of tests: " + err.Error()}
		}
		r := runtimeOf(c)
		if r == nil {
			return 0, errNoRuntime
		}
		return r.startTestFile(c, spec)
	})
	hostcalls.Async1(b.Holds(), "next", func(c *hostcalls.Call, done *hostcalls.Completion[hostcalls.Later[engine.Value]], id int) error {
		f, err := hostcalls.Get[*testFile](c.Resources(), id)
		if err != nil {
			return err
		}
		r := runtimeOf(c)
		if r == nil {
			return errNoRuntime
		}
		done.Own(f.handle)
		go func() {
			list := f.out.take()
			done.Resolve(hostcalls.Later[engine.Value]{Finish: func() (engine.Value, error) { return r.toJS(list) }})
		}()
		return nil
	})
	hostcalls.Op1(b.Holds(), "close", func(c *hostcalls.Call, id int) (hostcalls.None, error) {
		f, err := hostcalls.Get[*testFile](c.Resources(), id)
		if err != nil {
			return hostcalls.None{}, err
		}
		c.Resources().Remove(id)
		return hostcalls.None{}, f.Close()
	})
	hostcalls.Op1(b, "emit", func(c *hostcalls.Call, event []byte) (hostcalls.None, error) {
		r := runtimeOf(c)
		if r == nil || r.testEvents == nil {
			return hostcalls.None{}, errNoRuntime
		}
		r.testEvents.put("event", event)
		return hostcalls.None{}, nil
	})
	return b
}
