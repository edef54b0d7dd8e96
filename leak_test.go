package wjs

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"
)

// footprint is what a process holds of the system. -1 stands for what this
// system cannot tell.
type footprint struct{ goroutines, descriptors, mappings int }

func measure() footprint {
	f := footprint{goroutines: runtime.NumGoroutine(), descriptors: -1, mappings: -1}
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil {
		f.descriptors = len(entries)
	}
	if maps, err := os.ReadFile("/proc/self/maps"); err == nil {
		f.mappings = bytes.Count(maps, []byte("\n"))
	}
	return f
}

// leakFree runs f after everything that is made once is there, and wants the
// footprint from before back. Go's own heap may take some mappings.
func leakFree(t *testing.T, mappings int, f func()) {
	t.Helper()
	f()
	before := measure()
	f()
	var after footprint
	for range 60 {
		after = measure()
		if after.goroutines <= before.goroutines && after.descriptors <= before.descriptors && after.mappings <= before.mappings+mappings {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	var stacks strings.Builder
	_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
	t.Errorf("before %+v, after %+v\n%s", before, after, stacks.String())
}

// states are those that a runtime can be closed in.
var states = map[string]func(t *testing.T, dir string) *Runtime{
	"never used": func(t *testing.T, _ string) *Runtime { return bare(t, Options{}) },
	"idle": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		eval(t, r, "1")
		return r
	},
	"a timer and an immediate are left": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		eval(t, r, "setInterval(() => {}, 1); setTimeout(() => {}, 1e7); setImmediate(() => {}); 1")
		return r
	},
	"running": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		busy(t, r, "started(); while (true) {}")
		return r
	},
	"in a builtin": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		busy(t, r, "started(); new Array(1e9) + ''")
		return r
	},
	"parked on a timer": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		busy(t, r, "started(); new Promise((f) => setTimeout(f, 1e8))")
		return r
	},
	"a file open": func(t *testing.T, dir string) *Runtime {
		r := bare(t, Options{Permissions: Permissions{Read: []string{dir}}})
		open := `const fs = process.getBuiltinModule('fs'); for (let i = 0; i < 20; i++) fs.openSync(` + quote(filepath.Join(dir, "file")) + `); 1`
		eval(t, r, open)
		return r
	},
	"sessions of HTTP/2 are open": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{Permissions: Permissions{Net: []string{"127.0.0.1"}}})
		eval(t, r, `new Promise((done) => {
			const http2 = process.getBuiltinModule('http2'), server = http2.createServer();
			server.on('stream', (stream) => { stream.respond(); stream.write('begun'); });
			server.listen(0, '127.0.0.1', () => {
				for (let i = 0; i < 5; i++) {
					http2.connect('http://127.0.0.1:' + server.address().port).request({ ':method': 'POST' }, { endStream: false }).on('data', () => done(1));
				}
			});
		})`)
		return r
	},
	"secure connections are open": func(t *testing.T, _ string) *Runtime {
		pem, err := os.ReadFile(filepath.Join("testdata", "patched", "tls.pem"))
		if err != nil {
			t.Fatal(err)
		}
		r := bare(t, Options{Permissions: Permissions{Net: []string{"127.0.0.1"}}})
		eval(t, r, `new Promise((done) => {
			const tls = process.getBuiltinModule('tls'), net = process.getBuiltinModule('net'), pem = `+strconv.Quote(string(pem))+`;
			const server = tls.createServer({ key: pem, cert: pem }, (socket) => { socket.on('error', () => {}).write(Buffer.alloc(1 << 22)); });
			server.listen(0, '127.0.0.1', () => {
				const options = { port: server.address().port, host: '127.0.0.1', servername: 'peer', ca: pem };
				for (let i = 0; i < 5; i++) {
					net.connect(options).write('\x16\x03\x01');
					const outer = tls.connect(options);
					outer.once('data', () => { outer.pause(); done(1); });
					tls.connect({ ...options, socket: tls.connect(options).on('error', () => {}) }).on('error', () => {});
				}
			});
		})`)
		return r
	},
	"reads pending": func(t *testing.T, dir string) *Runtime {
		r := bare(t, Options{Permissions: Permissions{Read: []string{dir}}})
		eval(t, r, `for (let i = 0; i < 50; i++) process.getBuiltinModule('fs').readFile(`+quote(filepath.Join(dir, "file"))+`, () => {}); 1`)
		return r
	},
	"standard input pending": func(t *testing.T, _ string) *Runtime {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r := bare(t, Options{Stdin: in})
		closers[r] = func() { _ = out.Close(); _ = in.Close() }
		busy(t, r, "process.stdin.on('data', () => {}); started(); new Promise(() => {})")
		return r
	},
	"a Go function pending": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		if err := r.SetAsyncFunc("wait", func(ctx context.Context, _ []any) (any, error) { <-ctx.Done(); return nil, ctx.Err() }); err != nil {
			t.Fatal(err)
		}
		busy(t, r, "started(); wait()")
		return r
	},
	"in a Go function": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		if err := r.SetFunc("wait", func(ctx context.Context, _ []any) (any, error) { <-ctx.Done(); return nil, ctx.Err() }); err != nil {
			t.Fatal(err)
		}
		busy(t, r, "started(); wait()")
		return r
	},
	"a read of a pipe pending": func(t *testing.T, dir string) *Runtime {
		pipe := filepath.Join(dir, "pipe")
		if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil && !bytes.Contains(out, []byte("exists")) {
			t.Skip(err)
		}
		r := bare(t, Options{Permissions: Permissions{Read: []string{dir}, Write: []string{dir}}})
		busy(t, r, `started(); process.getBuiltinModule('fs').promises.open(`+quote(pipe)+`, 'r+').then((f) => f.read(new Uint8Array(1)))`)
		return r
	},
	"killed for its time": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{Limits: Limits{Timeout: 50 * time.Millisecond}})
		if _, err := r.Eval(t.Context(), "for (;;);"); err == nil {
			t.Error("it was not killed")
		}
		return r
	},
	"killed for its memory": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{Limits: Limits{Memory: 32 << 20}})
		if _, err := r.Eval(t.Context(), "const a = []; for (;;) a.push(new Uint8Array(1e6))"); err == nil {
			t.Error("it was not killed")
		}
		return r
	},
	"uncaught error": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		if err := r.RunSource(t.Context(), "[eval]", "throw new Error('x')", false); err == nil {
			t.Error("the error was caught")
		}
		return r
	},
	"process.exit": func(t *testing.T, _ string) *Runtime {
		r := bare(t, Options{})
		var exit *ExitError
		if err := r.RunSource(t.Context(), "[eval]", "process.exit(3)", false); !errors.As(err, &exit) || exit.Code != 3 {
			t.Error(err)
		}
		return r
	},
}

