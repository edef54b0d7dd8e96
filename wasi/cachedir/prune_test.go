package cachedir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// aged writes an entry that was used that long ago.
func aged(t *testing.T, d *Dir, key string, size int, ago time.Duration) {
	t.Helper()
	path := filepath.Join(d.Path(), filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-ago)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// afterDash is the unit of an entry "kind-unit/…".
func afterDash(key string) string {
	_, rest, _ := strings.Cut(key, "-")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func keys(t *testing.T, d *Dir) []string {
	t.Helper()
	list, err := d.List()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Key)
	}
	return names
}

func TestPrune(t *testing.T) {
	const day = 24 * time.Hour
	fill := func(d *Dir) {
		aged(t, d, "guest-own", 10, 100*day)
		aged(t, d, "snapshot-own", 100, 100*day)
		aged(t, d, "guest-old", 10, 20*day)
		aged(t, d, "snapshot-old", 100, 40*day)
		aged(t, d, "code-old/v1/file", 100, 40*day)
		aged(t, d, "guest-new", 10, day)
		aged(t, d, "snapshot-new", 100, 2*day)
		aged(t, d, "other", 10, 400*day)
	}
	for name, c := range map[string]struct {
		age   time.Duration
		size  int64
		want  []string
		bytes int64
	}{
		"nothing":  {30 * day, 1 << 20, []string{"code-old/v1/file", "guest-new", "guest-old", "guest-own", "other", "snapshot-new", "snapshot-old", "snapshot-own"}, 0},
		"age":      {10 * day, 1 << 20, []string{"guest-new", "guest-own", "other", "snapshot-new", "snapshot-own"}, 210},
		"size":     {30 * day, 400, []string{"guest-new", "guest-own", "other", "snapshot-new", "snapshot-own"}, 210},
		"no room":  {30 * day, 0, []string{"guest-own", "other", "snapshot-own"}, 320},
		"too much": {0, 0, []string{"guest-own", "other", "snapshot-own"}, 320},
	} {
		d := open(t)
		fill(d)
		_, bytes, err := d.Prune(Bounds{Unit: afterDash, Keep: "own", Age: c.age, Size: c.size})
		if got := keys(t, d); err != nil || bytes != c.bytes || !slices.Equal(got, c.want) {
			t.Errorf("%s: %d bytes, %v, left %v", name, bytes, err, got)
		}
	}
}

// What processes have left goes, and the directories that they emptied; what one
// is writing stays.
func TestPruneLeftovers(t *testing.T) {
	d := open(t)
	aged(t, d, tempPrefix+"old", 5, 2*tempAge)
	aged(t, d, tempPrefix+"dir/file", 5, 2*tempAge)
	aged(t, d, tempPrefix+"new", 5, 0)
	os.MkdirAll(filepath.Join(d.Path(), "code-gone", "v1"), 0o700)
	os.Mkdir(filepath.Join(d.Path(), "code-being"), 0o700)
	past := time.Now().Add(-2 * tempAge)
	for _, name := range []string{tempPrefix + "dir", "code-gone/v1", "code-gone"} {
		if err := os.Chtimes(filepath.Join(d.Path(), name), past, past); err != nil {
			t.Fatal(err)
		}
	}
	// A directory's time changes with what it holds: the upper one goes next time.
	for range 2 {
		if _, _, err := d.Prune(Bounds{Unit: afterDash, Age: time.Hour, Size: 1 << 20}); err != nil {
			t.Fatal(err)
		}
		os.Chtimes(filepath.Join(d.Path(), "code-gone"), past, past)
	}
	for name, there := range map[string]bool{tempPrefix + "old": false, tempPrefix + "dir": false, tempPrefix + "new": true, "code-gone": false, "code-being": true} {
		if _, err := os.Lstat(filepath.Join(d.Path(), name)); errors.Is(err, fs.ErrNotExist) == there {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTouch(t *testing.T) {
	d := open(t)
	aged(t, d, "a", 1, 2*time.Hour)
	for _, c := range []struct {
		key   string
		since time.Duration
		want  bool
	}{{"a", 3 * time.Hour, false}, {"a", time.Hour, true}, {"a", time.Hour, false}, {"none", 0, false}, {"../a", 0, false}} {
		if got := d.Touch(c.key, c.since); got != c.want {
			t.Errorf("Touch(%q, %v) is %v", c.key, c.since, got)
		}
	}
}

// Who has an entry open reads it to its end; who writes while others delete has
// written all of it or nothing.
func TestPruneConcurrent(t *testing.T) {
	shared := open(t)
	const rounds, size = 50, 1 << 12
	var wg sync.WaitGroup
	start := func(work func(d *Dir)) {
		wg.Go(func() {
			d, err := OpenAt(shared.Path())
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			for range rounds {
				work(d)
			}
		})
	}
	for n := range 3 {
		i := 0
		start(func(d *Dir) {
			if err := d.Write(fmt.Sprintf("x-%d", i%5), make([]byte, size)); err != nil {
				t.Error(err)
			}
			if data, err := d.Read(fmt.Sprintf("x-%d", (i+n)%5)); err == nil && len(data) != size {
				t.Errorf("%d bytes", len(data))
			} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
			i++
		})
		start(func(d *Dir) {
			if _, _, err := d.Prune(Bounds{Unit: afterDash, Age: 0, Size: 2 * size}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
