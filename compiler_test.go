package wjs

import (
	"errors"
	"runtime"
	"testing"
	"time"
)

// What esbuild takes seconds for ends with its runtime's time, as far as the
// runtime and everyone who does not compile can see.
func TestCompilingEnds(t *testing.T) {
	const limit = 200 * time.Millisecond
	for name, source := range map[string]string{
		"TypeScript": `require('module').stripTypeScriptTypes('let a;'.repeat(8e3))`,
		"lowering":   `new (require('vm').Script)('{ using b = null };' + 'let a;'.repeat(8e3))`,
		"mistake":    `try { new (require('vm').Script)('let a;'.repeat(8e3)) } catch (e) { e.stack }`,
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			r := open(t, Options{Limits: Limits{Timeout: limit}})
			start := time.Now()
			_, err := r.Eval(t.Context(), source+"; for (;;);")
			var timeout *TimeoutError
			if took := time.Since(start); !errors.As(err, &timeout) || took > limit+slack {
				t.Errorf("%v after %v", err, took)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if got := answer(t, Options{Limits: Limits{Timeout: 10 * time.Second}}, `return 'alive'`); got != "alive" {
				t.Errorf("another runtime: %s", got)
			}
			// What was begun comes to an end, and leaves nothing.
			for end := time.Now().Add(2 * time.Minute); runtime.NumGoroutine() > before; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
				}
			}
		})
	}
}

// A program that is too large to be compiled says so, and where the limit is.
func TestCompilingLargePrograms(t *testing.T) {
	const strip = `try { return String(require('module').stripTypeScriptTypes('var a: number;'.repeat(4000)).length) } catch (e) { return e.name + ' ' + e.code + ' ' + e.message }`
	for _, c := range []struct {
		limits Limits
		want   string
	}{
		{Limits{Memory: 64 << 20}, "RangeError ERR_OUT_OF_RANGE A program of 56000 bytes is too large to be compiled here, at most 32768 are: compile it beforehand or raise the limit (Limits.Program)"},
		{Limits{Program: 1000}, "RangeError ERR_OUT_OF_RANGE A program of 56000 bytes is too large to be compiled here, at most 1000 are: compile it beforehand or raise the limit (Limits.Program)"},
		{Limits{}, "28000"},
		{Limits{Memory: 64 << 20, Program: 1 << 20}, "28000"},
	} {
		if got := answer(t, Options{Limits: c.limits}, strip); got != c.want {
			t.Errorf("%+v: %s", c.limits, got)
		}
	}
}
