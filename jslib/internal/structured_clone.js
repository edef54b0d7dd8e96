'use strict';

// Structured cloning.
// https://html.spec.whatwg.org/multipage/structured-data.html#safe-passing-of-structured-data
//
// Source and target live in the same realm, so there is no serialized form in
// between: the copy is made while the value is read. What the specification
// reads and writes in two phases shows in one place only, the transfers: they
// happen after everything else has succeeded, and until then a stand-in takes
// the place of what will be received (an empty buffer of the right size, a
// port without a channel, or a token that is replaced at the end).

const {
  ArrayBuffer,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeGetMaxByteLength,
  ArrayBufferPrototypeGetResizable,
  ArrayBufferPrototypeTransfer,
  ArrayPrototypePush,
  BigInt64Array,
  BigIntPrototypeValueOf,
  BigUint64Array,
  BooleanPrototypeValueOf,
  DataView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  Date,
  DatePrototypeGetTime,
  Error,
  ErrorPrototypeToString,
  EvalError,
  Float16Array,
  Float32Array,
  Float64Array,
  FunctionPrototypeToString,
  Int16Array,
  Int32Array,
  Int8Array,
  Map,
  MapPrototypeClear,
  MapPrototypeForEach,
  MapPrototypeSet,
  NumberPrototypeValueOf,
  Object,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RangeError,
  ReferenceError,
  ReflectOwnKeys,
  RegExp,
  RegExpPrototypeGetFlags,
  RegExpPrototypeGetSource,
  SafeMap,
  SafeSet,
  Set,
  SetPrototypeAdd,
  SetPrototypeClear,
  SetPrototypeForEach,
  String,
  StringPrototypeValueOf,
  SymbolPrototypeToString,
  SymbolToStringTag,
  SyntaxError,
  TypeError,
  TypedArrayPrototypeAt,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  URIError,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  globalThis,
} = primordials;

const { DOMException, isDOMException } = require('internal/domexception');
const {
  createForDeserialize,
  getTransferMode,
  isMarkedAsUntransferable,
  kClone,
  kCloneable,
  kDeserialize,
  kTransfer,
  kTransferable,
  kTransferList,
  structuredClone,
} = require('internal/worker/js_transferable');
const { isParams } = require('internal/url/searchparams');
const { isURLInstance } = require('internal/url/url');

const types = internalBinding('types');
const { classOf } = types;
const { getProxyDetails } = internalBinding('util');

const viewConstructors = { __proto__: null };
for (const [name, Constructor] of [
  ['INT8_ARRAY', Int8Array], ['UINT8_ARRAY', Uint8Array], ['UINT8C_ARRAY', Uint8ClampedArray],
  ['INT16_ARRAY', Int16Array], ['UINT16_ARRAY', Uint16Array], ['INT32_ARRAY', Int32Array],
  ['UINT32_ARRAY', Uint32Array], ['BIG_INT64_ARRAY', BigInt64Array], ['BIG_UINT64_ARRAY', BigUint64Array],
  ['FLOAT16_ARRAY', Float16Array], ['FLOAT32_ARRAY', Float32Array], ['FLOAT64_ARRAY', Float64Array],
]) viewConstructors[types[name]] = Constructor;

