package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
)

// Snapshot is an isolate frozen at rest, from which clones are made in a
// fraction of the time that building it took. It may be used from any
// goroutine.
type Snapshot struct {
	image            *memory.Image
	runtime, context uint32
	stackPointer     uint64
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
	// A collection visits every object and so makes every page a clone's own: let
	// clones allocate as much again first.
	iso.store32(iso.runtime+guest.RuntimeGCThreshold, uint32(min(2*iso.HeapUsed()+1<<20, 1<<31)))
	image, err := memory.Freeze(iso.mem.Bytes())
	if err != nil {
		return nil, err
	}
	return &Snapshot{
		image: image, runtime: iso.runtime, context: iso.context,
		stackPointer: iso.global(guest.ExportStackPointer),
	}, nil
}

// Size is the size of the snapshot in bytes.
func (s *Snapshot) Size() uint64 { return s.image.Size() }

// Close releases the snapshot. Clones that were made of it live on.
func (s *Snapshot) Close() error { return s.image.Close() }

// Clone makes an isolate from a snapshot that an isolate of this engine, or of
// one with the same guest, was frozen into. It draws random numbers of its own.
func (e *Engine) Clone(ctx context.Context, s *Snapshot, hooks Hooks, limits Limits) (*Isolate, error) {
	iso, err := e.instantiate(ctx, hooks, limits)
	if err != nil {
		return nil, err
	}
	if err := iso.thaw(s); err != nil {
		iso.Close()
		return nil, err
	}
	return iso, nil
}

func (iso *Isolate) thaw(s *Snapshot) error {
	if s.image.Size() > iso.limits.Memory {
		return fmt.Errorf("engine: a memory limit of %d bytes is less than the %d bytes of the snapshot", iso.limits.Memory, s.image.Size())
	}
	pages := (s.image.Size() - iso.mem.Size()) / memory.PageSize
	if _, ok := iso.mod.Memory().Grow(uint32(pages)); !ok {
		return fmt.Errorf("engine: growing memory by %d pages for a snapshot", pages)
	}
	if err := iso.mem.Thaw(s.image); err != nil {
		return err
	}
	iso.runtime, iso.context = s.runtime, s.context
	iso.setGlobal(guest.ExportStackPointer, s.stackPointer)
	iso.reseed()
	return nil
}
