'use strict';

// One run of a script: within its time, with its errors pointed at, and its
// promises served when its context keeps them apart.

const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
const { arrowAt, decorate } = require('internal/vm/script');

// run calls fn, which enters the script. place tells where its source begins:
// { firstLine, columnOffset }.
function run({ timeout, displayErrors, breakOnSigint }, fn, place, context) {
  if (timeout !== undefined) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('the option timeout of vm');
  if (breakOnSigint) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('the option breakOnSigint of vm');
  try {
    return fn();
  } catch (err) {
    if (displayErrors) decorate(err, arrowAt(err, place));
    throw err;
  } finally {
    if (context?.microtasksAfterEvaluate) internalBinding('engine').runMicrotasksOf(context.anchor);
  }
}

module.exports = { run };
