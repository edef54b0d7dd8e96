package engine

import "testing"

// textOf is the value as String() gives it.
func textOf(t testing.TB, iso *Isolate, v Value) string {
	t.Helper()
	fn := eval(t, iso, "String")
	defer iso.Free(fn)
	v, err := iso.Call(fn, Undefined, v)
	if err != nil {
		t.Fatal(err)
	}
	defer iso.Free(v)
	s, _ := iso.String(v)
	return s
}

// contextify puts a Proxy in the place of a realm's global object: what it
// lacks is looked up on the object that it had.
const contextify = `((global, sandbox) => {
  const proxy = new Proxy(global, {
    __proto__: null,
    get: (t, k) => k in sandbox ? sandbox[k] : t[k],
    has: (t, k) => k in sandbox || k in t,
    set: (t, k, v) => k !== 'fixed' && Reflect.set(sandbox, k, v),
    defineProperty: (t, k, d) => Reflect.defineProperty(sandbox, k, d),
    getOwnPropertyDescriptor: (t, k) => Reflect.getOwnPropertyDescriptor(k in sandbox ? sandbox : t, k),
  });
  global.globalThis = proxy;
  return proxy;
})`

func TestRealm(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	maker := eval(t, iso, contextify)
	anchor, global, err := iso.NewRealm()
	if err != nil {
		t.Fatal(err)
	}
	realm, ok := iso.RealmOf(anchor)
	if !ok {
		t.Fatal("no realm of a native function")
	}
	sandbox := eval(t, iso, `globalThis.box = { given: 40 }`)
	proxy, err := iso.Call(maker, Undefined, global, sandbox)
	if err != nil {
		t.Fatal(err)
	}
	iso.SetGlobalObject(realm, proxy)
	iso.Free(global)
	for _, c := range []struct{ source, want string }{
		{`given + 2`, "42"},
		{`this === globalThis`, "true"},
		{`(function () { return this })() === globalThis`, "true"},
		{`var declared; made = 1; function fn() {} ; let lexical = 3; lexical + made`, "4"},
		{`lexical`, "3"},
		{`typeof missing`, "undefined"},
		{`try { missing } catch (e) { e instanceof ReferenceError ? e.message : 'other' }`, "missing is not defined"},
		{`'use strict'; try { undeclared = 1 } catch (e) { e.name }`, "ReferenceError"},
		{`'use strict'; globalThis.fixed; try { globalThis.fixed = 1 } catch (e) { e.message }`, "Cannot assign to read only property 'fixed' of object '#<Object>'"},
		{`globalThis.fixed = 1`, "1"},
		{`[] instanceof Array`, "true"},
		{`var declared; typeof declared`, "undefined"},
		{`var given; given`, "40"},
	} {
		v, err := iso.EvalIn(realm, c.source, "realm.js")
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		if got := textOf(t, iso, v); got != c.want {
			t.Errorf("%s = %s, want %s", c.source, got, c.want)
		}
		iso.Free(v)
	}
	got := textOf(t, iso, eval(t, iso, `JSON.stringify([Object.keys(box), Object.getOwnPropertyDescriptor(box, 'fn').configurable, Object.getOwnPropertyDescriptor(box, 'declared').configurable])`))
	if want := `[["given","declared","fn","made"],true,true]`; got != want {
		t.Errorf("the sandbox has %s, want %s", got, want)
	}
	for _, v := range []Value{anchor, sandbox, maker} {
		iso.Free(v)
	}
}

func TestProxyAccessor(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	got := textOf(t, iso, eval(t, iso, `Object.keys(Object.getOwnPropertyDescriptor(new Proxy({}, {
		getOwnPropertyDescriptor: () => ({ get() {}, configurable: true }) }), 'x'))`))
	if want := "get,set,enumerable,configurable"; got != want {
		t.Errorf("the descriptor has %s, want %s", got, want)
	}
}

// Realms go when nothing refers to them.
func TestRealmCollected(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	make100 := func() uint64 {
		for range 100 {
			anchor, global, err := iso.NewRealm()
			if err != nil {
				t.Fatal(err)
			}
			iso.Free(anchor)
			iso.Free(global)
		}
		if err := iso.CollectGarbage(); err != nil {
			t.Fatal(err)
		}
		return iso.HeapUsed()
	}
	first := make100()
	if second := make100(); second > first+10000 {
		t.Errorf("100 realms leave %d bytes", second-first)
	}
}

func BenchmarkRealm(b *testing.B) {
	iso := newIsolate(b, Hooks{}, Limits{})
	anchor, global, err := iso.NewRealm() // what later ones have in common
	if err != nil {
		b.Fatal(err)
	}
	before := iso.HeapUsed()
	a2, g2, _ := iso.NewRealm()
	b.ReportMetric(float64(iso.HeapUsed()-before), "B/realm")
	for _, v := range []Value{anchor, global, a2, g2} {
		iso.Free(v)
	}
	for b.Loop() {
		anchor, global, err := iso.NewRealm()
		if err != nil {
			b.Fatal(err)
		}
		iso.Free(anchor)
		iso.Free(global)
	}
}
