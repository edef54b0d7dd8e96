package calltest

import (
	"errors"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
)

// What an op refuses in its first step is an error of its request too.
func TestRefusedRequest(t *testing.T) {
	b := hostcalls.New("refusing")
	hostcalls.Work0(b, "op", func(*hostcalls.Call) (func() (int, error), error) { return nil, errors.New("refused") })
	got := New(t, Config{Bindings: []*hostcalls.Binding{b}}).Run(`
		const { op } = refusing;
		try { op(); log('sync: no error'); } catch (e) { log('sync: ' + e.message); }
		op({ oncomplete(e, v) { log('async: ' + (e && e.message)); } });
	`)
	if want := "sync: refused\nasync: refused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
