'use strict';

// buf.write*: each returns the offset behind what it wrote.

const { BigInt64Array, Float32Array, Float64Array, MathFloor, TypeError, TypedArrayPrototypeGetBuffer, Uint8Array } = primordials;

const { boundsError, checkBounds, checkInt } = require('internal/buffer/bounds');

const bytes = new Uint8Array(8);
const scratch = TypedArrayPrototypeGetBuffer(bytes);
const asBigInt = new BigInt64Array(scratch);
const asFloat = new Float32Array(scratch);
const asDouble = new Float64Array(scratch);

// Written out, as a loop would cost twice what it does.
function store8Forwards(buf, offset) {
  buf[offset] = bytes[0];
  buf[offset + 1] = bytes[1];
  buf[offset + 2] = bytes[2];
  buf[offset + 3] = bytes[3];
  buf[offset + 4] = bytes[4];
  buf[offset + 5] = bytes[5];
  buf[offset + 6] = bytes[6];
  buf[offset + 7] = bytes[7];
  return offset + 8;
}

function store8Backwards(buf, offset) {
  buf[offset] = bytes[7];
  buf[offset + 1] = bytes[6];
  buf[offset + 2] = bytes[5];
  buf[offset + 3] = bytes[4];
  buf[offset + 4] = bytes[3];
  buf[offset + 5] = bytes[2];
  buf[offset + 6] = bytes[1];
  buf[offset + 7] = bytes[0];
  return offset + 8;
}

function store4Forwards(buf, offset) {
  buf[offset] = bytes[0];
  buf[offset + 1] = bytes[1];
  buf[offset + 2] = bytes[2];
  buf[offset + 3] = bytes[3];
  return offset + 4;
}

function store4Backwards(buf, offset) {
  buf[offset] = bytes[3];
  buf[offset + 1] = bytes[2];
  buf[offset + 2] = bytes[1];
  buf[offset + 3] = bytes[0];
  return offset + 4;
}

function write8(buf, value, offset, min, max) {
  value = +value;
  // Node looks at the offset's type first here, and only here.
  if (typeof offset !== 'number') checkBounds(buf, offset, 1);
  if (value > max || value < min) checkInt(value, min, max, buf, offset, 1);
  if (buf[offset] === undefined) checkBounds(buf, offset, 1);
  buf[offset] = value;
  return offset + 1;
}

// These look for what is wrong themselves before they call checkInt to say it.
function write16LE(buf, value, offset, min, max) {
  value = +value;
  if (value > max || value < min || typeof offset !== 'number' ||
      buf[offset] === undefined || buf[offset + 1] === undefined) {
    checkInt(value, min, max, buf, offset, 2);
  }
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  return offset + 2;
}

function write16BE(buf, value, offset, min, max) {
  value = +value;
  if (value > max || value < min || typeof offset !== 'number' ||
      buf[offset] === undefined || buf[offset + 1] === undefined) {
    checkInt(value, min, max, buf, offset, 2);
  }
  buf[offset] = value >>> 8;
  buf[offset + 1] = value;
  return offset + 2;
}

function write32LE(buf, value, offset, min, max) {
  value = +value;
  if (value > max || value < min || typeof offset !== 'number' ||
      buf[offset] === undefined || buf[offset + 3] === undefined) {
    checkInt(value, min, max, buf, offset, 4);
  }
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  buf[offset + 2] = value >>> 16;
  buf[offset + 3] = value >>> 24;
  return offset + 4;
}

function write32BE(buf, value, offset, min, max) {
  value = +value;
  if (value > max || value < min || typeof offset !== 'number' ||
      buf[offset] === undefined || buf[offset + 3] === undefined) {
    checkInt(value, min, max, buf, offset, 4);
  }
  buf[offset] = value >>> 24;
  buf[offset + 1] = value >>> 16;
  buf[offset + 2] = value >>> 8;
  buf[offset + 3] = value;
  return offset + 4;
}

function checkWidth(byteLength) {
  if (!(byteLength === 1 || byteLength === 2 || byteLength === 3 ||
        byteLength === 4 || byteLength === 5 || byteLength === 6)) {
    boundsError(byteLength, 6, 'byteLength');
  }
}

// Puts width bytes of value, the high ones by division: shifts end at 32 bits.
function storeLE(buf, value, offset, width) {
  const high = MathFloor(value * 2 ** -32);
  for (let i = 0; i < width; i++) buf[offset + i] = i < 4 ? value >>> (8 * i) : high >>> (8 * (i - 4));
  return offset + width;
}

