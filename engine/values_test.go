package engine

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine/guest"
)

func TestNumbersBothWays(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	same := eval(t, iso, "(a, b) => Object.is(a, b)")
	for source, f := range map[string]float64{
		"0": 0, "-0": math.Copysign(0, -1), "1": 1, "-1": -1, "2147483647": math.MaxInt32, "-2147483648": math.MinInt32, "2147483648": 1 << 31,
		"0.1": 0.1, "5e-324": math.SmallestNonzeroFloat64, "Number.MAX_VALUE": math.MaxFloat64, "Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
		"NaN": math.NaN(), "2 ** 53": 1 << 53, "-(2 ** 63)": -1 << 63, "new Float64Array(new BigUint64Array([0xfff8dead00000001n]).buffer)[0]": math.NaN(),
	} {
		v := eval(t, iso, source)
		if got, ok := v.Float(); !ok || math.Float64bits(got) != math.Float64bits(f) && !(math.IsNaN(got) && math.IsNaN(f)) {
			t.Errorf("%s is %v", source, got)
		}
		if eq, err := iso.Call(same, Undefined, v, Number(f)); err != nil || eq != True {
			t.Errorf("%s is not the number made of %v", source, f)
		}
		if n, ok := v.Int32(); ok != (f == math.Trunc(f) && math.Abs(f) < 1<<31 || f == math.MinInt32) || ok && float64(n) != f {
			t.Errorf("Int32 of %s is %d, %v", source, n, ok)
		}
	}
	// A NaN that Go makes must not look like another kind of value.
	for bits := uint64(0x7ff8); bits <= 0xffff; bits++ {
		if f := math.Float64frombits(bits<<48 | 1); math.IsNaN(f) && Number(f).Kind() != KindNumber {
			t.Fatalf("a NaN of bits %x became %v", bits, Number(f).Kind())
		}
	}
	iso.Free(same)
}

func TestStringsBothWays(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	same := eval(t, iso, "(a, b) => a === b && a.length === b.length && { [a]: 1 }[b] === 1")
	defer iso.Free(same)
	for source, text := range map[string]string{
		"''": "", "'a'": "a", "'a\\0b\\0'": "a\x00b\x00", "'\\xe9\\xff'": "éÿ", "'€'": "€", "'😀'": "😀", "'\\ud83d'": "\xed\xa0\xbd",
		"'\\ude00\\ud83d'": "\xed\xb8\x80\xed\xa0\xbd", "'a\\ud83dé\\0'": "a\xed\xa0\xbdé\x00", "'\\uffff\\ufffd\\ufeff'": "\uffff\ufffd\ufeff",
		"'x'.repeat(70000)": strings.Repeat("x", 70000), "'é€'.repeat(5000)": strings.Repeat("é€", 5000),
	} {
		v := eval(t, iso, source)
		if got, ok := iso.String(v); !ok || got != text {
			t.Errorf("%s is %.60q", source, got)
		}
		made, err := iso.NewString(text)
		if err != nil {
			t.Fatal(err)
		}
		if eq, err := iso.Call(same, Undefined, v, made); err != nil || eq != True {
			t.Errorf("%s is not the string made of %.60q", source, text)
		}
		iso.Free(v)
		iso.Free(made)
	}
}

