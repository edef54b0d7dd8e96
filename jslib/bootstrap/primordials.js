'use strict';

// Primordials: every intrinsic that the library uses, taken down before any
// program has run. A program may patch Array.prototype or Promise as it likes;
// the library goes on with the originals.
//
// Naming, for an intrinsic `Name`:
//   Name.method            → NameMethod
//   Name.prototype.method  → NamePrototypeMethod(self, ...args)
//   Name.prototype[@@x]    → NamePrototypeSymbolX(self, ...args)
//   get Name.prototype.x   → NamePrototypeGetX(self)
//   set Name.prototype.x   → NamePrototypeSetX(self, value)

const { getOwnPropertyDescriptor, ownKeys, defineProperty, construct } = Reflect;
const { apply, bind, call } = Function.prototype;

// uncurryThis(fn)(self, ...args) is fn.call(self, ...args), without looking
// anything up on a prototype that a program can reach.
const uncurryThis = bind.bind(call);
// applyBind(fn)(self, args) is fn.apply(self, args).
const applyBind = bind.bind(apply);
primordials.uncurryThis = uncurryThis;
primordials.applyBind = applyBind;

// In the guest, natively uncurried functions skip the bound function; see
// engine. Without them bound ones serve.
const symbolDescription = uncurryThis(getOwnPropertyDescriptor(Symbol.prototype, 'description').get);

function capitalized(key) {
  if (typeof key === 'symbol') {
    const name = symbolDescription(key); // "Symbol.iterator"
    return `Symbol${name[7].toUpperCase()}${name.slice(8)}`;
  }
  return `${key[0].toUpperCase()}${key.slice(1)}`;
}

