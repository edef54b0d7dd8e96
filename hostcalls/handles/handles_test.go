package handles

import (
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/reactor"
)

// watcher is a resource that waits for something that never comes.
type watcher struct{ handle *reactor.Handle }

func (w watcher) Close() error { w.handle.Close(nil); return nil }

func watchers() *hostcalls.Binding {
	b := hostcalls.New("watchers").Holds()
	hostcalls.Op0(b, "open", func(c *hostcalls.Call) (int, error) {
		h := c.Loop().NewHandle("FSEventWrap")
		return c.Resources().AddHandle(watcher{h}, h), nil
	})
	hostcalls.Async1(b, "wait", func(c *hostcalls.Call, done *hostcalls.Completion[int], id int) error {
		w, err := hostcalls.Get[watcher](c.Resources(), id)
		if err == nil {
			done.Own(w.handle)
		}
		return err
	})
	hostcalls.Op1(b, "close", func(c *hostcalls.Call, id int) (hostcalls.None, error) {
		r, _ := c.Resources().Remove(id)
		return hostcalls.None{}, r.Close()
	})
	return b
}

func TestRef(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding(), watchers()}})
	got := g.Run(`
		const id = watchers.open();
		log(handles.activeResources());
		watchers.wait(id, { oncomplete() {} });
		log(handles.hasRef(id), handles.activeResources());
		log(handles.setRef(id, false), handles.hasRef(id), handles.activeResources());
	`)
	want := "[]\n" + `true ["FSEventWrap"]` + "\n" + `true false []`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Run has come back: what is unref'd does not keep the loop alive.
	var alive bool
	if err := g.Loop.Do(func() {
		v, err := g.Iso.Eval("handles.setRef(id, true)", "test.js")
		if err != nil {
			t.Error(err)
		}
		g.Iso.Free(v)
		alive = g.Loop.Alive()
	}); err != nil {
		t.Fatal(err)
	}
	if !alive {
		t.Error("ref'd again, it does not keep the loop alive")
	}
}

func TestRefOfStrangers(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding(), watchers()}})
	got := g.Run(`
		const id = watchers.open();
		watchers.close(id);
		log([id, 0, 2, -1, 3e9, 2 ** 40].map((n) => [handles.setRef(n, true), handles.setRef(n, false), handles.hasRef(n)]));
		log(fails(() => handles.setRef('3', true)), fails(() => handles.setRef(3)));
	`)
	if n := strings.Count(got, "[false,false,false]"); n != 6 || strings.Contains(got, "no error") {
		t.Error(got)
	}
}

// Closing the loop ends requests that nobody completes.
func TestClose(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding(), watchers()}})
	if _, err := g.TryRun(`watchers.wait(watchers.open(), { oncomplete() { log('completed'); } }); handles.setRef(3, false)`); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	g.Close()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}
