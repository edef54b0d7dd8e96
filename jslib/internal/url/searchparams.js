'use strict';

// URLSearchParams: a list [name, value, name, value, …]. That of a URL object
// tells its owner of every change; the owner looks at it when it is next asked.

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  FunctionPrototypeCall,
  IteratorPrototype,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeToWellFormed,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const {
  codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_THIS, ERR_INVALID_TUPLE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, removeColors } = require('internal/util');
const { validateFunction } = require('internal/validators');

const binding = internalBinding('url');

function toUSVString(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string'); // in V8's words
  return StringPrototypeToWellFormed(`${value}`);
}

const lazyInspect = (value, options) => require('internal/util/inspect').inspect(value, options);

function innerOptions(ctx, recurseTimes) {
  const options = { ...ctx };
  if (recurseTimes !== null) options.depth = recurseTimes - 1;
  return options;
}

let isParams;
let listOf;
let setOwner;
let setQuery;

function parseQuery(query) {
  if (query[0] === '?') query = StringPrototypeSlice(query, 1);
  return query === '' ? [] : binding.parseQuery(query);
}

class URLSearchParamsIterator {
  #target;
  #kind;
  #index = 0;

  constructor(target, kind) {
    this.#target = target;
    this.#kind = kind;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#target in this)) throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    const list = listOf(this.#target);
    const index = this.#index;
    if (index >= list.length) return { value: undefined, done: true };
    this.#index = index + 2;
    const name = list[index];
    const value = list[index + 1];
    const kind = this.#kind;
    return { value: kind === 'key' ? name : kind === 'value' ? value : [name, value], done: false };
  }

  [customInspectSymbol](recurseTimes, ctx) {
    if (typeof this !== 'object' || this === null || !(#target in this)) throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return ctx.stylize('[Object]', 'special');
    const options = innerOptions(ctx, recurseTimes);
    const list = listOf(this.#target);
    const rest = [];
    for (let i = this.#index; i < list.length; i += 2) {
      ArrayPrototypePush(rest, this.#kind === 'key' ? list[i] : this.#kind === 'value' ? list[i + 1] : [list[i], list[i + 1]]);
    }
    const broken = StringPrototypeIncludes(lazyInspect(rest, options), '\n');
    const texts = ArrayPrototypeMap(rest, (item) => lazyInspect(item, options));
    const body = broken ? `\n  ${ArrayPrototypeJoin(texts, ',\n  ')}` : ` ${ArrayPrototypeJoin(texts, ', ')}`;
    return `${this[SymbolToStringTag]} {${body} }`;
  }
}

delete URLSearchParamsIterator.prototype.constructor;
ObjectSetPrototypeOf(URLSearchParamsIterator.prototype, IteratorPrototype);
ObjectDefineProperties(URLSearchParamsIterator.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
  next: kEnumerableProperty,
});

function tuple() {
  return new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
}

// A sequence of pairs. Unlike Web IDL's conversion, which reads all of it first,
// this converts as it reads, as Node does.
function fromSequence(init) {
  const list = [];
  for (const pair of init) {
    if (pair == null) throw tuple();
    if (ArrayIsArray(pair)) {
      if (pair.length !== 2) throw tuple();
      ArrayPrototypePush(list, toUSVString(pair[0]), toUSVString(pair[1]));
      continue;
    }
    if ((typeof pair !== 'object' && typeof pair !== 'function') || typeof pair[SymbolIterator] !== 'function') throw tuple();
    let length = 0;
    for (const item of pair) {
      length++;
      ArrayPrototypePush(list, toUSVString(item));
    }
    if (length !== 2) throw tuple();
  }
  return list;
}

// A record: own enumerable properties. Of names that become equal, the last
// one's value counts.
function fromRecord(init) {
  const list = [];
  const seen = new SafeMap();
  const keys = ReflectOwnKeys(init);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = ReflectGetOwnPropertyDescriptor(init, keys[i]);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = toUSVString(keys[i]);
    const value = toUSVString(init[keys[i]]);
    const at = seen.get(name);
    if (at === undefined) seen.set(name, ArrayPrototypePush(list, name, value) - 1);
    else list[at] = value;
  }
  return list;
}

class URLSearchParams {
  #list = [];
  #owner;

  static {
    isParams = (value) => typeof value === 'object' && value !== null && #list in value;
    listOf = (params) => params.#list;
    setOwner = (params, changed) => { params.#owner = changed; };
    setQuery = (params, query) => { params.#list = parseQuery(query); };
  }

  constructor(init = undefined) {
    if (init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
      this.#list = parseQuery(toUSVString(init));
      return;
    }
    const method = init[SymbolIterator];
    if (method === this[SymbolIterator] && #list in init) {
      this.#list = ArrayPrototypeSlice(init.#list);
    } else if (method != null) {
      if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
      this.#list = fromSequence(init);
    } else {
      this.#list = fromRecord(init);
    }
  }

  #changed() {
    if (this.#owner !== undefined) this.#owner();
  }

  [customInspectSymbol](recurseTimes, ctx) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return ctx.stylize('[Object]', 'special');
    const options = innerOptions(ctx, recurseTimes);
    const list = this.#list;
    const pairs = [];
    let width = -2;
    for (let i = 0; i < list.length; i += 2) {
      const pair = `${lazyInspect(list[i], options)} => ${lazyInspect(list[i + 1], options)}`;
      ArrayPrototypePush(pairs, pair);
      width += removeColors(pair).length + 2;
    }
    const { name } = this.constructor;
    if (width > ctx.breakLength) return `${name} {\n  ${ArrayPrototypeJoin(pairs, ',\n  ')} }`;
    return pairs.length > 0 ? `${name} { ${ArrayPrototypeJoin(pairs, ', ')} }` : `${name} {}`;
  }

  get size() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return this.#list.length / 2;
  }

  append(name, value) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSVString(name);
    ArrayPrototypePush(this.#list, name, toUSVString(value));
    this.#changed();
  }

  delete(name, value = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) continue;
      list[kept++] = list[i];
      list[kept++] = list[i + 1];
    }
    list.length = kept;
    this.#changed();
  }

