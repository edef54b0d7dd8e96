package wasi

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/hostiletest"
	"github.com/wjs-run/wjs/wasi/vfs"
)

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		name, value string
		given, ok   bool
	}{
		{"allow-read", "", false, true}, {"allow-read", "a,b", true, true}, {"deny-write", "a", true, true},
		{"deny-net", "", false, true}, {"allow-net", "example.com:443,[::1]", true, true}, {"A", "", false, true},
		{"allow-all", "", false, true}, {"allow-env", "HOME,AWS_*", true, true}, {"allow-run", "git", true, true},
		{"allow-sys", "hostname,cpus", true, true}, {"allow-read", "a,,b", true, true},
		{"allow-read", "", true, false}, {"allow-read", "a,", true, false}, {"allow-read", ",a", true, false},
		{"allow-all", "x", true, false}, {"allow-sys", "everything", true, false}, {"allow-env", "A*B", true, false},
		{"allow-env", "A=B", true, false}, {"allow-net", "http://x", true, false}, {"allow-nothing", "", false, false},
		{"forbid-read", "", false, false}, {"", "", false, false}, {"allow", "", false, false},
	} {
		option, err := ParseFlag(c.name, c.value, c.given)
		if err == nil {
			_, err = NewPolicy(option)
		}
		if (err == nil) != c.ok {
			t.Errorf("--%s %q: %v", c.name, c.value, err)
		}
	}
	if got, err := splitList("a,,b,c"); err != nil || !slices.Equal(got, []string{"a,b", "c"}) {
		t.Errorf("%q, %v", got, err)
	}
	seen := map[string]bool{}
	for _, spec := range Flags() {
		if _, err := ParseFlag(spec.Name, "", false); err != nil || spec.Usage == "" || seen[spec.Name] {
			t.Errorf("%+v: %v", spec, err)
		}
		seen[spec.Name] = true
	}
	if len(seen) != 1+2*int(kinds) {
		t.Errorf("%d flags", len(seen))
	}
}

func FuzzParseFlag(f *testing.F) {
	f.Add("allow-net", "a:1,[::1]:2", true)
	f.Add("deny-read", "/a,,b", true)
	f.Add("allow-env", "A*", true)
	f.Fuzz(func(t *testing.T, name, value string, given bool) {
		option, err := ParseFlag(name, value, given)
		if err != nil {
			return
		}
		d := &draft{p: &Policy{alias: map[string]string{}}, seen: map[string]int{}}
		if err := option(d); err != nil {
			return
		}
		// A value never grants everything.
		if given && (d.all || d.every != [2]bool{} || d.p.net.allowAll || d.p.names[KindEnv].allowAll || d.p.names[KindRun].allowAll) {
			t.Errorf("--%s=%q grants everything", name, value)
		}
	})
}

