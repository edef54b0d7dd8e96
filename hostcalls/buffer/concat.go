package buffer

import (
	"github.com/wjs-run/wjs/engine"
	layout "github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/hostcalls"
)

// each calls f with the bytes of the list's elements, all of them Uint8Arrays;
// false says that there is something else, or that the array is no plain one.
func each(c *hostcalls.Call, list engine.Value, f func([]byte)) bool {
	iso, good := c.Iso(), true
	ok := iso.Elements(list, func(v engine.Value) {
		if iso.Class(v) != layout.ClassUint8Array {
			good = false
			return
		}
		b, _ := iso.Bytes(v)
		f(b)
		iso.Pace().Did(perElement)
	})
	return ok && good
}

// perElement is what an element costs besides its bytes, in bytes.
const perElement = 16

func totalLength(c *hostcalls.Call, list engine.Value) (float64, error) {
	total := 0
	if !each(c, list, func(b []byte) { total += len(b) }) {
		return -1, nil
	}
	return float64(total), nil
}

func concat(c *hostcalls.Call, target hostcalls.Bytes, list engine.Value) (int, error) {
	n := 0
	each(c, list, func(b []byte) {
		n += copy(target[n:], b)
		c.Pace().Did(len(b))
	})
	return n, nil
}
