'use strict';

// Arguments, in the words that http2 has for them.

const { ArrayIsArray } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

// Not given will do.
function assertIsObject(value, name, types = 'Object') {
  if (value !== undefined && (value === null || typeof value !== 'object' || ArrayIsArray(value))) {
    throw new ERR_INVALID_ARG_TYPE(name, types, value);
  }
}

function assertIsArray(value, name) {
  if (value !== undefined && !ArrayIsArray(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Array', value);
}

module.exports = { assertIsArray, assertIsObject };
