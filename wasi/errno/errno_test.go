package errno

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

func TestTable(t *testing.T) {
	seen := map[int]Errno{}
	for e := Errno(1); int(e) < len(table); e++ {
		r := &table[e]
		if r.name == "" || r.message == "" || r.uv >= 0 || r.wasi == 0 {
			t.Errorf("row %d is not complete: %+v", e, r)
		}
		if old, ok := seen[e.UV()]; ok {
			t.Errorf("%s and %s are both %d", old.Name(), e.Name(), e.UV())
		}
		seen[e.UV()] = e
	}
	// Each number of preview1 belongs to one row.
	owners := map[uint16]int{}
	for _, r := range table[1:] {
		if r.wasi > 0 {
			owners[uint16(r.wasi)]++
		}
	}
	for n := uint16(1); n <= 76; n++ {
		if owners[n] != 1 {
			t.Errorf("%d rows own number %d", owners[n], n)
		}
		if e, ok := FromWASI(n); !ok || e.WASI() != n {
			t.Errorf("FromWASI(%d) = %s", n, e.Name())
		}
	}
	if _, ok := FromWASI(77); ok {
		t.Error("77 is a number")
	}
	if Errno(255).Name() != "UNKNOWN" || Success.WASI() != 0 || Success.UV() != 0 {
		t.Error("the ends of the table")
	}
	n := 0
	for e := range All {
		if n++; e >= firstForeign {
			t.Errorf("libuv does not know %s", e.Name())
		}
	}
	if n != 85 {
		t.Errorf("libuv has 85 errors, here are %d", n)
	}
}

func TestNode(t *testing.T) {
	for _, c := range []struct {
		e    Errno
		uv   int
		wasi uint16
		text string
	}{
		{ENOENT, -2, 44, "ENOENT: no such file or directory"},
		{EACCES, -13, 2, "EACCES: permission denied"},
		{ENOTEMPTY, -39, 55, "ENOTEMPTY: directory not empty"},
		{ELOOP, -40, 32, "ELOOP: too many symbolic links encountered"},
		{EISDIR, -21, 31, "EISDIR: illegal operation on a directory"},
		{EOF, -4095, 29, "EOF: end of file"},
		{UNKNOWN, -4094, 29, "UNKNOWN: unknown error"},
		{ECANCELED, -125, 11, "ECANCELED: operation canceled"},
		{EAI_NONAME, -3008, 44, "EAI_NONAME: unknown node or service"},
		{ETIMEDOUT, -110, 73, "ETIMEDOUT: connection timed out"},
	} {
		if c.e.UV() != c.uv || c.e.WASI() != c.wasi || c.e.Error() != c.text {
			t.Errorf("%s: %d, %d, %q", c.e.Name(), c.e.UV(), c.e.WASI(), c.e.Error())
		}
	}
}

type custom struct{}

func (custom) Error() string { return "ENOENT: a text that says nothing" }

type timeout struct{ custom }

func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

func TestOf(t *testing.T) {
	_, notExist := os.Open(filepath.Join(t.TempDir(), "x"))
	for _, c := range []struct {
		err  error
		want Errno
	}{
		{nil, Success},
		{notExist, ENOENT},
		{fmt.Errorf("wrapped: %w", notExist), ENOENT},
		{ENOSPC, ENOSPC},
		{fmt.Errorf("wrapped: %w", ENOSPC), ENOSPC},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, EACCES},
		{os.NewSyscallError("connect", syscall.ECONNREFUSED), ECONNREFUSED},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}, ENETUNREACH},
		{&net.DNSError{IsNotFound: true}, EAI_NONAME},
		{&net.DNSError{IsTimeout: true}, EAI_AGAIN},
		{&net.DNSError{}, EAI_FAIL},
		{fs.ErrNotExist, ENOENT}, {fs.ErrExist, EEXIST}, {fs.ErrPermission, EACCES},
		{fs.ErrClosed, EBADF}, {fs.ErrInvalid, EINVAL}, {net.ErrClosed, ECANCELED},
		{io.EOF, EOF}, {io.ErrClosedPipe, EPIPE}, {context.Canceled, ECANCELED},
		{context.DeadlineExceeded, ETIMEDOUT}, {os.ErrDeadlineExceeded, ETIMEDOUT},
		{errors.ErrUnsupported, ENOTSUP}, {net.UnknownNetworkError("x"), EAFNOSUPPORT},
		{&net.AddrError{}, EINVAL}, {timeout{}, ETIMEDOUT},
		{custom{}, UNKNOWN}, {errors.New("permission denied"), UNKNOWN},
	} {
		if got := Of(c.err); got != c.want {
			t.Errorf("Of(%v) = %s, want %s", c.err, got.Name(), c.want.Name())
		}
	}
	if runtime.GOOS != "windows" {
		for e, name := range map[syscall.Errno]string{
			syscall.ENOTEMPTY: "ENOTEMPTY", syscall.EXDEV: "EXDEV", syscall.ELOOP: "ELOOP",
			syscall.ESTALE: "ESTALE", syscall.EOPNOTSUPP: "ENOTSUP", syscall.EADDRINUSE: "EADDRINUSE",
		} {
			if Of(e).Name() != name {
				t.Errorf("%s is %s", name, Of(e).Name())
			}
		}
	}
}

// The refusal of an os.Root has no code of its own, and gets none by guessing.
func TestRootEscape(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	_, err = root.Open("../x")
	if err == nil || Of(err) != UNKNOWN {
		t.Errorf("%v is %s", err, Of(err).Name())
	}
}

func TestIs(t *testing.T) {
	for e, target := range map[Errno]error{
		ENOENT: fs.ErrNotExist, EEXIST: fs.ErrExist, EPERM: fs.ErrPermission, EACCES: fs.ErrPermission,
		ENOSYS: errors.ErrUnsupported, ECANCELED: context.Canceled, EBADF: fs.ErrClosed,
	} {
		if !errors.Is(fmt.Errorf("x: %w", e), target) {
			t.Errorf("%s is not %v", e.Name(), target)
		}
		if errors.Is(EIO, target) {
			t.Errorf("EIO is %v", target)
		}
	}
}
