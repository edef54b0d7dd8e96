'use strict';

// The checks that reading and writing numbers share, with Node's errors.

const { MathFloor } = primordials;

const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateNumber } = require('internal/validators');

// Throws: `value` (an offset, or the argument called `type`) is not in range.
function boundsError(value, length, type) {
  if (MathFloor(value) !== value) {
    validateNumber(value, type);
    throw new ERR_OUT_OF_RANGE(type || 'offset', 'an integer', value);
  }
  if (length < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE(type || 'offset', `>= ${type ? 1 : 0} and <= ${length}`, value);
}

// Throws the error for `width` bytes at `offset`, which the caller found not
// to be inside buf.
function outside(buf, offset, width) {
  validateNumber(offset, 'offset');
  boundsError(offset, buf.length - width);
}

function checkBounds(buf, offset, width) {
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + width - 1] === undefined) {
    outside(buf, offset, width);
  }
}

function checkInt(value, min, max, buf, offset, width) {
  if (value > max || value < min) {
    const n = typeof min === 'bigint' ? 'n' : '';
    let range;
    if (width <= 4) range = `>= ${min}${n} and <= ${max}${n}`;
    else if (min === 0 || min === 0n) range = `>= 0${n} and < 2${n} ** ${width * 8}${n}`;
    else range = `>= -(2${n} ** ${width * 8 - 1}${n}) and < 2${n} ** ${width * 8 - 1}${n}`;
    throw new ERR_OUT_OF_RANGE('value', range, value);
  }
  checkBounds(buf, offset, width);
}

module.exports = { boundsError, checkBounds, checkInt, outside };
