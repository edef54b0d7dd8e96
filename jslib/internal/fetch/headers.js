'use strict';

// Headers. https://fetch.spec.whatwg.org/#headers-class

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  ObjectDefineProperties,
  ObjectPrototypeIsPrototypeOf,
  ObjectSetPrototypeOf,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeMap,
  String,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { isToken } = require('internal/http/common');

const kConstruct = Symbol('kConstruct');
const edges = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const badBytes = /[\0\r\n]/;
const wide = /[^\0-\xff]/;

function toByteString(value, where) {
  if (typeof value === 'symbol') throw new TypeError(`${where}: Symbol values cannot be converted to a ByteString`);
  value = String(value);
  const m = RegExpPrototypeExec(wide, value);
  if (m !== null) {
    throw new TypeError(`Cannot convert argument to a ByteString because the character at index ${m.index} has a value of ${value.charCodeAt(m.index)} which is greater than 255.`);
  }
  return value;
}

function normalize(value) { return RegExpPrototypeSymbolReplace(edges, value, ''); }

function check(name, value, where) {
  if (!isToken(name)) throw new TypeError(`${where}: "${name}" is an invalid header name.`);
  if (value !== undefined && RegExpPrototypeExec(badBytes, value) !== null) {
    throw new TypeError(`${where}: "${value}" is an invalid header value.`);
  }
}

// The list of headers: by lower-case name, with the name as first written.
class HeaderList {
  map = new SafeMap();
  cookies = [];

  append(name, value) {
    const key = StringPrototypeToLowerCase(name);
    if (key === 'set-cookie') ArrayPrototypePush(this.cookies, value);
    const old = this.map.get(key);
    if (old === undefined) this.map.set(key, { name, value });
    else old.value = `${old.value}${key === 'cookie' ? '; ' : ', '}${value}`;
  }

  set(name, value) {
    const key = StringPrototypeToLowerCase(name);
    if (key === 'set-cookie') this.cookies = [value];
    const old = this.map.get(key);
    if (old === undefined) this.map.set(key, { name, value });
    else old.value = value;
  }

  delete(name) {
    const key = StringPrototypeToLowerCase(name);
    if (key === 'set-cookie') this.cookies = [];
    this.map.delete(key);
  }

  get(name) { return this.map.get(StringPrototypeToLowerCase(name))?.value ?? null; }
  has(name) { return this.map.has(StringPrototypeToLowerCase(name)); }

  clone() {
    const list = new HeaderList();
    for (const { 0: key, 1: entry } of this.map) list.map.set(key, { name: entry.name, value: entry.value });
    list.cookies = [...new primordials.SafeArrayIterator(this.cookies)];
    return list;
  }

  // name, value, name, value, … for the host
  raw() {
    const out = [];
    for (const { 0: key, 1: entry } of this.map) {
      if (key === 'set-cookie') for (let i = 0; i < this.cookies.length; i++) ArrayPrototypePush(out, entry.name, this.cookies[i]);
      else ArrayPrototypePush(out, entry.name, entry.value);
    }
    return out;
  }

  sorted() {
    const keys = [];
    for (const key of this.map.keys()) ArrayPrototypePush(keys, key);
    ArrayPrototypeSort(keys);
    const out = [];
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === 'set-cookie') {
        for (let j = 0; j < this.cookies.length; j++) ArrayPrototypePush(out, [keys[i], this.cookies[j]]);
      } else {
        ArrayPrototypePush(out, [keys[i], this.map.get(keys[i]).value]);
      }
    }
    return out;
  }
}

// Node's fetch has no forbidden headers; responses of the network are immutable.
let listOf;
let makeHeaders;

function needs(args, n, where) {
  if (args < n) throw new TypeError(`${where}: ${n} argument${n > 1 ? 's' : ''} required, but${args ? ' only' : ''} ${args} found.`);
}

class Headers {
  #list = new HeaderList();
  #guard = 'none';

  static {
    listOf = (headers) => headers.#list;
    makeHeaders = (list, guard) => {
      const headers = new Headers(kConstruct);
      headers.#list = list;
      headers.#guard = guard;
      return headers;
    };
  }

  constructor(init = undefined) {
    if (init === kConstruct || init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
      throw new TypeError("Headers constructor: init must be one of sequence<sequence<ByteString>> or record<ByteString, ByteString>.");
    }
    fill(this, init);
  }

  #writable() {
    if (this.#guard === 'immutable') throw new TypeError('immutable');
  }

