'use strict';

// What wjs does not have yet, in modules whose other parts programs load: it is
// there by name, so that it can be imported, and says so when it is used.

const { ObjectDefineProperty } = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');

function fail(name) {
  const err = new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(name);
  err.message = `${name} is not supported by this version of wjs`;
  captureStackTrace(err, fail);
  throw err;
}

// Functions, which may be called with or without new, for each of the names.
function unavailable(target, prefix, names) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const fn = function() { fail(`${prefix}.${name}`); };
    ObjectDefineProperty(fn, 'name', { __proto__: null, value: name, configurable: true });
    target[name] = fn;
  }
  return target;
}

module.exports = { fail, unavailable };
