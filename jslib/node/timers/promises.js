'use strict';

const {
  Promise,
  PromiseReject,
  PromiseWithResolvers,
  SafePromisePrototypeFinally,
  Symbol,
  hardenAsyncGenerator,
} = primordials;

const { Timeout, Immediate, insert } = require('internal/timers');
const { clearImmediate, clearInterval, clearTimeout } = require('timers');
const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateNumber,
  validateObject,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const kScheduler = Symbol('kScheduler');

// An abort must reach the timer even if a listener before it stops the event.
function abortListenerOptions(once) {
  const { kResistStopPropagation } = require('internal/event_target');
  return { __proto__: null, once, [kResistStopPropagation]: true };
}

function aborted(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

function validateOptions(options) {
  validateObject(options, 'options');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

// Ties a timer's promise to a signal, for as long as it is pending.
function withSignal(promise, signal, timer, clear, reject) {
  if (signal === undefined) return promise;
  function onAbort() {
    if (timer._destroyed) return;
    clear(timer);
    reject(aborted(signal));
  }
  signal.addEventListener('abort', onAbort, abortListenerOptions(false));
  return SafePromisePrototypeFinally(promise, () => signal.removeEventListener('abort', onAbort));
}

function setTimeout(delay, value, options = kEmptyObject) {
  try {
    if (delay !== undefined) validateNumber(delay, 'delay');
    validateOptions(options);
  } catch (err) {
    return PromiseReject(err);
  }
  const { signal, ref = true } = options;
  if (signal?.aborted) return PromiseReject(aborted(signal));
  const { promise, resolve, reject } = PromiseWithResolvers();
  const timeout = new Timeout(resolve, delay, [value], false, ref);
  insert(timeout, timeout._idleTimeout);
  return withSignal(promise, signal, timeout, clearTimeout, reject);
}

function setImmediate(value, options = kEmptyObject) {
  try {
    validateOptions(options);
  } catch (err) {
    return PromiseReject(err);
  }
  const { signal, ref = true } = options;
  if (signal?.aborted) return PromiseReject(aborted(signal));
  const { promise, resolve, reject } = PromiseWithResolvers();
  const immediate = new Immediate(resolve, [value]);
  if (!ref) immediate.unref();
  return withSignal(promise, signal, immediate, clearImmediate, reject);
}

// Yields once for every time the interval has fired, also for those it fired
// while the consumer was busy.
async function* setInterval(delay, value, options = kEmptyObject) {
  if (delay !== undefined) validateNumber(delay, 'delay');
  validateOptions(options);
  const { signal, ref = true } = options;
  if (signal?.aborted) throw aborted(signal);

  let pending = 0;
  let wake;
  function woken() {
    wake?.();
    wake = undefined;
  }
  const interval = new Timeout(() => {
    pending++;
    woken();
  }, delay, undefined, true, ref);
  insert(interval, interval._idleTimeout);
  function onAbort() {
    clearInterval(interval);
    woken();
  }
  try {
    signal?.addEventListener('abort', onAbort, abortListenerOptions(true));
    while (!signal?.aborted) {
      if (pending === 0) await new Promise((resolve) => { wake = resolve; });
      for (; pending > 0; pending--) yield value;
    }
    throw aborted(signal);
  } finally {
    clearInterval(interval);
    signal?.removeEventListener('abort', onAbort);
  }
}

hardenAsyncGenerator(setInterval);

let constructing = false;

class Scheduler {
  constructor() {
    if (!constructing) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this[kScheduler] = true;
  }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

constructing = true;
const scheduler = new Scheduler();
constructing = false;

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
