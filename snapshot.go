package wjs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Snapshot is a runtime frozen at rest with the program that it has loaded.
// New clones it, when Options.Snapshot names it, in a fraction of the time that
// loading took. It may be used from any goroutine, and must be closed.
type Snapshot struct {
	platform *Platform
	image    *image
	source   *Runtime
	modules  int // that the source had imported
}

// ErrBusy is returned by Freeze for a runtime with something left to do or open.
var ErrBusy = errors.New("wjs: the runtime is not at rest")

// Freeze takes a snapshot of the runtime, which stays usable. Nothing may be
// left to wait for, no timer, no request, no open file or socket: that is
// ErrBusy.
//
// Clones begin with the heap as it is, with the functions of SetFunc and
// SetAsyncFunc, and with the permissions, arguments, environment, streams and
// limits of their own Options: process.argv and the like are taken anew. Random
// numbers, in JavaScript and of node:crypto, are different in each.
func (r *Runtime) Freeze(ctx context.Context) (*Snapshot, error) {
	var s *Snapshot
	err := r.do(ctx, func(context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		if _, armed := r.loop.NextTimer(); armed || r.loop.Alive() || !r.env.AtRest() {
			return ErrBusy
		}
		if left := r.loop.Active(); len(left) > 0 {
			kinds := make([]string, len(left))
			for i, a := range left {
				kinds[i] = a.Kind
			}
			return fmt.Errorf("%w: %s", ErrBusy, strings.Join(kinds, ", "))
		}
		if err := r.callPrepare("beforeFreeze"); err != nil {
			return err
		}
		frozen, err := r.iso.Freeze()
		if err == nil {
			s = &Snapshot{platform: r.platform, source: r, modules: r.modules,
				image: &image{snapshot: frozen, roots: r.env.Roots(), carried: r.env.Carry(), funcs: slices.Clone(r.funcs)}}
		}
		return errors.Join(err, r.callPrepare("afterFreeze"))
	})
	return s, err
}

func (r *Runtime) callPrepare(function string) error {
	v, err := r.callModuleGo("internal/main/prepare", function)
	r.iso.Free(v)
	return r.fromJS(err)
}

// Size is the size of the snapshot in bytes.
func (s *Snapshot) Size() uint64 { return s.image.snapshot.Size() }

// Close releases the snapshot. Runtimes that are clones of it live on.
func (s *Snapshot) Close() error { return s.image.snapshot.Close() }

// In is the same module in a clone of the runtime that imported it: r was made
// of a snapshot that was frozen after the import.
func (m *Module) In(r *Runtime) (*Module, error) {
	s := r.opts.Snapshot
	if s == nil || s.source != m.r || m.number > s.modules {
		return nil, errors.New("wjs: the module is not in the snapshot of this runtime")
	}
	return &Module{r: r, namespace: m.namespace, number: m.number}, nil
}

// base is what the runtime is a clone of.
func (r *Runtime) base() *image {
	if r.opts.Snapshot != nil {
		return r.opts.Snapshot.image
	}
	return r.platform.image
}
