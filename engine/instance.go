package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine/guest"
	"github.com/wjs-run/wjs/engine/memory"
)

// instance is the guest over a linear memory: the part of an isolate that
// outlives it, because instantiating costs more than all the rest of a clone.
type instance struct {
	mod     api.Module
	mem     *memory.Memory
	globals []api.MutableGlobal
	stack   api.Global // the guest's stack pointer
	fuel    fuel
	entries []*entry
}

// state is what the mutable globals of the guest hold, in the order of their
// numbers; what is not in linear memory is here.
type state [guest.MaxGlobals]uint64

func (in *instance) state() (s state) {
	for i, g := range in.globals {
		s[i] = g.Get()
	}
	return s
}

func (in *instance) setState(s *state) {
	for i, g := range in.globals {
		g.Set(s[i])
	}
}

func (in *instance) close() error {
	err := in.mod.Close(context.Background())
	in.mem.Free()
	in.entries = nil
	return err
}

// collectGlobals finds the mutable globals, all of which the linker exports.
func (in *instance) collectGlobals() error {
	in.fuel.MutableGlobal, _ = in.mod.ExportedGlobal(guest.ExportFuel).(api.MutableGlobal)
	if in.fuel.MutableGlobal == nil {
		return errors.New("engine: the guest does not count its work")
	}
	if in.stack = in.mod.ExportedGlobal(guest.ExportStackPointer); in.stack == nil {
		return errors.New("engine: the guest has no stack")
	}
	for i := range guest.MaxGlobals {
		g := in.mod.ExportedGlobal(guest.GlobalName(i))
		if g == nil {
			return nil
		}
		mutable, ok := g.(api.MutableGlobal)
		if !ok {
			return fmt.Errorf("engine: global %d of the guest is not mutable", i)
		}
		in.globals = append(in.globals, mutable)
	}
	return nil
}

// keptPages is how many pages that a clone has written stay its instance's own
// for the next clone: writing to them costs no page fault then. The first line
// of a script writes to 230 pages, require or an error to 60 more.
const keptPages = 1024

// idle are instances that are the snapshot again, ready to become clones.
type idle struct {
	mu     sync.RWMutex
	list   []*instance
	closed bool
}

// take returns an instance, or nil when there is none.
func (p *idle) take() *instance {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.list)
	if n == 0 {
		return nil
	}
	in := p.list[n-1]
	p.list[n-1] = nil
	p.list = p.list[:n-1]
	return in
}

// give keeps an instance, or reports false when there are enough of them.
func (p *idle) give(in *instance) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full() {
		return false
	}
	p.list = append(p.list, in)
	return true
}

// full says whether another instance would not be kept.
func (p *idle) full() bool { return p.closed || len(p.list) >= 2*runtime.GOMAXPROCS(0) }

func (p *idle) close() (err error) {
	p.mu.Lock()
	list := p.list
	p.list, p.closed = nil, true
	p.mu.Unlock()
	for _, in := range list {
		if e := in.close(); err == nil {
			err = e
		}
	}
	return err
}

// recycle makes the instance the snapshot again, keeps it for another clone, and
// reports whether it did. Nothing that the last clone has written is left in it.
func (s *Snapshot) recycle(in *instance) bool {
	return s.reset(in) && s.idle.give(in)
}

func (s *Snapshot) reset(in *instance) bool {
	s.life.RLock() // the image is not unmapped meanwhile
	defer s.life.RUnlock()
	if s.closed || in.mem.Size() != s.image.Size() {
		return false // or it grew, and WebAssembly's memories do not shrink
	}
	var buf [keptPages + 1]uint32
	pages, known := in.mem.Written(buf[:0])
	if !known || s.reachesDeep(pages) {
		in.entries = nil // their native stacks have grown with the guest's
	}
	if !known || len(pages) > keptPages {
		pages = nil
	}
	if in.mem.Reset(s.image, pages) != nil {
		return false
	}
	in.setState(&s.globals)
	return true
}
