package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestModules runs programs about modules, mistakes and stacks. Golden files
// whose program is JavaScript hold what Node 24 prints on standard output:
//
//	cd testdata/modules && MODULES_TMP=/tmp node import.mjs > import.golden
func TestModules(t *testing.T) {
	dir := filepath.Join(root(t), "testdata", "modules")
	for _, file := range []string{"resolve.cjs", "import.mjs", "hooks.mjs", "mistakes.cjs", "frames.cjs", "typed.ts"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(file, filepath.Ext(file))+".golden"))
			if err != nil {
				t.Fatal(err)
			}
			tmp := t.TempDir()
			r := command{dir: dir, env: []string{"MODULES_TMP=" + tmp},
				args: []string{"--allow-read", "--allow-write=" + tmp, "--allow-env=MODULES_TMP", file}}.run(t)
			if r.stdout != string(want) || r.code != 0 {
				t.Errorf("%v\nwant:\n%s", r, want)
			}
		})
	}
}

// TestModulesDenied: what may not be read is said to be forbidden, whether it is
// there or not, and packages are not looked for above what may be read.
func TestModulesDenied(t *testing.T) {
	outside := t.TempDir()
	project := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(outside, "secret.js"), "console.log('leaked')")
	write(filepath.Join(outside, "secret.json"), `{"leaked":1}`)
	write(filepath.Join(project, "node_modules", "dep", "index.js"), "exports.dep = 1")
	if err := os.Symlink(filepath.Join(outside, "secret.js"), filepath.Join(project, "link.js")); err != nil {
		t.Skip(err)
	}
	write(filepath.Join(project, "main.mjs"), `
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const outside = `+"`"+outside+"`"+`;
const tries = {
  require: (s) => require(s), resolve: (s) => require.resolve(s), import: (s) => import(s), meta: (s) => import.meta.resolve(s),
};
for (const s of [outside + '/secret.js', outside + '/secret', outside + '/secret.json', outside + '/nothing.js', './link.js', '/etc/passwd']) {
  for (const [how, f] of Object.entries(tries)) {
    try {
      await f(s);
      console.log('not refused:', how, s);
    } catch (e) {
      if (e.code !== 'ERR_ACCESS_DENIED' || e.permission !== 'FileSystemRead' || !e.resource) console.log(how, s, e.code, e.message);
    }
  }
}
for (const f of [() => require('nope'), () => import('nope')]) {
  try {
    await f();
  } catch (e) {
    console.log(e.code);
  }
}
console.log(require('dep').dep, (await import('dep')).dep);
`)
	r := run(t, "--allow-read="+project, filepath.Join(project, "main.mjs"))
	if want := "MODULE_NOT_FOUND\nERR_MODULE_NOT_FOUND\n1 1\n"; r.stdout != want || r.code != 0 {
		t.Errorf("%v\nwant:\n%s", r, want)
	}
}
