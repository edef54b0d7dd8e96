package wjs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

// The tests of this file run over the registry, so that every op there is, and
// every one that is added, is tried: what asks the policy under policies that
// deny, what works on a number with numbers that are none, and what touches
// nothing with arguments that make no sense.

// asking has, for every op that asks, arguments that a policy can refuse, by the
// kind it is about. P is a file that is there, D its folder, N a name that is
// free. Of an op that refuses by its answer and not by throwing, hides has that
// answer.
var asking = map[string]map[wasi.Kind]string{
	"engine.runInterruptible": {system: `1000, () => 1`},
	"fs.open":                 {read: `P, 0, 0o644`, write: `P, 1, 0o644`},
	"fs.readdir":              {read: `D`},
	"fs.readdirTypes":         {read: `D`},
	"fs.opendir":              {read: `D`},
	"fs.mkdir":                {write: `N, 0o755, false`},
	"fs.mkdtemp":              {write: `N`},
	"fs.rmdir":                {write: `D`},
	"fs.unlink":               {write: `P`},
	"fs.rename":               {read: `P, N`, write: `P, N`},
	"fs.link":                 {read: `P, N`, write: `P, N`},
	"fs.symlink":              {write: `'x', N`},
	"fs.readlink":             {read: `D + '/link'`},
	"fs.realpath":             {read: `P`},
	"fs.copyFile":             {read: `P, N, 0`, write: `P, N, 0`},
	"fs.chmod":                {write: `P, 0o600`},
	"fs.chown":                {write: `P, -1, -1`},
	"fs.lchown":               {write: `P, -1, -1`},
	"fs.utimes":               {write: `P, 1, 1`},
	"fs.lutimes":              {write: `P, 1, 1`},
	"fs.stat":                 {read: `P, false, true`},
	"fs.lstat":                {read: `P, false, true`},
	"fs.statfs":               {read: `D, false`},
	"fs.access":               {read: `P, 0`},
	"fs.existsSync":           {read: `P`},
	"fs.internalModuleStat":   {read: `P`},
	"fs.readFile":             {read: `P, 0`, write: `P, 2`},
	"fs.readFileUtf8":         {read: `P, 0`, write: `P, 2`},
	"fs.watch":                {read: `P`},
	"fs.writeFile":            {read: `P, new Uint8Array(1), 2, 0o644`, write: `P, new Uint8Array(1), 1, 0o644`},
	"fs.writeFileUtf8":        {read: `P, 'x', 2, 0o644`, write: `P, 'x', 1, 0o644`},
	"http.listen":             {network: `'127.0.0.1', 0, 16, 8192`},
	"http.open":               {network: `'GET', 'http://127.0.0.1:9/', [], undefined, 0, undefined`},
	"http.lookup":             {network: `'name.example', 0`},
	"module.transform":        {read: `'let x = <a/>', D + '/x.tsx'`},
	"module.describe":         {read: `P, 1, 1, 'call'`},
	"module.frames":           {read: `[D + '/other', '1', '1', 'f', ''], 'Error', ''`},
	"module.syntaxOfFile":     {read: `D + '/third'`},
	"module.locate":           {read: `P, ['.js'], true`},
	"module.readPackage":      {read: `D + '/package.json'`},
	"module.nearestPackage":   {read: `P`},
	"net.connect":             {network: `globalThis.net.create(), '127.0.0.1', 9`},
	"net.listen":              {network: `'127.0.0.1', 0, false, false`},
	"net.lookup":              {network: `globalThis.net.create(), 'name.example', 9, 0`},
	"os.hostname":             {system: ``},
	"os.homedir":              {system: ``},
	"os.uptime":               {system: ``},
	"os.loadavg":              {system: ``},
	"os.memory":               {system: ``},
	"os.release":              {system: ``},
	"os.cpus":                 {system: ``},
	"os.interfaces":           {system: ``},
	"os.userInfo":             {system: ``},
	"os.priority":             {system: `0`},
	"os.setPriority":          {system: `0, 0`},
	"process.chdir":           {read: `D`},
	"process.kill":            {run: `1, 0`},
	"process.envEntries":      {env: ``},
	"process.getEnv":          {env: `'NAME'`},
	"process.peekEnv":         {env: `'NAME'`},
	"process.setEnv":          {env: `'NAME', 'x'`},
	"process.deleteEnv":       {env: `'NAME'`},
	"process.getuid":          {system: ``},
	"process.geteuid":         {system: ``},
	"process.getgid":          {system: ``},
	"process.getegid":         {system: ``},
	"process.getgroups":       {system: ``},
	"process.setuid":          {system: `'=root'`},
	"process.seteuid":         {system: `'=nobody'`},
	"process.setgid":          {system: `'#1'`},
	"process.setegid":         {system: `'#1'`},
	"process.setgroups":       {system: `['=root']`},
	"process.initgroups":      {system: `'=root', '#1'`},
	"signal.start":            {system: `10`},
	"wasi.create":             {read: `['a'], [], ['/x', D], ['0', '1', '2']`},
}

