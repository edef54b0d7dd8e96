package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The cache is in no grant: what is in it would run next time.
func TestCacheIsNobodysToGrant(t *testing.T) {
	dir := folder(t, map[string]string{"cache/secret": "secret", "other/a.txt": "a"})
	if err := os.Chmod(filepath.Join(dir, "cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	const code = `
		const fs = require('fs'), dir = process.argv[1];
		const tries = {
			read: () => fs.readFileSync(dir + '/cache/secret'),
			list: () => fs.readdirSync(dir + '/cache'),
			write: () => fs.writeFileSync(dir + '/cache/guest-0', 'x'),
			link: () => { fs.symlinkSync(dir + '/cache', dir + '/other/link'); fs.readFileSync(dir + '/other/link/secret') },
			hard: () => fs.linkSync(dir + '/cache/secret', dir + '/other/hard'),
			move: () => fs.renameSync(dir + '/cache', dir + '/moved'),
			remove: () => fs.rmSync(dir + '/cache', { recursive: true }),
			require: () => require(dir + '/cache/secret'),
			other: () => fs.readFileSync(dir + '/other/a.txt'),
		};
		for (const [name, f] of Object.entries(tries)) { try { f(); console.log(name, 'done') } catch (e) { console.log(name, e.code) } }
		console.log(process.permission.has('fs.read'), process.permission.has('fs.write', dir + '/cache'));`
	var want strings.Builder
	for _, name := range []string{"read", "list", "write", "link", "hard", "move", "remove", "require"} {
		fmt.Fprintln(&want, name, "ERR_ACCESS_DENIED")
	}
	want.WriteString("other done\n")
	for all, grants := range map[string][]string{"true": {"--allow-read", "--allow-write"}, "false": {"--allow-read=" + dir, "--allow-write=" + dir}} {
		args := append(append([]string{"eval"}, grants...), code, dir)
		r := command{env: []string{"WJS_CACHE_DIR=" + filepath.Join(dir, "cache")}, dir: dir, args: args}.run(t)
		if r.code != 0 || r.stdout != want.String()+all+" false\n" {
			t.Errorf("%v: %s", grants, r)
		}
		if b, err := os.ReadFile(filepath.Join(dir, "cache", "secret")); string(b) != "secret" {
			t.Errorf("%v: %q, %v", grants, b, err)
		}
		_ = os.Remove(filepath.Join(dir, "other", "link"))
	}
}

// Large files are kept compiled, unless that is turned off as in Node.js.
func TestCompileCache(t *testing.T) {
	dir := folder(t, map[string]string{"main.js": strings.Repeat("// long enough to be kept\n", 1000) +
		"const m = require('module'); console.log(m.enableCompileCache().status, m.constants.compileCacheStatus.DISABLED)"})
	cache := filepath.Join(dir, "cache")
	kept := func() int {
		files, _ := filepath.Glob(filepath.Join(cache, "bytecode-*"))
		return len(files)
	}
	for _, c := range []struct {
		env, want string
		kept      int
	}{{"NODE_DISABLE_COMPILE_CACHE=1", "3 3\n", 0}, {"X=", "2 3\n", 1}, {"X=", "2 3\n", 1}} {
		r := command{env: []string{"WJS_CACHE_DIR=" + cache, c.env}, dir: dir, args: []string{"main.js"}}.run(t)
		if r.code != 0 || r.stdout != c.want || kept() != c.kept {
			t.Errorf("%s: %d files, %s", c.env, kept(), r)
		}
	}
	if r := (command{env: []string{"WJS_CACHE_DIR="}, dir: dir, args: []string{"main.js"}}).run(t); r.stdout != "0 3\n" {
		t.Error(r)
	}
}
