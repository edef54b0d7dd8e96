package reactor

import (
	"slices"
	"sync/atomic"
	"time"
)

// metrics are counted by the owner and may be read by anybody.
type metrics struct {
	turns    atomic.Uint64
	events   atomic.Uint64
	waiting  atomic.Uint64
	idle     atomic.Int64
	parkedAt atomic.Int64 // clock time plus one; 0 means awake
}

func (m *metrics) park(now time.Duration) { m.parkedAt.Store(int64(now) + 1) }

func (m *metrics) unpark(now time.Duration) {
	m.idle.Add(int64(now) + 1 - m.parkedAt.Swap(0))
}

// Stats are a loop's counters. Each is exact; together they are not of one
// moment if the loop is running.
type Stats struct {
	Pending int // requests begun and not ended
	Handles int // handles not closed, or whose closing callback is to come
	Queued  int // posts and completions not yet taken by a poll

	Turns         uint64        // rounds of the phases (libuv: loop_count)
	Events        uint64        // callbacks run by poll (libuv: events)
	EventsWaiting uint64        // of these, ready before poll could sleep (libuv: events_waiting)
	Idle          time.Duration // time slept in poll, the present sleep included

	Pool PoolStats // of the pool, which other loops may share
}

// Stats reads the counters. From any goroutine.
func (l *Loop) Stats() Stats {
	l.mu.Lock()
	queued := len(l.queue)
	l.mu.Unlock()
	return Stats{
		Pending:       int(l.pendingCount.Load()),
		Handles:       int(l.handleCount.Load()),
		Queued:        queued,
		Turns:         l.metrics.turns.Load(),
		Events:        l.metrics.events.Load(),
		EventsWaiting: l.metrics.waiting.Load(),
		Idle:          l.IdleTime(),
		Pool:          l.pool.Stats(),
	}
}

// IdleTime is how long the loop has slept in its polls, the present one
// included: what event loop utilisation is computed from. From any goroutine.
func (l *Loop) IdleTime() time.Duration {
	idle := time.Duration(l.metrics.idle.Load())
	if at := l.metrics.parkedAt.Load(); at != 0 {
		idle += max(l.clock.Now()+1-time.Duration(at), 0)
	}
	return idle
}

// ActiveInfo describes one request or handle.
type ActiveInfo struct {
	Kind    string // as given to Begin, Work, Submit or NewHandle
	Request bool   // a pending request; else a handle
	Active  bool   // requests always; handles if started or with pending requests
	Ref     bool   // it is ref'd, or its owner is
}

// Active lists the pending requests, then the handles whose closing callback has
// not run, each in the order of their making. Owner.
func (l *Loop) Active() []ActiveInfo {
	requests := l.pendingRequests()
	info := make([]ActiveInfo, 0, len(requests)+l.handles.n)
	for _, r := range requests {
		ref := r.owner == nil || r.owner.ref
		info = append(info, ActiveInfo{Kind: r.kind, Request: true, Active: true, Ref: ref})
	}
	for k := l.handles.first; k != nil; k = k.next {
		h := k.item
		info = append(info, ActiveInfo{Kind: h.kind, Active: h.active || h.requests.n > 0, Ref: h.ref})
	}
	return slices.Clip(info)
}