// closers are called after the runtime's Close.
var closers = map[*Runtime]func(){}

func quote(s string) string { return "'" + strings.ReplaceAll(s, `\`, `\\`) + "'" }

func bare(t *testing.T, opts Options) *Runtime {
	t.Helper()
	r, err := New(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// busy leaves the runtime in the middle of source, on another goroutine, which
// has to be told that the runtime was closed.
func busy(t *testing.T, r *Runtime, source string) {
	t.Helper()
	started, done := make(chan struct{}), make(chan error, 1)
	if err := r.SetFunc("started", func(context.Context, []any) (any, error) { close(started); return nil, nil }); err != nil {
		t.Fatal(err)
	}
	go func() { _, err := r.Eval(context.Background(), source); done <- err }()
	select {
	case <-started:
		time.Sleep(20 * time.Millisecond) // to get from here to where it waits
	case err := <-done:
		t.Fatalf("%s: %v", source, err)
	}
	after := closers[r]
	closers[r] = func() {
		if after != nil {
			after()
		}
		select {
		case err := <-done:
			if !errors.Is(err, ErrClosed) {
				t.Errorf("what ran ended with %v, want ErrClosed", err)
			}
		case <-time.After(5 * time.Second):
			t.Error("what ran was not ended")
		}
	}
}

func TestCloseInEveryState(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), bytes.Repeat([]byte("x"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, state := range states {
		t.Run(name, func(t *testing.T) {
			leakFree(t, 4, func() {
				r := state(t, dir)
				start := time.Now()
				for range 2 {
					if err := r.Close(); err != nil {
						t.Errorf("Close: %v", err)
					}
				}
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("Close took %v", took)
				}
				if after := closers[r]; after != nil {
					after()
				}
				delete(closers, r)
				if _, err := r.Eval(context.Background(), "1"); !errors.Is(err, ErrClosed) {
					t.Errorf("used after Close: %v", err)
				}
			})
		})
	}
}

// Close from several goroutines at once waits in each of them.
func TestCloseAtOnce(t *testing.T) {
	leakFree(t, 4, func() {
		r := bare(t, Options{})
		busy(t, r, "started(); for (;;);")
		done := make(chan error, 4)
		for range 4 {
			go func() { done <- r.Close() }()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		closers[r]()
		delete(closers, r)
	})
}

func TestThousandRuntimes(t *testing.T) {
	n := 500 // and twice that, see leakFree
	if testing.Short() {
		n = 20
	}
	start := time.Now()
	leakFree(t, 10, func() {
		for range n {
			r := bare(t, Options{})
			if x := eval(t, r, "setTimeout(() => {}, 1e6); [1, 2].length"); x != int64(2) {
				t.Fatal(x)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
	})
	t.Logf("%v a runtime, made, used and closed", time.Since(start)/time.Duration(2*n))
}

// A platform that is closed leaves nothing behind either.
func TestPlatformClose(t *testing.T) {
	leakFree(t, 10, func() {
		p, err := NewPlatform(context.Background(), PlatformOptions{CacheDir: filepath.Join(t.TempDir(), "cache")})
		if err != nil {
			t.Fatal(err)
		}
		r := bare(t, Options{Platform: p})
		eval(t, r, "1")
		if err := errors.Join(r.Close(), p.Close()); err != nil {
			t.Error(err)
		}
		runtime.GC()
	})
}
