// Package cachedir keeps what the command line computes once and uses at every
// start: compiled code and snapshots. Whoever can write there decides what runs,
// so a directory that others could have written to is refused, never repaired.
//
// All methods may be called from any goroutine and by any number of processes at
// the same time: an entry is written beside its place and renamed, so a reader
// sees all of it or nothing.
package cachedir

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Dir is a private directory, held open: what is done to its path later does not
// redirect it.
type Dir struct {
	root *os.Root
	path string
}

// UntrustedError says why a directory is not used.
type UntrustedError struct {
	Path   string
	Reason string
}

func (e *UntrustedError) Error() string {
	return fmt.Sprintf("cache directory %s is not used: %s", e.Path, e.Reason)
}

// tempPrefix marks entries being written; names of entries may not begin so.
const tempPrefix = ".tmp-"

// tempAge is after how long a temporary file was left by a process that died.
const tempAge = time.Hour

// Open opens the directory name below the user's cache directory and makes it
// if it is missing, for its owner alone.
func Open(name string) (*Dir, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	return OpenAt(filepath.Join(base, name))
}

// OpenAt opens the directory name and makes it if it is missing. It fails with
// *UntrustedError if name is a link, belongs to somebody else, or others may
// write to it.
func OpenAt(name string) (*Dir, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	named, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if named.Mode()&fs.ModeSymlink != 0 {
		return nil, &UntrustedError{path, "it is a symbolic link"}
	}
	if !named.IsDir() {
		return nil, &UntrustedError{path, "it is no directory"}
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	// What was opened is what must be trusted, not what was looked at before.
	opened, err := root.Stat(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	if !os.SameFile(named, opened) {
		root.Close()
		return nil, &UntrustedError{path, "it was replaced while it was opened"}
	}
	if reason := distrust(opened); reason != "" {
		root.Close()
		return nil, &UntrustedError{path, reason}
	}
	return &Dir{root, path}, nil
}

// Path is where the directory is, for messages.
func (d *Dir) Path() string { return d.path }

// Close releases the directory.
func (d *Dir) Close() error { return d.root.Close() }

// checkKey lets plain names pass, which need no care on any file system.
func checkKey(key string) error {
	if key == "" || len(key) > 200 || strings.HasPrefix(key, ".") {
		return fmt.Errorf("cachedir: %q is no key", key)
	}
	for i := 0; i < len(key); i++ {
		c := key[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return fmt.Errorf("cachedir: %q is no key", key)
		}
	}
	return nil
}

// OpenFile opens an entry for reading or mapping. An entry that is no regular
// file, or that others could have written, is *UntrustedError; one that is not
// there is fs.ErrNotExist.
func (d *Dir) OpenFile(key string) (*os.File, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	named, err := d.root.Lstat(key)
	if err != nil {
		return nil, err
	}
	if !named.Mode().IsRegular() {
		return nil, &UntrustedError{filepath.Join(d.path, key), "it is no regular file"}
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	reason := distrust(info)
	if !info.Mode().IsRegular() {
		reason = "it is no regular file"
	}
	if reason != "" {
		f.Close()
		return nil, &UntrustedError{filepath.Join(d.path, key), reason}
	}
	return f, nil
}

// Read returns the contents of an entry; the errors are those of OpenFile.
func (d *Dir) Read(key string) ([]byte, error) {
	f, err := d.OpenFile(key)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	data := make([]byte, info.Size())
	n, err := f.ReadAt(data, 0)
	if n == len(data) {
		return data, nil
	}
	return nil, err
}

// Write stores an entry in place of the one that was there. Processes that write
// the same entry at once do not disturb each other: the last one stays.
func (d *Dir) Write(key string, parts ...[]byte) error { return d.write(key, true, parts) }

// WriteLoose is Write for what its reader checks every byte of: when the machine
// fails it may be there in part, or not at all.
func (d *Dir) WriteLoose(key string, parts ...[]byte) error { return d.write(key, false, parts) }

func (d *Dir) write(key string, sync bool, parts [][]byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	var random [12]byte
	rand.Read(random[:])
	temp := tempPrefix + hex.EncodeToString(random[:])
	f, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err = f.Write(part); err != nil {
			break
		}
	}
	// What a name stands for is all on the disk, whatever happens to the machine:
	// a snapshot is mapped without reading it.
	if err == nil && sync {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.root.Rename(temp, key)
	}
	if err != nil {
		d.root.Remove(temp)
	}
	return err
}

// TempDir makes a directory for what is written in pieces, and returns its key.
// Clear deletes it if nobody does.
func (d *Dir) TempDir() (string, error) {
	var random [12]byte
	rand.Read(random[:])
	key := tempPrefix + hex.EncodeToString(random[:])
	return key, d.root.Mkdir(key, 0o700)
}

// RemoveAll deletes a directory with all that is in it.
func (d *Dir) RemoveAll(dir string) error { return d.root.RemoveAll(dir) }

// MoveLike moves the one file that is somewhere below the directory from to where,
// below the directory to, it has the place that the one file below the directory
// like has there. It fails if from or like hold none, or more than one.
func (d *Dir) MoveLike(from, like, to string) error {
	source, err := d.only(from)
	if err != nil {
		return err
	}
	model, err := d.only(like)
	if err != nil {
		return err
	}
	target := path.Join(to, strings.TrimPrefix(model, like+"/"))
	if err := d.root.MkdirAll(path.Dir(target), 0o700); err != nil {
		return err
	}
	return d.root.Rename(source, target)
}

func (d *Dir) only(dir string) (file string, err error) {
	err = fs.WalkDir(d.root.FS(), dir, func(key string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir():
			return err
		case file != "" || !e.Type().IsRegular():
			return fmt.Errorf("cachedir: %s holds more than one file", dir)
		}
		file = key
		return nil
	})
	if err == nil && file == "" {
		err = fmt.Errorf("cachedir: %s: %w", dir, fs.ErrNotExist)
	}
	return file, err
}

// Remove deletes an entry; one that is not there is no error.
func (d *Dir) Remove(key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := d.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Entry is one stored file.
type Entry struct {
	Key     string
	Size    int64
	ModTime time.Time
}

// List returns the entries, sorted by key. What others keep in directories below,
// as wazero does its compiled code, is listed by its path.
func (d *Dir) List() ([]Entry, error) {
	var list []Entry
	err := d.each(func(key string, info fs.FileInfo) error {
		if !info.IsDir() && !strings.HasPrefix(info.Name(), tempPrefix) {
			list = append(list, Entry{key, info.Size(), info.ModTime()})
		}
		return nil
	})
	return list, err
}

// Size is the number of bytes in all entries.
func (d *Dir) Size() (int64, error) {
	list, err := d.List()
	var sum int64
	for _, e := range list {
		sum += e.Size
	}
	return sum, err
}

// Clear deletes all entries, and temporary files that were left behind. It
// returns how many entries and bytes went. Open files stay readable.
func (d *Dir) Clear() (entries int, bytes int64, err error) {
	var dirs []string
	err = d.each(func(key string, info fs.FileInfo) error {
		temp := strings.HasPrefix(info.Name(), tempPrefix)
		switch {
		case info.IsDir():
			dirs = append(dirs, key)
			return nil
		case temp && time.Since(info.ModTime()) < tempAge:
			return nil // another process is writing it
		}
		if err := d.root.Remove(key); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if !temp {
			entries++
			bytes += info.Size()
		}
		return nil
	})
	// From below; one that another process has filled again stays.
	for _, dir := range slices.Backward(dirs) {
		_ = d.root.Remove(dir)
	}
	return entries, bytes, err
}

// each calls fn for the files and directories that are ours by their names:
// entries, temporary files, and all that is in directories.
func (d *Dir) each(fn func(key string, info fs.FileInfo) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(key string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || key == "." {
			return err
		}
		if !strings.HasPrefix(e.Name(), tempPrefix) && checkKey(e.Name()) != nil {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() && !info.Mode().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(key, info)
	})
}
