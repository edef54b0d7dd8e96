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

const { ReflectApply, SafeMap } = primordials;

const { tickInfo, runMicrotasks, enqueueMicrotask } = internalBinding('task_queue');

const {
  appendTick,
  emitAfterLast,
  emitBefore,
  emitDestroy,
  emitInit,
  enabledHooksExist,
  getDefaultTriggerAsyncId,
} = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const { validateFunction } = require('internal/validators');
const { listenForRejections, processPromiseRejections } = require('internal/process/promises');

// Fields of tickInfo.
const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

// The ticks, five slots each: one array is filled while the other is worked off,
// and then they change places. A tick is not an object of its own, because making
// one costs an interpreter more than all the rest; only hooks that listen get
// one, in the place of its id's resource.
const STRIDE = 5; // callback, arguments or undefined, async id, trigger id, frame
const KEPT = 65536 * STRIDE;
let filling = [];
let running = [];
let next = 0; // the oldest tick, in running
let resources; // async id → resource, while hooks listen

// Whether there is a tick, which is the next one then.
function hasTick() {
  if (next < running.length) return true;
  if (filling.length === 0) return false;
  const done = running;
  running = filling;
  next = 0;
  if (done.length > KEPT) {
    filling = [];
  } else {
    done.length = 0;
    filling = done;
  }
  return true;
}

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

function nextTick(callback, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  // After 'exit' nothing would run it.
  if (process._exiting) return;
  tickInfo[kHasTickScheduled] = 1;
  const passed = args.length === 0 ? undefined : args;
  const frame = AsyncContextFrame.inUse ? AsyncContextFrame.current() : undefined;
  const asyncId = appendTick(filling, callback, passed, frame);
  if (asyncId !== 0) {
    const resource = new TickObject();
    resource.callback = callback;
    resource.args = passed;
    resources ??= new SafeMap();
    resources.set(asyncId, resource);
    emitInit(asyncId, 'TickObject', getDefaultTriggerAsyncId(), resource);
  }
}

// Named for those who print what their hook has got.
class TickObject {
  callback;
  args;
}

function takeResource(asyncId) {
  const resource = resources.get(asyncId);
  resources.delete(asyncId);
  if (resources.size === 0) resources = undefined;
  return resource;
}

// Runs the oldest tick.
function runTick() {
  const at = next;
  const ticks = running;
  const callback = ticks[at];
  const args = ticks[at + 1];
  const asyncId = ticks[at + 2];
  const triggerId = ticks[at + 3];
  const prior = AsyncContextFrame.inUse ? AsyncContextFrame.exchange(ticks[at + 4]) : undefined;
  ticks[at] = ticks[at + 1] = ticks[at + 4] = undefined;
  next = at + STRIDE;

  emitBefore(asyncId, triggerId, resources === undefined ? undefined : takeResource(asyncId));
  let threw = true;
  try {
    if (args === undefined) callback();
    else if (args.length === 1) callback(args[0]);
    else if (args.length === 2) callback(args[0], args[1]);
    else ReflectApply(callback, undefined, args);
    threw = false;
  } finally {
    if (threw) emitDestroy(asyncId);
  }
  emitAfterLast(asyncId);
  if (AsyncContextFrame.inUse) AsyncContextFrame.exchange(prior);
}

// Ticks until there are none, then microtasks until there are none; over again
// if these have made ticks; then promises that were rejected and not handled.
// An error thrown by a tick leaves this function; the next call goes on.
function processTicksAndRejections() {
  do {
    while (next < running.length || hasTick()) runTick();
    drainMicrotasks();
  } while (hasTick() || (tickInfo[kHasRejectionToWarn] === 1 && processPromiseRejections()));
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
  if (running.length > KEPT) {
    running = [];
    next = 0;
  }
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
    // The engine would call it on the global object.
    enqueueMicrotask(() => callback());
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
