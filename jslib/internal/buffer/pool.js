'use strict';

// Small buffers are cut from a common pool, so that each costs a view and not
// an allocation of its own. The pool is made at first use: a program that
// makes no buffers carries none, and no snapshot does.

const {
  ArrayBufferPrototypeGetByteLength,
  NumberIsNaN,
  SharedArrayBufferPrototypeGetByteLength,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSet,
} = primordials;

const { isSharedArrayBuffer } = require('internal/util/types');
const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const { FastBuffer, createUnsafeBuffer } = require('internal/buffer/fast');
const { markAsUntransferable } = require('internal/worker/js_transferable');
const { getEncoding, utf8 } = require('internal/buffer/encodings');

const binding = internalBinding('buffer');

let Buffer; // whose poolSize the program may set
let pool;
let poolView;
let poolSize = 0;
let poolOffset = 0;

function setBuffer(value) {
  Buffer = value;
}

function createPool() {
  poolSize = Buffer.poolSize;
  poolView = createUnsafeBuffer(poolSize);
  pool = TypedArrayPrototypeGetBuffer(poolView);
  markAsUntransferable(pool);
  poolOffset = 0;
}

// Takes n bytes out of the pool, aligned for wider typed arrays.
function advance(n) {
  poolOffset = (poolOffset + n + 7) & ~7;
}

function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size < Buffer.poolSize >>> 1) {
    if (size > poolSize - poolOffset) createPool();
    const buf = new FastBuffer(pool, poolOffset, size);
    advance(size);
    return buf;
  }
  return createUnsafeBuffer(size);
}

function fromString(string, name) {
  let encoding = utf8;
  if (name && name !== 'utf8' && typeof name === 'string') {
    encoding = getEncoding(name);
    if (encoding === undefined) throw new ERR_UNKNOWN_ENCODING(name);
  }
  const { length } = string;
  if (length === 0) return new FastBuffer();

  const limit = Buffer.poolSize >>> 1;
  // Three bytes a UTF-16 unit is the most that any encoding makes.
  let room = length * 3;
  if (room >= limit && length < limit) room = encoding.byteLength(string);
  if (room >= limit) {
    if (length >= limit) room = encoding.byteLength(string);
    const buf = createUnsafeBuffer(room);
    const written = binding.write(encoding.code, buf, string, 0, room);
    return written < room ? new FastBuffer(TypedArrayPrototypeGetBuffer(buf), 0, written) : buf;
  }
  if (room > poolSize - poolOffset) createPool();
  const written = binding.write(encoding.code, poolView, string, poolOffset, room);
  const buf = new FastBuffer(pool, poolOffset, written);
  advance(written);
  return buf;
}

function sizeOf(buffer) {
  return isSharedArrayBuffer(buffer) ? SharedArrayBufferPrototypeGetByteLength(buffer) : ArrayBufferPrototypeGetByteLength(buffer);
}

function fromArrayBuffer(buffer, byteOffset, length) {
  if (byteOffset === undefined) {
    byteOffset = 0;
  } else {
    byteOffset = +byteOffset;
    if (NumberIsNaN(byteOffset)) byteOffset = 0;
  }
  const room = sizeOf(buffer) - byteOffset;
  if (room < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length !== undefined) {
    length = +length;
    if (!(length > 0)) length = 0;
    else if (length > room) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  }
  return new FastBuffer(buffer, byteOffset, length);
}

function fromArrayLike(list) {
  const { length } = list;
  if (length <= 0) return new FastBuffer();
  if (length < Buffer.poolSize >>> 1) {
    if (length > poolSize - poolOffset) createPool();
    const buf = new FastBuffer(pool, poolOffset, length);
    TypedArrayPrototypeSet(buf, list, 0);
    advance(length);
    return buf;
  }
  return new FastBuffer(list);
}

module.exports = { allocate, fromArrayBuffer, fromArrayLike, fromString, setBuffer };
