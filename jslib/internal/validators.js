'use strict';

// Checks of arguments. Each throws Node's error for what it does not accept.
// The frames of this file are left out of stacks (internal/errors/stack).

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  NumberIsFinite,
  NumberIsInteger,
  NumberParseInt,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  String,
  StringPrototypeIncludes,
  StringPrototypeToUpperCase,
  StringPrototypeTrim,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_OUT_OF_RANGE,
    ERR_SOCKET_BAD_PORT,
    ERR_UNKNOWN_SIGNAL,
  },
  hideStackFrames,
} = require('internal/errors');
const { normalizeEncoding } = require('internal/util');
const { isArrayBufferView, isAsyncFunction, isRegExp } = require('internal/util/types');

const MAX_SAFE = 9007199254740991;

function isInt32(value) {
  return value === (value | 0);
}

function isUint32(value) {
  return value === (value >>> 0);
}

const octal = /^[0-7]+$/;

// A file mode: an unsigned integer or an octal string; def when there is none.
function parseFileMode(value, name, def) {
  value ??= def;
  if (typeof value === 'string') {
    if (RegExpPrototypeExec(octal, value) === null) {
      throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    value = NumberParseInt(value, 8);
  }
  validateUint32(value, name);
  return value + 0; // -0 becomes 0
}

function checkInteger(value, name, min, max) {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  if (!NumberIsInteger(value)) throw new ERR_OUT_OF_RANGE(name, 'an integer', value);
  throw new ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, value);
}

function validateInteger(value, name, min = -MAX_SAFE, max = MAX_SAFE) {
  if (!NumberIsInteger(value) || value < min || value > max) checkInteger(value, name, min, max);
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (!NumberIsInteger(value) || value < min || value > max) checkInteger(value, name, min, max);
}

function validateUint32(value, name, positive = false) {
  const min = positive ? 1 : 0;
  if (!NumberIsInteger(value) || value < min || value > 4294967295) checkInteger(value, name, min, 4294967295);
}

function validateString(value, name) {
  if (typeof value !== 'string') throw new ERR_INVALID_ARG_TYPE(name, 'string', value);
}

function validateStringWithoutNullBytes(value, name) {
  validateString(value, name);
  if (StringPrototypeIncludes(value, '\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function validateNumber(value, name, min = undefined, max) {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  if (min == null && max == null) return;
  if ((min == null || value >= min) && (max == null || value <= max)) return;
  throw new ERR_OUT_OF_RANGE(
    name, `${min == null ? '' : `>= ${min}`}${min != null && max != null ? ' && ' : ''}${max == null ? '' : `<= ${max}`}`, value);
}

function validateOneOf(value, name, oneOf) {
  if (ArrayPrototypeIncludes(oneOf, value)) return;
  const allowed = ArrayPrototypeMap(oneOf, (v) => (typeof v === 'string' ? `'${v}'` : String(v)));
  throw new ERR_INVALID_ARG_VALUE(name, value, `must be one of: ${ArrayPrototypeJoin(allowed, ', ')}`);
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw new ERR_INVALID_ARG_TYPE(name, 'boolean', value);
}

const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowObjects | kValidateObjectAllowNullable;

function validateObject(value, name, allow = kValidateObjectNone) {
  if (value === null) {
    if (allow & kValidateObjectAllowNullable) return;
  } else if (typeof value === 'object') {
    if ((allow & kValidateObjectAllowArray) || !ArrayIsArray(value)) return;
  } else if (typeof value === 'function' && (allow & kValidateObjectAllowFunction)) {
    return;
  }
  throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
}

// A dictionary of Web IDL: undefined, null or any object.
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(name, 'a dictionary', value);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!ArrayIsArray(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Array', value);
  if (value.length < minLength) {
    throw new ERR_INVALID_ARG_VALUE(name, value, `must have a length of at least ${minLength}`);
  }
}

function validateArrayOf(value, name, type) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== type) throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, type, value[i]);
  }
}

function validateStringArray(value, name) {
  validateArrayOf(value, name, 'string');
}

function validateBooleanArray(value, name) {
  validateArrayOf(value, name, 'boolean');
}

function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw new ERR_INVALID_ARG_TYPE(name, 'AbortSignal', signal);
  }
}

function validateAbortSignalArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (value[i] == null) throw new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, 'AbortSignal', value[i]);
    validateAbortSignal(value[i], `${name}[${i}]`);
  }
}

function validateSignalName(signal, name = 'signal') {
  validateString(signal, name);
  const { signals } = internalBinding('constants').os;
  if (signals[signal] !== undefined) return;
  if (signals[StringPrototypeToUpperCase(signal)] !== undefined) {
    throw new ERR_UNKNOWN_SIGNAL(`${signal} (signals must use all capital letters)`);
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

function validateBuffer(buffer, name = 'buffer') {
  if (!isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], buffer);
  }
}

function validateEncoding(data, encoding) {
  if (normalizeEncoding(encoding) === 'hex' && data.length % 2 !== 0) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, `is invalid for data of length ${data.length}`);
  }
}

