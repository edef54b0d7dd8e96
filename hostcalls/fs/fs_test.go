package fs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/hostcalls/fs"
	"github.com/wjs-run/wjs/wasi"
)

// guest is an isolate with the binding `fs` and the constant `dir`, a directory
// of the test that it may read and write.
func guest(t *testing.T, options ...wasi.Option) (*calltest.Guest, string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if options == nil {
		options = []wasi.Option{wasi.Allow(wasi.KindRead, dir), wasi.Allow(wasi.KindWrite, dir)}
	}
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{fs.Binding()}, Policy: options,
		Host: wasi.Config{Dir: dir, Stdin: strings.NewReader("from stdin")}})
	g.Run(fmt.Sprintf(`
		globalThis.dir = %q;
		globalThis.text = (bytes) => { let s = ''; for (const b of bytes) s += String.fromCharCode(b); return s; };
		globalThis.bytes = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
		// Both forms of an op: what it returns or throws, then what it calls back with.
		globalThis.both = (name, ...args) => {
			const show = (v) => v instanceof Uint8Array ? 'bytes ' + v.length : String(v);
			try { log(name, 'sync', show(fs[name](...args))); } catch (e) { log(name, 'sync', e.code, e.syscall ?? e.permission); }
			fs[name](...args, { oncomplete(e, v) { log(name, 'async', e === null ? show(v) : e.code + ' ' + (e.syscall ?? e.permission)); } });
		};
	`, dir))
	return g, dir
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if want = strings.TrimSpace(strings.ReplaceAll(want, "\t", "")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFiles(t *testing.T) {
	g, dir := guest(t)
	check(t, g.Run(`
		const fd = fs.open('a', 0o102, 0o600);
		log(fd, fs.writeString(fd, 'héllo', -1), fs.writeBuffer(fd, bytes('!'), 10));
		const into = new Uint8Array(4);
		log(fs.read(fd, into, 0), into, fs.read(fd, into, 100));
		fs.ftruncate(fd, 3);
		log(fs.readDescriptorUtf8(fs.open('a', 0, 0)));
		fs.close(fd);
		log(fs.open('a', 0, 0), fails(() => fs.read(9, into, -1)));
	`), `
		3 6 1
		4 {"0":104,"1":195,"2":169,"3":108} 0
		hé
		3 EBADF: bad file descriptor, read {"errno":-9,"code":"EBADF","syscall":"read"}
	`)
	if st, err := os.Stat(filepath.Join(dir, "a")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
}

// A number is free as soon as close is called, as a program that counts on it
// being the lowest expects.
func TestCloseIsSeenAtOnce(t *testing.T) {
	g, dir := guest(t)
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	check(t, g.Run(`
		const fd = fs.open('a', 0, 0);
		fs.close(fd, { oncomplete(e) { log('closed', e); } });
		log(fs.open('a', 0, 0), fails(() => fs.close(77)));
	`), `
		3 EBADF: bad file descriptor, close {"errno":-9,"code":"EBADF","syscall":"close"}
		closed null
	`)
}

func TestAsynchronous(t *testing.T) {
	g, _ := guest(t)
	check(t, g.Run(`
		fs.writeFileUtf8('a', 'text', 0o1101, 0o644);
		const into = new Uint8Array(8);
		fs.open('a', 0, 0, { oncomplete(e, fd) {
			log('open', e, fd);
			fs.read(fd, into, -1, { oncomplete(e, n) {
				log('read', e, n, text(into.subarray(0, n)));
				fs.close(fd, { oncomplete(e) { log('close', e); } });
			} });
		} });
		fs.open('missing', 0, 0, { oncomplete(e) { log(e.message, e.path); } });
		log('first');
	`), `
		first
		open null 3
		ENOENT: no such file or directory, open 'missing' missing
		read null 4 text
		close null
	`)
}

func TestWholeFiles(t *testing.T) {
	g, dir := guest(t)
	bad := []byte("a\xe2\x82b\xff\xf0\x9f\x98\xed\xa0\x80\xe2\x82\xac")
	if err := os.WriteFile(filepath.Join(dir, "bad"), bad, 0o644); err != nil {
		t.Fatal(err)
	}
	check(t, g.Run(`
		log(fs.readFileUtf8('bad', 0) === 'a\ufffdb\ufffd\ufffd\ufffd\ufffd\ufffd\u20ac', fs.readFile('bad', 0).length);
		fs.writeFile('b', bytes('one'), 0o1101, 0o644);
		fs.writeFile('b', bytes('two'), 0o2101, 0o644);
		log(fs.readFileUtf8('b', 0), fs.readDescriptorUtf8(0), fails(() => fs.readFile('.', 0)));
	`), `
		true 14
		onetwo from stdin EISDIR: illegal operation on a directory, read {"errno":-21,"code":"EISDIR","syscall":"read"}
	`)
}

func TestTooLargeToReadWhole(t *testing.T) {
	g, dir := guest(t)
	name := filepath.Join(dir, "large")
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 1<<31); err != nil { // no blocks are written
		t.Skip(err)
	}
	check(t, g.Run(`log(fails(() => fs.readFile('large', 0)))`),
		`File size (2147483648) is greater than 2 GiB {"code":"ERR_FS_FILE_TOO_LARGE"}`)
}

func TestDirectories(t *testing.T) {
	g, _ := guest(t)
	check(t, g.Run(`
		log(fs.mkdir('x/y/z', 0o777, true) === dir + '/x', fs.mkdir('x/y/z', 0o777, true) === '');
		fs.writeFileUtf8('x/f', '', 0o1101, 0o644);
		fs.symlink('f', 'x/link');
		log(fs.readdir('x'), fs.readdirTypes('x'), fs.readlink('x/link'));
		const d = fs.opendir('x');
		const all = [];
		for (let part; (part = fs.readdirNext(d, 2)).length > 1;) all.push(...part.slice(0, -1));
		log(all.sort(), fs.readdirNext(d, 2));
		fs.closedir(d);
		log(fs.mkdtemp(dir + '/tmp-').length - dir.length);
		log(fails(() => fs.mkdir('x', 0o777, false)), fails(() => fs.rmdir('x')));
		log(fs.realpath('x/link') === dir + '/x/f', fs.internalModuleStat('x'), fs.internalModuleStat('x/f'), fs.internalModuleStat('no'));
	`), `
		true true
		["f","link","y"] ["f","link","y","132"] f
		["f","link","y"] [""]
		11
		EEXIST: file already exists, mkdir 'x' {"errno":-17,"code":"EEXIST","syscall":"mkdir","path":"x"} ENOTEMPTY: directory not empty, rmdir 'x' {"errno":-39,"code":"ENOTEMPTY","syscall":"rmdir","path":"x"}
		true 1 0 -2
	`)
}

func TestStat(t *testing.T) {
	g, _ := guest(t)
	check(t, g.Run(`
		fs.writeFileUtf8('f', 'four', 0o1101, 0o644);
		fs.utimes('f', 1.5, -0.25);
		const st = new Float64Array(fs.stat('f', false, true).buffer);
		const big = new BigInt64Array(fs.lstat('f', true, true).buffer);
		log(st.length, (st[1] & 0o170000) === 0o100000, st[8], st[10], st[11], st[12], st[13], big[8], big[13]);
		log(fs.stat('no', false, false).length, fails(() => fs.stat('no', false, true)));
		fs.chmod('f', 0o600);
		log((new Float64Array(fs.fstat(fs.open('f', 0, 0), false).buffer)[1] & 0o777).toString(8));
		log(new Float64Array(fs.fstat(1, false).buffer)[1] & 0o170000);
		log(fs.existsSync('f'), fs.existsSync('no'), fails(() => fs.access('no', 0)));
	`), `
		18 true 4 1 500000000 -1 750000000 4 750000000
		0 ENOENT: no such file or directory, stat 'no' {"errno":-2,"code":"ENOENT","syscall":"stat","path":"no"}
		600
		4096
		true false ENOENT: no such file or directory, access 'no' {"errno":-2,"code":"ENOENT","syscall":"access","path":"no"}
	`)
}

func TestTwoPaths(t *testing.T) {
	g, _ := guest(t)
	check(t, g.Run(`
		fs.writeFileUtf8('a', 'text', 0o1101, 0o644);
		fs.copyFile('a', 'b', 0);
		log(fails(() => fs.copyFile('a', 'b', 1)));
		log(fails(() => fs.copyFile('a', 'c', 4)));
		fs.rename('b', 'c');
		fs.link('c', 'd');
		fs.unlink('c');
		log(fs.readFileUtf8('d', 0), fails(() => fs.rename('no', 'x')));
	`), `
		EEXIST: file already exists, copyfile 'a' -> 'b' {"errno":-17,"code":"EEXIST","syscall":"copyfile","path":"a","dest":"b"}
		ENOTSUP: operation not supported on socket, copyfile 'a' -> 'c' {"errno":-95,"code":"ENOTSUP","syscall":"copyfile","path":"a","dest":"c"}
		text ENOENT: no such file or directory, rename 'no' -> 'x' {"errno":-2,"code":"ENOENT","syscall":"rename","path":"no","dest":"x"}
	`)
}

// Every op that takes a path, with a path outside every grant: both forms are
// refused, and nothing outside has changed.
func TestEveryPathOpIsRefused(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	inside := t.TempDir()
	g, _ := guest(t, wasi.Allow(wasi.KindRead, inside), wasi.Allow(wasi.KindWrite, inside))
	before, err := os.Stat(outside)
	if err != nil {
		t.Fatal(err)
	}
	const read, write = "FileSystemRead", "FileSystemWrite"
	ops := []struct{ call, permission string }{
		{`'open', p, 0, 0`, read}, {`'open', p, 1, 0`, write}, {`'open', p, 0o102, 0o600`, read},
		{`'readFile', p, 0`, read}, {`'readFileUtf8', p, 0`, read},
		{`'writeFile', p, bytes('x'), 0o1101, 0o644`, write}, {`'writeFileUtf8', p, 'x', 0o1101, 0o644`, write},
		{`'stat', p, false, true`, read}, {`'stat', p, false, false`, read}, {`'lstat', p, false, true`, read},
		{`'statfs', p, false`, read}, {`'access', p, 0`, read},
		{`'readdir', p`, read}, {`'readdirTypes', p`, read}, {`'opendir', p`, read},
		{`'mkdir', p + '/x', 0o777, false`, write}, {`'mkdir', p + '/x', 0o777, true`, write}, {`'mkdtemp', p`, write},
		{`'rmdir', p`, write}, {`'unlink', p`, write}, {`'readlink', p`, read}, {`'realpath', p`, read},
		{`'rename', p, 'x'`, read}, {`'link', p, 'x'`, read}, {`'symlink', 'x', p`, write},
		{`'copyFile', p, 'x', 0`, read}, {`'chmod', p, 0o777`, write}, {`'chown', p, -1, -1`, write},
		{`'lchown', p, -1, -1`, write}, {`'utimes', p, 1, 1`, write}, {`'lutimes', p, 1, 1`, write},
	}
	for _, op := range ops {
		name := op.call[1 : strings.Index(op.call[1:], "'")+1]
		want := fmt.Sprintf("%[1]s sync ERR_ACCESS_DENIED %[2]s\n%[1]s async ERR_ACCESS_DENIED %[2]s", name, op.permission)
		check(t, g.Run(fmt.Sprintf(`{ const p = %q; both(%s); }`, outside, op.call)), want)
	}
	check(t, g.Run(fmt.Sprintf(`log(fs.existsSync(%[1]q), fs.internalModuleStat(%[1]q) < 0)`, outside)), "false true")

	after, err := os.Stat(outside)
	if err != nil || after.ModTime() != before.ModTime() || after.Size() != before.Size() || after.Mode() != before.Mode() {
		t.Errorf("%v, %v; was %v", after, err, before)
	}
}

// A link that leads out of the grant is as good as a path outside.
func TestLinksOutAreRefused(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	g, dir := guest(t)
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{`'readFileUtf8', 'link', 0`, `'open', 'link', 0o1101, 0o644`, `'stat', 'link', false, true`,
		`'writeFileUtf8', 'link', 'x', 0o1101, 0o644`, `'chmod', 'link', 0o777`, `'copyFile', 'link', 'copy', 0`} {
		for _, line := range strings.Split(g.Run(`both(`+call+`)`), "\n") {
			if !strings.Contains(line, "ERR_ACCESS_DENIED") {
				t.Errorf("%s: %s", call, line)
			}
		}
	}
	if b, err := os.ReadFile(outside); err != nil || string(b) != "secret" {
		t.Errorf("%q, %v", b, err)
	}
}

// Numbers that are no descriptors, or another's.
func TestBadDescriptors(t *testing.T) {
	g, _ := guest(t)
	for _, fd := range []string{"3", "-1", "1000000", "2147483647"} {
		for _, call := range []string{`'close', `, `'fsync', `, `'fdatasync', `, `'readDescriptor', `, `'closedir', `} {
			for _, line := range strings.Split(g.Run(`both(`+call+fd+`)`), "\n") {
				if !strings.Contains(line, "EBADF") {
					t.Errorf("%s%s: %s", call, fd, line)
				}
			}
		}
		for _, call := range []string{`'read', %s, new Uint8Array(1), -1`, `'writeBuffer', %s, new Uint8Array(1), -1`,
			`'writeString', %s, 'x', -1`, `'ftruncate', %s, 0`, `'fchmod', %s, 0`, `'fchown', %s, 0, 0`, `'futimes', %s, 0, 0`,
			`'fstat', %s, false`, `'readdirNext', %s, 1`} {
			for _, line := range strings.Split(g.Run(`both(`+fmt.Sprintf(call, fd)+`)`), "\n") {
				if !strings.Contains(line, "EBADF") {
					t.Errorf("%s: %s", call, line)
				}
			}
		}
	}
}

// What a program leaves open is closed with it: calltest fails otherwise.
func TestOpenFilesAreClosed(t *testing.T) {
	g, dir := guest(t)
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	g.Run(`for (let i = 0; i < 50; i++) fs.open('a', 0, 0); fs.opendir('.'); fs.open('a', 0, 0, { oncomplete() {} });`)
	if n := g.Host.Usage().OpenFiles; n != 52 {
		t.Errorf("%d files are open", n)
	}
	g.Close()
	if n := g.Host.Usage().OpenFiles; n != 0 {
		t.Errorf("%d files stay open", n)
	}
}
