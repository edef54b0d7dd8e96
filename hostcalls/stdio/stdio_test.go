package stdio

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, host wasi.Config) *calltest.Guest {
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Host: host})
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// readAll logs what comes, chunk by chunk.
const readAll = `
	const text = (b) => String.fromCharCode(...b);
	function next(max = 65536) {
		stdio.read(0, max, { oncomplete(err, chunk) {
			if (err) log(err.message, err);
			else if (chunk === null) log('end');
			else { log(chunk.length < 100 ? text(chunk) : chunk.length); next(max); }
		} });
	}
`

func TestType(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	g := newGuest(t, wasi.Config{Stdin: r, Stdout: file})
	check(t, g.Run(`log([0, 1, 2, 3, -1, 2 ** 31].map((fd) => stdio.type(fd)))`), `["PIPE","FILE","PIPE","UNKNOWN","UNKNOWN","UNKNOWN"]`)
}

func TestWrite(t *testing.T) {
	var out, problems bytes.Buffer
	g := newGuest(t, wasi.Config{Stdout: &out, Stderr: &problems})
	got := g.Run(`
		log(stdio.write(1, new Uint8Array([104, 105])), stdio.writeString(1, ' \u20ac\ud83d\ude00\n'), stdio.write(1, new Uint8Array(0)));
		stdio.write(1, new Uint16Array([0x6261]).buffer);
		stdio.write(1, new Uint8Array([0, 33, 34, 0]).subarray(1, 3));
		stdio.writeString(2, 'oh');
		for (const fd of [0, 3, -1]) log(fails(() => stdio.writeString(fd, 'x')));
	`)
	bad := `EBADF: bad file descriptor, write {"errno":-9,"code":"EBADF","syscall":"write"}`
	check(t, got, "undefined undefined undefined\nwrite EBADF"+bad[len("EBADF: bad file descriptor, write"):]+"\n"+bad+"\n"+bad)
	if out.String() != "hi €😀\nab!\"" || problems.String() != "oh" {
		t.Errorf("%q, %q", &out, &problems)
	}
}

// slow writes a little at a time, as nobody should.
type slow struct{ bytes.Buffer }

func (s *slow) Write(p []byte) (int, error) { return s.Buffer.Write(p[:min(len(p), 3)]) }

// stuck takes nothing and says nothing.
type stuck struct{}

func (stuck) Write([]byte) (int, error) { return 0, nil }

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestWriteIsComplete(t *testing.T) {
	var out slow
	g := newGuest(t, wasi.Config{Stdout: &out, Stderr: stuck{}})
	check(t, g.Run(`stdio.writeString(1, 'abcdefghij'); try { stdio.writeString(2, 'x'); log('written'); } catch (e) { log(e.syscall) }`), "write")
	if out.String() != "abcdefghij" {
		t.Errorf("%q", out.String())
	}
}

func TestWriteFails(t *testing.T) {
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	g := newGuest(t, wasi.Config{Stdout: broken{}, Stderr: file})
	check(t, g.Run(`log(fails(() => stdio.writeString(1, 'x'))); log(fails(() => stdio.writeString(2, 'x')))`),
		`write EPIPE {"errno":-32,"code":"EPIPE","syscall":"write"}
EBADF: bad file descriptor, write {"errno":-9,"code":"EBADF","syscall":"write"}`)
}

func TestRead(t *testing.T) {
	g := newGuest(t, wasi.Config{Stdin: strings.NewReader("hello world")})
	check(t, g.Run(readAll+`next(4); log('first')`), "first\nhell\no wo\nrld\nend")
	check(t, g.Run(`next()`), "end")
	none := newGuest(t, wasi.Config{})
	check(t, none.Run(readAll+`next()`), "end")
}

// A read takes what is there, up to its bound, however much is asked for.
func TestReadIsBounded(t *testing.T) {
	g := newGuest(t, wasi.Config{Stdin: bytes.NewReader(make([]byte, 3<<20))})
	check(t, g.Run(readAll+`next(2 ** 31 - 1)`), "1048576\n1048576\n1048576\nend")
}

