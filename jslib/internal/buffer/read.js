'use strict';

// buf.read*: spelled out for the widths that programs read in loops, since a
// call costs the interpreter more than the arithmetic does.

const { BigInt64Array, BigUint64Array, Float32Array, Float64Array, TypedArrayPrototypeGetBuffer, Uint8Array } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { boundsError, checkBounds, outside } = require('internal/buffer/bounds');

// Eight bytes seen as every type that arithmetic cannot put together cheaply.
const bytes = new Uint8Array(8);
const scratch = TypedArrayPrototypeGetBuffer(bytes);
const asBigInt = new BigInt64Array(scratch);
const asBigUint = new BigUint64Array(scratch);
const asFloat = new Float32Array(scratch);
const asDouble = new Float64Array(scratch);

// Written out, as a loop would cost twice what it does.
function load8Forwards(buf, offset) {
  checkBounds(buf, offset, 8);
  bytes[0] = buf[offset];
  bytes[1] = buf[offset + 1];
  bytes[2] = buf[offset + 2];
  bytes[3] = buf[offset + 3];
  bytes[4] = buf[offset + 4];
  bytes[5] = buf[offset + 5];
  bytes[6] = buf[offset + 6];
  bytes[7] = buf[offset + 7];
}

function load8Backwards(buf, offset) {
  checkBounds(buf, offset, 8);
  bytes[7] = buf[offset];
  bytes[6] = buf[offset + 1];
  bytes[5] = buf[offset + 2];
  bytes[4] = buf[offset + 3];
  bytes[3] = buf[offset + 4];
  bytes[2] = buf[offset + 5];
  bytes[1] = buf[offset + 6];
  bytes[0] = buf[offset + 7];
}

function load4Forwards(buf, offset) {
  checkBounds(buf, offset, 4);
  bytes[0] = buf[offset];
  bytes[1] = buf[offset + 1];
  bytes[2] = buf[offset + 2];
  bytes[3] = buf[offset + 3];
}

function load4Backwards(buf, offset) {
  checkBounds(buf, offset, 4);
  bytes[3] = buf[offset];
  bytes[2] = buf[offset + 1];
  bytes[1] = buf[offset + 2];
  bytes[0] = buf[offset + 3];
}

function checkWidth(offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  if (!(byteLength === 1 || byteLength === 2 || byteLength === 3 ||
        byteLength === 4 || byteLength === 5 || byteLength === 6)) {
    boundsError(byteLength, 6, 'byteLength');
  }
}

// Sums stay exact: six bytes fit a double.
function sumLE(buf, offset, width) {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + buf[offset + i];
  return value;
}

function sumBE(buf, offset, width) {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + buf[offset + i];
  return value;
}

function signed(value, width) {
  return value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
}

module.exports = {
  readBigUInt64LE(offset = 0) {
    load8Forwards(this, offset);
    return asBigUint[0];
  },
  readBigUInt64BE(offset = 0) {
    load8Backwards(this, offset);
    return asBigUint[0];
  },
  readBigInt64LE(offset = 0) {
    load8Forwards(this, offset);
    return asBigInt[0];
  },
  readBigInt64BE(offset = 0) {
    load8Backwards(this, offset);
    return asBigInt[0];
  },

  readUIntLE(offset, byteLength) {
    checkWidth(offset, byteLength);
    checkBounds(this, offset, byteLength);
    return sumLE(this, offset, byteLength);
  },
  readUIntBE(offset, byteLength) {
    checkWidth(offset, byteLength);
    checkBounds(this, offset, byteLength);
    return sumBE(this, offset, byteLength);
  },
  readIntLE(offset, byteLength) {
    checkWidth(offset, byteLength);
    checkBounds(this, offset, byteLength);
    return signed(sumLE(this, offset, byteLength), byteLength);
  },
  readIntBE(offset, byteLength) {
    checkWidth(offset, byteLength);
    checkBounds(this, offset, byteLength);
    return signed(sumBE(this, offset, byteLength), byteLength);
  },

  readUInt32LE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 4);
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined) outside(this, offset, 4);
    return (first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24) >>> 0;
  },
  readUInt32BE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 4);
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined) outside(this, offset, 4);
    return (first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last) >>> 0;
  },
  readUInt16LE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 2);
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined) outside(this, offset, 2);
    return first | last << 8;
  },
  readUInt16BE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 2);
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined) outside(this, offset, 2);
    return first << 8 | last;
  },
  readUInt8(offset) {
    if (offset === undefined) offset = 0;
    const value = this[offset];
    if (typeof offset !== 'number' || value === undefined) outside(this, offset, 1);
    return value;
  },

  readInt32LE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 4);
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined) outside(this, offset, 4);
    return first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24;
  },
  readInt32BE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 4);
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined) outside(this, offset, 4);
    return first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last;
  },
  readInt16LE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 2);
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined) outside(this, offset, 2);
    return (first | last << 8) << 16 >> 16;
  },
  readInt16BE(offset) {
    if (offset === undefined) offset = 0;
    if (typeof offset !== 'number') outside(this, offset, 2);
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined) outside(this, offset, 2);
    return (first << 8 | last) << 16 >> 16;
  },
  readInt8(offset) {
    if (offset === undefined) offset = 0;
    const value = this[offset];
    if (typeof offset !== 'number' || value === undefined) outside(this, offset, 1);
    return value << 24 >> 24;
  },

  readFloatLE(offset = 0) {
    load4Forwards(this, offset);
    return asFloat[0];
  },
  readFloatBE(offset = 0) {
    load4Backwards(this, offset);
    return asFloat[0];
  },
  readDoubleLE(offset = 0) {
    load8Forwards(this, offset);
    return asDouble[0];
  },
  readDoubleBE(offset = 0) {
    load8Backwards(this, offset);
    return asDouble[0];
  },
};
