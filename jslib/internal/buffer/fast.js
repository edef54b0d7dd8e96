'use strict';

// FastBuffer is what every Buffer is an instance of: `Buffer` itself is a plain
// function that shares its prototype, so that it can be called without `new`.

const {
  RangeError,
  Uint8Array,
} = primordials;

// The engine's array buffers end here; Node words the refusal differently.
const MAX_ALLOCATION = 0x7fffffff;

class FastBuffer extends Uint8Array {
  // A derived constructor without a body would spread its arguments, which
  // the interpreter does slowly.
  constructor(bufferOrLength, byteOffset, length) {
    super(bufferOrLength, byteOffset, length);
  }
}

function createUnsafeBuffer(size) {
  if (size > MAX_ALLOCATION) throw new RangeError('Array buffer allocation failed');
  return new FastBuffer(size);
}

module.exports = { FastBuffer, MAX_ALLOCATION, createUnsafeBuffer };
