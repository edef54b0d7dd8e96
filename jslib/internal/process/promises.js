'use strict';

// Promises that were rejected with nobody listening.
//
// The engine says at once when a promise is rejected without a handler, and
// when one gets a handler later. Only when the ticks and microtasks have run
// out (processPromiseRejections) is a promise that still has none worth a word:
// that is when 'unhandledRejection' is emitted, or the error thrown.
//
// Binding ops (task_queue):
//   setPromiseRejectCallback(fn)   fn(type, promise, reason), called as it happens
//   promiseRejectEvents            { kPromiseRejectWithNoHandler, kPromiseHandlerAddedAfterReject,
//                                    kPromiseRejectAfterResolved, kPromiseResolveAfterResolved }
//   hearMultipleResolves()         from here on, the last two are told too

const {
  Error,
  ObjectPrototypeHasOwnProperty,
  SafeMap,
  SafeWeakMap,
} = primordials;

const {
  tickInfo,
  hearMultipleResolves,
  promiseRejectEvents: {
    kPromiseRejectWithNoHandler, kPromiseHandlerAddedAfterReject, kPromiseRejectAfterResolved, kPromiseResolveAfterResolved,
  },
  setPromiseRejectCallback,
} = internalBinding('task_queue');

const AsyncContextFrame = require('internal/async_context_frame');
const FixedQueue = require('internal/fixed_queue');
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { noSideEffectsToString } = require('internal/process/no_side_effects');

const kHasRejectionToWarn = 1; // field of tickInfo

// promise → { reason, uid, warned, frame }
let pending = new SafeMap();
const announced = new SafeWeakMap();
const handledLate = new FixedQueue();
let lastId = 0;
let mode;

// These errors are about a promise, not about a place in the library.
function withoutStack(make) {
  if (!isErrorStackTraceLimitWritable()) return make();
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

class UnhandledPromiseRejection extends Error {
  code = 'ERR_UNHANDLED_REJECTION';
  name = 'UnhandledPromiseRejection';
  constructor(reason) {
    super('This error originated either by throwing inside of an async function without a catch block, ' +
      'or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason ' +
      `"${noSideEffectsToString(reason)}".`);
  }
}

class UnhandledPromiseRejectionWarning extends Error {
  name = 'UnhandledPromiseRejectionWarning';
  constructor(id) {
    super('Unhandled promise rejection. This error originated either by throwing inside of an async function ' +
      'without a catch block, or by rejecting a promise which was not handled with .catch(). ' +
      'To terminate the node process on unhandled promise rejection, use the CLI flag ' +
      '`--unhandled-rejections=strict` (see https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). ' +
      `(rejection id: ${id})`);
  }
}

class PromiseRejectionHandledWarning extends Error {
  name = 'PromiseRejectionHandledWarning';
  constructor(id) {
    super(`Promise rejection was handled asynchronously (rejection id: ${id})`);
    this.id = id;
  }
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && ObjectPrototypeHasOwnProperty(value, 'stack');
}

function asError(reason) {
  return isErrorLike(reason) ? reason : withoutStack(() => new UnhandledPromiseRejection(reason));
}

// The engine runs the body of an ES module as an async function and forgets its
// promise: when the body throws, that promise is rejected, then the module's own
// with the same reason, and then the loader takes up the latter. These three
// reports follow each other at once, and the first is of no promise that anyone
// could handle.
let latest;
let latestReason;
let beforeLatest;

function onPromiseReject(type, promise, reason) {
  if (type === kPromiseRejectWithNoHandler) {
    beforeLatest = latest !== undefined && latestReason === reason ? latest : undefined;
    latest = promise;
    latestReason = reason;
    pending.set(promise, { reason, uid: ++lastId, warned: false, frame: AsyncContextFrame.current(), domain: process.domain });
    tickInfo[kHasRejectionToWarn] = 1;
  } else if (type === kPromiseHandlerAddedAfterReject) {
    if (beforeLatest !== undefined && promise === latest) pending.delete(beforeLatest);
    latest = latestReason = beforeLatest = undefined;
    if (pending.delete(promise)) return;
    const info = announced.get(promise);
    if (info === undefined) return;
    announced.delete(promise);
    if (!info.warned) return;
    handledLate.push({ promise, warning: new PromiseRejectionHandledWarning(info.uid) });
    tickInfo[kHasRejectionToWarn] = 1;
  } else if (type === kPromiseRejectAfterResolved) {
    emitMultipleResolves('reject', promise, reason);
  } else if (type === kPromiseResolveAfterResolved) {
    emitMultipleResolves('resolve', promise, reason);
  }
}

let warnedOfMultiple = false;

function emitMultipleResolves(type, promise, value) {
  if (process.listenerCount('multipleResolves') === 0) return;
  if (!warnedOfMultiple) {
    warnedOfMultiple = true;
    process.emitWarning('The multipleResolves event has been deprecated.', 'DeprecationWarning', 'DEP0160');
  }
  process.emit('multipleResolves', type, promise, value);
}

function emitUnhandled(promise, info) {
  return process.emit('unhandledRejection', info.reason, promise);
}

// What was rejected inside of a domain is the domain's error.
function throwIt({ reason, domain }) {
  if (typeof domain === 'object' && domain !== null) {
    domain.emit('error', reason);
    return;
  }
  require('internal/process/uncaught').triggerUncaughtException(asError(reason), true);
}

function warn(info) {
  const { reason } = info;
  const { name } = UnhandledPromiseRejectionWarning;
  const warning = withoutStack(() => new UnhandledPromiseRejectionWarning(info.uid));
  try {
    if (isErrorLike(reason)) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, name);
    } else {
      process.emitWarning(noSideEffectsToString(reason), name);
    }
  } catch {
    // A stack that is no string, or a getter that throws.
    process.emitWarning(noSideEffectsToString(reason), name);
  }
  process.emitWarning(warning);
}

