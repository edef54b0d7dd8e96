package engine

import (
	"maps"
	"math"
	"slices"

	"github.com/wjs-run/wjs/engine/guest"
)

// Jobs of promises wait in one queue of the runtime. A realm may have one of its
// own, as V8's contexts may have a MicrotaskQueue: its jobs run when RunJobsOf is
// called and at no other time. They are taken out of the runtime's queue when
// they come to its head.

// jobs is a part of a queue, in its order.
type jobs struct {
	first, last uint32
	realm       Value // a function of the realm, which jobs do not hold on to
}

// Offsets into JSJobEntry, which begins with its links.
const (
	jobPrev    = 0
	jobNext    = 4
	jobContext = 8
	jobCount   = 16
	jobArgs    = 24
)

// OwnQueue gives a realm a queue of its own.
func (iso *Isolate) OwnQueue(realm Realm) {
	if iso.queues == nil {
		iso.queues = map[Realm]*jobs{}
	}
	iso.queues[realm] = &jobs{}
	iso.setGlobal(guest.ExportQueues, 1)
}

// forgetQueues drops those of realms that are gone.
func (iso *Isolate) forgetQueues() {
	realms := iso.Realms()
	maps.DeleteFunc(iso.queues, func(realm Realm, _ *jobs) bool { return !slices.Contains(realms, realm) })
}

// HomeOf returns Function.prototype of the realm that a function is of, borrowed,
// if that realm has a queue of its own.
func (iso *Isolate) HomeOf(function Value) (Value, bool) {
	if len(iso.queues) == 0 {
		return Undefined, false
	}
	iso.forgetQueues()
	if realm, ok := iso.homeOf(function); ok {
		return Value(iso.load64(uint32(realm) + contextFunctionPrototype)), true
	}
	return Undefined, false
}

// homeOf goes by prototypes, which every class of functions has. A program that
// changes them has its functions run with another queue.
func (iso *Isolate) homeOf(function Value) (Realm, bool) {
	if function.tag() != tagObject {
		return 0, false
	}
	const generations = 3 // of an async function: AsyncFunction.prototype comes first
	for range generations {
		object := function.ptr()
		if iso.view(object, guest.ObjectPayload) == nil {
			break
		}
		prototype := iso.load32(iso.load32(object+guest.ObjectShape) + guest.ShapePrototype)
		for realm := range iso.queues {
			if Value(iso.load64(uint32(realm)+contextFunctionPrototype)).ptr() == prototype {
				return realm, true
			}
		}
		if prototype == 0 {
			break
		}
		function = function&^math.MaxUint32 | Value(prototype)
	}
	return 0, false
}

// homeOfJob is that of the function that a job calls, as V8 says, or else of what
// has queued it.
func (iso *Isolate) homeOfJob(at uint32) (Realm, bool) {
	const called = 2 // reaction: resolve, reject, handler, …; thenable: promise, thenable, then
	if iso.load32(at+jobCount) > called {
		if v := Value(iso.load64(at + jobArgs + 8*called)); v.tag() == tagObject {
			return iso.homeOf(v)
		}
	}
	realm := Realm(iso.load32(at + jobContext))
	_, own := iso.queues[realm]
	return realm, own
}

// sortJobs puts jobs aside that are not to run now, until one is at the head that
// is, or none is left.
func (iso *Isolate) sortJobs() {
	if iso.draining {
		return // RunJobsOf looks at each
	}
	iso.forgetQueues()
	queue := iso.runtime + guest.RuntimeJobList
	for {
		at := iso.load32(queue + jobNext)
		if at == queue || iso.view(at, jobArgs) == nil {
			return
		}
		realm, own := iso.homeOfJob(at)
		if !own {
			return
		}
		iso.link(queue, iso.load32(at+jobNext))
		q := iso.queues[realm]
		if q.first == 0 {
			anchor, err := iso.nativeFunctionIn(realm, "", 0, 0, iso.engine.image.Microtasks)
			if err != nil {
				anchor = Undefined // the program's own functions will have to hold it
			}
			q.realm = anchor
		}
		iso.append(q, at)
	}
}

// RunJobsOf runs the jobs of a realm with a queue of its own, and those that they
// queue there. A job that throws ends the run.
func (iso *Isolate) RunJobsOf(realm Realm) error {
	q := iso.queues[realm]
	if q == nil {
		return nil
	}
	queue := iso.runtime + guest.RuntimeJobList
	if q.first != 0 {
		defer iso.Free(q.realm)
		iso.prepend(queue, q)
	}
	// Those of others are taken out of the runtime's queue meanwhile, so that each
	// is looked at once, and are put back before whatever is left in it.
	var others jobs
	outer := iso.draining
	iso.draining = true
	defer func() {
		iso.draining = outer
		if iso.dead == nil && others.first != 0 {
			iso.prepend(queue, &others)
		}
	}()
	for {
		at := iso.load32(queue + jobNext)
		if at == queue || iso.view(at, jobArgs) == nil {
			return nil
		}
		if home, own := iso.homeOfJob(at); !own || home != realm {
			iso.link(queue, iso.load32(at+jobNext))
			iso.append(&others, at)
			continue
		}
		if _, err := iso.RunJob(); err != nil {
			return err
		}
	}
}

// prepend puts jobs at the head of a queue; q is empty then.
func (iso *Isolate) prepend(queue uint32, q *jobs) {
	iso.link(q.last, iso.load32(queue+jobNext))
	iso.link(queue, q.first)
	q.first, q.last = 0, 0
}

func (iso *Isolate) append(q *jobs, at uint32) {
	if q.first == 0 {
		q.first = at
	} else {
		iso.link(q.last, at)
	}
	q.last = at
}

// link makes one entry of a queue follow another.
func (iso *Isolate) link(before, after uint32) {
	iso.store32(before+jobNext, after)
	iso.store32(after+jobPrev, before)
}