  append(name, value) {
    needs(arguments.length, 2, 'Headers.append');
    name = toByteString(name, 'Headers.append');
    value = normalize(toByteString(value, 'Headers.append'));
    check(name, value, 'Headers.append');
    this.#writable();
    this.#list.append(name, value);
  }

  delete(name) {
    needs(arguments.length, 1, 'Headers.delete');
    name = toByteString(name, 'Headers.delete');
    check(name, undefined, 'Headers.delete');
    this.#writable();
    this.#list.delete(name);
  }

  get(name) {
    needs(arguments.length, 1, 'Headers.get');
    name = toByteString(name, 'Headers.get');
    check(name, undefined, 'Headers.get');
    return this.#list.get(name);
  }

  has(name) {
    needs(arguments.length, 1, 'Headers.has');
    name = toByteString(name, 'Headers.has');
    check(name, undefined, 'Headers.has');
    return this.#list.has(name);
  }

  set(name, value) {
    needs(arguments.length, 2, 'Headers.set');
    name = toByteString(name, 'Headers.set');
    value = normalize(toByteString(value, 'Headers.set'));
    check(name, value, 'Headers.set');
    this.#writable();
    this.#list.set(name, value);
  }

  getSetCookie() {
    return [...new primordials.SafeArrayIterator(this.#list.cookies)];
  }

  keys() { this.#list; return new HeadersIterator(this, 0); }
  values() { this.#list; return new HeadersIterator(this, 1); }
  entries() { this.#list; return new HeadersIterator(this, 2); }

  forEach(callback, thisArg = undefined) {
    needs(arguments.length, 1, 'Headers.forEach');
    if (typeof callback !== 'function') {
      throw new TypeError("Failed to execute 'forEach' on 'Headers': parameter 1 is not of type 'Function'.");
    }
    for (const { 0: name, 1: value } of this) primordials.FunctionPrototypeCall(callback, thisArg, value, name, this);
  }

  [customInspectSymbol](depth, options) {
    options.depth ??= depth;
    const entries = {};
    for (const { 1: entry } of this.#list.map) entries[entry.name] = entry.value;
    return `Headers ${require('internal/util/inspect').inspect(entries, options)}`;
  }
}

// The list is read anew at each step: it may change meanwhile.
class HeadersIterator {
  #headers;
  #kind;
  #index = 0;
  constructor(headers, kind) {
    this.#headers = headers;
    this.#kind = kind;
  }

  next() {
    const pairs = listOf(this.#headers).sorted();
    if (this.#index >= pairs.length) return { value: undefined, done: true };
    const pair = pairs[this.#index++];
    return { value: this.#kind === 2 ? pair : pair[this.#kind], done: false };
  }
}
delete HeadersIterator.prototype.constructor;
ObjectSetPrototypeOf(HeadersIterator.prototype, primordials.IteratorPrototype);
ObjectDefineProperties(HeadersIterator.prototype, {
  next: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Headers Iterator' },
});

ObjectDefineProperties(Headers.prototype, {
  append: kEnumerableProperty, delete: kEnumerableProperty, get: kEnumerableProperty, has: kEnumerableProperty,
  set: kEnumerableProperty, getSetCookie: kEnumerableProperty, keys: kEnumerableProperty, values: kEnumerableProperty,
  entries: kEnumerableProperty, forEach: kEnumerableProperty,
  [SymbolIterator]: { __proto__: null, configurable: true, writable: true, value: Headers.prototype.entries },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Headers' },
});

function isHeaders(value) { return value !== null && typeof value === 'object' && ObjectPrototypeIsPrototypeOf(Headers.prototype, value); }

function fill(headers, init) {
  if (isHeaders(init) && init[SymbolIterator] === Headers.prototype.entries) {
    const list = listOf(headers);
    const source = listOf(init).clone();
    for (const { 0: name, 1: value } of source.sorted()) list.append(name, value);
    return;
  }
  const method = init[SymbolIterator];
  if (method !== undefined && method !== null) {
    for (const pair of init) {
      if (pair === null || typeof pair !== 'object') throw new TypeError('Headers constructor: init must be a sequence of pairs.');
      const parts = [...pair];
      if (parts.length !== 2) throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${parts.length}.`);
      headers.append(parts[0], parts[1]);
    }
    return;
  }
  const keys = ReflectOwnKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const desc = ReflectGetOwnPropertyDescriptor(init, keys[i]);
    if (desc?.enumerable) headers.append(keys[i], init[keys[i]]);
  }
}

module.exports = { Headers, HeaderList, fill, isHeaders, listOf, makeHeaders };