const errorConstructors = {
  __proto__: null, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

function dataCloneError(message) {
  return new DOMException(message, 'DataCloneError');
}

// Reads a data property along the prototypes; runs nobody's code.
function peek(object, key) {
  for (; object !== null && classOf(object) !== types.PROXY; object = ObjectGetPrototypeOf(object)) {
    const desc = ObjectGetOwnPropertyDescriptor(object, key);
    if (desc !== undefined) return desc.value;
  }
  return undefined;
}

const objectToString = Object.prototype.toString;
const errorToString = Error.prototype.toString;

const builtinTags = {
  __proto__: null,
  [types.ARRAY]: 'Array',
  [types.WEAKMAP]: 'WeakMap',
  [types.WEAKSET]: 'WeakSet',
  [types.PROMISE]: 'Promise',
};

// The value as a message names it: source text, "#<Class>" or "[object Tag]".
function describe(value) {
  if (typeof value === 'symbol') return SymbolPrototypeToString(value);
  while (classOf(value) === types.PROXY) {
    const target = getProxyDetails(value)?.[0];
    if (target === null || target === undefined) return '#<Object>';
    value = target;
  }
  if (typeof value === 'function') return FunctionPrototypeToString(value);
  const toString = peek(value, 'toString');
  if (toString === errorToString) return ErrorPrototypeToString(value);
  if (toString === objectToString) {
    const constructor = peek(value, 'constructor');
    const name = typeof constructor === 'function' ? peek(constructor, 'name') : '';
    if (typeof name === 'string' && name !== '') return `#<${name}>`;
  }
  const tag = peek(value, SymbolToStringTag);
  return `[object ${typeof tag === 'string' ? tag : builtinTags[classOf(value)] ?? 'Object'}]`;
}

function uncloneable(value) {
  return dataCloneError(`${describe(value)} could not be cloned.`);
}

function define(target, key, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function hidden(target, key, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

// One cloning: `memory` maps what was met to its copy, which keeps identities
// and ends cycles.
class Cloner {
  memory = new SafeMap();
  buffers; // transferred ArrayBuffers, each with its stand-in
  ports; // transferred ports, each with its stand-in
  hosts; // transferred objects of the library, each with its token
  #tokens;

  // Takes in the transfer list. forbidden is the port that sends, if any.
  addTransfers(list, forbidden) {
    this.buffers ??= [];
    this.ports ??= [];
    this.hosts ??= [];
    for (let i = 0; i < list.length; i++) this.#addTransfer(list[i], forbidden);
  }

  #addTransfer(entry, forbidden) {
    if (classOf(entry) === types.ARRAY_BUFFER) {
      if (this.memory.has(entry)) throw dataCloneError('Transfer list contains duplicate ArrayBuffer');
      if (ArrayBufferPrototypeGetDetached(entry) || isMarkedAsUntransferable(entry)) {
        throw dataCloneError('Cannot transfer object of unsupported type.');
      }
      const standIn = emptyLike(entry);
      this.memory.set(entry, standIn);
      ArrayPrototypePush(this.buffers, [entry, standIn]);
      return;
    }
    if (this.memory.has(entry)) {
      throw dataCloneError(`Transfer list contains duplicate ${entry.constructor.name}`);
    }
    const { isDetachedPort, isMessagePort, makePort } = require('internal/worker/message_port');
    if (isMessagePort(entry)) {
      if (entry === forbidden) throw dataCloneError('Transfer list contains source port');
      if (isDetachedPort(entry)) throw dataCloneError('MessagePort in transfer list is already detached');
      if (isMarkedAsUntransferable(entry)) throw dataCloneError('Cannot transfer object of unsupported type.');
      const standIn = makePort();
      this.memory.set(entry, standIn);
      ArrayPrototypePush(this.ports, [entry, standIn]);
      return;
    }
    const transferable = (getTransferMode(entry) & kTransferable) !== 0 && !isMarkedAsUntransferable(entry);
    if (!transferable || typeof entry[kTransfer] !== 'function') {
      throw dataCloneError('Found invalid value in transferList.');
    }
    // What it consists of is transferred with it.
    const nested = entry[kTransferList]?.(this) ?? [];
    const token = {};
    (this.#tokens ??= new SafeMap()).set(token, undefined);
    this.memory.set(entry, token);
    this.addTransfers(nested, forbidden);
    ArrayPrototypePush(this.hosts, [entry, token]);
  }

  // After the value was cloned: what cannot be undone.
  finish(value) {
    const { buffers, ports, hosts } = this;
    for (let i = 0; i < buffers.length; i++) moveBuffer(buffers[i][0], buffers[i][1]);
    if (ports.length > 0) {
      const { movePort } = require('internal/worker/message_port');
      for (let i = 0; i < ports.length; i++) movePort(ports[i][0], ports[i][1]);
    }
    if (hosts.length === 0) return value;
    // Nested ones first: they were added first.
    for (let i = 0; i < hosts.length; i++) {
      const { data, deserializeInfo } = hosts[i][0][kTransfer]();
      const object = createForDeserialize(deserializeInfo);
      object[kDeserialize](this.#replaceTokens(this.clone(data)));
      this.#tokens.set(hosts[i][1], object);
    }
    return this.#replaceTokens(value);
  }

  // Puts what was received in the place of the tokens.
  #replaceTokens(root) {
    const seen = new SafeSet();
    const resolve = (value) => {
      if (value === null || typeof value !== 'object') return value;
      const received = this.#tokens.get(value);
      if (received !== undefined) return received;
      if (!seen.has(value)) {
        seen.add(value);
        visit(value);
      }
      return value;
    };
    const visit = (object) => {
      const c = classOf(object);
      if (c === types.MAP) {
        const entries = [];
        MapPrototypeForEach(object, (value, key) => ArrayPrototypePush(entries, [resolve(key), resolve(value)]));
        MapPrototypeClear(object);
        for (let i = 0; i < entries.length; i++) MapPrototypeSet(object, entries[i][0], entries[i][1]);
      } else if (c === types.SET) {
        const values = [];
        SetPrototypeForEach(object, (value) => ArrayPrototypePush(values, resolve(value)));
        SetPrototypeClear(object);
        for (let i = 0; i < values.length; i++) SetPrototypeAdd(object, values[i]);
      } else if (c === types.OTHER || c === types.ARRAY || c === types.ERROR) {
        const keys = ReflectOwnKeys(object);
        for (let i = 0; i < keys.length; i++) {
          const desc = ObjectGetOwnPropertyDescriptor(object, keys[i]);
          if (desc.value !== null && typeof desc.value === 'object') object[keys[i]] = resolve(desc.value);
        }
      }
    };
    return resolve(root);
  }

  clone(value) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      if (typeof value === 'symbol') throw uncloneable(value);
      return value;
    }
    const known = this.memory.get(value);
    if (known !== undefined) return known;
    const c = classOf(value);
    switch (c) {
      case types.OTHER: return this.#object(value);
      case types.ARRAY: {
        const copy = [];
        copy.length = value.length;
        return this.#properties(value, copy);
      }
      case types.DATE: return this.#keep(value, new Date(DatePrototypeGetTime(value)));
      case types.MAP: return this.#map(value);
      case types.SET: return this.#set(value);
      case types.ERROR: return this.#error(value);
      case types.REGEXP:
        return this.#keep(value, new RegExp(RegExpPrototypeGetSource(value), RegExpPrototypeGetFlags(value)));
      case types.NUMBER: return this.#keep(value, Object(NumberPrototypeValueOf(value)));
      case types.STRING: return this.#keep(value, Object(StringPrototypeValueOf(value)));
      case types.BOOLEAN: return this.#keep(value, Object(BooleanPrototypeValueOf(value)));
      case types.BIGINT: return this.#keep(value, Object(BigIntPrototypeValueOf(value)));
      case types.ARRAY_BUFFER: return this.#keep(value, copyBuffer(value));
      // Shared memory stays shared; with one agent the object itself will do.
      case types.SHARED_ARRAY_BUFFER: return value;
      case types.DATAVIEW: return this.#dataView(value);
      default:
        if (viewConstructors[c] !== undefined) return this.#typedArray(value, viewConstructors[c]);
        throw uncloneable(value);
    }
  }

  #keep(value, copy) {
    this.memory.set(value, copy);
    return copy;
  }

  // Own enumerable string keys, read in order; a getter may remove later ones.
  #properties(value, copy) {
    this.memory.set(value, copy);
    const keys = ObjectKeys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const item = value[key];
      if (item === undefined && !ObjectPrototypeHasOwnProperty(value, key)) continue;
      const cloned = this.clone(item);
      // Assignment is quicker; it would run a setter that was inherited.
      if (key in copy) define(copy, key, cloned);
      else copy[key] = cloned;
    }
    return copy;
  }

  #object(value) {
    const mode = getTransferMode(value);
    if (mode !== undefined) return this.#host(value, mode);
    if (value === globalThis) throw uncloneable(value);
    if (isURLInstance(value) || isParams(value)) throw dataCloneError('Cannot clone object of unsupported type.');
    return this.#properties(value, {});
  }

  #host(value, mode) {
    if (mode & kCloneable && typeof value[kClone] === 'function') {
      const { data, deserializeInfo, shared } = value[kClone]();
      const object = createForDeserialize(deserializeInfo);
      this.memory.set(value, object);
      object[kDeserialize](this.clone(data), shared);
      return object;
    }
    throw dataCloneError(mode & kTransferable ?
      'Object that needs transfer was found in message but not listed in transferList' :
      'Cannot clone object of unsupported type.');
  }

  #map(value) {
    const copy = this.#keep(value, new Map());
    // Taken down first: cloning an entry may run a getter that changes the map.
    const entries = [];
    MapPrototypeForEach(value, (item, key) => { ArrayPrototypePush(entries, key); ArrayPrototypePush(entries, item); });
    for (let i = 0; i < entries.length; i += 2) {
      const key = this.clone(entries[i]);
      MapPrototypeSet(copy, key, this.clone(entries[i + 1]));
    }
    return copy;
  }

  #set(value) {
    const copy = this.#keep(value, new Set());
    const items = [];
    SetPrototypeForEach(value, (item) => ArrayPrototypePush(items, item));
    for (let i = 0; i < items.length; i++) SetPrototypeAdd(copy, this.clone(items[i]));
    return copy;
  }

  // An error keeps the class of its name, its message, stack and cause.
  #error(value) {
    const { stack } = value;
    if (isDOMException(value)) {
      const mode = getTransferMode(value);
      if (mode !== undefined && !(mode & kCloneable)) throw dataCloneError('Cannot clone object of unsupported type.');
      const copy = this.#keep(value, new DOMException(value.message, value.name));
      hidden(copy, 'stack', stack);
      return copy;
    }
    const Constructor = errorConstructors[`${value.name}`] ?? Error;
    const copy = this.#keep(value, new Constructor());
    hidden(copy, 'stack', typeof stack === 'string' ? stack : undefined);
    const message = ObjectGetOwnPropertyDescriptor(value, 'message');
    if (message !== undefined && 'value' in message) hidden(copy, 'message', String(message.value));
    const cause = ObjectGetOwnPropertyDescriptor(value, 'cause');
    if (cause !== undefined && 'value' in cause) hidden(copy, 'cause', this.clone(cause.value));
    return copy;
  }

  #typedArray(value, Constructor) {
    const source = TypedArrayPrototypeGetBuffer(value);
    const buffer = this.clone(source);
    if (isResizable(source) && isOutOfBounds(value)) throw uncloneable(value);
    const offset = TypedArrayPrototypeGetByteOffset(value);
    const length = TypedArrayPrototypeGetLength(value);
    const end = offset + (length + 1) * Constructor.BYTES_PER_ELEMENT;
    return this.#keep(value, tracksLength(source, end) ?
      new Constructor(buffer, offset) : new Constructor(buffer, offset, length));
  }

  #dataView(value) {
    const source = DataViewPrototypeGetBuffer(value);
    const buffer = this.clone(source);
    let offset;
    let length;
    try {
      offset = DataViewPrototypeGetByteOffset(value);
      length = DataViewPrototypeGetByteLength(value);
    } catch {
      throw uncloneable(value); // out of bounds
    }
    return this.#keep(value, tracksLength(source, offset + length + 1) ?
      new DataView(buffer, offset) : new DataView(buffer, offset, length));
  }
}

