package wjs

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
)

// open makes a runtime that the test closes.
func open(t *testing.T, opts Options) *Runtime {
	t.Helper()
	r, err := New(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return r
}

// within bounds a call that must not take long.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func eval(t *testing.T, r *Runtime, source string) any {
	t.Helper()
	x, err := r.Eval(within(t, 20*time.Second), source)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return x
}

func TestEvalValues(t *testing.T) {
	r := open(t, Options{})
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for source, want := range map[string]any{
		"undefined":                            nil,
		"null":                                 nil,
		"true":                                 true,
		"1":                                    int64(1),
		"-7":                                   int64(-7),
		"1.5":                                  1.5,
		"2**53":                                float64(1 << 53),
		"2**53-1":                              int64(1<<53 - 1),
		"Infinity":                             math.Inf(1),
		"'héllo 🌍'":                            "héllo 🌍",
		"'a\\0b'":                              "a\x00b",
		"'\\ud800'":                            "\xed\xa0\x80",
		"''":                                   "",
		"0n":                                   big.NewInt(0),
		"-5n":                                  big.NewInt(-5),
		"123456789012345678901234567890n":      huge,
		"new Uint8Array([1,2,3])":              []byte{1, 2, 3},
		"new Uint8Array([1,2,3]).subarray(1)":  []byte{2, 3},
		"new Uint16Array([258])":               []byte{2, 1},
		"new DataView(new ArrayBuffer(2))":     []byte{0, 0},
		"new Uint8Array([9]).buffer":           []byte{9},
		"new Date(86400000)":                   time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC),
		"[1,[2,'x'],null]":                     []any{int64(1), []any{int64(2), "x"}, nil},
		"[]":                                   []any{},
		"new Set([1,2])":                       []any{int64(1), int64(2)},
		"({a:1,b:{c:[true]}})":                 map[string]any{"a": int64(1), "b": map[string]any{"c": []any{true}}},
		"new Map([['k',1],[2,'v']])":           map[string]any{"k": int64(1), "2": "v"},
		"({get a(){return 4}})":                map[string]any{"a": int64(4)},
		"new Proxy({a:1},{get:()=>8})":         map[string]any{"a": int64(8)},
		"Promise.resolve(3)":                   int64(3),
		"(async()=>{await null;return 'p'})()": "p",
		"new Promise(f=>setTimeout(f,5,'t'))":  "t",
		"Object.create(null)":                  map[string]any{},
		"new String('boxed').valueOf()":        "boxed",
	} {
		if got := eval(t, r, source); !reflect.DeepEqual(got, want) {
			if g, ok := got.(*big.Int); ok && g.Cmp(want.(*big.Int)) == 0 {
				continue
			}
			t.Errorf("%s: %T %#v, want %T %#v", source, got, got, want, want)
		}
	}
	if f, ok := eval(t, r, "-0").(float64); !ok || !math.Signbit(f) {
		t.Error("-0 lost its sign")
	}
	if f, ok := eval(t, r, "NaN").(float64); !ok || !math.IsNaN(f) {
		t.Error("NaN is no NaN")
	}
	js, ok := eval(t, r, "Object.assign(new TypeError('m'), {code: 'E_X'})").(*Error)
	if !ok || js.Name != "TypeError" || js.Message != "m" || js.Code != "E_X" || js.Stack == "" {
		t.Errorf("an error as a value: %#v", js)
	}
}

func TestEvalRefuses(t *testing.T) {
	r := open(t, Options{})
	for _, source := range []string{"()=>1", "Symbol('s')", "const c = []; c.push(c); c", "({f(){}})", "const o = {}; o.o = o; o"} {
		if x, err := r.Eval(t.Context(), "(()=>{ return eval("+fmt.Sprintf("%q", source)+") })()"); err == nil {
			t.Errorf("%s passed to Go as %#v", source, x)
		}
	}
	if got := eval(t, r, "1+1"); got != int64(2) {
		t.Errorf("the runtime is not usable after a refusal: %v", got)
	}
}

