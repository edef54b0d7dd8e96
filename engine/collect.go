package engine

import "github.com/wjs-run/wjs/engine/guest"

// QuickJS looks for garbage when the heap has grown by half since it did last, and
// a clone when its heap has doubled: with a small limit on memory that is later
// than the limit, and a program would be ended for what nobody refers to. So the
// guest's threshold is kept below a ceiling.

// limitHeap sets the ceiling: what the heap may grow to within the memory limit,
// but for a share that goes into the allocator's holes. free bytes of the memory
// there is are not the heap's yet.
func (iso *Isolate) limitHeap(free uint64) {
	room := iso.limits.Memory - min(iso.mem.Size(), iso.limits.Memory) + free
	iso.heapCeiling = iso.HeapUsed() + room/8*7
	iso.collectInTime()
}

// collectInTime lowers the threshold to the ceiling. Once the heap is nearly as
// large, each collection would gain little, and its threshold is left alone.
func (iso *Isolate) collectInTime() {
	threshold := uint64(iso.load32(iso.runtime + guest.RuntimeGCThreshold))
	if ceiling := iso.heapCeiling; ceiling < threshold && iso.HeapUsed() < ceiling/16*15 {
		iso.store32(iso.runtime+guest.RuntimeGCThreshold, uint32(ceiling))
	}
}
