package wjs

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"
)

// largeModule is JavaScript that makes a module of n functions, a thousand of
// which take half a second to compile.
const largeModule = `
const leb = (n) => { const out = []; do { const b = n & 127; n >>>= 7; out.push(n ? b | 128 : b); } while (n); return out; };
function largeModule(n) {
	const body = [0];
	for (let i = 0; i < 500; i++) body.push(0x20, 0, 0x20, 0, 0x6a, 0x21, 0); // x = x + x
	body.push(0x20, 0, 0x0b);
	const entry = Uint8Array.from([...leb(body.length), ...body]);
	const section = (id, length, count) => Uint8Array.from([id, ...leb(leb(count).length + length), ...leb(count)]);
	const parts = [
		Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f),
		section(3, n, n), new Uint8Array(n),
		section(10, n * entry.length, n), ...new Array(n).fill(entry),
	];
	return Buffer.concat(parts);
}`

// What compiles for a program is ended with it, and what others compile does not
// wait for all that it began.
func TestCompilersOfOthers(t *testing.T) {
	const much = 1 << 30
	large, small := 20000, 400
	if raced {
		large, small = 4000, 40
	}
	for _, c := range []struct {
		name, source string
		after        time.Duration
	}{
		{"a promise", `await WebAssembly.compile(largeModule(large));`, time.Second},
		{"at once", `new WebAssembly.Module(largeModule(large));`, time.Second},
		{"a validator", `WebAssembly.validate(largeModule(large));`, time.Second},
		{"many", `await Promise.all(Array.from({ length: 30 }, () => WebAssembly.compile(largeModule(small))));`, 0}, // it is closed
	} {
		name, source := c.name, c.source
		before := runtime.NumGoroutine()
		bad := open(t, Options{Limits: Limits{Memory: much, Timeout: c.after}})
		ended := make(chan error, 1)
		go func() {
			_, err := bad.Eval(within(t, time.Minute), largeModule+fmt.Sprintf("const large = %d, small = %d;", large, small)+`(async () => {`+source+`})()`)
			ended <- err
		}()
		if name == "many" {
			for end := time.Now().Add(20 * time.Second); bad.Usage().Pending < 30; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("it does not begin")
				}
			}
			if got := answer(t, Options{}, largeModule+`await WebAssembly.compile(largeModule(1)); return 'compiled'`); got != "compiled" {
				t.Errorf("a neighbour: %s", got)
			}
			select {
			case err := <-ended:
				t.Errorf("%s: the neighbour waited for it, which ended with %v", name, err)
				ended <- err
			default:
			}
		}
		var late *TimeoutError
		if c.after > 0 {
			if err := <-ended; !errors.As(err, &late) {
				t.Errorf("%s: %v", name, err)
			}
		}
		begin := time.Now()
		if err := bad.Close(); err != nil {
			t.Error(err)
		}
		if c.after == 0 {
			if err := <-ended; !errors.Is(err, ErrClosed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for runtime.NumGoroutine() > before && time.Since(begin) < 10*time.Second {
			time.Sleep(10 * time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("%s: %d goroutines more after %v", name, n-before, time.Since(begin))
		}
	}
}
