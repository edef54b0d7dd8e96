'use strict';

// assert.throws and its relatives: whether an error is the one that was expected.

const {
  ArrayPrototypePush,
  Error,
  FunctionPrototypeCall,
  ObjectKeys,
  ObjectPrototypeIsPrototypeOf,
  RegExpPrototypeExec,
  String,
} = primordials;

const {
  codes: { ERR_AMBIGUOUS_ARGUMENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { isError } = require('internal/util');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { inspect } = require('internal/util/inspect');
const { isPromise, isRegExp } = require('internal/util/types');
const { validateFunction } = require('internal/validators');
const AssertionError = require('internal/assert/assertion_error');

// What the functions below give for "nothing was thrown".
const NOTHING = { __proto__: null };

const isObject = (value) => typeof value === 'object' && value !== null;

function fail(options) {
  if (options.message instanceof Error) throw options.message;
  throw new AssertionError(options);
}

function getThrown(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return NOTHING;
}

// Promises, and objects that behave like them; a thenable without catch() does not.
function isPromiseLike(value) {
  return isPromise(value) ||
    (isObject(value) && typeof value.then === 'function' && typeof value.catch === 'function');
}

async function getRejected(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn(); // What it throws at once is no rejection of its promise.
    if (!isPromiseLike(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isPromiseLike(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return NOTHING;
}

// Stands for an object in the diff: only the keys asked for, and the actual text
// where the expected pattern matches it.
class Comparison {
  constructor(object, keys, actual) {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key in object) this[key] = actual !== undefined && matchesKey(actual, object, key) ? actual[key] : object[key];
    }
  }
}

function matchesKey(actual, expected, key) {
  return typeof actual[key] === 'string' && isRegExp(expected[key]) &&
    RegExpPrototypeExec(expected[key], actual[key]) !== null;
}

// An object: each of its properties, and of an error also name and message.
function checkAgainstObject(actual, expected, message, fn) {
  const keys = ObjectKeys(expected);
  if (expected instanceof Error) {
    ArrayPrototypePush(keys, 'name');
    ArrayPrototypePush(keys, 'message');
  } else if (keys.length === 0) {
    throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (matchesKey(actual, expected, key)) continue;
    if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
    if (message) fail({ actual, expected, message, operator: fn.name, stackStartFn: fn });
    const error = new AssertionError({
      actual: new Comparison(actual, keys),
      expected: new Comparison(expected, keys, actual),
      operator: 'deepStrictEqual',
      stackStartFn: fn,
    });
    error.actual = actual;
    error.expected = expected;
    error.operator = fn.name;
    throw error;
  }
}

function wrongClassMessage(actual, expected) {
  let text = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${text}"${inspect(actual, { depth: -1 })}"`;
  const name = actual.constructor?.name || actual.name;
  text += expected.name === name ? 'an error with identical name but a different prototype.' : `"${name}"`;
  return actual.message ? `${text}\n\nError message:\n\n${actual.message}` : text;
}

function notTrueMessage(actual, expected, result) {
  const name = expected.name ? `"${expected.name}" ` : '';
  const text = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
  return isError(actual) ? `${text}\n\nCaught error:\n\n${actual}` : text;
}

// Arrow functions have no prototype, which instanceof would complain about.
const isInstance = (value, constructor) => constructor.prototype !== undefined && value instanceof constructor;

// Throws unless `actual` is as `expected` says.
function checkException(actual, expected, message, fn) {
  let generated;
  if (typeof expected === 'function') {
    if (isInstance(actual, expected)) return;
    if (ObjectPrototypeIsPrototypeOf(Error, expected)) {
      generated = () => wrongClassMessage(actual, expected);
    } else {
      const result = FunctionPrototypeCall(expected, {}, actual);
      if (result === true) return;
      generated = () => notTrueMessage(actual, expected, result);
    }
  } else if (isRegExp(expected)) {
    const text = String(actual);
    if (RegExpPrototypeExec(expected, text) !== null) return;
    generated = () => `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
  } else if (isObject(actual)) {
    checkAgainstObject(actual, expected, message, fn);
    return;
  } else {
    const error = new AssertionError({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn });
    error.operator = fn.name;
    throw error;
  }

  const error = new AssertionError({
    actual, expected, message: message || generated(), operator: fn.name, stackStartFn: fn,
  });
  error.generatedMessage = !message;
  throw error;
}

const expectedTypes = ['Object', 'Error', 'Function', 'RegExp'];

// A string in the place of the error is the message, which is easily mistaken.
function checkAmbiguity(actual, message) {
  if (isObject(actual)) {
    if (actual.message === message) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error message "${actual.message}" is identical to the message.`);
    }
  } else if (actual === message) {
    throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
  }
}

// args: [error[, message]] as the program gave them. kind: 'exception' or 'rejection'.
function expectError(fn, kind, actual, args) {
  let error = args.length > 0 ? args[0] : undefined;
  let message = args.length > 1 ? args[1] : undefined;
  if (typeof error === 'string') {
    if (args.length === 2) throw new ERR_INVALID_ARG_TYPE('error', expectedTypes, error);
    checkAmbiguity(actual, error);
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('error', expectedTypes, error);
  }
  if (actual === NOTHING) {
    const name = error?.name ? ` (${error.name})` : '';
    fail({
      actual: undefined,
      expected: error,
      operator: fn.name,
      message: `Missing expected ${kind}${name}${message ? `: ${message}` : '.'}`,
      stackStartFn: fn,
    });
  }
  if (error) checkException(actual, error, message, fn);
}

function isUnwanted(actual, expected) {
  if (typeof expected === 'function') {
    if (isInstance(actual, expected)) return true;
    return !ObjectPrototypeIsPrototypeOf(Error, expected) && FunctionPrototypeCall(expected, {}, actual) === true;
  }
  if (!isRegExp(expected)) throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  return RegExpPrototypeExec(expected, String(actual)) !== null;
}

function expectNoError(fn, kind, actual, args) {
  if (actual === NOTHING) return;
  let error = args.length > 0 ? args[0] : undefined;
  let message = args.length > 1 ? args[1] : undefined;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || isUnwanted(actual, error)) {
    fail({
      actual,
      expected: error,
      operator: fn.name,
      message: `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`,
      stackStartFn: fn,
    });
  }
  throw actual;
}

module.exports = { expectError, expectNoError, fail, getRejected, getThrown };