// Nobody is granted anything by default.
func TestZero(t *testing.T) {
	for _, p := range []*Policy{nil, {}, must(NewPolicy())} {
		h, err := NewHost(p, Config{Env: []string{"HOME=/root"}})
		if err != nil {
			t.Fatal(err)
		}
		var d *Denied
		check := func(what string, err error) {
			t.Helper()
			if !errors.As(err, &d) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = h.Path("/", Read)
		check("Path", err)
		_, err = h.Path("x", Write)
		check("Path", err)
		_, _, err = h.Getenv("HOME")
		check("Getenv", err)
		check("Setenv", h.Setenv("HOME", "x"))
		check("Unsetenv", h.Unsetenv("HOME"))
		if list := h.Environ(); len(list) != 0 {
			t.Errorf("Environ shows %q", list)
		}
		_, err = h.Remote("tcp", "127.0.0.1", 80)
		check("Remote", err)
		_, err = h.Remote("tcp", "example.com", 80)
		check("Remote", err)
		_, err = h.Local("tcp", "127.0.0.1", 0)
		check("Local", err)
		_, err = h.Local("tcp", "", 0)
		check("Local", err)
		_, err = h.Lookup("example.com")
		check("Lookup", err)
		for k := range kinds {
			if h.Has(k, "") || h.Has(k, "x") {
				t.Errorf("Has(%s)", k)
			}
		}
		for name, fn := range systemOps(h) {
			if err := fn(); !errors.As(err, &d) || d.Permission != "Sys" {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.Close()
	}
}

func must(p *Policy, err error) *Policy {
	if err != nil {
		panic(err)
	}
	return p
}

// systemOps are all questions about the system.
func systemOps(h *Host) map[string]func() error {
	return map[string]func() error{
		"hostname":          func() error { _, err := h.Hostname(); return err },
		"osRelease":         func() error { _, err := h.Release(); return err },
		"osUptime":          func() error { _, err := h.Uptime(); return err },
		"loadavg":           func() error { _, err := h.LoadAvg(); return err },
		"systemMemoryInfo":  func() error { _, err := h.Memory(); return err },
		"cpus":              func() error { _, err := h.CPUs(); return err },
		"networkInterfaces": func() error { _, err := h.Interfaces(); return err },
		"userInfo":          func() error { _, err := h.UserInfo(); return err },
		"homedir":           func() error { _, err := h.HomeDir(); return err },
		"gid":               func() error { _, err := h.Groups(); return err },
		"ppid":              func() error { _, err := h.Ppid(); return err },
		"getPriority":       func() error { _, err := h.Priority(); return err },
		"setPriority":       func() error { return h.SetPriority(0) },
	}
}

func TestSystem(t *testing.T) {
	h := netHost(t, nil, AllowEvery(KindSys))
	for name, fn := range systemOps(h) {
		if err := fn(); err != nil && errno.Of(err) != errno.ENOSYS {
			t.Errorf("%s: %v", name, err)
		}
	}
	if m, err := h.Memory(); err != nil || m.Total == 0 || m.Free > m.Total {
		t.Errorf("%+v, %v", m, err)
	}
	if list, err := h.CPUs(); err != nil || len(list) == 0 || list[0].Model == "" {
		t.Errorf("%+v, %v", list, err)
	}
	if user, _, err := h.CPUTime(); err != nil || user < 0 {
		t.Errorf("%v, %v", user, err)
	}
	// One kind says nothing about another.
	h = netHost(t, nil, Allow(KindSys, "hostname"))
	for name, fn := range systemOps(h) {
		var d *Denied
		if err := fn(); errors.As(err, &d) == (name == "hostname") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEnv(t *testing.T) {
	p := must(NewPolicy(Allow(KindEnv, "HOME", "AWS_*"), Deny(KindEnv, "AWS_SECRET*")))
	h, err := NewHost(p, Config{Env: []string{"HOME=/root", "PATH=/bin", "AWS_REGION=x", "AWS_SECRET_KEY=k", "HOMER=y", "AWS_X=a=b"}})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if got := h.Environ(); !slices.Equal(got, []string{"AWS_REGION=x", "AWS_X=a=b", "HOME=/root"}) {
		t.Errorf("%q", got)
	}
	for name, ok := range map[string]bool{"HOME": true, "AWS_REGION": true, "AWS_": true, "PATH": false, "AWS_SECRET_KEY": false, "HOMER": false, "": false} {
		if _, _, err := h.Getenv(name); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	before := os.Getenv("HOME")
	if err := h.Setenv("HOME", "/other"); err != nil {
		t.Fatal(err)
	}
	if v, ok, _ := h.Getenv("HOME"); v != "/other" || !ok || os.Getenv("HOME") != before {
		t.Errorf("%q; the process has %q", v, os.Getenv("HOME"))
	}
	for _, name := range []string{"", "A=B", "A\x00"} {
		if err := h.Setenv(name, "x"); err == nil {
			t.Errorf("Setenv(%q)", name)
		}
	}
	h.Unsetenv("HOME")
	if _, ok, _ := h.Getenv("HOME"); ok {
		t.Error("HOME is still there")
	}
	_, _, err = h.Getenv("AWS_SECRET_KEY")
	if d := (*Denied)(nil); !errors.As(err, &d) || d.Rule != "--deny-env=AWS_SECRET*" || d.Resource != "AWS_SECRET_KEY" {
		t.Errorf("%+v", err)
	}
}

func TestMessages(t *testing.T) {
	h, in, out := arena(t, layout{})
	_, err := h.Path(out+"/secret", Read)
	want := `reading "` + out + `/secret" is not allowed; run again with --allow-read=` + out + `/secret to allow it`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if !errors.Is(err, os.ErrPermission) {
		t.Error("it is no fs.ErrPermission")
	}
	p, _ := h.Path("missing", Read)
	_, err = p.Stat()
	if err == nil || err.Error() != "ENOENT: no such file or directory, stat 'missing'" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	a, _ := h.Path("missing", Read|Write)
	b, _ := h.Path(in+"/x", Read|Write)
	if err := Rename(a, b); err == nil || err.Error() != "ENOENT: no such file or directory, rename 'missing' -> '"+in+"/x'" {
		t.Errorf("%v", err)
	}
	if err := CopyFile(a, b, 0); err == nil || err.Error() != "ENOENT: no such file or directory, copyfile 'missing' -> '"+in+"/x'" {
		t.Errorf("%v", err)
	}
	// What a link leads to is named, so that the flag is the right one.
	os.Symlink(out+"/secret", in+"/l")
	l, _ := h.Path("l", Read)
	_, err = l.Stat()
	if d := (*Denied)(nil); !errors.As(err, &d) || d.Flag != "--allow-read="+out+"/secret" {
		t.Errorf("%v", err)
	}
}

func TestAudit(t *testing.T) {
	var mu sync.Mutex
	var log []string
	hook := WithAudit(func(r Request) {
		mu.Lock()
		defer mu.Unlock()
		verdict := "no "
		if r.Allowed {
			verdict = "yes "
		}
		log = append(log, verdict+r.Kind.String()+" "+r.Resource)
	})
	h := netHost(t, nil, hook, Allow(KindEnv, "A"), Allow(KindRead, t.TempDir()), Allow(KindNet, "127.0.0.1:1"))
	h.Getenv("A")
	h.Getenv("B")
	h.Path("/etc/passwd", Read)
	h.Remote("tcp", "127.0.0.1", 1)
	h.Remote("tcp", "evil.test", 2)
	h.Hostname()
	want := []string{"yes env A", "no env B", "no read /etc/passwd", "yes net 127.0.0.1:1", "no net evil.test:2", "no sys hostname"}
	if !slices.Equal(log, want) {
		t.Errorf("%q", log)
	}
}

func TestQuota(t *testing.T) {
	h, _, _ := arena(t, layout{})
	h.count.limit = Quota{OpenFiles: 2, Written: 10}
	p, _ := h.Path("file", Read|Write)
	var q *QuotaError
	var open []*File
	for i := range 3 {
		f, err := p.Open(vfs.RDWR, 0)
		if i < 2 && err != nil || i == 2 && (!errors.As(err, &q) || q.Errno() != errno.EMFILE) {
			t.Errorf("file %d: %v", i, err)
		}
		if f != nil {
			open = append(open, f)
		}
	}
	if n, err := open[0].Write(make([]byte, 8)); n != 8 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := open[0].Write(make([]byte, 8)); n != 0 || !errors.As(err, &q) || q.Errno() != errno.EDQUOT {
		t.Errorf("%d, %v", n, err)
	}
	if u := h.Usage(); u != (Usage{OpenFiles: 2, Written: 8}) {
		t.Errorf("%+v", u)
	}
	for _, f := range open {
		f.Close()
		f.Close()
	}
	if u := h.Usage(); u.OpenFiles != 0 {
		t.Errorf("%+v", u)
	}
}

func TestClockAndRandom(t *testing.T) {
	at := time.Unix(100, 7)
	h := netHost(t, nil, WithClock(ClockRule{Frozen: true, At: at}), WithSeed([32]byte{1}))
	if !h.Now().Equal(at) || h.Monotonic() != 0 {
		t.Errorf("%v, %v", h.Now(), h.Monotonic())
	}
	a, b := make([]byte, 32), make([]byte, 32)
	h.Random(a)
	netHost(t, nil, WithSeed([32]byte{1})).Random(b)
	if !bytes.Equal(a, b) {
		t.Error("the same seed gives different numbers")
	}
	h.Random(b)
	if bytes.Equal(a, b) {
		t.Error("the numbers repeat")
	}
	h = netHost(t, nil, WithClock(ClockRule{Precision: time.Hour}))
	if h.Now().UnixNano()%int64(time.Hour) != 0 || h.Monotonic()%time.Hour != 0 || h.ClockResolution() != time.Hour {
		t.Errorf("%v, %v", h.Now(), h.Monotonic())
	}
	h1, h2 := netHost(t, nil), netHost(t, nil)
	h1.Random(a)
	h2.Random(b)
	if bytes.Equal(a, b) {
		t.Error("two hosts draw the same numbers")
	}
	if _, err := NewPolicy(WithClock(ClockRule{Precision: -1})); err == nil {
		t.Error("a negative precision was taken")
	}
}

func TestStreams(t *testing.T) {
	var out bytes.Buffer
	h, err := NewHost(nil, Config{Stdin: strings.NewReader("abc"), Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	in := h.Stdio(0)
	if err := in.WaitReadable(context.Background()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 2)
	for _, want := range []string{"ab", "c", "", ""} {
		if n, err := in.Read(buf); string(buf[:n]) != want || err != nil {
			t.Errorf("%q, %v", buf[:n], err)
		}
	}
	if _, err := in.Write(buf); errno.Of(err) != errno.EBADF {
		t.Errorf("%v", err)
	}
	if _, err := h.Stdio(1).Read(buf); errno.Of(err) != errno.EBADF {
		t.Errorf("%v", err)
	}
	h.Stdio(1).Write([]byte("x"))
	if out.String() != "x" {
		t.Errorf("%q", out.String())
	}
	if n, err := h.Stdio(2).Write([]byte("nowhere")); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if h.Stdio(1).IsTerminal() || h.Stdio(1).Kind() != "PIPE" || h.Stdio(3) != nil || h.Stdio(-1) != nil {
		t.Error("what the streams are")
	}
	if _, _, err := h.Stdio(1).WindowSize(); errno.Of(err) != errno.ENOTTY {
		t.Errorf("%v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	h2, _ := NewHost(nil, Config{Stdin: r})
	defer h2.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := h2.Stdio(0).WaitReadable(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	w.Write([]byte("later"))
	if err := h2.Stdio(0).WaitReadable(context.Background()); err != nil {
		t.Errorf("%v", err)
	}
	big := make([]byte, 10)
	if n, err := h2.Stdio(0).Read(big); string(big[:n]) != "later" || err != nil {
		t.Errorf("%q, %v", big[:n], err)
	}
}

// /dev/stdin is the guest's stream and nobody else's, also without any grant.
func TestStdioPaths(t *testing.T) {
	var out bytes.Buffer
	h, err := NewHost(nil, Config{Stdin: strings.NewReader("input"), Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	in, err := h.Path("/dev/stdin", Read)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := in.ReadFile(0); string(got) != "input" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if st, err := in.Stat(); err != nil || st.Type() != vfs.ModeFIFO {
		t.Errorf("%+v, %v", st, err)
	}
	w, err := h.Path("/dev/stdout", Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteFile([]byte("output"), vfs.WRONLY|vfs.CREAT|vfs.TRUNC, 0o644); err != nil || out.String() != "output" {
		t.Errorf("%q, %v", out.String(), err)
	}
	for _, op := range pathOps("/dev/stdout") {
		switch op.name {
		case "open", "open rw", "create", "create excl", "append", "truncate open", "read only with trunc", "stat", "lstat", "readfile", "writefile":
			continue
		}
		var d *Denied
		if _, err := operate(h, op, "/dev/stdin"); !errors.As(err, &d) && errno.Of(err) != errno.EINVAL && errno.Of(err) != errno.EBADF {
			t.Errorf("%s: %v", op.name, err)
		}
	}
	if u := h.Usage(); u.OpenFiles != 0 {
		t.Errorf("%+v", u)
	}
}

func TestChdir(t *testing.T) {
	h, in, out := arena(t, layout{Make: hostiletest.Links("dir/sub", "l", "../out", "o")})
	process, _ := os.Getwd()
	for _, c := range []struct {
		to, want string
		ok       bool
	}{
		{"dir", "/dir", true}, {"sub", "/dir/sub", true}, {"../..", "", true}, {"l", "/dir/sub", true},
		{in, "", true}, {"file", "", false}, {"missing", "", false}, {"o", "", false}, {out, "", false}, {"..", "", false},
	} {
		err := h.Chdir(c.to)
		if (err == nil) != c.ok || h.Getwd() != in+c.want {
			t.Errorf("chdir %s: %s, %v", c.to, h.Getwd(), err)
		}
	}
	if now, _ := os.Getwd(); now != process {
		t.Errorf("the process is in %s now", now)
	}
}

// The longest grant that suffices counts; mounts hide what they cover.
func TestOverlap(t *testing.T) {
	base, _ := filepath.EvalSymlinks(t.TempDir())
	os.MkdirAll(base+"/a/b/c", 0o755)
	os.WriteFile(base+"/a/b/f", []byte("f"), 0o644)
	mem := vfs.NewMem(1 << 20)
	p := must(NewPolicy(
		Allow(KindRead, base+"/a"), Allow(KindWrite, base+"/a/b"), Deny(KindRead, base+"/a/b/c"),
		MapDir("/data", base+"/a", Read), Mount("/data/b", mem, Read|Write),
		Mount("/app", vfs.NewReadOnly(fstest.MapFS{"main.js": {Data: []byte("js")}}), Read),
	))
	h, err := NewHost(p, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for name, want := range map[string]Access{
		base + "/a": Read, base + "/a/b": Read | Write, base + "/a/b/f": Read | Write, base + "/a/b/c": Write,
		base: 0, base + "/ab": 0, "/data": Read, "/data/b": Read | Write, "/data/c": Read, "/app/main.js": Read, "/": 0,
	} {
		for _, a := range []Access{Read, Write} {
			if _, err := h.Path(name, a); (err == nil) != (want&a != 0) {
				t.Errorf("%s for %d: %v", name, a, err)
			}
		}
	}
	both, err := h.Path(base+"/a/b/f", Read|Write)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := both.Open(vfs.RDWR, 0); err != nil {
		t.Errorf("read and write granted on two levels: %v", err)
	} else {
		f.Close()
	}
	write, err := h.Path("/data/b/f", Read|Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := write.WriteFile([]byte("in memory"), vfs.WRONLY|vfs.CREAT, 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(base + "/a/b/f"); string(got) != "f" {
		t.Errorf("the mount was written through: %q", got)
	}
	read, _ := h.Path("/app/main.js", Read)
	if got, err := read.ReadFile(0); string(got) != "js" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	// A directory cannot be moved away from under a denial.
	from, err := h.Path(base+"/a/b", Read|Write)
	if err != nil {
		t.Fatal(err)
	}
	to, _ := h.Path(base+"/a/b/x", Read|Write)
	if err := Rename(from, to); !errors.Is(err, os.ErrPermission) {
		t.Errorf("%v", err)
	}
}

// What is granted may be a file, may not exist yet, and may be made again.
func TestGrantsOfFiles(t *testing.T) {
	base, _ := filepath.EvalSymlinks(t.TempDir())
	os.WriteFile(base+"/one", []byte("1"), 0o644)
	os.WriteFile(base+"/two", []byte("2"), 0o644)
	os.Mkdir(base+"/out", 0o755)
	var options []Option
	for _, k := range []Kind{KindRead, KindWrite} {
		options = append(options, Allow(k, base+"/one", base+"/out", base+"/deep/er/file"))
	}
	h, err := NewHost(must(NewPolicy(options...)), Config{Dir: base})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	do := func(name string, fn func(Path) error) error {
		p, err := h.Path(name, Read|Write)
		if err != nil {
			return err
		}
		return fn(p)
	}
	if err := do("one", func(p Path) error { _, err := p.ReadFile(0); return err }); err != nil {
		t.Error(err)
	}
	if err := do("two", func(p Path) error { _, err := p.ReadFile(0); return err }); err == nil {
		t.Error("a sibling was read")
	}
	var d *Denied
	if err := do("deep/er/file", func(p Path) error { _, err := p.MkdirAll(0o755); return err }); !errors.As(err, &d) {
		t.Errorf("directories above a grant were made: %v", err)
	}
	for range 2 {
		if err := do("out", Path.Rmdir); err != nil {
			t.Error(err)
		}
		if err := do("out", func(p Path) error { return p.Mkdir(0o755) }); err != nil {
			t.Error(err)
		}
		if err := do("out/f", func(p Path) error { return p.WriteFile(nil, vfs.WRONLY|vfs.CREAT|vfs.EXCL, 0o644) }); err != nil {
			t.Error(err)
		}
		if err := do("out/f", Path.Unlink); err != nil {
			t.Error(err)
		}
	}
}

// A grant on a link is one on what it leads to, by either name.
func TestGrantOfLink(t *testing.T) {
	base, _ := filepath.EvalSymlinks(t.TempDir())
	os.Mkdir(base+"/real", 0o755)
	os.WriteFile(base+"/real/f", []byte("x"), 0o644)
	if err := os.Symlink("real", base+"/alias"); err != nil {
		t.Skip(err)
	}
	h := netHost(t, nil, Allow(KindRead, base+"/alias"))
	for _, name := range []string{"/alias/f", "/real/f", "/alias/../real/f", "/alias/../alias/f"} {
		p, err := h.Path(base+name, Read)
		if err != nil {
			t.Error(err)
			continue
		}
		if real, err := p.Realpath(); real != base+"/real/f" || err != nil {
			t.Errorf("%s is %s, %v", name, real, err)
		}
	}
	// A link denied by its name and by where it leads.
	h = netHost(t, nil, Allow(KindRead, base), Deny(KindRead, base+"/alias"))
	for _, name := range []string{"/alias/f", "/real/f"} {
		if _, err := operate(h, pathOps("x")[0], base+name); !errors.Is(err, os.ErrPermission) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSetID(t *testing.T) {
	h, _, _ := arena(t, layout{})
	p, _ := h.Path("file", Read|Write)
	if err := p.Chmod(0o4755); errno.Of(err) != errno.EPERM {
		t.Errorf("%v", err)
	}
	f, err := p.Open(vfs.RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Chmod(0o2755); errno.Of(err) != errno.EPERM {
		t.Errorf("%v", err)
	}
	if err := f.Chmod(0o600); err != nil {
		t.Errorf("%v", err)
	}
}

// A descriptor open for reading is no way around a grant for reading.
func TestReadOnlyDescriptor(t *testing.T) {
	h0, in, _ := arena(t, layout{})
	h0.Close()
	h := netHost(t, nil, Allow(KindRead, in))
	p, err := h.Path(in+"/file", Read)
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Open(vfs.RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	before := hostiletest.Snapshot(t, in)
	for name, err := range map[string]error{
		"Write":    second(f.Write([]byte("x"))),
		"WriteAt":  second(f.WriteAt([]byte("x"), 0)),
		"Truncate": f.Truncate(0), "Chmod": f.Chmod(0o777), "Chown": f.Chown(1, 1), "Utimes": f.Utimes(TimeNow, TimeNow),
	} {
		if err == nil {
			t.Errorf("%s went through", name)
		}
	}
	if after := hostiletest.Snapshot(t, in); after != before {
		t.Errorf("%s\n%s", before, after)
	}
}

func second(_ int, err error) error { return err }

func TestMkdtempNames(t *testing.T) {
	h, in, _ := arena(t, layout{})
	for given, prefix := range map[string]string{"tmp-": "tmp-", "dir/": "dir/", "dir/.": "dir/.", in + "/x": in + "/x", "./a": "./a"} {
		p, err := h.Path(given, Write)
		if err != nil {
			t.Fatal(err)
		}
		made, err := p.Mkdtemp()
		if err != nil || !strings.HasPrefix(made, prefix) || len(made) != len(prefix)+6 {
			t.Errorf("%q: %q, %v", given, made, err)
			continue
		}
		if !filepath.IsAbs(made) {
			made = filepath.Join(in, made)
		}
		if info, err := os.Stat(made); err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
			t.Errorf("%q: %v, %v", given, info, err)
		}
	}
	p, _ := h.Path("missing/x", Write)
	if _, err := p.Mkdtemp(); err == nil || err.Error() != "ENOENT: no such file or directory, mkdtemp 'missing/xXXXXXX'" {
		t.Errorf("%v", err)
	}
}

func TestReadDirTypes(t *testing.T) {
	h, _, _ := arena(t, layout{Make: hostiletest.Links("file", "l", "../../dir", "dir/sub/up")})
	for _, name := range []string{"dir/sub/../../dir", "dir/", "dir/sub/up", "dir/sub/up/", "dir/sub/up/sub/up"} {
		if got, err := operate(h, pathOps("helper")[8], name); got != "sub " || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := operate(h, pathOps("helper")[8], "l/"); errno.Of(err) != errno.ENOTDIR {
		t.Errorf("a file as a directory: %q, %v", got, err)
	}
	p, _ := h.Path(".", Read)
	list, err := p.ReadDir()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]uint32{}
	for _, e := range list {
		got[e.Name] = e.Type
	}
	want := map[string]uint32{"file": vfs.ModeRegular, "helper": vfs.ModeRegular, "dir": vfs.ModeDir, "l": vfs.ModeLink}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

// What is reserved is part of no grant above it, and no reason to say that there
// is none.
func TestReserve(t *testing.T) {
	dir := t.TempDir()
	for name, options := range map[string][]Option{
		"everything": {AllowEvery(KindRead), AllowEvery(KindWrite)},
		"above":      {Allow(KindRead, dir), Allow(KindWrite, dir)},
		"itself":     {Allow(KindRead, dir, dir+"/own"), Allow(KindWrite, dir, dir+"/own")},
	} {
		p, err := NewPolicy(append(options, Reserve(dir+"/own"))...)
		if err != nil {
			t.Fatal(err)
		}
		h, err := NewHost(p, Config{Dir: guestPath(dir)})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []Kind{KindRead, KindWrite} {
			if h.Has(k, "own") || h.Has(k, "own/file") || !h.Has(k, "other") || !h.Has(k, ".") || h.Has(k, "") != (name == "everything") {
				t.Errorf("%s: %s of own %v, of other %v, of all %v", name, k, h.Has(k, "own"), h.Has(k, "other"), h.Has(k, ""))
			}
		}
		h.Close()
	}
	p, err := NewPolicy(AllowEvery(KindRead), Reserve(dir+"/own"), Deny(KindRead, dir+"/other"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(p, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if h.Has(KindRead, "") {
		t.Error("all, although something is denied")
	}
	p, err = NewPolicy(Reserve(dir+"/own"), AllowAll())
	if err != nil {
		t.Fatal(err)
	}
	full, err := NewHost(p, Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	if !full.Has(KindRead, dir+"/own") || !full.Has(KindWrite, "") {
		t.Error("AllowAll does not grant it")
	}
	if _, err := NewPolicy(Reserve("")); err == nil {
		t.Error("an empty path was reserved")
	}
}
