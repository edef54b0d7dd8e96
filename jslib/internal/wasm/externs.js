'use strict';

// Memory, Table, Global and exported functions. Each stands for something of
// the isolate's store, which knows it by number; the store asks for the object
// of a number once and keeps it, so that there is one.
// https://webassembly.github.io/spec/js-api/#memories

const {
  ArrayPrototypePush,
  BigIntAsIntN,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectFreeze,
  RangeError,
  ReflectApply,
  SafeWeakMap,
  SharedArrayBuffer,
  SharedArrayBufferPrototypeGetByteLength,
  String,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const binding = internalBinding('wasm');
const { isObject, limit, required, toUint32 } = require('internal/wasm/convert');
const { makeError } = require('internal/wasm/errors');
const { markAsUntransferable, markTransferMode } = require('internal/worker/js_transferable');

// Nobody outside has it: constructors that get it take a number instead of a
// descriptor.
const kExisting = {};

const PAGE = 65536;
const MAX_PAGES = 65536;
const MAX_TABLE = 10000000;
const MAX_UINT32 = 0xffffffff;

let memoryId, tableId, globalId;

function brand(constructor) {
  const { prototype } = constructor;
  for (const name of ['grow', 'get', 'set', 'buffer', 'length', 'value', 'valueOf']) {
    if (name in prototype && (name !== 'valueOf' || constructor === Global)) {
      ObjectDefineProperty(prototype, name, { __proto__: null, enumerable: true });
    }
  }
  ObjectDefineProperty(prototype, SymbolToStringTag, {
    __proto__: null, value: `WebAssembly.${constructor.name}`, writable: false, enumerable: false, configurable: true,
  });
}

function receiver(ok, where, name) {
  if (!ok) throw new TypeError(`${where}: Receiver is not a WebAssembly.${name}`);
}

// There are no threads yet, and no modules that share: a shared memory is its
// buffer, which programs ask for to get at SharedArrayBuffer, and does not grow.
function sharedBuffer(pages, where) {
  try {
    return ObjectFreeze(new SharedArrayBuffer(pages * PAGE));
  } catch {
    throw new RangeError(`${where}: could not allocate memory`);
  }
}

class Memory {
  #id;
  #buffer;

  constructor(descriptor) {
    markTransferMode(this, false, false);
    if (descriptor === kExisting) {
      this.#id = arguments[1];
      return;
    }
    const where = 'WebAssembly.Memory()';
    if (!isObject(descriptor)) throw new TypeError(`${where}: Argument 0 must be a memory descriptor`);
    const initial = required(limit(descriptor, 'initial', where, 0, MAX_PAGES), 'initial', where);
    const maximum = limit(descriptor, 'maximum', where, initial, MAX_PAGES);
    if (descriptor.shared) {
      if (maximum === undefined) throw new TypeError(`${where}: If shared is true, maximum property should be specified.`);
      this.#buffer = sharedBuffer(initial, where);
      return;
    }
    const id = binding.newMemory(initial, maximum ?? -1);
    if (id < 0) throw new RangeError(`${where}: could not allocate memory`);
    this.#id = id;
    binding.bind(id, this);
  }

  get buffer() {
    receiver(isObject(this) && #id in this, 'WebAssembly.Memory.buffer', 'Memory');
    if (this.#id === undefined) return this.#buffer;
    const buffer = binding.memoryBuffer(this.#id);
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      markAsUntransferable(buffer);
    }
    return buffer;
  }

  grow(delta) {
    const where = 'WebAssembly.Memory.grow()';
    receiver(isObject(this) && #id in this, where, 'Memory');
    const pages = toUint32(delta, where, 'Argument 0');
    const before = this.#id !== undefined ? binding.memoryGrow(this.#id, pages) :
      pages === 0 ? SharedArrayBufferPrototypeGetByteLength(this.#buffer) / PAGE : -1;
    if (before < 0) throw new RangeError(`${where}: Maximum memory size exceeded`);
    return before;
  }

  static {
    memoryId = (value) => (isObject(value) && #id in value ? value.#id : undefined);
  }
}

class Table {
  #id;
  #kind;

  constructor(descriptor) {
    markTransferMode(this, false, false);
    if (descriptor === kExisting) {
      this.#id = arguments[1];
      this.#kind = arguments[2];
      return;
    }
    const where = 'WebAssembly.Table()';
    if (!isObject(descriptor)) throw new TypeError(`${where}: Argument 0 must be a table descriptor`);
    const element = String(descriptor.element);
    if (element !== 'anyfunc' && element !== 'externref') {
      throw new TypeError(`${where}: Descriptor property 'element' must be a WebAssembly reference type`);
    }
    const initial = required(limit(descriptor, 'initial', where, 0, MAX_TABLE), 'initial', where);
    const maximum = limit(descriptor, 'maximum', where, initial, MAX_UINT32);
    this.#kind = element === 'anyfunc' ? 'funcref' : 'externref';
    const value = this.#element(arguments.length > 1 ? arguments[1] : undefined, arguments.length > 1, where);
    const id = binding.newTable(element === 'anyfunc', initial, maximum ?? -1);
    if (id < 0) throw new RangeError(`${where}: could not allocate table`);
    this.#id = id;
    binding.bind(id, this);
    if (value !== null) for (let i = 0; i < initial; i++) binding.tableSet(id, i, value);
  }

  // What a missing or given argument puts into the table.
  #element(value, given, where) {
    if (this.#kind === 'externref') return given ? value : undefined;
    if (!given || (value === undefined && where === 'WebAssembly.Table()')) return null;
    if (value !== null && funcIds.get(value) === undefined) {
      throw new TypeError(`${where}: Argument 1 is invalid for table: function-typed object must be null (if nullable) or a Wasm function object`);
    }
    return value;
  }

  #index(index, where) {
    const i = toUint32(index, where, 'Argument 0');
    const size = binding.tableSize(this.#id);
    if (i >= size) throw new RangeError(`${where}: invalid address ${i} in ${this.#kind} table of size ${size}`);
    return i;
  }

  get length() {
    receiver(isObject(this) && #id in this, 'WebAssembly.Table.length', 'Table');
    return binding.tableSize(this.#id);
  }

  grow(delta) {
    const where = 'WebAssembly.Table.grow()';
    receiver(isObject(this) && #id in this, where, 'Table');
    const n = toUint32(delta, where, 'Argument 0');
    const value = this.#element(arguments[1], arguments.length > 1, where);
    const before = binding.tableGrow(this.#id, n, value);
    if (before < 0) throw new RangeError(`${where}: failed to grow table by ${n}`);
    return before;
  }

  set(index) {
    const where = 'WebAssembly.Table.set()';
    receiver(isObject(this) && #id in this, where, 'Table');
    const i = this.#index(index, where);
    binding.tableSet(this.#id, i, this.#element(arguments[1], arguments.length > 1, where));
  }

  get(index) {
    const where = 'WebAssembly.Table.get()';
    receiver(isObject(this) && #id in this, where, 'Table');
    return binding.tableGet(this.#id, this.#index(index, where));
  }

  static {
    tableId = (value) => (isObject(value) && #id in value ? value.#id : undefined);
  }
}

const defaults = { __proto__: null, i32: 0, i64: 0n, f32: 0, f64: 0, externref: undefined, anyfunc: null, v128: null };

class Global {
  #id;
  #type;

  constructor(descriptor, v = undefined) {
    markTransferMode(this, false, false);
    if (descriptor === kExisting) {
      this.#id = v;
      this.#type = arguments[2];
      return;
    }
    const where = 'WebAssembly.Global()';
    if (!isObject(descriptor)) throw new TypeError(`${where}: Argument 0 must be a global descriptor`);
    const mutable = !!descriptor.mutable;
    const type = String(descriptor.value);
    if (!(type in defaults)) throw new TypeError(`${where}: Descriptor property 'value' must be a WebAssembly type`);
    if (type === 'v128') throw new TypeError(`${where}: A global of type 'v128' cannot be created in JavaScript`);
    const given = type === 'externref' ? arguments.length > 1 : v !== undefined;
    const value = given ? v : defaults[type];
    if (type === 'anyfunc' && value !== null && funcIds.get(value) === undefined) {
      throw new TypeError(`${where}: function-typed object must be null (if nullable) or a Wasm function object`);
    }
    this.#id = binding.newGlobal(type, mutable, value);
    this.#type = type;
    binding.bind(this.#id, this);
  }

  get value() {
    receiver(isObject(this) && #id in this, 'get WebAssembly.Global.value', 'Global');
    return binding.globalGet(this.#id);
  }

  set value(v) {
    const where = 'set WebAssembly.Global.value';
    receiver(isObject(this) && #id in this, where, 'Global');
    if (arguments.length === 0) throw new TypeError(`${where}: Argument 0 is required`);
    if (!binding.globalMutable(this.#id)) throw new TypeError(`${where}): Can't set the value of an immutable global.`);
    if (this.#type === 'anyfunc' && v !== null && funcIds.get(v) === undefined) {
      throw new TypeError(`${where}): function-typed object must be null (if nullable) or a Wasm function object`);
    }
    binding.globalSet(this.#id, v);
  }

  valueOf() {
    receiver(isObject(this) && #id in this, 'WebAssembly.Global.valueOf()', 'Global');
    return binding.globalGet(this.#id);
  }

  static {
    globalId = (value) => (isObject(value) && #id in value ? value.#id : undefined);
  }
}

for (const constructor of [Memory, Table, Global]) brand(constructor);

// --- functions -----------------------------------------------------------

// The number of each exported function.
const funcIds = new SafeWeakMap();

// The usual numbers of parameters go without an array.
function body(id, length) {
  const { apply, call } = binding;
  switch (length) {
    case 0: return () => call(id);
    case 1: return (a) => call(id, a);
    case 2: return (a, b) => call(id, a, b);
    case 3: return (a, b, c) => call(id, a, b, c);
    case 4: return (a, b, c, d) => call(id, a, b, c, d);
    case 5: return (a, b, c, d, e) => call(id, a, b, c, d, e);
    case 6: return (a, b, c, d, e, f) => call(id, a, b, c, d, e, f);
    default: return (...args) => apply(id, args);
  }
}

function makeFunction(id, index, length) {
  const fn = body(id, length);
  ObjectDefineProperties(fn, {
    __proto__: null,
    name: { __proto__: null, value: `${index}`, writable: false, enumerable: false, configurable: true },
    length: { __proto__: null, value: length, writable: false, enumerable: false, configurable: true },
  });
  funcIds.set(fn, id);
  return fn;
}

function funcId(value) {
  const id = funcIds.get(value);
  if (id === undefined) throw new TypeError('type incompatibility when transforming from/to JS');
  return id;
}

// What a JavaScript function of several results returned, as an array of n.
function iterate(value, n) {
  const method = isObject(value) ? value[SymbolIterator] : undefined;
  if (typeof method !== 'function') {
    const what = isObject(value) ? '#<Object>' : `${typeof value} ${String(value)}`;
    throw new TypeError(`${what} is not iterable (cannot read property Symbol(Symbol.iterator))`);
  }
  const iterator = ReflectApply(method, value, []);
  const list = [];
  for (const element of { __proto__: null, [SymbolIterator]: () => iterator }) ArrayPrototypePush(list, element);
  if (list.length !== n) throw new TypeError('multi-return length mismatch');
  return list;
}

// ToBigInt64; the engine has other words for what is no BigInt.
function toBigInt64(value) {
  if (typeof value === 'number' || typeof value === 'symbol' || value === undefined || value === null) {
    throw new TypeError(`Cannot convert ${String(value)} to a BigInt`);
  }
  return BigIntAsIntN(64, value);
}

const [KIND_TABLE, KIND_MEMORY] = [1, 2];

function makeExtern(kind, id, type) {
  switch (kind) {
    case KIND_TABLE: return new Table(kExisting, id, type);
    case KIND_MEMORY: return new Memory(kExisting, id);
    default: return new Global(kExisting, id, type);
  }
}

// In the order of the constants in hostcalls/wasm.
binding.setup([
  (value) => +value,
  toBigInt64,
  funcId,
  makeFunction,
  iterate,
  makeExtern,
  makeError,
]);

module.exports = { Memory, Table, Global, memoryId, tableId, globalId, funcIds };