func TestReadFails(t *testing.T) {
	g := newGuest(t, wasi.Config{Stdin: io.MultiReader(strings.NewReader("ab"), failing{})})
	check(t, g.Run(readAll+`
		for (const args of [[1, 10], [3, 10], [-1, 10], [0, 0]]) stdio.read(...args, { oncomplete(err) { log(args, err.message); } });
		log(fails(() => stdio.read(0, 10)));
	`), `stdio.read needs a request object {"code":"ERR_INVALID_ARG_TYPE"}
[1,10] EBADF: bad file descriptor, read
[3,10] EBADF: bad file descriptor, read
[-1,10] EBADF: bad file descriptor, read
[0,0] EINVAL: invalid argument, read`)
	check(t, g.Run(`next()`), `ab
read EIO {"errno":-5,"code":"EIO","syscall":"read"}`)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, syscall.EIO }

// Reads that wait are served in their order, and each gets its own.
func TestReadsQueue(t *testing.T) {
	r, w := io.Pipe()
	g := newGuest(t, wasi.Config{Stdin: r})
	go func() {
		for _, s := range []string{"one", "two", "three"} {
			_, _ = io.WriteString(w, s)
		}
		w.Close()
	}()
	check(t, g.Run(readAll+`for (let i = 0; i < 4; i++) stdio.read(0, 100, { oncomplete(err, chunk) { log(i, chunk && text(chunk)); } })`),
		"0 one\n1 two\n2 three\n3 null")
}

func TestRef(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	g := newGuest(t, wasi.Config{Stdin: r})
	// Run comes back although the read is pending.
	check(t, g.Run(readAll+`stdio.setRef(0, false); next(); stdio.setRef(1, true); stdio.setRef(2, false); log(stdio.setRef(9, true))`), "undefined")
	go func() {
		time.Sleep(10 * time.Millisecond)
		_, _ = io.WriteString(w, "late")
		w.Close()
	}()
	check(t, g.Run(`stdio.setRef(0, true)`), "late\nend")
}

// silent is a source that answers when it is told to.
type silent struct {
	asked chan struct{}
	tell  chan string
}

func (s *silent) Read(p []byte) (int, error) {
	s.asked <- struct{}{}
	return copy(p, <-s.tell), nil
}

// An isolate that waits for input that never comes can be closed at once.
func TestCloseWhileReading(t *testing.T) {
	source := &silent{asked: make(chan struct{}, 10), tell: make(chan string)}
	g := newGuest(t, wasi.Config{Stdin: source})
	if got := g.Run(readAll + `stdio.setRef(0, false); next(); next();`); got != "" {
		t.Fatal(got)
	}
	<-source.asked
	start := time.Now()
	g.Close()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
	// The read that had begun takes one chunk with it; the one behind it is gone.
	source.tell <- "x"
	select {
	case <-source.asked:
		t.Error("somebody reads on")
	case <-time.After(50 * time.Millisecond):
	}
}

func TestNoTerminal(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	check(t, g.Run(`
		for (const fd of [0, 1, 9]) log(fails(() => stdio.windowSize(fd)), fails(() => stdio.setRawMode(fd, true)), fails(() => stdio.setRawMode(fd, false)));
	`), `getWindowSize ENOTTY {"errno":-25,"code":"ENOTTY","syscall":"getWindowSize"} setRawMode ENOTTY {"errno":-25,"code":"ENOTTY","syscall":"setRawMode"} no error: undefined
getWindowSize ENOTTY {"errno":-25,"code":"ENOTTY","syscall":"getWindowSize"} setRawMode ENOTTY {"errno":-25,"code":"ENOTTY","syscall":"setRawMode"} no error: undefined
getWindowSize EBADF {"errno":-9,"code":"EBADF","syscall":"getWindowSize"} setRawMode EBADF {"errno":-9,"code":"EBADF","syscall":"setRawMode"} setRawMode EBADF {"errno":-9,"code":"EBADF","syscall":"setRawMode"}`)
}