  get(name) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) return list[i + 1];
    }
    return null;
  }

  getAll(name) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    const values = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) ArrayPrototypePush(values, list[i + 1]);
    }
    return values;
  }

  has(name, value = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSVString(name);
    value = toUSVString(value);
    const list = this.#list;
    let found = false;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      const same = list[i] === name;
      if (same && found) continue;
      const current = same ? value : list[i + 1];
      found ||= same;
      list[kept++] = list[i];
      list[kept++] = current;
    }
    list.length = kept;
    if (!found) ArrayPrototypePush(list, name, value);
    this.#changed();
  }

  sort() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) ArrayPrototypePush(pairs, [list[i], list[i + 1]]);
    ArrayPrototypeSort(pairs, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    for (let i = 0; i < pairs.length; i++) {
      list[2 * i] = pairs[i][0];
      list[2 * i + 1] = pairs[i][1];
    }
    this.#changed();
  }

  entries() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'key+value');
  }

  forEach(callback, thisArg = undefined) {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    validateFunction(callback, 'callback');
    // The list may change under way, also for another one.
    for (let i = 0; i < this.#list.length; i += 2) {
      FunctionPrototypeCall(callback, thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'key');
  }

  values() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return new URLSearchParamsIterator(this, 'value');
  }

  toString() {
    if (!isParams(this)) throw new ERR_INVALID_THIS('URLSearchParams');
    return this.#list.length === 0 ? '' : binding.serializeQuery(this.#list);
  }
}

ObjectDefineProperties(URLSearchParams.prototype, {
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  getAll: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  size: kEnumerableProperty,
  sort: kEnumerableProperty,
  entries: kEnumerableProperty,
  forEach: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  toString: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [SymbolIterator]: {
    __proto__: null,
    configurable: true,
    writable: true,
    value: URLSearchParams.prototype.entries,
  },
});

module.exports = { isParams, URLSearchParams, setOwner, setQuery, toUSVString };
