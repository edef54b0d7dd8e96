package engine

import (
	"errors"
	"testing"
)

// withQueue makes a realm with a queue of its own, whose global `log` is the main
// realm's.
func withQueue(t *testing.T, iso *Isolate) (run func(source string) Value, realm Realm) {
	t.Helper()
	anchor, global, err := iso.NewRealm()
	if err != nil {
		t.Fatal(err)
	}
	realm, _ = iso.RealmOf(anchor)
	if err := iso.Set(global, "log", eval(t, iso, "globalThis.log ??= []")); err != nil {
		t.Fatal(err)
	}
	if err := iso.Set(global, "outer", eval(t, iso, "globalThis")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { iso.Free(anchor); iso.Free(global) })
	iso.OwnQueue(realm)
	return func(source string) Value {
		v, err := iso.EvalIn(realm, source, "queue.js")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}, realm
}

// drain runs the jobs of the runtime's queue.
func drain(t *testing.T, iso *Isolate) {
	t.Helper()
	for {
		ran, err := iso.RunJob()
		if err != nil {
			t.Fatal(err)
		}
		if !ran {
			return
		}
	}
}

func TestOwnQueue(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	run, realm := withQueue(t, iso)
	said := func(when, want string) {
		t.Helper()
		if got := textOf(t, iso, eval(t, iso, "log.splice(0).join()")); got != want {
			t.Errorf("%s: %s", when, got)
		}
	}
	iso.Free(eval(t, iso, `
		for (const n of [1, 2, 3]) Promise.resolve().then(() => log.push('main' + n)).then(() => log.push('then' + n));`))
	iso.Free(run(`
		outer.inner = Promise.resolve();
		let p = Promise.resolve();
		for (let i = 0; i < 3; i++) p = p.then(() => log.push('own' + i));
		(async () => { await 0; log.push('async'); })();
		outer.given = new Promise((resolve) => { outer.settle = resolve; });
		given = outer.given.then(() => log.push('settled'));`))
	if err := iso.RunJobsOf(realm); err != nil {
		t.Fatal(err)
	}
	said("its own", "own0,async,own1,own2")
	drain(t, iso)
	said("the others", "main1,main2,main3,then1,then2,then3")
	// What is called decides, not who settles or awaits.
	iso.Free(eval(t, iso, "settle(); inner.then(() => log.push('mine')); (async () => { await inner; log.push('awaited') })()"))
	drain(t, iso)
	said("without its turn", "mine")
	if err := iso.RunJobsOf(realm); err != nil {
		t.Fatal(err)
	}
	said("in its turn", "settled")
	drain(t, iso)
	said("after its turn", "awaited")
}

// A job holds on to nothing of the realm; what is put aside does.
func TestOwnQueueOutlivesRealm(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for range 50 {
		anchor, global, err := iso.NewRealm()
		if err != nil {
			t.Fatal(err)
		}
		realm, _ := iso.RealmOf(anchor)
		iso.OwnQueue(realm)
		v, err := iso.EvalIn(realm, "new Promise((resolve) => resolve({ then(f) { f(1) } })); 0", "x.js")
		if err != nil {
			t.Fatal(err)
		}
		iso.Free(v)
		drain(t, iso)
		iso.Free(anchor)
		iso.Free(global)
		if err := iso.CollectGarbage(); err != nil {
			t.Fatal(err)
		}
		iso.Free(eval(t, iso, "Promise.resolve().then(() => {}); 0"))
		drain(t, iso)
	}
	// Without jobs a realm is not kept.
	before := len(iso.Realms())
	anchor, global, err := iso.NewRealm()
	if err != nil {
		t.Fatal(err)
	}
	realm, _ := iso.RealmOf(anchor)
	iso.OwnQueue(realm)
	iso.Free(anchor)
	iso.Free(global)
	if err := iso.CollectGarbage(); err != nil {
		t.Fatal(err)
	}
	iso.Free(eval(t, iso, "Promise.resolve().then(() => {}); 0"))
	drain(t, iso)
	if got := len(iso.Realms()); got != before || len(iso.queues) != 50 {
		t.Errorf("%d realms, not %d; %d queues", got, before, len(iso.queues))
	}
}

// A job that throws ends the run; the rest keeps its place.
func TestOwnQueueThrows(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	run, realm := withQueue(t, iso)
	iso.Free(eval(t, iso, "queueMicrotask(() => log.push('main')); 0"))
	iso.Free(run("queueMicrotask(() => { throw new Error('mine') }); Promise.resolve().then(() => log.push('next')); 0"))
	var thrown *ThrownError
	if err := iso.RunJobsOf(realm); !errors.As(err, &thrown) {
		t.Fatalf("%v", err)
	}
	if got := textOf(t, iso, thrown.Value); got != "Error: mine" {
		t.Error(got)
	}
	drain(t, iso)
	if err := iso.RunJobsOf(realm); err != nil {
		t.Fatal(err)
	}
	if got := textOf(t, iso, eval(t, iso, "log.join()")); got != "main,next" {
		t.Error(got)
	}
}
