'use strict';

// The bytes of secret keys. A key has them in an array of its own that no
// program ever gets: what comes in and what goes out are copies.

const {
  ArrayBufferPrototypeGetByteLength,
  SharedArrayBufferPrototypeGetByteLength,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} = primordials;

const { timingSafeEqual } = internalBinding('crypto');
const binding = internalBinding('buffer');
const { FastBuffer } = require('internal/buffer');
const { BASE64URL, getEncoding } = require('internal/buffer/encodings');
const { codes: { ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const { isAnyArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const { byteLengthOf, bytesOf } = require('internal/util/views');

// A copy of what a buffer or a view holds.
function copyOf(source) {
  if (isAnyArrayBuffer(source)) {
    const length = isSharedArrayBuffer(source) ?
      SharedArrayBufferPrototypeGetByteLength(source) : ArrayBufferPrototypeGetByteLength(source);
    return length === 0 ? new Uint8Array(0) : new Uint8Array(new Uint8Array(source));
  }
  // No view can be had of a buffer that was given away.
  return byteLengthOf(source) === 0 ? new Uint8Array(0) : new Uint8Array(bytesOf(source));
}

// The bytes of a string. Not Buffer.from(): that cuts small buffers out of an
// array which all the program shares.
function decode(string, name) {
  const encoding = getEncoding(typeof name === 'string' && name !== '' && name !== 'buffer' ? name : 'utf8');
  if (encoding === undefined) throw new ERR_UNKNOWN_ENCODING(name);
  const room = encoding.byteLength(string);
  const bytes = new Uint8Array(room);
  if (room === 0) return bytes;
  const written = binding.write(encoding.code, bytes, string, 0, room);
  return written < room ? new Uint8Array(new Uint8Array(TypedArrayPrototypeGetBuffer(bytes), 0, written)) : bytes;
}

function toBase64url(bytes) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  return length === 0 ? '' : binding.slice(BASE64URL, bytes, 0, length);
}

function toArrayBuffer(bytes) {
  return TypedArrayPrototypeGetBuffer(new Uint8Array(bytes));
}

function toBuffer(bytes) {
  return new FastBuffer(toArrayBuffer(bytes));
}

// Takes as long whatever the bytes are; how many there are is no secret.
function sameBytes(a, b) {
  return TypedArrayPrototypeGetByteLength(a) === TypedArrayPrototypeGetByteLength(b) && timingSafeEqual(a, b);
}

module.exports = { copyOf, decode, sameBytes, toArrayBuffer, toBase64url, toBuffer };