func TestEvalThrows(t *testing.T) {
	r := open(t, Options{})
	for source, want := range map[string]Error{
		"throw new RangeError('far')":            {Name: "RangeError", Message: "far"},
		"nope":                                   {Name: "ReferenceError", Message: "nope is not defined"},
		"throw 5":                                {Message: "Uncaught 5"},
		"throw null":                             {Message: "Uncaught null"},
		"throw 'text'":                           {Message: "Uncaught 'text'"},
		"Promise.reject(new TypeError('later'))": {Name: "TypeError", Message: "later"},
		"(async()=>{await 1; throw new Error('a')})()": {Name: "Error", Message: "a"},
		"Buffer.alloc('x')":                            {Name: "TypeError", Code: "ERR_INVALID_ARG_TYPE", Message: `The "size" argument must be of type number. Received type string ('x')`},
		"throw {get message(){throw 1}}":               {Message: "Uncaught { message: [Getter] }"},
	} {
		_, err := r.Eval(t.Context(), source)
		var js *Error
		if !errors.As(err, &js) || js.Name != want.Name || js.Message != want.Message || js.Code != want.Code {
			t.Errorf("%s: %#v, want %#v", source, err, want)
		}
	}
	if _, err := r.Eval(t.Context(), "let x = ;"); err == nil || !strings.Contains(err.Error(), "SyntaxError") {
		t.Errorf("a syntax error: %v", err)
	}
	if _, err := r.Eval(within(t, 10*time.Second), "new Promise(()=>{})"); !errors.Is(err, ErrUnsettled) {
		t.Errorf("a promise that never settles: %v", err)
	}
	if got := eval(t, r, "2"); got != int64(2) {
		t.Errorf("the runtime is not usable after errors: %v", got)
	}
}

func TestGoValues(t *testing.T) {
	type inner struct {
		N    int `json:"n"`
		Skip int `json:"-"`
		none int
	}
	type name string
	r := open(t, Options{})
	var in any
	if err := r.SetFunc("value", func(context.Context, []any) (any, error) { return in, nil }); err != nil {
		t.Fatal(err)
	}
	seven := 7
	for _, c := range []struct {
		in   any
		test string
	}{
		{nil, "v === undefined"},
		{true, "v === true"},
		{42, "v === 42"},
		{int8(-3), "v === -3"},
		{uint16(65535), "v === 65535"},
		{int64(math.MaxInt64), "v === 9223372036854775807n"},
		{uint64(math.MaxUint64), "v === 18446744073709551615n"},
		{int64(1 << 53), "v === 2**53"},
		{1.25, "v === 1.25"},
		{float32(0.5), "v === 0.5"},
		{math.NaN(), "Number.isNaN(v)"},
		{math.Copysign(0, -1), "Object.is(v, -0)"},
		{"ü\x00🌍", "v === 'ü\\0🌍'"},
		{name("n"), "v === 'n'"},
		{[]byte{1, 2}, "v instanceof Uint8Array && v.length === 2 && v[1] === 2"},
		{[]byte{}, "v instanceof Uint8Array && v.length === 0"},
		{big.NewInt(-12), "v === -12n"},
		{time.UnixMilli(1500), "v instanceof Date && v.getTime() === 1500"},
		{[]any{1, "a", nil}, "Array.isArray(v) && v.length === 3 && v[1] === 'a' && v[2] === undefined"},
		{[]string{"x", "y"}, "v.join() === 'x,y'"},
		{[2]int{3, 4}, "v[1] === 4"},
		{map[string]any{"b": 1, "a": map[string]any{}}, "Object.keys(v).join() === 'a,b'"},
		{map[string]any{"__proto__": 1}, "Object.hasOwn(v, '__proto__') && Object.getPrototypeOf(v) === Object.prototype"},
		{map[name]int{"k": 1}, "v.k === 1"},
		{inner{N: 5, none: 1}, "JSON.stringify(v) === '{\"n\":5}'"},
		{&inner{N: 6}, "v.n === 6"},
		{(*inner)(nil), "v === null"},
		{&seven, "v === 7"},
		{&Error{Name: "RangeError", Message: "m", Code: "C"}, "v instanceof RangeError && v.message === 'm' && v.code === 'C'"},
		{errors.New("plain"), "v instanceof Error && v.message === 'plain'"},
	} {
		in = c.in
		if got := eval(t, r, "(() => { const v = value(); return "+c.test+" })()"); got != true {
			t.Errorf("%T %v: not %s", c.in, c.in, c.test)
		}
	}
	cyclic := map[string]any{}
	cyclic["self"] = cyclic
	for _, bad := range []any{make(chan int), func() {}, map[int]int{1: 1}, complex(1, 2), cyclic} {
		in = bad
		if _, err := r.Eval(t.Context(), "value()"); err == nil || !strings.Contains(err.Error(), "cannot be passed") {
			t.Errorf("%T: %v", bad, err)
		}
	}
}

