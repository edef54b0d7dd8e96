//go:build linux || darwin

package wjs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// waitingWAT opens "fifo" below descriptor 3 with rights, if those are not 0, and
// calls an import with that descriptor, or 1, until nothing comes or it fails.
const waitingWAT = `(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "%s" (func $io (param i32 i32 i32 i32) (result i32)))
  (memory 2)
  (data (i32.const 100) "fifo")
  (func $start (export "_start")
    (i32.store (i32.const 0) (i32.const 1))
    (if (i32.const %[2]d) (then (drop (call $open (i32.const 3) (i32.const 0) (i32.const 100) (i32.const 4) (i32.const 0) (i64.const %[2]d) (i64.const 0) (i32.const 0) (i32.const 0)))))
    (i32.store (i32.const 16) (i32.const 1000))
    (i32.store (i32.const 20) (i32.const 60000))
    (loop $more
      (i32.store (i32.const 40) (i32.const 0))
      (drop (call $io (i32.load (i32.const 0)) (i32.const 16) (i32.const 1) (i32.const 40)))
      (br_if $more (i32.load (i32.const 40))))
    (loop $ever (br_if $ever (i32.const %[3]d)))))`

// What waits for the other side of a FIFO or of standard output ends with the
// deadline, with the context and with Close, in JavaScript and in WASI programs,
// and leaves nothing running.
func TestWaitingEnds(t *testing.T) {
	const read, write = 1 << 1, 1 << 6
	for _, c := range []struct {
		name     string
		js, call string // what waits, in JavaScript and in WASI
		rights   int
		writer   bool // somebody holds the FIFO open and says nothing
		reader   bool // somebody holds it open and reads nothing
		pipe     bool // standard output is a pipe of the system, or one of Go
		ends     bool // without being told
	}{
		{"a FIFO that nobody writes to", `fs.readFileSync('/d/fifo')`, "fd_read", read, false, false, true, true},
		{"a FIFO whose writer is silent", `fs.readFileSync('/d/fifo')`, "fd_read", read, true, false, true, false},
		{"its descriptor", `fs.readSync(fs.openSync('/d/fifo'), Buffer.alloc(1))`, "fd_read", read, true, false, true, false},
		{"a promise of it", `await fs.promises.readFile('/d/fifo')`, "fd_read", read, true, false, true, false},
		{"a stream of it", `for await (const c of fs.createReadStream('/d/fifo'));`, "fd_read", read, true, false, true, false},
		{"a FIFO whose reader is silent", `fs.writeFileSync('/d/fifo', Buffer.alloc(1 << 20))`, "fd_write", write, false, true, true, false},
		{"a promise to write", `await fs.promises.writeFile('/d/fifo', Buffer.alloc(1 << 20))`, "fd_write", write, false, true, true, false},
		{"a pipe that is full", `process.stdout.write('x'.repeat(1 << 20))`, "fd_write", 0, false, false, true, false},
		{"its descriptor 1", `for (;;) fs.writeSync(1, 'x'.repeat(1 << 16))`, "fd_write", 0, false, false, true, false},
		{"the console", `for (;;) console.log('x'.repeat(1 << 10))`, "fd_write", 0, false, false, true, false},
		{"a writer that nobody reads", `process.stdout.write('x'.repeat(1 << 20))`, "fd_write", 0, false, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := unix.Mkfifo(dir+"/fifo", 0o600); err != nil {
				t.Fatal(err)
			}
			if c.writer || c.reader {
				f, err := os.OpenFile(dir+"/fifo", os.O_RDWR, 0) // both sides, so that it opens at once
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
			}
			binary := assembleWAT(t, fmt.Sprintf(waitingWAT, c.call, c.rights, map[bool]int{true: 0, false: 1}[c.ends]))
			command, err := NewCommand(binary, PlatformOptions{})
			if err != nil {
				t.Fatal(err)
			}
			defer command.Close()
			opts := Options{Dir: "/d", Permissions: Permissions{Dirs: []Dir{{Path: "/d", Host: dir, Writable: true}}}}
			leakFree(t, 8, func() {
				for _, how := range []string{"deadline", "context", "close"} {
					stdout, release := full(t, c.pipe)
					opts.Stdout = stdout
					opts.Limits.Timeout = map[string]time.Duration{"deadline": patience}[how]
					r, err := New(t.Context(), opts)
					if err != nil {
						t.Fatal(err)
					}
					expect(t, "JavaScript", how, c.ends, r, func(ctx context.Context) error {
						_, err := r.Eval(ctx, `(async () => { const fs = process.getBuiltinModule('fs'); `+c.js+` })()`)
						return err
					})
					if err := r.Close(); err != nil {
						t.Error(err)
					}
					if how != "close" { // a command has none while it runs
						expect(t, "WASI", how, c.ends, nil, func(ctx context.Context) error { return command.Run(ctx, opts) })
					}
					release()
				}
			})
		})
	}
}

// patience is how long what waits is let wait.
const patience = 50 * time.Millisecond

// expect runs what waits, and wants it to end soon in the way that it is told to.
func expect(t *testing.T, who, how string, ends bool, r *Runtime, run func(context.Context) error) {
	t.Helper()
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	begin := time.Now()
	timer := time.AfterFunc(patience, func() {
		switch how {
		case "context":
			cancel(reason)
		case "close":
			_ = r.Close()
		}
	})
	err := run(ctx)
	var late *TimeoutError
	switch {
	case ends && err == nil, how == "deadline" && errors.As(err, &late), how == "context" && errors.Is(err, reason), how == "close" && errors.Is(err, ErrClosed):
	default:
		t.Errorf("%s, %s: %v", who, how, err)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("%s, %s: it took %v", who, how, d)
	}
	timer.Stop()
}

// full is a standard output that nobody reads, until release.
func full(t *testing.T, pipe bool) (w io.Writer, release func()) {
	t.Helper()
	if !pipe {
		r, w := io.Pipe()
		return w, func() { r.Close() }
	}
	r, f, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return f, func() { r.Close(); f.Close() }
}

// Who waits for FIFOs keeps nobody else from files.
func TestWaitingNeighbour(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mkfifo(dir+"/fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(dir+"/fifo", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	opts := Options{Dir: "/d", Permissions: Permissions{Dirs: []Dir{{Path: "/d", Host: dir}}}}
	ctx, enough := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range 8 {
		r := open(t, opts)
		waiting.Go(func() {
			_, _ = r.Eval(ctx, `Promise.all(Array.from({ length: 20 }, () => process.getBuiltinModule('fs').promises.readFile('/d/fifo')))`)
		})
		for end := time.Now().Add(10 * time.Second); r.Usage().Pending < 20; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it does not begin")
			}
		}
	}
	if _, err := open(t, opts).Eval(within(t, 20*time.Second), `process.getBuiltinModule('fs').promises.readdir('/d')`); err != nil {
		t.Errorf("a neighbour: %v", err)
	}
	enough()
	waiting.Wait()
}
