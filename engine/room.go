package engine

import (
	"math"
	"strconv"

	"github.com/wjs-run/wjs/engine/guest"
)

// roomSlack is what has to be left when a large ArrayBuffer was taken, so that
// the program gets to do something with it.
const roomSlack = 256 << 10

// bufferRoom answers the guest whether it may take size bytes for an
// ArrayBuffer, with an exception when not. Whether they fit, also where
// something was freed, its allocator knows best.
func (iso *Isolate) bufferRoom(realm Realm, size uint64) Value {
	if size <= guest.LargeBuffer {
		return Undefined
	}
	if size < 1<<31 && iso.fits(uint32(size)+roomSlack) {
		return Undefined
	}
	return iso.throwIn(realm, "RangeError", "Array buffer allocation failed")
}

// fits reports whether the guest's allocator has n bytes in one piece, taking
// and freeing them.
func (iso *Isolate) fits(n uint32) (ok bool) {
	iso.mem.Probe(func() {
		ptr, err := iso.call(fnGuestRealloc, 0, uint64(n))
		if err != nil || ptr == 0 {
			return
		}
		_, err = iso.call(fnGuestFree, ptr)
		ok = err == nil
	})
	return ok
}

// viewLength answers the guest whether a number may be the length of a typed
// array, with an exception when not.
func (iso *Isolate) viewLength(realm Realm, v Value) Value {
	f, ok := v.Float()
	if n := math.Trunc(f); !ok || f != f || n >= 0 && n < 1<<53 {
		return Undefined
	}
	return iso.throwIn(realm, "RangeError", "Invalid typed array length: "+formatNumber(f))
}

// formatNumber writes a number that is not tiny as JavaScript does.
func formatNumber(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case math.Abs(f) < 1e21:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}