var hides = map[string]string{
	"fs.existsSync":         "false",
	"fs.internalModuleStat": "-13",
	"module.transform":      "object",
	"module.describe":       "",
	"module.frames":         "1",
	"module.syntaxOfFile":   "null",
	"module.locate":         "0",
	"module.readPackage":    "null",
	"module.nearestPackage": "null",
	"process.envEntries":    "0",
	"process.getEnv":        "undefined",
	"process.peekEnv":       "undefined",
}

// owned says of every op on the guest's own part of its host why it needs no
// grant.
var owned = map[string]string{
	"crypto.randomFill":        "random numbers, repeatable if the policy says so",
	"errors.fatal":             "the guest's own standard error, and its own end",
	"errors.warn":              "the guest's own standard error",
	"http.setAttempts":         "how the guest's own connections are tried",
	"os.parallelism":           "how many threads Go uses, which timing tells as well",
	"performance.loopIdleTime": "the guest's own loop",
	"performance.now":          "the clock, as coarse as the policy says",
	"performance.timeOrigin":   "the clock, as coarse as the policy says",
	"permission.has":           "tells what is granted and touches nothing",
	"process.cpuUsage":         "the clock, as coarse as the policy says",
	"process.cwd":              "a text of the guest's",
	"process.hrtime":           "the clock, as coarse as the policy says",
	"process.memoryUsage":      "the guest's own memory; the process's is asked for",
	"process.resourceUsage":    "asks for the process's own numbers, as the op shows",
	"process.rss":              "the guest's own memory; the process's is asked for",
	"process.umask":            "a number of the guest's",
	"process.threadCpuUsage":   "the clock, as coarse as the policy says",
	"process.uptime":           "the clock, as coarse as the policy says",
	"stdio.read":               "the guest's own standard streams",
	"stdio.setRawMode":         "the guest's own standard streams",
	"stdio.setRef":             "the guest's own standard streams",
	"stdio.type":               "the guest's own standard streams",
	"stdio.windowSize":         "the guest's own standard streams",
	"stdio.write":              "the guest's own standard streams",
	"stdio.writeString":        "the guest's own standard streams",
	"url.objectURL":            "random numbers, repeatable if the policy says so",
	"testfiles.start":          "a runtime under the same policy, if Limits.Isolates has a place for it",
}

const (
	read    = wasi.KindRead
	write   = wasi.KindWrite
	network = wasi.KindNet
	env     = wasi.KindEnv
	run     = wasi.KindRun
	system  = wasi.KindSys
)

// The other half of TestImports: what an op may do is decided by who writes it, once, and is seen here: each op
// is in the table of its reach, and each table has no others.
func TestImportsOfOps(t *testing.T) {
	known := map[string]bool{}
	for _, op := range registry.Info() {
		known[op.Name] = true
		_, own := owned[op.Name]
		if own != (op.Reach == hostcalls.Owns) {
			t.Errorf("%s is registered as one that %s; in the table of those that need no grant: %v", op.Name, op.Reach, own)
		}
		samples := asking[op.Name]
		if op.Reach != hostcalls.Asks {
			if samples != nil {
				t.Errorf("%s does not ask, but has arguments to refuse", op.Name)
			}
			continue
		}
		for _, k := range op.Kinds {
			if _, ok := samples[k]; !ok {
				t.Errorf("%s asks for %s and has no arguments that could be refused", op.Name, k)
			}
		}
		if len(samples) != len(op.Kinds) {
			t.Errorf("%s asks for %v and has arguments for %d kinds", op.Name, op.Kinds, len(samples))
		}
	}
	for name := range asking {
		if !known[name] {
			t.Errorf("there is no op %s", name)
		}
	}
	for name := range owned {
		if !known[name] {
			t.Errorf("there is no op %s", name)
		}
	}
}

// attempt is how the tests call an op: "code permission" of what it throws, or
// what it answers. With a request behind the arguments the answer comes later.
const attempt = `
	globalThis.show = (v) => v !== null && typeof v === 'object' ? (Array.isArray(v) ? String(v.length) : 'object') : String(v);
	globalThis.blame = (e) => ['threw', e.code ?? e.name, e.permission ?? '', JSON.stringify(e.resource ?? ''), e.message].join('\t');
	globalThis.attempt = (fn) => { try { return show(fn()); } catch (e) { return blame(e); } };
	globalThis.later = (fn) => { const out = attempt(() => fn({ oncomplete(err, value) { log(err ? blame(err) : show(value)); } })); if (out !== 'undefined') log(out); };
`