// What --unhandled-rejections may say.
const modes = {
  __proto__: null,
  'none'(promise, info) {
    emitUnhandled(promise, info);
  },
  'warn'(promise, info) {
    emitUnhandled(promise, info);
    warn(info);
  },
  'strict'(promise, info) {
    throwIt(info);
    if (!emitUnhandled(promise, info)) warn(info);
  },
  'throw'(promise, info) {
    if (!emitUnhandled(promise, info)) throwIt(info);
  },
  'warn-with-error-code'(promise, info) {
    if (emitUnhandled(promise, info)) return;
    warn(info);
    process.exitCode = 1;
  },
};

// True when listeners have run, so that ticks and microtasks may be waiting.
function processPromiseRejections() {
  latest = latestReason = beforeLatest = undefined;
  let ranListeners = false;
  let late;
  while ((late = handledLate.shift()) !== null) {
    ranListeners = true;
    if (!process.emit('rejectionHandled', late.promise)) process.emitWarning(late.warning);
  }
  if (pending.size !== 0) {
    mode ??= modes[require('internal/options').getOptionValue('--unhandled-rejections')] ?? modes.throw;
    const batch = pending;
    pending = new SafeMap();
    for (const { 0: promise, 1: info } of batch) {
      announced.set(promise, info);
      info.warned = true;
      const prior = AsyncContextFrame.exchange(info.frame);
      try {
        mode(promise, info);
      } finally {
        AsyncContextFrame.exchange(prior);
      }
      ranListeners = true;
    }
  }
  return ranListeners || pending.size !== 0;
}

module.exports = {
  processPromiseRejections,
  hearMultipleResolves,
  listenForRejections() {
    setPromiseRejectCallback(onPromiseReject);
  },
  // The mode is an option of the process, not of the snapshot.
  refreshUnhandledRejections() {
    mode = undefined;
  },
};
