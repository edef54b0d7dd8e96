'use strict';

// The globals of a program, with the attributes that Node gives them:
//   interfaces  (classes)    writable, configurable, not enumerable
//   operations  (functions)  writable, configurable, enumerable
//   attributes               accessors
// What is seldom used and costs much to load comes when first read.

const {
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectApply,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');

// Where each interface comes from. These are loaded into the snapshot.
const interfaces = [
  ['internal/url', ['URL', 'URLSearchParams']],
  ['internal/domexception', ['DOMException']],
  ['internal/abort_controller', ['AbortController', 'AbortSignal']],
  ['internal/event_target', ['Event', 'EventTarget', 'CustomEvent']],
  ['internal/encoding', ['TextEncoder', 'TextDecoder']],
  ['internal/perf/performance', ['Performance']],
  ['internal/perf/performance_entry', ['PerformanceEntry']],
  ['internal/perf/usertiming', ['PerformanceMark', 'PerformanceMeasure']],
  ['internal/perf/observe', ['PerformanceObserver', 'PerformanceObserverEntryList']],
  ['internal/perf/resource_timing', ['PerformanceResourceTiming']],
  ['internal/wasm/namespace', ['WebAssembly']],
];

const lazyInterfaces = [
  ['stream/web', [
    'TransformStream', 'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController',
    'WritableStreamDefaultWriter', 'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader',
    'ReadableStreamBYOBRequest', 'ReadableByteStreamController', 'ReadableStreamDefaultController',
    'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream',
    'CompressionStream', 'DecompressionStream',
  ]],
  ['internal/worker/messaging', ['BroadcastChannel', 'MessageChannel', 'MessagePort', 'MessageEvent']],
  ['internal/blob', ['Blob']],
  ['internal/file', ['File']],
  ['internal/deps/fetch', ['FormData', 'Headers', 'Request', 'Response']],
  ['internal/events/close_event', ['CloseEvent']],
  ['internal/crypto/webcrypto', ['Crypto', 'CryptoKey', 'SubtleCrypto']],
  ['internal/navigator', ['Navigator']],
  ['internal/url/pattern', ['URLPattern']],
  ['internal/intl', ['Intl']],
];

function defineInterface(target, name, value) {
  ObjectDefineProperty(target, name, {
    __proto__: null, value, writable: true, enumerable: false, configurable: true,
  });
}

function defineOperation(target, name, value) {
  ObjectDefineProperty(target, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
}

// Becomes the plain property it stands for when it is read or assigned.
function defineLazy(target, id, name, enumerable) {
  const put = (value) => {
    ObjectDefineProperty(target, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
    return value;
  };
  defineAccessor(target, name, {
    get [name]() { return put(require(id)[name]); },
    set [name](value) { put(value); },
  }, enumerable);
}

// Takes get and set of the same property of holder: so they have the names
// that accessors have.
function defineAccessor(target, name, holder, enumerable) {
  const { get, set } = ObjectGetOwnPropertyDescriptor(holder, name);
  ObjectDefineProperty(target, name, { __proto__: null, get, set, enumerable, configurable: true });
}

// An attribute of the global object, under the getter name of a Web interface.
// It can be replaced when there is a setter.
function defineAttribute(target, name, load, replaceable) {
  let replaced = false;
  let value;
  const read = () => (replaced ? value : value = load());
  const holder = replaceable ? {
    get [name]() { return read(); },
    set [name](replacement) {
      replaced = true;
      value = replacement;
    },
  } : { get [name]() { return read(); } };
  defineAccessor(target, name, holder, true);
}

// process and Buffer: accessors that remember what is assigned, for programs
// that put their own in place.
function defineHeld(target, name, value) {
  ObjectDefineProperty(target, name, {
    __proto__: null,
    get() { return value; },
    set(replacement) { value = replacement; },
    enumerable: false,
    configurable: true,
  });
}

function install(target) {
  defineInterface(target, 'console', require('internal/console/global'));
  defineHeld(target, 'process', process);
  target.global = target;
  defineHeld(target, 'Buffer', require('buffer').Buffer);

  const timers = require('timers');
  defineOperation(target, 'clearImmediate', timers.clearImmediate);
  defineOperation(target, 'setImmediate', timers.setImmediate);

  for (const { 0: id, 1: names } of interfaces) {
    const exports = require(id);
    for (const name of names) defineInterface(target, name, exports[name]);
  }
  for (const { 0: id, 1: names } of lazyInterfaces) {
    if (!BuiltinModule.exists(id)) continue;
    for (const name of names) defineLazy(target, id, name, false);
  }

  defineOperation(target, 'clearInterval', timers.clearInterval);
  defineOperation(target, 'clearTimeout', timers.clearTimeout);
  defineOperation(target, 'setInterval', timers.setInterval);
  defineOperation(target, 'setTimeout', timers.setTimeout);
  defineOperation(target, 'queueMicrotask', require('internal/process/task_queues').queueMicrotask);
  defineOperation(target, 'structuredClone', require('internal/structured_clone').structuredClone);
  // Not enumerable: Node has none, and its tests look for globals that they do not know.
  defineInterface(target, 'reportError', require('internal/process/report_error').reportError);
  const { atob, btoa } = require('buffer');
  defineOperation(target, 'atob', atob);
  defineOperation(target, 'btoa', btoa);

  defineAttribute(target, 'performance', () => require('internal/perf/performance').performance, true);
  if (BuiltinModule.exists('internal/deps/fetch')) {
    defineOperation(target, 'fetch', function fetch(input, init = undefined) {
      return ReflectApply(require('internal/deps/fetch').fetch, this, [input, init]);
    });
  }
  if (BuiltinModule.exists('internal/crypto/webcrypto')) {
    defineAttribute(target, 'crypto', () => require('internal/crypto/webcrypto').crypto, false);
  }
  defineAttribute(target, 'navigator', () => require('internal/navigator').navigator, false);
}

// Once all modules are loaded what was lazy is a plain property, as in Node, and
// an interface that no module has is no property at all.
function settle(target) {
  for (const { 1: names } of lazyInterfaces) {
    for (const name of names) if (target[name] === undefined) delete target[name];
  }
}

module.exports = { install, settle, defineInterface, defineOperation, defineLazy, defineAttribute };