function put(name, value) {
  defineProperty(primordials, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function copyStatics(source, prefix) {
  for (const key of ownKeys(source)) {
    if (key === 'prototype' || key === 'length' || key === 'name' || key === 'arguments' || key === 'caller') continue;
    const desc = getOwnPropertyDescriptor(source, key);
    if ('get' in desc) {
      if (desc.get) put(`${prefix}Get${capitalized(key)}`, bind.call(desc.get, source));
      if (desc.set) put(`${prefix}Set${capitalized(key)}`, bind.call(desc.set, source));
      continue;
    }
    let { value } = desc;
    const name = `${prefix}${capitalized(key)}`;
    if (typeof value === 'function') {
      put(`${name}Apply`, applyBind(value, source));
      // Promise.resolve and its like need their receiver; a namespace's functions do not.
      if (prefix === 'Promise' || prefix === 'Array' || prefix === 'Iterator') value = bind.call(value, source);
    }
    put(name, value);
  }
}

function copyPrototype(proto, prefix) {
  for (const key of ownKeys(proto)) {
    if (typeof key === 'symbol' && symbolDescription(key).slice(0, 7) !== 'Symbol.') continue;
    const desc = getOwnPropertyDescriptor(proto, key);
    if ('get' in desc) {
      if (desc.get) put(`${prefix}Get${capitalized(key)}`, uncurryThis(desc.get));
      if (desc.set) put(`${prefix}Set${capitalized(key)}`, uncurryThis(desc.set));
      continue;
    }
    const name = `${prefix}${capitalized(key)}`;
    if (typeof desc.value === 'function') {
      put(name, uncurryThis(desc.value));
      put(`${name}Apply`, applyBind(desc.value));
    } else {
      put(name, desc.value);
    }
  }
}

for (const name of ['Atomics', 'JSON', 'Math', 'Reflect']) {
  if (typeof globalThis[name] === 'object') copyStatics(globalThis[name], name);
}
primordials.Proxy = Proxy;
primordials.globalThis = globalThis;

const constructors = [
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean',
  'DataView', 'Date', 'Error', 'EvalError', 'FinalizationRegistry', 'Float32Array', 'Float64Array',
  'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Map', 'Number', 'Object', 'Promise',
  'RangeError', 'ReferenceError', 'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array',
  'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet', 'Iterator',
];
if (typeof Float16Array === 'function') constructors.push('Float16Array');
for (const name of constructors) {
  const original = globalThis[name];
  if (original === undefined) continue;
  put(name, original);
  put(`${name}Prototype`, original.prototype);
  copyStatics(original, name);
  copyPrototype(original.prototype, `${name}Prototype`);
}

// Intrinsics that no global names.
const getProto = Reflect.getPrototypeOf;
const arrayIteratorPrototype = getProto([][Symbol.iterator]());
const hidden = [
  ['TypedArray', getProto(Uint8Array)],
  ['ArrayIterator', { prototype: arrayIteratorPrototype }],
  ['StringIterator', { prototype: getProto(''[Symbol.iterator]()) }],
  ['MapIterator', { prototype: getProto(new Map()[Symbol.iterator]()) }],
  ['SetIterator', { prototype: getProto(new Set()[Symbol.iterator]()) }],
  ['RegExpStringIterator', { prototype: getProto('a'.matchAll(/a/g)) }],
];
for (const [name, original] of hidden) {
  put(name, original);
  if (typeof original === 'function') copyStatics(original, name);
  copyPrototype(original.prototype, `${name}Prototype`);
}
put('IteratorPrototype', getProto(arrayIteratorPrototype));
put('AsyncIteratorPrototype', getProto(getProto(async function* () {}.prototype)));
put('GeneratorPrototype', getProto(function* () {}).prototype);
put('AsyncFunction', getProto(async function () {}).constructor);
put('GeneratorFunction', getProto(function* () {}).constructor);
put('AsyncGeneratorFunction', getProto(async function* () {}).constructor);

for (const name of ['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'queueMicrotask']) {
  if (typeof globalThis[name] === 'function') put(name, globalThis[name]);
}

const { ArrayPrototypeMap, ArrayPrototypeSymbolIterator, FunctionPrototypeCall,
  ArrayIteratorPrototypeNext, StringIteratorPrototypeNext, StringPrototypeSymbolIterator,
  ObjectFreeze, ObjectSetPrototypeOf, PromisePrototypeThen, Symbol: { iterator: SymbolIterator } } = primordials;

// Iterators whose next() is the original one, for loops over internal lists.
function makeSafeIterator(createIterator, next) {
  class SafeIterator {
    constructor(iterable) { this._iterator = createIterator(iterable); }
    next() { return next(this._iterator); }
    [SymbolIterator]() { return this; }
  }
  ObjectSetPrototypeOf(SafeIterator.prototype, null);
  ObjectFreeze(SafeIterator.prototype);
  ObjectFreeze(SafeIterator);
  return SafeIterator;
}
put('SafeArrayIterator', makeSafeIterator(ArrayPrototypeSymbolIterator, ArrayIteratorPrototypeNext));
put('SafeStringIterator', makeSafeIterator(StringPrototypeSymbolIterator, StringIteratorPrototypeNext));

// Copies the prototype's members onto the subclass, so that later changes to
// the original do not show, and cuts the chain.
function makeSafe(unsafe, safe) {
  if (SymbolIterator in unsafe.prototype) {
    const dummy = new unsafe();
    let next;
    for (const key of ownKeys(unsafe.prototype)) {
      if (ownKeys(safe.prototype).includes(key)) continue;
      const desc = getOwnPropertyDescriptor(unsafe.prototype, key);
      if (typeof desc.value === 'function' && desc.value.length === 0 &&
          SymbolIterator in (FunctionPrototypeCall(desc.value, dummy) ?? {})) {
        const createIterator = uncurryThis(desc.value);
        next ??= uncurryThis(createIterator(dummy).next);
        const Iter = makeSafeIterator(createIterator, next);
        desc.value = function () { return new Iter(this); };
      }
      defineProperty(safe.prototype, key, { __proto__: null, ...desc });
    }
  } else {
    for (const key of ownKeys(unsafe.prototype)) {
      if (ownKeys(safe.prototype).includes(key)) continue;
      defineProperty(safe.prototype, key, { __proto__: null, ...getOwnPropertyDescriptor(unsafe.prototype, key) });
    }
  }
  for (const key of ownKeys(unsafe)) {
    if (ownKeys(safe).includes(key)) continue;
    defineProperty(safe, key, { __proto__: null, ...getOwnPropertyDescriptor(unsafe, key) });
  }
  ObjectSetPrototypeOf(safe.prototype, null);
  ObjectFreeze(safe.prototype);
  ObjectFreeze(safe);
  return safe;
}
put('makeSafe', makeSafe);
put('SafeMap', makeSafe(Map, class SafeMap extends Map { constructor(i) { super(i); } }));
put('SafeWeakMap', makeSafe(WeakMap, class SafeWeakMap extends WeakMap { constructor(i) { super(i); } }));
put('SafeSet', makeSafe(Set, class SafeSet extends Set { constructor(i) { super(i); } }));
put('SafeWeakSet', makeSafe(WeakSet, class SafeWeakSet extends WeakSet { constructor(i) { super(i); } }));
put('SafeFinalizationRegistry', makeSafe(FinalizationRegistry, class SafeFinalizationRegistry extends FinalizationRegistry { constructor(cb) { super(cb); } }));
put('SafeWeakRef', makeSafe(WeakRef, class SafeWeakRef extends WeakRef { constructor(target) { super(target); } }));
const SafePromise = makeSafe(Promise, class SafePromise extends Promise { constructor(executor) { super(executor); } });

put('PromisePrototypeCatch', (promise, onRejected) => PromisePrototypeThen(promise, undefined, onRejected));

// finally() that neither reads `then` from a patched prototype nor leaks a SafePromise.
put('SafePromisePrototypeFinally', (promise, onFinally) =>
  new Promise((resolve, reject) => new SafePromise((a, b) => PromisePrototypeThen(promise, a, b))
    .finally(onFinally).then(resolve, reject)));

function arrayToSafePromises(promises, mapFn) {
  return ArrayPrototypeMap(promises, (value, i) => new SafePromise((resolve, reject) =>
    PromisePrototypeThen(primordials.PromiseResolve(mapFn ? mapFn(value, i) : value), resolve, reject)));
}
put('SafePromiseAll', (promises, mapFn) => new Promise((resolve, reject) => {
  const results = [];
  let pending = promises.length;
  if (pending === 0) resolve(results);
  for (let i = 0; i < promises.length; i++) {
    const index = i;
    PromisePrototypeThen(primordials.PromiseResolve(mapFn ? mapFn(promises[i], i) : promises[i]), (value) => {
      defineProperty(results, index, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      if (--pending === 0) resolve(results);
    }, reject);
  }
}));
put('SafePromiseAllReturnArrayLike', primordials.SafePromiseAll);
put('SafePromiseAllReturnVoid', (promises, mapFn) => new Promise((resolve, reject) => {
  let pending = promises.length;
  if (pending === 0) resolve();
  for (let i = 0; i < promises.length; i++) {
    PromisePrototypeThen(primordials.PromiseResolve(mapFn ? mapFn(promises[i], i) : promises[i]),
      () => { if (--pending === 0) resolve(); }, reject);
  }
}));
put('SafePromiseAllSettled', (promises, mapFn) => new Promise((resolve, reject) =>
  SafePromise.allSettled(new primordials.SafeArrayIterator(arrayToSafePromises(promises, mapFn))).then(resolve, reject)));
put('SafePromiseAllSettledReturnVoid', (promises, mapFn) => new Promise((resolve) => {
  let pending = promises.length;
  if (pending === 0) resolve();
  const settle = () => { if (--pending === 0) resolve(); };
  for (let i = 0; i < promises.length; i++) {
    PromisePrototypeThen(primordials.PromiseResolve(mapFn ? mapFn(promises[i], i) : promises[i]), settle, settle);
  }
}));
put('SafePromiseAny', (promises, mapFn) => new Promise((resolve, reject) =>
  SafePromise.any(new primordials.SafeArrayIterator(arrayToSafePromises(promises, mapFn))).then(resolve, reject)));
put('SafePromiseRace', (promises, mapFn) => new Promise((resolve, reject) => {
  for (let i = 0; i < promises.length; i++) {
    PromisePrototypeThen(primordials.PromiseResolve(mapFn ? mapFn(promises[i], i) : promises[i]), resolve, reject);
  }
}));

// hardenGenerator gives what a generator function of the library makes the
// methods of generators as they were; hardenAsyncGenerator those of asynchronous
// ones.
const asyncGeneratorPrototype = getProto(async function* () {}).prototype;
function makeHarden(sources) {
  const methods = [];
  for (const [from, keys] of sources) {
    for (const key of keys) methods[methods.length] = [key, { __proto__: null, ...getOwnPropertyDescriptor(from, key) }];
  }
  return (fn) => {
    for (let i = 0; i < methods.length; i++) defineProperty(fn.prototype, methods[i][0], methods[i][1]);
  };
}
put('hardenGenerator', makeHarden([
  [primordials.GeneratorPrototype, ['next', 'return', 'throw']], [primordials.IteratorPrototype, [SymbolIterator]],
]));
put('hardenAsyncGenerator', makeHarden([
  [asyncGeneratorPrototype, ['next', 'return', 'throw']], [primordials.AsyncIteratorPrototype, [Symbol.asyncIterator]],
]));

// Symbols that Node has and the engine may lack.
for (const name of ['dispose', 'asyncDispose']) {
  const key = `Symbol${name[0].toUpperCase()}${name.slice(1)}`;
  if (primordials[key] === undefined) {
    const symbol = Symbol(`Symbol.${name}`);
    defineProperty(Symbol, name, { __proto__: null, value: symbol, writable: false, enumerable: false, configurable: false });
    put(key, symbol);
  }
}

// A regular expression whose exec and symbol methods are its own.
const regExpKeys = ['exec', 'test', 'flags', 'global', 'hasIndices', 'ignoreCase', 'multiline', 'source', 'sticky', 'unicode', 'dotAll', 'unicodeSets',
  Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split];
// Also called when a program has run already: a module may be loaded late.
const regExpMembers = regExpKeys
  .map((key) => ({ __proto__: null, key, desc: getOwnPropertyDescriptor(RegExp.prototype, key) }))
  .filter(({ desc }) => desc !== undefined);
put('hardenRegExp', (pattern) => {
  for (let i = 0; i < regExpMembers.length; i++) {
    const { key, desc } = regExpMembers[i];
    defineProperty(pattern, key, 'value' in desc ?
      { __proto__: null, configurable: true, enumerable: false, value: desc.value, writable: true } :
      { __proto__: null, configurable: true, enumerable: false, value: FunctionPrototypeCall(desc.get, pattern), writable: true });
  }
  defineProperty(pattern, 'constructor', { __proto__: null, configurable: true, value: RegExp, writable: true });
  return pattern;
});
const { RegExpPrototypeExec } = primordials;
put('SafeStringPrototypeSearch', (str, regexp) => {
  regexp.lastIndex = 0;
  const match = RegExpPrototypeExec(regexp, str);
  return match ? match.index : -1;
});

ObjectSetPrototypeOf(primordials, null);
ObjectFreeze(primordials);
