'use strict';

// The timers behind setTimeout, setInterval and setImmediate.
//
// A program's timeouts nearly all have one of a few durations, and of two
// timers of one duration the older is due first. So every duration has a list,
// kept in order by doing nothing but appending, and the lists themselves lie in
// a heap, ordered by when their oldest timer is due:
//
//   lists = { 40: TimersList, 1000: TimersList, … }      duration → list
//   heap  = [ list due first, … ]                        ties: the list made (or
//                                                        moved) first goes first
//   TimersList ⇄ newest Timeout ⇄ … ⇄ oldest Timeout ⇄ (the list again)
//
// Insertion and removal of a timer are O(1) but for the first of its duration,
// which is O(log n) in the number of durations. The host arms one timer for
// the whole isolate: scheduleTimer(ms) before the loop waits, and afterwards
// what processTimers returns.
//
// Binding ops (timers):
//   setupTimers(processImmediate, processTimers)  called once, by bootstrap/node
//   scheduleTimer(ms: number)                     arm the one timer, ms from now()
//   toggleTimerRef(ref: bool)                     does that timer keep the loop alive
//   toggleImmediateRef(ref: bool)                 do immediates keep the loop from waiting
//   getLibuvNow(): number                         the time in ms, whole, read anew as in Node
//   immediateInfo: Uint32Array(3)                 [count, ref'd count, outstanding], shared
//   timeoutInfo: Int32Array(1)                    [ref'd timeouts], shared

const {
  MathTrunc,
  NumberIsFinite,
  NumberIsNaN,
  NumberMIN_SAFE_INTEGER,
  Symbol,
} = primordials;

const binding = internalBinding('timers');
const { getLibuvNow, immediateInfo, timeoutInfo } = binding;

const { assignAsyncIds, emitInit } = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateFunction, validateNumber } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const L = require('internal/linkedlist');
const TimerHeap = require('internal/timer_heap');

// In this order they show when a program prints a Timeout.
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerId');
const async_context_frame = Symbol('kAsyncContextFrame');

// Fields of immediateInfo.
const kCount = 0;
const kRefCount = 1;
const kHasOutstanding = 2;

const TIMEOUT_MAX = 2 ** 31 - 1;

const lists = { __proto__: null };
const heap = new TimerHeap();

// Timeouts that were turned into a number, for clearTimeout(number).
const knownTimersById = { __proto__: null };

// Shared with internal/timers_run: when the host's timer will fire, and the
// next id of a list.
const state = { __proto__: null, nextExpiry: Infinity, listId: NumberMIN_SAFE_INTEGER };

function initAsyncResource(resource, type) {
  const heard = assignAsyncIds(resource, async_id_symbol, trigger_async_id_symbol);
  resource[async_context_frame] = AsyncContextFrame.inUse ? AsyncContextFrame.current() : undefined;
  if (heard) emitInit(resource[async_id_symbol], type, resource[trigger_async_id_symbol], resource);
}

// One level, and not the whole chain of neighbours.
function inspectShallow(_, options, inspect) {
  inspect ??= require('internal/util/inspect').inspect;
  return inspect(this, { ...options, depth: 0, customInspect: false });
}

let warnedNegative = false;
let warnedNaN = false;

