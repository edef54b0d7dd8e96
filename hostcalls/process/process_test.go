package process

import (
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, host wasi.Config, policy ...wasi.Option) *calltest.Guest {
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Policy: policy, Host: host})
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExit(t *testing.T) {
	for script, code := range map[string]int{
		"process.exit(0)": 0, "process.exit(3)": 3, "process.exit(-1)": -1, "process.abort()": 134,
	} {
		g := newGuest(t, wasi.Config{})
		lines, err := g.TryRun(`log('before'); try { ` + script + `; log('after'); } catch { log('caught'); } finally { log('finally'); }`)
		var exit *ExitError
		if lines != "before" || !errors.As(err, &exit) || exit.Code != code {
			t.Errorf("%s: %q, %v", script, lines, err)
		}
	}
}

// The exit also ends what JavaScript has called itself from: here a sort.
func TestExitFromWithin(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	lines, err := g.TryRun(`[3, 2, 1].sort(() => { try { process.exit(5); } finally { log('finally'); } }); log('after')`)
	var exit *ExitError
	if lines != "" || !errors.As(err, &exit) || exit.Code != 5 {
		t.Errorf("%q, %v", lines, err)
	}
}

func TestDirectory(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	allowed := t.TempDir()
	if err := os.Mkdir(allowed+"/sub", 0o755); err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, wasi.Config{Dir: allowed}, wasi.Allow(wasi.KindRead, allowed))
	got := g.Run(`
		const start = process.cwd();
		process.chdir('sub');
		log(process.cwd() === start + '/sub');
		log(fails(() => process.chdir('none')).replaceAll(start, 'START'));
		log(fails(() => process.chdir('/')));
	`)
	check(t, got, `true
ENOENT: no such file or directory, chdir 'START/sub' -> 'none' {"errno":-2,"code":"ENOENT","syscall":"chdir","path":"START/sub","dest":"none"}
Access to this API has been restricted: reading "/" is not allowed; run again with --allow-read=/ to allow it {"code":"ERR_ACCESS_DENIED","permission":"FileSystemRead","resource":"/"}`)
	if now, _ := os.Getwd(); now != dir {
		t.Errorf("the directory of the process is now %s", now)
	}
}

func TestUmask(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	check(t, g.Run(`log(process.umask(), process.umask(0o7077), process.umask(), process.umask(null), fails(() => process.umask('7')))`),
		`18 18 63 63 argument 1 of process.umask must be an integer {"code":"ERR_INVALID_ARG_TYPE"}`)
	if m := g.Host.Umask(); m != 0o077 {
		t.Errorf("%o", m)
	}
}

func TestEnv(t *testing.T) {
	env := []string{"A=1", "B=two=2", "EMPTY=", "SECRET=x"}
	g := newGuest(t, wasi.Config{Env: env}, wasi.Allow(wasi.KindEnv, "A", "B", "EMPTY", "NEW"))
	got := g.Run(`
		log(process.envEntries());
		log(process.getEnv('B'), process.getEnv('EMPTY') === '', process.getEnv('NEW'), process.getEnv('SECRET'), process.getEnv('PATH'));
		process.setEnv('NEW', 'ü');
		process.deleteEnv('A');
		process.deleteEnv('A');
		log(process.getEnv('NEW'), process.getEnv('A'));
		process.setEnv('', 'x'); process.setEnv('a=b', 'x'); process.setEnv('NEW', 'a\0b');
		log(process.envEntries());
		log(fails(() => process.setEnv('SECRET', 'y')));
		log(fails(() => process.deleteEnv('SECRET')));
	`)
	check(t, got, `["A","1","B","two=2","EMPTY",""]
two=2 true undefined undefined undefined
ü undefined
["B","two=2","EMPTY","","NEW","ü"]
Access to this API has been restricted: the environment variable "SECRET" is not allowed; run again with --allow-env=SECRET to allow it {"code":"ERR_ACCESS_DENIED","permission":"Env","resource":"SECRET"}
Access to this API has been restricted: the environment variable "SECRET" is not allowed; run again with --allow-env=SECRET to allow it {"code":"ERR_ACCESS_DENIED","permission":"Env","resource":"SECRET"}`)
	if _, ok := os.LookupEnv("NEW"); ok {
		t.Error("the environment of the process was changed")
	}
}

