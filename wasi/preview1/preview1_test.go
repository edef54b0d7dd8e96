package preview1

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero/sys"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

const (
	fault = 65530 // an address so near the end that nothing fits
	fdDir = 3     // the preopen of newDirGuest
)

// newDirGuest has a directory open for reading and writing.
func newDirGuest(t *testing.T) (*guest, string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	policy, err := wasi.NewPolicy(wasi.MapDir("/data", dir, wasi.Read|wasi.Write))
	if err != nil {
		t.Fatal(err)
	}
	h, err := wasi.NewHost(policy, wasi.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return newGuest(t, Config{Host: h, Preopens: []Preopen{{Name: "/", Path: "/data"}}}), dir
}

func TestArgsAndEnviron(t *testing.T) {
	g := newGuest(t, Config{Args: []string{"prog", "x"}, Env: []string{"A=1"}})
	g.want(0, "args_sizes_get", 0, 4)
	if g.u32(0) != 2 || g.u32(4) != 7 {
		t.Errorf("%d arguments of %d bytes", g.u32(0), g.u32(4))
	}
	g.want(0, "args_get", 16, 32)
	if got, want := g.bytes(16, 9), "\x20\x00\x00\x00\x25\x00\x00\x00?"; got != want {
		t.Errorf("pointers %q, want %q", got, want)
	}
	if got, want := g.bytes(32, 8), "prog\x00x\x00?"; got != want {
		t.Errorf("arguments %q, want %q", got, want)
	}
	g.want(0, "environ_sizes_get", 0, 4)
	if g.u32(0) != 1 || g.u32(4) != 4 {
		t.Errorf("%d variables of %d bytes", g.u32(0), g.u32(4))
	}
	g.want(0, "environ_get", 64, 72)
	if got := g.bytes(72, 5); got != "A=1\x00?" {
		t.Errorf("variables %q", got)
	}
	g.want(errno.EFAULT, "args_get", 16, fault)
	g.want(errno.EFAULT, "args_get", fault, 16)
	g.want(errno.EFAULT, "environ_sizes_get", 0, fault+4)
}

func TestClocksAndRandom(t *testing.T) {
	at := time.Unix(1234, 5678)
	policy, _ := wasi.NewPolicy(wasi.WithClock(wasi.ClockRule{Frozen: true, At: at}))
	h, _ := wasi.NewHost(policy, wasi.Config{})
	defer h.Close()
	g := newGuest(t, Config{Host: h})
	g.want(0, "clock_time_get", clockRealtime, 0, 8)
	if got, _ := g.mem.ReadUint64Le(8); got != uint64(at.UnixNano()) {
		t.Errorf("the time is %d", got)
	}
	g.want(0, "clock_time_get", clockMonotonic, 0, 8)
	g.want(errno.EINVAL, "clock_time_get", 4, 0, 8)
	g.want(errno.EFAULT, "clock_time_get", 0, 0, fault)
	g.want(0, "clock_res_get", 0, 8)
	g.want(0, "random_get", 100, 64)
	if g.bytes(100, 64) == strings.Repeat("?", 64) || g.bytes(164, 1) != "?" {
		t.Error("not the 64 bytes were filled")
	}
	g.want(errno.EFAULT, "random_get", fault, 64)
	g.want(0, "sched_yield")
	g.want(errno.ENOSYS, "proc_raise", 6)
}

func TestStdio(t *testing.T) {
	var out bytes.Buffer
	h, _ := wasi.NewHost(nil, wasi.Config{Stdin: strings.NewReader("input"), Stdout: &out})
	defer h.Close()
	g := newGuest(t, Config{Host: h})
	g.put(100, "hello, ")
	g.put(200, "world")
	iovs := func(pairs ...uint32) uint64 {
		for i, v := range pairs {
			g.mem.WriteUint32Le(uint32(16+4*i), v)
		}
		return 16
	}
	g.want(0, "fd_write", 1, iovs(100, 7, 0, 0, 200, 5), 3, 8)
	if out.String() != "hello, world" || g.u32(8) != 12 {
		t.Errorf("%q, %d bytes", out.String(), g.u32(8))
	}
	g.want(0, "fd_read", 0, iovs(300, 3, 310, 10), 2, 8)
	// A stream may give less than there is room for.
	if n := g.u32(8); g.bytes(300, n) != "input"[:n] && g.bytes(300, 3)+g.bytes(310, n-3) != "input"[:n] {
		t.Errorf("%d bytes: %q %q", n, g.bytes(300, 3), g.bytes(310, 3))
	}
	g.want(errno.EFAULT, "fd_write", 1, iovs(100, 7, fault, 100), 2, 8)
	if out.String() != "hello, world" {
		t.Error("something was written before all buffers were checked")
	}
	g.want(errno.EFAULT, "fd_write", 1, fault, 1, 8)
	g.want(errno.EINVAL, "fd_write", 1, 16, 1025, 8)
	g.want(errno.EINVAL, "fd_write", 1, 16, 1<<29+1, 8) // 8 times this is 8 in 32 bits
	g.want(errno.ENOTCAPABLE, "fd_write", 0, 16, 1, 8)
	g.want(errno.EBADF, "fd_write", 9, 16, 1, 8)
	g.want(errno.EBADF, "fd_write", 1<<32-1, 16, 1, 8)
	g.want(errno.ESPIPE, "fd_seek", 1, 0, 0, 8)
	g.want(0, "fd_fdstat_get", 1, 400)
	g.want(errno.EBADF, "fd_prestat_get", 1, 400)
	g.want(errno.ENOTDIR, "path_open", 1, 0, 100, 1, 0, 0, 0, 0, 8)
	g.want(errno.ENOTSOCK, "sock_shutdown", 1, 0)
	g.want(0, "fd_close", 1)
	g.want(errno.EBADF, "fd_close", 1)
}

// open opens a path in the preopen and returns its descriptor.
func (g *guest) open(path string, oflags, rights, fdflags uint64) (uint64, errno.Errno) {
	at, n := g.put(1000, path)
	e := g.call("path_open", fdDir, followLinks, at, n, oflags, rights, rightsAll, fdflags, 8)
	return uint64(g.u32(8)), e
}

func TestFile(t *testing.T) {
	g, dir := newDirGuest(t)
	fd, e := g.open("f", openCreate|openExclusive, rightsAll, 0)
	if e != 0 {
		t.Fatal(e)
	}
	g.put(100, "0123456789")
	g.mem.WriteUint32Le(16, 100)
	g.mem.WriteUint32Le(20, 10)
	g.want(0, "fd_write", fd, 16, 1, 24)
	g.want(0, "fd_tell", fd, 24)
	if g.u32(24) != 10 {
		t.Errorf("position %d", g.u32(24))
	}
	g.want(0, "fd_pwrite", fd, 16, 1, 5, 24)
	g.want(0, "fd_seek", fd, 2, 0, 24)
	g.want(0, "fd_pread", fd, 16, 1, 0, 24)
	if got := g.bytes(100, 10); got != "0123401234" {
		t.Errorf("%q", got)
	}
	g.want(0, "fd_filestat_set_size", fd, 3)
	g.want(0, "fd_allocate", fd, 0, 6)
	g.want(errno.EINVAL, "fd_allocate", fd, 0, 0)
	g.want(0, "fd_filestat_set_times", fd, 1e9+1, 2e9+2, 5)
	g.want(errno.EINVAL, "fd_filestat_set_times", fd, 0, 0, 3)
	g.want(0, "fd_filestat_get", fd, 400)
	st := []byte(g.bytes(400, 64))
	if size := binary.LittleEndian.Uint64(st[32:]); st[16] != typeRegular || size != 6 {
		t.Errorf("type %d, size %d", st[16], size)
	}
	if mtime := binary.LittleEndian.Uint64(st[48:]); mtime != 2e9+2 {
		t.Errorf("mtime %d", mtime)
	}
	g.want(0, "fd_sync", fd)
	g.want(0, "fd_datasync", fd)
	g.want(0, "fd_advise", fd, 0, 0, 0)
	g.want(errno.EINVAL, "fd_advise", fd, 0, 0, 6)
	g.want(0, "fd_fdstat_set_flags", fd, uint64(fdAppend))
	g.want(0, "fd_seek", fd, 0, 0, 24)
	g.want(0, "fd_write", fd, 16, 1, 24)
	got, err := os.ReadFile(filepath.Join(dir, "f"))
	if err != nil || string(got) != "012\x00\x00\x000123401234" {
		t.Errorf("%q, %v", got, err)
	}
	g.want(0, "fd_fdstat_set_rights", fd, rightFdRead, 0)
	g.want(errno.ENOTCAPABLE, "fd_write", fd, 16, 1, 24)
	g.want(errno.ENOTCAPABLE, "fd_fdstat_set_rights", fd, rightFdRead|rightFdWrite, 0)
	g.want(0, "fd_renumber", fd, 0)
	g.want(errno.EBADF, "fd_filestat_get", fd, 400)
	if _, e := g.open("f", openCreate|openExclusive, rightsAll, 0); e != errno.EEXIST {
		t.Errorf("created twice: %v", e)
	}
	if _, e := g.open("f", openDirectory, rightReaddir, 0); e != errno.ENOTDIR {
		t.Errorf("opened as a directory: %v", e)
	}
}

func TestPaths(t *testing.T) {
	g, dir := newDirGuest(t)
	path := func(fn string, want errno.Errno, name string) {
		t.Helper()
		at, n := g.put(1000, name)
		g.want(want, fn, fdDir, at, n)
	}
	path("path_create_directory", 0, "d")
	path("path_create_directory", errno.EEXIST, "d")
	path("path_create_directory", 0, "d/e/")
	path("path_remove_directory", errno.ENOTEMPTY, "d")
	path("path_unlink_file", errno.EISDIR, "d")
	os.WriteFile(filepath.Join(dir, "d", "f"), []byte("x"), 0o644)
	path("path_remove_directory", errno.ENOTDIR, "d/f")
	path("path_unlink_file", errno.ENOTDIR, "d/f/")

	from, n := g.put(1000, "d/f")
	to, m := g.put(1100, "d/g")
	g.want(0, "path_rename", fdDir, from, n, fdDir, to, m)
	g.want(errno.ENOENT, "path_rename", fdDir, from, n, fdDir, to, m)
	g.want(0, "path_link", fdDir, 0, to, m, fdDir, from, n)
	text, l := g.put(1200, "g")
	link, k := g.put(1300, "d/l")
	g.want(0, "path_symlink", text, l, fdDir, link, k)
	g.want(0, "path_readlink", fdDir, link, k, 1400, 10, 8)
	if g.u32(8) != 1 || g.bytes(1400, 2) != "g?" {
		t.Errorf("%d bytes %q", g.u32(8), g.bytes(1400, 2))
	}
	g.want(0, "path_filestat_get", fdDir, followLinks, link, k, 1500)
	if g.bytes(1516, 1)[0] != typeRegular {
		t.Error("the link was not followed")
	}
	g.want(0, "path_filestat_get", fdDir, 0, link, k, 1500)
	if g.bytes(1516, 1)[0] != typeLink {
		t.Error("the link was followed")
	}
	if e := g.call("path_open", fdDir, 0, link, k, 0, rightFdRead, 0, 0, 8); e != errno.ELOOP {
		t.Errorf("a link opened without following: %v", e)
	}
	g.want(0, "path_filestat_set_times", fdDir, followLinks, link, k, 0, 5e9, 4)
	if info, _ := os.Stat(filepath.Join(dir, "d", "g")); info.ModTime().Unix() != 5 {
		t.Errorf("mtime %v", info.ModTime())
	}
	slash, s := g.put(1600, "/x")
	g.want(errno.EPERM, "path_symlink", slash, s, fdDir, link, k)
}

// What leaves the preopen fails, however it is put.
func TestEscapes(t *testing.T) {
	g, dir := newDirGuest(t)
	os.Mkdir(filepath.Join(dir, "d"), 0o755)
	os.Symlink("..", filepath.Join(dir, "d", "in"))
	os.Symlink("../..", filepath.Join(dir, "d", "out"))
	os.Symlink("/", filepath.Join(dir, "top"))
	os.Symlink(dir, filepath.Join(dir, "self"))
	os.WriteFile(filepath.Join(dir, "f"), nil, 0o644)
	for name, want := range map[string]errno.Errno{
		"d/in/f":          0,
		"./d/../f":        0,
		"..":              errno.EPERM,
		"../x":            errno.EPERM,
		"d/../../x":       errno.EPERM,
		"/etc/passwd":     errno.EPERM,
		"/data/f":         errno.EPERM,
		"d/out/etc":       errno.EPERM,
		"d/in/../x":       errno.EPERM,
		"top/etc/passwd":  errno.EPERM,
		"self/f":          errno.EPERM,
		"":                errno.ENOENT,
		"f\x00":           errno.EINVAL,
		"nothing/../f":    errno.ENOENT,
		"d/in/d/in/d/out": errno.EPERM,
	} {
		if _, e := g.open(name, 0, rightFdRead, 0); e != want {
			t.Errorf("open %q: %v, want %v", name, e, want)
		}
		at, n := g.put(1000, name)
		if e := g.call("path_filestat_get", fdDir, followLinks, at, n, 2000); e != want {
			t.Errorf("stat %q: %v, want %v", name, e, want)
		}
	}
}

func TestReaddir(t *testing.T) {
	g, dir := newDirGuest(t)
	want := map[string]bool{".": true, "..": true}
	for _, name := range []string{"a", "bb", "ccc"} {
		os.WriteFile(filepath.Join(dir, name), nil, 0o644)
		want[name] = true
	}
	// A buffer that holds little more than an entry: cookies carry on.
	cookie := uint64(0)
	for range 20 {
		g.want(0, "fd_readdir", fdDir, 4000, 30, cookie, 8)
		used := g.u32(8)
		if used < 24 {
			break
		}
		entry := []byte(g.bytes(4000, 30))
		n := binary.LittleEndian.Uint32(entry[16:])
		if 24+n > used {
			t.Fatalf("name of %d bytes in %d", n, used)
		}
		delete(want, string(entry[24:24+n]))
		cookie = binary.LittleEndian.Uint64(entry)
	}
	if len(want) != 0 {
		t.Errorf("not listed: %v", want)
	}
	g.want(0, "fd_readdir", fdDir, 4000, 30, 1<<63, 8)
	if g.u32(8) != 0 {
		t.Errorf("%d bytes behind the end", g.u32(8))
	}
	g.want(errno.ENOTDIR, "fd_readdir", 1, 4000, 30, 0, 8)
}

func TestPoll(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	h, _ := wasi.NewHost(nil, wasi.Config{Stdin: r})
	defer h.Close()
	g := newGuest(t, Config{Host: h})
	subscribe := func(i uint32, tag byte, fd uint32, timeout uint64) {
		at := i * subscriptionSize
		g.mem.WriteUint64Le(at, uint64(i+1))
		g.mem.WriteByte(at+8, tag)
		g.mem.WriteUint32Le(at+16, fd)
		g.mem.WriteUint64Le(at+24, timeout)
		g.mem.WriteUint32Le(at+40, 0)
	}
	got := func() string {
		return strings.TrimRight(g.bytes(1000, 1), "\x00") + "/" + g.bytes(1010, 1)
	}
	// Stdin has nothing, so the clock is first.
	subscribe(0, eventRead, 0, 0)
	subscribe(1, eventClock, clockMonotonic, 1e6)
	g.want(0, "poll_oneoff", 0, 1000, 2, 8)
	if g.u32(8) != 1 || got() != "\x02/\x00" {
		t.Errorf("%d events, %q", g.u32(8), got())
	}
	// The pending read keeps what it gets for the next fd_read.
	go func() { w.Write([]byte("in")); w.Close() }()
	subscribe(1, eventClock, clockMonotonic, 10e9)
	g.want(0, "poll_oneoff", 0, 1000, 2, 8)
	if g.u32(8) != 1 || got() != "\x01/\x01" {
		t.Errorf("%d events, %q", g.u32(8), got())
	}
	g.mem.WriteUint32Le(16, 2000)
	g.mem.WriteUint32Le(20, 10)
	g.want(0, "fd_read", 0, 16, 1, 8)
	if g.bytes(2000, 3) != "in?" {
		t.Errorf("%q", g.bytes(2000, 3))
	}
	// An error is an event, and at once.
	subscribe(0, eventRead, 77, 0)
	g.want(0, "poll_oneoff", 0, 1000, 2, 8)
	if g.u32(8) != 1 || g.u32(1008)&0xffff != uint32(errno.EBADF.WASI()) {
		t.Errorf("%d events, %x", g.u32(8), g.u32(1008))
	}
	g.want(errno.EINVAL, "poll_oneoff", 0, 1000, 0, 8)
	g.want(errno.EFAULT, "poll_oneoff", 65000, 1000, 100, 8)

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	subscribe(0, eventClock, clockMonotonic, 3600e9)
	start := time.Now()
	if e := g.callCtx(ctx, "poll_oneoff", 0, 1000, 1, 8); e != errno.ECANCELED || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", e, time.Since(start))
	}
}

func TestExit(t *testing.T) {
	g := newGuest(t, Config{})
	_, err := g.mod.ExportedFunction("proc_exit").Call(WithSystem(context.Background(), g.sys), 7)
	var exit *sys.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("%v", err)
	}
}

func TestWithoutSystem(t *testing.T) {
	g := newGuest(t, Config{})
	res, err := g.mod.ExportedFunction("random_get").Call(context.Background(), 0, 8)
	if err != nil || res[0] != uint64(errno.ENOTCAPABLE.WASI()) {
		t.Errorf("%v, %v", res, err)
	}
}

// A program without preopens, as the JavaScript engine is, has no path at all.
func TestNoPreopens(t *testing.T) {
	g := newGuest(t, Config{})
	at, n := g.put(100, "etc/passwd")
	for fd := range uint64(8) {
		if e := g.call("path_open", fd, 0, at, n, 0, rightFdRead, 0, 0, 8); e != errno.EBADF && e != errno.ENOTDIR {
			t.Errorf("descriptor %d: %v", fd, e)
		}
		g.call("fd_prestat_get", fd, 8)
	}
}
