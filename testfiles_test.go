package wjs

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func testFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Each file has a runtime of its own, with the permissions of the one that
// starts it and no more places for others.
func TestRunTests(t *testing.T) {
	dir := testFolder(t, map[string]string{
		"a.test.js": `globalThis.shared = 1; require('node:test')('a', () => { console.log('out of a'); console.error('err of a'); });`,
		"b.test.js": `const test = require('node:test');
test('is alone', (t) => t.assert.strictEqual(globalThis.shared, undefined));
test('may not read', (t) => t.assert.throws(() => require('fs').readFileSync('/etc/passwd'), { code: 'ERR_ACCESS_DENIED' }));
test('may not start others', (t) => t.assert.throws(() => process.binding('testfiles')));
test('has no variables', (t) => t.assert.deepStrictEqual(Object.keys(process.env), []));`,
	})
	for _, isolates := range []int{1, 4} {
		var out bytes.Buffer
		r := bare(t, Options{
			Stdout: &out, Stderr: &out, Env: []string{"SECRET=1"}, Dir: "/p", Flags: map[string]any{"test": true, "test-reporter": []string{"tap"}},
			Permissions: Permissions{Dirs: []Dir{{Path: "/p", Host: dir}}}, Limits: Limits{Isolates: isolates},
		})
		if err := r.RunTests(t.Context(), nil); err != nil {
			t.Error(err)
		}
		for _, want := range []string{"# out of a", "# err of a", "ok 1 - a", "ok 5 - has no variables", "# pass 5", "# fail 0"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in\n%s", want, out.String())
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestRunTestsFails(t *testing.T) {
	dir := testFolder(t, map[string]string{
		"a.test.js": `process.exit(7)`,
		"b.test.js": `new Array(1e9).fill(0)`,
		"c.test.js": `require('node:test')('for ever', () => { for (;;); })`,
	})
	var out bytes.Buffer
	r := bare(t, Options{
		Stdout: &out, Stderr: &out, Dir: "/p", Flags: map[string]any{"test": true, "test-reporter": []string{"tap"}},
		Permissions: Permissions{Dirs: []Dir{{Path: "/p", Host: dir}}},
		Limits:      Limits{Isolates: 3, Memory: 64 << 20, Fuel: 50_000_000},
	})
	defer r.Close()
	var exit *ExitError
	if err := r.RunTests(t.Context(), []string{"*.test.js"}); !errors.As(err, &exit) || exit.Code != 1 {
		t.Errorf("%v, want exit code 1", err)
	}
	for _, want := range []string{"exitCode: 7", "not ok 2 - b.test.js", "not ok 3 - c.test.js", "# the script needs more than its memory limit", "# the script used up its fuel", "# fail 3"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// Where no places are given, run() is refused.
func TestRunTestsDenied(t *testing.T) {
	dir := testFolder(t, map[string]string{"a.test.js": ""})
	var out bytes.Buffer
	r := bare(t, Options{Stdout: &out, Dir: "/p", Permissions: Permissions{Dirs: []Dir{{Path: "/p", Host: dir}}}})
	defer r.Close()
	err := r.RunSource(t.Context(), "[eval]", `
require('node:test').run({ files: ['/p/a.test.js'] }).on('test:fail', ({ details }) => console.log(details.error.cause.code)).resume();`, false)
	if err != nil || out.String() != "ERR_ACCESS_DENIED\n" {
		t.Errorf("%v, %q", err, out.String())
	}
}

// A runtime ends the files that it has started: those that compute, that wait,
// that print without end, and that wait for a place.
func TestCloseWithTestFiles(t *testing.T) {
	dir := testFolder(t, map[string]string{
		"a.test.js": "for (;;);",
		"b.test.js": "setInterval(() => {}, 1000)",
		"c.test.js": "for (;;) console.log('x'.repeat(1e5))",
		"d.test.js": "", "e.test.js": "",
	})
	leakFree(t, 4, func() {
		r := bare(t, Options{
			Dir: "/p", Flags: map[string]any{"test": true}, Limits: Limits{Isolates: 3},
			Permissions: Permissions{Dirs: []Dir{{Path: "/p", Host: dir}}},
		})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if err := r.RunTests(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the deadline", err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestOutbox(t *testing.T) {
	o := newOutbox()
	full := make([]byte, outboxLimit)
	o.put("a", full)
	wrote := make(chan struct{})
	go func() {
		o.put("b", []byte("1"))
		close(wrote)
	}()
	select {
	case <-wrote:
		t.Error("a full outbox took more")
	case <-time.After(20 * time.Millisecond):
	}
	if list := o.take(); len(list) != 2 || list[0] != "a" {
		t.Errorf("took %d", len(list))
	}
	<-wrote
	if list := o.take(); len(list) != 2 || list[0] != "b" {
		t.Errorf("then took %v", list)
	}
	go o.close()
	if list := o.take(); list != nil {
		t.Errorf("after close: %v", list)
	}
	o.put("c", full)
	o.put("c", full)
}