// Not even the names of variables that are not granted are told.
func TestEnvIsAskedFor(t *testing.T) {
	var asked []string
	g := newGuest(t, wasi.Config{Env: []string{"SECRET=x"}}, wasi.WithAudit(func(r wasi.Request) {
		if r.Kind == wasi.KindEnv {
			asked = append(asked, r.Resource)
		}
	}))
	check(t, g.Run(`log(process.envEntries(), process.getEnv('SECRET'))`), `[] undefined`)
	if len(asked) != 1 || asked[0] != "SECRET" {
		t.Errorf("the audit hook saw %q", asked)
	}
}

func TestClock(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	got := g.Run(`
		const out = new Uint8Array(8), big = new BigUint64Array(out.buffer);
		process.hrtime(out);
		const first = big[0];
		const until = Date.now() + 5;
		while (Date.now() < until);
		process.hrtime(out);
		const passed = Number(big[0] - first) / 1e6;
		log(passed >= 3 && passed < 10000, Math.abs(process.uptime() - Number(big[0]) / 1e9) < 5);
		log(fails(() => process.hrtime(new Uint8Array(7))));
	`)
	check(t, got, "true true\n"+`process.hrtime needs 8 bytes {"code":"ERR_INVALID_ARG_TYPE"}`)
	frozen := newGuest(t, wasi.Config{}, wasi.WithClock(wasi.ClockRule{Frozen: true, At: time.Unix(0, 0)}))
	check(t, frozen.Run(`
		const out = new Uint8Array(8).fill(1);
		process.hrtime(out);
		log(out.every((b) => b === 0), process.uptime(), [...process.cpuUsage()]);
	`), "true 0 [0,0]")
}

func TestMemory(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	got := g.Run(`
		const [rss, total, used, external, buffers] = process.memoryUsage();
		log(used > 1e6 && used <= total, rss === total, process.rss() === total, external, buffers);
		const keep = new Uint8Array(8 << 20);
		log(process.memoryUsage()[2] - used >= keep.length - 65536);
		log(process.constrainedMemory(), process.availableMemory() + process.memoryUsage()[2] === process.constrainedMemory());
	`)
	check(t, got, "true true true 0 0\ntrue\n268435456 true")
	SetMemoryLimit(g.Env, 64<<20)
	check(t, g.Run(`log(process.constrainedMemory())`), "67108864")
	SetMemoryLimit(g.Env, 0)
	check(t, g.Run(`log(process.constrainedMemory())`), "67108864")
	SetMemoryLimit(g.Env, 1)
	check(t, g.Run(`log(process.availableMemory())`), "0")

	all := newGuest(t, wasi.Config{}, wasi.Allow(wasi.KindSys, "systemMemoryInfo"))
	check(t, all.Run(`const [rss, total] = process.memoryUsage(); log(rss !== total, Math.abs(process.rss() - rss) < 64e6, rss > 1e6)`), "true true true")
}

func TestUsage(t *testing.T) {
	g := newGuest(t, wasi.Config{}, wasi.Allow(wasi.KindSys, "systemMemoryInfo"))
	check(t, g.Run(`
		const [user, system] = process.cpuUsage();
		const all = process.resourceUsage();
		log(user > 0, Number.isInteger(user), all.length, all[0] >= user && all[1] >= system, all[2] > 1000);
		const before = process.threadCpuUsage();
		for (let i = 0; i < 1e5; i++);
		const after = process.threadCpuUsage();
		log(before[0] >= user, after[0] > before[0], after[1] === before[1]);
	`), "true true 16 true true\ntrue true true")
	denied := newGuest(t, wasi.Config{})
	check(t, denied.Run(`log(process.resourceUsage().slice(2).every((n) => n === 0))`), "true")
}

