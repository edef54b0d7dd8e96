'use strict';

// process.nextTick, queueMicrotask, and the draining of both.
//
// Binding ops (task_queue):
//   runMicrotasks(): undefined          runs jobs until none is left. A native function of
//                                       the guest. When a job throws (only one made by
//                                       enqueueMicrotask can) it throws that error and
//                                       leaves the rest of the jobs queued
//   enqueueMicrotask(fn): undefined     queues a job that calls fn()
//   tickInfo: Uint8Array(2)             [a tick is scheduled, a rejection is to be looked at]

const { tickInfo, runMicrotasks, enqueueMicrotask } = internalBinding('task_queue');

const {
  getDefaultTriggerAsyncId,
  enabledHooksExist,
  newAsyncId,
  initHooksExist,
  emitInit,
  emitBefore,
  emitAfter,
  emitDestroy,
} = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const FixedQueue = require('internal/fixed_queue');
const { validateFunction } = require('internal/validators');
const { listenForRejections, processPromiseRejections } = require('internal/process/promises');

// Fields of tickInfo.
const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

const queue = new FixedQueue();

// A job that throws must not keep those behind it from running.
function drainMicrotasks() {
  for (;;) {
    try {
      runMicrotasks();
      return;
    } catch (err) {
      require('internal/process/uncaught').triggerUncaughtException(err, false);
    }
  }
}

class TickObject {
  constructor(callback, args) {
    this.callback = callback;
    this.args = args;
    this.asyncId = newAsyncId();
    this.triggerAsyncId = getDefaultTriggerAsyncId();
    this.frame = AsyncContextFrame.current();
  }
}

function nextTick(callback, ...args) {
  validateFunction(callback, 'callback');
  // After 'exit' nothing would run it.
  if (process._exiting) return;
  tickInfo[kHasTickScheduled] = 1;
  const tick = new TickObject(callback, args.length === 0 ? undefined : args);
  if (initHooksExist()) emitInit(tick.asyncId, 'TickObject', tick.triggerAsyncId, tick);
  queue.push(tick);
}

// Ticks until there are none, then microtasks until there are none; over again
// if these have made ticks; then promises that were rejected and not handled.
// An error thrown by a tick leaves this function; the next call goes on.
function processTicksAndRejections() {
  do {
    let tick;
    while ((tick = queue.shift()) !== null) {
      const prior = AsyncContextFrame.exchange(tick.frame);
      const { asyncId, callback, args } = tick;
      emitBefore(asyncId, tick.triggerAsyncId, tick);
      try {
        if (args === undefined) callback();
        else if (args.length === 1) callback(args[0]);
        else callback(...args);
      } finally {
        emitDestroy(asyncId);
      }
      emitAfter(asyncId);
      AsyncContextFrame.exchange(prior);
    }
    drainMicrotasks();
  } while (!queue.isEmpty() || (tickInfo[kHasRejectionToWarn] === 1 && processPromiseRejections()));
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
}

// Between two callbacks that the host has put into one call, and after the
// last: nothing happens when there is nothing to do.
function runNextTicks() {
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) {
    drainMicrotasks();
    if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) return;
  }
  processTicksAndRejections();
}

let AsyncResource;

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  if (AsyncContextFrame.current() === undefined && !enabledHooksExist()) {
    enqueueMicrotask(callback);
    return;
  }
  AsyncResource ??= require('async_hooks').AsyncResource;
  const resource = new AsyncResource('Microtask', { requireManualDestroy: true });
  enqueueMicrotask(() => resource.runInAsyncScope(() => {
    try {
      callback();
    } finally {
      resource.emitDestroy();
    }
  }));
}

module.exports = {
  nextTick,
  queueMicrotask,
  runNextTicks,
  processTicksAndRejections,
  setupTaskQueue() {
    listenForRejections();
    return { nextTick, runNextTicks };
  },
};
