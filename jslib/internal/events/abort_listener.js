'use strict';

const { ObjectFreeze, SymbolDispose } = primordials;

const { validateAbortSignal, validateFunction } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kResistStopPropagation } = require('internal/events/symbols');

const options = ObjectFreeze({ __proto__: null, once: true, [kResistStopPropagation]: true });

// addAbortListener calls listener once the signal aborts, or soon when it has
// already. No other listener can keep it from being called. The result
// disposes of the listener.
function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  const waiting = !signal.aborted;
  if (waiting) {
    signal.addEventListener('abort', listener, options);
  } else {
    require('internal/process/task_queues').queueMicrotask(() => listener());
  }
  return {
    __proto__: null,
    [SymbolDispose]() {
      if (waiting) signal.removeEventListener('abort', listener);
    },
  };
}

module.exports = { __proto__: null, addAbortListener };
