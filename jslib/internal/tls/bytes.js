'use strict';

// Bytes of the host as a Buffer.

const { TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteOffset, TypedArrayPrototypeGetLength } = primordials;

const { FastBuffer } = require('internal/buffer');

function asBuffer(bytes) {
  return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes), TypedArrayPrototypeGetLength(bytes));
}

module.exports = { asBuffer };
