'use strict';

// util.diff.

const { ArrayIsArray, ArrayPrototypeReverse } = primordials;

const { myersDiff } = require('internal/assert/myers_diff');
const { validateString, validateStringArray } = require('internal/validators');

function validateInput(value, name) {
  if (ArrayIsArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

// [operation, value] pairs: -1 in expected alone, 0 in both, 1 in actual alone.
function diff(actual, expected) {
  if (actual === expected) return [];
  validateInput(actual, 'actual');
  validateInput(expected, 'expected');
  return ArrayPrototypeReverse(myersDiff(actual, expected));
}

module.exports = { diff };
