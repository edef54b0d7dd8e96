'use strict';

// The assertion of the library itself. It says that the library is wrong, not
// the program: programs have node:assert.

function fail(message) {
  const { codes: { ERR_INTERNAL_ASSERTION } } = require('internal/errors');
  throw new ERR_INTERNAL_ASSERTION(message);
}

function assert(value, message) {
  if (!value) fail(message);
}
assert.fail = fail;

module.exports = assert;
