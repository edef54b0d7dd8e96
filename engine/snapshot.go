package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
)

// Snapshot is an isolate frozen at rest, from which clones are made in a
// fraction of the time that building it took. It may be used from any
// goroutine.
type Snapshot struct {
	image            *memory.Image
	runtime, context uint32
	globals          state
	stack            uint64 // the guest's stack pointer at rest
	idle             idle

	life   sync.RWMutex // held for writing while the image is released
	closed bool
}

// Freeze takes a snapshot of the isolate, which must be at rest: no call into
// it may be running. The isolate stays usable. Values that were held in it are
// valid, as the same number, in every clone.
func (iso *Isolate) Freeze() (*Snapshot, error) {
	if iso.dead != nil {
		return nil, iso.deadError()
	}
	if iso.depth > 0 {
		return nil, errors.New("engine: Freeze from within a call")
	}
	if iso.wasm != nil {
		return nil, errors.New("engine: Freeze of an isolate whose program uses WebAssembly")
	}
	if err := iso.settle(); err != nil {
		return nil, err
	}
	image, err := memory.Freeze(iso.mem.Bytes())
	if err != nil {
		return nil, err
	}
	s := &Snapshot{image: image, runtime: iso.runtime, context: iso.context, globals: iso.state()}
	s.stack = iso.global(guest.ExportStackPointer)
	return s, nil
}

// freezeRoom is how much a clone can allocate, at least, before its linear memory
// has to grow. It costs address space only.
const freezeRoom = 1 << 20

// settle does what would otherwise be done anew by every clone.
func (iso *Isolate) settle() error {
	// Garbage goes: a threshold of 0 makes the next object collect.
	iso.store32(iso.runtime+guest.RuntimeGCThreshold, 0)
	v, err := iso.NewObject()
	if err != nil {
		return err
	}
	iso.Free(v)
	// Compiling lets go of the last exception, and of what it holds.
	if err := iso.Check("0", ""); err != nil {
		return err
	}
	if err := iso.fillHoles(); err != nil {
		return err
	}
	// A collection visits every object and so makes every page a clone's own: let
	// clones allocate as much again first.
	iso.store32(iso.runtime+guest.RuntimeGCThreshold, uint32(min(2*iso.HeapUsed()+1<<20, 1<<31)))
	return nil
}

// largestHole is the size in bytes of allocations that are made of what lies free
// between others.
const largestHole = 2048

// fillHoles takes whatever lies free between the objects of the heap, for good.
// What a clone allocates is then side by side at the end, on pages that it has
// for itself after the first few; in the holes each object would make another
// page its own. It is little: 75 KB of the 9 MB of the library.
func (iso *Isolate) fillHoles() error {
	end, err := iso.call(fnGuestMalloc, freezeRoom)
	if err != nil || end == 0 {
		return err // or there is no such room, and clones grow at once
	}
	for size := uint64(largestHole); size >= 8; {
		p, err := iso.call(fnGuestMalloc, size)
		if err != nil {
			return err
		}
		if 0 < p && p < end {
			continue // and stays taken
		}
		if _, err := iso.call(fnGuestFree, p); err != nil {
			return err
		}
		size -= max(8, size/8&^7)
	}
	_, err = iso.call(fnGuestFree, end)
	return err
}

// Size is the size of the snapshot in bytes.
func (s *Snapshot) Size() uint64 { return s.image.Size() }

// Close releases the snapshot. Clones that were made of it live on.
func (s *Snapshot) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	s.closed = true
	err := s.idle.close()
	if e := s.image.Close(); err == nil {
		err = e
	}
	return err
}

// shallow is how much of the guest's stack a clone may use before the native
// stacks of its instance are too large to be kept.
const shallow = 64 << 10

// reachesDeep reports whether the guest's stack is among the pages further down
// than that.
func (s *Snapshot) reachesDeep(pages []uint32) bool {
	page := uint64(memory.SystemPage)
	for _, p := range pages {
		if at := uint64(p) * page; at < s.stack-shallow && at+stackSize > s.stack {
			return true
		}
	}
	return false
}

// Clone makes an isolate from a snapshot that an isolate of this engine, or of
// one with the same guest, was frozen into. It draws random numbers of its own.
func (e *Engine) Clone(ctx context.Context, s *Snapshot, hooks Hooks, limits Limits) (*Isolate, error) {
	iso := e.newIsolate(ctx, hooks, limits)
	if size := s.image.Size(); size > iso.limits.Memory {
		return nil, fmt.Errorf("engine: a memory limit of %d bytes is less than the %d bytes of the snapshot", iso.limits.Memory, size)
	}
	in := s.idle.take()
	if in != nil && !in.mem.SetLimit(iso.limits.Memory) {
		_ = in.close() // it reserved less
		in = nil
	}
	if in == nil {
		var err error
		if in, err = e.thaw(ctx, s, iso.limits.Memory); err != nil {
			return nil, err
		}
	}
	iso.instance, iso.origin = in, s
	iso.begin()
	return iso, nil
}

// begin gives a clone what is its own.
func (iso *Isolate) begin() {
	iso.runtime, iso.context = iso.origin.runtime, iso.origin.context
	iso.evals, iso.queues, iso.draining = nil, nil, false
	iso.limitStack()
	iso.limitHeap(freezeRoom)
	iso.count()
	iso.reseed(iso.context)
}

// Reset makes a clone anew in place, with the hooks and limits that it has, as if
// it was closed and another one made: all values of it are void. A dead isolate
// cannot be reset, nor one that is no clone.
func (iso *Isolate) Reset() error {
	s := iso.origin
	switch {
	case iso.dead != nil:
		return iso.deadError()
	case iso.depth > 0:
		return errors.New("engine: Reset from within a call")
	case s == nil:
		return errors.New("engine: Reset of an isolate that is no clone")
	}
	if iso.wasm != nil {
		if err := iso.wasm.Close(); err != nil {
			return err
		}
		iso.wasm = nil
	}
	if !s.reset(iso.instance) {
		in, err := iso.engine.thaw(iso.ctx.Context, s, iso.limits.Memory)
		if err != nil {
			return err
		}
		_ = iso.instance.close()
		iso.instance = in
	}
	iso.begin()
	return nil
}

// thaw makes a new instance of the snapshot.
func (e *Engine) thaw(ctx context.Context, s *Snapshot, limit uint64) (*instance, error) {
	in, err := e.newInstance(ctx, limit)
	if err != nil {
		return nil, err
	}
	s.life.RLock()
	defer s.life.RUnlock()
	pages := (s.image.Size() - in.mem.Size()) / memory.PageSize
	if _, ok := in.mod.Memory().Grow(uint32(pages)); !ok {
		err = fmt.Errorf("engine: growing memory by %d pages for a snapshot", pages)
	} else {
		err = in.mem.Thaw(s.image)
	}
	if err != nil {
		_ = in.close()
		return nil, err
	}
	in.setState(&s.globals)
	return in, nil
}
