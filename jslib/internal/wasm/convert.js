'use strict';

// Arguments of the JavaScript API of WebAssembly, checked in V8's words.

const { NumberIsFinite, RangeError, TypeError, Uint8Array } = primordials;

const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

// [EnforceRange] unsigned long.
function toUint32(value, where, what) {
  let number;
  try {
    number = +value;
  } catch (error) {
    if (isObject(value)) throw error; // its own valueOf threw
    throw new TypeError(`${where}: ${what} must be convertible to a valid number`);
  }
  if (!NumberIsFinite(number)) throw new TypeError(`${where}: ${what} must be convertible to a valid number`);
  number = number < 0 ? -(-number - (-number % 1)) : number - (number % 1);
  if (number < 0) throw new TypeError(`${where}: ${what} must be non-negative`);
  if (number > 0xffffffff) throw new TypeError(`${where}: ${what} must be in the unsigned long range`);
  return number;
}

// A property of a descriptor, undefined where it is missing.
function limit(descriptor, name, where, low, high) {
  const value = descriptor[name];
  if (value === undefined) return undefined;
  const number = toUint32(value, where, `Property '${name}'`);
  if (number < low) throw new RangeError(`${where}: Property '${name}': value ${number} is below the lower bound ${low}`);
  if (number > high) throw new RangeError(`${where}: Property '${name}': value ${number} is above the upper bound ${high}`);
  return number;
}

function required(value, name, where) {
  if (value === undefined) throw new TypeError(`${where}: Property '${name}' is required`);
  return value;
}

// The bytes of a buffer source, in place.
function toBytes(source, where) {
  if (isArrayBufferView(source)) return source;
  if (isAnyArrayBuffer(source)) return new Uint8Array(source);
  throw new TypeError(`${where}: Argument 0 must be a buffer source`);
}

module.exports = { isObject, toUint32, limit, required, toBytes };
