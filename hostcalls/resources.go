package hostcalls

import (
	"errors"
	"io"

	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi/errno"
)

// Resources is the table of what an isolate holds by number: files, sockets,
// servers. Numbers begin at 3 and the lowest free one is given out, as the
// system does with descriptors; 0 to 2 are standard input and outputs and are
// not in the table. A number of one isolate means nothing in another.
type Resources struct {
	env     *Env
	slots   []slot
	free    int // no slot below is free
	handles map[int]*reactor.Handle
}

type slot struct{ c io.Closer }

// FirstResource is the first number given out.
const FirstResource = 3

// Add puts c into the table, which owns it from now on, and returns its number.
func (r *Resources) Add(c io.Closer) int {
	for i := r.free; i < len(r.slots); i++ {
		if r.slots[i].c == nil {
			r.slots[i].c = c
			r.free = i + 1
			return i + FirstResource
		}
	}
	r.slots = append(r.slots, slot{c})
	r.free = len(r.slots)
	return len(r.slots) - 1 + FirstResource
}

// AddHandle is Add for what has a handle of the loop, so that
// internalBinding('handles') can ref and unref it.
func (r *Resources) AddHandle(c io.Closer, h *reactor.Handle) int {
	id := r.Add(c)
	if r.handles == nil {
		r.handles = map[int]*reactor.Handle{}
	}
	r.handles[id] = h
	return id
}

// Handle is the handle that AddHandle was given, or nil.
func (r *Resources) Handle(id int) *reactor.Handle { return r.handles[id] }

// Remove takes the resource out of the table without closing it.
func (r *Resources) Remove(id int) (io.Closer, bool) {
	i := id - FirstResource
	if i < 0 || i >= len(r.slots) || r.slots[i].c == nil {
		return nil, false
	}
	c := r.slots[i].c
	r.slots[i].c = nil
	r.free = min(r.free, i)
	delete(r.handles, id)
	return c, true
}

// Len is how many resources are open.
func (r *Resources) Len() int {
	n := 0
	for _, s := range r.slots {
		if s.c != nil {
			n++
		}
	}
	return n
}

// Get returns the resource of that number if it is a T, or EBADF.
func Get[T any](r *Resources, id int) (T, error) {
	if i := id - FirstResource; i >= 0 && i < len(r.slots) {
		if t, ok := r.slots[i].c.(T); ok {
			return t, nil
		}
	}
	var none T
	return none, errno.EBADF
}

func (r *Resources) closeAll() error {
	var errs []error
	for id := range r.slots {
		if c := r.slots[id].c; c != nil {
			r.slots[id].c = nil
			errs = append(errs, c.Close())
		}
	}
	r.slots, r.free, r.handles = nil, 0, nil
	return errors.Join(errs...)
}
