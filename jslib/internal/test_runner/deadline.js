'use strict';

// What a running test races against: its time limit and its signal.

const { PromisePrototypeThen, PromiseWithResolvers, SymbolDispose } = primordials;

const { addAbortListener } = require('internal/events/abort_listener');
const { kMultipleCallbackInvocations, kTestTimeoutFailure, testFailure } = require('internal/test_runner/failure');
const { clearTimeout, setTimeout } = require('timers');

// The promise rejects when the time is over and settles when the signal aborts.
function deadline(timeout, signal) {
  const { promise, resolve } = PromiseWithResolvers();
  const listener = addAbortListener(signal, resolve);
  if (timeout === null) {
    return { __proto__: null, promise, dispose() { listener[SymbolDispose](); } };
  }
  const timer = setTimeout(resolve, timeout);
  timer.unref();
  return {
    __proto__: null,
    promise: PromisePrototypeThen(promise, () => {
      throw testFailure(`test timed out after ${timeout}ms`, kTestTimeoutFailure);
    }),
    dispose() {
      listener[SymbolDispose]();
      clearTimeout(timer);
    },
  };
}

// The callback of a test that takes one, and the promise of its call.
function callbackPromise() {
  const { promise, resolve, reject } = PromiseWithResolvers();
  let calls = 0;
  const callback = (err) => {
    calls++;
    if (calls === 2) throw testFailure('callback invoked multiple times', kMultipleCallbackInvocations);
    if (calls > 2) return;
    if (err) reject(err);
    else resolve();
  };
  return { __proto__: null, callback, promise };
}

module.exports = { callbackPromise, deadline };
