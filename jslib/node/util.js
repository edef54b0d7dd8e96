'use strict';

// node:util.

const {
  ArrayIsArray,
  ArrayPrototypePop,
  Error,
  FunctionPrototypeBind,
  NumberIsSafeInteger,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptors,
  ObjectKeys,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  ReflectApply,
  ReflectConstruct,
  ReflectOwnKeys,
  StringPrototypeToWellFormed,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const {
  codes: { ERR_FALSY_VALUE_REJECTION, ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE },
  ErrnoException,
  ExceptionWithHostPort,
  isErrorStackTraceLimitWritable,
} = require('internal/errors');
const internalUtil = require('internal/util');
const { getCallSites } = require('internal/util/call_sites');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { debuglog } = require('internal/util/debuglog');
const { format, formatWithOptions, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const { parseEnv } = require('internal/util/parse_env');
const { styleText } = require('internal/util/style_text');
const types = require('internal/util/types');
const { validateBoolean, validateFunction, validateNumber } = require('internal/validators');

const { defineLazyProperties } = internalUtil;

// Node's old way of classes. The prototype's chain is changed, not replaced, so
// that methods that are there stay.
function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  ObjectDefineProperty(ctor, 'super_', { __proto__: null, value: superCtor, writable: true, configurable: true });
  ObjectSetPrototypeOf(ctor.prototype, superCtor.prototype);
}

function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  const keys = ObjectKeys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

// A callback takes a falsy first argument for success.
function callWithReason(reason, callback) {
  if (!reason) {
    reason = new ERR_FALSY_VALUE_REJECTION(reason);
    captureStackTrace(reason, callWithReason);
  }
  return callback(reason);
}

function callbackify(original) {
  validateFunction(original, 'original');

  // It returns nothing: a promise would suggest that it has to do with what the
  // callback does. The callback runs in a tick of its own, so that what it
  // throws is not taken for a rejection.
  function callbackified(...args) {
    const last = ArrayPrototypePop(args);
    validateFunction(last, 'last argument');
    const callback = FunctionPrototypeBind(last, this);
    const promise = ReflectApply(original, this, args);
    const done = (value) => process.nextTick(callback, null, value);
    const failed = (reason) => process.nextTick(callWithReason, reason, callback);
    if (types.isPromise(promise)) PromisePrototypeThen(promise, done, failed);
    else promise.then(done, failed);
  }

  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  const keys = ReflectOwnKeys(descriptors);
  for (let i = 0; i < keys.length; i++) ObjectSetPrototypeOf(descriptors[keys[i]], null);
  ObjectDefineProperties(callbackified, descriptors);
  return callbackified;
}

function validateSystemError(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !NumberIsSafeInteger(err)) throw new ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

function getSystemErrorName(err) {
  validateSystemError(err);
  return internalUtil.getSystemErrorName(err);
}

function getSystemErrorMessage(err) {
  validateSystemError(err);
  return internalUtil.getSystemErrorMessage(err);
}

// An internal error whose stack begins where the program called `above`.
function makeException(Class, args, above) {
  const writable = isErrorStackTraceLimitWritable();
  const limit = Error.stackTraceLimit;
  if (writable) Error.stackTraceLimit = 0;
  const error = ReflectConstruct(Class, args);
  if (writable) Error.stackTraceLimit = limit;
  captureStackTrace(error, above);
  return error;
}

function _errnoException(...args) {
  return makeException(ErrnoException, args, _errnoException);
}

function _exceptionWithHostPort(...args) {
  return makeException(ExceptionWithHostPort, args, _exceptionWithHostPort);
}

function deprecate(fn, msg, code, { modifyPrototype } = {}) {
  return internalUtil.deprecate(fn, msg, code, undefined, modifyPrototype);
}

function setTraceSigInt(enable) {
  validateBoolean(enable, 'enable');
  // Where the program is when a signal comes, its isolate cannot tell.
  if (enable) throw new ERR_METHOD_NOT_IMPLEMENTED('util.setTraceSigInt()');
}

module.exports = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: internalUtil.deprecate(
    _extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode: internalUtil.convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap: internalUtil.getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: internalUtil.deprecate(
    ArrayIsArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual(a, b, skipPrototype) {
    return isDeepStrictEqual(a, b, skipPrototype);
  },
  promisify: internalUtil.promisify,
  stripVTControlCharacters,
  toUSVString(input) {
    return StringPrototypeToWellFormed(`${input}`);
  },
  get transferableAbortSignal() {
    return require('internal/abort_controller').transferableAbortSignal;
  },
  get transferableAbortController() {
    return require('internal/abort_controller').transferableAbortController;
  },
  get aborted() {
    return require('internal/abort_controller').aborted;
  },
  types,
  parseEnv,
};

defineLazyProperties(module.exports, 'internal/util/parse_args/parse_args', ['parseArgs']);
defineLazyProperties(module.exports, 'internal/encoding', ['TextDecoder', 'TextEncoder']);
defineLazyProperties(module.exports, 'internal/mime', ['MIMEType', 'MIMEParams']);
defineLazyProperties(module.exports, 'internal/util/diff', ['diff']);
module.exports.setTraceSigInt = setTraceSigInt;
