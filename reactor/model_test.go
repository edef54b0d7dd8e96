package reactor

import (
	"context"
	"math/rand/v2"
	"testing"
)

// audit recounts from the lists what the loop keeps as running totals.
func audit(t *testing.T, l *Loop, step int) {
	t.Helper()
	handles, requests, pending, half := 0, 0, l.orphans.n, 0
	requests += l.orphans.n
	for k := l.handles.first; k != nil; k = k.next {
		h := k.item
		pending += h.requests.n
		if h.ref {
			requests += h.requests.n
			if h.active {
				handles++
			}
		}
		if h.closed && h.requests.n > 0 {
			half++
		}
	}
	if l.refHandles != handles || l.refRequests != requests || l.halfClosed != half ||
		int(l.pendingCount.Load()) != pending || int(l.handleCount.Load()) != l.handles.n {
		t.Fatalf("step %d: totals %d %d %d %d %d, recounted %d %d %d %d %d", step,
			l.refHandles, l.refRequests, l.halfClosed, l.pendingCount.Load(), l.handleCount.Load(),
			handles, requests, half, pending, l.handles.n)
	}
}

type outcome struct{ ran, dropped, lost int }

func (o *outcome) Run()  { o.ran++ }
func (o *outcome) Drop() { o.dropped++ }

// TestRandomOperations lets a random program use the loop and checks after every
// step that the books are right, and at the end that every request ended in
// exactly one way.
func TestRandomOperations(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 0))
		l := New(Options{MaxPending: 20, MaxPerTurn: 3})
		var handles []*Handle
		var requests []*Request
		var outcomes []*outcome
		accepted := map[*outcome]bool{}
		closes, closed := 0, 0
		handle := func() *Handle {
			if len(handles) == 0 || rng.IntN(3) == 0 {
				return nil
			}
			return handles[rng.IntN(len(handles))]
		}
		for step := range 300 {
			switch h := handle(); rng.IntN(12) {
			case 0:
				handles = append(handles, l.NewHandle("h"))
			case 1, 2, 3:
				o := &outcome{}
				if r, err := l.Begin("R", h, func() { o.lost++ }); err == nil {
					requests, outcomes = append(requests, r), append(outcomes, o)
				}
			case 4, 5:
				if n := len(requests); n > 0 {
					i := rng.IntN(n)
					if requests[i].CompleteTask(outcomes[i]) {
						if accepted[outcomes[i]] {
							t.Fatal("accepted twice")
						}
						accepted[outcomes[i]] = true
					}
				}
			case 6:
				if n := len(requests); n > 0 {
					requests[rng.IntN(n)].Cancel()
				}
			case 7:
				if h != nil {
					h.Start()
				}
			case 8:
				if h != nil {
					h.Stop()
				}
			case 9:
				if h != nil && rng.IntN(2) == 0 {
					h.Unref()
				} else if h != nil {
					h.Ref()
				}
			case 10:
				if h != nil && rng.IntN(3) == 0 && h.Close(func() { closed++ }) {
					closes++
				}
			case 11:
				if _, err := l.RunNoWait(); err != nil {
					t.Fatal(err)
				}
			}
			audit(t, l, step)
		}
		if seed%2 == 0 { // wind down in order
			for _, h := range handles {
				if h.Close(func() { closed++ }) {
					closes++
				}
				h.CancelPending()
			}
			for l.orphans.n > 0 {
				l.orphans.first.item.Cancel()
			}
			if err := l.Run(context.Background()); err != nil {
				t.Fatal(err)
			}
			audit(t, l, -1)
			if closed != closes {
				t.Fatalf("seed %d: %d handles closed, %d told", seed, closes, closed)
			}
		}
		l.Close()
		audit(t, l, -2)
		for i, o := range outcomes {
			want := outcome{lost: 1}
			if accepted[o] && o.ran == 1 {
				want = outcome{ran: 1}
			} else if accepted[o] {
				want = outcome{dropped: 1, lost: 1}
			}
			if *o != want {
				t.Fatalf("seed %d: request %d came to %+v, want %+v", seed, i, *o, want)
			}
		}
	}
}
