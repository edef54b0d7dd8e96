'use strict';

const {
  MathTrunc,
  ObjectDefineProperty,
  SymbolDispose,
  SymbolToPrimitive,
} = primordials;

const binding = internalBinding('timers');
const { immediateInfo } = binding;

const { emitDestroy } = require('internal/async_hooks');
const L = require('internal/linkedlist');
const {
  async_id_symbol,
  kRefed,
  kHasPrimitive,
  immediateInfoFields: { kCount, kRefCount },
  Timeout,
  Immediate,
  immediateQueue,
  outstandingImmediates,
  timerListMap,
  timerListQueue,
  knownTimersById,
  insert,
  cleanTimer,
  cleanImmediate,
  decRefCount,
} = require('internal/timers');
const { promisify: { custom: customPromisify } } = require('internal/util');
const { validateFunction } = require('internal/validators');

// Takes a timeout out of its list for good.
function cancel(timer) {
  timer._onTimeout = null;
  if (timer._destroyed) {
    cleanTimer(timer);
    return;
  }
  timer._destroyed = true;
  const asyncId = timer[async_id_symbol];
  if (timer[kHasPrimitive]) delete knownTimersById[asyncId];
  emitDestroy(asyncId);

  const wasListed = timer._idleNext !== null || timer._idlePrev !== null;
  L.remove(timer);
  if (timer[kRefed]) {
    // The last one takes its list along, so that the host does not wake for it.
    const list = timerListMap[MathTrunc(timer._idleTimeout)];
    if (list !== undefined && L.isEmpty(list)) {
      timerListQueue.removeAt(list.priorityQueuePosition);
      delete timerListMap[list.msecs];
    }
    decRefCount();
  }
  // One that is running just now still needs its own fields.
  if (wasListed) cleanTimer(timer);
  timer._idleTimeout = -1;
}

function setTimeout(callback, after, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  const timeout = new Timeout(callback, after, args.length === 0 ? undefined : args, false, true);
  insert(timeout, timeout._idleTimeout);
  return timeout;
}

function setInterval(callback, repeat, ...args) {
  validateFunction(callback, 'callback');
  const timeout = new Timeout(callback, repeat, args.length === 0 ? undefined : args, true, true);
  insert(timeout, timeout._idleTimeout);
  return timeout;
}

function clearTimeout(timer) {
  if (timer?._onTimeout) {
    cancel(timer);
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    const known = knownTimersById[timer];
    if (known !== undefined) cancel(known);
  }
}

function clearInterval(timer) {
  clearTimeout(timer);
}

function setImmediate(callback, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  return new Immediate(callback, args.length === 0 ? undefined : args);
}

function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  immediateInfo[kCount]--;
  immediate._destroyed = true;
  if (immediate[kRefed] && --immediateInfo[kRefCount] === 0) binding.toggleImmediateRef(false);
  immediate[kRefed] = null;
  emitDestroy(immediate[async_id_symbol]);
  cleanImmediate(immediate);
  if (outstandingImmediates.head === immediate) outstandingImmediates.head = immediate._idleNext;
  immediateQueue.remove(immediate);
}

Timeout.prototype.close = function() {
  clearTimeout(this);
  return this;
};

Timeout.prototype[SymbolDispose] = function() {
  clearTimeout(this);
};

Timeout.prototype[SymbolToPrimitive] = function() {
  const id = this[async_id_symbol];
  if (!this[kHasPrimitive]) {
    this[kHasPrimitive] = true;
    knownTimersById[id] = this;
  }
  return id;
};

Immediate.prototype[SymbolDispose] = function() {
  clearImmediate(this);
};

function promises() {
  return require('timers/promises');
}

ObjectDefineProperty(setTimeout, customPromisify, {
  __proto__: null, enumerable: true, get() { return promises().setTimeout; },
});
ObjectDefineProperty(setImmediate, customPromisify, {
  __proto__: null, enumerable: true, get() { return promises().setImmediate; },
});

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null, configurable: true, enumerable: true, get() { return promises(); },
});
