'use strict';

// reportError, which Node has not and the Web has: what an event loop does with
// an error that nobody caught, for code that calls others' callbacks and wants
// to go on. https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror
//
// The error is thrown in a turn of its own, since what follows may end the
// program, and nothing of the caller's turn may be left half done.

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
const { triggerUncaughtException } = require('internal/process/uncaught');

function reportError(error) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('error');
  require('timers').setImmediate(() => triggerUncaughtException(error, false));
}

module.exports = { reportError };
