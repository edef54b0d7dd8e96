'use strict';

// timers/promises over mocked timers: start(callback, …) and clear(timer).

const { ArrayPrototypePush, ArrayPrototypeShift, PromiseWithResolvers, SymbolDispose } = primordials;

const { AbortError } = require('internal/errors');
const { addAbortListener } = require('internal/events/abort_listener');
const { validateAbortSignal } = require('internal/validators');

function aborted(signal) {
  return new AbortError(undefined, { __proto__: null, cause: signal.reason });
}

function listen(signal, onAbort) {
  if (!signal) return undefined;
  validateAbortSignal(signal, 'options.signal');
  if (signal.aborted) throw aborted(signal);
  return addAbortListener(signal, onAbort);
}

async function once(start, clear, value, options) {
  const { promise, resolve, reject } = PromiseWithResolvers();
  const signal = options?.signal;
  const listener = listen(signal, () => reject(aborted(signal)));
  const timer = start(resolve);
  try {
    await promise;
    return value;
  } finally {
    listener?.[SymbolDispose]();
    clear(timer);
  }
}

async function* interval(start, clear, delay, value, options) {
  const signal = options?.signal;
  const waiting = []; // of at most one consumer
  let fired = 0;
  let failure;
  const wake = () => {
    if (waiting.length > 0) ArrayPrototypeShift(waiting)();
  };
  const listener = listen(signal, () => {
    failure = aborted(signal);
    wake();
  });
  const timer = start(() => {
    fired++;
    wake();
  }, delay);
  try {
    for (;;) {
      if (fired === 0 && failure === undefined) {
        const { promise, resolve } = PromiseWithResolvers();
        ArrayPrototypePush(waiting, resolve);
        await promise;
      }
      if (fired > 0) {
        fired--;
        yield value;
      } else if (failure !== undefined) {
        throw failure;
      }
    }
  } finally {
    listener?.[SymbolDispose]();
    clear(timer);
  }
}

module.exports = { interval, once };
