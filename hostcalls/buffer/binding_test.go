package buffer

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func guest(t *testing.T) *calltest.Guest {
	t.Helper()
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	g.Run(`
		globalThis.bytes = (...list) => Uint8Array.from(list);
		globalThis.hex = (b) => buffer.slice(6, b, 0, b.byteLength);
	`)
	return g
}

// Every op, called as the library calls it.
func TestOps(t *testing.T) {
	g := guest(t)
	for script, want := range map[string]string{
		`log(buffer.byteLength('aé€😀\ud800'))`:                                                                                         "13",
		`const b = bytes(0, 0, 0, 0, 9); log(buffer.write(0, b, 'é€', 1, 4), hex(b))`:                                                  "2 00c3a90009",
		`log(JSON.stringify(buffer.slice(1, bytes(0, 0xd8, 97, 0, 1), 0, 5)))`:                                                         `"\ud800a"`,
		`log(buffer.slice(0, bytes(0xc3, 0xa9, 0xff), 0, 3))`:                                                                          "é�",
		`log(buffer.slice(4, bytes(255, 254), 0, 2), buffer.slice(5, bytes(255), 0, 1))`:                                               "//4= _w",
		`log(buffer.compare(bytes(1, 2), bytes(1, 3)), buffer.compareOffset(bytes(9, 1), bytes(0, 0, 1), 2, 1, 3, 2))`:                 "-1 0",
		`log(buffer.indexOfNumber(bytes(1, 2, 1), 1, 1, 3, true), buffer.indexOfNumber(bytes(1, 2, 1), 1, 1, 3, false))`:               "2 0",
		`log(buffer.indexOfString(0, bytes(97, 0xc3, 0xa9), 'é', 0, 3, true), buffer.indexOfString(6, bytes(1, 2), '02', 0, 2, true))`: "1 1",
		`log(buffer.indexOfBytes(0, bytes(1, 2, 3, 2, 3), bytes(2, 3), -1, 5, false))`:                                                 "3",
		`const f = new Uint8Array(5); log(buffer.fillString(0, f, 'ab', 1, 4), hex(f), buffer.fillString(6, f, 'zz', 0, 1))`:           "true 0061626100 false",
		`const o = bytes(1, 2, 3, 4); log(buffer.fillBytes(o, o.subarray(2), 0, 4), hex(o))`:                                           "true 03040304",
		`const c = bytes(1, 2, 3, 4); log(buffer.copy(c, c, 1, 0, 3), hex(c))`:                                                         "3 01010203",
		`const s = bytes(1, 2, 3, 4); buffer.swap(s, 2); log(hex(s))`:                                                                  "02010403",
		`log(buffer.isUtf8(bytes(0xc3)), buffer.isAscii(bytes(0x7f)), buffer.isUtf8(new ArrayBuffer(2)))`:                              "false true true",
		`log(hex(buffer.transcode(bytes(0xe2, 0x82, 0xac, 97), 0, 2)), buffer.transcode(bytes(0xff), 0, 1))`:                           "3f61 null",
		`const d = new Uint8Array(7); log(buffer.decode(d, bytes(0xe2, 0x82)), buffer.decode(d, bytes(0xac)), buffer.flush(d))`:        " € ",
		`const u = new Uint8Array(8); log(buffer.decodeUTF8(u, bytes(0xe2), 0), buffer.decodeUTF8(u, bytes(0x82), 3))`:                 " null",
		`const r = new Uint32Array(2), i = new Uint8Array(4); buffer.encodeInto('a😀b', i, r); log([...r], hex(i))`:                     "[1,1] 61000000",
		`log(buffer.btoa('hé'), buffer.btoa('€'), buffer.atob(' aGk= '), buffer.atob('a'), buffer.atob('!'))`:                          "aOk= null hi -1 -2",
	} {
		if got := g.Run("{" + script + "}"); got != want {
			t.Errorf("%s\n got %s\nwant %s", script, got, want)
		}
	}
}

// Numbers that make no sense reach no memory outside the view: the bytes beside
// it stay as they are, whatever is asked.
func TestBounds(t *testing.T) {
	g := guest(t)
	got := g.Run(`
		const numbers = [0, 1, 3, 4, 5, -1, -9, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 52, -(2 ** 52)];
		const whole = new Uint8Array(12).fill(7);
		const view = whole.subarray(4, 8);
		const calls = [
			(a, b) => buffer.write(0, view, 'abcdefgh', a, b),
			(a, b) => buffer.write(1, view, 'abcdefgh', a, b),
			(a, b) => buffer.slice(0, view, a, b),
			(a, b) => buffer.compareOffset(view, view, a, b, b, a),
			(a, b) => buffer.indexOfNumber(view, 1, a, b, true),
			(a, b) => buffer.indexOfNumber(view, 1, a, b, false),
			(a, b) => buffer.indexOfString(1, view, 'ab', a, b, false),
			(a, b) => buffer.indexOfBytes(0, view, view, a, b, true),
			(a, b) => buffer.fillString(0, view, 'xyz', a, b),
			(a, b) => buffer.fillBytes(view, whole, a, b),
			(a, b) => buffer.copy(view, view, a, b, a),
			(a, b) => buffer.copy(view, view, b, a, 2 ** 52),
		];
		for (const call of calls) for (const a of numbers) for (const b of numbers) call(a, b);
		log([...whole.subarray(0, 4), ...whole.subarray(8)].every((v) => v === 7));
	`)
	if got != "true" {
		t.Error(got)
	}
}

func TestRefused(t *testing.T) {
	g := guest(t)
	got := g.Run(`
		const b = new Uint8Array(8);
		const refused = [
			() => buffer.write(7, b, '', 0, 0), () => buffer.write(-1, b, '', 0, 0), () => buffer.slice(9, b, 0, 1),
			() => buffer.indexOfString(8, b, '', 0, 0, true), () => buffer.fillString(8, b, '', 0, 0),
			() => buffer.swap(b, 3), () => buffer.transcode(b, 0, 4), () => buffer.transcode(b, -1, 0),
			() => buffer.decode(b.subarray(2), b), () => buffer.flush(new Uint8Array(7).fill(255)),
			() => buffer.decode(new Uint8Array([0, 0, 0, 0, 9, 0, 0]), b),
			() => buffer.decodeUTF8(b.subarray(1), b, 0), () => buffer.encodeInto('a', b, b.subarray(1)),
			() => buffer.byteLength(1), () => buffer.write(0, {}, '', 0, 0), () => buffer.slice(0, 'ab', 0, 1),
			() => buffer.compare(b, null), () => buffer.slice(0, b, 1.5, 2), () => buffer.slice(0, b, NaN, 2),
		];
		let n = 0;
		for (const f of refused) try { log('took', f.toString(), f()); } catch (e) { n += e instanceof TypeError; }
		log(n === refused.length);
		const gone = new ArrayBuffer(8), view = new Uint8Array(gone);
		gone.transfer();
		log(buffer.write(0, view, 'abc', 0, 3), JSON.stringify(buffer.slice(0, view, 0, 8)), buffer.fillString(0, view, 'a', 0, 8));
	`)
	if want := "true\n0 \"\" true"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
