//go:build !windows

package fs

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/hostiletest"
)

// pathCalls has, for every op that takes a path, calls with the path as p.
// "helper" is a file inside.
var pathCalls = map[string][]string{
	"access":             {"fs.access(p, 0)", "fs.access(p, 7)"},
	"chmod":              {"fs.chmod(p, 0o777)"},
	"chown":              {"fs.chown(p, 12345, 12345)"},
	"copyFile":           {"(fs.copyFile(p, 'helper', 0), fs.readFileUtf8('helper', 0))", "fs.copyFile('helper', p, 0)", "fs.copyFile('helper', p, 1)"},
	"existsSync":         {"fs.existsSync(p)"},
	"internalModuleStat": {"fs.internalModuleStat(p)"},
	"lchown":             {"fs.lchown(p, 12345, 12345)"},
	"link":               {"fs.link(p, 'new')", "fs.link('helper', p)"},
	"lstat":              {"fs.lstat(p, false, true)"},
	"lutimes":            {"fs.lutimes(p, 1e9, 1e9)"},
	"mkdir":              {"fs.mkdir(p, 0o777, false)", "fs.mkdir(p, 0o777, true)"},
	"mkdtemp":            {"fs.mkdtemp(p)"},
	"open":               {"useful(fs.open(p, 0, 0))", "useful(fs.open(p, 2, 0))", "useful(fs.open(p, 0o101, 0o666))", "useful(fs.open(p, 0o301, 0o666))", "useful(fs.open(p, 0o1001, 0))", "useful(fs.open(p, 0o2001, 0))", "useful(fs.open(p, 0o400000, 0))", "useful(fs.open(p, 0o200000, 0))"},
	"opendir":            {"fs.readdirNext(fs.opendir(p), 32)"},
	"readFile":           {"text(fs.readFile(p, 0))", "text(fs.readFile(p, 0o101))"},
	"readFileUtf8":       {"fs.readFileUtf8(p, 0)"},
	"readdir":            {"fs.readdir(p).join()"},
	"readdirTypes":       {"fs.readdirTypes(p).join()"},
	"readlink":           {"fs.readlink(p)"},
	"realpath":           {"fs.realpath(p)"},
	"rename":             {"fs.rename(p, 'new')", "fs.rename('helper', p)"},
	"rmdir":              {"fs.rmdir(p)"},
	"stat":               {"fs.stat(p, false, true)"},
	"statfs":             {"fs.statfs(p, false)"},
	"symlink":            {"fs.symlink('x', p)"},
	"unlink":             {"fs.unlink(p)"},
	"utimes":             {"fs.utimes(p, 1e9, 1e9)"},
	"watch":              {"fs.watchClose(fs.watch(p))"},
	"writeFile":          {"fs.writeFile(p, new Uint8Array(9), 0o1101, 0o666)"},
	"writeFileUtf8":      {"fs.writeFileUtf8(p, 'changed', 0o1101, 0o666)", "fs.writeFileUtf8(p, 'changed', 0o2101, 0o666)"},
}

// Every op on every layout: nothing outside is read or changed, the layouts that
// lead in again work, and no error tells of the host.
func TestHostileLayouts(t *testing.T) {
	for _, op := range hostcalls.NewRegistry(Binding()).Info() {
		if name := strings.TrimPrefix(op.Name, "fs."); op.Reach == hostcalls.Asks && pathCalls[name] == nil {
			t.Errorf("%s is not tried", op.Name)
		}
	}
	for _, l := range hostiletest.Layouts {
		t.Run(l.Name, func(t *testing.T) { tryLayout(t, l) })
	}
}

// tryLayout makes one guest, whose folder is put back before every call.
func tryLayout(t *testing.T, l hostiletest.Layout) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, out := base+"/in", base+"/out"
	hostiletest.Make(t, base, l)
	g := calltest.New(t, calltest.Config{
		Bindings: []*hostcalls.Binding{Binding()},
		Policy:   []wasi.Option{wasi.Allow(wasi.KindRead, in), wasi.Allow(wasi.KindWrite, in)},
		Host:     wasi.Config{Dir: in},
	})
	g.Run(`
		globalThis.text = (b) => String.fromCharCode(...new Uint8Array(b));
		globalThis.useful = (fd) => {
			let got = '';
			for (const act of [() => { const b = new Uint8Array(99); const n = fs.read(fd, b, 0); got = text(b).slice(0, n); }, () => fs.writeString(fd, 'changed', 0), () => fs.fchmod(fd, 0o777), () => fs.futimes(fd, 1e9, 1e9), () => fs.ftruncate(fd, 1)]) {
				try { act(); } catch {}
			}
			fs.close(fd);
			return got;
		};
		globalThis.p = ` + fmt.Sprintf("%q", l.For(in, out)) + `;
	`)
	for name, calls := range pathCalls {
		for _, call := range calls {
			hostiletest.Make(t, base, l)
			before := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2")
			got := g.Run(`try { log(` + call + `); } catch (e) { log('threw', e.code, e.message.replaceAll(p, '')); }`)
			if after := hostiletest.Snapshot(t, out) + hostiletest.Snapshot(t, in+"2"); after != before {
				t.Errorf("%s changed what is outside:\n%s\n%s", call, before, after)
			}
			threw := strings.HasPrefix(got, "threw ")
			if strings.Contains(got, "SECRET") || !threw && strings.Contains(got, "secret") && name != "readlink" && name != "mkdtemp" && name != "mkdir" {
				t.Errorf("%s got %q", call, got)
			}
			if threw && !strings.HasPrefix(got, "threw E") || strings.Contains(got, "goroutine") {
				t.Errorf("%s: %q", call, got)
			}
			if !threw && !l.Legal && name == "existsSync" && got == "true" && !strings.Contains(l.Name, "link") {
				t.Errorf("%s tells of what is outside", call)
			}
			if l.Legal && (name == "readFileUtf8" && got != "public" || name == "stat" && threw) {
				t.Errorf("%s: %q", call, got)
			}
		}
	}
}
