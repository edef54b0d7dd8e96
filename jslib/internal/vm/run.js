'use strict';

// One run of a script: within its time, with its errors pointed at, and its
// promises served when its context keeps them apart.
//
// Binding ops (engine):
//   runWithin(ms, fn): what fn returns          throws when the time is up; 0: no limit
//   runInterruptible(ms, fn)                    the same, and SIGINT ends it, too
//   runMicrotasksOf(anchor)                     of that realm alone

const engine = internalBinding('engine');
const { arrowAt, decorate } = require('internal/vm/script');

// withMicrotasks runs the promises of a context that keeps them apart right
// after its code, and so within its time.
function withMicrotasks(fn, context) {
  if (!context?.microtasksAfterEvaluate) return fn;
  return () => {
    try {
      return fn();
    } finally {
      engine.runMicrotasksOf(context.anchor);
    }
  };
}

function runLimited({ timeout = 0, breakOnSigint }, fn) {
  if (breakOnSigint) return engine.runInterruptible(timeout, fn);
  return timeout === 0 ? fn() : engine.runWithin(timeout, fn);
}

// run calls fn, which enters the script. place tells where its source begins:
// { firstLine, columnOffset }.
function run(options, fn, place, context) {
  try {
    return runLimited(options, withMicrotasks(fn, context));
  } catch (err) {
    if (options.displayErrors) decorate(err, arrowAt(err, place));
    throw err;
  }
}

module.exports = { run };
