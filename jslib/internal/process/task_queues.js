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

const { ArrayPrototypePush, ReflectApply, SafeMap } = primordials;

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
const { validateFunction } = require('internal/validators');
const { listenForRejections, processPromiseRejections } = require('internal/process/promises');

// Fields of tickInfo.
const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

// The ticks: a ring of slots, five a tick. A tick is not an object of its own,
// because making one costs an interpreter more than all the rest; only hooks
// that listen get one, in the place of its id's resource.
const STRIDE = 5; // callback, arguments or undefined, async id, trigger id, frame
let ring = [];
let capacity = 0; // in slots
let head = 0; // next to take
let used = 0; // in slots
let resources; // async id → resource, while hooks listen

const SMALLEST = 64 * STRIDE;
const KEPT = 65536 * STRIDE;

function resize(slots) {
  const grown = [];
  for (let i = 0; i < used; i++) ArrayPrototypePush(grown, ring[(head + i) % capacity]);
  // Filled, so that the engine keeps it as a plain array.
  for (let i = used; i < slots; i++) ArrayPrototypePush(grown, undefined);
  ring = grown;
  capacity = slots;
  head = 0;
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
  validateFunction(callback, 'callback');
  // After 'exit' nothing would run it.
  if (process._exiting) return;
  tickInfo[kHasTickScheduled] = 1;
  if (used === capacity) resize(capacity === 0 ? SMALLEST : capacity * 2);
  const asyncId = newAsyncId();
  const triggerId = getDefaultTriggerAsyncId();
  let at = head + used;
  if (at >= capacity) at -= capacity;
  ring[at] = callback;
  ring[at + 1] = args.length === 0 ? undefined : args;
  ring[at + 2] = asyncId;
  ring[at + 3] = triggerId;
  ring[at + 4] = AsyncContextFrame.current();
  used += STRIDE;
  if (initHooksExist()) {
    const resource = new TickObject();
    resource.callback = callback;
    resource.args = ring[at + 1];
    resources ??= new SafeMap();
    resources.set(asyncId, resource);
    emitInit(asyncId, 'TickObject', triggerId, resource);
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
  const at = head;
  const callback = ring[at];
  const args = ring[at + 1];
  const asyncId = ring[at + 2];
  const triggerId = ring[at + 3];
  const prior = AsyncContextFrame.exchange(ring[at + 4]);
  ring[at] = ring[at + 1] = ring[at + 4] = undefined;
  used -= STRIDE;
  head = used === 0 ? 0 : at + STRIDE;
  if (head === capacity) head = 0;

  emitBefore(asyncId, triggerId, resources === undefined ? undefined : takeResource(asyncId));
  try {
    if (args === undefined) callback();
    else if (args.length === 1) callback(args[0]);
    else ReflectApply(callback, undefined, args);
  } finally {
    emitDestroy(asyncId);
  }
  emitAfter(asyncId);
  AsyncContextFrame.exchange(prior);
}

// Ticks until there are none, then microtasks until there are none; over again
// if these have made ticks; then promises that were rejected and not handled.
// An error thrown by a tick leaves this function; the next call goes on.
function processTicksAndRejections() {
  do {
    while (used !== 0) runTick();
    drainMicrotasks();
  } while (used !== 0 || (tickInfo[kHasRejectionToWarn] === 1 && processPromiseRejections()));
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
  if (capacity > KEPT) {
    ring = [];
    capacity = 0;
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