// A string of 100 MB goes both ways, in each width.
func TestLargeStrings(t *testing.T) {
	if testing.Short() || interpreted {
		t.Skip("long")
	}
	iso := newIsolate(t, Hooks{}, Limits{Memory: 1 << 30})
	const n = 100 << 20
	text := strings.Repeat("0123456789abcdef", n/16)
	measure := eval(t, iso, "(s) => s.length + s.charCodeAt(s.length - 1) / 65536")
	for name, in := range map[string]string{"narrow": text, "wide": text[:n-3] + "€"} {
		start := time.Now()
		v, err := iso.NewString(in)
		if err != nil {
			t.Fatal(describe(iso, err))
		}
		units, last := len(in), rune(in[len(in)-1])
		if name == "wide" {
			units, last = n-2, '€'
		}
		if m, err := iso.Call(measure, Undefined, v); err != nil || m != Number(float64(units)+float64(last)/65536) {
			t.Error(name, err)
		}
		if out, ok := iso.String(v); !ok || out != in {
			t.Errorf("%s: %d bytes came back as %d", name, len(in), len(out))
		}
		iso.Free(v)
		t.Logf("%s: 100 MB both ways in %v", name, time.Since(start))
	}
	iso.Free(measure)
	// What does not fit ends the isolate, and what no string can hold does not.
	if _, err := iso.NewLatin1(make([]byte, guest.MaxString+1)); iso.Dead() != nil {
		t.Error("a string that is too long:", err)
	}
}

func TestBigIntsBothWays(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for _, text := range []string{"0", "1", "-1", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "-9223372036854775808",
		"18446744073709551615", "-18446744073709551616", "340282366920938463463374607431768211456", "-" + strings.Repeat("9", 500)} {
		want, _ := new(big.Int).SetString(text, 10)
		v := eval(t, iso, text+"n")
		if got, ok := iso.BigInt(v); !ok || got.Cmp(want) != 0 {
			t.Errorf("%sn is %v", text, got)
		}
		iso.Free(v)
		if !want.IsInt64() {
			continue
		}
		v, err := iso.NewBigInt(want.Int64())
		if got, ok := iso.BigInt(v); err != nil || !ok || got.Cmp(want) != 0 {
			t.Errorf("NewBigInt(%s) is %v, %v", text, got, err)
		}
		iso.Free(v)
	}
	v, err := iso.NewBigUint(math.MaxUint64)
	if got, _ := iso.BigInt(v); err != nil || got.Cmp(new(big.Int).SetUint64(math.MaxUint64)) != 0 {
		t.Error(got, err)
	}
	iso.Free(v)
}

// Bytes of buffers and views are read and written where they are.
func TestBytesInPlace(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	eval(t, iso, "globalThis.b = new ArrayBuffer(16, { maxByteLength: 64 }); globalThis.u = new Uint8Array(b); u.forEach((_, i) => u[i] = i)")
	for source, want := range map[string][]byte{
		"b": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, "new Uint8Array(b, 3, 2)": {3, 4}, "new DataView(b, 14)": {14, 15},
		"new Uint16Array(b, 2, 2)": {2, 3, 4, 5}, "new BigInt64Array(b, 8, 1)": {8, 9, 10, 11, 12, 13, 14, 15}, "new Uint8Array(b, 16)": {},
		"new Float32Array(0)": {}, "new SharedArrayBuffer(2)": {0, 0},
	} {
		v := eval(t, iso, source)
		got, ok := iso.Bytes(v)
		if !ok || !bytes.Equal(got, want) {
			t.Errorf("%s is %v", source, got)
		}
		iso.Free(v)
	}
	v := eval(t, iso, "new Uint8Array(b, 4, 4)")
	got, _ := iso.Bytes(v)
	copy(got, "abcd")
	if len(got) != cap(got) {
		t.Error("bytes behind the view can be reached")
	}
	iso.Free(v)
	if s, _ := iso.String(eval(t, iso, "String.fromCharCode(...u.slice(4, 8))")); s != "abcd" {
		t.Errorf("written: %q", s)
	}
	for _, step := range []struct {
		source string
		want   int
	}{
		{"globalThis.w = new Uint8Array(b, 8); b.resize(12); w", 4}, {"b.resize(4); w", 0}, {"b.resize(32); w", 24},
		{"globalThis.f = new Uint8Array(b, 0, 8); b.resize(4); f", 0}, {"b.transfer(); u", 0}, {"b", 0}, {"new DataView(new ArrayBuffer(8), 8)", 0},
	} {
		v := eval(t, iso, step.source)
		if got, ok := iso.Bytes(v); !ok || len(got) != step.want {
			t.Errorf("%s has %d bytes", step.source, len(got))
		}
		iso.Free(v)
	}
	for _, source := range []string{"({})", "'text'", "[1]", "Symbol()", "1n", "null", "() => 1", "new Proxy(new Uint8Array(1), {})"} {
		v := eval(t, iso, source)
		if _, ok := iso.Bytes(v); ok {
			t.Errorf("%s has bytes", source)
		}
		iso.Free(v)
	}
}