function storeBE(buf, value, offset, width) {
  const high = MathFloor(value * 2 ** -32);
  for (let i = 0; i < width; i++) {
    buf[offset + width - 1 - i] = i < 4 ? value >>> (8 * i) : high >>> (8 * (i - 4));
  }
  return offset + width;
}

function writeBig(buf, value, offset, min, max, store) {
  checkInt(value, min, max, buf, offset, 8);
  if (typeof value !== 'bigint') throw new TypeError('Cannot mix BigInt and other types, use explicit conversions');
  asBigInt[0] = value;
  return store(buf, offset);
}

module.exports = {
  writeBigUInt64LE(value, offset = 0) {
    return writeBig(this, value, offset, 0n, 0xffffffffffffffffn, store8Forwards);
  },
  writeBigUInt64BE(value, offset = 0) {
    return writeBig(this, value, offset, 0n, 0xffffffffffffffffn, store8Backwards);
  },
  writeBigInt64LE(value, offset = 0) {
    return writeBig(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn, store8Forwards);
  },
  writeBigInt64BE(value, offset = 0) {
    return writeBig(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn, store8Backwards);
  },

  writeUIntLE(value, offset, byteLength) {
    checkWidth(byteLength);
    if (byteLength === 1) return write8(this, value, offset, 0, 0xff);
    value = +value;
    checkInt(value, 0, 2 ** (8 * byteLength) - 1, this, offset, byteLength);
    return storeLE(this, value, offset, byteLength);
  },
  writeUIntBE(value, offset, byteLength) {
    checkWidth(byteLength);
    if (byteLength === 1) return write8(this, value, offset, 0, 0xff);
    value = +value;
    checkInt(value, 0, 2 ** (8 * byteLength) - 1, this, offset, byteLength);
    return storeBE(this, value, offset, byteLength);
  },
  writeIntLE(value, offset, byteLength) {
    checkWidth(byteLength);
    if (byteLength === 1) return write8(this, value, offset, -0x80, 0x7f);
    value = +value;
    const limit = 2 ** (8 * byteLength - 1);
    checkInt(value, -limit, limit - 1, this, offset, byteLength);
    return storeLE(this, value, offset, byteLength);
  },
  writeIntBE(value, offset, byteLength) {
    checkWidth(byteLength);
    if (byteLength === 1) return write8(this, value, offset, -0x80, 0x7f);
    value = +value;
    const limit = 2 ** (8 * byteLength - 1);
    checkInt(value, -limit, limit - 1, this, offset, byteLength);
    return storeBE(this, value, offset, byteLength);
  },

  writeUInt32LE(value, offset = 0) {
    return write32LE(this, value, offset, 0, 0xffffffff);
  },
  writeUInt32BE(value, offset = 0) {
    return write32BE(this, value, offset, 0, 0xffffffff);
  },
  writeUInt16LE(value, offset = 0) {
    return write16LE(this, value, offset, 0, 0xffff);
  },
  writeUInt16BE(value, offset = 0) {
    return write16BE(this, value, offset, 0, 0xffff);
  },
  writeUInt8(value, offset = 0) {
    return write8(this, value, offset, 0, 0xff);
  },
  writeInt32LE(value, offset = 0) {
    return write32LE(this, value, offset, -0x80000000, 0x7fffffff);
  },
  writeInt32BE(value, offset = 0) {
    return write32BE(this, value, offset, -0x80000000, 0x7fffffff);
  },
  writeInt16LE(value, offset = 0) {
    return write16LE(this, value, offset, -0x8000, 0x7fff);
  },
  writeInt16BE(value, offset = 0) {
    return write16BE(this, value, offset, -0x8000, 0x7fff);
  },
  writeInt8(value, offset = 0) {
    return write8(this, value, offset, -0x80, 0x7f);
  },

  writeFloatLE(value, offset = 0) {
    value = +value;
    checkBounds(this, offset, 4);
    asFloat[0] = value;
    return store4Forwards(this, offset);
  },
  writeFloatBE(value, offset = 0) {
    value = +value;
    checkBounds(this, offset, 4);
    asFloat[0] = value;
    return store4Backwards(this, offset);
  },
  writeDoubleLE(value, offset = 0) {
    value = +value;
    checkBounds(this, offset, 8);
    asDouble[0] = value;
    return store8Forwards(this, offset);
  },
  writeDoubleBE(value, offset = 0) {
    value = +value;
    checkBounds(this, offset, 8);
    asDouble[0] = value;
    return store8Backwards(this, offset);
  },
};
