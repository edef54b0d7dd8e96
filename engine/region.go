package engine

import (
	"errors"

	"github.com/wjs-run/wjs/engine/guest"
)

// Region is the linear memory of a module that a program brought along, inside
// the guest's own: what such a module writes is what an ArrayBuffer over the
// region reads, with nothing to copy and nothing to fall out of step, and it
// counts towards the isolate's memory like everything else. wazero confines the
// module to the region as it confines the guest to its memory.
//
// It satisfies wazero's experimental.LinearMemory. Growing may move it, as it
// may move any allocation of the guest; the ArrayBuffer is detached then, as
// the JavaScript API wants it anyway.
type Region struct {
	iso      *Isolate
	ptr      uint32
	capacity uint64 // bytes from the guest's allocator; those past size are 0
	size     uint64
	max      uint64
	buffer   Value // over the region as it is, undefined if nobody asked
}

// NewRegion makes a region that grows up to max bytes. It takes nothing before
// its first Reallocate.
func (iso *Isolate) NewRegion(max uint64) *Region {
	return &Region{iso: iso, max: max, buffer: Undefined}
}

const (
	regionPage = 1 << 16
	// regionSlack is what the guest's allocator takes besides, at most.
	regionSlack = 2 * regionPage
)

// Reallocate grows the region to size bytes and returns a view of them, or nil
// if there is no room for them: that kills nobody.
func (r *Region) Reallocate(size uint64) []byte {
	if size > r.max {
		return nil
	}
	if size > r.capacity && !r.reserve(size) {
		return nil
	}
	if size > r.size {
		r.detach()
		r.size = size
	}
	if r.size == 0 {
		return []byte{}
	}
	return r.iso.view(r.ptr, uint32(r.size))
}

// reserve makes room for size bytes, and for half as much again as there was so
// that growing page by page does not copy each time.
func (r *Region) reserve(size uint64) bool {
	iso := r.iso
	if iso.dead != nil {
		return false
	}
	before := iso.mem.Size()
	room := func(n uint64) bool { return before+n+regionSlack <= iso.limits.Memory }
	capacity := min(max(size, r.capacity+r.capacity/2)&^(regionPage-1), r.max)
	if r.capacity == 0 || !room(capacity) {
		capacity = size
	}
	if !room(capacity) {
		return false
	}
	r.detach() // before the bytes move
	ptr, err := iso.call(fnGuestRealloc, uint64(r.ptr), capacity)
	if err != nil || ptr == 0 {
		return false
	}
	r.ptr = uint32(ptr)
	// What the guest's memory grew by is 0, the rest may have been used before.
	if used := min(capacity, max(before, ptr)-ptr); used > r.size {
		clear(iso.view(r.ptr+uint32(r.size), uint32(used-r.size)))
	}
	r.capacity = capacity
	return true
}

// Free gives the bytes back. It may be called more than once.
func (r *Region) Free() {
	if r.capacity == 0 || r.iso.dead != nil {
		return
	}
	r.detach()
	_, _ = r.iso.call(fnGuestFree, uint64(r.ptr))
	r.ptr, r.capacity, r.size = 0, 0, 0
}

// Buffer returns the ArrayBuffer over the region: the same one, owned by the
// caller, until the region grows.
func (r *Region) Buffer() (Value, error) {
	iso := r.iso
	if iso.dead != nil {
		return Undefined, iso.deadError()
	}
	if !r.buffer.IsUndefined() {
		return iso.Dup(r.buffer), nil
	}
	if r.size >= 1<<31 {
		return Undefined, iso.rangeError("Array buffer allocation failed")
	}
	if r.ptr == 0 && !r.reserve(regionPage) { // the guest takes no null for bytes
		return Undefined, iso.rangeError("Array buffer allocation failed")
	}
	v, err := iso.result(iso.call(fnForeignBuffer, uint64(iso.context), uint64(r.ptr), r.size))
	if err != nil {
		return Undefined, err
	}
	r.buffer = v
	return iso.Dup(v), nil
}

// Detach makes the ArrayBuffer over the region, if there is one, be one of
// nothing, so that the next one is another.
func (r *Region) Detach() { r.detach() }

func (r *Region) detach() {
	if r.buffer.IsUndefined() || r.iso.dead != nil {
		return
	}
	v := r.buffer
	r.buffer = Undefined
	if err := r.iso.detachBuffer(v); err == nil {
		r.iso.Free(v)
	}
}

// detachBuffer takes the bytes away from an ArrayBuffer and the views of it, as
// addTransferDetach in engine/guest does.
func (iso *Isolate) detachBuffer(v Value) error {
	buffer := iso.load32(v.ptr() + guest.ObjectPayload)
	head := iso.view(buffer, guest.BufferFree+4)
	if iso.Class(v) != guest.ClassArrayBuffer || head == nil {
		return errors.New("engine: no ArrayBuffer to detach")
	}
	iso.store32(buffer+guest.BufferLength, 0)
	iso.store32(buffer+guest.BufferData, 0)
	head[guest.BufferDetached] = 1
	list := buffer + guest.BufferViews
	limit := iso.mem.Size() / 32 // a broken list must not hold the host
	for view, n := iso.load32(list+4), uint64(0); view != list && view != 0 && n < limit; n++ {
		object := iso.load32(view + guest.ViewObject)
		if iso.load32(object+guest.ObjectClass)&0xffff != guest.ClassDataView {
			iso.store32(object+guest.ArrayCount, 0)
			iso.store32(object+guest.ArrayValues, 0)
		}
		view = iso.load32(view + 4)
	}
	return nil
}
