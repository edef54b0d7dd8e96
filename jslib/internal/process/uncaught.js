'use strict';

// Where an error goes that nobody has caught: to the program's listeners, or
// to standard error and the end of the process.

const {
  FunctionPrototypeCall,
} = primordials;

const {
  afterHooksExist,
  clearAsyncIdStack,
  clearDefaultTriggerAsyncId,
  emitAfter,
  executionAsyncId,
  hasAsyncIdStack,
} = require('internal/async_hooks');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET },
} = require('internal/errors');

const kGenericUserError = 1;
const kInvalidFatalExceptionMonkeyPatching = 6;
const kExceptionInFatalExceptionHandler = 7;

const kAborted = 134; // what a shell says of a process that SIGABRT has ended

let captureFn = null;
let aborts = false;

// --abort-on-uncaught-exception, which v8.setFlagsFromString() may set later.
function setAborts(flag) { aborts = flag; }

function setUncaughtExceptionCaptureCallback(fn) {
  if (fn === null) {
    captureFn = null;
    return;
  }
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (captureFn !== null) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  captureFn = fn;
}

function hasUncaughtExceptionCaptureCallback() {
  return captureFn !== null;
}

function noop() {}

// process._fatalException: true when the program goes on.
function onUncaughtException(err, fromPromise) {
  // A constructor may have set it and then thrown.
  clearDefaultTriggerAsyncId();
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', err, origin);
  if (captureFn !== null) {
    captureFn(err);
  } else if (!process.emit('uncaughtException', err, origin)) {
    try {
      if (!process._exiting) {
        process._exiting = true;
        process.exitCode = kGenericUserError;
        process.emit('exit', kGenericUserError);
      }
    } catch {
      // The first error is the one to report.
    }
    return false;
  }

  // Ticks of the callback that threw still wait. The loop must turn once more
  // for them, even if nothing else is left.
  require('timers').setImmediate(noop);

  // Close the contexts that the error has jumped out of.
  if (afterHooksExist()) {
    while (hasAsyncIdStack()) {
      const id = executionAsyncId();
      if (id === 0) break;
      emitAfter(id);
    }
  }
  clearAsyncIdStack();
  return true;
}

// Returns if the program has dealt with the error, else ends the process.
function triggerUncaughtException(err, fromPromise) {
  const { reportAbort, reportFatal } = require('internal/process/fatal');
  // Listeners are not asked then: a debugger wants to see where it was thrown.
  if (aborts && captureFn === null && !fromPromise) reportAbort(err, kAborted);
  const handler = process._fatalException;
  if (typeof handler !== 'function') {
    reportFatal(err, kInvalidFatalExceptionMonkeyPatching);
  }
  let handled;
  try {
    handled = FunctionPrototypeCall(handler, process, err, fromPromise) !== false;
  } catch (inner) {
    reportFatal(inner, kExceptionInFatalExceptionHandler);
  }
  if (!handled) reportFatal(err, aborts ? kAborted : process.exitCode ?? kGenericUserError, !fromPromise);
}

module.exports = {
  hasUncaughtExceptionCaptureCallback,
  onUncaughtException,
  setAborts,
  setUncaughtExceptionCaptureCallback,
  triggerUncaughtException,
};
