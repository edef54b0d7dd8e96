package wjs

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// started makes a platform over the cache and runs a little on it.
func started(t testing.TB, dir string) time.Duration {
	t.Helper()
	began := time.Now()
	p, err := NewPlatform(context.Background(), PlatformOptions{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	defer p.Close()
	r, err := New(context.Background(), Options{Platform: p})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if v, err := r.Eval(context.Background(), "[1, 2, 3].map((x) => x * 2).join()"); err != nil || v != "2,4,6" {
		t.Fatalf("%v, %v", v, err)
	}
	return took
}

// kept are the files of a cache, by the part of their path that says what they
// are.
func kept(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		kind, _, _ := strings.Cut(rel, "-")
		if files[kind] != "" {
			t.Errorf("two files of the kind %q", kind)
		}
		files[kind] = path
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 3 || files["guest"] == "" || files["code"] == "" || files["snapshot"] == "" {
		t.Fatalf("the cache holds %v", files)
	}
	return files
}

// Whatever happens to a file of the cache, the next start works, and the one
// after it is quick again.
func TestCacheDamage(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the guest many times")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	cold := started(t, dir)
	files := kept(t, dir)
	change := func(path string, f func(b []byte) []byte) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// In place of the old file: what is mapped from that stays.
		if err := os.WriteFile(path+".new", f(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	damages := map[string]func(b []byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"half":         func(b []byte) []byte { return b[:len(b)/2] },
		"last byte":    func(b []byte) []byte { return b[:len(b)-1] },
		"longer":       func(b []byte) []byte { return append(b, 0) },
		"first byte":   func(b []byte) []byte { b[0] ^= 1; return b },
		"byte 60":      func(b []byte) []byte { b[60] ^= 1; return b },
		"another file": func(b []byte) []byte { return make([]byte, len(b)) },
	}
	for kind, path := range files {
		for name, damage := range damages {
			if kind != "snapshot" && name != "half" && name != "first byte" {
				continue // each costs a compilation; and wazero does not look at every byte
			}
			change(path, damage)
			started(t, dir)
			warm := started(t, dir)
			if warm > cold/2 {
				t.Errorf("%s, %s: a start takes %v afterwards, %v at first", kind, name, warm, cold)
			}
			kept(t, dir)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, kind := range []string{"guest", "snapshot"} {
		_ = os.Chmod(files[kind], 0o666)
		started(t, dir)
		if info, err := os.Stat(files[kind]); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: what others could write was used: %v, %v", kind, info.Mode(), err)
		}
	}
}

// A cache that holds the code of hollow functions for whole ones is found out.
func TestCacheHollowCode(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the guest twice")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	started(t, dir)
	code := kept(t, dir)["code"]
	whole, _ := os.Stat(code)
	// wazero itself puts the hollow code there when it finds none.
	_ = os.Remove(code)
	started(t, dir)
	if info, err := os.Stat(code); err != nil || info.Size() != whole.Size() {
		t.Errorf("the code was not put back: %v, %v", info, err)
	}
}

// A cache that cannot be written to costs time only.
func TestCacheReadOnly(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("nothing is read-only here")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	if err := os.Mkdir(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	started(t, dir)
}

// fillCache makes this test binary a process that fills the cache it names.
const fillCache = "WJS_TEST_FILL_CACHE"

func TestCacheFilledByManyProcesses(t *testing.T) {
	if dir := os.Getenv(fillCache); dir != "" {
		started(t, dir)
		return
	}
	if testing.Short() {
		t.Skip("compiles the guest in several processes")
	}
	dir := filepath.Join(t.TempDir(), "cache")
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 300 * time.Millisecond) // at different steps
			cmd := exec.Command(os.Args[0], "-test.run", "^TestCacheFilledByManyProcesses$")
			cmd.Env = append(os.Environ(), fillCache+"="+dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	kept(t, dir)
	started(t, dir)
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// BenchmarkStart is what a process pays for its platform with a warm cache.
func BenchmarkStart(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "cache")
	started(b, dir)
	for b.Loop() {
		p, err := NewPlatform(context.Background(), PlatformOptions{CacheDir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// A start clears away what other versions and programs have left long ago, once
// a day; what this version needs stays, and so does what another process uses.
func TestCachePruned(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, days int) string {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().AddDate(0, 0, -days)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return path
	}
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	// The first start writes, and so looks at the rest.
	old := []string{write("guest-0123", 31), write("code-0123/v/x", 31), write("snapshot-0123", 31), write("modules/v/old", 31)}
	young := []string{write("guest-4567", 1), write("snapshot-4567", 31), write("modules/v/young", 29), write("history", 400)}
	started(t, dir)
	for _, path := range old {
		if there(path) {
			t.Errorf("%s is still there", path)
		}
	}
	for _, path := range young {
		if !there(path) {
			t.Errorf("%s is gone", path)
		}
	}
	// Not again on the same day, and then without what is its own.
	again := write("guest-89ab", 31)
	started(t, dir)
	if !there(again) {
		t.Error("looked at twice on a day")
	}
	p, err := NewPlatform(context.Background(), PlatformOptions{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	own := filepath.Join(dir, guestName())
	past := time.Now().AddDate(0, 0, -40)
	for _, path := range []string{own, filepath.Join(dir, snapshotName())} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if took := started(t, dir); there(again) || !there(own) {
		t.Errorf("after a day: %v %v, %v", there(again), there(own), took)
	}
	// A process goes on when all of it is deleted.
	if err := os.RemoveAll(dir); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	r, err := New(context.Background(), Options{Platform: p})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if v, err := r.Eval(context.Background(), "require('node:zlib'), 6 * 7"); err != nil || v != int64(42) && v != float64(42) {
		t.Errorf("%v (%T), %v", v, v, err)
	}
}
