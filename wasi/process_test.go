package wasi

import (
	"errors"
	"os"
	"testing"
	"time"
)

func hostWith(t *testing.T, options ...Option) *Host {
	t.Helper()
	p, err := NewPolicy(options...)
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewHost(p, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// What is told of the process, and what reaches into it, with and without the
// one grant that it takes.
func TestProcessIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		kind  Kind
		item  string
		grant Option
		do    func(*Host) error
	}{
		"UID": {KindSys, "uid", Allow(KindSys, "uid"), func(h *Host) error { _, _, err := h.UID(); return err }},
		"GID": {KindSys, "gid", Allow(KindSys, "gid"), func(h *Host) error { _, _, err := h.GID(); return err }},
		"RSS": {KindSys, "systemMemoryInfo", Allow(KindSys, "systemMemoryInfo"), func(h *Host) error {
			n, err := h.RSS()
			if err == nil && n < 1<<20 {
				err = errors.New("too little to be true")
			}
			return err
		}},
		"Kill": {KindRun, "kill", AllowEvery(KindRun), func(h *Host) error { return h.Kill(os.Getpid(), 0) }},
		"WatchSignal": {KindSys, "signals", Allow(KindSys, "signals"), func(h *Host) error {
			w, err := h.WatchSignal(2)
			if err == nil {
				err = w.Close()
			}
			return err
		}},
	} {
		if err := c.do(hostWith(t, c.grant)); err != nil {
			t.Errorf("%s, granted: %v", name, err)
		}
		var asked []Request
		note := WithAudit(func(r Request) { asked = append(asked, r) })
		for _, policy := range [][]Option{{note}, {note, AllowAll(), DenyEvery(c.kind)}} {
			asked = nil
			err := c.do(hostWith(t, policy...))
			var d *Denied
			if !errors.As(err, &d) || d.Kind != c.kind || d.Resource != c.item {
				t.Errorf("%s, denied: %v", name, err)
			}
			if len(asked) != 1 || asked[0] != (Request{Kind: c.kind, Resource: c.item}) {
				t.Errorf("%s: the audit hook saw %v", name, asked)
			}
		}
	}
}

func TestResourceUsage(t *testing.T) {
	own, err := hostWith(t).ResourceUsage()
	if err != nil || own.MaxRSS != 0 || own.MinorFaults != 0 || own.Voluntary != 0 {
		t.Errorf("without a grant: %+v, %v", own, err)
	}
	all, err := hostWith(t, Allow(KindSys, "systemMemoryInfo")).ResourceUsage()
	// In kibibytes on every system: between one mebibyte and one tebibyte.
	if err != nil || all.MaxRSS < 1<<10 || all.MaxRSS > 1<<30 || all.User < own.User {
		t.Errorf("%+v, %v", all, err)
	}
	still, err := hostWith(t, WithClock(ClockRule{Frozen: true, At: time.Unix(0, 0)})).ResourceUsage()
	if err != nil || still.User != 0 || still.System != 0 {
		t.Errorf("with a clock that stands still: %+v, %v", still, err)
	}
}