func TestFunc(t *testing.T) {
	r := open(t, Options{})
	var got []any
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(r.SetFunc("record", func(_ context.Context, args []any) (any, error) { got = args; return len(args), nil }))
	must(r.SetFunc("fail", func(context.Context, []any) (any, error) { return nil, errors.New("from Go") }))
	must(r.SetFunc("failTyped", func(context.Context, []any) (any, error) {
		return nil, &Error{Name: "TypeError", Message: "typed", Code: "E_GO"}
	}))
	must(r.SetAsyncFunc("later", func(ctx context.Context, args []any) (any, error) {
		select {
		case <-time.After(time.Duration(args[0].(int64)) * time.Millisecond):
			return args[1], nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}))
	must(r.SetAsyncFunc("failLater", func(context.Context, []any) (any, error) { return nil, errors.New("later from Go") }))

	if n := eval(t, r, "record(1, 'two', [3], {four: 5n})"); n != int64(4) {
		t.Errorf("record returned %v", n)
	}
	if want := []any{int64(1), "two", []any{int64(3)}, map[string]any{"four": big.NewInt(5)}}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("arguments %v, want %v", got, want)
	}
	for source, want := range map[string]any{
		"(() => { try { fail() } catch (e) { return e instanceof Error && e.message } })()":                         "from Go",
		"(() => { try { failTyped() } catch (e) { return [e instanceof TypeError, e.message, e.code].join() } })()": "true,typed,E_GO",
		"later(1, 'v')":                     "v",
		"failLater().catch(e => e.message)": "later from Go",
		"record.name + later.name":          "recordlater",
		"later(0, 1) instanceof Promise":    true,
		// They run at the same time, and the script goes on meanwhile.
		"(async () => { const order = []; const all = [later(60, 'c'), later(20, 'b')].map(p => p.then(x => order.push(x))); order.push('a'); await Promise.all(all); return order.join('') })()": "abc",
		"(() => { try { record(() => 1) } catch (e) { return e instanceof Error } })()":                                                                                                           true,
	} {
		if got := eval(t, r, source); got != want {
			t.Errorf("%s: %v, want %v", source, got, want)
		}
	}
}

// What one call leaves running goes on in the next.
func TestFuncGoesOn(t *testing.T) {
	r := open(t, Options{Limits: Limits{Timeout: 10 * time.Second}})
	if err := r.SetAsyncFunc("later", func(ctx context.Context, _ []any) (any, error) {
		select {
		case <-time.After(50 * time.Millisecond):
			return "done", nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}); err != nil {
		t.Fatal(err)
	}
	eval(t, r, "globalThis.p = later(); 1")
	if x := eval(t, r, "p"); x != "done" {
		t.Errorf("%v", x)
	}
}

// What a Go function is given ends with the call that the script runs in.
func TestFuncContext(t *testing.T) {
	r := open(t, Options{Limits: Limits{Timeout: 200 * time.Millisecond}})
	ended := make(chan error, 2)
	wait := func(ctx context.Context, _ []any) (any, error) {
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return nil, ctx.Err()
	}
	if err := r.SetAsyncFunc("wait", wait); err != nil {
		t.Fatal(err)
	}
	var timeout *TimeoutError
	if _, err := r.Eval(t.Context(), "wait()"); !errors.As(err, &timeout) {
		t.Errorf("Eval: %v", err)
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the function was not told")
	}

	s := open(t, Options{Limits: Limits{Timeout: 200 * time.Millisecond}})
	if err := s.SetFunc("wait", wait); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Eval(t.Context(), "wait()"); !errors.As(err, &timeout) {
		t.Errorf("Eval with a synchronous function: %v", err)
	}
}

// The functions of SetFunc take what a script gives them, and no more than that.
func TestFuncArguments(t *testing.T) {
	ctx := context.Background()
	r, err := New(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.SetFunc("count", func(_ context.Context, args []any) (any, error) { return len(args), nil }); err != nil {
		t.Fatal(err)
	}
	if err := r.SetFunc("show", func(_ context.Context, args []any) (any, error) { return fmt.Sprint(args...), nil }); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]any{
		"count()":                   int64(0),
		"count(...Array(254))":      int64(254),
		"count.name + count.length": "count0",
		"Object.getOwnPropertyDescriptor(globalThis, 'count').configurable": true,
		"show(undefined, [1, [2, 'x']], {a: [null]}, new Map([['k', 2n]]))": "<nil> [1 [2 x]] map[a:[<nil>]] map[k:2]",
		"show([1, , 3])": "[1 <nil> 3]",
		"class L extends Array {}; show(L.of(4, 5))": "[4 5]",
		// Taking one element apart empties the list that the others are in.
		"const list = [{get a() { list.length = 0; return 'gone' }}, {b: 'kept'}, 'c']; show(list)": "[map[a:gone] map[b:kept] c]",
	} {
		if v, err := r.Eval(ctx, source); err != nil || v != want {
			t.Errorf("%s: %v, %v; want %v", source, v, err, want)
		}
	}
	for source, want := range map[string]string{
		"show(...Array(255))":              "RangeError: a Go function takes at most 254 arguments",
		"new show()":                       "TypeError: show is not a constructor",
		"show(() => {})":                   "a function cannot be passed to Go",
		"const a = []; a.push(a); show(a)": "deeper than 100",
	} {
		if v, err := r.Eval(ctx, source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %s", source, v, err, want)
		}
	}
}
