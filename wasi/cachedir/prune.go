package cachedir

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Bounds is what a cache may grow to.
type Bounds struct {
	// Unit names what an entry is part of: the parts of a unit are used together,
	// and go together. An entry whose unit is "" stays.
	Unit func(key string) string
	// Keep is a unit that stays, whatever the rest says.
	Keep string
	// Age is for how long a unit is kept that nobody uses.
	Age time.Duration
	// Size is how many bytes all entries may have; what was not used for longest
	// goes first.
	Size int64
}

// Touch marks an entry as used, and reports whether it was not for that long.
func (d *Dir) Touch(key string, since time.Duration) bool {
	if checkKey(key) != nil {
		return false
	}
	now := time.Now()
	info, err := d.root.Lstat(key)
	if err != nil || now.Sub(info.ModTime()) < since {
		return false
	}
	return d.root.Chtimes(key, now, now) == nil
}

// unit is what goes as a whole.
type unit struct {
	keys []string
	used time.Time
	size int64
}

// Prune deletes what exceeds the bounds, and what dead processes have left. It
// returns how many entries and bytes went. Other processes may use the directory
// meanwhile: what they have open stays readable, and what they miss they make
// again.
func (d *Dir) Prune(b Bounds) (entries int, bytes int64, err error) {
	units, total, err := d.units(b)
	if err != nil {
		return 0, 0, err
	}
	names := slices.SortedFunc(maps.Keys(units), func(x, y string) int { return units[x].used.Compare(units[y].used) })
	for _, name := range names {
		u := units[name]
		if name == b.Keep || time.Since(u.used) <= b.Age && total <= b.Size {
			continue
		}
		total -= u.size
		for _, key := range u.keys {
			info, err := d.root.Lstat(key)
			if err != nil || d.root.Remove(key) != nil {
				continue // it has gone, or is open where that keeps a file in place
			}
			entries++
			bytes += info.Size()
		}
	}
	return entries, bytes, nil
}

// units gathers what is there, and deletes what is nobody's.
func (d *Dir) units(b Bounds) (units map[string]*unit, total int64, err error) {
	units = map[string]*unit{}
	var left []string
	err = d.each(func(key string, info fs.FileInfo) error {
		temp := strings.HasPrefix(info.Name(), tempPrefix)
		if info.IsDir() || temp {
			if time.Since(info.ModTime()) >= tempAge {
				left = append(left, key)
			}
			return nil
		}
		total += info.Size()
		name := b.Unit(key)
		if name == "" {
			return nil
		}
		u := units[name]
		if u == nil {
			u = &unit{}
			units[name] = u
		}
		u.keys = append(u.keys, key)
		u.size += info.Size()
		if used := used(info); used.After(u.used) {
			u.used = used
		}
		return nil
	})
	// From below. A directory with something in it stays.
	for _, key := range slices.Backward(left) {
		if err := d.root.Remove(key); err != nil && strings.HasPrefix(key, tempPrefix) && !errors.Is(err, fs.ErrNotExist) {
			_ = d.root.RemoveAll(key)
		}
	}
	return units, total, err
}

// used is when a file was read or written last, as far as the system keeps that.
func used(info fs.FileInfo) time.Time {
	if read := readTime(info); read.After(info.ModTime()) {
		return read
	}
	return info.ModTime()
}