// validatePort accepts numbers and numeric strings, and returns the number.
function validatePort(port, name = 'Port', allowZero = true) {
  const isPort = typeof port === 'number' || (typeof port === 'string' && StringPrototypeTrim(port).length > 0);
  if (!isPort || +port !== (+port >>> 0) || port > 0xFFFF || (+port === 0 && !allowZero)) {
    throw new ERR_SOCKET_BAD_PORT(name, port, allowZero);
  }
  return port | 0;
}

function validateFunction(value, name) {
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(name, 'Function', value);
}

function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || isAsyncFunction(value)) throw new ERR_INVALID_ARG_TYPE(name, 'Function', value);
}

function validateUndefined(value, name) {
  if (value !== undefined) throw new ERR_INVALID_ARG_TYPE(name, 'undefined', value);
}

function validateUnion(value, name, union) {
  if (!ArrayPrototypeIncludes(union, value)) {
    throw new ERR_INVALID_ARG_TYPE(name, `('${ArrayPrototypeJoin(union, '|')}')`, value);
  }
}

// <uri> and parameters, as RFC 8288 has them; one pass without backtracking
// over the text, since programs hand in what they got from elsewhere.
const linkValue = /^(?:<[^>\r\n]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;
const linkReason = 'must be an array or string of format "</styles.css>; rel=preload; as=style"';

function validateLinkHeaderFormat(value, name) {
  if (value === undefined || RegExpPrototypeExec(linkValue, value) === null) {
    throw new ERR_INVALID_ARG_VALUE(name, value, linkReason);
  }
}

function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    validateLinkHeaderFormat(hints, 'hints');
    return hints;
  }
  if (!ArrayIsArray(hints)) throw new ERR_INVALID_ARG_VALUE('hints', hints, linkReason);
  for (let i = 0; i < hints.length; i++) validateLinkHeaderFormat(hints[i], 'hints');
  return ArrayPrototypeJoin(hints, ', ');
}

function validateThisInternalField(object, key, className) {
  if (typeof object !== 'object' || object === null || !ObjectPrototypeHasOwnProperty(object, key)) {
    throw new ERR_INVALID_THIS(className);
  }
}

function validateIgnoreOptionElement(value, name) {
  if (typeof value === 'string') {
    if (value.length === 0) throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a non-empty string');
  } else if (!isRegExp(value) && typeof value !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'RegExp', 'Function'], value);
  }
}

// The `ignore` of fs.watch: one matcher or an array of them.
function validateIgnoreOption(value, name) {
  if (value == null) return;
  if (!ArrayIsArray(value)) {
    validateIgnoreOptionElement(value, name);
    return;
  }
  for (let i = 0; i < value.length; i++) validateIgnoreOptionElement(value[i], `${name}[${i}]`);
}

// False for undefined and NaN, true for finite numbers; throws for the rest.
function validateFiniteNumber(number, name) {
  if (number === undefined) return false;
  if (NumberIsFinite(number)) return true;
  validateNumber(number, name);
  if (number !== number) return false;
  throw new ERR_OUT_OF_RANGE(name, 'a finite number', number);
}

function checkRangesOrGetDefault(number, name, lower, upper, def) {
  if (!validateFiniteNumber(number, name)) return def;
  if (number < lower || number > upper) throw new ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, number);
  return number;
}

module.exports = {
  checkRangesOrGetDefault,
  isInt32,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  kValidateObjectNone,
  parseFileMode,
  validateAbortSignal: hideStackFrames(validateAbortSignal),
  validateAbortSignalArray: hideStackFrames(validateAbortSignalArray),
  validateArray: hideStackFrames(validateArray),
  validateBoolean: hideStackFrames(validateBoolean),
  validateBooleanArray: hideStackFrames(validateBooleanArray),
  validateBuffer: hideStackFrames(validateBuffer),
  validateDictionary: hideStackFrames(validateDictionary),
  validateEncoding: hideStackFrames(validateEncoding),
  validateFiniteNumber: hideStackFrames(validateFiniteNumber),
  validateFunction: hideStackFrames(validateFunction),
  validateIgnoreOption: hideStackFrames(validateIgnoreOption),
  validateInt32: hideStackFrames(validateInt32),
  validateInteger: hideStackFrames(validateInteger),
  validateLinkHeaderValue: hideStackFrames(validateLinkHeaderValue),
  validateNumber: hideStackFrames(validateNumber),
  validateObject: hideStackFrames(validateObject),
  validateOneOf: hideStackFrames(validateOneOf),
  validatePlainFunction: hideStackFrames(validatePlainFunction),
  validatePort: hideStackFrames(validatePort),
  validateSignalName: hideStackFrames(validateSignalName),
  validateString: hideStackFrames(validateString),
  validateStringArray: hideStackFrames(validateStringArray),
  validateStringWithoutNullBytes: hideStackFrames(validateStringWithoutNullBytes),
  validateThisInternalField: hideStackFrames(validateThisInternalField),
  validateUint32: hideStackFrames(validateUint32),
  validateUndefined: hideStackFrames(validateUndefined),
  validateUnion: hideStackFrames(validateUnion),
};
