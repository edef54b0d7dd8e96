'use strict';

// Random bytes, numbers and UUIDs, drawn from the host.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteOffset,
  MathMin,
  NumberIsSafeInteger,
  StringPrototypeSlice,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} = primordials;

const { randomFill: fill } = internalBinding('crypto');
const { Buffer, kMaxLength } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isDataView } = require('internal/util/types');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');

const kMaxInt32 = 2 ** 31 - 1;
const kMaxPossibleLength = MathMin(kMaxLength, kMaxInt32);

function assertSize(size, elementSize, offset, length) {
  validateNumber(size, 'size');
  size *= elementSize;
  if (size < 0 || size > kMaxPossibleLength || size !== size) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${kMaxPossibleLength}`, size);
  }
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return size;
}

function randomBytes(size, callback) {
  size = assertSize(size, 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = Buffer.alloc(size);
  fill(bytes);
  if (callback === undefined) return bytes;
  setImmediateOf(() => callback(null, bytes));
}

// Random bytes take microseconds: an asynchronous form needs no thread, only a
// callback that does not come before the caller has returned.
function setImmediateOf(fn) {
  require('timers').setImmediate(fn);
}

function bytesOf(view, offset, size) {
  if (!isAnyArrayBuffer(view) && !isArrayBufferView(view)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], view);
  }
  const elementSize = view.BYTES_PER_ELEMENT || 1;
  const length = view.byteLength;
  if (offset === undefined) {
    offset = 0;
  } else {
    validateNumber(offset, 'offset');
    offset *= elementSize;
    if (offset < 0 || offset > length || offset !== offset) {
      throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${length}`, offset);
    }
  }
  size = size === undefined ? length - offset : assertSize(size, elementSize, offset, length);
  if (isAnyArrayBuffer(view)) return new Uint8Array(view, offset, size);
  const data = isDataView(view);
  const buffer = data ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view);
  const start = data ? DataViewPrototypeGetByteOffset(view) : TypedArrayPrototypeGetByteOffset(view);
  return new Uint8Array(buffer, start + offset, size);
}

function randomFillSync(buf, offset = 0, size) {
  fill(bytesOf(buf, offset, size));
  return buf;
}

function randomFill(buf, offset, size, callback) {
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  }
  const bytes = bytesOf(buf, offset, size);
  validateFunction(callback, 'callback');
  fill(bytes);
  setImmediateOf(() => callback(null, buf));
}

const kRange = 0xffff_ffff_ffff; // 2^48 - 1, as far as randomInt goes

function randomInt(min, max, callback) {
  const onlyMax = max === undefined || typeof max === 'function';
  if (onlyMax) {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!NumberIsSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!NumberIsSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (!(range <= kRange)) throw new ERR_OUT_OF_RANGE(onlyMax ? 'max' : 'max - min', `<= ${kRange}`, range);
  // Draws above the last whole multiple of the range would favour small numbers.
  const limit = kRange - (kRange % range);
  const bytes = Buffer.alloc(6);
  let x;
  do {
    fill(bytes);
    x = bytes.readUIntBE(0, 6);
  } while (x >= limit);
  const n = (x % range) + min;
  if (callback === undefined) return n;
  process.nextTick(callback, undefined, n);
}

function randomUUID(options) {
  if (options !== undefined) validateObject(options, 'options');
  if (options?.disableEntropyCache !== undefined) validateBoolean(options.disableEntropyCache, 'options.disableEntropyCache');
  const bytes = Buffer.alloc(16);
  fill(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${StringPrototypeSlice(hex, 0, 8)}-${StringPrototypeSlice(hex, 8, 12)}-${StringPrototypeSlice(hex, 12, 16)}-${StringPrototypeSlice(hex, 16, 20)}-${StringPrototypeSlice(hex, 20)}`;
}

const integerArrays = {
  '__proto__': null, 'Int8Array': true, 'Uint8Array': true, 'Uint8ClampedArray': true, 'Int16Array': true,
  'Uint16Array': true, 'Int32Array': true, 'Uint32Array': true, 'BigInt64Array': true, 'BigUint64Array': true,
};

// https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
function getRandomValues(array) {
  const tag = isArrayBufferView(array) && !isDataView(array) ? TypedArrayPrototypeGetSymbolToStringTag(array) : undefined;
  if (tag === undefined || !integerArrays[tag]) {
    throw lazyDOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  const length = TypedArrayPrototypeGetByteLength(array);
  if (length > 65536) {
    throw lazyDOMException(
      `The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
  }
  fill(new Uint8Array(TypedArrayPrototypeGetBuffer(array), TypedArrayPrototypeGetByteOffset(array), length));
  return array;
}

module.exports = { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID };
