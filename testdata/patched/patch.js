'use strict';
// Replaces every method of every intrinsic prototype by one that notes who has
// called it. The library must call none of them: it goes on with the originals.

const { getOwnPropertyDescriptor, defineProperty, ownKeys, apply, construct, getPrototypeOf } = Reflect;
const { call, bind } = Function.prototype;
const uncurry = bind.bind(call);
const push = uncurry(Array.prototype.push);
const split = uncurry(String.prototype.split);
const indexOf = uncurry(String.prototype.indexOf);
const describe = uncurry(Symbol.prototype.toString);

const noted = [];
let busy = false;

// A caller is told by its place: this program's own calls are its own affair.
function note(name) {
  // The engine makes templates by calling concat: the one thing that is not kept off.
  if (busy || name === 'String.prototype.concat') return;
  busy = true;
  try {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 10;
    const { stack } = new Error();
    Error.stackTraceLimit = limit;
    const from = split(stack, '\n')[3];
    if (from === undefined || indexOf(from, 'node:') !== -1) push(noted, name, from);
  } finally {
    busy = false;
  }
}

const getProto = getPrototypeOf;
const prototypes = {
  __proto__: null,
  ArrayIterator: getProto([][Symbol.iterator]()),
  MapIterator: getProto(new Map()[Symbol.iterator]()),
  SetIterator: getProto(new Set()[Symbol.iterator]()),
  StringIterator: getProto(''[Symbol.iterator]()),
  RegExpStringIterator: getProto(''.matchAll(/a/g)),
  Generator: getProto(function* () {}).prototype,
  AsyncGenerator: getProto(async function* () {}).prototype,
  AsyncIterator: getProto(getProto(async function* () {}).prototype),
  TypedArray: getProto(Uint8Array).prototype,
};
for (const name of ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Error', 'TypeError', 'RangeError',
  'AggregateError', 'RegExp', 'Date', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'ArrayBuffer',
  'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Float64Array', 'BigInt64Array', 'Iterator']) {
  prototypes[name] = globalThis[name].prototype;
}

function patchOne(proto, key, name) {
  const desc = getOwnPropertyDescriptor(proto, key);
  if (!desc.configurable || key === 'constructor') return;
  if (typeof desc.value === 'function') {
    const original = desc.value;
    defineProperty(proto, key, {
      __proto__: null, configurable: true, enumerable: desc.enumerable, writable: true,
      value: function(...args) {
        note(name);
        return new.target ? construct(original, args) : apply(original, this, args);
      },
    });
  } else if (desc.get !== undefined && key !== '__proto__') {
    const { get, set } = desc;
    defineProperty(proto, key, {
      __proto__: null, configurable: true, enumerable: desc.enumerable, set,
      get() { note(`get ${name}`); return apply(get, this, []); },
    });
  }
}

// What internals would hit that assign to a hole of an array, or read what is
// not there.
function patchElements() {
  for (let i = 0; i < 4; i++) {
    defineProperty(Array.prototype, i, {
      __proto__: null, configurable: true,
      get() { note(`get Array.prototype[${i}]`); return undefined; },
      set(value) {
        note(`set Array.prototype[${i}]`);
        defineProperty(this, i, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

function patch() {
  for (const name in prototypes) {
    const proto = prototypes[name];
    const keys = ownKeys(proto);
    for (let i = 0; i < keys.length; i++) {
      const shown = typeof keys[i] === 'symbol' ? `[${describe(keys[i])}]` : `.${keys[i]}`;
      patchOne(proto, keys[i], `${name}.prototype${shown}`);
    }
  }
  patchElements();
}

// What was called since the last time: name, place, name, place, …
function take() {
  const list = [];
  for (let i = 0; i < noted.length; i++) defineProperty(list, i, { __proto__: null, value: noted[i], writable: true, enumerable: true, configurable: true });
  noted.length = 0;
  return list;
}

module.exports = { patch, take };