function isResizable(buffer) {
  return classOf(buffer) === types.ARRAY_BUFFER && ArrayBufferPrototypeGetResizable(buffer);
}

// The getters of a typed array show zeros then; its methods throw.
function isOutOfBounds(view) {
  try {
    TypedArrayPrototypeAt(view, 0);
    return false;
  } catch {
    return true;
  }
}

// Whether a view follows the length of its resizable buffer. The language does
// not tell. One that does ends where the buffer ends; one of a fixed length
// that happens to end there is taken for it.
function tracksLength(buffer, endOfOneMore) {
  return isResizable(buffer) && endOfOneMore > ArrayBufferPrototypeGetByteLength(buffer);
}

function emptyLike(buffer) {
  const length = ArrayBufferPrototypeGetByteLength(buffer);
  return ArrayBufferPrototypeGetResizable(buffer) ?
    new ArrayBuffer(length, { maxByteLength: ArrayBufferPrototypeGetMaxByteLength(buffer) }) : new ArrayBuffer(length);
}

function copyBuffer(buffer) {
  if (ArrayBufferPrototypeGetDetached(buffer)) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
  const copy = emptyLike(buffer);
  TypedArrayPrototypeSet(new Uint8Array(copy), new Uint8Array(buffer));
  return copy;
}

// Empties the one buffer into the other and detaches it.
function moveBuffer(source, target) {
  // A getter of the cloned value may have got here first.
  if (ArrayBufferPrototypeGetDetached(source) ||
      ArrayBufferPrototypeGetByteLength(source) !== ArrayBufferPrototypeGetByteLength(target)) {
    throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
  }
  TypedArrayPrototypeSet(new Uint8Array(target), new Uint8Array(source));
  ArrayBufferPrototypeTransfer(source);
}

// clone copies a value. What is in the transfer list is moved instead; port is
// the one that is going to send the value, and cannot send itself. Throws
// DataCloneError, and whatever a getter of the value throws; nothing has been
// moved then.
function clone(value, transfer, port) {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  if (!isObject && typeof value !== 'symbol' && transfer.length === 0) return value;
  const cloner = new Cloner();
  if (transfer.length === 0) return cloner.clone(value);
  cloner.addTransfers(transfer, port);
  return cloner.finish(cloner.clone(value));
}

// The ports among what a transfer list became, for MessageEvent's `ports`.
function cloneWithPorts(value, transfer, port) {
  const cloner = new Cloner();
  cloner.addTransfers(transfer, port);
  const data = cloner.finish(cloner.clone(value));
  const ports = [];
  for (let i = 0; i < cloner.ports.length; i++) ArrayPrototypePush(ports, cloner.ports[i][1]);
  return { data, ports };
}

module.exports = { clone, cloneWithPorts, structuredClone };
