'use strict';

// The door. After bootstrap the host calls nothing but what this file exports:
//
//   enter(fn, thisArg, a, b)           calls fn; its result, or undefined when it threw
//   enterMain(fn, thisArg, a, b)       the same for the program itself
//   complete(req, err, value, frame)   req.oncomplete(err, value), in that async context
//   enterTimers(now): number           0: arm no timer; else arm it for |n| ms of the
//                                      loop's time, and n < 0: it does not keep the loop alive
//   enterImmediates()                  as long as immediateInfo[0] > 0, once a turn
//   beforeExit()                       the loop is empty; go on if it is not any more
//   exit(): number                     the last call; the exit code
//
// Each calls the program, sends an error to the uncaught-exception path, and
// then drains ticks and microtasks, as Node does: not after a callback that has
// thrown (its ticks wait for the next callback), except after the program itself.
//
// All may be called while JavaScript runs (an op that calls back): then they
// call, and nothing more. The error goes to the op, and the outermost call
// drains.

const { FunctionPrototypeCall } = primordials;

const { immediateInfo, timeoutInfo, toggleImmediateRef } = internalBinding('timers');
const { tickInfo } = internalBinding('task_queue');

const { emitBefore, emitAfter, clearAsyncIdStack, requestEnded } = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const { state: timersState, immediateInfoFields: { kRefCount, kHasOutstanding } } = require('internal/timers');
const { processImmediate, processTimers } = require('internal/timers_run');
const { runNextTicks } = require('internal/process/task_queues');
const { triggerUncaughtException } = require('internal/process/uncaught');

// A request that is an async resource carries these; others belong to no one.
const {
  symbols: { async_id_symbol, trigger_async_id_symbol },
} = require('internal/async_hooks');

const kHasTickScheduled = 0; // field of tickInfo

let depth = 0;

// Ticks and microtasks, until none is left or one has thrown.
function drain() {
  try {
    runNextTicks();
  } catch (err) {
    triggerUncaughtException(err, false);
  }
}

// Leaves the outermost call. A callback that threw has left its own context
// behind; whatever comes next starts without one.
function leave() {
  depth = 0;
  if (AsyncContextFrame.inUse) AsyncContextFrame.exchange(undefined);
}

function enter(fn, thisArg, a, b) {
  if (depth !== 0) return FunctionPrototypeCall(fn, thisArg, a, b);
  depth = 1;
  try {
    let result;
    try {
      result = FunctionPrototypeCall(fn, thisArg, a, b);
    } catch (err) {
      triggerUncaughtException(err, false);
      return undefined;
    }
    drain();
    return result;
  } finally {
    leave();
  }
}

function enterMain(fn, thisArg, a, b) {
  if (depth !== 0) return FunctionPrototypeCall(fn, thisArg, a, b);
  depth = 1;
  try {
    let result;
    try {
      emitBefore(1, 0, process);
      result = FunctionPrototypeCall(fn, thisArg, a, b);
      emitAfter(1);
    } catch (err) {
      triggerUncaughtException(err, false);
    }
    drain();
    return result;
  } finally {
    leave();
  }
}

function callRequest(req, err, value, frame) {
  const asyncId = req[async_id_symbol];
  if (frame !== undefined || AsyncContextFrame.inUse) AsyncContextFrame.exchange(frame);
  if (asyncId === undefined) {
    req.oncomplete(err, value);
  } else {
    emitBefore(asyncId, req[trigger_async_id_symbol], req);
    req.oncomplete(err, value);
    emitAfter(asyncId);
    requestEnded(req, asyncId);
  }
}

function complete(req, err, value, frame) {
  if (depth !== 0) {
    const prior = AsyncContextFrame.current();
    try {
      callRequest(req, err, value, frame);
    } finally {
      AsyncContextFrame.exchange(prior);
    }
    return;
  }
  depth = 1;
  try {
    try {
      callRequest(req, err, value, frame);
    } catch (thrown) {
      triggerUncaughtException(thrown, false);
      return;
    }
    drain();
  } finally {
    leave();
  }
}

function enterTimers(now) {
  if (depth !== 0) return processTimers(now);
  depth = 1;
  try {
    for (;;) {
      try {
        processTimers(now);
        break;
      } catch (err) {
        triggerUncaughtException(err, false);
      }
    }
    drain();
  } finally {
    leave();
  }
  // Asked after the drain: a tick may have started a timer that is due sooner.
  const { nextExpiry } = timersState;
  if (nextExpiry === Infinity) return 0;
  return timeoutInfo[0] > 0 ? nextExpiry : -nextExpiry;
}

function enterImmediates() {
  if (depth !== 0) return;
  depth = 1;
  try {
    // Ticks of a completion that threw run before the immediates of its turn.
    if (tickInfo[kHasTickScheduled] !== 0) drain();
    do {
      let threw = true;
      try {
        processImmediate();
        threw = false;
      } catch (err) {
        triggerUncaughtException(err, false);
      }
      if (!threw) drain();
    } while (immediateInfo[kHasOutstanding] !== 0);
    if (immediateInfo[kRefCount] === 0) toggleImmediateRef(false);
  } finally {
    leave();
  }
}

function emitBeforeExit() {
  process.emit('beforeExit', process.exitCode ?? 0);
}

function beforeExit() {
  enter(emitBeforeExit);
}

function emitExit(code) {
  process.emit('exit', code);
}

const kUnsettledTopLevelAwait = 13;

// The code is 13 when the program still waits for a top-level await that
// nothing can settle any more.
function exit() {
  const { unsettledTopLevelAwait, reportUnsettled } = require('internal/process/unsettled');
  const unsettled = process.exitCode === undefined && unsettledTopLevelAwait();
  if (unsettled) process.exitCode = kUnsettledTopLevelAwait;
  process._exiting = true;
  enter(emitExit, undefined, process.exitCode ?? 0);
  if (unsettled && process.exitCode === kUnsettledTopLevelAwait) reportUnsettled();
  return process.exitCode ?? 0;
}

module.exports = {
  enter,
  enterMain,
  complete,
  enterTimers,
  enterImmediates,
  beforeExit,
  exit,
};
