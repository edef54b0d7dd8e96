package engine

import "testing"

// TestThenable: the then method of an object is replaced when a promise is
// resolved with it, native ones are not, and nothing is asked before
// HookReactions.
func TestThenable(t *testing.T) {
	asked := 0
	var wrap Value
	iso := newIsolate(t, Hooks{
		Thenable: func(iso *Isolate, then Value) Value {
			asked++
			v, err := iso.Call(wrap, Undefined, then)
			if err != nil {
				t.Error(describe(iso, err))
				return iso.Dup(then)
			}
			return v
		},
	}, Limits{})
	wrap = eval(t, iso, `globalThis.log = []; (then) => ({ then(...args) { log.push('in'); try { return then.apply(this, args); } finally { log.push('out'); } } }).then`)
	source := `
		log.length = 0;
		const thenable = { value: 7, then(resolve, reject) { log.push(arguments.length, this === thenable); resolve(this.value); } };
		(async () => { log.push(await thenable); })();
		new Promise((resolve) => resolve({ then() { throw 1; } })).catch((e) => log.push('caught ' + e));
		Promise.resolve({ then: 1 });
		(async () => Promise.resolve(8))().then((v) => log.push(v));
	`
	run := func() string {
		t.Helper()
		iso.Free(eval(t, iso, "{"+source+"}"))
		runner, err := iso.NewMicrotaskRunner()
		if err != nil {
			t.Fatal(err)
		}
		defer iso.Free(runner)
		if _, err := iso.Call(runner, Undefined); err != nil {
			t.Fatal(describe(iso, err))
		}
		v := eval(t, iso, `log.join()`)
		defer iso.Free(v)
		text, _ := iso.String(v)
		return text
	}
	if got := run(); got != "2,true,7,caught 1,8" || asked != 0 {
		t.Errorf("without hooks: %s, asked %d times", got, asked)
	}
	iso.HookReactions(true)
	if got := run(); got != "in,2,true,out,in,out,7,caught 1,8" || asked != 2 {
		t.Errorf("with hooks: %s, asked %d times", got, asked)
	}
	// The counts of what is replaced are kept straight.
	iso.Free(eval(t, iso, `{ for (let i = 0; i < 1000; i++) Promise.resolve({ then() {} }) }`))
	if asked != 1002 {
		t.Errorf("asked %d times", asked)
	}
	iso.HookReactions(false)
	iso.Free(wrap)
}