// everything makes a guest with all bindings, under a policy.
func everything(t *testing.T, dir string, options ...wasi.Option) *calltest.Guest {
	t.Helper()
	g := calltest.New(t, calltest.Config{
		Bindings: registry.List(), Policy: options,
		Host: wasi.Config{Dir: "/", Env: []string{"NAME=value"}},
	})
	g.Run(attempt + places(dir))
	return g
}

func places(dir string) string {
	return fmt.Sprintf(`globalThis.D = %q; globalThis.P = D + '/file'; globalThis.N = D + '/new';`, dir)
}

func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/file", []byte("SECRET"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/package.json", []byte(`{"name":"SECRET"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("SECRET", dir+"/link"); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(dir)
}

func call(name, args string) string {
	binding, op, _ := strings.Cut(name, ".")
	return fmt.Sprintf("globalThis[%q][%q](%s)", binding, op, args)
}

// Every op that asks, for every kind it asks for, under a policy that grants
// nothing and one that grants all but that kind: it is refused, the refusal says
// what of and by which flag, and the audit hook has seen it.
func TestDeniedOps(t *testing.T) {
	dir := folder(t)
	for k := read; k <= system; k++ {
		for name, options := range map[string][]wasi.Option{
			"nothing": {}, "all but it": {wasi.AllowAll(), wasi.DenyEvery(k)},
		} {
			var refused int
			audit := wasi.WithAudit(func(r wasi.Request) {
				if !r.Allowed && r.Kind.String() != "" && r.Resource != "" {
					refused++
				}
			})
			g := everything(t, dir, append(options, audit)...)
			for _, op := range registry.Info() {
				if !slices.Contains(op.Kinds, k) {
					continue
				}
				t.Run(k.String()+"/"+name+"/"+op.Name, func(t *testing.T) {
					refused = 0
					before := tree(t, dir)
					for _, answer := range forms(g, op, asking[op.Name][k]) {
						checkRefusal(t, op.Name, k, name == "nothing", answer)
					}
					if refused == 0 && op.Name != "process.envEntries" { // which has nothing to show
						t.Error("the audit hook saw no refusal")
					}
					if after := tree(t, dir); after != before {
						t.Errorf("something has changed:\n%s\n%s", before, after)
					}
				})
			}
		}
	}
}

// forms calls an op in all the ways it has, and returns what it answered.
func forms(g *calltest.Guest, op hostcalls.OpInfo, args string) []string {
	var got []string
	if !op.Async {
		got = append(got, g.Run(`log(attempt(() => `+call(op.Name, args)+`))`))
	}
	if op.Async || op.Work {
		if args != "" {
			args += ", "
		}
		got = append(got, g.Run(`later((req) => `+call(op.Name, args+"req")+`)`))
	}
	return got
}

func checkRefusal(t *testing.T, op string, k wasi.Kind, nothing bool, answer string) {
	t.Helper()
	if strings.Contains(answer, "SECRET") {
		t.Errorf("%s tells a secret: %s", op, answer)
	}
	if want, ok := hides[op]; ok {
		if answer != want {
			t.Errorf("%s answered %q, want %q", op, answer, want)
		}
		return
	}
	part := strings.Split(answer, "\t")
	if len(part) != 5 || part[1] != "ERR_ACCESS_DENIED" {
		t.Errorf("%s is not refused: %q", op, answer)
		return
	}
	flag := "--deny-" + k.String()
	if nothing {
		flag = "--allow-"
	} else if part[2] != k.Permission() {
		t.Errorf("%s: the permission is %q, want %q", op, part[2], k.Permission())
	}
	if part[3] == `""` || !strings.Contains(part[4], flag) {
		t.Errorf("%s: a refusal without a resource or %s: %q", op, flag, answer)
	}
}

// tree describes a folder, so that a change shows.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, e.Name(), info.Mode(), info.Size(), info.ModTime())
	}
	return b.String()
}

// What the denials are compared with: under a policy that grants all none of
// these is refused.
func TestGrantedOps(t *testing.T) {
	g := everything(t, "/", wasi.AllowAll())
	for _, op := range registry.Info() {
		switch op.Name {
		case "process.kill", "os.setPriority", "signal.start", "process.chdir", "process.setuid", "process.seteuid",
			"process.setgid", "process.setegid", "process.setgroups", "process.initgroups":
			continue // what they do, they do to the process
		}
		for _, k := range op.Kinds {
			t.Run(op.Name+"/"+k.String(), func(t *testing.T) {
				g.Run(places(folder(t)))
				for _, got := range forms(g, op, asking[op.Name][k]) {
					if strings.Contains(got, "ERR_ACCESS_DENIED") {
						t.Errorf("refused: %s", got)
					}
					if want, ok := hides[op.Name]; ok && got == want && !strings.HasPrefix(op.Name, "module.") {
						t.Errorf("%q is what a refusal looks like", got)
					}
				}
			})
		}
	}
}
