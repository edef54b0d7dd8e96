'use strict';

// What the host calls when timers are due and when it is the immediates' turn.
// See internal/timers for the data.
//
// An error thrown by a callback leaves these functions as it is. By then the
// queues are such that calling the same function again goes on behind the
// callback that threw; internal/process/entry does that once the error was
// handled.

const { ReflectApply } = primordials;

const binding = internalBinding('timers');
const { immediateInfo, timeoutInfo } = binding;

const { emitAfter, emitAfterLast, emitBefore, emitDestroy } = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const L = require('internal/linkedlist');
const {
  async_id_symbol,
  trigger_async_id_symbol,
  async_context_frame,
  kRefed,
  kHasPrimitive,
  immediateInfoFields: { kCount, kRefCount, kHasOutstanding },
  immediateQueue,
  outstandingImmediates: outstanding,
  timerListMap,
  timerListQueue,
  knownTimersById,
  state,
  insert,
  cleanImmediate,
} = require('internal/timers');
const { runNextTicks } = require('internal/process/task_queues');

function runImmediate(immediate) {
  // Counted off before it runs: it may look at the counts, or clear itself.
  immediate._destroyed = true;
  immediateInfo[kCount]--;
  if (immediate[kRefed]) immediateInfo[kRefCount]--; // the host is told once, at the end
  immediate[kRefed] = null;

  const asyncId = immediate[async_id_symbol];
  const prior = AsyncContextFrame.inUse ? AsyncContextFrame.exchange(immediate[async_context_frame]) : undefined;
  emitBefore(asyncId, immediate[trigger_async_id_symbol], immediate);
  let threw = true;
  try {
    const args = immediate._argv;
    if (args === undefined) immediate._onImmediate();
    else ReflectApply(immediate._onImmediate, immediate, args);
    threw = false;
  } finally {
    cleanImmediate(immediate);
    if (threw) emitDestroy(asyncId);
    outstanding.head = immediate._idleNext;
  }
  emitAfterLast(asyncId);
  if (AsyncContextFrame.inUse) AsyncContextFrame.exchange(prior);
}

function processImmediate() {
  let immediate = outstanding.head;
  if (immediate === null) {
    immediate = immediateQueue.head;
    if (immediate === null) return;
    immediateQueue.head = immediateQueue.tail = null;
  }
  immediateInfo[kHasOutstanding] = 1;

  let previous = null;
  while (immediate !== null) {
    if (previous !== null) runNextTicks();
    if (immediate._destroyed) {
      // Cleared by a tick just now, so its own link is gone.
      outstanding.head = immediate = previous._idleNext;
      continue;
    }
    previous = immediate;
    runImmediate(immediate);
    immediate = outstanding.head;
  }
  outstanding.head = null;
  immediateInfo[kHasOutstanding] = 0;
}

// Ends a timeout that has run, unless its callback has started it again.
function finish(timer, asyncId) {
  if (timer[async_context_frame] !== undefined) timer[async_context_frame] = undefined;
  timer._onTimeout = undefined;
  if (timer._timerArgs !== undefined) timer._timerArgs = undefined;
  if (timer._destroyed) return;
  timer._destroyed = true;
  if (timer[kHasPrimitive]) delete knownTimersById[asyncId];
  if (timer[kRefed]) timeoutInfo[0]--; // the host learns of it from the result of processTimers
  emitDestroy(asyncId);
}

function runTimeout(timer) {
  const asyncId = timer[async_id_symbol];
  if (!timer._onTimeout) {
    if (!timer._destroyed) finish(timer, asyncId);
    return;
  }
  const prior = AsyncContextFrame.inUse ? AsyncContextFrame.exchange(timer[async_context_frame]) : undefined;
  emitBefore(asyncId, timer[trigger_async_id_symbol], timer);
  // An interval counts from when its callback began.
  const startedAt = timer._repeat ? binding.getLibuvNow() : undefined;
  try {
    const args = timer._timerArgs;
    if (args === undefined) timer._onTimeout();
    else ReflectApply(timer._onTimeout, timer, args);
  } finally {
    if (timer._repeat && timer._idleTimeout !== -1) {
      timer._idleTimeout = timer._repeat;
      insert(timer, timer._idleTimeout, startedAt);
    } else if (!timer._idleNext && !timer._idlePrev) {
      finish(timer, asyncId);
    }
  }
  emitAfter(asyncId);
  if (AsyncContextFrame.inUse) AsyncContextFrame.exchange(prior);
}

function runList(list, now) {
  const { msecs } = list;
  let ranOne = false;
  let timer;
  while ((timer = L.peek(list)) !== null) {
    const elapsed = now - timer._idleStart;
    if (elapsed < msecs) {
      // Of the same duration, but later. A timer that was started while this
      // list ran must wait for a later millisecond, or the loop would starve.
      const due = timer._idleStart + msecs;
      list.expiry = due > now ? due : now + 1;
      list.id = state.listId++;
      timerListQueue.percolateDown(1);
      return;
    }
    if (ranOne) runNextTicks();
    else ranOne = true;
    L.remove(timer);
    runTimeout(timer);
  }
  // A callback may have emptied the list and started another of this duration.
  if (list === timerListMap[msecs]) {
    delete timerListMap[msecs];
    timerListQueue.shift();
  }
}

// Runs what is due. The result tells the host when to come again: 0 for never,
// else the loop's time in ms, negative when nothing needs the loop kept alive.
function processTimers(now) {
  state.nextExpiry = Infinity;
  let ranOne = false;
  let list;
  while ((list = timerListQueue.peek()) !== undefined) {
    if (list.expiry > now) {
      state.nextExpiry = list.expiry;
      return timeoutInfo[0] > 0 ? list.expiry : -list.expiry;
    }
    if (ranOne) runNextTicks();
    else ranOne = true;
    runList(list, now);
  }
  return 0;
}

module.exports = { processImmediate, processTimers };