func TestErrorsCarryCauseAndStack(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	_, err := iso.Eval("function inner() {\n  throw new TypeError('outer', { cause: new RangeError('why') }) }\ninner()", "place.js")
	var thrown *ThrownError
	if !errors.As(err, &thrown) || iso.Class(thrown.Value) != guest.ClassError {
		t.Fatal(err)
	}
	stack, _ := iso.Get(thrown.Value, "stack")
	if s, _ := iso.String(stack); !strings.Contains(s, "inner (place.js:2:") || !strings.Contains(s, "place.js:3:") {
		t.Errorf("stack: %s", s)
	}
	cause, _ := iso.Get(thrown.Value, "cause")
	message, _ := iso.Get(cause, "message")
	if s, _ := iso.String(message); s != "why" {
		t.Errorf("cause: %q", s)
	}
	for _, v := range []Value{stack, cause, message, thrown.Value} {
		iso.Free(v)
	}
	// Any value can be thrown.
	for source, kind := range map[string]Kind{"throw 1": KindNumber, "throw undefined": KindUndefined, "throw 'x'": KindString, "throw Symbol()": KindSymbol, "throw 10n ** 30n": KindBigInt} {
		_, err := iso.Eval(source, "throw.js")
		if !errors.As(err, &thrown) || thrown.Value.Kind() != kind {
			t.Errorf("%s: %v", source, err)
			continue
		}
		iso.Free(thrown.Value)
	}
}

