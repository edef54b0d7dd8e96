'use strict';

// The timeline: buffers of marks, measures and resource timings, and the
// observers, which are called once a turn of the loop with what has come.

const {
  ArrayFrom,
  ArrayIsArray,
  ArrayPrototypeFilter,
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  Error,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectKeys,
  SafeMap,
  SafeSet,
  Symbol,
  SymbolToStringTag,
} = primordials;

const {
  createPerformanceNodeEntry,
  inspectAs,
  isPerformanceEntry,
  kSkipThrow,
} = require('internal/perf/performance_entry');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject, validateThisInternalField } = require('internal/validators');
const {
  customInspectSymbol: kInspect,
  deprecate,
  kEmptyObject,
  kEnumerableProperty,
  lazyDOMException,
} = require('internal/util');
const { now } = require('internal/perf/utils');

const kBuffer = Symbol('kBuffer');
const kOffer = Symbol('kOffer');
const kDispatch = Symbol('kDispatch');

const WARN_SIZE = 1e6;

// 'quic' of Node is missing: there is nothing here to report it.
const supportedEntryTypes = ObjectFreeze(['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'resource']);

const observers = new SafeSet();
const pending = new SafeSet();
const observed = new SafeMap(); // type → how many observers
let isQueued = false;

const buffers = { __proto__: null, mark: [], measure: [], resource: [] };
const clearHints = { __proto__: null, mark: 'performance.clearMarks', measure: 'performance.clearMeasures' };
const warned = new SafeSet();

function byStart(a, b) {
  return a.startTime - b.startTime;
}

function queue(observer) {
  pending.add(observer);
  if (isQueued) return;
  isQueued = true;
  require('timers').setImmediate(() => {
    isQueued = false;
    const batch = ArrayFrom(pending);
    pending.clear();
    for (let i = 0; i < batch.length; i++) batch[i][kDispatch]();
  });
}

function count(types, by) {
  for (const type of types) observed.set(type, (observed.get(type) ?? 0) + by);
}

// True when somebody wants entries of this type: asked before any is made.
function hasObserver(type) {
  return (observed.get(type) ?? 0) > 0;
}

class PerformanceObserverEntryList {
  constructor(skipThrow = undefined, entries = []) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kBuffer] = ArrayPrototypeSort(entries, byStart);
  }

  getEntries() {
    validateThisInternalField(this, kBuffer, 'PerformanceObserverEntryList');
    return ArrayPrototypeSlice(this[kBuffer]);
  }

  getEntriesByType(type) {
    validateThisInternalField(this, kBuffer, 'PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return ArrayPrototypeFilter(this[kBuffer], (entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    validateThisInternalField(this, kBuffer, 'PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    const anyType = type === undefined || type === null;
    return ArrayPrototypeFilter(this[kBuffer],
      (entry) => entry.name === name && (anyType || entry.entryType === type));
  }

  [kInspect](depth, options) {
    return depth < 0 ? this : inspectAs('PerformanceObserverEntryList', this[kBuffer], options);
  }
}

class PerformanceObserver {
  #buffer = [];
  #entryTypes = new SafeSet();
  #mode; // 'one' or 'many', by the first observe()
  #callback;

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = kEmptyObject) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = options;
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes !== undefined && entryTypes !== null && type !== undefined && type !== null) {
      throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes,
                                      'options.entryTypes can not set with options.type together');
    }
    const mode = entryTypes !== undefined ? 'many' : 'one';
    if (this.#mode !== undefined && this.#mode !== mode) {
      const what = mode === 'many' ? 'multiple observations' : 'single observation';
      throw lazyDOMException(`PerformanceObserver can not change to ${what}`, 'InvalidModificationError');
    }
    this.#mode = mode;
    if (mode === 'many') this.#observeMany(entryTypes);
    else if (!this.#observeOne(type, buffered)) return;
    if (this.#entryTypes.size !== 0) observers.add(this);
    else this.disconnect();
  }

  #observeMany(entryTypes) {
    if (!ArrayIsArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
    count(this.#entryTypes, -1);
    this.#entryTypes.clear();
    for (let i = 0; i < entryTypes.length; i++) {
      if (ArrayPrototypeIncludes(supportedEntryTypes, entryTypes[i])) this.#entryTypes.add(entryTypes[i]);
    }
    count(this.#entryTypes, 1);
  }

  #observeOne(type, buffered) {
    if (!ArrayPrototypeIncludes(supportedEntryTypes, type)) return false;
    if (!this.#entryTypes.has(type)) {
      this.#entryTypes.add(type);
      count([type], 1);
    }
    if (buffered) {
      const entries = filterBufferMapByNameAndType(undefined, type);
      for (let i = 0; i < entries.length; i++) ArrayPrototypePush(this.#buffer, entries[i]);
      queue(this);
    }
    return true;
  }

  disconnect() {
    count(this.#entryTypes, -1);
    observers.delete(this);
    pending.delete(this);
    this.#buffer = [];
    this.#entryTypes.clear();
    this.#mode = undefined;
  }

  takeRecords() {
    const list = this.#buffer;
    this.#buffer = [];
    return list;
  }

  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  [kOffer](entry) {
    if (!this.#entryTypes.has(entry.entryType)) return;
    ArrayPrototypePush(this.#buffer, entry);
    queue(this);
  }

  [kDispatch]() {
    const list = new PerformanceObserverEntryList(kSkipThrow, this.takeRecords());
    this.#callback(list, this);
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    return inspectAs('PerformanceObserver', {
      connected: observers.has(this),
      pending: pending.has(this),
      entryTypes: ArrayFrom(this.#entryTypes),
      buffer: this.#buffer,
    }, options);
  }
}

function decorate(klass, methods) {
  for (const name of methods) ObjectDefineProperties(klass.prototype, { [name]: kEnumerableProperty });
  ObjectDefineProperty(klass.prototype, SymbolToStringTag, {
    __proto__: null, value: klass.name, writable: false, enumerable: false, configurable: true,
  });
}
decorate(PerformanceObserverEntryList, ['getEntries', 'getEntriesByType', 'getEntriesByName']);
decorate(PerformanceObserver, ['observe', 'disconnect', 'takeRecords']);

// Offers an entry to every observer that has asked for its type.
function enqueue(entry) {
  if (!isPerformanceEntry(entry)) throw new ERR_INVALID_ARG_TYPE('entry', 'PerformanceEntry', entry);
  for (const observer of observers) observer[kOffer](entry);
}

function bufferUserTiming(entry) {
  const { entryType } = entry;
  const buffer = buffers[entryType];
  ArrayPrototypePush(buffer, entry);
  if (buffer.length <= WARN_SIZE || warned.has(entryType)) return;
  warned.add(entryType);
  const warning = new Error('Possible perf_hooks memory leak detected. ' +
    `${buffer.length} ${entryType} entries added to the global performance entry buffer. ` +
    `Use ${clearHints[entryType]} to clear the buffer.`);
  warning.name = 'MaxPerformanceEntryBufferExceededWarning';
  warning.entryType = entryType;
  warning.count = buffer.length;
  process.emitWarning(warning);
}

// Resource timings: bounded. What comes when the buffer is full waits for the
// program to make room when it is told, and is dropped if it does not.
let resourceLimit = 250;
let overflow = [];
let overflowQueued = false;
let dispatchBufferFull;

function drainOverflow() {
  while (overflow.length !== 0) {
    const before = overflow.length;
    dispatchBufferFull('resourcetimingbufferfull');
    const room = resourceLimit - buffers.resource.length;
    const kept = room <= 0 ? 0 : room < overflow.length ? room : overflow.length;
    for (let i = 0; i < kept; i++) ArrayPrototypePush(buffers.resource, overflow[i]);
    overflow = kept === 0 || overflow.length >= before + kept ? [] : ArrayPrototypeSlice(overflow, kept);
  }
  overflowQueued = false;
}

function bufferResourceTiming(entry) {
  if (buffers.resource.length < resourceLimit && !overflowQueued) {
    ArrayPrototypePush(buffers.resource, entry);
    return;
  }
  ArrayPrototypePush(overflow, entry);
  if (overflowQueued) return;
  overflowQueued = true;
  require('timers').setImmediate(drainOverflow);
}

function clearEntriesFromBuffer(type, name) {
  buffers[type] = name === undefined ? [] : ArrayPrototypeFilter(buffers[type], (entry) => entry.name !== name);
}

function filterBufferMapByNameAndType(name, type) {
  let found = [];
  if (type === undefined) {
    const keys = ObjectKeys(buffers);
    for (let k = 0; k < keys.length; k++) {
      const list = buffers[keys[k]];
      for (let i = 0; i < list.length; i++) ArrayPrototypePush(found, list[i]);
    }
  } else if (buffers[type] !== undefined) {
    found = ArrayPrototypeSlice(buffers[type]);
  }
  if (name !== undefined) found = ArrayPrototypeFilter(found, (entry) => entry.name === name);
  return ArrayPrototypeSort(found, byStart);
}

const kOldFields = 'Custom PerformanceEntry accessors are deprecated. Please use the detail property.';

// For the library's own measurements of gc, http, net and dns: start and stop.
function startPerf(target, key, context = kEmptyObject) {
  target[key] = { ...context, startTime: now() };
}

function stopPerf(target, key, context = kEmptyObject, offer = enqueue) {
  const started = target[key];
  if (started === undefined) return;
  target[key] = undefined;
  const { startTime, name, type } = started;
  const detail = { ...started.detail, ...context.detail };
  const entry = createPerformanceNodeEntry(name, type, startTime, now() - startTime, detail);
  for (const field of ObjectKeys(detail)) {
    let value = detail[field];
    ObjectDefineProperty(entry, field, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get: deprecate(() => value, kOldFields, 'DEP0152'),
      set: deprecate((replacement) => { value = replacement; }, kOldFields, 'DEP0152'),
    });
  }
  offer(entry);
}

module.exports = {
  PerformanceObserver,
  PerformanceObserverEntryList,
  bufferResourceTiming,
  bufferUserTiming,
  clearEntriesFromBuffer,
  enqueue,
  filterBufferMapByNameAndType,
  hasObserver,
  setDispatchBufferFull(fn) { dispatchBufferFull = fn; },
  setResourceTimingBufferSize(size) { resourceLimit = size; },
  startPerf,
  stopPerf,
};
