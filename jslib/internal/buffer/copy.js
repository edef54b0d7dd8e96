'use strict';

// Copying and comparing, and what else works on whole buffers.

const {
  ArrayBufferIsView,
  ArrayPrototypeSlice,
  MathFloor,
  MathMax,
  MathMin,
  MathTrunc,
  NumberIsInteger,
  NumberIsNaN,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
} = primordials;

const { byteLengthOf } = require('internal/util/views');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_BUFFER_SIZE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isUint8Array } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer/fast');
const { validateOffset } = require('internal/buffer/text');

const binding = internalBinding('buffer');

function toInteger(value) {
  if (NumberIsInteger(value)) return value;
  value = +value;
  return value >= NumberMIN_SAFE_INTEGER && value <= NumberMAX_SAFE_INTEGER ? MathFloor(value) : 0;
}

function copy(source, target, targetStart, sourceStart, sourceEnd) {
  if (!ArrayBufferIsView(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (!ArrayBufferIsView(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const sourceLength = byteLengthOf(source);
  targetStart = targetStart === undefined ? 0 : toInteger(targetStart);
  if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  sourceStart = sourceStart === undefined ? 0 : toInteger(sourceStart);
  if (sourceStart < 0 || sourceStart > sourceLength) {
    throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${sourceLength}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? sourceLength : toInteger(sourceEnd);
  if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);

  const room = byteLengthOf(target) - targetStart;
  const count = MathMin(sourceEnd - sourceStart, room, sourceLength - sourceStart);
  if (count <= 0) return 0;
  if (sourceStart === 0 && count === sourceLength && isUint8Array(target) && isUint8Array(source)) {
    TypedArrayPrototypeSet(target, source, targetStart);
  } else {
    binding.copy(source, target, targetStart, sourceStart, count);
  }
  return count;
}

// What slice takes for a bound: anything, counted from the end if negative.
function bound(value, length) {
  value = MathTrunc(+value);
  if (NumberIsNaN(value)) return 0;
  if (value < 0) return MathMax(value + length, 0);
  return MathMin(value, length);
}

function subarray(buf, start, end) {
  const length = TypedArrayPrototypeGetLength(buf);
  start = bound(start, length);
  end = end === undefined ? length : bound(end, length);
  return new FastBuffer(TypedArrayPrototypeGetBuffer(buf), TypedArrayPrototypeGetByteOffset(buf) + start, end > start ? end - start : 0);
}

function swap(buf, width) {
  if (TypedArrayPrototypeGetLength(buf) % width !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${width * 8}-bits`);
  binding.swap(buf, width);
  return buf;
}

const methods = {
  copy(target, targetStart, sourceStart, sourceEnd) {
    return copy(this, target, targetStart, sourceStart, sourceEnd);
  },

  equals(otherBuffer) {
    if (!isUint8Array(otherBuffer)) {
      throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
    }
    if (this === otherBuffer) return true;
    const length = TypedArrayPrototypeGetByteLength(this);
    if (length !== TypedArrayPrototypeGetByteLength(otherBuffer)) return false;
    return length === 0 || binding.compare(this, otherBuffer) === 0;
  },

  compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
    if (!isUint8Array(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
    if (arguments.length === 1) return binding.compare(this, target);
    if (targetStart === undefined) targetStart = 0;
    else validateOffset(targetStart, 'targetStart');
    if (targetEnd === undefined) targetEnd = target.length;
    else validateOffset(targetEnd, 'targetEnd', 0, target.length);
    if (sourceStart === undefined) sourceStart = 0;
    else validateOffset(sourceStart, 'sourceStart');
    if (sourceEnd === undefined) sourceEnd = this.length;
    else validateOffset(sourceEnd, 'sourceEnd', 0, this.length);
    if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
    if (targetStart >= targetEnd) return 1;
    return binding.compareOffset(this, target, targetStart, sourceStart, targetEnd, sourceEnd);
  },

  toJSON() {
    const length = TypedArrayPrototypeGetLength(this);
    // From the iterator-free copy: plain assignment to a fresh array would run
    // setters that a program put on Array.prototype.
    return { type: 'Buffer', data: length > 0 ? ArrayPrototypeSlice(this, 0, length) : [] };
  },

  subarray(start, end) {
    return subarray(this, start, end);
  },
  slice(start, end) {
    return subarray(this, start, end);
  },

  swap16() {
    return swap(this, 2);
  },
  swap32() {
    return swap(this, 4);
  },
  swap64() {
    return swap(this, 8);
  },
};

module.exports = { copy, methods };