// What is freed is gone: every way of making a value, repeated, leaves the
// guest's allocator with as many blocks as before.
func TestValuesAreFreed(t *testing.T) {
	iso := newIsolate(t, Hooks{Call: func(iso *Isolate, _ int, _ Value, args Args) Value {
		v, _ := iso.NewString("thrown by the host")
		return iso.Throw(v)
	}}, Limits{})
	echo := eval(t, iso, "(...a) => a")
	class := eval(t, iso, "(class { constructor(a) { this.a = a } })")
	host, err := iso.NewFunction("host", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	free := func(v Value, err error) {
		t.Helper()
		var thrown *ThrownError
		if errors.As(err, &thrown) {
			v = thrown.Value
		} else if err != nil {
			t.Fatal(err)
		}
		iso.Free(v)
	}
	ways := map[string]func(){
		"string": func() { free(iso.NewString("a string of some length €")) },
		"latin1": func() { free(iso.NewLatin1([]byte("text\xff"))) },
		"utf16":  func() { free(iso.NewUTF16([]byte("t\x00\xac\x20"))) },
		"bigint": func() { free(iso.NewBigInt(math.MinInt64)) },
		"buffer": func() { free(iso.NewArrayBuffer(make([]byte, 1000))) },
		"object": func() { free(iso.NewObject()) },
		"array": func() {
			a, _ := iso.NewString("x")
			free(iso.NewArray(a, Int(1)))
		},
		"eval":  func() { free(iso.Eval("({ a: [1, 2, { b: 'c' }] })", "x.js")) },
		"throw": func() { free(iso.Eval("throw new Error('x', { cause: {} })", "x.js")) },
		"call": func() {
			a, _ := iso.NewString("argument")
			free(iso.Call(echo, Undefined, a, a))
			iso.Free(a)
		},
		"construct": func() { free(iso.Construct(class, Int(1))) },
		"wrong":     func() { free(iso.Call(Int(1), Undefined)) },
		"host":      func() { free(iso.Call(host, Undefined)) },
		"get":       func() { free(iso.Get(class, "name")) },
		"set":       func() { o, _ := iso.NewObject(); v, _ := iso.NewString("v"); _ = iso.Set(o, "k", v); iso.Free(o) },
		"json":      func() { free(iso.ParseJSON(`{"a": [1, "b"]}`)) },
		"badjson":   func() { free(iso.ParseJSON(`{`)) },
		"jobs": func() {
			free(iso.Eval("(async () => { await 1; await 2 })()", "x.js"))
			for more := true; more; {
				more, _ = iso.RunJob()
			}
		},
		"recovered": func() {
			err := iso.Within(Bounds{Fuel: 10_000, Recover: true}, func() error {
				_, err := iso.Eval("(() => { const a = [{}]; for (;;) a[0] = { a: 1 } })()", "x.js")
				return err
			})
			var fuel *FuelError
			if !errors.As(err, &fuel) {
				t.Fatal(err)
			}
		},
		"realm": func() {
			anchor, global, err := iso.NewRealm()
			free(anchor, err)
			iso.Free(global)
		},
	}
	blocks := func() uint32 {
		for range 2 { // what the first frees may free more
			iso.store32(iso.runtime+guest.RuntimeGCThreshold, 0)
			free(iso.NewObject())
		}
		return iso.load32(iso.runtime + guest.RuntimeMallocCount)
	}
	for name, way := range ways {
		for range 5 { // caches, atoms and shapes fill up
			way()
		}
		before := blocks()
		const rounds = 40
		for range rounds {
			way()
		}
		if after := blocks(); after > before+rounds/4 {
			t.Errorf("%s: %d blocks became %d", name, before, after)
		}
	}
}

// FuzzStrings: any bytes are a string that is the same when read back, in each of
// the ways of making one.
func FuzzStrings(f *testing.F) {
	for _, s := range []string{"", "a\x00", "é", "€", "😀", "\xed\xa0\xbd", "\xed\xb8\x80\xed\xa0\xbd", "\xff\xfe", "\xf4\x90\x80\x80", "\xc0\x80", "a\xe2\x82"} {
		f.Add([]byte(s))
	}
	iso := newIsolate(f, Hooks{}, Limits{})
	length := eval(f, iso, "(s) => s.length")
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := iso.NewString(string(b))
		if err != nil {
			t.Fatal(describe(iso, err))
		}
		view, ok := iso.View(v)
		text, _ := iso.String(v)
		if n, err := iso.Call(length, Undefined, v); !ok || err != nil || n != Int(int32(view.Len())) {
			t.Errorf("%q has %v code units, seen as %d", b, n, view.Len())
		}
		if utf8.Valid(b) && text != string(b) {
			t.Errorf("%q came back as %q", b, text)
		}
		again, err := iso.NewString(text) // WTF-8 is exact
		if err != nil {
			t.Fatal(err)
		}
		if out, _ := iso.String(again); out != text {
			t.Errorf("%q came back as %q", text, out)
		}
		iso.Free(v)
		iso.Free(again)

		if v, err = iso.NewLatin1(b); err != nil {
			t.Fatal(err)
		}
		if view, _ := iso.View(v); view.Wide != nil || !bytes.Equal(view.Narrow, b) {
			t.Errorf("Latin-1 %x came back as %x", b, view.Narrow)
		}
		iso.Free(v)
		if v, err = iso.NewUTF16(b); err != nil {
			t.Fatal(err)
		}
		view, _ = iso.View(v)
		if view.Len() != len(b)/2 {
			t.Errorf("UTF-16 of %d bytes has %d units", len(b), view.Len())
		}
		for i := range view.Len() {
			if view.At(i) != uint16(b[2*i])|uint16(b[2*i+1])<<8 {
				t.Errorf("UTF-16 %x differs at %d", b, i)
				break
			}
		}
		iso.Free(v)
	})
}