func TestIDs(t *testing.T) {
	if runtime.GOOS == "windows" {
		g := newGuest(t, wasi.Config{}, wasi.AllowAll())
		check(t, g.Run(`log(process.getuid, process.getgroups)`), "undefined undefined")
		return
	}
	g := newGuest(t, wasi.Config{}, wasi.Allow(wasi.KindSys, "uid"))
	got := g.Run(`
		log(process.getuid(), process.geteuid());
		for (const name of ['getgid', 'getegid', 'getgroups']) log(fails(() => process[name]()));
	`)
	denied := `Access to this API has been restricted: system information "gid" is not allowed; run again with --allow-sys=gid to allow it {"code":"ERR_ACCESS_DENIED","permission":"Sys","resource":"gid"}`
	check(t, got, strings.Join([]string{itoa(os.Getuid(), os.Geteuid()), denied, denied, denied}, "\n"))
	all := newGuest(t, wasi.Config{}, wasi.Allow(wasi.KindSys, "gid"))
	check(t, all.Run(`log(process.getgid(), process.getegid(), Array.isArray(process.getgroups()), process.getgroups().filter((id) => id === process.getegid()).length)`),
		itoa(os.Getgid(), os.Getegid())+" true 1")
}

func TestCredentials(t *testing.T) {
	if runtime.GOOS == "windows" {
		g := newGuest(t, wasi.Config{}, wasi.AllowAll())
		check(t, g.Run(`log(process.setuid, process.initgroups)`), "undefined undefined")
		return
	}
	g := newGuest(t, wasi.Config{}, wasi.Allow(wasi.KindSys, "setuid"))
	check(t, g.Run(`
		process.seteuid('#`+itoa(os.Geteuid())+`');
		log(fails(() => process.setuid('=nobody of that name')));
		log(fails(() => process.setuid('')), fails(() => process.setuid('#x')), fails(() => process.setuid('#-1')), fails(() => process.setuid('#4294967296')));
		log(fails(() => process.setgroups(['#0'])));
	`), `User identifier does not exist: nobody of that name {"code":"ERR_UNKNOWN_CREDENTIAL"}`+"\n"+
		strings.TrimSpace(strings.Repeat("neither the number nor the name of a user or group {} ", 4))+"\n"+
		`Access to this API has been restricted: system information "setgid" is not allowed; run again with --allow-sys=setgid to allow it {"code":"ERR_ACCESS_DENIED","permission":"Sys","resource":"setgid"}`)
}

func TestConstants(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	platform := map[string]string{"windows": "win32"}[runtime.GOOS]
	if platform == "" {
		platform = runtime.GOOS
	}
	check(t, g.Run(`log(process.platform, ['x64', 'arm64', 'ia32', 'arm', 'riscv64', 'ppc64', 's390x', 'loong64'].includes(process.arch))`), platform+" true")
}

func TestActiveResources(t *testing.T) {
	g := newGuest(t, wasi.Config{})
	h := g.Loop.NewHandle("TCPServerWrap")
	h.Start()
	timer := g.Loop.NewHandle("SignalWrap")
	timer.Start()
	timer.Unref()
	var got string
	if err := g.Loop.Do(func() {
		v, err := g.Iso.Eval(`process.activeResources().join()`, "test.js")
		if err != nil {
			t.Error(err)
		}
		got, _ = g.Iso.String(v)
		g.Iso.Free(v)
	}); err != nil {
		t.Fatal(err)
	}
	check(t, got, "TCPServerWrap")
}

func itoa(list ...int) string {
	var b strings.Builder
	for i, n := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}