// What delays outside 1…TIMEOUT_MAX become, with a word about it where the
// program cannot have meant it.
function delayOutOfRange(delay) {
  if (delay > TIMEOUT_MAX) {
    process.emitWarning(`${delay} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
                        'TimeoutOverflowWarning');
  } else if (delay < 0 && !warnedNegative) {
    warnedNegative = true;
    process.emitWarning(`${delay} is a negative number.\nTimeout duration was set to 1.`, 'TimeoutNegativeWarning');
  } else if (NumberIsNaN(delay) && !warnedNaN) {
    warnedNaN = true;
    process.emitWarning(`${delay} is not a number.\nTimeout duration was set to 1.`, 'TimeoutNaNWarning');
  }
  return 1;
}

// The rest of the prototype is added by node/timers.
class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    if (after === undefined) {
      after = 1;
    } else {
      after *= 1;
      if (!(after >= 1 && after <= TIMEOUT_MAX)) after = delayOutOfRange(after);
    }
    this._idleTimeout = after;
    this._idlePrev = null;
    this._idleNext = null;
    this._idleStart = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    if (isRefed && timeoutInfo[0]++ === 0) binding.toggleTimerRef(true);
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    initAsyncResource(this, 'Timeout');
  }

  refresh() {
    start(this, this[kRefed]);
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) decRefCount();
    }
    return this;
  }

  ref() {
    if (!this[kRefed]) {
      this[kRefed] = true;
      if (!this._destroyed) incRefCount();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }
}
Timeout.prototype[customInspectSymbol] = inspectShallow;

class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.id = state.listId++;
    this.msecs = msecs;
    this.priorityQueuePosition = null;
  }
}
TimersList.prototype[customInspectSymbol] = inspectShallow;

// Not circular, so that the whole list can be taken at once: immediates made
// while it runs go to the next turn.
class ImmediateList {
  head = null;
  tail = null;

  append(item) {
    if (this.tail === null) {
      this.head = item;
    } else {
      this.tail._idleNext = item;
      item._idlePrev = this.tail;
    }
    this.tail = item;
  }

  remove(item) {
    const { _idleNext: next, _idlePrev: prev } = item;
    if (next) next._idlePrev = prev;
    if (prev) prev._idleNext = next;
    if (item === this.head) this.head = next;
    if (item === this.tail) this.tail = prev;
    item._idleNext = null;
    item._idlePrev = null;
  }
}

const immediateQueue = new ImmediateList();
// What is left of a turn that an error has cut short.
const outstandingImmediates = new ImmediateList();

class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = true;
    if (immediateInfo[kRefCount]++ === 0) binding.toggleImmediateRef(true);
    initAsyncResource(this, 'Immediate');
    immediateInfo[kCount]++;
    immediateQueue.append(this);
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (immediateInfo[kRefCount]++ === 0) binding.toggleImmediateRef(true);
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      if (--immediateInfo[kRefCount] === 0) binding.toggleImmediateRef(false);
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }
}

function incRefCount() {
  if (timeoutInfo[0]++ === 0) binding.toggleTimerRef(true);
}

function decRefCount() {
  if (--timeoutInfo[0] === 0) binding.toggleTimerRef(false);
}

// Puts a timeout at the end of the list of its duration.
function insert(item, msecs, startedAt = getLibuvNow()) {
  if (msecs !== (msecs | 0)) msecs = MathTrunc(msecs);
  item._idleStart = startedAt;
  let list = lists[msecs];
  if (list === undefined) {
    const expiry = startedAt + msecs;
    list = lists[msecs] = new TimersList(expiry, msecs);
    heap.insert(list);
    if (state.nextExpiry > expiry) {
      binding.scheduleTimer(msecs);
      state.nextExpiry = expiry;
    }
  }
  L.append(list, item);
}

// Starts a timeout anew, even one that has fired (refresh) or was never more
// than an object with _idleTimeout.
function start(item, refed) {
  const msecs = item._idleTimeout;
  if (msecs < 0 || msecs === undefined) return;
  insert(item, msecs);
  const wasDestroyed = item._destroyed;
  if (wasDestroyed || !item[async_id_symbol]) {
    item._destroyed = false;
    initAsyncResource(item, 'Timeout');
  }
  if (wasDestroyed) {
    if (refed) incRefCount();
  } else if (refed === !item[kRefed]) {
    if (refed) incRefCount();
    else decRefCount();
  }
  item[kRefed] = refed;
}

// A finished timer that a program still holds must not hold anything itself.
function cleanTimer(timer) {
  if (timer[async_context_frame] !== undefined) timer[async_context_frame] = undefined;
  timer._onTimeout = undefined;
  timer._timerArgs = undefined;
}

function cleanImmediate(immediate) {
  if (immediate[async_context_frame] !== undefined) immediate[async_context_frame] = undefined;
  immediate._onImmediate = undefined;
  immediate._argv = undefined;
}

// For the library's own time-outs (sockets, agents): never keeps the loop alive.
function setUnrefTimeout(callback, after) {
  validateFunction(callback, 'callback');
  const timer = new Timeout(callback, after, undefined, false, false);
  if (timeoutInfo[0] === 0) binding.toggleTimerRef(false); // the host's does at first
  insert(timer, timer._idleTimeout);
  return timer;
}

// A duration that an API takes in an option; too long ones are cut, with a warning.
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !NumberIsFinite(msecs)) {
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(`${msecs} does not fit into a 32-bit signed integer.` +
                        `\nTimer duration was truncated to ${TIMEOUT_MAX}.`, 'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

module.exports = {
  TIMEOUT_MAX,
  kTimeout: Symbol('timeout'), // where streams and sockets keep theirs
  kRefed,
  kHasPrimitive,
  async_id_symbol,
  trigger_async_id_symbol,
  async_context_frame,
  immediateInfoFields: { __proto__: null, kCount, kRefCount, kHasOutstanding },
  Timeout,
  Immediate,
  immediateQueue,
  outstandingImmediates,
  timerListMap: lists,
  timerListQueue: heap,
  knownTimersById,
  state,
  insert,
  cleanTimer,
  cleanImmediate,
  incRefCount,
  decRefCount,
  setUnrefTimeout,
  getTimerDuration,
  active(item) { start(item, true); },
  unrefActive(item) { start(item, false); },
};
