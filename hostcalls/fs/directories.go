package fs

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

func addDirectories(b *hostcalls.Binding) {
	read, write := b.Asks(wasi.KindRead), b.Asks(wasi.KindWrite)
	work1(read, "readdir", func(c *call, path string) (func() ([]string, error), error) {
		return readdir(c, path, false)
	})
	work1(read, "readdirTypes", func(c *call, path string) (func() ([]string, error), error) {
		return readdir(c, path, true)
	})
	work1(read, "opendir", opendir)
	work2(b.Holds(), "readdirNext", readdirNext)
	work1(b.Holds(), "closedir", closeFile)
	work3(write, "mkdir", mkdir)
	work1(write, "mkdtemp", mkdtemp)
	onPath(b, "rmdir", wasi.Path.Rmdir)
}

// readdir(path) → names in the order of their bytes; with types, behind them
// one string that has a digit (a UV_DIRENT) for each.
func readdir(c *call, path string, types bool) (func() ([]string, error), error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	return func() ([]string, error) {
		entries, err := p.ReadDir()
		if err != nil {
			return nil, err
		}
		return names(sortByName(entries), types), nil
	}, nil
}

// sortByName returns the entries in the order of their bytes. Names of a directory
// are often alike at the start: of what comes behind that, eight bytes tell most
// of them apart without a look at the text.
func sortByName(entries []wasi.Entry) []wasi.Entry {
	if len(entries) < 2 {
		return entries
	}
	prefix := len(entries[0].Name)
	for _, e := range entries[1:] {
		n := min(prefix, len(e.Name))
		for prefix = 0; prefix < n && e.Name[prefix] == entries[0].Name[prefix]; {
			prefix++
		}
	}
	type key struct {
		start uint64
		at    int
	}
	keys := make([]key, len(entries))
	for i, e := range entries {
		var start [8]byte
		copy(start[:], e.Name[prefix:])
		keys[i] = key{binary.BigEndian.Uint64(start[:]), i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		switch {
		case a.start < b.start:
			return -1
		case a.start > b.start:
			return 1
		}
		return strings.Compare(entries[a.at].Name, entries[b.at].Name)
	})
	sorted := make([]wasi.Entry, len(entries))
	for i, k := range keys {
		sorted[i] = entries[k.at]
	}
	return sorted
}

func names(entries []wasi.Entry, types bool) []string {
	list := make([]string, 0, len(entries)+1)
	for _, e := range entries {
		list = append(list, e.Name)
	}
	if types {
		digits := make([]byte, len(entries))
		for i, e := range entries {
			digits[i] = direntType(e.Type)
		}
		list = append(list, string(digits))
	}
	return list
}

func direntType(mode uint32) byte {
	switch mode & vfs.ModeType {
	case vfs.ModeRegular:
		return '1'
	case vfs.ModeDir:
		return '2'
	case vfs.ModeLink:
		return '3'
	case vfs.ModeFIFO:
		return '4'
	case vfs.ModeSocket:
		return '5'
	case vfs.ModeChar:
		return '6'
	case vfs.ModeBlock:
		return '7'
	}
	return '0'
}

// opendir(path) → number of the directory
func opendir(c *call, path string) (func() (hostcalls.Later[int], error), error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	env := c.Env()
	return func() (hostcalls.Later[int], error) {
		f, err := p.Opendir()
		if err != nil {
			return hostcalls.Later[int]{}, err
		}
		return opened(env, f), nil
	}, nil
}

// readdirNext(number, count) → at most so many names and their types, in the
// order of the directory; types alone at the end.
func readdirNext(c *call, id, count int) (func() ([]string, error), error) {
	f, err := fileOf(c, id, "scandir")
	if err != nil {
		return nil, err
	}
	return func() ([]string, error) {
		entries, err := f.ReadDir(max(count, 1))
		if err != nil {
			return nil, err
		}
		return names(entries, true), nil
	}, nil
}

// mkdir(path, mode, recursive) → the first directory that was made, ” if none
func mkdir(c *call, path string, mode uint32, recursive bool) (func() (string, error), error) {
	host := c.Host()
	p, err := host.Path(path, wasi.Write)
	if err != nil {
		return nil, err
	}
	return func() (string, error) {
		if recursive {
			return mkdirAll(host, path, mode)
		}
		return "", p.Mkdir(mode)
	}, nil
}

// mkdirAll makes a directory and those above it. Unlike wasi's, it makes what a
// ".." behind it steps out of: in "a/../b" first a, as Node does.
func mkdirAll(host *wasi.Host, path string, mode uint32) (string, error) {
	p, err := host.Path(path, wasi.Write)
	if err != nil {
		return "", err
	}
	// A working directory that was removed is not made again.
	if !strings.HasPrefix(path, "/") {
		if here, err := host.Path(".", wasi.Read); err == nil {
			if _, err := here.Stat(); errors.Is(err, errno.ENOENT) {
				return "", &hostcalls.SystemError{Errno: errno.ENOENT, Syscall: "mkdir", Path: path}
			}
		}
	}
	first, err := p.MkdirAll(mode)
	up := strings.LastIndex(path, "/..")
	if !errors.Is(err, errno.ENOENT) || up <= 0 {
		return first, err
	}
	above, problem := mkdirAll(host, path[:up], mode)
	if problem != nil || above == "" {
		return above, err
	}
	if _, err = p.MkdirAll(mode); err != nil {
		return above, err
	}
	return above, nil
}

// mkdtemp(prefix) → the name of the directory that was made
func mkdtemp(c *call, prefix string) (func() (string, error), error) {
	p, err := c.Host().Path(prefix, wasi.Write)
	if err != nil {
		return nil, err
	}
	return p.Mkdtemp, nil
}
