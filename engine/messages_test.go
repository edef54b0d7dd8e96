package engine

import (
	"errors"
	"strings"
	"testing"
)

// TestMessages has what V8 says, word for word, where programs make mistakes.
func TestMessages(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	for _, line := range strings.Split(strings.TrimSpace(said), "\n") {
		source, want, _ := strings.Cut(line, " ⇒ ")
		_, err := iso.Eval(source, "test.js")
		var thrown *ThrownError
		if !errors.As(err, &thrown) {
			t.Errorf("%s: %v", source, err)
			continue
		}
		name, _ := iso.Get(thrown.Value, "name")
		text, _ := iso.Get(thrown.Value, "message")
		n, _ := iso.String(name)
		m, _ := iso.String(text)
		if got := n + ": " + m; got != want {
			t.Errorf("%s\n got %s\nwant %s", source, got, want)
		}
		iso.Free(name)
		iso.Free(text)
		iso.Free(thrown.Value)
	}
}

const said = `
var u; u.x ⇒ TypeError: Cannot read properties of undefined (reading 'x')
null.x ⇒ TypeError: Cannot read properties of null (reading 'x')
u['a b'] ⇒ TypeError: Cannot read properties of undefined (reading 'a b')
u[0] ⇒ TypeError: Cannot read properties of undefined (reading '0')
u.f() ⇒ TypeError: Cannot read properties of undefined (reading 'f')
u[Symbol.asyncIterator] ⇒ TypeError: Cannot read properties of undefined (reading 'Symbol(Symbol.asyncIterator)')
u[Symbol.asyncIterator] = 1 ⇒ TypeError: Cannot set properties of undefined (setting 'Symbol(Symbol.asyncIterator)')
u['symbol.x'] ⇒ TypeError: Cannot read properties of undefined (reading 'symbol.x')
u['Symbol'] ⇒ TypeError: Cannot read properties of undefined (reading 'Symbol')
null[Symbol.toStringTag] ⇒ TypeError: Cannot read properties of null (reading 'Symbol(Symbol.toStringTag)')
u[Symbol.iterator] ⇒ TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))
null[Symbol.iterator] ⇒ TypeError: object null is not iterable (cannot read property Symbol(Symbol.iterator))
u.x = 1 ⇒ TypeError: Cannot set properties of undefined (setting 'x')
null.x = 1 ⇒ TypeError: Cannot set properties of null (setting 'x')
(() => { const c = 1; c = 2; })() ⇒ TypeError: Assignment to constant variable.
const k1 = 1; k1 = 2 ⇒ TypeError: Assignment to constant variable.
(() => { "use strict"; Object.freeze({ a: 1 }).a = 2; })() ⇒ TypeError: Cannot assign to read only property 'a' of object '#<Object>'
(() => { "use strict"; Object.defineProperty({}, 'a', { value: 1 }).a = 2; })() ⇒ TypeError: Cannot assign to read only property 'a' of object '#<Object>'
new (class extends Object { constructor() { super(); super(); } }) ⇒ ReferenceError: Super constructor may only be called once
(class { #x; static t(o) { return o.#x; } }).t({}) ⇒ TypeError: Cannot read private member #x from an object whose class did not declare it
(class A { #x() {} static t(o) { o.#x(); } }).t({}) ⇒ TypeError: Receiver must be an instance of class A
(class B { get #x() { return 1 } static t(o) { return o.#x } }).t({}) ⇒ TypeError: Receiver must be an instance of class B
(class C { static #x() {} static t(o) { o.#x(); } }).t({}) ⇒ TypeError: Receiver must be class C
(class { #x() {} t(o) { o.#x(); } }).prototype.t({}) ⇒ TypeError: Receiver must be an instance of class anonymous
(class D { #x() {} t() { this.#x(); } static { Object.defineProperty(this.prototype, 'constructor', { get() { throw 1 } }) } }).prototype.t.call({}) ⇒ TypeError: Receiver must be an instance of class anonymous
(class { #x; static t(o) { o.#x = 1; } }).t({}) ⇒ TypeError: Cannot write private member #x to an object whose class did not declare it
Object.setPrototypeOf(Object.freeze({}), {}) ⇒ TypeError: #<Object> is not extensible
var a = {}, b = Object.create(a); Object.setPrototypeOf(a, b) ⇒ TypeError: Cyclic __proto__ value
Object.setPrototypeOf(Object.prototype, {}) ⇒ TypeError: Immutable prototype object 'Object.prototype' cannot have their prototype set
1 instanceof {} ⇒ TypeError: Right-hand side of 'instanceof' is not callable
1 instanceof 1 ⇒ TypeError: Right-hand side of 'instanceof' is not an object
var i = undefined; ({}) instanceof i ⇒ TypeError: Right-hand side of 'instanceof' is not an object
Object.create(null) + '' ⇒ TypeError: Cannot convert object to primitive value
({ [Symbol.toPrimitive]() { return {}; } }) + 1 ⇒ TypeError: Cannot convert object to primitive value
+Symbol() ⇒ TypeError: Cannot convert a Symbol value to a number
Symbol() + '' ⇒ TypeError: Cannot convert a Symbol value to a string
String(Object.create(null)) ⇒ TypeError: Cannot convert object to primitive value
+1n ⇒ TypeError: Cannot convert a BigInt value to a number
1n >>> 0n ⇒ TypeError: BigInts have no unsigned right shift, use >> instead
1n / 0n ⇒ RangeError: Division by zero
1n % 0n ⇒ RangeError: Division by zero
var n = -1n; 2n ** n ⇒ RangeError: undefined must be positive
2n ** 10000000000n ⇒ RangeError: Maximum BigInt size exceeded
new (class { #p() {} constructor() { this.#p = 1; } }) ⇒ TypeError: Private method '#p' is not writable
new (class extends Object { constructor() { return 1; } }) ⇒ TypeError: Derived constructors may only return object or undefined
new Iterator ⇒ TypeError: Abstract class Iterator not directly constructable
var g = (function* () { g.next(); })(); g.next() ⇒ TypeError: Generator is already running
Proxy.revocable({}, {}, 1, r = Proxy.revocable(function () {}, {}), r.revoke()); r.proxy.x ⇒ TypeError: Cannot perform 'get' on a proxy that has been revoked
r.proxy.x = 1 ⇒ TypeError: Cannot perform 'set' on a proxy that has been revoked
'x' in r.proxy ⇒ TypeError: Cannot perform 'has' on a proxy that has been revoked
delete r.proxy.x ⇒ TypeError: Cannot perform 'deleteProperty' on a proxy that has been revoked
Object.keys(r.proxy) ⇒ TypeError: Cannot perform 'ownKeys' on a proxy that has been revoked
Object.getPrototypeOf(r.proxy) ⇒ TypeError: Cannot perform 'getPrototypeOf' on a proxy that has been revoked
Object.setPrototypeOf(r.proxy, {}) ⇒ TypeError: Cannot perform 'setPrototypeOf' on a proxy that has been revoked
Object.isExtensible(r.proxy) ⇒ TypeError: Cannot perform 'isExtensible' on a proxy that has been revoked
Object.preventExtensions(r.proxy) ⇒ TypeError: Cannot perform 'preventExtensions' on a proxy that has been revoked
Object.getOwnPropertyDescriptor(r.proxy, 'x') ⇒ TypeError: Cannot perform 'getOwnPropertyDescriptor' on a proxy that has been revoked
Object.defineProperty(r.proxy, 'x', {}) ⇒ TypeError: Cannot perform 'defineProperty' on a proxy that has been revoked
Reflect.ownKeys(new Proxy([], { ownKeys: () => [] })) ⇒ TypeError: 'ownKeys' on proxy: trap result did not include 'length'
Reflect.ownKeys(new Proxy([], { ownKeys: () => ['a'] })) ⇒ TypeError: 'ownKeys' on proxy: trap result did not include 'length'
Reflect.ownKeys(new Proxy(Object.freeze({ a: 1, b: 2 }), { ownKeys: () => ['a'] })) ⇒ TypeError: 'ownKeys' on proxy: trap result did not include 'b'
Reflect.ownKeys(new Proxy({}, { ownKeys: () => ['a', 'a'] })) ⇒ TypeError: 'ownKeys' on proxy: trap returned duplicate entries
Reflect.ownKeys(new Proxy(Object.freeze({}), { ownKeys: () => ['a'] })) ⇒ TypeError: 'ownKeys' on proxy: trap returned extra keys but proxy target is non-extensible
Object.setPrototypeOf(new Proxy({}, { setPrototypeOf: () => false }), null) ⇒ TypeError: 'setPrototypeOf' on proxy: trap returned falsish for property 'undefined'
Object.getPrototypeOf(new Proxy(Object.freeze({}), { getPrototypeOf: () => null })) ⇒ TypeError: 'getPrototypeOf' on proxy: proxy target is non-extensible but the trap did not return its actual prototype
Object.setPrototypeOf(new Proxy(Object.freeze({}), { setPrototypeOf: () => true }), null) ⇒ TypeError: 'setPrototypeOf' on proxy: trap returned truish for setting a new prototype on the non-extensible proxy target
Object.preventExtensions(new Proxy({}, { preventExtensions: () => true })) ⇒ TypeError: 'preventExtensions' on proxy: trap returned truish but the proxy target is extensible
Object.defineProperty(new Proxy({}, { defineProperty: () => false }), 'x', {}) ⇒ TypeError: 'defineProperty' on proxy: trap returned falsish for property 'x'
(() => { 'use strict'; new Proxy({}, { set: () => false }).x = 1 })() ⇒ TypeError: 'set' on proxy: trap returned falsish for property 'x'
new Array(-1) ⇒ RangeError: Invalid array length
[].length = -1 ⇒ RangeError: Invalid array length
'a'.repeat(2 ** 29 - 23) ⇒ RangeError: Invalid string length
'a'.padEnd(2 ** 29 - 23) ⇒ RangeError: Invalid string length
'a'.repeat(2 ** 25).padEnd(2 ** 30, 'b') ⇒ RangeError: Invalid string length
new ArrayBuffer(8).resize(1) ⇒ TypeError: Method ArrayBuffer.prototype.resize called on incompatible receiver #<ArrayBuffer>
Uint8Array.prototype.fill.call(1) ⇒ TypeError: this is not a typed array.
new Uint8Array(1).set([1], 5) ⇒ RangeError: offset is out of bounds
new Uint8Array(1).set(new Uint8Array(2)) ⇒ RangeError: offset is out of bounds
new DataView(new ArrayBuffer(1)).getInt16(0) ⇒ RangeError: Offset is outside the bounds of the DataView
new DataView(new ArrayBuffer(1)).setInt16(0, 1) ⇒ RangeError: Offset is outside the bounds of the DataView
new DataView(1) ⇒ TypeError: First argument to DataView constructor must be an ArrayBuffer
var d = new ArrayBuffer(8); d.transfer(); new Uint8Array(d) ⇒ TypeError: Cannot perform Construct on a detached ArrayBuffer
new DataView(d) ⇒ TypeError: Cannot perform DataView constructor on a detached ArrayBuffer
d.slice() ⇒ TypeError: Cannot perform ArrayBuffer.prototype.slice on a detached ArrayBuffer
(1).toFixed(101) ⇒ RangeError: toFixed() digits argument must be between 0 and 100
(1).toExponential(101) ⇒ RangeError: toExponential() argument must be between 0 and 100
(1).toPrecision(101) ⇒ RangeError: toPrecision() argument must be between 1 and 100
(1).toPrecision(0) ⇒ RangeError: toPrecision() argument must be between 1 and 100
[].reduce((a, b) => a) ⇒ TypeError: Reduce of empty array with no initial value
[].reduceRight((a, b) => a) ⇒ TypeError: Reduce of empty array with no initial value
new Uint8Array().reduce((a, b) => a) ⇒ TypeError: Reduce of empty array with no initial value
[].values().reduce((a, b) => a) ⇒ TypeError: Reduce of a done iterator with no initial value
'a'.normalize('x') ⇒ RangeError: The normalization form should be one of NFC, NFD, NFKC, NFKD.
new Date(NaN).toISOString() ⇒ RangeError: Invalid time value
Date.prototype.getTime.call(1) ⇒ TypeError: this is not a Date object.
JSON.stringify(1n) ⇒ TypeError: Do not know how to serialize a BigInt
decodeURIComponent('%') ⇒ URIError: URI malformed
decodeURIComponent('%E0%A4%A') ⇒ URIError: URI malformed
decodeURIComponent('%ff') ⇒ URIError: URI malformed
encodeURIComponent('\ud800') ⇒ URIError: URI malformed
encodeURIComponent('\udc00') ⇒ URIError: URI malformed
new Set().union({}) ⇒ TypeError: The .size property is NaN
(() => { x1; let x1; })() ⇒ ReferenceError: Cannot access 'x1' before initialization
(() => { class A { static x = A1; } let A1; })() ⇒ ReferenceError: Cannot access 'A1' before initialization
new (class extends Object { constructor() { this.x; } }) ⇒ ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor
new (class extends Object { constructor() { } }) ⇒ ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor
global1; let global1; ⇒ ReferenceError: Cannot access 'global1' before initialization
return ⇒ SyntaxError: Illegal return statement
1 = 2 ⇒ SyntaxError: Invalid left-hand side in assignment
for (const a;;); ⇒ SyntaxError: Missing initializer in const declaration
let let = 1 ⇒ SyntaxError: let is disallowed as a lexically bound name
"use strict"; with (a) {} ⇒ SyntaxError: Strict mode code may not include a with statement
new.target ⇒ SyntaxError: new.target expression is not allowed here
x.#y ⇒ SyntaxError: Private field '#y' must be declared in an enclosing class
class C1 { constructor() {} constructor() {} } ⇒ SyntaxError: A class may only have one constructor
`
