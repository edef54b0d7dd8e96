'use strict';

// High water marks, and how a state word shows itself as properties.

const { MathFloor, NumberIsInteger } = primordials;
const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kState } = require('internal/streams/utils');

let defaultObjectMode = 16;
let defaultBytes; // by platform, and so not known while the library is loaded

function getDefaultHighWaterMark(objectMode) {
  if (objectMode) return defaultObjectMode;
  return defaultBytes ??= process.platform === 'win32' ? 16 * 1024 : 64 * 1024;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) defaultObjectMode = value;
  else defaultBytes = value;
}

// duplexKey ('readableHighWaterMark' or 'writableHighWaterMark') speaks only
// when `highWaterMark` does not and the stream has two sides.
function getHighWaterMark(objectMode, options, duplexKey, isDuplex) {
  let hwm = options.highWaterMark;
  if (hwm === undefined || hwm === null) hwm = isDuplex ? options[duplexKey] : undefined;
  if (hwm === undefined || hwm === null) return getDefaultHighWaterMark(objectMode);
  if (!NumberIsInteger(hwm) || hwm < 0) {
    throw new ERR_INVALID_ARG_VALUE(isDuplex ? `options.${duplexKey}` : 'options.highWaterMark', hwm);
  }
  return MathFloor(hwm);
}

// A boolean property kept as one bit.
function flag(bit) {
  return {
    __proto__: null,
    enumerable: false,
    get() { return (this[kState] & bit) !== 0; },
    set(on) {
      if (on) this[kState] |= bit;
      else this[kState] &= ~bit;
    },
  };
}

// A property that is mostly absent: the bit says whether `key` holds it.
function optional(bit, key, absent) {
  return {
    __proto__: null,
    enumerable: false,
    get() { return (this[kState] & bit) !== 0 ? this[key] : absent; },
    set(value) {
      if (value) {
        this[key] = value;
        this[kState] |= bit;
      } else {
        this[kState] &= ~bit;
      }
    },
  };
}

// A boolean that may also be unset; `unset` is what it reads as then.
function tristate(hasBit, bit, unset) {
  return {
    __proto__: null,
    enumerable: false,
    get() { return (this[kState] & hasBit) !== 0 ? (this[kState] & bit) !== 0 : unset; },
    set(value) {
      const rest = this[kState] & ~(hasBit | bit);
      if (value === undefined || value === null) this[kState] = rest;
      else this[kState] = rest | hasBit | (value ? bit : 0);
    },
  };
}

// defaultEncoding: UTF-8 is a bit, anything else is kept in `key`.
function encodingFlag(bit, key) {
  return {
    __proto__: null,
    enumerable: false,
    get() { return (this[kState] & bit) !== 0 ? 'utf8' : this[key]; },
    set(value) {
      if (value === 'utf8' || value === 'utf-8') {
        this[kState] |= bit;
      } else {
        this[kState] &= ~bit;
        this[key] = value;
      }
    },
  };
}

module.exports = {
  encodingFlag,
  flag,
  getDefaultHighWaterMark,
  getHighWaterMark,
  optional,
  setDefaultHighWaterMark,
  tristate,
};
