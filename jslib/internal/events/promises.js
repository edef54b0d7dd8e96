'use strict';

// events.once() and events.on(): events as promises, from emitters and event
// targets alike.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  AsyncIteratorPrototype,
  Error,
  NumberMAX_SAFE_INTEGER,
  ObjectSetPrototypeOf,
  Promise,
  PromiseReject,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { addAbortListener } = require('internal/events/abort_listener');
const { kFirstEventParam, kResistStopPropagation, kWatermarkData } = require('internal/events/symbols');
const FixedQueue = require('internal/fixed_queue');

const onceOptions = { __proto__: null, once: true, [kResistStopPropagation]: true };

function add(emitter, name, listener, options) {
  if (typeof emitter.on === 'function') {
    if (options?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, options);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function remove(emitter, name, listener, options) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, options);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

// once resolves with the arguments of the next event of that name. An emitter
// that emits 'error' first, or an aborted signal, rejects it.
async function once(emitter, name, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  return new Promise((resolve, reject) => {
    function onEvent(...args) {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      if (signal != null) remove(signal, 'abort', onAbort);
      resolve(args);
    }
    function onError(error) {
      emitter.removeListener(name, onEvent);
      if (signal != null) remove(signal, 'abort', onAbort);
      reject(error);
    }
    function onAbort() {
      remove(emitter, name, onEvent);
      remove(emitter, 'error', onError);
      reject(new AbortError(undefined, { cause: signal.reason }));
    }
    add(emitter, name, onEvent, onceOptions);
    // An event target's 'error' is an event as any other.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal != null) add(signal, 'abort', onAbort, onceOptions);
  });
}

// on returns an async iterator over the events of one name. Events that nobody
// waits for are queued; above the high watermark the emitter is paused, and
// resumed below the low one.
function on(emitter, event, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  // Both spellings have been documented.
  const high = options.highWaterMark ?? options.highWatermark ?? NumberMAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = new FixedQueue(); // not asked for yet
  const waiting = new FixedQueue(); // promises without an event
  let size = 0; // of events
  let paused = false;
  let failure = null;
  let finished = false;
  const listeners = [];

  function listen(name, listener) {
    add(emitter, name, listener);
    ArrayPrototypePush(listeners, [name, listener]);
  }

  function onEvent(value) {
    if (!waiting.isEmpty()) {
      waiting.shift().resolve({ value, done: false });
      return;
    }
    events.push(value);
    size++;
    if (!paused && size > high) {
      paused = true;
      emitter.pause();
    }
  }

  function onError(error) {
    if (waiting.isEmpty()) failure = error;
    else waiting.shift().reject(error);
    close();
  }

  function close() {
    abortListener?.[SymbolDispose]();
    while (listeners.length > 0) {
      const { 0: name, 1: listener } = ArrayPrototypePop(listeners);
      remove(emitter, name, listener);
    }
    finished = true;
    paused = false;
    const end = { value: undefined, done: true };
    while (!waiting.isEmpty()) waiting.shift().resolve(end);
    return PromiseResolve(end);
  }

  const iterator = {
    next() {
      if (size > 0) {
        const value = events.shift();
        size--;
        if (paused && size < low) {
          emitter.resume();
          paused = false;
        }
        return PromiseResolve({ value, done: false });
      }
      if (failure) {
        const rejection = PromiseReject(failure);
        failure = null; // told once
        return rejection;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      return close();
    },
    throw(error) {
      if (!error || !(error instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', error);
      }
      onError(error);
    },
    [SymbolAsyncIterator]() {
      return this;
    },
    [kWatermarkData]: {
      get size() { return size; },
      get low() { return low; },
      get high() { return high; },
      get isPaused() { return paused; },
    },
  };
  ObjectSetPrototypeOf(iterator, AsyncIteratorPrototype);

  listen(event, options[kFirstEventParam] ? onEvent : (...args) => onEvent(args));
  if (event !== 'error' && typeof emitter.on === 'function') listen('error', onError);
  const ends = options.close;
  for (let i = 0; i < (ends?.length ?? 0); i++) listen(ends[i], close);
  const abortListener = signal ?
    addAbortListener(signal, () => onError(new AbortError(undefined, { cause: signal.reason }))) : null;
  return iterator;
}

module.exports = { on, once };
