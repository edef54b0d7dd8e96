'use strict';

// FastBuffer is what every Buffer is an instance of: `Buffer` itself is a plain
// function that shares its prototype, so that it can be called without `new`.

const { Uint8Array } = primordials;

class FastBuffer extends Uint8Array {
  // A derived constructor without a body would spread its arguments, which
  // the interpreter does slowly.
  constructor(bufferOrLength, byteOffset, length) {
    super(bufferOrLength, byteOffset, length);
  }
}

function createUnsafeBuffer(size) {
  return new FastBuffer(size);
}

module.exports = { FastBuffer, createUnsafeBuffer };
