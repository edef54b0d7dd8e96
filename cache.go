package wjs

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"sync"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/jslib"
	"github.com/wjs-run/wjs/wasi/cachedir"
)

// cacheKey is the hash of all that a cached snapshot depends on: the guest, how
// it is linked, the library, the list of host functions, and this program.
var cacheKey = sync.OnceValue(func() (key [32]byte) {
	h := sha256.New()
	fmt.Fprintln(h, Version, guest.SHA256, guest.LinkVersion, registry.Ops())
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			fmt.Fprintln(h, dep.Path, dep.Version, dep.Sum)
		}
	}
	buffer := make([]byte, 64<<10)
	err := fs.WalkDir(jslib.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := jslib.Files.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Fprintln(h, name)
		_, err = io.CopyBuffer(h, struct{ io.Reader }{f}, buffer)
		return err
	})
	if err != nil {
		panic(err) // the library is part of the program
	}
	h.Sum(key[:0])
	return key
})

func snapshotName() string { return fmt.Sprintf("snapshot-%x", cacheKey()) }

// loadImage takes the snapshot from the cache, or returns nil: whatever is
// wrong with it, it is built anew.
func loadImage(dir *cachedir.Dir) *image {
	f, err := dir.OpenFile(snapshotName())
	if err != nil {
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	snapshot, extra, err := engine.MapSnapshot(f, info.Size(), cacheKey())
	if errors.Is(err, errors.ErrUnsupported) {
		var data []byte
		if data, err = dir.Read(snapshotName()); err == nil {
			snapshot, extra, err = engine.LoadSnapshot(data, cacheKey())
		}
	}
	if err != nil {
		return nil
	}
	img := &image{snapshot: snapshot}
	if len(extra) != 8*len(img.roots) {
		_ = snapshot.Close()
		return nil
	}
	for i := range img.roots {
		img.roots[i] = engine.Value(binary.LittleEndian.Uint64(extra[8*i:]))
	}
	return img
}

// save puts the snapshot into the cache.
func (img *image) save(dir *cachedir.Dir) error {
	var extra []byte
	for _, v := range img.roots {
		extra = binary.LittleEndian.AppendUint64(extra, uint64(v))
	}
	var buf bytes.Buffer
	if err := img.snapshot.Save(&buf, cacheKey(), extra); err != nil {
		return err
	}
	return dir.Write(snapshotName(), buf.Bytes())
}
