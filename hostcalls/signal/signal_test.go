//go:build !windows

package signal

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/hostcalls/handles"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, policy ...wasi.Option) *calltest.Guest {
	send := hostcalls.New("self")
	hostcalls.Op0(send, "winch", func(*hostcalls.Call) (hostcalls.None, error) {
		return hostcalls.None{}, syscall.Kill(os.Getpid(), syscall.SIGWINCH)
	})
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding(), handles.Binding(), send}, Policy: policy})
}

// allowed is a policy under which signals may be watched. SIGWINCH, number 28,
// does nothing to a process that does not care.
var allowed = wasi.Allow(wasi.KindSys, "signals")

func TestSignal(t *testing.T) {
	g := newGuest(t, allowed)
	got := g.Run(`
		const id = signal.start(28);
		let count = 0;
		signal.next(id, { oncomplete(err, came) {
			log(err, came);
			if (err !== null) return;
			if (++count === 2) signal.close(id);
			else self.winch();
			if (err === null) signal.next(id, this);
		} });
		self.winch();
		log('sent');
	`)
	if want := "sent\nnull true\nnull true\n" + `{"errno":-9,"code":"EBADF"} undefined`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTwoGuestsHearIt(t *testing.T) {
	a, b := newGuest(t, allowed), newGuest(t, allowed)
	listen := `signal.start(28); signal.next(3, { oncomplete(err, came) { log(came); } }); handles.setRef(3, false)`
	if got := a.Run(listen) + b.Run(listen); got != "" {
		t.Fatal(got)
	}
	if got := a.Run(`handles.setRef(3, true); self.winch()`); got != "true" {
		t.Errorf("the first: %q", got)
	}
	if got := b.Run(`handles.setRef(3, true)`); got != "true" {
		t.Errorf("the second: %q", got)
	}
}

func TestClosingEndsTheWait(t *testing.T) {
	g := newGuest(t, allowed)
	got := g.Run(`
		const id = signal.start(28);
		signal.next(id, { oncomplete(err, came) { log(err, came); } });
		signal.close(id);
		log(fails(() => signal.close(id)));
		log(handles.setRef(id, true));
	`)
	if want := `EBADF: bad file descriptor {"errno":-9,"code":"EBADF"}` + "\nfalse\nnull null"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// An unref'd watch does not keep the loop alive, and ends with the isolate.
func TestEndOfTheIsolate(t *testing.T) {
	g := newGuest(t, allowed)
	if got := g.Run(`const id = signal.start(28); signal.next(id, { oncomplete() { log('completed'); } }); handles.setRef(id, false); log(handles.activeResources())`); got != "[]" {
		t.Error(got)
	}
	start := time.Now()
	g.Close()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

func TestStartFails(t *testing.T) {
	g := newGuest(t, allowed)
	got := g.Run(`
		const codes = new Set();
		for (const n of [-1, 0, 9, 19, 23, 32, 64, 1000]) codes.add(fails(() => signal.start(n)));
		log(codes.size, [...codes][0]);
	`)
	if want := `1 uv_signal_start EINVAL {"errno":-22,"code":"EINVAL","syscall":"uv_signal_start"}`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDenied(t *testing.T) {
	for _, policy := range [][]wasi.Option{nil, {wasi.Allow(wasi.KindSys, "hostname")}, {wasi.AllowAll(), wasi.Deny(wasi.KindSys, "signals")}} {
		g := newGuest(t, policy...)
		got := g.Run(`try { signal.start(28); } catch (e) { log(e.code, e.permission, e.resource); }`)
		if got != "ERR_ACCESS_DENIED Sys signals" {
			t.Errorf("%q", got)
		}
	}
}
