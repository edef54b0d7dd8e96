package wjs

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// answer runs the body of an async function in a runtime of its own and returns
// what it answers, or what it throws.
func answer(t *testing.T, opts Options, body string) string {
	t.Helper()
	return reply(t, open(t, opts), body)
}

func reply(t *testing.T, r *Runtime, body string) string {
	t.Helper()
	v := eval(t, r, `(async () => { const fs = process.getBuiltinModule('fs'); try { return String(await (async () => { `+body+` })()); } catch (e) { return (e.code ?? e.name) + ' ' + e.message; } })()`)
	text, _ := v.(string)
	return text
}

// What a script writes to a tree Go reads, and lower is never changed.
func TestTrees(t *testing.T) {
	memory := NewMemory(1 << 20)
	if err := memory.WriteFile("in/a.txt", []byte("from Go")); err != nil {
		t.Fatal(err)
	}
	lower := fstest.MapFS{"keep": {Data: []byte("lower")}, "gone": {Data: []byte("x")}}
	overlay := NewOverlay(lower, 1<<20)
	opts := Options{Permissions: Permissions{Mounts: map[string]fs.FS{"/m": memory, "/o": overlay, "/r": lower}}}
	got := answer(t, opts, `
		fs.mkdirSync('/m/out'); fs.writeFileSync('/m/out/b.txt', fs.readFileSync('/m/in/a.txt', 'utf8') + ' and back');
		fs.appendFileSync('/o/keep', '+upper'); fs.unlinkSync('/o/gone'); fs.writeFileSync('/o/new', 'new');
		let refused; try { fs.writeFileSync('/r/keep', 'x'); } catch (e) { refused = e.code; }
		return [refused, fs.readdirSync('/o'), fs.readFileSync('/r/keep', 'utf8')].join(' ');`)
	if got != "ERR_ACCESS_DENIED keep,new lower" {
		t.Error(got)
	}
	for name, want := range map[string]string{"out/b.txt": "from Go and back"} {
		if b, err := fs.ReadFile(memory, name); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if b, err := fs.ReadFile(overlay, "keep"); err != nil || string(b) != "lower+upper" {
		t.Errorf("%q, %v", b, err)
	}
	if string(lower["keep"].Data) != "lower" || lower["gone"] == nil {
		t.Error("lower was changed")
	}
	// A second runtime sees what the first left, and no more than the limit fits.
	if got := answer(t, opts, `return fs.readFileSync('/m/out/b.txt', 'utf8')`); got != "from Go and back" {
		t.Error(got)
	}
	if got := answer(t, opts, `fs.writeFileSync('/m/big', Buffer.alloc(2 << 20))`); !strings.HasPrefix(got, "ENOSPC") {
		t.Error(got)
	}
	if err := memory.WriteFile("../x", nil); err == nil {
		t.Error("a name that leads out was taken")
	}
}

func TestQuotas(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(dir+"/f", []byte("x"), 0o600)
	opts := Options{
		Permissions: Permissions{Dirs: []Dir{{Path: "/d", Host: dir, Writable: true}}, Net: []string{"127.0.0.1"}},
		Limits:      Limits{OpenFiles: 3, Written: 1000, Sockets: 2, Pending: 50},
	}
	r := open(t, opts)
	if got := reply(t, r, `globalThis.held = []; for (;;) held.push(fs.openSync('/d/f'));`); !strings.HasPrefix(got, "ERR_QUOTA_EXCEEDED quota exceeded: at most 3 open files") {
		t.Error(got)
	}
	if u := r.Usage(); u.OpenFiles != 3 {
		t.Errorf("%+v", u)
	}
	if got := reply(t, r, `for (const fd of held) fs.closeSync(fd); fs.writeFileSync('/d/f', 'y'.repeat(900)); fs.appendFileSync('/d/f', 'z'.repeat(200));`); !strings.HasPrefix(got, "ERR_QUOTA_EXCEEDED quota exceeded: at most 1000 bytes written") {
		t.Error(got)
	}
	if u := r.Usage(); u.OpenFiles != 0 || u.Written != 900 {
		t.Errorf("%+v", u)
	}
	if got := reply(t, r, `
		const http = process.getBuiltinModule('http'); const servers = [];
		try { for (;;) { const s = http.createServer(); servers.push(s); await new Promise((done, fail) => { s.on('error', fail); s.listen(0, '127.0.0.1', done); }); } }
		finally { for (const s of servers) s.close(); }`); !strings.HasPrefix(got, "ERR_QUOTA_EXCEEDED quota exceeded: at most 2 open sockets") {
		t.Error(got)
	}
	// What ends by itself waits for its turn when as many as may be are in flight.
	if got := reply(t, r, `const all = []; for (let i = 0; i < 200; i++) all.push(fs.promises.stat('/d/f')); const ends = await Promise.allSettled(all); return [...new Set(ends.map((e) => e.reason?.code ?? e.value.size))];`); got != `[900]` && got != `900` {
		t.Error(got)
	}
	if u := r.Usage(); u.Pending != 0 || u.Sockets != 0 {
		t.Errorf("%+v", u)
	}
}

// The hook of the public API sees what is asked, allowed and denied, and Ask
// decides what nothing else does.
func TestAuditAndAsk(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(dir+"/yes", []byte("text"), 0o600)
	os.WriteFile(dir+"/no", []byte("text"), 0o600)
	var mu sync.Mutex
	var seen, asked []Request
	opts := Options{Env: []string{"HOME=/h"}, Permissions: Permissions{
		Env: []string{"HOME"}, Deny: Denials{Net: []string{"*"}},
		Audit: func(r Request) { mu.Lock(); seen = append(seen, r); mu.Unlock() },
		Ask: func(r Request) Decision {
			asked = append(asked, r)
			if strings.HasSuffix(r.Resource, "/yes") {
				return DecideAllow
			}
			return DecideDeny
		},
	}}
	got := answer(t, opts, `
		const out = [process.env.HOME];
		for (const f of ['yes', 'no', 'yes']) try { out.push(fs.readFileSync('`+dir+`/' + f, 'utf8')); } catch (e) { out.push(e.code + ' ' + e.permission + ' ' + e.resource.slice(-3)); }
		try { await fetch('http://127.0.0.1:9999'); } catch (e) { out.push(e.cause?.code ?? e.code); }
		out.push(process.permission.has('fs.read', '`+dir+`/yes'), process.permission.has('fs.read', '`+dir+`/no'));
		return out.join();`)
	if want := "/h,text,ERR_ACCESS_DENIED FileSystemRead /no,text,ERR_ACCESS_DENIED,true,false"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(asked) != 2 {
		t.Errorf("asked for %v", asked)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []Request{
		{Kind: 0, Resource: dir + "/yes", Allowed: true}, {Kind: 0, Resource: dir + "/no"}, {Kind: 2, Resource: "127.0.0.1:9999"},
	} {
		if !slices.Contains(seen, want) {
			t.Errorf("the hook did not see %+v in %+v", want, seen)
		}
	}
}

// Time as the embedder lets it be.
func TestClockAndSeed(t *testing.T) {
	at := time.UnixMilli(1_000_000_000_000)
	dir := t.TempDir()
	frozen := Options{Permissions: Permissions{Clock: Clock{Frozen: true, At: at}, Seed: &[32]byte{1}, Dirs: []Dir{{Path: "/d", Host: dir, Writable: true}}}}
	probe := `const t0 = performance.now(); for (let i = 0; i < 1e5; i++); fs.writeFileSync('/d/f', ''); 
		return [Date.now(), new Date().getTime(), performance.now() - t0, Number(process.hrtime.bigint()), process.uptime(), fs.statSync('/d/f').mtimeMs, fs.fstatSync(fs.openSync('/d/f')).mtimeMs, process.cpuUsage().user].join();`
	if got := answer(t, frozen, probe); got != "1000000000000,1000000000000,0,0,0,1000000000000,1000000000000,0" {
		t.Error(got)
	}
	draw := `const c = process.getBuiltinModule('crypto'); return [c.randomBytes(8).toString('hex'), c.randomUUID(), Math.random(), crypto.getRandomValues(new Uint8Array(4))].join();`
	if a, b := answer(t, frozen, draw), answer(t, frozen, draw); a != b {
		t.Errorf("with a seed:\n%s\n%s", a, b)
	}
	if a, b := answer(t, Options{}, draw), answer(t, Options{}, draw); a == b || strings.Split(a, ",")[2] == strings.Split(b, ",")[2] {
		t.Errorf("two clones draw the same:\n%s\n%s", a, b)
	}
	coarse := Options{Permissions: Permissions{Clock: Clock{Precision: time.Hour}, Dirs: frozen.Permissions.Dirs}}
	if got := answer(t, coarse, `fs.writeFileSync('/d/g', ''); return [Date.now() % 3600000, performance.now() % 3600000, Number(process.hrtime.bigint() % 3600000000000n), fs.statSync('/d/g').mtimeMs % 3600000, process.cpuUsage().user].join()`); got != "0,0,0,0,0" {
		t.Error(got)
	}
}
