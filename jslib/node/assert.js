'use strict';

// node:assert. The methods are those of Assert.prototype; they also work when
// taken off their object, where `this` is undefined and options are the usual.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  Error,
  NumberIsNaN,
  ObjectAssign,
  ObjectDefineProperty,
  ObjectIs,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  Symbol,
} = primordials;

const { codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');
const { deprecate, setOwnProperty } = require('internal/util');
const { isDeepEqual, isDeepStrictEqual, isPartialStrictEqual } = require('internal/util/comparisons');
const { inspect } = require('internal/util/inspect');
const { isRegExp } = require('internal/util/types');
const { validateOneOf } = require('internal/validators');
const AssertionError = require('internal/assert/assertion_error');
const CallTracker = require('internal/assert/calltracker');
const { expectError, expectNoError, fail: innerFail, getRejected, getThrown } = require('internal/assert/exceptions');
const { innerOk } = require('internal/assert/ok');

const kOptions = Symbol('options');

const assert = module.exports = ok;

function ok(...args) {
  innerOk(ok, args.length, args[0], args[1]);
}

function strict(...args) {
  innerOk(strict, args.length, args[0], args[1]);
}

function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = ObjectAssign({ __proto__: null, strict: true, skipPrototype: false }, options);
  if (options.diff !== undefined) validateOneOf(options.diff, 'options.diff', ['simple', 'full']);

  this.AssertionError = AssertionError;
  ObjectDefineProperty(this, kOptions, {
    __proto__: null, value: options, enumerable: false, configurable: false, writable: false,
  });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

// One of the comparing methods. holds(actual, expected, options) is what is asserted.
function comparing(name, operator, holds) {
  const method = {
    [name](actual, expected, message) {
      if (arguments.length < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
      const options = this?.[kOptions];
      if (holds(actual, expected, options)) return;
      innerFail({ actual, expected, message, operator, stackStartFn: method, diff: options?.diff });
    },
  }[name];
  Assert.prototype[name] = method;
}

let warned = false;

Assert.prototype.fail = function fail(actual, expected, message, operator, stackStartFn) {
  const count = arguments.length;
  let generated = false;
  if (actual == null && count <= 1) {
    generated = true;
    message = 'Failed';
  } else if (count === 1) {
    message = actual;
    actual = undefined;
  } else {
    if (!warned) {
      warned = true;
      process.emitWarning(
        'assert.fail() with more than one argument is deprecated. ' +
          'Please use assert.strictEqual() instead or only pass a message.',
        'DeprecationWarning',
        'DEP0094',
      );
    }
    if (count === 2) operator = '!=';
  }
  if (message instanceof Error) throw message;
  const error = new AssertionError({
    actual,
    expected,
    operator: operator === undefined ? 'fail' : operator,
    stackStartFn: stackStartFn || fail,
    message,
    diff: this?.[kOptions]?.diff,
  });
  if (generated) error.generatedMessage = true;
  throw error;
};

Assert.prototype.ok = function ok(...args) {
  innerOk(ok, args.length, args[0], args[1]);
};

/* eslint-disable eqeqeq */
comparing('equal', '==', (a, b) => a == b || (NumberIsNaN(a) && NumberIsNaN(b)));
comparing('notEqual', '!=', (a, b) => a != b && !(NumberIsNaN(a) && NumberIsNaN(b)));
/* eslint-enable eqeqeq */
comparing('deepEqual', 'deepEqual', (a, b) => isDeepEqual(a, b));
comparing('notDeepEqual', 'notDeepEqual', (a, b) => !isDeepEqual(a, b));
comparing('deepStrictEqual', 'deepStrictEqual', (a, b, options) => isDeepStrictEqual(a, b, options?.skipPrototype));
comparing('notDeepStrictEqual', 'notDeepStrictEqual',
  (a, b, options) => !isDeepStrictEqual(a, b, options?.skipPrototype));
comparing('strictEqual', 'strictEqual', (a, b) => ObjectIs(a, b));
comparing('notStrictEqual', 'notStrictEqual', (a, b) => !ObjectIs(a, b));
comparing('partialDeepStrictEqual', 'partialDeepStrictEqual', (a, b) => isPartialStrictEqual(a, b));

Assert.prototype.throws = function throws(promiseFn, ...args) {
  expectError(throws, 'exception', getThrown(promiseFn), args);
};

Assert.prototype.rejects = async function rejects(promiseFn, ...args) {
  expectError(rejects, 'rejection', await getRejected(promiseFn), args);
};

Assert.prototype.doesNotThrow = function doesNotThrow(fn, ...args) {
  expectNoError(doesNotThrow, 'exception', getThrown(fn), args);
};

Assert.prototype.doesNotReject = async function doesNotReject(fn, ...args) {
  expectNoError(doesNotReject, 'rejection', await getRejected(fn), args);
};

Assert.prototype.ifError = function ifError(err) {
  if (err === null || err === undefined) return;
  let message = 'ifError got unwanted exception: ';
  if (typeof err === 'object' && typeof err.message === 'string') {
    message += err.message.length === 0 && err.constructor ? err.constructor.name : err.message;
  } else {
    message += inspect(err);
  }
  const error = new AssertionError({
    actual: err, expected: null, operator: 'ifError', message, stackStartFn: ifError, diff: this?.[kOptions]?.diff,
  });
  if (typeof err.stack === 'string') error.stack = joinStacks(error.stack, err.stack);
  throw error;
};

// Where ifError was called, up to the first frame that the original error has
// too, and then where that came from.
function joinStacks(stack, original) {
  const start = StringPrototypeIndexOf(original, '\n    at');
  if (start === -1) return stack;
  const originalLines = StringPrototypeSplit(StringPrototypeSlice(original, start + 1), '\n');
  let lines = StringPrototypeSplit(stack, '\n');
  for (let i = 0; i < originalLines.length; i++) {
    const position = ArrayPrototypeIndexOf(lines, originalLines[i]);
    if (position !== -1) {
      lines = ArrayPrototypeSlice(lines, 0, position);
      break;
    }
  }
  return `${ArrayPrototypeJoin(lines, '\n')}\n${ArrayPrototypeJoin(originalLines, '\n')}`;
}

function checkMatch(string, regexp, message, fn, wanted) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  const isString = typeof string === 'string';
  if (isString && (RegExpPrototypeExec(regexp, string) !== null) === wanted) return;
  if (message instanceof Error) throw message;

  const generated = !message;
  if (generated) {
    message = isString ?
      `The input ${wanted ? 'did not match' : 'was expected to not match'} the regular expression ` +
        `${inspect(regexp)}. Input:\n\n${inspect(string)}\n` :
      `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`;
  }
  const error = new AssertionError({ actual: string, expected: regexp, message, operator: fn.name, stackStartFn: fn });
  error.generatedMessage = generated;
  throw error;
}

Assert.prototype.match = function match(string, regexp, message) {
  checkMatch(string, regexp, message, match, true);
};

Assert.prototype.doesNotMatch = function doesNotMatch(string, regexp, message) {
  checkMatch(string, regexp, message, doesNotMatch, false);
};

assert.AssertionError = AssertionError;
assert.CallTracker = deprecate(CallTracker, 'assert.CallTracker is deprecated.', 'DEP0173');
assert.ok = assert;
for (const name of [
  'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual', 'strictEqual',
  'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects', 'doesNotThrow',
  'doesNotReject', 'ifError',
]) {
  setOwnProperty(assert, name, Assert.prototype[name]);
}

assert.strict = ObjectAssign(strict, assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.Assert = Assert;
assert.strict.strict = assert.strict;
assert.Assert = Assert;
