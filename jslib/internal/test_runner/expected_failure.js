'use strict';

// The option expectFailure: a test that has to fail, and how.

const { ArrayPrototypeEvery, ObjectKeys } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kTestCodeFailure, testFailure } = require('internal/test_runner/failure');
const { isRegExp } = require('internal/util/types');

function expectation(label, match) {
  return { __proto__: null, label, match };
}

// false, or { label, match }: either may be missing.
function parseExpectFailure(option) {
  if (option === undefined || option === false) return false;
  if (typeof option === 'string') return expectation(option, undefined);
  if (typeof option === 'function' || isRegExp(option)) return expectation(undefined, option);
  if (typeof option !== 'object') return expectation(undefined, undefined);
  const keys = ObjectKeys(option);
  if (keys.length === 0) {
    throw new ERR_INVALID_ARG_VALUE('options.expectFailure', option, 'must not be an empty object');
  }
  const isExpectation = ArrayPrototypeEvery(keys, (key) => key === 'match' || key === 'label');
  return isExpectation ? expectation(option.label, option.match) : expectation(undefined, option);
}

// The error that says that a failure was not the expected one, or undefined.
function mismatch(err, { match }) {
  if (match === undefined) return undefined;
  const wrapped = err?.code === 'ERR_TEST_FAILURE' && err.failureType === kTestCodeFailure && err.cause;
  try {
    require('assert').throws(() => { throw wrapped || err; }, match);
  } catch (cause) {
    const failure = testFailure('The test failed, but the error did not match the expected validation', kTestCodeFailure);
    failure.cause = cause;
    return failure;
  }
  return undefined;
}

module.exports = { mismatch, parseExpectFailure };
