package wjs

import (
	"fmt"
	"strings"
	"time"

	"github.com/wjs-run/wjs/wasi/cachedir"
)

// What a cache directory is kept to. A version takes about 16 MB, so that a few
// dozen of them live side by side; a module takes what its machine code does.
const (
	cacheAge  = 30 * 24 * time.Hour
	cacheSize = 512 << 20
	cacheTurn = 24 * time.Hour // how often it is looked at
)

// pruneCache deletes what nobody has used for long, when something was added or
// a day has passed since it was done last. That it fails costs disk, no more.
func pruneCache(dir *cachedir.Dir, added bool) {
	if dir.Touch(guestName(), cacheTurn) || added {
		prune(dir)
	}
}

func prune(dir *cachedir.Dir) {
	_, _, _ = dir.Prune(cachedir.Bounds{Unit: cacheUnit, Keep: fmt.Sprintf("%x", cacheKey()), Age: cacheAge, Size: cacheSize})
}

// cacheUnit: a version is used as a whole, each program and module of a program by
// itself.
func cacheUnit(key string) string {
	first, rest, below := strings.Cut(key, "/")
	kind, version, _ := strings.Cut(first, "-")
	switch kind {
	case "guest", "snapshot", "code":
		return version
	case "bytecode":
		return first
	case modulesName:
		if below {
			return modulesName + "/" + rest
		}
	}
	return ""
}
